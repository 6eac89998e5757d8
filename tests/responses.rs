//! Answers of a real server against the client's types. `responses/` holds one folder of bodies for each operation; each
//! body is read as the typed function reads it, written again and compared (`replies`, which the example `decode` shares).
//! Then it is changed as a newer server might change it, and must still be read and kept.

#[path = "truth/document.rs"]
#[allow(dead_code, reason = "the vendor's document is not needed here")]
mod printed;
#[path = "../generated-client/examples/decode/replies.rs"]
mod replies;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chatwoot_client::Error;
use chatwoot_client::runtime::{ApiError, RawResponse};
use replies::{Outcome, check};
use serde_json::{Map, Value, json};

/// Operations whose answers say something that no type keeps: operation, and why.
const LOSSES: &[(&str, &str)] = &[];

/// Answers that the types keep as JSON without knowing them: file, and why.
const UNKNOWN: &[(&str, &str)] = &[];

/// One stored answer.
struct Answer {
    /// The folder's name.
    operation: String,
    /// The path below `responses`.
    file: String,
    /// The file's name without its ending.
    name: String,
    /// The status, where the name says one.
    failure: Option<u16>,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// All answers, sorted by file.
fn answers() -> Vec<Answer> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/responses");
    let mut answers = Vec::new();
    for folder in entries(&root).into_iter().filter(|it| it.is_dir()) {
        let operation = name(&folder);
        for path in entries(&folder) {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let failure = name.split_once('-').and_then(|(status, _)| status.parse().ok()).filter(|it| *it >= 300);
            let file = format!("{operation}/{}", self::name(&path));
            answers.push(Answer {
                operation: operation.clone(),
                file,
                name,
                failure,
                body: fs::read(&path).expect("a body"),
            });
        }
    }
    assert!(answers.len() > 500, "only {} answers were found", answers.len());
    answers
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// The answers of success that are JSON, with what they say.
fn successes() -> impl Iterator<Item = (Answer, Value)> {
    answers()
        .into_iter()
        .filter(|it| it.failure.is_none() && it.operation != "errors")
        .filter_map(|it| it.json().map(|value| (it, value)))
}

/// The effective document.
struct Document {
    value: &'static Value,
}

impl Document {
    fn read() -> Self {
        Self { value: printed::effective() }
    }

    /// The operations by their ids.
    fn operations(&self) -> BTreeMap<&str, &Value> {
        let items = self.value["paths"].as_object().expect("paths").values();
        let operations = items.flat_map(|item| item.as_object().expect("a path").values());
        operations.filter_map(|it| Some((it["operationId"].as_str()?, it))).collect()
    }

    /// The JSON schema of each operation's success.
    fn schemas(&self) -> BTreeMap<&str, &Value> {
        let operations = self.operations().into_iter().filter_map(|(id, operation)| {
            let mut responses = operation["responses"].as_object()?.iter();
            let (_, success) = responses.find(|(status, _)| status.starts_with('2'))?;
            Some((id, success.pointer("/content/application~1json/schema")?))
        });
        operations.collect()
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.value.pointer(&reference[1..]).expect("a reference leads somewhere"),
            None => schema,
        }
    }

    /// Calls `visit` for each value with each plain schema that may describe it.
    fn walk(&self, schema: &Value, value: &Value, pointer: &str, visit: &mut dyn FnMut(&Value, &Value, &str)) {
        let schema = self.resolve(schema);
        for key in ["allOf", "anyOf", "oneOf"] {
            for member in schema[key].as_array().into_iter().flatten() {
                self.walk(member, value, pointer, visit);
            }
        }
        visit(schema, value, pointer);
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let named = &schema["properties"][key];
                    let of_key = if named.is_null() { &schema["additionalProperties"] } else { named };
                    if of_key.is_object() {
                        self.walk(of_key, value, &child(pointer, key), visit);
                    }
                }
            }
            Value::Array(items) if schema["items"].is_object() => {
                for (index, item) in items.iter().enumerate() {
                    self.walk(&schema["items"], item, &format!("{pointer}/{index}"), visit);
                }
            }
            _ => {}
        }
    }
}

fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Fails with all complaints at once.
fn report(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// What is wrong with an answer that must be read and kept.
fn complaint(answer: &Answer, body: &[u8], what: &str) -> Option<String> {
    match check(&answer.operation, answer.failure.unwrap_or(200), body) {
        Outcome::Read { lost } if lost.is_empty() => None,
        Outcome::Read { lost } if LOSSES.iter().any(|(operation, _)| *operation == answer.operation) => {
            lost.is_empty().then(|| format!("{}: nothing is lost; delete the exception", answer.file))
        }
        Outcome::Read { lost } => Some(format!("{}{what}: lost {}", answer.file, lost.join(", "))),
        Outcome::Failed { path, reason } => Some(format!("{}{what}: at `{path}`: {reason}", answer.file)),
    }
}

#[test]
fn every_answer_is_read_and_nothing_is_lost() {
    let mut complaints = Vec::new();
    let mut operations = BTreeSet::new();
    let all = answers();
    for answer in all.iter().filter(|it| it.operation != "errors") {
        complaints.extend(complaint(answer, &answer.body, ""));
        operations.insert(&answer.operation);
    }
    report(&complaints);
    println!("{} answers of {} operations", all.len(), operations.len());
}

#[test]
fn every_operation_has_answers() {
    let document = Document::read();
    let schemas = document.schemas();
    let names: BTreeSet<(String, String)> = answers().into_iter().map(|it| (it.operation, it.name)).collect();
    let has = |operation: &str, name: &str| names.contains(&(operation.to_owned(), name.to_owned()));
    let mut complaints = Vec::new();
    for id in document.operations().into_keys() {
        let wanted: &[&str] = if schemas.contains_key(id) { &["full", "minimal"] } else { &["empty"] };
        for name in wanted.iter().filter(|name| !(has(id, name) || **name == "empty" && has(id, "full"))) {
            complaints.push(format!("`{id}` has no answer `{name}`"));
        }
    }
    for (operation, _) in
        names.iter().filter(|(it, _)| it != "errors" && !document.operations().contains_key(it.as_str()))
    {
        complaints.push(format!("there is no operation `{operation}`"));
    }
    report(&complaints);
}

/// What a newer server may send besides, in every object: text, and things with parts.
#[test]
fn unknown_keys_are_kept() {
    let document = Document::read();
    let schemas = document.schemas();
    let mut complaints = Vec::new();
    let mut added = 0;
    for (answer, mut value) in successes() {
        let mut maps = BTreeSet::new();
        if let Some(schema) = schemas.get(answer.operation.as_str()) {
            // In a map any key is known, and its values have a type.
            document.walk(schema, &value, "", &mut |schema, _, pointer| {
                if schema["additionalProperties"].is_object() {
                    maps.insert(pointer.to_owned());
                }
            });
        }
        added += add_keys(&mut value, "", &maps);
        complaints.extend(complaint(&answer, value.to_string().as_bytes(), " with unknown keys"));
    }
    report(&complaints);
    println!("{added} keys added");
}

fn add_keys(value: &mut Value, pointer: &str, maps: &BTreeSet<String>) -> usize {
    match value {
        Value::Object(fields) => {
            let mut added: usize = fields.iter_mut().map(|(key, it)| add_keys(it, &child(pointer, key), maps)).sum();
            if !maps.contains(pointer) {
                fields.insert("of_a_newer_server".to_owned(), json!("text"));
                fields.insert("also newer".to_owned(), json!({ "parts": [1, null, { "deep": 1.5 }] }));
                added += 2;
            }
            added
        }
        Value::Array(items) => {
            let items = items.iter_mut().enumerate();
            items.map(|(index, it)| add_keys(it, &format!("{pointer}/{index}"), maps)).sum()
        }
        _ => 0,
    }
}

#[test]
fn unknown_values_of_enums_are_kept() {
    let document = Document::read();
    let schemas = document.schemas();
    let mut complaints = Vec::new();
    let mut changed = 0;
    for (answer, value) in successes() {
        let Some(schema) = schemas.get(answer.operation.as_str()) else { continue };
        let mut enums = BTreeSet::new();
        document.walk(schema, &value, "", &mut |schema, value, pointer| {
            if !(value.is_null() || schema["enum"].is_null() && schema["const"].is_null()) {
                enums.insert(pointer.to_owned());
            }
        });
        changed += enums.len();
        let with = |pointers: &mut dyn Iterator<Item = &String>| {
            let mut value = value.clone();
            for pointer in pointers {
                let place = value.pointer_mut(pointer).expect("the walk was here");
                *place = if place.is_string() { json!("of_a_newer_server") } else { json!(4077) };
            }
            value.to_string()
        };
        if complaint(&answer, with(&mut enums.iter()).as_bytes(), "").is_some() {
            // One at a time, to name it.
            for pointer in &enums {
                let body = with(&mut std::iter::once(pointer));
                complaints.extend(complaint(&answer, body.as_bytes(), &format!(" with an unknown value at {pointer}")));
            }
        }
    }
    report(&complaints);
    assert!(changed > 1000, "only {changed} values were changed");
    println!("{changed} values changed");
}

/// The document describes the answers, and all that is in a full one.
#[test]
fn the_document_describes_every_answer() {
    let document = Document::read();
    let mut complaints = Vec::new();
    let validators: BTreeMap<(&str, bool), jsonschema::Validator> = document
        .schemas()
        .into_iter()
        .flat_map(|(id, schema)| [false, true].map(|strict| ((id, strict), document.validator(schema, strict))))
        .collect();
    for (answer, value) in successes() {
        let strict = answer.name == "full";
        let Some(validator) = validators.get(&(answer.operation.as_str(), strict)) else { continue };
        for error in validator.iter_errors(&value).take(3) {
            let text: String = error.to_string().chars().take(300).collect();
            complaints.push(format!("{}: at `{}`: {text}", answer.file, error.instance_path()));
        }
    }
    report(&complaints);
}

impl Document {
    /// Validates against a schema of the document; a strict one refuses keys that the document does not name.
    fn validator(&self, schema: &Value, strict: bool) -> jsonschema::Validator {
        let mut components = self.value["components"].clone();
        let mut schema = schema.clone();
        if strict {
            let schemas = components["schemas"].as_object_mut().expect("schemas");
            let merged: BTreeSet<String> = schemas.values().flat_map(members).collect();
            schemas.iter_mut().filter(|(name, _)| !merged.contains(*name)).for_each(|(_, it)| close(it));
            close(&mut schema);
        }
        let mut whole = Map::from_iter([("components".to_owned(), components)]);
        whole.extend(schema.as_object().cloned().unwrap_or_default());
        jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(&Value::Object(whole)).expect("a schema")
    }
}

/// The components that a schema merges into itself.
fn members(schema: &Value) -> Vec<String> {
    let members = schema["allOf"].as_array().into_iter().flatten();
    members.filter_map(|it| Some(it["$ref"].as_str()?.rsplit('/').next()?.to_owned())).collect()
}

/// Refuses unknown keys in every object that names its keys.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut().filter(|(key, _)| *key != "allOf") {
                if key == "properties" {
                    value.as_object_mut().into_iter().flat_map(Map::values_mut).for_each(close);
                } else {
                    close(value);
                }
            }
            if fields.contains_key("properties") || fields.contains_key("allOf") {
                fields.entry("unevaluatedProperties").or_insert(json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// How a read answer prints, by the operation.
type Printer = fn(&RawResponse) -> Result<String, Error>;

macro_rules! replies {
    ($($id:literal => $function:ident $type:ty,)*) => {
        #[allow(deprecated, unused_imports, reason = "it depends on the document")]
        fn printer(operation_id: &str) -> Option<Printer> {
            use std::collections::BTreeMap;

            use chatwoot_client::runtime::*;
            use chatwoot_client::*;

            Some(match operation_id {
                $($id => |raw| decode::$function(raw).map(|value: $type| format!("{value:?}")),)*
                _ => return None,
            })
        }
    };
}

include!("../generated-client/src/generated/replies.in");

/// `Unknown` is for what a server of tomorrow sends; what servers send today has its place in the types.
#[test]
fn the_types_know_every_answer() {
    let mut complaints = Vec::new();
    for (answer, _) in successes() {
        let operation = chatwoot_client::operation(&answer.operation).expect("an operation");
        let print = printer(&answer.operation).expect("an operation");
        let printed = RawResponse::new(operation, 200, answer.body.clone()).success().and_then(|raw| print(&raw));
        let Ok(text) = printed else { continue }; // told by another test
        let is_unknown = text.contains("Unknown(");
        if is_unknown != UNKNOWN.iter().any(|(file, _)| *file == answer.file) {
            let at = text.find("Unknown(").unwrap_or_default();
            let around: String = text.chars().skip(at.saturating_sub(60)).take(200).collect();
            complaints.push(format!("{}: {around}", answer.file));
        }
    }
    report(&complaints);
}

/// A failure keeps its body and says something about itself, whatever came.
#[test]
fn every_failure_is_read() {
    let mut complaints = Vec::new();
    let mut letters = BTreeSet::new();
    for answer in answers() {
        let Some(status) = answer.failure else { continue };
        let id = if answer.operation == "errors" { "contactDetails" } else { &answer.operation };
        let operation = chatwoot_client::operation(id).expect("an operation");
        let error: ApiError = match RawResponse::new(operation, status, answer.body.clone()).success() {
            Err(Error::Api(error)) => *error,
            other => {
                complaints.push(format!("{}: is {other:?}", answer.file));
                continue;
            }
        };
        if error.status != status || error.body != answer.body {
            complaints.push(format!("{}: the status or the body is another one", answer.file));
        }
        let says_something = error.message.is_some() || !error.field_errors.is_empty() || !error.attributes.is_empty();
        let is_mute = answer.body.is_empty() || answer.json().is_some_and(|it| it == json!({ "success": false }));
        if says_something == is_mute {
            complaints.push(format!("{}: the message is {:?}", answer.file, error.message));
        }
        if answer.operation == "errors" {
            letters.extend(answer.name.split('-').nth(1).map(str::to_owned));
        }
    }
    report(&complaints);
    assert_eq!(letters.len(), 11, "one of the shapes has no answer: {letters:?}");
}
