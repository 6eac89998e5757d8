//! Every `$ref` of the document, before [`normalize`](super::normalize): each must lead to a component. What stands
//! elsewhere in the document (`$defs`, a schema inside an operation) is lifted into `components/schemas`; Swagger's leftover
//! `#/definitions/NAME` is mended where the component exists; anything else that leads nowhere or in a circle is an error.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::keywords::BY_NAME;
use super::place::{Place, Pointer, unescape};
use crate::problem::Problems;

/// Keys whose values are data, not part of the document: a `$ref` in them is no reference.
const DATA: &[&str] = &["example", "examples", "default", "enum", "const", "value"];

/// Rewrites and checks all references of the document.
pub fn references(document: &mut Value, file: &str, problems: &mut Problems) {
    let mut lifted = BTreeMap::new();
    // Lifting a schema can bring references that lead out of components into it, so look until nothing new is found.
    loop {
        let mut found = Vec::new();
        collect(document, false, &mut Pointer::root(), &mut found);
        let renames = decide(document, file, &found, &mut lifted, problems);
        if renames.is_empty() {
            break;
        }
        rename(document, &renames);
    }
    circles(document, file, problems);
}

/// All references in the document: where they stand and what they name. `by_name`: the node's keys are names.
fn collect(node: &Value, by_name: bool, pointer: &mut Pointer, found: &mut Vec<(Pointer, String)>) {
    let length = pointer.len();
    match node {
        Value::Object(object) => {
            for (key, child) in object {
                match (child, key.as_str()) {
                    (Value::String(target), "$ref") => found.push((pointer.clone(), target.clone())),
                    (other, "$ref") if !by_name => found.push((pointer.child(key), other.to_string())),
                    (other, "discriminator") if !by_name => mapping(other, &pointer.child(key), found),
                    _ => {}
                }
                let is_data = !by_name && (DATA.contains(&key.as_str()) || key.starts_with("x-"));
                if (child.is_object() || child.is_array()) && !is_data {
                    pointer.push(key);
                    collect(child, !by_name && BY_NAME.contains(&key.as_str()), pointer, found);
                    pointer.truncate(length);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate().filter(|(_, item)| item.is_object() || item.is_array()) {
                pointer.push(&index.to_string());
                collect(item, false, pointer, found);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// The schemas that a discriminator names, by reference or by their bare names.
fn mapping(discriminator: &Value, pointer: &Pointer, found: &mut Vec<(Pointer, String)>) {
    for (tag, target) in discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten() {
        if let Some(target) = target.as_str() {
            let is_bare = !target.contains(['#', '/', '.']);
            let target = if is_bare { format!("#/components/schemas/{target}") } else { target.to_owned() };
            found.push((pointer.join(&["mapping", tag]), target));
        }
    }
}

/// The kind of component that must stand where a reference does.
fn kind_at(pointer: &Pointer) -> &'static str {
    let mut steps = pointer.as_str().rsplit('/');
    let mut step = || steps.next().unwrap_or_default();
    let (last, parent, above) = (step(), step(), step());
    match (parent, last) {
        // The parent is a property that happens to have the name of something else.
        _ if matches!(above, "properties" | "patternProperties") => "schemas",
        ("properties" | "patternProperties" | "schemas" | "mapping", _) => "schemas",
        ("paths" | "pathItems" | "webhooks", _) => "pathItems",
        ("parameters", _) => "parameters",
        ("responses", _) => "responses",
        ("headers", _) => "headers",
        ("requestBodies", _) | (_, "requestBody") => "requestBodies",
        ("securitySchemes", _) => "securitySchemes",
        ("examples", _) => "examples",
        ("links", _) => "links",
        ("callbacks", _) => "callbacks",
        _ => "schemas",
    }
}

/// Which references must be written anew, and how. Adds lifted schemas to the document and tells what is wrong.
fn decide(
    document: &mut Value,
    file: &str,
    found: &[(Pointer, String)],
    lifted: &mut BTreeMap<String, String>,
    problems: &mut Problems,
) -> BTreeMap<String, String> {
    let mut renames = BTreeMap::new();
    for (pointer, target) in found {
        let place = Place::new(file, pointer.clone());
        let kind = kind_at(pointer);
        if pointer.last().as_deref() == Some("$ref") {
            let message = format!("a reference must be text, and this is {target}");
            problems.error("reference-form", &place, message, "write `#/components/…`");
            continue;
        }
        if let Some(found) = component_target(document, target) {
            if found != *target {
                renames.insert(target.clone(), found.clone());
            }
            if !found.starts_with(&format!("#/components/{kind}/")) {
                let message = format!("`{target}` is of another kind than what must stand here");
                problems.error(
                    "reference-kind",
                    &place,
                    message,
                    format!("name something under `#/components/{kind}`"),
                );
            }
            continue;
        }
        if renames.contains_key(target) {
            continue;
        }
        if let Some(name) = target.strip_prefix("#/definitions/") {
            let meant = format!("#/components/schemas/{name}");
            if component_target(document, &meant).is_some() {
                let message = format!("`{target}` is the place of a Swagger 2.0 document; read as `{meant}`");
                problems.warning("reference-swagger", &place, message, format!("write `{meant}`"));
                // One warning for each place, so the place itself is mended here and not by name.
                if let Some(Value::Object(object)) = document.pointer_mut(pointer.as_str()) {
                    object.insert("$ref".to_owned(), Value::String(meant));
                }
                continue;
            }
        }
        let Some(fragment) = target.strip_prefix('#') else {
            let message = format!("`{target}` leads out of the document");
            problems.error("reference-external", &place, message, "bring what it names into `components`");
            continue;
        };
        match document.pointer(&decode_percent(fragment)).cloned() {
            Some(node) if kind == "schemas" && fragment.starts_with('/') && !target_is_whole_component(fragment) => {
                let name = lifted.entry(target.clone()).or_insert_with(|| lifted_name(fragment)).clone();
                if let Some(taken) = insert_schema(document, &name, node) {
                    let message = format!("`{target}` would be lifted to `{taken}`, which is taken");
                    problems.error(
                        "reference-clash",
                        &place,
                        message,
                        "move the schema into `components/schemas` under a free name",
                    );
                    continue;
                }
                renames.insert(target.clone(), format!("#/components/schemas/{name}"));
            }
            _ => problems.error(
                "reference-dangling",
                &place,
                format!("`{target}` leads nowhere"),
                suggestion(document, target),
            ),
        }
    }
    renames
}

/// The reference as the document's keys have it, if it leads to a component: references are URIs and may be escaped.
fn component_target(document: &Value, target: &str) -> Option<String> {
    let fragment = target.strip_prefix('#').filter(|it| target_is_whole_component(it))?;
    if document.pointer(fragment).is_some() {
        return Some(target.to_owned());
    }
    let decoded = decode_percent(fragment);
    document.pointer(&decoded).map(|_| format!("#{decoded}"))
}

/// `/components/schemas/NAME`, and no deeper.
fn target_is_whole_component(fragment: &str) -> bool {
    fragment.starts_with("/components/") && fragment.split('/').count() == 4
}

/// `#/components/schemas/Pet/$defs/Tag` becomes `Pet_Tag`.
fn lifted_name(fragment: &str) -> String {
    let skip = ["", "components", "schemas", "paths", "$defs", "definitions", "schema", "content", "properties"];
    let steps: Vec<String> = fragment
        .split('/')
        .filter(|step| !skip.contains(step))
        .map(|step| unescape(&decode_percent(step)).replace(|it: char| !it.is_ascii_alphanumeric(), "_"))
        .collect();
    steps.join("_")
}

/// Adds a component; gives its name back when another schema has it already.
fn insert_schema(document: &mut Value, name: &str, node: Value) -> Option<String> {
    let components = document.as_object_mut()?.entry("components").or_insert_with(|| json!({}));
    let schemas = components.as_object_mut()?.entry("schemas").or_insert_with(|| json!({})).as_object_mut()?;
    match schemas.get(name) {
        Some(other) if *other != node => Some(name.to_owned()),
        Some(_) => None,
        None => {
            schemas.insert(name.to_owned(), node);
            None
        }
    }
}

fn rename(node: &mut Value, renames: &BTreeMap<String, String>) {
    match node {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get_mut("$ref")
                && let Some(new) = renames.get(target)
            {
                target.clone_from(new);
            }
            for target in object.get_mut("mapping").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
            {
                if let Some(new) = target.as_str().and_then(|it| renames.get(it)) {
                    *target = Value::String(new.clone());
                }
            }
            object.values_mut().for_each(|child| rename(child, renames));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, renames)),
        _ => {}
    }
}

/// Components that are nothing but a reference to one another.
fn circles(document: &Value, file: &str, problems: &mut Problems) {
    let Some(components) = document.get("components").and_then(Value::as_object) else { return };
    let mut seen = BTreeSet::new();
    for (kind, entries) in components {
        for name in entries.as_object().into_iter().flat_map(Map::keys) {
            let mut chain = Vec::new();
            let mut places = BTreeMap::new();
            let mut next = Some(format!("#/components/{kind}/{}", name.replace('~', "~0").replace('/', "~1")));
            while let Some(here) = next {
                if let Some(start) = places.get(&here) {
                    tell_circle(&chain[*start..], file, problems);
                    break;
                }
                if !seen.insert(here.clone()) {
                    break; // walked from another component already
                }
                next = document.pointer(here.trim_start_matches('#')).and_then(alias);
                places.insert(here.clone(), chain.len());
                chain.push(here);
            }
        }
    }
}

fn tell_circle(circle: &[String], file: &str, problems: &mut Problems) {
    let first = circle.iter().enumerate().min_by_key(|(_, it)| *it).map_or(0, |(index, _)| index);
    let round: Vec<&str> = circle.iter().cycle().skip(first).take(circle.len() + 1).map(String::as_str).collect();
    let place = Place::new(file, Pointer::from(round[0].trim_start_matches('#')));
    let message = format!("the references go round in a circle: {}", round.join(" -> "));
    problems.error("reference-cycle", &place, message, "let one of them say what it is");
}

/// What a node refers to when it is a bare reference.
fn alias(node: &Value) -> Option<String> {
    node.get("$ref").and_then(Value::as_str).map(str::to_owned)
}

fn suggestion(document: &Value, target: &str) -> String {
    let Some((parent, name)) = target.trim_start_matches('#').rsplit_once('/') else {
        return "name something under `#/components`".to_owned();
    };
    let names =
        document.pointer(parent).and_then(Value::as_object).map(|it| it.keys().cloned().collect()).unwrap_or_default();
    match closest(name, names) {
        Some(near) => format!("did you mean `#{parent}/{near}`?"),
        None => "define it, or delete the reference".to_owned(),
    }
}

/// The name that shares the longest beginning and ending with `name`, when that is most of it.
fn closest(name: &str, names: Vec<String>) -> Option<String> {
    let shared = |other: &String| {
        let start = name.chars().zip(other.chars()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        let end = name.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        (start + end).min(name.chars().count())
    };
    let best = names.into_iter().max_by_key(shared)?;
    (shared(&best) * 2 > name.chars().count()).then_some(best)
}

/// `%7B` to `{`: references are URI fragments.
fn decode_percent(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
