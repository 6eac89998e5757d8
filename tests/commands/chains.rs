//! Documents whose references are a long way to follow. A stack that overflows ends the process, so these run as one of their
//! own. A part of `commands.rs`.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{Out, binary};

/// A schema from a reference to the next one and another to its twin.
type Tier = fn(Value, Value) -> Value;

/// A schema that refers to one that refers to one … ten thousand times; and forty that each refer to the next two. A stack
/// that overflows ends the process, so these run as one.
#[test]
fn long_chains_of_references_neither_hang_nor_abort() {
    let tiers: [(&str, usize, Tier); 8] = [
        ("alias", 10_000, |next, _| next),
        ("items", 10_000, |next, _| json!({ "type": "array", "items": next })),
        ("properties", 10_000, |next, _| json!({ "type": "object", "properties": { "a": next } })),
        ("additionalProperties", 10_000, |next, _| json!({ "type": "object", "additionalProperties": next })),
        ("oneOf", 10_000, |next, _| json!({ "oneOf": [next, { "type": "string" }] })),
        ("allOf", 10_000, |next, _| json!({ "allOf": [next, { "type": "object", "properties": { "a": {} } }] })),
        ("allOf-doubled", 40, |next, other| json!({ "allOf": [next, other] })),
        ("oneOf-doubled", 40, |next, other| json!({ "oneOf": [next, other] })),
    ];
    let (mut failed, mut too_deep) = (Vec::new(), Vec::new());
    for (name, count, schema) in tiers {
        let out = Out::empty();
        let spec = out.parent.path().join(format!("{name}.json"));
        let told = out.parent.path().join("told.json");
        fs::write(&spec, chain(count, schema).to_string()).unwrap();
        let mut child = Command::new(binary())
            .args(["surface", "--format", "json", "--spec", spec.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(fs::File::create(&told).unwrap())
            .spawn()
            .unwrap();
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status.to_string();
            }
            if start.elapsed() > Duration::from_secs(10) {
                child.kill().unwrap();
                child.wait().unwrap();
                break "hangs".to_owned();
            }
            thread::sleep(Duration::from_millis(10));
        };
        if !["exit status: 0", "exit status: 1"].contains(&status.as_str()) {
            failed.push(format!("{name}: {status}"));
            continue;
        }
        let problems: Vec<Value> = serde_json::from_str(&fs::read_to_string(&told).unwrap()).unwrap();
        for error in problems.iter().filter(|it| it["severity"] == "error") {
            assert_eq!(error["code"], "schema-deep", "{name}: {error}");
            too_deep.push(name);
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(too_deep.contains(&"properties"), "only {too_deep:?} are told to be too deep");
}

fn chain(count: usize, schema: Tier) -> Value {
    let reference = |kind: &str, index: usize| json!({ "$ref": format!("#/components/schemas/{kind}{index}") });
    let mut schemas = serde_json::Map::new();
    for kind in ["A", "B"] {
        for index in 0..count {
            let tier = schema(reference("A", index + 1), reference("B", index + 1));
            schemas.insert(format!("{kind}{index}"), tier);
        }
        let last = json!({ "type": "object", "properties": { kind: { "type": "string" } } });
        schemas.insert(format!("{kind}{count}"), last);
    }
    let content = json!({ "application/json": { "schema": reference("A", 0) } });
    let responses = json!({ "200": { "description": "Fine.", "content": content } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1" },
        "paths": { "/pets": { "get": { "operationId": "list", "tags": ["Pets"], "responses": responses } } },
        "components": { "schemas": schemas },
    })
}
