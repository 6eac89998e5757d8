//! The one form in which `openapi.json` is written. After [`words`](super::words), before [`swap`](super::swap).
//!
//! The rule: the known keys of an object stand in the order of its table in `kinds`, all others after them in
//! the vendor's order. Entries of a map (paths, statuses, media types, components, properties) and items of a list keep the
//! vendor's order, and so does everything in a value that is data (an example, a default, an extension). JSON, two spaces, one
//! line feed at the end.

use serde_json::{Map, Value};

use super::kinds::{self, Kind};

/// The text of a document.
pub fn text(document: &Value) -> String {
    format!("{:#}\n", ordered(document, kinds::DOCUMENT))
}

fn ordered(node: &Value, kind: Kind) -> Value {
    match (kind, node) {
        (Kind::Data, _) => node.clone(),
        (Kind::Object(table), Value::Object(fields)) => {
            let known = table.keys.iter().filter_map(|(key, _)| fields.get_key_value(*key));
            let others = fields.iter().filter(|(key, _)| !table.keys.iter().any(|(known, _)| known == key));
            each(known.chain(others), kind)
        }
        (Kind::Map(_), Value::Object(fields)) => each(fields.iter(), kind),
        (Kind::List(item), Value::Array(items)) => items.iter().map(|it| ordered(it, *item)).collect(),
        _ => node.clone(),
    }
}

fn each<'a>(fields: impl Iterator<Item = (&'a String, &'a Value)>, kind: Kind) -> Value {
    let fields: Map<String, Value> =
        fields.map(|(key, value)| (key.clone(), ordered(value, kind.child(key)))).collect();
    Value::Object(fields)
}
