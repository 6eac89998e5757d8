//! Their facts with our words. Between the vendor's document as it was read and [`canonical`](super::canonical).
//!
//! Words are kept at the same place: an operation by path and method, else by its id; a parameter by where it is sent and its
//! name; a tag and a component by its name; all else by its pointer. A vendor's words are never taken: where we have none, the
//! place is told. A response must have a `description`, so that of a new one is empty until somebody writes it.

use serde_json::{Map, Value, json};

use super::kinds::{self, Kind, WORDS, is_reference};
use crate::spec::normalize::METHODS;
use crate::spec::place::Pointer;

/// A place that somebody has to write words for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The node.
    pub pointer: String,
    /// The keys that are missing.
    pub keys: Vec<&'static str>,
}

/// The vendor's facts with the words of our document, and where words are missing.
pub fn merge(vendor: &Value, ours: &Value) -> (Value, Vec<Gap>) {
    let takes_examples = vendor.get("openapi").and_then(Value::as_str).is_some_and(|it| it.starts_with("3.1"));
    let mut merger = Merger { vendor, ours, takes_examples, gaps: Vec::new() };
    let merged = merger.node(vendor, Some(ours), kinds::DOCUMENT, false, &Pointer::root());
    (merged, merger.gaps)
}

struct Merger<'a> {
    vendor: &'a Value,
    ours: &'a Value,
    /// Whether schemas have `examples`: those of 3.0 have not.
    takes_examples: bool,
    gaps: Vec<Gap>,
}

impl<'a> Merger<'a> {
    /// One node; `named` is one that an outer map or list gives a name to, such as a property.
    fn node(&mut self, new: &Value, old: Option<&'a Value>, kind: Kind, named: bool, at: &Pointer) -> Value {
        match (kind, new) {
            (Kind::Object(_), Value::Object(fields)) => self.object(fields, old, kind, named, at),
            (Kind::Map(item), Value::Object(fields)) => {
                let paths = item.is("path item");
                let entry = |(key, value): (&String, &Value)| {
                    let old = old.and_then(|it| it.get(key));
                    let old = if paths { old.or_else(|| self.moved_item(value)) } else { old };
                    (key.clone(), self.node(value, old, kind.child(key), true, &at.child(key)))
                };
                Value::Object(fields.iter().map(entry).collect())
            }
            (Kind::List(item), Value::Array(items)) => {
                let old = old.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let entry = |(index, value): (usize, &Value)| {
                    let old = if item.is("tag") {
                        old.iter().find(|it| it.get("name") == value.get("name"))
                    } else {
                        old.get(index)
                    };
                    self.node(value, old, *item, item.is("tag"), &at.index(index))
                };
                Value::Array(items.iter().enumerate().map(entry).collect())
            }
            _ => new.clone(),
        }
    }

    fn object(
        &mut self,
        fields: &Map<String, Value>,
        old: Option<&'a Value>,
        kind: Kind,
        named: bool,
        at: &Pointer,
    ) -> Value {
        let old = old.filter(|it| it.is_object());
        let mut made = Map::new();
        for (key, value) in fields.iter().filter(|(key, _)| !WORDS.contains(&key.as_str())) {
            let (under, below) = (kind.child(key), at.child(key));
            let value = match key.as_str() {
                "parameters" if kind.is("path item") => {
                    let known = old.map_or_else(Vec::new, |item| self.known_parameters(item, None));
                    self.parameters(value, &known, &below)
                }
                "parameters" if kind.is("operation") => {
                    let known = old.map_or_else(Vec::new, |operation| {
                        let item = self.item_of(operation);
                        self.known_parameters(item.unwrap_or(operation), Some(operation))
                    });
                    self.parameters(value, &known, &below)
                }
                method if kind.is("path item") && METHODS.contains(&method) => {
                    let here = self.ours.pointer(below.as_str()).filter(|it| !self.lives_elsewhere(it, value));
                    let old = here.or_else(|| self.moved_operation(value));
                    self.node(value, old, under, false, &below)
                }
                _ => self.node(value, old.and_then(|it| it.get(key)), under, false, &below),
            };
            made.insert(key.clone(), value);
        }
        for key in WORDS {
            if let Some(words) = old.and_then(|it| it.get(*key)).filter(|_| self.has_room(fields, old, kind, key)) {
                made.insert((*key).to_owned(), words.clone());
            }
        }
        self.note(fields, &mut made, old, kind, named, at);
        Value::Object(made)
    }

    /// Whether this word may stand in this object.
    fn has_room(&self, fields: &Map<String, Value>, old: Option<&Value>, kind: Kind, key: &str) -> bool {
        let is_schema = kind.is("schema");
        if key == "examples" && is_schema && !self.takes_examples {
            return false;
        }
        // What stands beside a reference counts for schemas of 3.1 alone; elsewhere we may have had it there before.
        let refers = fields.contains_key("$ref") && !kind.is("path item");
        !refers || is_schema && self.takes_examples || old.is_some_and(is_reference)
    }

    /// Notes the words that are missing in an object.
    fn note(
        &mut self,
        fields: &Map<String, Value>,
        made: &mut Map<String, Value>,
        old: Option<&Value>,
        kind: Kind,
        named: bool,
        at: &Pointer,
    ) {
        let Kind::Object(table) = kind else { return };
        if kind.is("info") && !made.contains_key("title") {
            made.insert("title".to_owned(), json!("API"));
        }
        let refers = fields.contains_key("$ref");
        if kind.is("response") && !refers {
            made.entry("description").or_insert_with(|| json!(""));
        }
        let is_new_name = old.is_none() && named && (kind.is("schema") || kind.is("security scheme"));
        let wants = |key: &str| match () {
            () if refers => fields.contains_key(key) && old.is_none(),
            () => fields.contains_key(key) || table.wanted.contains(&key) || is_new_name && key == "description",
        };
        let lacks = |key: &str| made.get(key).is_none_or(|it| it == "");
        let keys: Vec<&'static str> = WORDS.iter().copied().filter(|key| wants(key) && lacks(key)).collect();
        if !keys.is_empty() {
            self.gaps.push(Gap { pointer: at.to_string(), keys });
        }
    }

    /// A list of parameters, each with the words of the one among `known` that is sent at the same place under the same name.
    fn parameters(&mut self, list: &Value, known: &[&'a Value], at: &Pointer) -> Value {
        let Some(items) = list.as_array() else { return list.clone() };
        let entry = |(index, new): (usize, &Value)| {
            let same_reference = known.iter().find(|it| is_reference(new) && it.get("$ref") == new.get("$ref"));
            let same_name = || {
                let wanted = identity(new)?;
                let components = known.iter().map(|it| resolve(self.ours, it));
                components.into_iter().find(|it| identity(it) == Some(wanted))
            };
            let old = same_reference.copied().or_else(same_name);
            self.node(new, old, kinds::PARAMETER, false, &at.index(index))
        };
        Value::Array(items.iter().enumerate().map(entry).collect())
    }

    /// The parameters that an operation had, its own first, or all of a path.
    fn known_parameters(&self, item: &'a Value, operation: Option<&'a Value>) -> Vec<&'a Value> {
        let own = operation.into_iter().chain([item]);
        let all = METHODS.iter().filter(|_| operation.is_none()).filter_map(|method| item.get(*method));
        own.chain(all).filter_map(|it| it.get("parameters")?.as_array()).flatten().collect()
    }

    /// Our path that has this very operation.
    fn item_of(&self, operation: &Value) -> Option<&'a Value> {
        items(self.ours)
            .find(|item| METHODS.iter().filter_map(|it| item.get(*it)).any(|it| std::ptr::eq(it, operation)))
    }

    /// Whether the vendor has an operation of ours at another place now, and a new one at its own.
    fn lives_elsewhere(&self, old: &Value, new: &Value) -> bool {
        let id = old.get("operationId");
        id.is_some() && id != new.get("operationId") && operations(self.vendor).any(|it| it.get("operationId") == id)
    }

    /// Our operation with the id of this one.
    fn moved_operation(&self, new: &Value) -> Option<&'a Value> {
        let id = new.get("operationId")?;
        operations(self.ours).find(|it| it.get("operationId") == Some(id))
    }

    /// Our path from which the operations of a new path came, if the vendor has it no more.
    fn moved_item(&self, new: &Value) -> Option<&'a Value> {
        let operation = METHODS.iter().filter_map(|it| new.get(*it)).find_map(|it| self.moved_operation(it))?;
        let item = self.item_of(operation)?;
        let path = self.ours.get("paths")?.as_object()?.iter().find(|(_, it)| std::ptr::eq(*it, item))?.0;
        self.vendor.get("paths")?.get(path).is_none().then_some(item)
    }
}

fn items(document: &Value) -> impl Iterator<Item = &Value> {
    document.get("paths").and_then(Value::as_object).into_iter().flat_map(|it| it.values())
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    items(document).flat_map(|item| METHODS.iter().filter_map(|it| item.get(*it)))
}

/// Where a parameter is sent, and its name.
fn identity(parameter: &Value) -> Option<(&str, &str)> {
    Some((parameter.get("in")?.as_str()?, parameter.get("name")?.as_str()?))
}

/// The component that a reference leads to, or the node itself.
fn resolve<'a>(document: &'a Value, node: &'a Value) -> &'a Value {
    let target = node.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
    target.and_then(|it| document.pointer(it)).unwrap_or(node)
}
