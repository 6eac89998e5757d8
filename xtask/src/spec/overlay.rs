//! OpenAPI Overlay 1.0: corrections of the vendor's document, as data. Between [`load`](super::load::load) and
//! [`normalize`](super::normalize). Each action says why (`description`), how we know (`x-evidence`), which mismatches of
//! [`corrections`](crate::corrections) it mends (`x-corrects`) and, where it replaces or removes something, what it expects to
//! find, in full or as a digest (`x-expect`, `x-digest`): an action that no longer fits the document stops generation and
//! names itself, so that no correction outlives its fault.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use super::place::{Place, Pointer};
use crate::problem::Problems;
use crate::stamp::stamp;

const OVERLAY_KEYS: &[&str] = &["overlay", "info", "extends", "actions"];
const ACTION_KEYS: &[&str] =
    &["target", "description", "update", "remove", "x-evidence", "x-expect", "x-digest", "x-corrects"];

/// The keys whose text only explains: a digest leaves them out, so that better words do not make a correction stale.
const WORDS: &[&str] = &["description", "summary", "title"];

/// Applies the actions of one overlay file to the document, in their order.
///
/// `file` is the overlay's name for problems. An action that cannot be applied is told and left out.
pub fn apply(document: &mut Value, file: &str, overlay: &Value, problems: &mut Problems) {
    let root = Place::new(file, Pointer::root());
    let Some(fields) = overlay.as_object() else {
        problems.error("overlay-form", &root, "an overlay must be an object", "begin the file with `overlay: 1.0.0`");
        return;
    };
    unknown_keys(fields, OVERLAY_KEYS, &root, problems);
    if !fields.get("overlay").and_then(Value::as_str).is_some_and(|version| version.starts_with("1.")) {
        problems.error(
            "overlay-version",
            &root,
            "not an OpenAPI Overlay 1.x file",
            "write `overlay: 1.0.0` at the top",
        );
        return;
    }
    let Some(actions) = fields.get("actions").and_then(Value::as_array) else {
        problems.error(
            "overlay-form",
            &root,
            "`actions` is missing or no list",
            "list the corrections under `actions`",
        );
        return;
    };
    for (index, action) in actions.iter().enumerate() {
        let place = Place::new(file, Pointer::root().child("actions").index(index));
        if let Some(action) = Action::read(action, &place, problems) {
            action.apply(document, index, &place, problems);
        }
    }
}

struct Action<'a> {
    target: &'a str,
    path: JsonPath,
    change: Change<'a>,
    expect: Option<&'a Value>,
    digest: Option<&'a str>,
}

enum Change<'a> {
    Update(&'a Value),
    Remove,
}

impl<'a> Action<'a> {
    fn read(action: &'a Value, place: &Place, problems: &mut Problems) -> Option<Self> {
        let Some(fields) = action.as_object() else {
            problems.error(
                "overlay-form",
                place,
                "an action must be an object",
                "give it `target` and `update` or `remove`",
            );
            return None;
        };
        unknown_keys(fields, ACTION_KEYS, place, problems);
        for (key, what) in [("description", "the reason, in one sentence"), ("x-evidence", "where the server shows it")]
        {
            if fields.get(key).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()) {
                problems.error(
                    "overlay-unexplained",
                    place,
                    format!("the action has no `{key}`"),
                    format!("add `{key}`: {what}"),
                );
            }
        }
        let Some(target) = fields.get("target").and_then(Value::as_str) else {
            problems.error("overlay-form", place, "the action has no `target`", "add the JSONPath of what it corrects");
            return None;
        };
        let path = match JsonPath::parse(target) {
            Ok(path) => path,
            Err(error) => {
                let message = format!("`{target}` is no JSONPath: {error}");
                problems.error("overlay-target", place, message, "write a JSONPath as RFC 9535 has it");
                return None;
            }
        };
        let change = match (fields.get("update"), fields.get("remove").and_then(Value::as_bool)) {
            (None, Some(true)) => Change::Remove,
            (Some(update), None | Some(false)) => Change::Update(update),
            _ => {
                problems.error(
                    "overlay-form",
                    place,
                    "the action must either update or remove",
                    "keep one of `update` and `remove: true`",
                );
                return None;
            }
        };
        let digest = match fields.get("x-digest") {
            None => None,
            Some(Value::String(digest)) => Some(digest.as_str()),
            Some(_) => {
                problems.error("overlay-form", place, "`x-digest` is no text", "put its 16 digits in quotes");
                return None;
            }
        };
        Some(Self { target, path, change, expect: fields.get("x-expect"), digest })
    }

    fn apply(&self, document: &mut Value, index: usize, place: &Place, problems: &mut Problems) {
        let name = format!("action {} on `{}`", index + 1, self.target);
        let mut pointers: Vec<String> =
            self.path.query_located(document).locations().map(|it| it.to_json_pointer()).collect();
        if pointers.is_empty() {
            let help = "delete the action if the vendor mended the fault, else mend its target";
            problems.error("overlay-selects-nothing", place, format!("{name} selects nothing"), help);
            return;
        }
        if let Some(expected) = self.digest {
            let found = digest(document, &pointers);
            if found != expected {
                let message = format!("{name} finds another text than it was written for: its digest is {found}");
                let help = "read what the document says there now, mend the correction, then write the new `x-digest`";
                problems.error("overlay-stale", place, message, help);
                return;
            }
        }
        // From the back, so that removing an item of an array leaves the earlier pointers right.
        pointers.reverse();
        for pointer in pointers {
            let Some(node) = document.pointer(&pointer) else { continue };
            if let Some(message) = self.objection(node) {
                let help = "hold the action against the document: delete it, or mend `x-expect` and the reason";
                problems.error("overlay-stale", place, format!("{name} {message}"), help);
                return;
            }
            match self.change {
                Change::Remove => remove(document, &pointer),
                Change::Update(update) => {
                    if let Some(node) = document.pointer_mut(&pointer) {
                        merge(node, update);
                    }
                }
            }
        }
    }

    /// Why the action may not touch this node.
    fn objection(&self, node: &Value) -> Option<String> {
        if let Some(expect) = self.expect
            && let Some(difference) = mismatch(node, expect, &Pointer::root())
        {
            return Some(difference);
        }
        match self.change {
            Change::Remove if self.expect.is_none() && self.digest.is_none() => {
                Some("removes something without saying in `x-expect` or `x-digest` what".to_owned())
            }
            Change::Remove => None,
            Change::Update(update) => {
                if let Some(pointer) = replaced(node, update, self.expect, &Pointer::root()) {
                    return Some(format!("replaces `{pointer}` without saying in `x-expect` what was there"));
                }
                if !changes(node, update) {
                    return Some("changes nothing: the document already says so".to_owned());
                }
                let (pointer, item) = repeated(node, update, &Pointer::root())?;
                Some(format!("adds {} to `{pointer}`, which has it already", brief(&item)))
            }
        }
    }
}

/// The first place where `node` is not what `expect` says. An object in `expect` names only the keys that matter.
fn mismatch(node: &Value, expect: &Value, pointer: &Pointer) -> Option<String> {
    match (node, expect) {
        (Value::Object(node), Value::Object(expect)) => expect.iter().find_map(|(key, wanted)| match node.get(key) {
            Some(found) => mismatch(found, wanted, &pointer.child(key)),
            None => Some(format!("expects `{}`, which is not there", pointer.child(key))),
        }),
        _ if node == expect => None,
        _ => Some(format!("expects {} at `{pointer}`, found {}", brief(expect), brief(node))),
    }
}

/// The first value of `node` that the update replaces although `x-expect` does not name it.
fn replaced(node: &Value, update: &Value, expect: Option<&Value>, pointer: &Pointer) -> Option<Pointer> {
    match (node, update) {
        (Value::Object(node), Value::Object(update)) => update.iter().find_map(|(key, new)| {
            let old = node.get(key)?;
            replaced(old, new, expect.and_then(|it| it.get(key)), &pointer.child(key))
        }),
        (Value::Array(_), _) => None,
        _ if node == update || expect.is_some() => None,
        _ => Some(pointer.clone()),
    }
}

/// Whether [`merge`] would make another node of this one.
fn changes(node: &Value, update: &Value) -> bool {
    match (node, update) {
        (Value::Object(node), Value::Object(update)) => {
            update.iter().any(|(key, new)| node.get(key).is_none_or(|old| changes(old, new)))
        }
        (Value::Array(items), Value::Array(more)) => more.iter().any(|it| !items.contains(it)),
        (Value::Array(items), item) => !items.contains(item),
        (node, update) => node != update,
    }
}

/// The first item that an update adds to an array which has it already.
fn repeated(node: &Value, update: &Value, pointer: &Pointer) -> Option<(Pointer, Value)> {
    match (node, update) {
        (Value::Object(node), Value::Object(update)) => {
            update.iter().find_map(|(key, new)| repeated(node.get(key)?, new, &pointer.child(key)))
        }
        (Value::Array(items), Value::Array(more)) => {
            Some((pointer.clone(), more.iter().find(|it| items.contains(it))?.clone()))
        }
        (Value::Array(items), item) => items.contains(item).then(|| (pointer.clone(), item.clone())),
        _ => None,
    }
}

/// Overlay 1.0: objects merge, arrays grow by the update, anything else is replaced.
fn merge(node: &mut Value, update: &Value) {
    match (node, update) {
        (Value::Object(node), Value::Object(update)) => {
            for (key, new) in update {
                match node.get_mut(key) {
                    Some(old) => merge(old, new),
                    None => {
                        node.insert(key.clone(), new.clone());
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(more)) => items.extend(more.iter().cloned()),
        (Value::Array(items), item) => items.push(item.clone()),
        (node, update) => *node = update.clone(),
    }
}

fn remove(document: &mut Value, pointer: &str) {
    let Some((parent, step)) = pointer.rsplit_once('/') else { return };
    match document.pointer_mut(parent) {
        Some(Value::Object(object)) => {
            object.shift_remove(&super::place::unescape(step));
        }
        Some(Value::Array(items)) => {
            if let Some(index) = step.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

/// The digest of what stands at these pointers: 16 digits that change with anything but words and the order of keys.
fn digest(document: &Value, pointers: &[String]) -> String {
    let mut text = String::new();
    for pointer in pointers {
        if let Some(node) = document.pointer(pointer) {
            text.push_str(pointer);
            facts(node, &mut text);
        }
    }
    stamp([text.as_bytes()])
}

/// Writes a node without its words, its keys sorted.
fn facts(node: &Value, text: &mut String) {
    match node {
        Value::Object(fields) => {
            let mut keys: Vec<_> = fields.iter().collect();
            keys.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (key, value) in
                keys.into_iter().filter(|(key, value)| !(value.is_string() && WORDS.contains(&key.as_str())))
            {
                text.push_str(key);
                text.push(':');
                facts(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                facts(item, text);
                text.push(',');
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

fn unknown_keys(fields: &Map<String, Value>, known: &[&str], place: &Place, problems: &mut Problems) {
    for key in fields.keys().filter(|key| !known.contains(&key.as_str())) {
        let message = format!("`{key}` means nothing in an overlay");
        let place = Place::new(&place.file, place.pointer.child(key));
        problems.error("overlay-form", &place, message, format!("use one of {}", known.join(", ")));
    }
}

fn brief(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(77).chain("...".chars()).collect() }
}
