//! Where a document does not have the form of the standard. [`document`](super::document) asks when parsing failed: the parser
//! itself only knows the first wrong node, and not where it stands.

use openapiv3::{MediaType, OpenAPI, Operation, Parameter, PathItem, ReferenceOr, RequestBody, Response, Schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::normalize::METHODS;
use super::place::{Place, Pointer};
use crate::problem::Problems;

/// What a node should be.
#[derive(Clone, Copy)]
enum Form {
    Document,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    MediaType,
    Schema,
}

/// Tells every node that has another form than it should, the deepest that can be told.
pub fn tell(document: &Value, file: &str, problems: &mut Problems) {
    Walk { file, problems }.node(Form::Document, document, &Pointer::root());
}

struct Walk<'a> {
    file: &'a str,
    problems: &'a mut Problems,
}

impl Walk<'_> {
    /// Tells what is wrong at or below a node; gives whether anything is.
    fn node(&mut self, form: Form, node: &Value, pointer: &Pointer) -> bool {
        let Some(failure) = failure(form, node) else { return false };
        let mut told = self.containers(form, node, pointer);
        for (steps, form, child) in children(form, node) {
            let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
            told |= self.node(form, child, &pointer.join(&steps));
        }
        if !told {
            let place = Place::new(self.file, pointer.join(&failure.0.iter().map(String::as_str).collect::<Vec<_>>()));
            if !self.problems.has_error_at(&place) {
                let message = format!("not what OpenAPI allows here: {}", plain_words(&failure.1));
                self.problems.error("document-form", &place, message, "bring it to the form of the standard");
            }
        }
        true
    }
}

impl Walk<'_> {
    /// Tells lists that should be objects, and the other way round.
    fn containers(&mut self, form: Form, node: &Value, pointer: &Pointer) -> bool {
        let mut told = false;
        for (path, _, due) in groups(form) {
            let group = path.iter().try_fold(node, |node, key| node.get(key));
            if let Some(found) = group.filter(|it| !due.is(it)) {
                let found = kind_of(found);
                let due = match due {
                    Holds::ByName => "an object",
                    Holds::InOrder => "a list",
                };
                let place = Place::new(self.file, pointer.join(path));
                let message = format!("not what OpenAPI allows here: {found}, expected {due}");
                self.problems.error("document-form", &place, message, "bring it to the form of the standard");
                told = true;
            }
        }
        told
    }
}

/// Whether nodes stand in an object or in a list.
#[derive(Clone, Copy)]
enum Holds {
    ByName,
    InOrder,
}

impl Holds {
    fn is(self, node: &Value) -> bool {
        match self {
            Self::ByName => node.is_object(),
            Self::InOrder => node.is_array(),
        }
    }
}

/// The steps to the wrong node, as far as the parser knows them, and what is wrong.
type Failure = (Vec<String>, String);

fn failure(form: Form, node: &Value) -> Option<Failure> {
    match form {
        Form::Document => parse::<OpenAPI>(node),
        Form::PathItem => parse::<ReferenceOr<PathItem>>(node).and(direct::<PathItem>(node)),
        Form::Operation => parse::<Operation>(node),
        Form::Parameter => parse::<ReferenceOr<Parameter>>(node).and(direct::<Parameter>(node)),
        Form::RequestBody => parse::<ReferenceOr<RequestBody>>(node).and(direct::<RequestBody>(node)),
        Form::Response => parse::<ReferenceOr<Response>>(node).and(direct::<Response>(node)),
        Form::MediaType => parse::<MediaType>(node),
        Form::Schema => parse::<ReferenceOr<Schema>>(node).and(direct::<Schema>(node)),
    }
}

fn parse<T: DeserializeOwned>(node: &Value) -> Option<Failure> {
    let mut track = serde_path_to_error::Track::new();
    let error = T::deserialize(serde_path_to_error::Deserializer::new(node, &mut track)).err()?;
    Some((super::document::steps_of(&track.path()), error.to_string()))
}

/// The same, without the words of an enum that fits in none of its ways.
fn direct<T: DeserializeOwned>(node: &Value) -> Option<Failure> {
    parse::<T>(node).or_else(|| Some((Vec::new(), "neither a reference nor what is due".to_owned())))
}

/// Lists and objects of nodes that can be told by themselves: where they are, what is in them, and which of the two they are.
type Group = (&'static [&'static str], Form, Holds);

fn groups(form: Form) -> &'static [Group] {
    match form {
        Form::Document => &[
            (&["components", "schemas"], Form::Schema, Holds::ByName),
            (&["components", "parameters"], Form::Parameter, Holds::ByName),
            (&["components", "requestBodies"], Form::RequestBody, Holds::ByName),
            (&["components", "responses"], Form::Response, Holds::ByName),
            (&["paths"], Form::PathItem, Holds::ByName),
        ],
        Form::PathItem => &[(&["parameters"], Form::Parameter, Holds::InOrder)],
        Form::Operation => {
            &[(&["parameters"], Form::Parameter, Holds::InOrder), (&["responses"], Form::Response, Holds::ByName)]
        }
        Form::Parameter | Form::RequestBody | Form::Response => &[(&["content"], Form::MediaType, Holds::ByName)],
        Form::Schema => &[
            (&["properties"], Form::Schema, Holds::ByName),
            (&["allOf"], Form::Schema, Holds::InOrder),
            (&["oneOf"], Form::Schema, Holds::InOrder),
            (&["anyOf"], Form::Schema, Holds::InOrder),
        ],
        Form::MediaType => &[],
    }
}

/// The nodes below one that can be told by themselves.
fn children(form: Form, node: &Value) -> Vec<(Vec<String>, Form, &Value)> {
    let mut found = Vec::new();
    let mut one = |key: &str, form| found.extend(node.get(key).map(|child| (vec![key.to_owned()], form, child)));
    match form {
        Form::Operation => one("requestBody", Form::RequestBody),
        Form::Parameter | Form::MediaType => one("schema", Form::Schema),
        Form::PathItem => METHODS.iter().for_each(|method| one(method, Form::Operation)),
        Form::Schema => ["items", "additionalProperties"].iter().for_each(|key| {
            if node.get(key).is_some_and(|it| !it.is_boolean()) {
                one(key, Form::Schema);
            }
        }),
        Form::Document | Form::RequestBody | Form::Response => {}
    }
    for (path, form, due) in groups(form) {
        let group = path.iter().try_fold(node, |node, key| node.get(key)).filter(|it| due.is(it));
        let path: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
        let mut add = |step: String, child| found.push(([path.clone(), vec![step]].concat(), *form, child));
        match group {
            Some(Value::Object(entries)) => {
                entries
                    .iter()
                    .filter(|(key, _)| !key.starts_with("x-"))
                    .for_each(|(key, child)| add(key.clone(), child));
            }
            Some(Value::Array(items)) => {
                items.iter().enumerate().for_each(|(index, child)| add(index.to_string(), child))
            }
            _ => {}
        }
    }
    found
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// serde's words in those of whoever writes documents.
pub fn plain_words(message: &str) -> String {
    let words = message
        .replace("a sequence", "a list")
        .replace("sequence", "list")
        .replace("a map", "an object")
        .replace("map,", "object,");
    let words = words.replace("usize", "a whole number").replace("u16", "a whole number").replace("f64", "a number");
    let mut text = String::new();
    let mut rest = words.as_str();
    // "expected struct PathItem" => "expected an object"
    while let Some((before, after)) = rest.split_once("struct ") {
        text.push_str(before);
        text.push_str("an object");
        rest = after.trim_start_matches(|it: char| it.is_alphanumeric() || it == '_');
    }
    text + rest
}
