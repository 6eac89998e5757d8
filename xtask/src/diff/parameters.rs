//! The parameters of two forms of one operation, those of the body too. Part of [`calls`](super::calls).

use super::calls::Pair;
use super::facts::{Claim, Fact, NULL_KEYS, Reach, Walk, Which, blank, subject};
use super::items::{self, of_parameter, place};
use crate::ir::{Location, Operation, Parameter};
use crate::spec::place::Pointer;
use crate::surface::resource_path;

impl<'a> Pair<'_, 'a> {
    /// Compares all parameters.
    pub(super) fn parameters(&mut self) {
        let (old, new) = (&self.old.1.parameters, &self.new.1.parameters);
        let mut after: Vec<&'a Parameter> = new.iter().collect();
        let mut gone = Vec::new();
        let path = |all: &'a [Parameter]| all.iter().filter(|it| it.location == Location::Path);
        let mut pairs: Vec<(&'a Parameter, &'a Parameter)> = Vec::new();
        // Those of the path by their place in it, whatever they are called.
        if path(old).count() == path(new).count() && blank(&self.old.1.path) == blank(&self.new.1.path) {
            let order = |operation: &'a Operation, wire: &str| operation.path.find(&format!("{{{wire}}}"));
            let sorted = |operation: &'a Operation| {
                let mut all: Vec<&Parameter> = path(&operation.parameters).collect();
                all.sort_by_key(|it| order(operation, &it.wire));
                all
            };
            pairs.extend(sorted(self.old.1).into_iter().zip(sorted(self.new.1)));
        }
        let is_path = |it: &Parameter| pairs.iter().any(|(before, _)| std::ptr::eq(*before, it));
        let others: Vec<&'a Parameter> = old.iter().filter(|it| !is_path(it)).collect();
        for it in others {
            let free = |found: &&&Parameter| !pairs.iter().any(|(_, after)| std::ptr::eq(*after, **found));
            let mut named = after.iter().filter(free).filter(|other| other.wire == it.wire);
            let same = named.clone().find(|other| other.location == it.location);
            match same.or_else(|| named.next()).copied() {
                Some(found) => pairs.push((it, found)),
                None => gone.push(it),
            }
        }
        after.retain(|it| !pairs.iter().any(|(_, after)| std::ptr::eq(*after, *it)));
        for it in gone {
            self.removed(it);
        }
        for it in after {
            self.added(it);
        }
        self.order(&pairs);
        for (before, after) in pairs {
            self.parameter(before, after);
        }
    }

    /// A fact about a parameter, with the items and flags that it stands for.
    fn about(
        &self,
        rule: &'static str,
        message: impl Into<String>,
        old: Option<&Parameter>,
        new: Option<&Parameter>,
    ) -> Fact {
        let it = new.or(old).map_or(("", ""), |it| (it.wire.as_str(), place(it.location)));
        let (name, at) = (it.0, it.1);
        let mut fact = Fact::new(rule, format!("{}({name})", subject(self.new.0, self.new.1)), message);
        fact.key = format!("{} {} {at} {name}", self.new.1.method, blank(&self.new.1.path));
        let [before, after] = self.commands();
        if let Some(old) = old {
            fact = fact.items(of_parameter(&self.walk.old.api, self.old.0, self.old.1, old));
            fact.commands.push(items::flag(&before, old));
        }
        if let Some(new) = new {
            fact = fact.items(of_parameter(&self.walk.new.api, self.new.0, self.new.1, new));
            fact.commands.push(items::flag(&after, new));
        }
        fact.at(old.map(|it| &it.pointer), new.map(|it| &it.pointer)).used_by([&self.new.1.id])
    }

    fn removed(&mut self, it: &Parameter) {
        let fact = self.about(
            "request-parameter-removed",
            format!("`{}` in {} is gone", it.wire, place(it.location)),
            Some(it),
            None,
        );
        let claims = self.walk.claim(Which::Old, &it.pointer, &Reach::All);
        let claims = fact.claims(claims).claims(self.required_claims(Which::Old, it));
        self.push(claims);
    }

    fn added(&mut self, it: &Parameter) {
        let rule = if it.required { "request-required-parameter-added" } else { "request-parameter-added" };
        let fact = self.about(rule, format!("`{}` in {} is new", it.wire, place(it.location)), None, Some(it));
        let claims = self.walk.claim(Which::New, &it.pointer, &Reach::All);
        let fact = fact.claims(claims).claims(self.required_claims(Which::New, it));
        self.push(fact);
    }

    /// Where the document says whether a parameter must be given.
    fn required_claims(&self, which: Which, it: &Parameter) -> Vec<Claim> {
        let mut claims = self.walk.claim(which, &it.pointer, &Reach::Keys(&["required"]));
        if it.location == Location::Body {
            let reach = Reach::Required(it.wire.clone());
            claims.extend(self.walk.claim(which, &self.node(which, "requestBody"), &reach));
            // `…/X/properties/name` => `…/X`
            let owner = it.pointer.as_str().rsplitn(3, '/').nth(2).unwrap_or_default();
            claims.extend(self.walk.claim(which, &Pointer::from(owner), &reach));
        }
        claims
    }

    fn parameter(&mut self, old: &'a Parameter, new: &'a Parameter) {
        let both = (Some(old), Some(new));
        let mut changes: Vec<(&'static str, String, Reach)> = Vec::new();
        if old.location != new.location {
            let message = format!("it went into {} and goes into {}", place(old.location), place(new.location));
            changes.push(("request-parameter-moved", message, Reach::All));
        } else if old.style != new.style {
            let message = format!("its parts were written as {:?} and are as {:?}", old.style, new.style);
            changes.push((
                "request-parameter-written-differently",
                message,
                Reach::Keys(&["style", "explode", "schema"]),
            ));
        }
        match (old.required, new.required) {
            (false, true) => {
                changes.push(("request-parameter-became-required", "it must be given".to_owned(), Reach::Keys(&[])))
            }
            (true, false) => {
                changes.push((
                    "request-parameter-became-optional",
                    "it need not be given".to_owned(),
                    Reach::Keys(&[]),
                ));
            }
            _ => {}
        }
        let items = of_parameter(&self.walk.new.api, self.new.0, self.new.1, new);
        if !self.walk.alike(&old.ty, &new.ty, &items) {
            let message = format!("it was `{}` and is `{}`", self.walk.before(&old.ty), self.walk.after(&new.ty));
            changes.push(("request-parameter-type-changed", message, Reach::Structure));
        }
        match (old.nullable, new.nullable) {
            (false, true) => {
                changes.push(("request-parameter-became-nullable", "it may be null".to_owned(), Reach::Keys(NULL_KEYS)))
            }
            (true, false) => changes.push((
                "request-parameter-became-non-null",
                "it may be null no more".to_owned(),
                Reach::Keys(NULL_KEYS),
            )),
            _ => {}
        }
        match (old.deprecated, new.deprecated) {
            (false, true) => changes.push((
                "request-parameter-deprecated",
                "it is deprecated".to_owned(),
                Reach::Keys(&["deprecated"]),
            )),
            (true, false) => {
                changes.push((
                    "request-parameter-reinstated",
                    "it is deprecated no more".to_owned(),
                    Reach::Keys(&["deprecated"]),
                ));
            }
            _ => {}
        }
        if old.name != new.name || old.wire != new.wire {
            let message = format!("`{}` is `{}` now", old.name, new.name);
            changes.push(("request-parameter-renamed", message, Reach::All));
        }
        for (rule, message, reach) in changes {
            let mut fact = self.about(rule, message, both.0, both.1);
            fact = fact.claims(self.walk.claim_both(&old.pointer, &new.pointer, &reach));
            if !old.pointer.as_str().contains("/properties/") {
                let inner = |it: &Pointer| it.child("schema");
                fact = fact.claims(self.walk.claim_both(&inner(&old.pointer), &inner(&new.pointer), &reach));
            }
            if rule.contains("required") || rule.contains("optional") {
                fact = fact.claims(self.required_claims(Which::Old, old)).claims(self.required_claims(Which::New, new));
            }
            self.push(fact);
        }
    }

    /// Whether `new` takes what is required before and after in another order.
    fn order(&mut self, pairs: &[(&Parameter, &Parameter)]) {
        let is_kept = |it: &&(&Parameter, &Parameter)| it.0.required && it.1.required;
        let mut kept: Vec<_> = pairs.iter().filter(is_kept).collect();
        let position = |all: &[Parameter], it: &Parameter| {
            let index = all.iter().position(|other| std::ptr::eq(other, it)).unwrap_or_default();
            (it.rank, index)
        };
        kept.sort_by_key(|it| position(&self.old.1.parameters, it.0));
        let after: Vec<_> = kept.iter().map(|it| position(&self.new.1.parameters, it.1)).collect();
        if after.is_sorted() {
            return;
        }
        let own = |walk: &Walk<'_>, which| match which {
            Which::Old => format!("{}::{}::new", resource_path(&walk.old.api, self.old.0), self.old.1.parameters_type),
            Which::New => format!("{}::{}::new", resource_path(&walk.new.api, self.new.0), self.new.1.parameters_type),
        };
        let items = [own(self.walk, Which::Old), own(self.walk, Which::New)];
        let message = "`new` takes what is required in another order";
        let bodies = [Which::Old, Which::New].map(|which| self.node(which, "requestBody"));
        let fact = self
            .fact("request-parameter-order-changed", message, &Reach::Keys(&["parameters"]))
            .items(items)
            .claims(self.walk.claim_both(&bodies[0], &bodies[1], &Reach::Structure));
        self.push(fact);
    }
}
