//! Negative controls: broken copies of the printed document and of `everything.yaml`, a document with every field that there
//! is, that `meta` must refuse at the place of the fault. The faults are the table in `controls.yaml`, and three that fit
//! anywhere: a number where none may be, a key that no object has, and a reference that leads nowhere.

use std::collections::BTreeSet;
use std::iter::once;

use serde_json::{Map, Value, json};

use crate::document::effective;
use crate::meta::{Complaint, complaints, lines};
use crate::walk::join;
use crate::{examples, rules, schema};

/// Where anything may stand in `everything.yaml`, by the end of the pointer. A list of types is refused as a whole.
const ANYTHING: [&str; 7] =
    ["/x-data", "/const", "/example/a", "/parameters/thing_id", "/owner/requestBody", "/type/0", "/type/1"];

/// Which objects in `everything.yaml` take any key, likewise.
const OPEN: [&str; 2] = ["/owner/parameters", "/example"];

/// Keywords that can refuse a value; the schema of `not` and of `propertyNames` does so as a whole.
const REFUSING: [&str; 12] = [
    "type",
    "required",
    "enum",
    "const",
    "pattern",
    "format",
    "minItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "not",
    "propertyNames",
];

/// An edit, and what must be said of it.
struct Control {
    name: String,
    /// The place that is edited.
    place: String,
    /// The value that is put there; none to remove what is there.
    value: Option<Value>,
    /// Places and parts of texts.
    expected: Vec<(String, String)>,
}

impl Control {
    fn new(row: &Value, places: &Value) -> Self {
        let place = |cell: &Value| pointer(cell.as_str().expect("a place"), places);
        let edited = place(row.get("set").or_else(|| row.get("remove")).expect("an edit"));
        let also = row.get("also").and_then(Value::as_array).into_iter().flatten();
        let expected = once(row).chain(also).filter_map(|it| {
            let at = it.get("at").map_or_else(|| edited.clone(), place);
            Some((at, it.get("says")?.as_str()?.to_owned()))
        });
        let expected = expected.collect();
        Self { name: row.to_string(), place: edited, value: row.get("to").cloned(), expected }
    }

    /// Breaks a document and gives what was said of it and not before, if the place was there.
    fn run(&self, document: &Value, before: &BTreeSet<Complaint>) -> Option<BTreeSet<Complaint>> {
        let mut broken = document.clone();
        edit(&mut broken, &self.place, self.value.clone())?;
        Some(complaints(&broken).difference(before).cloned().collect())
    }

    /// Tells whether that is what must be said.
    fn is_met(&self, said: &BTreeSet<Complaint>) -> bool {
        let fits = |(at, says): &(String, String)| said.iter().any(|it| it.pointer == *at && it.text.contains(says));
        said.len() == self.expected.len() && self.expected.iter().all(fits)
    }
}

/// Reads a list of the table.
fn controls(list: &str) -> Vec<Control> {
    let table = yaml(include_str!("controls.yaml"));
    let rows = table[list].as_array().expect("a list").iter();
    rows.map(|row| Control::new(row, &table["places"])).collect()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("YAML")
}

fn everything() -> Value {
    yaml(include_str!("everything.yaml"))
}

/// Reads a place, which may begin with the name of another.
fn pointer(text: &str, places: &Value) -> String {
    let (first, rest) = text.split_once('/').map_or((text, String::new()), |(first, rest)| (first, format!("/{rest}")));
    places[first].as_str().map_or_else(|| text.to_owned(), |place| format!("{place}{rest}"))
}

/// Sets or removes one value, if there is a place for it.
fn edit(document: &mut Value, pointer: &str, value: Option<Value>) -> Option<()> {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        *document = value?;
        return Some(());
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent)?, value) {
        (Value::Object(object), Some(value)) => drop(object.insert(key, value)),
        (Value::Object(object), None) => drop(object.shift_remove(&key)?),
        (Value::Array(items), Some(value)) if key == "-" => items.push(value),
        (Value::Array(items), Some(value)) => *items.get_mut(key.parse::<usize>().ok()?)? = value,
        _ => return None,
    }
    Some(())
}

/// Runs the controls of a list on a document.
fn run(list: &str, document: &Value) -> BTreeSet<Complaint> {
    let before = complaints(document);
    let mut all = BTreeSet::new();
    let mut failures = Vec::new();
    for control in controls(list) {
        match control.run(document, &before) {
            None => failures.push(format!("{}\n  there is no such place\n", control.name)),
            Some(said) if !control.is_met(&said) => {
                failures.push(format!("{}\n{}", control.name, lines(said.iter().take(9))))
            }
            Some(said) => all.extend(said),
        }
    }
    assert!(failures.is_empty(), "{} controls are not met; said was:\n{}", failures.len(), failures.join("\n"));
    all
}

#[test]
fn everything_is_valid() {
    let complaints = complaints(&everything());
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), lines(&complaints));
}

#[test]
fn broken_copies_of_the_printed_document_are_refused() {
    run("printed", effective());
}

/// Nothing in the schema or the rules is there in vain: the broken copies of `everything.yaml` are refused by each.
#[test]
fn every_constraint_and_rule_refuses_something() {
    let mut said = run("everything", &everything());
    said.extend(numbers());
    said.extend(strange_keys());
    said.extend(dead_references());
    let used: BTreeSet<_> = said.into_iter().map(|it| it.rule).collect();
    let mut all: BTreeSet<String> = rules::RULES.iter().map(|(name, _)| (*name).to_owned()).collect();
    all.insert(examples::RULE.to_owned());
    constraints(schema::schema(), "urn:openapi:3.1#", &mut all);
    println!("{} constraints and rules", all.len());
    assert_eq!(all.difference(&used).collect::<Vec<_>>(), [""; 0], "nothing was refused by these");
}

/// There is no field and no keyword in the schema that `everything.yaml` lacks.
#[test]
fn everything_has_every_field() {
    let document = everything();
    let keys: BTreeSet<_> = places(&document).into_iter().filter_map(|(place, _)| segment(&place)).collect();
    let objects = schema::schema()["$defs"].as_object().expect("definitions");
    let fields = objects.values().filter_map(|it| it["properties"].as_object()).flat_map(Map::keys).map(String::as_str);
    let keywords = objects["keyword"]["then"]["enum"].as_array().expect("keywords").iter().filter_map(Value::as_str);
    assert_eq!(fields.chain(keywords).filter(|it| !keys.contains(*it)).collect::<Vec<_>>(), [""; 0]);
}

fn segment(place: &str) -> Option<String> {
    Some(place.rsplit_once('/')?.1.to_owned())
}

/// Puts a number at every place of `everything.yaml` where none may be, and a text where one may be.
fn numbers() -> BTreeSet<Complaint> {
    let document = everything();
    let mut all = BTreeSet::new();
    for (place, value) in places(&document).into_iter().filter(|(place, _)| !ends(place, &ANYTHING)) {
        let other = if value.is_number() || value.is_null() { json!("seven") } else { json!(7) };
        all.extend(refused(&document, &place, &other, |it| it == place));
    }
    all
}

/// Puts a key that there is not into every object of `everything.yaml`.
fn strange_keys() -> BTreeSet<Complaint> {
    let document = everything();
    let mut all = BTreeSet::new();
    for (place, _) in places(&document).into_iter().filter(|(place, it)| it.is_object() && !ends(place, &OPEN)) {
        let key = join(&place, "strange");
        all.extend(refused(&document, &key, &json!(7), |it| it == place || it == key));
    }
    all
}

/// Puts a reference that leads nowhere in the place of every object of `everything.yaml`. Scopes may be called anything.
fn dead_references() -> BTreeSet<Complaint> {
    let document = everything();
    let mut all = BTreeSet::new();
    let objects = places(&document).into_iter().filter(|(place, it)| it.is_object() && !ends(place, &OPEN));
    for (place, _) in objects.filter(|(place, _)| !place.ends_with("/scopes")) {
        let reference = json!({ "$ref": "#/nowhere" });
        all.extend(refused(&document, &place, &reference, |it| it == place || it == join(&place, "$ref")));
    }
    all
}

/// Sets a value, which must be refused at a place that fits, and gives what was said.
fn refused(document: &Value, place: &str, value: &Value, fits: impl Fn(&str) -> bool) -> BTreeSet<Complaint> {
    let mut broken = document.clone();
    edit(&mut broken, place, Some(value.clone())).expect("a place");
    let said = complaints(&broken);
    assert!(
        said.iter().any(|it| fits(&it.pointer)),
        "{value} at {place} was not refused there; said was:\n{}",
        lines(&said)
    );
    said
}

fn ends(place: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| place.ends_with(end))
}

/// Gives all values in a document but the root, and where they are.
fn places(document: &Value) -> Vec<(String, &Value)> {
    let mut places = vec![(String::new(), document)];
    let mut done = 0;
    while let Some((place, value)) = places.get(done).cloned() {
        match value {
            Value::Object(object) => places.extend(object.iter().map(|(key, value)| (join(&place, key), value))),
            Value::Array(items) => {
                places.extend(items.iter().enumerate().map(|(index, value)| (format!("{place}/{index}"), value)));
            }
            _ => {}
        }
        done += 1;
    }
    places
}

/// Collects the places in a schema that can refuse a value. What stands in `if` only chooses, and so do the definitions
/// whose names begin with `is`.
fn constraints(schema: &Value, at: &str, all: &mut BTreeSet<String>) {
    for (key, value) in schema.as_object().into_iter().flatten().filter(|(key, _)| *key != "if") {
        let at = join(at, key);
        match key.as_str() {
            _ if REFUSING.contains(&key.as_str()) || *value == json!(false) => drop(all.insert(at)),
            "$defs" | "properties" | "patternProperties" | "dependentSchemas" => {
                for (name, inside) in value.as_object().into_iter().flatten() {
                    match inside["$id"].as_str() {
                        Some(id) => constraints(inside, &format!("{id}#"), all),
                        None if *inside == json!(false) => drop(all.insert(join(&at, name))),
                        None if key == "$defs" && (name.starts_with("is") || name == "keyword") => {}
                        None => constraints(inside, &join(&at, name), all),
                    }
                }
            }
            "allOf" => {
                for (index, inside) in value.as_array().into_iter().flatten().enumerate() {
                    constraints(inside, &format!("{at}/{index}"), all);
                }
            }
            _ => constraints(value, &at, all),
        }
    }
}
