//! A fingerprint tells a finding from all others, and stays the same whatever else changes.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use xtask::diff::compare;

use super::{document, side_of};

const PATH: &str = "/paths/~1api~1v1~1accounts~1{account_id}~1conversations/get";

/// Findings by fingerprint, as rule and subject.
fn findings(edited: &Value) -> BTreeMap<String, String> {
    let sides = [&document(), edited].map(|it| side_of(it).unwrap_or_else(|run| panic!("{:#?}", run.problems)));
    let report = compare(&sides[0], &sides[1]);
    let count = report.findings.len();
    let found: BTreeMap<_, _> =
        report.findings.into_iter().map(|it| (it.fingerprint, format!("{} {}", it.rule.id, it.subject))).collect();
    assert_eq!(found.len(), count, "two findings have one fingerprint");
    for fingerprint in found.keys() {
        assert!(fingerprint.len() == 12 && fingerprint.bytes().all(|it| it.is_ascii_hexdigit()), "{fingerprint}");
    }
    found
}

#[test]
fn other_changes_leave_it_as_it_is() {
    let mut one = document();
    let parameters = format!("{PATH}/parameters");
    let is_written_out = |it: &Value| it.get("schema").is_some();
    let index = one.pointer(&parameters).unwrap().as_array().unwrap().iter().position(is_written_out).unwrap();
    one.pointer_mut(&format!("{parameters}/{index}")).unwrap()["schema"] = json!({ "type": "boolean", "minLength": 3 });
    one.pointer_mut("/components/schemas/agent/properties").unwrap().as_object_mut().unwrap().shift_remove("email");
    let alone = findings(&one);
    assert!(alone.len() >= 2, "{alone:?}");

    // Another parameter before it, another key, another operation: indices and lines are others.
    let mut more = one.clone();
    let made_up = json!({ "name": "made_up", "in": "query", "schema": { "type": "string" } });
    more.pointer_mut(&parameters).unwrap().as_array_mut().unwrap().insert(0, made_up);
    more.pointer_mut("/components/schemas/agent/properties").unwrap()["made_up"] = json!({ "type": "string" });
    let operation =
        json!({ "operationId": "madeUp", "tags": ["Things"], "responses": { "204": { "description": "Done." } } });
    more.pointer_mut("/paths").unwrap()["/api/made_up"] = json!({ "get": operation });
    let among_others = findings(&more);
    assert!(among_others.len() > alone.len());
    for (fingerprint, finding) in &alone {
        assert_eq!(among_others.get(fingerprint), Some(finding), "{among_others:#?}");
    }
}
