//! What differs between two [`Api`](crate::ir::Api)s: each difference with its rule, what it is about, and which nodes of the
//! documents it explains. Operations are paired here, types in [`shapes`](super::shapes); `compare` makes findings of both.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::items::{self, of_operation};
use super::{Side, operations};
use crate::ir::{Api, Operation, Reply, Resource, Type, TypeDef, TypeKind, TypeName};
use crate::spec::place::{Pointer, unescape};
use crate::surface::{named, resource_path, written};

/// A difference of two clients.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) rule: &'static str,
    /// What it is about, in words that other changes leave alone.
    pub(super) key: String,
    pub(super) subject: String,
    pub(super) message: String,
    /// Paths of the public items that may change by it.
    pub(super) items: Vec<String>,
    /// The subcommands and flags that may change by it.
    pub(super) commands: Vec<String>,
    pub(super) used_by: BTreeSet<String>,
    pub(super) old: Option<Pointer>,
    pub(super) new: Option<Pointer>,
    pub(super) claims: Vec<Claim>,
}

impl Fact {
    pub(super) fn new(rule: &'static str, subject: impl Into<String>, message: impl Into<String>) -> Self {
        let subject = subject.into();
        Self {
            rule,
            key: subject.clone(),
            subject,
            message: message.into(),
            items: Vec::new(),
            commands: Vec::new(),
            used_by: BTreeSet::new(),
            old: None,
            new: None,
            claims: Vec::new(),
        }
    }

    /// Says where it stood and stands. What stands in a component has that place for its key: the same for all who use it.
    pub(super) fn at(mut self, old: Option<&Pointer>, new: Option<&Pointer>) -> Self {
        if let Some(shared) = new.or(old).filter(|it| it.as_str().starts_with("/components/")) {
            self.key = shared.to_string();
        }
        (self.old, self.new) = (old.cloned(), new.cloned());
        self
    }

    pub(super) fn items(mut self, items: impl IntoIterator<Item = String>) -> Self {
        self.items.extend(items);
        self
    }

    pub(super) fn commands(mut self, commands: impl IntoIterator<Item = String>) -> Self {
        self.commands.extend(commands);
        self
    }

    pub(super) fn used_by<'a>(mut self, operations: impl IntoIterator<Item = &'a String>) -> Self {
        self.used_by.extend(operations.into_iter().cloned());
        self
    }

    pub(super) fn claims(mut self, claims: impl IntoIterator<Item = Claim>) -> Self {
        self.claims.extend(claims);
        self
    }
}

/// Which of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Which {
    Old,
    New,
}

/// Nodes of a document that a fact explains.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) which: Which,
    pub(super) pointer: Pointer,
    pub(super) reach: Reach,
}

/// How much below a node.
#[derive(Clone, Debug)]
pub(super) enum Reach {
    /// All of it: it came or went.
    All,
    /// What it is made of, but not what is said of it and which values it takes.
    Structure,
    /// These keywords of the node itself, with all below them.
    Keys(&'static [&'static str]),
    /// The nodes right below it that came or went.
    Children,
    /// The entry of this key in any list `required` below it.
    Required(String),
}

/// The keywords by which a schema says that null is a value.
pub(super) const NULL_KEYS: &[&str] = &["nullable", "type", "oneOf", "anyOf", "allOf", "$ref", "enum"];

/// What was found so far, and what is still to be compared.
pub(super) struct Walk<'a> {
    pub(super) old: &'a Side,
    pub(super) new: &'a Side,
    pub(super) old_types: BTreeMap<&'a TypeName, &'a TypeDef>,
    pub(super) new_types: BTreeMap<&'a TypeName, &'a TypeDef>,
    /// The operations that use each type.
    pub(super) old_users: BTreeMap<&'a TypeName, BTreeSet<String>>,
    pub(super) new_users: BTreeMap<&'a TypeName, BTreeSet<String>>,
    /// Where the types stand, on each side.
    places: [BTreeSet<Pointer>; 2],
    pub(super) facts: Vec<Fact>,
    /// Pairs of types that stand in the same place before and after, still to be compared.
    pub(super) queue: VecDeque<(&'a TypeName, &'a TypeName)>,
    pub(super) paired: BTreeSet<(&'a TypeName, &'a TypeName)>,
    /// Which fact tells that a type has another name.
    renames: BTreeMap<(&'a TypeName, &'a TypeName), usize>,
}

/// All differences of two clients.
pub(super) fn find(old: &Side, new: &Side) -> Vec<Fact> {
    let (old_types, new_types) = (items::types(&old.api), items::types(&new.api));
    let (old_users, new_users) = (users(&old.api, &old_types), users(&new.api, &new_types));
    let place = |types: &BTreeMap<&TypeName, &TypeDef>| types.values().map(|def| def.pointer.clone()).collect();
    let places = [place(&old_types), place(&new_types)];
    let (facts, queue, paired) = (Vec::new(), VecDeque::new(), BTreeSet::new());
    let mut walk = Walk {
        old,
        new,
        old_types,
        new_types,
        old_users,
        new_users,
        places,
        facts,
        queue,
        paired,
        renames: BTreeMap::new(),
    };
    walk.operations();
    walk.types();
    walk.facts
}

/// The operations that each type is used by, through other types too.
fn users<'a>(api: &'a Api, types: &BTreeMap<&'a TypeName, &'a TypeDef>) -> BTreeMap<&'a TypeName, BTreeSet<String>> {
    let mut users: BTreeMap<&TypeName, BTreeSet<String>> = BTreeMap::new();
    for (_, operation) in operations(api) {
        let mut open: Vec<&Type> = operation.parameters.iter().map(|it| &it.ty).collect();
        if let Reply::Json(ty) | Reply::Optional(ty) = &operation.reply {
            open.push(ty);
        }
        while let Some(ty) = open.pop() {
            match ty {
                Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => open.push(inner),
                Type::Named(name) | Type::Boxed(name) => {
                    let Some((name, def)) = types.get_key_value(name) else { continue };
                    if users.entry(name).or_default().insert(operation.id.clone()) {
                        open.extend(super::shapes::parts(def));
                    }
                }
                _ => {}
            }
        }
    }
    users
}

impl<'a> Walk<'a> {
    /// Claims of a node, and of what it refers to that has no type of its own.
    pub(super) fn claim(&self, which: Which, pointer: &Pointer, reach: &Reach) -> Vec<Claim> {
        let mut claims = vec![Claim { which, pointer: pointer.clone(), reach: reach.clone() }];
        let inner = match reach {
            Reach::All | Reach::Children => return claims, // what came or went may be used by others
            other => other.clone(),
        };
        for pointer in self.aliases(which, pointer) {
            claims.push(Claim { which, pointer, reach: inner.clone() });
        }
        claims
    }

    /// Claims on both sides.
    pub(super) fn claim_both(&self, old: &Pointer, new: &Pointer, reach: &Reach) -> Vec<Claim> {
        let mut claims = self.claim(Which::Old, old, reach);
        claims.extend(self.claim(Which::New, new, reach));
        claims
    }

    /// The components that a node leads to through references, but for those that are types of the client.
    fn aliases(&self, which: Which, pointer: &Pointer) -> Vec<Pointer> {
        let side = if which == Which::Old { self.old } else { self.new };
        let types = &self.places[usize::from(which == Which::New)];
        let mut found: Vec<Pointer> = Vec::new();
        let mut open: Vec<&Value> = side.document.pointer(pointer.as_str()).into_iter().collect();
        while let Some(node) = open.pop() {
            match node {
                Value::Object(object) => {
                    open.extend(object.values());
                    let target = object.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
                    let Some(target) = target.map(Pointer::from).filter(|it| !found.contains(it)) else { continue };
                    if types.contains(&target) {
                        continue;
                    }
                    open.extend(side.document.pointer(target.as_str()));
                    found.push(target);
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        found
    }

    fn operations(&mut self) {
        let mut old: Vec<(&Resource, &Operation)> = operations(&self.old.api).collect();
        let mut new: Vec<(&Resource, &Operation)> = operations(&self.new.api).collect();
        type Same = fn(&Operation, &Operation) -> bool;
        let by_route: Same = |a, b| a.method == b.method && blank(&a.path) == blank(&b.path) && a.fixed == b.fixed;
        let by_id: Same = |a, b| a.id == b.id;
        let mut pairs = Vec::new();
        for (same, key) in [(by_route, route as fn(&Operation) -> String), (by_id, |it| it.id.clone())] {
            let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (position, (_, it)) in new.iter().enumerate() {
                index.entry(key(it)).or_default().push(position);
            }
            let mut taken = BTreeSet::new();
            old.retain(|(resource, it)| {
                let candidates = index.get(&key(it)).into_iter().flatten();
                let found =
                    candidates.copied().find(|position| !taken.contains(position) && same(it, new[*position].1));
                let Some(position) = found else { return true };
                taken.insert(position);
                pairs.push(((*resource, *it), new[position]));
                false
            });
            let mut position = 0;
            new.retain(|_| {
                position += 1;
                !taken.contains(&(position - 1))
            });
        }
        for (before, after) in pairs {
            super::calls::compare(self, before, after);
        }
        for (resource, it) in old {
            let command = items::command(&self.old.api, resource, it);
            let fact =
                Fact::new("operation-removed", subject(resource, it), format!("`{} {}` is gone", it.method, it.path))
                    .at(Some(&it.pointer), None)
                    .items(of_operation(&self.old.api, resource, it))
                    .items([resource_path(&self.old.api, resource), handle(&self.old.api, resource)])
                    .commands(it.parameters.iter().map(|it| items::flag(&command, it)).chain([command.clone()]))
                    .used_by([&it.id])
                    .claims(self.claim(Which::Old, &it.pointer, &Reach::All));
            self.facts.push(fact);
        }
        for (resource, it) in new {
            let command = items::command(&self.new.api, resource, it);
            let fact =
                Fact::new("operation-added", subject(resource, it), format!("`{} {}` is new", it.method, it.path))
                    .at(None, Some(&it.pointer))
                    .items(of_operation(&self.new.api, resource, it))
                    .items([resource_path(&self.new.api, resource), handle(&self.new.api, resource)])
                    .commands(it.parameters.iter().map(|it| items::flag(&command, it)).chain([command.clone()]))
                    .used_by([&it.id])
                    .claims(self.claim(Which::New, &it.pointer, &Reach::All));
            self.facts.push(fact);
        }
    }

    /// Whether two types are alike where they stand. Types of the client are compared later, once for all places; where one
    /// takes the place of another, these items say so.
    pub(super) fn alike(&mut self, old: &'a Type, new: &'a Type, items: &[String]) -> bool {
        match (old, new) {
            (Type::Array(a), Type::Array(b))
            | (Type::Map(a), Type::Map(b))
            | (Type::Nullable(a), Type::Nullable(b)) => self.alike(a, b, items),
            (Type::Named(a) | Type::Boxed(a), Type::Named(b) | Type::Boxed(b)) => {
                let (Some(before), Some(after)) = (self.old_types.get(a), self.new_types.get(b)) else { return a == b };
                if a != b && !self.takes_its_place(before, after) {
                    return false;
                }
                if a != b {
                    self.renamed(a, b, items);
                }
                if self.paired.insert((a, b)) {
                    self.queue.push_back((a, b));
                }
                true
            }
            _ => old == new,
        }
    }

    /// Whether one type is what became of another, by what they have in common.
    fn takes_its_place(&self, before: &TypeDef, after: &TypeDef) -> bool {
        let is_kept = self.new_types.contains_key(&before.name);
        if is_kept && (after.schema.is_some() || self.old_types.contains_key(&after.name)) {
            return false; // both are types of their own
        }
        match (&before.kind, &after.kind) {
            (TypeKind::Struct(a), TypeKind::Struct(b)) => {
                let common = a.fields.iter().filter(|field| b.fields.iter().any(|it| it.wire == field.wire)).count();
                2 * common >= a.fields.len().min(b.fields.len())
            }
            (TypeKind::Enum(a), TypeKind::Enum(b)) => {
                a.variants.iter().any(|variant| b.variants.iter().any(|it| it.value == variant.value))
            }
            (TypeKind::Union(_), TypeKind::Union(_)) => true,
            _ => false,
        }
    }

    fn renamed(&mut self, a: &'a TypeName, b: &'a TypeName, items: &[String]) {
        let (before, after) = (named(&self.old.api, a), named(&self.new.api, b));
        let message = format!("`{before}` is `{after}` now");
        if let Some(fact) = self.renames.get(&(a, b)).and_then(|index| self.facts.get_mut(*index)) {
            fact.items.extend_from_slice(items);
            return;
        }
        let (Some(old), Some(new)) = (self.old_types.get(a), self.new_types.get(b)) else { return };
        let mut claims = Vec::new();
        if old.pointer != new.pointer {
            claims.push(Claim { which: Which::Old, pointer: old.pointer.clone(), reach: Reach::All });
            claims.push(Claim { which: Which::New, pointer: new.pointer.clone(), reach: Reach::All });
        }
        let fact = Fact::new("type-renamed", a.name.clone(), message)
            .at(Some(&old.pointer), Some(&new.pointer))
            .items(items.iter().cloned())
            .items(super::shapes::items_of(&self.old.api, old))
            .items(super::shapes::items_of(&self.new.api, new))
            .used_by(self.new_users.get(b).into_iter().flatten())
            .claims(claims);
        self.renames.insert((a, b), self.facts.len());
        self.facts.push(Fact { key: a.name.clone(), ..fact });
    }

    /// A type as it is written on the old side.
    pub(super) fn before(&self, ty: &Type) -> String {
        written(&self.old.api, ty)
    }

    /// A type as it is written on the new side.
    pub(super) fn after(&self, ty: &Type) -> String {
        written(&self.new.api, ty)
    }
}

/// `contacts.update`, or `platform.users.create`.
pub(super) fn subject(resource: &Resource, it: &Operation) -> String {
    match resource.face.as_str() {
        "application" => format!("{}.{}", resource.name, it.function),
        face => format!("{face}.{}.{}", resource.name, it.function),
    }
}

fn handle(api: &Api, resource: &Resource) -> String {
    format!("{}::{}", resource_path(api, resource), resource.handle)
}

fn route(it: &Operation) -> String {
    format!("{} {}", it.method, blank(&it.path))
}

/// A path without the names of its parameters.
pub(super) fn blank(path: &str) -> String {
    let mut blank = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        blank.push_str(before);
        blank.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    blank.push_str(rest);
    blank
}

/// The steps of a pointer, unescaped.
pub(super) fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(unescape).collect()
}
