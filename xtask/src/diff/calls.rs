//! Two forms of one operation: its route, names, credentials, parameters, body and reply. Part of [`facts`](super::facts).

use std::collections::BTreeSet;

use super::facts::{Fact, NULL_KEYS, Reach, Walk, Which, blank, of_parameter, subject};
use super::items::{self, of_operation, place};
use crate::ir::{Body, Credential, Location, Operation, Parameter, Reply, Resource};
use crate::spec::place::Pointer;
use crate::surface::resource_path;

/// An operation with its resource.
type Owned<'a> = (&'a Resource, &'a Operation);

/// Adds what differs between two forms of one operation.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, old: Owned<'a>, new: Owned<'a>) {
    let mut pair = Pair { walk, old, new };
    pair.route();
    pair.name();
    pair.deprecation();
    pair.credentials();
    pair.fixed();
    pair.body();
    pair.parameters();
    pair.statuses();
    pair.reply();
    pair.failures();
}

struct Pair<'w, 'a> {
    walk: &'w mut Walk<'a>,
    old: Owned<'a>,
    new: Owned<'a>,
}

impl<'a> Pair<'_, 'a> {
    /// A fact about the operation as a whole.
    fn fact(&self, rule: &'static str, message: impl Into<String>, reach: &Reach) -> Fact {
        let (old, new) = (&self.old.1.pointer, &self.new.1.pointer);
        Fact::new(rule, subject(self.new.0, self.new.1), message)
            .at(Some(old), Some(new))
            .used_by([&self.new.1.id])
            .claims(self.walk.claim_both(old, new, reach))
    }

    fn push(&mut self, fact: Fact) {
        self.walk.facts.push(fact);
    }

    /// The operation's function, before and after.
    fn functions(&self) -> [String; 2] {
        let (old, new) = (&self.walk.old.api, &self.walk.new.api);
        [items::function(old, self.old.0, self.old.1), items::function(new, self.new.0, self.new.1)]
    }

    /// The operation's subcommand, before and after.
    fn commands(&self) -> [String; 2] {
        let (old, new) = (&self.walk.old.api, &self.walk.new.api);
        [items::command(old, self.old.0, self.old.1), items::command(new, self.new.0, self.new.1)]
    }

    fn route(&mut self) {
        let (old, new) = (self.old.1, self.new.1);
        if old.method == new.method && blank(&old.path) == blank(&new.path) {
            return;
        }
        let message = format!("`{} {}` is `{} {}` now", old.method, old.path, new.method, new.path);
        let fact = self.fact("operation-route-changed", message, &Reach::All).items(self.functions());
        self.push(fact);
    }

    fn name(&mut self) {
        let [before, after] = self.functions();
        let (old, new) = (self.old.1, self.new.1);
        if before == after && old.id == new.id {
            return;
        }
        let message = match before == after {
            true => format!("its operationId was `{}` and is `{}`", old.id, new.id),
            false => format!("`{before}` is `{after}` now"),
        };
        let items =
            [of_operation(&self.walk.old.api, self.old.0, old), of_operation(&self.walk.new.api, self.new.0, new)];
        let commands = self.all_commands();
        let key = format!("{} {}", new.method, blank(&new.path));
        let reach = Reach::Keys(&["operationId", "tags"]);
        let fact = self.fact("operation-renamed", message, &reach).items(items.concat()).commands(commands);
        self.push(Fact { key, ..fact });
    }

    fn all_commands(&self) -> Vec<String> {
        let [before, after] = self.commands();
        let flags = |command: &str, it: &Operation| -> Vec<String> {
            it.parameters.iter().map(|it| items::flag(command, it)).collect()
        };
        let all = [flags(&before, self.old.1), flags(&after, self.new.1), vec![before, after]];
        all.concat()
    }

    fn deprecation(&mut self) {
        let rule = match (self.old.1.deprecated, self.new.1.deprecated) {
            (false, true) => "operation-deprecated",
            (true, false) => "operation-reinstated",
            _ => return,
        };
        let marks = self.functions().map(|it| items::deprecation(&it));
        let message = if rule == "operation-deprecated" { "it is deprecated" } else { "it is deprecated no more" };
        let fact = self.fact(rule, message, &Reach::Keys(&["deprecated"])).items(marks);
        self.push(fact);
    }

    fn credentials(&mut self) {
        let (old, new) = (&self.old.1.credentials, &self.new.1.credentials);
        let word = |it: &Credential| match it {
            Credential::User => "user token",
            Credential::AgentBot => "agent bot token",
            Credential::Platform => "platform token",
        };
        let words = |all: &[Credential]| all.iter().map(word).collect::<Vec<_>>().join(" or ");
        let reach = Reach::Keys(&["security"]);
        let mut add = |rule, message: String, kind: &str| {
            let fact = self.fact(rule, message, &reach).claims(self.walk.claim_both(
                &Pointer::from("/security"),
                &Pointer::from("/security"),
                &Reach::All,
            ));
            let key = format!("{} {kind}", fact.key);
            self.walk.facts.push(Fact { key, ..fact });
        };
        match (old.is_empty(), new.is_empty()) {
            (true, true) => {}
            (true, false) => add("operation-needs-token", format!("it takes a {} now", words(new)), ""),
            (false, true) => add("operation-needs-no-token", format!("it took a {} and takes none", words(old)), ""),
            (false, false) => {
                for it in new.iter().filter(|it| !old.contains(it)) {
                    add("operation-credential-added", format!("it takes a {} too", word(it)), word(it));
                }
                let common = |all: &[Credential], others: &[Credential]| -> Vec<Credential> {
                    all.iter().filter(|it| others.contains(it)).copied().collect()
                };
                if common(old, new) != common(new, old) {
                    let message =
                        format!("it takes a {} and took a {}, the first that there is", words(new), words(old));
                    add("operation-credential-order-changed", message, "order");
                }
                for it in old.iter().filter(|it| !new.contains(it)) {
                    add("operation-credential-removed", format!("it takes a {} no more", word(it)), word(it));
                }
            }
        }
    }

    fn fixed(&mut self) {
        let (old, new) = (&self.old.1.fixed, &self.new.1.fixed);
        if old != new {
            let text = |all: &[(String, String)]| match all {
                [] => "nothing".to_owned(),
                some => some.iter().map(|(name, value)| format!("`{name}={value}`")).collect::<Vec<_>>().join(", "),
            };
            let message = format!("the client sent {} by itself and sends {}", text(old), text(new));
            let fact = self.fact("request-fixed-query-changed", message, &Reach::Keys(&["parameters"]));
            self.push(fact);
        }
    }

    fn body(&mut self) {
        let (old, new) = (self.old.1, self.new.1);
        let word = |body: &Body| match body {
            Body::None => "nothing".to_owned(),
            Body::Json => "JSON".to_owned(),
            Body::Form => "a form".to_owned(),
            Body::Multipart => "multipart".to_owned(),
            Body::JsonOrMultipart => "JSON, or multipart with a file".to_owned(),
            Body::Text(media) | Body::Bytes(media) => format!("`{media}`"),
        };
        let mut at = [Which::Old, Which::New].map(|which| self.node(which, "requestBody"));
        let [before, after] = &mut at;
        let claims = |pair: &Self, reach: Reach| {
            let mut claims = pair.walk.claim(Which::Old, before, &reach);
            claims.extend(pair.walk.claim(Which::New, after, &reach));
            claims
        };
        if old.body != new.body {
            let rule = match (&old.body, &new.body) {
                (Body::None, _) => "request-body-added",
                (_, Body::None) => "request-body-removed",
                _ => "request-body-form-changed",
            };
            let message = format!("it took {} and takes {}", word(&old.body), word(&new.body));
            let content = [before.child("content"), after.child("content")];
            let reach = if rule == "request-body-form-changed" { Reach::Structure } else { Reach::All };
            let fact = self.fact(rule, message, &Reach::Keys(&[])).claims(claims(self, reach));
            let fact = fact.claims(self.walk.claim_both(&content[0], &content[1], &Reach::Children));
            self.push(fact);
        } else if old.body_required != new.body_required {
            let rule = match new.body_required {
                true => "request-body-became-required",
                false => "request-body-became-optional",
            };
            let message = if new.body_required { "it must have a body" } else { "it may have no body" };
            let fact = self.fact(rule, message, &Reach::Keys(&[])).claims(claims(self, Reach::Keys(&["required"])));
            self.push(fact);
        }
    }

    /// A node of the operation, or the component that it refers to.
    fn node(&self, which: Which, name: &str) -> Pointer {
        let (side, operation) = match which {
            Which::Old => (self.walk.old, self.old.1),
            Which::New => (self.walk.new, self.new.1),
        };
        let own = operation.pointer.child(name);
        let target = side.document.pointer(own.as_str()).and_then(|it| it.get("$ref")?.as_str()?.strip_prefix('#'));
        target.map_or(own.clone(), Pointer::from)
    }

    fn parameters(&mut self) {
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
    fn required_claims(&self, which: Which, it: &Parameter) -> Vec<super::facts::Claim> {
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

    /// Whether successes come with other statuses.
    fn statuses(&mut self) {
        let last = |all: Vec<Pointer>| all.iter().filter_map(Pointer::last).collect::<BTreeSet<_>>();
        let (old, new) = (last(self.successes(Which::Old)), last(self.successes(Which::New)));
        if old == new {
            return;
        }
        let words = |all: &BTreeSet<String>| all.iter().cloned().collect::<Vec<_>>().join(", ");
        let message = format!("a success came with {} and comes with {}", words(&old), words(&new));
        let mut fact = self.fact("response-status-changed", message, &Reach::Keys(&[]));
        for (which, statuses, others) in [(Which::Old, &old, &new), (Which::New, &new, &old)] {
            let operation = if which == Which::Old { self.old.1 } else { self.new.1 };
            for status in statuses.difference(others) {
                let at = operation.pointer.join(&["responses", status]);
                fact = fact.claims(self.walk.claim(which, &at, &Reach::All));
            }
        }
        self.push(fact);
    }

    fn reply(&mut self) {
        let (old, new) = (&self.old.1.reply, &self.new.1.reply);
        let functions = self.functions();
        let typed = |reply: &'a Reply| match reply {
            Reply::Json(ty) => Some((ty, false)),
            Reply::Optional(ty) => Some((ty, true)),
            _ => None,
        };
        let rule = match (typed(old), typed(new)) {
            (Some((a, was_optional)), Some((b, is_optional))) => {
                if !self.walk.alike(a, b, &functions) {
                    "response-body-type-changed"
                } else if was_optional == is_optional {
                    return;
                } else if is_optional {
                    "response-body-became-optional"
                } else {
                    "response-body-became-required"
                }
            }
            _ if old == new => return,
            _ if *old == Reply::Empty => "response-body-added",
            _ if *new == Reply::Empty => "response-body-removed",
            _ => "response-body-type-changed",
        };
        let message = format!(
            "it gave `{}` and gives `{}`",
            items::reply(&self.walk.old.api, old),
            items::reply(&self.walk.new.api, new)
        );
        let mut fact = self.fact(rule, message, &Reach::Keys(&[])).items(functions);
        for which in [Which::Old, Which::New] {
            for pointer in self.successes(which) {
                fact = fact.claims(self.walk.claim(which, &pointer, &Reach::Structure));
                fact = fact.claims(self.walk.claim(which, &pointer, &Reach::All).into_iter().take(1));
            }
        }
        self.push(fact);
    }

    /// Where the successes of the operation stand.
    fn successes(&self, which: Which) -> Vec<Pointer> {
        let (side, operation) = match which {
            Which::Old => (self.walk.old, self.old.1),
            Which::New => (self.walk.new, self.new.1),
        };
        let at = operation.pointer.child("responses");
        let all = side.document.pointer(at.as_str()).and_then(|it| it.as_object());
        all.into_iter()
            .flatten()
            .filter(|(status, _)| status.starts_with('2'))
            .map(|(status, _)| at.child(status))
            .collect()
    }

    fn failures(&mut self) {
        let statuses =
            |operation: &Operation| operation.failures.iter().map(|it| it.status.clone()).collect::<BTreeSet<_>>();
        let (old, new) = (statuses(self.old.1), statuses(self.new.1));
        for status in old.symmetric_difference(&new) {
            let (rule, which, message) = match new.contains(status) {
                true => ("operation-failure-added", Which::New, format!("it may fail with {status}")),
                false => ("operation-failure-removed", Which::Old, format!("it fails with {status} no more")),
            };
            let at = match which {
                Which::Old => self.old.1.pointer.join(&["responses", status]),
                Which::New => self.new.1.pointer.join(&["responses", status]),
            };
            let fact = self.fact(rule, message, &Reach::Keys(&[])).claims(self.walk.claim(which, &at, &Reach::All));
            let key = format!("{} {status}", fact.key);
            self.push(Fact { key, ..fact });
        }
    }
}
