//! Differences that no fact claims, judged by their keyword and by what uses the node: words, limits, defaults, failures and
//! what the client does not read. Between [`pointers`](super::pointers) and `compare`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::facts::{Fact, Which, steps, subject};
use super::keywords::{Class, class, keyword};
use super::pointers::Difference;
use super::{Side, operations};
use crate::ir::{TypeDef, TypeKind};
use crate::spec::normalize::METHODS;
use crate::spec::place::Pointer;

/// What a component is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Uses {
    request: bool,
    response: bool,
    failure: bool,
}

/// Rules of which one row for each operation or component is enough: nobody acts on a single place.
const GATHERED: [&str; 7] = [
    "documentation-changed",
    "extension-changed",
    "operation-failure-changed",
    "schema-rewritten",
    "security-rewritten",
    "tags-changed",
    "unused-component-changed",
];

/// What is known of a document's nodes.
struct Map<'a> {
    side: &'a Side,
    types: BTreeMap<&'a Pointer, &'a TypeDef>,
    /// Uses of each component, by its pointer.
    uses: BTreeMap<String, Uses>,
    /// The ids of the operations that use each component.
    users: BTreeMap<String, BTreeSet<String>>,
    /// Ids and names of operations by their pointers.
    operations: BTreeMap<&'a str, (&'a str, String)>,
}

impl<'a> Map<'a> {
    fn new(side: &'a Side) -> Self {
        let types = super::items::types(&side.api).into_values().map(|def| (&def.pointer, def)).collect();
        let named =
            operations(&side.api).map(|(resource, it)| (it.pointer.as_str(), (it.id.as_str(), subject(resource, it))));
        let mut map = Self { side, types, uses: BTreeMap::new(), users: BTreeMap::new(), operations: named.collect() };
        map.follow_all();
        map.find_users();
        map
    }

    fn follow_all(&mut self) {
        let request = Uses { request: true, ..Uses::default() };
        let response = Uses { response: true, ..Uses::default() };
        let failure = Uses { failure: true, ..Uses::default() };
        let side = self.side;
        let paths = side.document.get("paths").and_then(Value::as_object);
        for item in paths.into_iter().flat_map(|it| it.values()) {
            for (key, node) in item.as_object().into_iter().flatten() {
                if key == "parameters" {
                    self.follow(node, request);
                }
                if !METHODS.contains(&key.as_str()) {
                    continue;
                }
                for (key, node) in node.as_object().into_iter().flatten() {
                    match key.as_str() {
                        "parameters" | "requestBody" => self.follow(node, request),
                        "responses" => {
                            for (status, node) in node.as_object().into_iter().flatten() {
                                self.follow(node, if status.starts_with('2') { response } else { failure });
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// Notes the use of all components that a node leads to.
    fn follow(&mut self, node: &'a Value, uses: Uses) {
        let side = self.side;
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match node {
                Value::Object(object) => {
                    open.extend(object.values());
                    let Some(target) = object.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'))
                    else {
                        continue;
                    };
                    let known = self.uses.entry(target.to_owned()).or_default();
                    let before = *known;
                    known.request |= uses.request;
                    known.response |= uses.response;
                    known.failure |= uses.failure;
                    if *known != before {
                        open.extend(side.document.pointer(target));
                    }
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
    }

    /// What a node is used for, and which operations use it.
    fn uses(&self, steps: &[String]) -> (Uses, BTreeSet<String>) {
        let has = |name: &str| steps.iter().any(|it| it == name);
        match steps {
            [first, kind, name, ..] if first == "components" => {
                let pointer = Pointer::root().join(&[first, kind, name]);
                let uses = self.uses.get(pointer.as_str()).copied().unwrap_or_default();
                (uses, self.users.get(pointer.as_str()).cloned().unwrap_or_default())
            }
            [first, path, method, rest @ ..] if first == "paths" => {
                let pointer = Pointer::root().join(&[first, path, method]);
                let own = self.operations.get(pointer.as_str()).map(|(id, _)| (*id).to_owned());
                let is_failure = rest.first().is_some_and(|it| it == "responses")
                    && rest.get(1).is_some_and(|it| !it.starts_with('2'));
                let is_response = rest.first().is_some_and(|it| it == "responses") && !is_failure;
                let is_request =
                    method == "parameters" || has("requestBody") || rest.first().is_some_and(|it| it == "parameters");
                (Uses { request: is_request, response: is_response, failure: is_failure }, own.into_iter().collect())
            }
            _ => (Uses::default(), BTreeSet::new()),
        }
    }

    /// Notes for each component which operations refer to it, directly or not.
    fn find_users(&mut self) {
        for (pointer, (id, _)) in &self.operations {
            let mut open: Vec<&Value> = self.side.document.pointer(pointer).into_iter().collect();
            let mut met = BTreeSet::new();
            while let Some(node) = open.pop() {
                match node {
                    Value::Object(object) => {
                        open.extend(object.values());
                        let target = object.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
                        if let Some(target) = target.filter(|it| met.insert(*it)) {
                            open.extend(self.side.document.pointer(target));
                        }
                    }
                    Value::Array(items) => open.extend(items),
                    _ => {}
                }
            }
            for target in met {
                self.users.entry(target.to_owned()).or_default().insert((*id).to_owned());
            }
        }
    }

    /// What a node belongs to, in the client's names, and the pointer of that.
    fn owner(&self, steps: &[String]) -> (String, Pointer) {
        match steps {
            [first, kind, name, ..] if first == "components" => {
                let pointer = Pointer::root().join(&[first, kind, name]);
                let def = self.types.get(&pointer);
                (def.map_or_else(|| name.clone(), |def| def.name.name.clone()), pointer)
            }
            [first, path, method, ..] if first == "paths" => {
                let pointer = Pointer::root().join(&[first, path, method]);
                let name = self.operations.get(pointer.as_str()).map(|(_, name)| name.clone());
                (name.unwrap_or_else(|| path.clone()), pointer)
            }
            [first, ..] => (first.clone(), Pointer::root().child(first)),
            [] => ("the document".to_owned(), Pointer::root()),
        }
    }
}

/// Judges differences that no fact claims; gives back those that no rule fits.
pub(super) fn judge<'d, 'a>(
    old: &Side,
    new: &Side,
    differences: Vec<&'d Difference<'a>>,
    facts: &mut Vec<Fact>,
) -> Vec<&'d Difference<'a>> {
    let maps = [Map::new(old), Map::new(new)];
    let mut unhandled = Vec::new();
    let mut gathered: BTreeMap<(&'static str, Pointer), (Fact, usize)> = BTreeMap::new();
    for it in differences {
        let which = if it.new.is_some() { Which::New } else { Which::Old };
        let map = &maps[usize::from(which == Which::New)];
        let steps = steps(it.pointer());
        let (keyword, _) = keyword(it.pointer());
        let (owner, at) = map.owner(&steps);
        let (uses, users) = map.uses(&steps);
        let rules = match is_elsewhere(&maps, &steps) {
            true => Some(vec!["schema-rewritten"]),
            false => rules(it, &keyword, &steps, uses),
        };
        let Some(rules) = rules else {
            unhandled.push(it);
            continue;
        };
        if let [rule] = rules[..]
            && GATHERED.contains(&rule)
        {
            let key = (rule, at.clone());
            let fact =
                Fact::new(rule, owner, message(it, &keyword)).at(it.old.as_ref(), it.new.as_ref()).used_by(&users);
            let fact = Fact { key: at.to_string(), ..fact };
            gathered.entry(key).or_insert((fact, 0)).1 += 1;
            continue;
        }
        for rule in rules {
            let stable = stable(it.pointer(), map);
            let tail = stable.strip_prefix(at.as_str()).unwrap_or_default().trim_start_matches('/');
            let subject = if tail.is_empty() { owner.clone() } else { format!("{owner} {tail}") };
            let fact =
                Fact::new(rule, subject, message(it, &keyword)).at(it.old.as_ref(), it.new.as_ref()).used_by(&users);
            facts.push(Fact { key: stable, ..fact });
        }
    }
    facts.extend(gathered.into_values().map(|(fact, count)| match count {
        1 => fact,
        more => Fact { message: format!("{} and {} more places", fact.message, more - 1), ..fact },
    }));
    unhandled
}

/// Whether a key of a type came or went in this place only: the type has it before and after.
fn is_elsewhere(maps: &[Map<'_>; 2], steps: &[String]) -> bool {
    let [owner @ .., list, wire] = steps else { return false };
    let owner = Pointer::root().join(&owner.iter().map(String::as_str).collect::<Vec<_>>());
    let has = |map: &Map<'_>| match map.types.get(&owner).map(|def| &def.kind) {
        Some(TypeKind::Struct(it)) => it.fields.iter().any(|field| field.wire == *wire),
        _ => false,
    };
    list == "properties" && maps.iter().all(has)
}

/// A pointer with the names of parameters in the place of their indices, which other changes shift.
fn stable(pointer: &str, map: &Map<'_>) -> String {
    let Some((start, rest)) = pointer.split_once("/parameters/") else { return pointer.to_owned() };
    let (index, tail) = rest.split_once('/').unwrap_or((rest, ""));
    let node = map.side.document.pointer(&format!("{start}/parameters/{index}"));
    let name = node.and_then(|it| it.get("name")).and_then(Value::as_str).unwrap_or(index);
    format!("{start}/parameters/{name}/{tail}")
}

/// The rules for a difference: one for each direction that it goes; `None`: there is none.
fn rules(it: &Difference<'_>, keyword: &str, steps: &[String], uses: Uses) -> Option<Vec<&'static str>> {
    let first = steps.first().map_or("", String::as_str);
    let second = steps.get(1).map_or("", String::as_str);
    let class = class(keyword);
    match (first, second) {
        ("info", "version") => return Some(vec!["api-version-changed"]),
        ("info", _) => return Some(vec!["documentation-changed"]),
        ("servers", _) => return Some(vec!["servers-changed"]),
        ("tags", _) => return Some(vec!["tags-changed"]),
        ("components", "securitySchemes") if steps.len() == 3 => return Some(vec!["security-rewritten"]),
        ("components", "securitySchemes") if class == Class::Structure => return Some(vec!["security-scheme-changed"]),
        _ => {}
    }
    if class == Class::Extension || first.starts_with("x-") || first == "externalDocs" {
        return Some(vec!["extension-changed"]);
    }
    if class == Class::Words {
        return Some(vec!["documentation-changed"]);
    }
    if keyword == "tags" {
        return Some(vec!["tags-changed"]);
    }
    if keyword == "security" && first == "paths" {
        return Some(vec!["security-rewritten"]);
    }
    if keyword == "servers" {
        return Some(vec!["servers-changed"]);
    }
    if first == "components" && second != "securitySchemes" && uses == Uses::default() {
        return Some(vec!["unused-component-changed"]);
    }
    if uses.failure && !uses.request && !uses.response {
        return Some(vec!["operation-failure-changed"]);
    }
    let directed = |request, response| {
        let both = [(uses.request, request), (uses.response, response)];
        Some(both.into_iter().filter(|(goes, _)| *goes).map(|(_, rule)| rule).collect::<Vec<_>>())
            .filter(|it| !it.is_empty())
    };
    match class {
        Class::Default => directed("request-default-changed", "response-default-changed"),
        Class::Limit => match (it.before, it.after) {
            (None, Some(_)) => directed("request-limit-added", "response-limit-added"),
            (Some(_), None) => directed("request-limit-removed", "response-limit-removed"),
            _ => directed("request-limit-changed", "response-limit-changed"),
        },
        _ if keyword == "additionalProperties" && uses.response && !uses.request => Some(vec!["schema-rewritten"]),
        _ if says_nothing(it, keyword, steps) => Some(vec!["schema-rewritten"]),
        _ => None,
    }
}

/// Whether a difference says nothing to the client: a default is written out, an empty object comes or goes, a path has other
/// names in it.
fn says_nothing(it: &Difference<'_>, keyword: &str, steps: &[String]) -> bool {
    let is_default = |value: &Value| match keyword {
        "required" | "deprecated" | "nullable" | "explode" => value == &Value::Bool(false),
        _ => value.as_object().is_some_and(serde_json::Map::is_empty) || value.as_array().is_some_and(Vec::is_empty),
    };
    match (it.before, it.after) {
        (None, None) => steps.len() == 2 && steps[0] == "paths" || ["required", "$ref"].contains(&keyword),
        (Some(value), None) | (None, Some(value)) if is_default(value) => true,
        // Parts or keys say already that it is an object.
        (Some(_), None) | (None, Some(_)) if keyword == "type" => true,
        // What each operation of the path says by itself.
        (Some(_), None) | (None, Some(_)) if steps.len() == 4 && steps[0] == "paths" && steps[2] == "parameters" => {
            true
        }
        _ => ["allOf", "readOnly", "writeOnly"].contains(&keyword),
    }
}

/// What happened to a node, in one line.
fn message(it: &Difference<'_>, keyword: &str) -> String {
    let brief = |value: &Value| {
        let text = value.to_string();
        if text.chars().count() <= 60 { text } else { text.chars().take(57).chain("...".chars()).collect() }
    };
    let last = steps(it.pointer()).pop().unwrap_or_default();
    let keyword = if keyword.is_empty() { last.as_str() } else { keyword };
    match (it.before, it.after) {
        (None, None) if keyword == "$ref" => {
            "a reference stands for the schema itself, or another one for it".to_owned()
        }
        (Some(before), Some(after)) => format!("`{keyword}` was {} and is {}", brief(before), brief(after)),
        (None, Some(after)) => format!("`{keyword}` is new: {}", brief(after)),
        (Some(before), None) => format!("`{keyword}` is gone: {}", brief(before)),
        (None, None) => format!("`{keyword}` is in another order"),
    }
}
