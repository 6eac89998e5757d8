//! The part of the judge that reads bodies: media type, required and undeclared fields, and the values. It also lists
//! what an operation declares, by the same names, so that `calls` can tell what was never sent.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{Document, Media, Operation, Way};
use crate::form;
use crate::judge::{Sent, Verdict};
use crate::server::Received;

const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data";

/// What the places of values are called whose keys may be anything.
const ANY_KEY: &str = "*";

/// What there is to say about a value.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// What is not declared, or not possible there.
    pub(crate) complaints: Vec<String>,
    /// The value and its parts.
    pub(crate) sent: Vec<Sent>,
}

/// Judges the body of a request.
pub(crate) fn judge(document: &Document, operation: &Operation, received: &Received, verdict: &mut Verdict) {
    let media: Vec<_> = received.header("content-type").collect();
    if operation.content.is_empty() {
        if !media.is_empty() || !received.body.is_empty() {
            verdict.complaints.push("there is a body, and none is declared".to_owned());
        }
        return;
    }
    if received.body.is_empty() {
        if operation.body_required {
            verdict.complaints.push("the body is missing".to_owned());
        }
        return;
    }
    let [header] = media.as_slice() else {
        return verdict.complaints.push(format!("the content type is there {} times", media.len()));
    };
    let name = header.split(';').next().unwrap_or_default().trim().to_lowercase();
    let Some(media) = operation.content.iter().find(|it| it.name == name) else {
        return verdict.complaints.push(format!("the content type {name} is not declared"));
    };
    let read = match name.as_str() {
        JSON => serde_json::from_slice(&received.body).map_err(|error| format!("it is no JSON: {error}")),
        MULTIPART => multipart(document, operation, media, header, &received.body, verdict),
        _ => panic!("this test cannot read {name}"),
    };
    match read {
        Ok(value) => {
            let problems = document.problems(&media.schema, &value);
            verdict.complaints.extend(problems.iter().map(|problem| format!("{name}: {problem}")));
            let findings = walk(document, &[&media.schema], &value, &name, name == MULTIPART);
            verdict.complaints.extend(findings.complaints);
            verdict.sent.extend(findings.sent);
        }
        Err(complaint) => verdict.complaints.push(format!("{name}: {complaint}")),
    }
}

fn multipart(
    document: &Document,
    operation: &Operation,
    media: &Media,
    header: &str,
    body: &[u8],
    verdict: &mut Verdict,
) -> Result<Value, String> {
    let parts = form::parts(header, body)?;
    if has_json(operation) && !parts.iter().any(|(_, leaf)| matches!(leaf, form::Leaf::File(_))) {
        verdict.complaints.push("without a file it should be JSON".to_owned());
    }
    form::value(document, media, parts, &mut verdict.complaints)
}

fn has_json(operation: &Operation) -> bool {
    operation.content.iter().any(|it| it.name == JSON)
}

/// Goes through a value: what is not declared, and what there is. Of several ways to be valid the one counts that leaves
/// the least to complain about.
pub(crate) fn walk(document: &Document, schemas: &[&Value], value: &Value, place: &str, takes_files: bool) -> Findings {
    let fit = |branch: &Value| document.problems(branch, value).is_empty();
    let ways = document.ways(schemas, &fit);
    let findings = ways.iter().map(|way| along(document, way, value, place, takes_files));
    findings.min_by_key(|it| it.complaints.len()).expect("there is always a way")
}

fn along(document: &Document, way: &Way<'_>, value: &Value, place: &str, takes_files: bool) -> Findings {
    let mut findings = Findings::default();
    let is_plain = value.is_string() && way.values().is_none() && matches!(way.format(), "" | "password" | "uri");
    findings.sent.push(Sent { place: place.to_owned(), value: value.clone(), is_plain });
    if way.format() == "binary" && !takes_files && !value.is_null() {
        findings.complaints.push(format!("{place}: a file cannot be sent here"));
    }
    for (schemas, value, place) in children(way, value, place, &mut findings.complaints) {
        let inner = walk(document, &schemas, value, &place, takes_files);
        findings.complaints.extend(inner.complaints);
        findings.sent.extend(inner.sent);
    }
    findings
}

/// Gives the parts of a value with their schemas and places, and complains about those that are not declared.
fn children<'a>(
    way: &Way<'a>,
    value: &'a Value,
    place: &str,
    complaints: &mut Vec<String>,
) -> Vec<(Vec<&'a Value>, &'a Value, String)> {
    let mut children = Vec::new();
    match value {
        Value::Object(object) if !way.is_free() => {
            for (key, value) in object {
                let schemas = way.property(key);
                match way.others() {
                    _ if !schemas.is_empty() => children.push((schemas, value, below(place, key))),
                    Some(Value::Bool(_)) => {}
                    Some(others) => children.push((vec![others], value, below(place, ANY_KEY))),
                    None => complaints.push(format!("{}: it is not declared", below(place, key))),
                }
            }
        }
        Value::Array(items) => {
            children.extend(items.iter().map(|item| (way.items(), item, format!("{place}[]"))));
        }
        _ => {}
    }
    children
}

fn below(place: &str, key: &str) -> String {
    format!("{place}{}{key}", if place.contains(' ') { "." } else { " " })
}

/// Lists the places that calls of an operation have to fill, and those that must be null once.
pub(crate) fn declared(document: &Document, operation: &Operation) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut places, mut nullable) = (BTreeSet::new(), BTreeSet::new());
    for parameter in &operation.parameters {
        let part = |key: &str| parameter[key].as_str().unwrap_or_default();
        places.insert(format!("{} {}", part("in"), part("name")));
    }
    for media in &operation.content {
        let is_form = media.name == MULTIPART;
        let mut nulls = BTreeSet::new();
        list(document, &[&media.schema], &media.name, is_form, &mut places, &mut nulls);
        // Null cannot be told from empty text in a form: JSON is there to say it.
        if !(is_form && has_json(operation)) {
            nullable.append(&mut nulls);
        }
    }
    (places, nullable)
}

fn list(
    document: &Document,
    schemas: &[&Value],
    place: &str,
    takes_files: bool,
    places: &mut BTreeSet<String>,
    nullable: &mut BTreeSet<String>,
) {
    for way in document.ways(schemas, &|_| true) {
        if way.types().contains("null") {
            nullable.insert(place.to_owned());
        }
        if is_file(document, &way) && !takes_files {
            continue;
        }
        places.insert(place.to_owned());
        for name in way.properties() {
            list(document, &way.property(name), &below(place, name), takes_files, places, nullable);
        }
        if let Some(others) = way.others().filter(|it| it.is_object()) {
            list(document, &[others], &below(place, ANY_KEY), takes_files, places, nullable);
        }
        if !way.items().is_empty() {
            list(document, &way.items(), &format!("{place}[]"), takes_files, places, nullable);
        }
    }
}

/// Tells whether a value is a file, or a list of files.
fn is_file(document: &Document, way: &Way<'_>) -> bool {
    let items = way.items();
    let are_files = || document.ways(&items, &|_| true).iter().all(|item| item.format() == "binary");
    way.format() == "binary" || !items.is_empty() && are_files()
}
