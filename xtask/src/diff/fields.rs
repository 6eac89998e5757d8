//! The fields of two forms of one type. Part of [`shapes`](super::shapes).

use super::facts::{Claim, Fact, NULL_KEYS, Reach, Which};
use super::items::{self, of_member};
use super::shapes::{Pair, Rules};
use crate::ir::{Field, Struct};
use crate::spec::place::Pointer;

impl<'a> Pair<'_, 'a> {
    /// Compares all keys.
    pub(super) fn objects(&mut self, old: &'a Struct, new: &'a Struct) {
        if old.open != new.open && (self.old.in_request || self.new.in_request) {
            let (rule, message) = match new.open {
                true => ("request-object-opened", "keys beyond the declared ones may be sent"),
                false => ("request-object-closed", "keys beyond the declared ones may be sent no more"),
            };
            let items = [of_member(&self.own(Which::Old), &old.extra), of_member(&self.own(Which::New), &new.extra)];
            let fact = self.fact(rule, message, &Reach::Keys(&["additionalProperties"])).items(items.concat());
            self.walk.facts.push(fact);
        }
        for field in &old.fields {
            match new.fields.iter().find(|it| it.wire == field.wire) {
                Some(after) => self.field(field, after),
                None => self.removed(field),
            }
        }
        for field in new.fields.iter().filter(|field| !old.fields.iter().any(|it| it.wire == field.wire)) {
            self.added(field);
        }
        self.order(old, new);
    }

    fn about(&self, rule: &'static str, message: String, old: Option<&Field>, new: Option<&Field>) -> Fact {
        let [before, after] = self.owns();
        let wire = new.or(old).map_or("", |it| it.wire.as_str());
        let mut fact = Fact::new(rule, format!("{}.{wire}", self.new.name.name), message);
        for (own, field) in [(before, old), (after, new)] {
            let Some(field) = field else { continue };
            let [member, setter] = of_member(&own, &field.name);
            fact = fact.items([items::deprecation(&member), member, setter]);
            if field.required {
                fact = fact.items([format!("{own}::new")]);
            }
        }
        fact.at(old.map(|it| &it.pointer), new.map(|it| &it.pointer))
            .used_by(self.walk.new_users.get(&self.new.name).into_iter().flatten())
    }

    fn required_claims(&self, which: Which, field: &Field) -> Vec<Claim> {
        let def = if which == Which::Old { self.old } else { self.new };
        let reach = Reach::Required(field.wire.clone());
        // `…/X/properties/name` => `…/X`: a part of an `allOf` may be another component.
        let owner = field.pointer.as_str().rsplitn(3, '/').nth(2).unwrap_or_default();
        let mut claims = self.claims(which, &def.pointer, &reach);
        claims.extend(self.claims(which, &Pointer::from(owner), &reach));
        claims
    }

    fn removed(&mut self, field: &'a Field) {
        self.directed(["request-field-removed", "response-field-removed"], |pair, rule| {
            let fact = pair.about(rule, "the key is gone".to_owned(), Some(field), None);
            fact.claims(pair.claims(Which::Old, &field.pointer, &Reach::All))
                .claims(pair.required_claims(Which::Old, field))
        });
    }

    fn added(&mut self, field: &'a Field) {
        let request = if field.required { "request-required-field-added" } else { "request-field-added" };
        self.directed([request, "response-field-added"], |pair, rule| {
            let fact = pair.about(rule, "the key is new".to_owned(), None, Some(field));
            fact.claims(pair.claims(Which::New, &field.pointer, &Reach::All))
                .claims(pair.required_claims(Which::New, field))
        });
    }

    fn field(&mut self, old: &'a Field, new: &'a Field) {
        let mut changes: Vec<(Rules, String, Reach)> = Vec::new();
        match (old.required, new.required) {
            (false, true) => changes.push((
                ["request-field-became-required", "response-field-became-required"],
                "it is always there".to_owned(),
                Reach::Keys(&[]),
            )),
            (true, false) => changes.push((
                ["request-field-became-optional", "response-field-became-optional"],
                "it may be missing".to_owned(),
                Reach::Keys(&[]),
            )),
            _ => {}
        }
        match (old.nullable, new.nullable) {
            (false, true) => changes.push((
                ["request-field-became-nullable", "response-field-became-nullable"],
                "it may be null".to_owned(),
                Reach::Keys(NULL_KEYS),
            )),
            (true, false) => changes.push((
                ["request-field-became-non-null", "response-field-became-non-null"],
                "it is never null".to_owned(),
                Reach::Keys(NULL_KEYS),
            )),
            _ => {}
        }
        let items: Vec<String> = of_member(&self.own(Which::New), &new.name).into();
        if old.constant != new.constant {
            let word = |it: &Field| it.constant.as_ref().map_or_else(|| "any".to_owned(), |it| format!("`{it}`"));
            changes.push((
                ["request-field-value-changed", "response-field-value-changed"],
                format!("its value was {} and is {}", word(old), word(new)),
                Reach::Structure,
            ));
        } else if !self.walk.alike(&old.ty, &new.ty, &items) {
            changes.push((
                ["request-field-type-changed", "response-field-type-changed"],
                format!("it was `{}` and is `{}`", self.walk.before(&old.ty), self.walk.after(&new.ty)),
                Reach::Structure,
            ));
        }
        for (rules, message, reach) in changes {
            self.directed(rules, |pair, rule| {
                let fact = pair.about(rule, message.clone(), Some(old), Some(new));
                let fact = fact.claims(pair.claims(Which::Old, &old.pointer, &reach));
                let fact = fact.claims(pair.claims(Which::New, &new.pointer, &reach));
                match rule.ends_with("required") || rule.ends_with("optional") {
                    true => {
                        fact.claims(pair.required_claims(Which::Old, old)).claims(pair.required_claims(Which::New, new))
                    }
                    false => fact,
                }
            });
        }
        self.undirected(old, new);
    }

    /// What is one change whichever way the field goes.
    fn undirected(&mut self, old: &'a Field, new: &'a Field) {
        let mut changes: Vec<(&'static str, String, Reach)> = Vec::new();
        if old.name != new.name {
            changes.push(("field-renamed", format!("`{}` is `{}` now", old.name, new.name), Reach::Keys(&[])));
        }
        match (old.deprecated, new.deprecated) {
            (false, true) => {
                changes.push(("field-deprecated", "it is deprecated".to_owned(), Reach::Keys(&["deprecated"])))
            }
            (true, false) => {
                changes.push(("field-reinstated", "it is deprecated no more".to_owned(), Reach::Keys(&["deprecated"])));
            }
            _ => {}
        }
        if self.old.in_request && self.new.in_request {
            let reach = Reach::Keys(&["readOnly"]);
            match (old.read_only, new.read_only) {
                (false, true) => {
                    changes.push(("request-field-became-read-only", "only the server sets it".to_owned(), reach))
                }
                (true, false) => changes.push(("request-field-became-writable", "it can be sent".to_owned(), reach)),
                _ => {}
            }
        }
        for (rule, message, reach) in changes {
            let fact = self.about(rule, message, Some(old), Some(new));
            let fact = fact.claims(self.claims(Which::Old, &old.pointer, &reach));
            let fact = fact.claims(self.claims(Which::New, &new.pointer, &reach));
            self.walk.facts.push(fact);
        }
    }

    fn order(&mut self, old: &'a Struct, new: &'a Struct) {
        let taken = |it: &'a Struct| {
            let required = it.fields.iter().filter(|it| it.required && it.constant.is_none() && !it.read_only);
            let mut taken: Vec<&Field> = required.collect();
            taken.sort_by_key(|it| it.rank);
            taken.into_iter().map(|it| it.wire.as_str()).collect::<Vec<_>>()
        };
        let (before, after) = (taken(old), taken(new));
        let common = |all: &[&'a str], others: &[&'a str]| -> Vec<&'a str> {
            all.iter().filter(|it| others.contains(it)).copied().collect()
        };
        if self.old.in_request && self.new.in_request && common(&before, &after) != common(&after, &before) {
            let items = self.owns().map(|it| format!("{it}::new"));
            let message = "`new` takes what is required in another order";
            let fact = self.fact("field-order-changed", message, &Reach::Keys(&["required"])).items(items);
            self.walk.facts.push(fact);
        }
    }
}
