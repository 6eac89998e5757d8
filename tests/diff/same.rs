//! A document against itself, and against the same said in another way: no finding.

use std::path::Path;

use serde_json::{Value, json};
use xtask::diff::{Rust, Side, Wire, compare};

use super::{ROOT, document, side, side_of};

fn is_quiet(old: &Side, new: &Side) -> Result<(), String> {
    let report = compare(old, new);
    let rules: Vec<_> =
        report.findings.iter().map(|it| format!("{}: {} {}", it.rule.id, it.subject, it.message)).collect();
    let verdicts = (report.wire, report.rust, report.bump, report.unhandled.len());
    match (rules.is_empty(), verdicts) {
        (true, (Wire::None, Rust::None, None, 0)) => Ok(()),
        _ => Err(format!("{verdicts:?}\n{}\n{:#?}", rules.join("\n"), report.unhandled)),
    }
}

#[test]
fn a_document_against_itself_has_no_finding() {
    let fixtures = Path::new(ROOT).join("tests/fixtures");
    let (mut compared, mut failures) = (0, Vec::new());
    for entry in std::fs::read_dir(fixtures).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".yaml") || name.contains(".names.") {
            continue;
        }
        let names = path.with_extension("names.yaml");
        let names = names.is_file().then_some(names);
        let sides = || side(&path, None, names.as_deref());
        let (Ok(old), Ok(new)) = (sides(), sides()) else { continue };
        compared += 1;
        failures.extend(is_quiet(&old, &new).err().map(|it| format!("{name}: {it}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(compared >= 80, "only {compared} fixtures are documents");
}

#[test]
fn the_real_document_against_itself_has_no_finding() {
    let own =
        || side(&Path::new(ROOT).join("openapi.json"), Some("overlays"), Some(&Path::new(ROOT).join("names.yaml")));
    is_quiet(&own().unwrap_or_else(|_| panic!()), &own().unwrap_or_else(|_| panic!())).unwrap();
}

/// Says in 3.0 what a document says in 3.1.
fn in_three_zero(node: &mut Value) {
    match node {
        Value::Object(object) => {
            object.values_mut().for_each(in_three_zero);
            if let Some(Value::Array(types)) = object.get("type").cloned() {
                let mut plain: Vec<&Value> = types.iter().filter(|it| **it != json!("null")).collect();
                if let (1, Some(only)) = (plain.len(), plain.pop()) {
                    object.insert("type".to_owned(), only.clone());
                    object.insert("nullable".to_owned(), json!(types.len() > 1));
                }
            }
            if let Some(Value::Array(examples)) = object.get("examples").cloned() {
                object.shift_remove("examples");
                object.insert("example".to_owned(), examples.first().cloned().unwrap_or_default());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(in_three_zero),
        _ => {}
    }
}

#[test]
fn the_dialect_alone_is_no_finding() {
    let document = document();
    let mut other = document.clone();
    in_three_zero(&mut other);
    other["openapi"] = json!("3.0.3");
    assert_ne!(document, other);
    let sides = [&document, &other].map(|it| side_of(it).unwrap_or_else(|run| panic!("{:#?}", run.problems)));
    is_quiet(&sides[0], &sides[1]).unwrap();
    is_quiet(&sides[1], &sides[0]).unwrap();
}
