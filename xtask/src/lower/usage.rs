//! Which schema components requests and responses hold, and in which faces: known before a type is made, since a type that
//! only requests hold is made otherwise than one that responses hold too. A part of [`lower`](super).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// How something is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// Requests hold it.
    pub request: bool,
    /// Responses hold it.
    pub response: bool,
    /// The faces whose operations use it.
    pub faces: BTreeSet<String>,
}

impl Use {
    /// Adds another use; gives whether that was news.
    pub fn add(&mut self, other: &Use) -> bool {
        let before = self.clone();
        self.request |= other.request;
        self.response |= other.response;
        self.faces.extend(other.faces.iter().cloned());
        *self != before
    }
}

/// How each component is used.
#[derive(Debug, Default)]
pub struct Usage {
    /// By reference: `#/components/schemas/Pet`.
    components: BTreeMap<String, Use>,
    /// The references that each component holds.
    references: BTreeMap<String, BTreeSet<String>>,
}

impl Usage {
    /// Learns what the document's components refer to.
    pub fn new(document: &Value) -> Self {
        let mut references = BTreeMap::new();
        for (kind, entries) in document.get("components").and_then(Value::as_object).into_iter().flatten() {
            for (name, component) in entries.as_object().into_iter().flatten() {
                let mut found = BTreeSet::new();
                collect(component, &mut found);
                references.insert(target(kind, name), found);
            }
        }
        Self { components: BTreeMap::new(), references }
    }

    /// Notes that whatever `node` refers to, directly or not, is used so.
    pub fn note(&mut self, node: &Value, how: &Use) {
        let mut found = BTreeSet::new();
        collect(node, &mut found);
        let mut open: Vec<String> = found.into_iter().collect();
        while let Some(name) = open.pop() {
            if self.components.entry(name.clone()).or_default().add(how) {
                open.extend(self.references.get(&name).into_iter().flatten().cloned());
            }
        }
    }

    /// How a schema component is used.
    pub fn of(&self, name: &str) -> Use {
        self.components.get(&target("schemas", name)).cloned().unwrap_or_default()
    }
}

fn target(kind: &str, name: &str) -> String {
    format!("#/components/{kind}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn collect(node: &Value, found: &mut BTreeSet<String>) {
    match node {
        Value::Object(object) => {
            for (key, child) in object {
                match child {
                    Value::String(reference) if key == "$ref" => {
                        found.insert(reference.clone());
                    }
                    _ => collect(child, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}
