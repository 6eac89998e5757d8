//! Two forms of one type: its fields, values and branches, each judged in the directions that it goes. Part of
//! [`facts`](super::facts).

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Claim, Fact, Reach, Walk, Which};
use super::items::{self, of_member};
use crate::ir::{Api, Enum, Type, TypeDef, TypeKind, TypeName, Union};
use crate::spec::place::Pointer;
use crate::surface::named;

/// The types that a type is made of.
pub(super) fn parts(def: &TypeDef) -> Vec<&Type> {
    match &def.kind {
        TypeKind::Struct(it) => it.fields.iter().map(|field| &field.ty).collect(),
        TypeKind::Union(it) => it.variants.iter().map(|variant| &variant.ty).collect(),
        TypeKind::Enum(_) => Vec::new(),
    }
}

/// All items of a type.
pub(super) fn items_of(api: &Api, def: &TypeDef) -> Vec<String> {
    let own = named(api, &def.name);
    let mut items = vec![own.clone(), items::deprecation(&own), format!("{own}::new")];
    items.extend(def.faces.iter().map(|face| format!("{own} for {face}")));
    match &def.kind {
        TypeKind::Struct(it) => {
            let names = it.fields.iter().map(|field| field.name.as_str()).chain([it.extra.as_str()]);
            items.extend(names.flat_map(|name| of_member(&own, name)));
        }
        TypeKind::Enum(it) => items.extend(it.variants.iter().map(|variant| format!("{own}::{}", variant.name))),
        TypeKind::Union(it) => {
            for variant in &it.variants {
                items.extend(of_variant(api, &own, &variant.name, &variant.ty));
            }
        }
    }
    items
}

fn of_variant(api: &Api, own: &str, name: &str, ty: &Type) -> [String; 2] {
    [format!("{own}::{name}"), format!("{own}: From<{}>", crate::surface::written(api, ty))]
}

/// The rule for each direction: that of requests, and that of answers.
pub(super) type Rules = [&'static str; 2];

impl<'a> Walk<'a> {
    /// Compares all types: those that were met in the same place first, then those of one name.
    pub(super) fn types(&mut self) {
        self.drain();
        let [before, after] = self.met();
        let names: Vec<&'a TypeName> = self.old_types.keys().filter(|it| !before.contains(*it)).copied().collect();
        for name in names {
            if let Some((own, _)) = self.new_types.get_key_value(name).filter(|(own, _)| !after.contains(*own)) {
                self.paired.insert((name, own));
                self.queue.push_back((name, own));
            }
        }
        self.drain();
        let [before, after] = self.met();
        let gone = self.old_types.iter().filter(|(name, _)| !before.contains(*name));
        let gone: Vec<_> = gone.map(|(name, def)| self.came_or_went(Which::Old, name, def)).collect();
        let come = self.new_types.iter().filter(|(name, _)| !after.contains(*name));
        let come: Vec<_> = come.map(|(name, def)| self.came_or_went(Which::New, name, def)).collect();
        let operations = self.facts.iter().enumerate().filter(|(_, it)| it.rule.starts_with("operation-"));
        let operations: BTreeMap<(&'static str, String), usize> =
            operations.filter_map(|(index, it)| Some(((it.rule, it.used_by.first()?.clone()), index))).collect();
        for fact in gone.into_iter().chain(come) {
            self.add_type(fact, &operations);
        }
    }

    /// The types that are in a pair, on each side.
    fn met(&self) -> [BTreeSet<&'a TypeName>; 2] {
        [self.paired.iter().map(|(a, _)| *a).collect(), self.paired.iter().map(|(_, b)| *b).collect()]
    }

    /// Adds a type that came or went: with the operation that it came or went with, where it is the only one's.
    fn add_type(&mut self, fact: Fact, operations: &BTreeMap<(&'static str, String), usize>) {
        let rule = if fact.rule == "type-added" { "operation-added" } else { "operation-removed" };
        let only = fact.used_by.first().filter(|_| fact.used_by.len() == 1);
        match only.and_then(|id| self.facts.get_mut(*operations.get(&(rule, id.clone()))?)) {
            Some(owner) => {
                owner.items.extend(fact.items);
                owner.claims.extend(fact.claims);
            }
            None => self.facts.push(fact),
        }
    }

    fn drain(&mut self) {
        while let Some((a, b)) = self.queue.pop_front() {
            let (Some(old), Some(new)) = (self.old_types.get(a).copied(), self.new_types.get(b).copied()) else {
                continue;
            };
            let mut pair = Pair { walk: self, old, new };
            pair.compare();
        }
    }

    fn came_or_went(&self, which: Which, name: &TypeName, def: &TypeDef) -> Fact {
        let (side, users, rule, message) = match which {
            Which::Old => (self.old, &self.old_users, "type-removed", "the type is gone"),
            Which::New => (self.new, &self.new_users, "type-added", "the type is new"),
        };
        let (old, new) = if which == Which::Old { (Some(&def.pointer), None) } else { (None, Some(&def.pointer)) };
        let mut fact = Fact::new(rule, name.name.clone(), message)
            .at(old, new)
            .items(items_of(&side.api, def))
            .used_by(users.get(name).into_iter().flatten());
        if let Some(file) = &def.file {
            // Those inside of a component are told with it.
            fact.key = format!("component {file}");
        }
        for pointer in std::iter::once(&def.pointer).chain(&def.twins) {
            // An inline type came or went with the field that holds it, which tells it too.
            fact = fact.claims(self.claim(which, pointer, &Reach::All));
        }
        fact
    }
}

/// The two forms.
pub(super) struct Pair<'w, 'a> {
    pub(super) walk: &'w mut Walk<'a>,
    pub(super) old: &'a TypeDef,
    pub(super) new: &'a TypeDef,
}

impl<'a> Pair<'_, 'a> {
    fn compare(&mut self) {
        let (old, new) = (self.old, self.new);
        self.deprecation();
        self.uses();
        match (&old.kind, &new.kind) {
            (TypeKind::Struct(a), TypeKind::Struct(b)) => self.objects(a, b),
            (TypeKind::Enum(a), TypeKind::Enum(b)) => self.lists(a, b),
            (TypeKind::Union(a), TypeKind::Union(b)) => self.unions(a, b),
            _ => self.directed(["request-type-changed", "response-type-changed"], |pair, rule| {
                let items = [items_of(&pair.walk.old.api, old), items_of(&pair.walk.new.api, new)].concat();
                pair.fact(rule, "it is made in another way", &Reach::Structure).items(items)
            }),
        }
    }

    pub(super) fn own(&self, which: Which) -> String {
        match which {
            Which::Old => named(&self.walk.old.api, &self.old.name),
            Which::New => named(&self.walk.new.api, &self.new.name),
        }
    }

    pub(super) fn owns(&self) -> [String; 2] {
        [self.own(Which::Old), self.own(Which::New)]
    }

    /// A fact about the type as a whole.
    pub(super) fn fact(&self, rule: &'static str, message: impl Into<String>, reach: &Reach) -> Fact {
        Fact::new(rule, self.new.name.name.clone(), message)
            .at(Some(&self.old.pointer), Some(&self.new.pointer))
            .used_by(self.walk.new_users.get(&self.new.name).into_iter().flatten())
            .claims(self.claims(Which::Old, &self.old.pointer, reach))
            .claims(self.claims(Which::New, &self.new.pointer, reach))
    }

    /// Claims of a node of the type, wherever an equal schema stands for it.
    pub(super) fn claims(&self, which: Which, pointer: &Pointer, reach: &Reach) -> Vec<Claim> {
        let def = if which == Which::Old { self.old } else { self.new };
        let mut claims = self.walk.claim(which, pointer, reach);
        if let Some(tail) = pointer.as_str().strip_prefix(def.pointer.as_str()) {
            for twin in &def.twins {
                claims.extend(self.walk.claim(which, &Pointer::from(format!("{twin}{tail}").as_str()), reach));
            }
        }
        claims
    }

    /// Adds a fact for each direction that the type goes, before and after.
    pub(super) fn directed(&mut self, rules: Rules, make: impl Fn(&Self, &'static str) -> Fact) {
        let (old, new) = (self.old, self.new);
        let both = [old.in_request && new.in_request, old.in_response && new.in_response];
        let any = [old.in_request || new.in_request, old.in_response || new.in_response];
        let goes = if both.contains(&true) { both } else { any };
        for (rule, goes) in rules.into_iter().zip(goes) {
            if goes {
                let fact = make(self, rule);
                self.walk.facts.push(fact);
            }
        }
    }

    fn deprecation(&mut self) {
        let (rule, message) = match (self.old.deprecated, self.new.deprecated) {
            (false, true) => ("type-deprecated", "it is deprecated"),
            (true, false) => ("type-reinstated", "it is deprecated no more"),
            _ => return,
        };
        let items = self.owns().map(|it| items::deprecation(&it));
        let fact = self.fact(rule, message, &Reach::Keys(&["deprecated"])).items(items);
        self.walk.facts.push(fact);
    }

    fn uses(&mut self) {
        let word = |def: &TypeDef| match (def.in_request, def.in_response) {
            (true, true) => "sent and read",
            (true, false) => "sent",
            (false, true) => "read",
            (false, false) => "unused",
        };
        let (before, after) = (word(self.old), word(self.new));
        let moved = self.old.faces != self.new.faces;
        if before == after && !moved {
            return;
        }
        let message = match before == after {
            false => format!("it was {before} and is {after}"),
            true => "other parts of the API use it".to_owned(),
        };
        let items = [items_of(&self.walk.old.api, self.old), items_of(&self.walk.new.api, self.new)].concat();
        let fact = self.fact("type-use-changed", message, &Reach::Keys(&[])).items(items);
        self.walk.facts.push(fact);
    }

    fn lists(&mut self, old: &'a Enum, new: &'a Enum) {
        const KEYS: Reach = Reach::Keys(&["enum", "const", "oneOf", "anyOf", "type", "items"]);
        if old.values != new.values {
            self.directed(["request-type-changed", "response-type-changed"], |pair, rule| {
                let items = [items_of(&pair.walk.old.api, pair.old), items_of(&pair.walk.new.api, pair.new)].concat();
                pair.fact(rule, "its values are of another type", &KEYS).items(items)
            });
        }
        let [before, after] = self.owns();
        for variant in &old.variants {
            let item = format!("{before}::{}", variant.name);
            match new.variants.iter().find(|it| it.value == variant.value) {
                None => self.directed(["request-value-removed", "response-value-removed"], |pair, rule| {
                    let fact =
                        pair.fact(rule, format!("the value {} is gone", variant.value), &KEYS).items([item.clone()]);
                    Fact {
                        subject: format!("{}::{}", fact.subject, variant.name),
                        key: format!("{} {}", fact.key, variant.value),
                        ..fact
                    }
                }),
                Some(it) if it.name != variant.name => {
                    let message = format!("`{}` is `{}` now", variant.name, it.name);
                    let fact = self.fact("variant-renamed", message, &Reach::Keys(&[]));
                    let items = [item, format!("{after}::{}", it.name)];
                    let fact = Fact { key: format!("{} {}", fact.key, it.value), ..fact.items(items) };
                    self.walk.facts.push(fact);
                }
                Some(_) => {}
            }
        }
        let common = |all: &'a Enum, others: &'a Enum| -> Vec<&'a serde_json::Value> {
            let values = all.variants.iter().map(|it| &it.value);
            values.filter(|value| others.variants.iter().any(|it| it.value == **value)).collect()
        };
        if common(old, new) != common(new, old) {
            let fact = self.fact("value-order-changed", "the values stand in another order", &KEYS);
            self.walk.facts.push(fact);
        }
        for variant in new.variants.iter().filter(|variant| !old.variants.iter().any(|it| it.value == variant.value)) {
            let item = format!("{after}::{}", variant.name);
            self.directed(["request-value-added", "response-value-added"], |pair, rule| {
                let fact = pair.fact(rule, format!("the value {} is new", variant.value), &KEYS).items([item.clone()]);
                Fact {
                    subject: format!("{}::{}", fact.subject, variant.name),
                    key: format!("{} {}", fact.key, variant.value),
                    ..fact
                }
            });
        }
    }

    fn unions(&mut self, old: &'a Union, new: &'a Union) {
        const KEYS: Reach = Reach::Keys(&["oneOf", "anyOf", "allOf", "discriminator", "type", "items", "properties"]);
        let [before, after] = self.owns();
        let named = |fact: Fact, name: &str| Fact {
            subject: format!("{}::{name}", fact.subject),
            key: format!("{} {name}", fact.key),
            ..fact
        };
        for (index, variant) in old.variants.iter().enumerate() {
            let old_items = of_variant(&self.walk.old.api, &before, &variant.name, &variant.ty);
            let Some(other) = new.variants.iter().find(|it| it.name == variant.name) else {
                self.directed(["request-branch-removed", "response-branch-removed"], |pair, rule| {
                    named(pair.fact(rule, "the branch is gone", &KEYS).items(old_items.clone()), &variant.name)
                });
                continue;
            };
            let new_items = of_variant(&self.walk.new.api, &after, &other.name, &other.ty);
            let items = [old_items, new_items].concat();
            let is_alike = self.walk.alike(&variant.ty, &other.ty, &items);
            let has_moved = new.variants.iter().position(|it| it.name == variant.name) != Some(index)
                && old.variants.len() == new.variants.len();
            let message = match (is_alike, variant.tags == other.tags && old.discriminator == new.discriminator) {
                (false, _) => {
                    format!("it held `{}` and holds `{}`", self.walk.before(&variant.ty), self.walk.after(&other.ty))
                }
                (true, false) => "it is told from the others in another way".to_owned(),
                (true, true) if has_moved => "it is tried in another order".to_owned(),
                (true, true) => continue,
            };
            self.directed(["request-branch-changed", "response-branch-changed"], |pair, rule| {
                named(pair.fact(rule, message.clone(), &KEYS).items(items.clone()), &variant.name)
            });
        }
        for variant in new.variants.iter().filter(|variant| !old.variants.iter().any(|it| it.name == variant.name)) {
            let items = of_variant(&self.walk.new.api, &after, &variant.name, &variant.ty);
            self.directed(["request-branch-added", "response-branch-added"], |pair, rule| {
                named(pair.fact(rule, "the branch is new", &KEYS).items(items.clone()), &variant.name)
            });
        }
    }
}
