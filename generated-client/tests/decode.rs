//! The example `decode`: lines in, lines out, and what counts as lost.

#[path = "../examples/decode/lines.rs"]
mod lines;
#[path = "../examples/decode/replies.rs"]
mod replies;

use chatwoot_client::Value;
use chatwoot_client::operations::OPERATIONS;
use replies::{Outcome, check, lost_json};
use serde_json::json;

/// Runs one line; gives whether all is well, and what is said of it.
fn run(line: impl AsRef<[u8]>) -> (bool, Value) {
    let mut output = Vec::new();
    let is_well = lines::run(line.as_ref(), &mut output).unwrap();
    (is_well, serde_json::from_slice(&output).unwrap())
}

fn failed(line: impl AsRef<[u8]>) -> (Value, String) {
    let (is_well, report) = run(line);
    assert_eq!((is_well, &report["ok"]), (false, &json!(false)), "{report}");
    (report["operation_id"].clone(), report["reason"].as_str().unwrap().to_owned())
}

#[test]
fn an_answer_that_fits_loses_nothing() {
    for line in [
        json!({"operation_id": "list-all-labels-of-a-conversation", "body": {"payload": ["a", "b"], "new": {"c": [null]}}}),
        json!({"operation_id": "list-all-labels-of-a-conversation", "status": 404, "body": {"error": "Not here"}}),
        json!({"operation_id": "list-all-labels-of-a-conversation", "status": 502}),
        json!({"operation_id": "list-all-labels-of-a-conversation", "status": 301}),
        json!({"operation_id": "delete-agent-from-account", "status": 200}),
        json!({"operation_id": "delete-agent-from-account", "status": 299, "body": null, "name": "other keys are welcome"}),
    ] {
        let expected = json!({"operation_id": line["operation_id"], "ok": true, "lost": []});
        assert_eq!(run(line.to_string()), (true, expected), "{line}");
    }
}

/// An agent with all keys that it must have.
fn agent(id: Value, role: Value) -> Value {
    json!({"id": id, "role": role, "account_id": 1, "name": "A", "available_name": "A", "confirmed": true, "thumbnail": ""})
}

#[test]
fn what_is_lost_is_told() {
    for (line, lost) in [
        (
            json!({"operation_id": "get-account-agents", "body": [agent(json!(1), "agent".into()), agent(json!(2), 7.into())]}),
            json!(["/1/role"]),
        ),
        (json!({"operation_id": "delete-agent-from-account", "body": {"id": 1}}), json!([""])),
        (json!({"operation_id": "get-account-agents", "status": 302, "body": "elsewhere"}), json!([""])),
    ] {
        let expected = json!({"operation_id": line["operation_id"], "ok": true, "lost": lost});
        assert_eq!(run(line.to_string()), (false, expected), "{line}");
    }
}

#[test]
fn a_value_is_compared_with_what_was_sent() {
    let lost = |sent: &str, kept: Value| lost_json(sent.as_bytes(), &kept);
    assert_eq!(
        lost(r#"{"a": [1, {"b": null}], "c": "x"}"#, json!({"a": [1, {"b": null}], "c": "x", "new": 1})),
        [""; 0]
    );
    assert_eq!(lost(r#"{"a": [1, {"b/c~": null}], "d": {"e": 1}}"#, json!({"a": [1, {}]})), ["/a/1/b~1c~0", "/d"]);
    assert_eq!(lost("[1, 1.0, 2, 3]", json!([1.0, 1, 2])), ["/0", "/1", "/3"]);
    assert_eq!(lost("{\"a\": [1]}", json!({"a": [1, 2]})), ["/a"]);
    assert_eq!(lost("{\"a\": {}}", json!({"a": []})), ["/a"]);
    assert_eq!(lost("18446744073709551615", json!(18446744073709551615_u64 as f64)), [""]);
    assert_eq!(lost(" ", Value::Null), [""; 0]);
    assert_eq!(lost("null", json!(0)), [""]);
    assert_eq!(lost("[1", json!([1])), [""]);
}

#[test]
fn a_body_that_does_not_fit_is_told_with_the_place() {
    let agents = [agent(json!(1), Value::Null), agent(json!("x"), Value::Null)];
    let line = json!({"operation_id": "get-account-agents", "body": agents}).to_string();
    let (id, reason) = failed(&line);
    assert_eq!((id, reason), (json!("get-account-agents"), "invalid type: string \"x\", expected i64".to_owned()));
    let (_, report) = run(&line);
    assert_eq!(report["path"], "/1/id");
    let (_, reason) = failed(r#"{"operation_id": "get-account-agents"}"#);
    assert!(reason.contains("empty"), "{reason}");
    assert_eq!(
        check("get-account-agents", 200, b"<html>"),
        Outcome::Failed { path: String::new(), reason: "this is no JSON (expected value)".to_owned() }
    );
}

#[test]
fn a_line_that_is_none_is_told_and_the_next_one_read() {
    for line in
        ["nonsense", "[]", "{\"operation_id\": 7}", "{\"operation_id\": null}", "{}", "{\"body\": ", "\u{feff}{}"]
    {
        assert_eq!(failed(line).0, Value::Null, "{line}");
    }
    assert_eq!(failed(b"{\"operation_id\": \"\xff\"}").0, Value::Null);
    for line in [
        r#"{"operation_id": "noSuch", "body": {}}"#,
        r#"{"operation_id": "noSuch", "status": 500}"#,
        r#"{"operation_id": "noSuch", "status": "200"}"#,
        r#"{"operation_id": "noSuch", "status": null}"#,
        r#"{"operation_id": "noSuch", "status": 70000}"#,
    ] {
        assert_eq!(failed(line).0, "noSuch", "{line}");
    }

    let lines = "nonsense\r\n\n  \n{\"operation_id\": \"delete-agent-from-account\"}\n{}";
    let mut output = Vec::new();
    assert!(!lines::run(lines.as_bytes(), &mut output).unwrap());
    let output = String::from_utf8(output).unwrap();
    let told: Vec<bool> = output.lines().map(|line| line.contains("\"ok\":true")).collect();
    assert_eq!(told, [false, true, false], "{output}");

    let mut output = Vec::new();
    assert!(lines::run(&b""[..], &mut output).unwrap() && output.is_empty());
}

#[test]
fn a_deep_body_is_an_error_and_no_overflow() {
    let deep = |body: String| format!(r#"{{"operation_id": "get-account-agents", "body": {body}}}"#);
    let (arrays, objects) = ("[".repeat(1_000_000), "{\"a\":".repeat(300_000));
    let (_, reason) = failed(deep(format!("{arrays}{}", "]".repeat(1_000_000))));
    assert!(reason.contains("invalid type"), "{reason}");
    let (_, reason) = failed(deep(format!("[{objects}1{}]", "}".repeat(300_000))));
    assert!(reason.contains("recursion limit"), "{reason}");
    failed(deep(arrays));
}

#[test]
fn every_operation_has_a_reply() {
    for operation in OPERATIONS {
        let outcome = check(operation.id, 200, b"");
        let is_unknown =
            matches!(&outcome, Outcome::Failed { reason, .. } if reason.starts_with("there is no operation"));
        assert!(!is_unknown, "{}", operation.id);
    }
}
