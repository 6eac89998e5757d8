//! What differs between two documents, node by node, so that nothing is overlooked in silence: each difference is claimed by a
//! fact, judged here by its keyword, or left as unhandled. After [`facts`](super::facts).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::facts::blank;
use super::keywords::DATA;
use crate::spec::keywords::BY_NAME;
use crate::spec::normalize::METHODS;
use crate::spec::place::Pointer;

/// A node that is not the same in both documents.
#[derive(Clone, Debug)]
pub(super) struct Difference<'a> {
    pub(super) old: Option<Pointer>,
    pub(super) new: Option<Pointer>,
    pub(super) before: Option<&'a Value>,
    pub(super) after: Option<&'a Value>,
}

impl Difference<'_> {
    /// The pointer on the side where the node is, the new one first.
    pub(super) fn pointer(&self) -> &str {
        self.new.as_ref().or(self.old.as_ref()).map_or("", Pointer::as_str)
    }
}

/// All differences of two documents. The version of OpenAPI is none.
pub(super) fn differences<'a>(old: &'a Value, new: &'a Value) -> Vec<Difference<'a>> {
    let mut walk = Walk { roots: [old, new], followed: BTreeSet::new(), found: Vec::new() };
    walk.nodes(old, new, [&mut Pointer::root(), &mut Pointer::root()], "", false);
    let Walk { mut found, followed, .. } = walk;
    // What is in a component was compared where it is referred to, though by another name.
    let (before, after): (BTreeSet<_>, BTreeSet<_>) = followed.into_iter().unzip();
    let is_compared = |it: &Difference<'_>| match (&it.old, &it.new) {
        (Some(old), None) => before.contains(old),
        (None, Some(new)) => after.contains(new),
        _ => false,
    };
    found.retain(|it| it.pointer() != "/openapi" && !is_compared(it));
    // A component that many refer to is met many times.
    let mut seen = BTreeSet::new();
    found.retain(|it| seen.insert((it.old.clone(), it.new.clone())));
    found
}

struct Walk<'a> {
    roots: [&'a Value; 2],
    /// Components that were compared with each other because references lead to them from the same place.
    followed: BTreeSet<(Pointer, Pointer)>,
    found: Vec<Difference<'a>>,
}

/// A value for what is missing where only its parts count.
static EMPTY_LIST: Value = Value::Array(Vec::new());

impl<'a> Walk<'a> {
    /// Compares two nodes that stand for each other. `key` is the last step, and `by_name` says that the node's keys are names.
    fn nodes(&mut self, old: &'a Value, new: &'a Value, at: [&mut Pointer; 2], key: &str, by_name: bool) {
        let reference = |node: &'a Value| node.get("$ref").and_then(Value::as_str).filter(|_| !by_name);
        if (reference(old).is_some() || reference(new).is_some()) && reference(old) != reference(new) {
            return self.follow(old, new, at);
        }
        match (old, new) {
            (Value::Object(a), Value::Object(b)) if a != b || key == "paths" => self.objects(a, b, at, key, by_name),
            (old, new) if old == new => {}
            (Value::Array(a), Value::Array(b)) if key != "type" => self.lists(a, b, at, key),
            _ => self.add(Some(old), Some(new), at),
        }
    }

    /// Compares what references lead to, so that a reference in the place of a schema is no difference by itself.
    fn follow(&mut self, old: &'a Value, new: &'a Value, at: [&mut Pointer; 2]) {
        let [old_at, new_at] = at;
        let (mut before, mut after) = (old_at.clone(), new_at.clone());
        let (was, is) = (old, new);
        let old = resolved(self.roots[0], old, &mut before);
        let new = resolved(self.roots[1], new, &mut after);
        let here = [before.clone(), after.clone()];
        let is_in_both = |pointer: &Pointer| self.roots.iter().all(|root| root.pointer(pointer.as_str()).is_some());
        let are_two = was.get("$ref").is_some() && is.get("$ref").is_some() && here.iter().all(is_in_both);
        if are_two || old.get("type") != new.get("type") {
            return self.add(Some(was), Some(is), [old_at, new_at]); // another schema, not the same one elsewhere
        }
        let (old_at, new_at) = (Some(old_at.child("$ref")), Some(new_at.child("$ref")));
        self.found.push(Difference { old: old_at, new: new_at, before: None, after: None });
        if self.followed.insert((before.clone(), after.clone())) {
            self.nodes(old, new, [&mut before, &mut after], "", false);
        }
    }

    fn add(&mut self, before: Option<&'a Value>, after: Option<&'a Value>, at: [&mut Pointer; 2]) {
        let [old, new] = at;
        let (old, new) = (before.map(|_| old.clone()), after.map(|_| new.clone()));
        self.found.push(Difference { old, new, before, after });
    }

    fn objects(
        &mut self,
        a: &'a Map<String, Value>,
        b: &'a Map<String, Value>,
        at: [&mut Pointer; 2],
        key: &str,
        by_name: bool,
    ) {
        let [old, new] = at;
        let lengths = (old.len(), new.len());
        let blanks: BTreeMap<String, &String> = match key {
            "paths" => b.keys().filter(|it| !a.contains_key(*it)).map(|it| (blank(it), it)).collect(),
            _ => BTreeMap::new(),
        };
        let mut met = BTreeSet::new();
        for (name, before) in a {
            let other = if b.contains_key(name) { Some(name) } else { partner(key, name, b, &blanks) };
            let after = other.and_then(|it| b.get(it));
            met.extend(other);
            old.push(name);
            new.push(other.unwrap_or(name));
            match after {
                Some(after) => {
                    if other != Some(name) && key == "paths" {
                        // The path is written in another way, whatever else differs.
                        self.found.push(Difference {
                            old: Some(old.clone()),
                            new: Some(new.clone()),
                            before: None,
                            after: None,
                        });
                    }
                    match key {
                        "paths" => self.path_item(before, after, [old, new]),
                        _ => self.child(before, after, [old, new], name, by_name),
                    }
                }
                None if is_list_of_parts(name, before, by_name) => {
                    self.nodes(before, &EMPTY_LIST, [old, new], name, false);
                }
                None => self.add(Some(before), None, [old, new]),
            }
            old.truncate(lengths.0);
            new.truncate(lengths.1);
        }
        for (name, after) in b.iter().filter(|(name, _)| !a.contains_key(*name) && !met.contains(name)) {
            old.push(name);
            new.push(name);
            match is_list_of_parts(name, after, by_name) {
                true => self.nodes(&EMPTY_LIST, after, [old, new], name, false),
                false => self.add(None, Some(after), [old, new]),
            }
            old.truncate(lengths.0);
            new.truncate(lengths.1);
        }
    }

    fn child(&mut self, before: &'a Value, after: &'a Value, at: [&mut Pointer; 2], name: &str, by_name: bool) {
        let is_data = !by_name && (DATA.contains(&name) || name.starts_with("x-"));
        match is_data {
            true if before == after => {}
            true => self.add(Some(before), Some(after), at),
            false => {
                self.nodes(before, after, at, if by_name { "" } else { name }, !by_name && BY_NAME.contains(&name))
            }
        }
    }

    /// Compares what stands under one path. Parameters of the path count for each operation below it.
    fn path_item(&mut self, before: &'a Value, after: &'a Value, at: [&mut Pointer; 2]) {
        let (Value::Object(a), Value::Object(b)) = (before, after) else {
            return self.nodes(before, after, at, "", false);
        };
        let [old, new] = at;
        let shared = [listed(a, old), listed(b, new)];
        self.keyed(self.unused(a, &shared[0], 0), self.unused(b, &shared[1], 1), parameter_key);
        self.members(a, b, [old, new], |walk, name, before, after, at| match (before, after) {
            (Value::Object(x), Value::Object(y)) if METHODS.contains(&name) => {
                let [old, new] = at;
                let before = joined(listed(x, old), &shared[0], walk.roots[0]);
                let after = joined(listed(y, new), &shared[1], walk.roots[1]);
                walk.keyed(before, after, parameter_key);
                walk.members(x, y, [old, new], |walk, name, before, after, at| {
                    walk.child(before, after, at, name, false)
                });
            }
            _ => walk.child(before, after, at, name, false),
        });
    }

    /// The parameters of a path that each operation below it replaces with one of its own.
    fn unused(
        &self,
        item: &'a Map<String, Value>,
        shared: &[(Pointer, &'a Value)],
        side: usize,
    ) -> Vec<(Pointer, &'a Value)> {
        let root = self.roots[side];
        let operations = item.iter().filter(|(name, _)| METHODS.contains(&name.as_str()));
        let own: Vec<BTreeSet<String>> = operations
            .filter_map(|(_, it)| Some(listed(it.as_object()?, &Pointer::root())))
            .map(|list| list.into_iter().map(|(_, it)| parameter_key(root, it)).collect())
            .collect();
        let is_unused = |it: &Value| own.iter().all(|keys| keys.contains(&parameter_key(root, it)));
        shared.iter().filter(|(_, it)| is_unused(it)).cloned().collect()
    }

    /// Compares the keys of two objects but for `parameters`.
    fn members(
        &mut self,
        a: &'a Map<String, Value>,
        b: &'a Map<String, Value>,
        at: [&mut Pointer; 2],
        mut both: impl FnMut(&mut Self, &str, &'a Value, &'a Value, [&mut Pointer; 2]),
    ) {
        let [old, new] = at;
        let lengths = (old.len(), new.len());
        let names: BTreeSet<&String> = a.keys().chain(b.keys()).filter(|it| *it != "parameters").collect();
        for name in names {
            old.push(name);
            new.push(name);
            let is_list = name == "tags";
            match (a.get(name), b.get(name)) {
                (Some(before), Some(after)) => both(self, name, before, after, [old, new]),
                (Some(before), None) if is_list => self.nodes(before, &EMPTY_LIST, [old, new], name, false),
                (None, Some(after)) if is_list => self.nodes(&EMPTY_LIST, after, [old, new], name, false),
                (before, after) => self.add(before, after, [old, new]),
            }
            old.truncate(lengths.0);
            new.truncate(lengths.1);
        }
    }

    fn lists(&mut self, a: &'a [Value], b: &'a [Value], at: [&mut Pointer; 2], key: &str) {
        match key {
            "required" | "enum" | "tags" if a.iter().chain(b).all(|it| !it.is_object()) => self.sets(a, b, at),
            "tags" | "servers" => {
                let [old, new] = at;
                let key = |_: &Value, it: &Value| match it.get("name").or_else(|| it.get("url")) {
                    Some(name) => name.to_string(),
                    None => String::new(),
                };
                self.keyed(numbered(a, old), numbered(b, new), key);
            }
            _ => self.indexed(a, b, at),
        }
    }

    /// Compares lists whose order means nothing or little: an entry has its own text for a step.
    fn sets(&mut self, a: &'a [Value], b: &'a [Value], at: [&mut Pointer; 2]) {
        let [old, new] = at;
        let mut differs = false;
        for (before, after, all, others) in [(true, false, a, b), (false, true, b, a)] {
            for value in all.iter().filter(|it| !others.contains(it)) {
                let step = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let place = |pointer: &Pointer, is: bool| is.then(|| pointer.child(&step));
                let (old, new) = (place(old, before), place(new, after));
                self.found.push(Difference {
                    old,
                    new,
                    before: before.then_some(value),
                    after: after.then_some(value),
                });
                differs = true;
            }
        }
        if !differs {
            self.found.push(Difference { old: Some(old.clone()), new: Some(new.clone()), before: None, after: None });
        }
    }

    /// Compares entries that are told from each other by a key.
    fn keyed(&mut self, a: Vec<(Pointer, &'a Value)>, b: Vec<(Pointer, &'a Value)>, key: fn(&Value, &Value) -> String) {
        let index: BTreeMap<String, usize> =
            b.iter().enumerate().map(|(index, (_, it))| (key(self.roots[1], it), index)).collect();
        let mut met = BTreeSet::new();
        for (mut old, before) in a {
            match index.get(&key(self.roots[0], before)).filter(|index| met.insert(**index)) {
                Some(index) => {
                    let (mut new, after) = b[*index].clone();
                    self.nodes(before, after, [&mut old, &mut new], "", false);
                }
                None => self.add(Some(before), None, [&mut old, &mut Pointer::root()]),
            }
        }
        for (_, (mut new, after)) in b.into_iter().enumerate().filter(|(position, _)| !met.contains(position)) {
            self.add(None, Some(after), [&mut Pointer::root(), &mut new]);
        }
    }

    fn indexed(&mut self, a: &'a [Value], b: &'a [Value], at: [&mut Pointer; 2]) {
        let [old, new] = at;
        let lengths = (old.len(), new.len());
        for position in 0..a.len().max(b.len()) {
            old.push(&position.to_string());
            new.push(&position.to_string());
            match (a.get(position), b.get(position)) {
                (Some(before), Some(after)) => self.nodes(before, after, [old, new], "", false),
                (before, after) => self.add(before, after, [old, new]),
            }
            old.truncate(lengths.0);
            new.truncate(lengths.1);
        }
    }
}

/// The name in the other document that means the same: a path with other names in it, a media type with other parameters.
fn partner<'a>(
    key: &str,
    name: &str,
    others: &'a Map<String, Value>,
    blanks: &BTreeMap<String, &'a String>,
) -> Option<&'a String> {
    let essence = |media: &str| media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match key {
        "paths" => blanks.get(&blank(name)).copied(),
        "content" => others.keys().find(|it| essence(it) == essence(name)),
        _ => None,
    }
}

/// Whether a missing list means the same as an empty one.
fn is_list_of_parts(name: &str, value: &Value, by_name: bool) -> bool {
    !by_name && ["required", "tags"].contains(&name) && value.is_array()
}

/// The entries of a list, each with its place.
fn numbered<'a>(list: &'a [Value], at: &Pointer) -> Vec<(Pointer, &'a Value)> {
    list.iter().enumerate().map(|(index, it)| (at.index(index), it)).collect()
}

/// The parameters that stand right in a node.
fn listed<'a>(node: &'a Map<String, Value>, at: &Pointer) -> Vec<(Pointer, &'a Value)> {
    let list = node.get("parameters").and_then(Value::as_array);
    list.map_or_else(Vec::new, |list| numbered(list, &at.child("parameters")))
}

/// An operation's own parameters, and those of its path that it does not replace.
fn joined<'a>(
    mut own: Vec<(Pointer, &'a Value)>,
    shared: &[(Pointer, &'a Value)],
    root: &Value,
) -> Vec<(Pointer, &'a Value)> {
    let keys: BTreeSet<String> = own.iter().map(|(_, it)| parameter_key(root, it)).collect();
    own.extend(shared.iter().filter(|(_, it)| !keys.contains(&parameter_key(root, it))).cloned());
    own
}

/// What a reference leads to in the end, with its place; anything else as it is.
fn resolved<'a>(root: &'a Value, mut node: &'a Value, at: &mut Pointer) -> &'a Value {
    // References never lead in a circle.
    for _ in 0..64 {
        let target = node.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
        let Some((target, found)) = target.and_then(|it| Some((it, root.pointer(it)?))) else { break };
        *at = Pointer::from(target);
        node = found;
    }
    node
}

/// What tells a parameter from the others: where it goes and its name.
fn parameter_key(root: &Value, parameter: &Value) -> String {
    let target = parameter.get("$ref").and_then(Value::as_str).and_then(|it| root.pointer(it.strip_prefix('#')?));
    let parameter = target.unwrap_or(parameter);
    let text = |key| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
    format!("{} {}", text("in"), text("name"))
}
