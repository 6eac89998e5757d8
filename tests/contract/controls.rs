//! Negative controls: the checks themselves are held against requests, answers and values that are wrong, so that it is
//! known that they can fail. They see nothing of the client but one type.

use chatwoot_client::types;
use serde_json::{Value, json};

use crate::calls::wiring;
use crate::compare;
use crate::document::Document;
use crate::judge::{Verdict, judge};
use crate::sample::{Style, sample};
use crate::server::Received;

const JSON: (&str, &str) = ("content-type", "application/json");
const USER: (&str, &str) = ("Api-Access-Token", "user-token");
const MULTIPART: (&str, &str) = ("content-type", "multipart/form-data; boundary=b");
const CONTACT: &str = "/api/v1/accounts/1/contacts/42";
const LABELS: &str = "/api/v1/accounts/1/conversations/3/labels";
const AGENTS: &str = "/api/v1/accounts/1/agents";
const SEEN: &str = "/public/api/v1/inboxes/a/contacts/b/conversations/3/update_last_seen";

fn verdict(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Verdict {
    judge(Document::get(), &Received::new(method, target, headers, body))
}

/// Expects one complaint that holds the text.
#[track_caller]
fn expect(verdict: &Verdict, text: &str) {
    assert_eq!(verdict.complaints.len(), 1, "{:?}", verdict.complaints);
    assert!(verdict.complaints[0].contains(text), "{:?}", verdict.complaints);
}

#[test]
fn right_requests_pass() {
    let verdicts = [
        verdict("PUT", CONTACT, &[JSON, USER], r#"{"name":"Ada","custom_attributes":{"a":[1]}}"#),
        verdict("POST", AGENTS, &[USER, JSON], r#"{"name":"Ada","email":"a@example.com","role":"agent"}"#),
        verdict("GET", "/api/v1/accounts/1/conversations?labels%5B%5D=a&labels%5B%5D=b+c&page=2", &[USER], ""),
        verdict("POST", SEEN, &[], ""),
        verdict("PUT", CONTACT, &[MULTIPART, USER], &file("avatar", "bytes")),
        verdict("PATCH", "/api/v1/accounts/1", &[USER, form()], "name=Ada&auto_resolve_after=20"),
    ];
    for verdict in verdicts {
        assert!(verdict.complaints.is_empty(), "{:?}: {:?}", verdict.operation, verdict.complaints);
    }
}

fn form() -> (&'static str, &'static str) {
    ("content-type", "application/x-www-form-urlencoded")
}

fn file(name: &str, content: &str) -> String {
    let head = "; filename=\"a.png\"\r\nContent-Type: image/png";
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{head}\r\n\r\n{content}\r\n--b--\r\n")
}

fn text(name: &str, content: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n--b--\r\n")
}

#[test]
fn a_wrong_method_or_path_is_found() {
    expect(&verdict("POST", CONTACT, &[JSON, USER], "{}"), "has no method POST");
    expect(&verdict("GET", "/api/v1/account/1/contacts/42", &[USER], ""), "there is no path");
    expect(&verdict("GET", "/api/v1/accounts/1/contacts/42/", &[USER], ""), "there is no path");
    expect(&verdict("GET", "/api/v1/accounts/one/contacts/42", &[USER], ""), "path account_id");
    expect(&verdict("GET", "/api/v1/accounts//contacts/42", &[USER], ""), "path account_id");
    let search = verdict("GET", "/api/v1/accounts/1/contacts/search?q=a", &[USER], "");
    assert_eq!(search.operation.as_deref(), Some("contactSearch"));
}

#[test]
fn a_wrong_query_is_found() {
    let list = |query: &str| verdict("GET", &format!("/api/v1/accounts/1/contacts?{query}"), &[USER], "");
    expect(&list("pages=2"), "query pages: it is not declared");
    expect(&list("page=two"), "query page");
    expect(&list("page=1&page=2"), "query page: it is there 2 times");
    expect(&list("sort=age"), "query sort");
    expect(&list("page"), "`page` is no pair");
    expect(&list("sort=%zz"), "lone percent sign");
    let labels = "/api/v1/accounts/1/conversations?labels=a";
    expect(&verdict("GET", labels, &[USER], ""), "query labels: it is not declared");
    let definitions = "/api/v1/accounts/1/custom_attribute_definitions";
    expect(&verdict("GET", definitions, &[USER], ""), "query attribute_model: it is required");
}

#[test]
fn a_wrong_token_is_found() {
    let get = |headers: &[(&str, &str)]| verdict("GET", CONTACT, headers, "");
    expect(&get(&[]), "there is no token");
    expect(&get(&[("api_access_token", "user-token")]).only("no token"), "there is no token");
    expect(&get(&[("api-access-token", "bot-token")]), "is not the token that is wanted");
    expect(&get(&[USER, USER]), "several tokens");
    expect(&get(&[USER, ("authorization", "Bearer user-token")]), "the header authorization holds a token");
    expect(&verdict("POST", SEEN, &[USER], ""), "none is wanted");
    expect(&verdict("GET", "/platform/api/v1/agent_bots", &[USER], ""), "is not the token that is wanted");
    let bot = [JSON, ("api-access-token", "bot-token")];
    expect(&verdict("POST", LABELS, &bot, r#"{"labels":[]}"#), "is not the token that is wanted");
}

#[test]
fn a_wrong_json_body_is_found() {
    let post = |body: &str| verdict("POST", AGENTS, &[JSON, USER], body);
    expect(&post(r#"{"name":"Ada","role":"agent"}"#), "\"email\" is a required property");
    expect(&post(r#"{"name":7,"email":"a","role":"agent"}"#), "at `/name`: 7 is not of type \"string\"");
    expect(&post(r#"{"name":"Ada","email":"a","role":"owner"}"#), "at `/role`");
    expect(&post(r#"{"name":"Ada","email":"a","role":"agent","age":7}"#), "application/json age: it is not declared");
    expect(&post("{"), "it is no JSON");
    expect(&post(""), "the body is missing");
    expect(&verdict("POST", AGENTS, &[USER], "{}"), "the content type is there 0 times");
    expect(&verdict("POST", AGENTS, &[USER, form()], "name=Ada"), "is not declared");
    expect(&verdict("POST", SEEN, &[JSON], "{}"), "there is a body, and none is declared");
    expect(&verdict("PUT", CONTACT, &[JSON, USER], r#"{"avatar":"a"}"#), "a file cannot be sent here");
    let inboxes = "/api/v1/accounts/1/inboxes";
    let telegram = r#"{"channel":{"type":"telegram","bot_token":"a","email":"b"}}"#;
    expect(&verdict("POST", inboxes, &[JSON, USER], telegram), "channel.email: it is not declared");
    let mixed = r#"{"channel":{"bot_token":"a","email":"b"}}"#;
    expect(&verdict("PATCH", &format!("{inboxes}/42"), &[JSON, USER], mixed), "it is not declared");
}

#[test]
fn a_wrong_form_is_found() {
    let put = |body: &str| verdict("PUT", CONTACT, &[MULTIPART, USER], body);
    let both = |text: &str| text.replace("--b--\r\n", "") + &file("avatar", "bytes");
    expect(&put(&text("name", "Ada")), "without a file it should be JSON");
    expect(&put(&file("picture", "bytes")).only("declared"), "picture: it is not declared");
    expect(&put(&file("avatar", "")), "the file `[avatar]` is empty");
    expect(&put(&file("name", "Ada")), "`[name]` should not be a file");
    expect(&put(&both(&text("blocked", "yes"))), "at `/blocked`");
    expect(&put(&both(&text("name[first]", "Ada"))), "at `/name`");
    expect(&put(&both(&text("avatar", "text"))), "contradicts an earlier part");
    expect(&put("--c--\r\n"), "it does not start with the boundary");
    let messages = "/api/v1/accounts/1/conversations/3/messages";
    let post = |body: &str| verdict("POST", messages, &[MULTIPART, USER], body);
    assert!(post(&file("attachments[]", "bytes")).complaints.is_empty());
    expect(&post(&file("attachments", "bytes")).only("declared"), "attachments: it is not declared");
    let account = verdict("PATCH", "/api/v1/accounts/1", &[USER, form()], "auto_resolve_after=5");
    expect(&account, "at `/auto_resolve_after`");
}

impl Verdict {
    /// Keeps the complaints with a word.
    fn only(mut self, word: &str) -> Self {
        self.complaints.retain(|it| it.contains(word));
        self
    }
}

#[test]
fn a_value_in_the_wrong_place_is_found() {
    let misplaced = |target: &str, body: &str| wiring::misplaced(&verdict("PUT", target, &[JSON, USER], body).sent);
    assert_eq!(misplaced(CONTACT, r#"{"name":"a name","email":"an email"}"#), [""; 0]);
    assert_eq!(misplaced(CONTACT, r#"{"name":"an email","email":"an email"}"#).len(), 1);
    assert_eq!(misplaced("/api/v1/accounts/42/contacts/1", r#"{"name":"a name"}"#).len(), 2);
}

#[test]
fn a_value_that_lost_something_is_found() {
    let answer = json!({ "a": [1, { "b": "c" }], "d": null });
    let compared = |value: Value| compare::complaints(Some(&answer), &value);
    assert_eq!(compared(json!({ "a": [1.0, { "b": "c" }], "d": null, "e": null })), [""; 0]);
    assert_eq!(compared(json!({ "a": [1, { "b": "c" }] })), ["$.d was lost"]);
    assert_eq!(compared(json!({ "a": [1, {}], "d": null })), ["$.a[1].b was lost"]);
    assert_eq!(compared(json!({ "a": [2, { "b": "c" }], "d": null })), ["$.a[0] was 1 and became 2"]);
    assert_eq!(compared(json!({ "a": [1], "d": null })).len(), 1);
    assert_eq!(compared(json!({ "a": [1, { "b": "c" }], "d": null, "e": 1 })), ["$.e is 1, and was not there"]);
    assert_eq!(compare::complaints(None, &()), [""; 0]);
    assert_eq!(compare::complaints(Some(&answer), &()).len(), 1);
}

#[test]
fn a_value_that_was_not_understood_is_found() {
    let document = Document::get();
    let schema = document.find("get-account-automation-rule").and_then(|it| it.answer.as_ref()).expect("a schema");
    let complaints = |answer: &Value| {
        let value: types::AutomationRulePayload = serde_json::from_value(answer.clone()).expect("a value");
        compare::complaints(Some(answer), &value)
    };
    let good = sample(document, schema, Style::Full);
    assert_eq!(complaints(&good), [""; 0]);

    let mut bad = good.clone();
    bad["payload"][0]["event_name"] = json!("conversation_forgotten");
    assert!(document.problems(schema, &bad).iter().any(|it| it.contains("/payload")), "the sample is not validated");
    let unknown = complaints(&bad);
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    assert!(unknown[0].starts_with("a value was not understood: Unknown(\"conversation_forgotten\")"), "{unknown:?}");

    let mut bad = good;
    bad["payload"][0]["reason"] = json!("none");
    let extra = complaints(&bad);
    assert_eq!(extra.len(), 1, "{extra:?}");
    assert!(extra[0].starts_with("a key was not understood"), "{extra:?}");
}
