//! Enums: known values as variants, any other value kept. A part of [`lower`](super).

use std::collections::BTreeMap;

use openapiv3::Schema;
use serde_json::{Value, json};

use super::{Lowering, Site};
use crate::ir::{Enum, EnumValues, Type, TypeKind, Variant};

impl<'a> Lowering<'a> {
    /// The type of a schema with a list of values.
    pub(super) fn enum_type(&mut self, values: Vec<Value>, schema: &'a Schema, site: &Site) -> Type {
        let kind = if values.iter().all(Value::is_string) {
            EnumValues::Strings
        } else if values.iter().all(Value::is_i64) {
            EnumValues::Integers
        } else {
            EnumValues::Mixed
        };
        let place = self.place(&site.pointer);
        let owner = self.type_name(site).0.name;
        let mut variants: Vec<Variant> = Vec::new();
        let mut owners: BTreeMap<String, Value> = BTreeMap::new();
        for value in values {
            if variants.iter().any(|variant| variant.value == value) {
                continue; // a value that stands twice says nothing more
            }
            let wire = match &value {
                Value::String(text) if text.is_empty() => "empty".to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let Some(name) = self.names.variant(&owner, &wire, &place, self.problems) else { continue };
            // The variant that keeps unknown values has this name.
            let name = if name == "Unknown" { "UnknownValue".to_owned() } else { name };
            if let Some(other) = owners.insert(name.clone(), value.clone()) {
                let message = format!("the values {other} and {value} would both be called `{name}`");
                self.error(
                    "name-clash",
                    &site.pointer,
                    message,
                    "give one of them a name under `variants` in names.yaml",
                );
            }
            variants.push(Variant { name, value });
        }
        self.define(site, &schema.schema_data, TypeKind::Enum(Enum { values: kind, variants }))
    }
}

/// A number as the document had it: `openapiv3` makes floats of all.
pub(super) fn number(value: f64) -> Value {
    let is_whole = value.fract() == 0.0 && value.abs() < 9e15;
    if is_whole { json!(value as i64) } else { json!(value) }
}
