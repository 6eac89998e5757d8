//! What a schema says beside its description: bounds, pattern, default. A part of [`lower`](super), over
//! [`docs`](crate::docs), which makes any text fit for a doc comment.

use openapiv3::{IntegerType, NumberType, Schema, SchemaKind, StringType, Type};
use serde_json::Value;

use crate::docs::{append, code, markdown};
use crate::ir::Docs;

/// A description with what the schema says beside it: bounds, pattern, default.
pub(super) fn of_schema(description: Option<&str>, schema: &Schema) -> Docs {
    let mut docs = markdown(description.unwrap_or_default());
    let mut notes = bounds(schema);
    if let Some(default) = &schema.schema_data.default {
        notes.push(format!("Default: {}.", code(&plain(default))));
    }
    if !notes.is_empty() {
        append(&mut docs, &notes.join(" "));
    }
    docs
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn bounds(schema: &Schema) -> Vec<String> {
    let mut notes = Vec::new();
    match &schema.schema_kind {
        SchemaKind::Type(Type::Integer(IntegerType {
            minimum, maximum, exclusive_minimum, exclusive_maximum, ..
        })) => {
            range(&mut notes, *minimum, *exclusive_minimum, *maximum, *exclusive_maximum);
        }
        SchemaKind::Type(Type::Number(NumberType {
            minimum, maximum, exclusive_minimum, exclusive_maximum, ..
        })) => {
            range(&mut notes, *minimum, *exclusive_minimum, *maximum, *exclusive_maximum);
        }
        SchemaKind::Type(Type::String(StringType { min_length, max_length, pattern, .. })) => {
            count(&mut notes, *min_length, *max_length, "character");
            if let Some(pattern) = pattern {
                notes.push(format!("Must match {}.", code(pattern)));
            }
        }
        SchemaKind::Type(Type::Array(array)) => count(&mut notes, array.min_items, array.max_items, "item"),
        _ => {}
    }
    notes
}

fn range<N: std::fmt::Display>(notes: &mut Vec<String>, low: Option<N>, above: bool, high: Option<N>, below: bool) {
    if let Some(low) = low {
        notes.push(format!("{} {low}.", if above { "Greater than" } else { "At least" }));
    }
    if let Some(high) = high {
        notes.push(format!("{} {high}.", if below { "Less than" } else { "At most" }));
    }
}

fn count(notes: &mut Vec<String>, least: Option<usize>, most: Option<usize>, what: &str) {
    for (word, bound) in [("least", least), ("most", most)] {
        if let Some(bound) = bound {
            notes.push(format!("At {word} {bound} {what}{}.", if bound == 1 { "" } else { "s" }));
        }
    }
}
