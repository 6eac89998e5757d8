//! Negative controls: the checks themselves are held against requests, answers and values that are wrong, so that it is
//! known that they can fail. They see nothing of the client but one type. Bodies are in `bodies`.

use std::collections::BTreeSet;

use chatwoot_client::types;
use serde_json::{Value, json};

use crate::calls::{Bench, wiring};
use crate::compare;
use crate::document::Document;
use crate::judge::{Verdict, judge};
use crate::sample::{Style, sample};
use crate::server::Received;

pub(crate) const JSON: (&str, &str) = ("content-type", "application/json");
pub(crate) const USER: (&str, &str) = ("Api-Access-Token", "user-token");
const BOT: (&str, &str) = ("api-access-token", "bot-token");
pub(crate) const CONTACT: &str = "/api/v1/accounts/1/contacts/42";
const CONVERSATIONS: &str = "/api/v1/accounts/1/conversations";
const LABELS: &str = "/api/v1/accounts/1/conversations/3/labels";
pub(crate) const SEEN: &str = "/public/api/v1/inboxes/a/contacts/b/conversations/3/update_last_seen";

pub(crate) fn verdict(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Verdict {
    judge(Document::get(), &Received::new(method, target, headers, body))
}

/// Expects no complaint.
#[track_caller]
pub(crate) fn accept(verdict: &Verdict) {
    assert!(verdict.complaints.is_empty(), "{:?}: {:?}", verdict.operation, verdict.complaints);
}

/// Expects one complaint that holds the text.
#[track_caller]
pub(crate) fn expect(verdict: &Verdict, text: &str) {
    assert_eq!(verdict.complaints.len(), 1, "{:?}", verdict.complaints);
    assert!(verdict.complaints[0].contains(text), "{:?}", verdict.complaints);
}

#[test]
fn right_requests_pass() {
    accept(&verdict("GET", &format!("{CONVERSATIONS}?labels%5B%5D=a&labels%5B%5D=b+c&page=2"), &[USER], ""));
    accept(&verdict("POST", LABELS, &[BOT, JSON], r#"{"labels":[]}"#));
    accept(&verdict("POST", SEEN, &[], ""));
    accept(&verdict("GET", "/api", &[], ""));
    accept(&verdict("GET", "/api/v2/accounts/1/reports/conversations?type=account", &[USER], ""));
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
    expect(&verdict("GET", &format!("{CONVERSATIONS}?labels=a"), &[USER], ""), "query labels: it is not declared");
    expect(&verdict("GET", "/api/v1/accounts/1/contacts/search", &[USER], ""), "query q: it is required");
    let reports = "/api/v2/accounts/1/reports?metric=reply_time&type=account";
    expect(&verdict("GET", &format!("{reports}&timezone_offset=CET"), &[USER], ""), "query timezone_offset");
    expect(&verdict("GET", &format!("{reports}&business_hours=1"), &[USER], ""), "query business_hours");
}

/// What has one value only must be sent all the same, and no other value will do.
#[test]
fn a_wrong_constant_is_found() {
    let account =
        |query: &str| verdict("GET", &format!("/api/v2/accounts/1/reports/conversations{query}"), &[USER], "");
    expect(&account(""), "query type: it is required");
    expect(&account("?type=agent"), "query type: at ``: \"account\" was expected");
    expect(&account("?type=account&type=account"), "query type: it is there 2 times");
    let agent = |query: &str| verdict("GET", &format!("/api/v2/accounts/1/reports/conversations/{query}"), &[USER], "");
    expect(&agent("?page=2"), "query type: it is required");
    expect(&agent("?type=account"), "query type: at ``: \"agent\" was expected");
}

#[test]
fn a_wrong_token_is_found() {
    let get = |headers: &[(&str, &str)]| verdict("GET", CONTACT, headers, "");
    expect(&get(&[]), "there is no token");
    expect(&get(&[("api_access_token", "user-token")]).only("no token"), "there is no token");
    expect(&get(&[BOT]), "is not the token that is wanted");
    expect(&get(&[USER, USER]), "several tokens");
    expect(&get(&[USER, ("authorization", "Bearer user-token")]), "the header authorization holds a token");
    expect(&verdict("POST", SEEN, &[USER], ""), "none is wanted");
    expect(&verdict("GET", "/platform/api/v1/agent_bots", &[USER], ""), "is not the token that is wanted");
    expect(&verdict("GET", "/api", &[USER], ""), "none is wanted");
    expect(&verdict("GET", CONVERSATIONS, &[BOT], ""), "is not the token that is wanted");
}

impl Verdict {
    /// Keeps the complaints with a word.
    pub(crate) fn only(mut self, word: &str) -> Self {
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
    let schema = answer("get-account-agents");
    let complaints = |answer: &Value| {
        let value: Vec<types::Agent> = serde_json::from_value(answer.clone()).expect("a value");
        compare::complaints(Some(answer), &value)
    };
    let good = sample(document, schema, Style::Full);
    assert_eq!(complaints(&good), [""; 0]);

    let mut bad = good.clone();
    bad[0]["role"] = json!("owner");
    assert!(document.problems(schema, &bad).iter().any(|it| it.contains("/0/role")), "the sample is not validated");
    let unknown = complaints(&bad);
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    assert!(unknown[0].starts_with("a value was not understood: Unknown(\"owner\")"), "{unknown:?}");

    let mut bad = good;
    bad[0]["reason"] = json!("none");
    let extra = complaints(&bad);
    assert_eq!(extra.len(), 1, "{extra:?}");
    assert!(extra[0].starts_with("a key was not understood"), "{extra:?}");
}

/// Gives the schema of an answer.
fn answer(id: &str) -> &'static Value {
    &Document::get().find(id).and_then(|it| it.answer.as_ref()).expect("an answer").schema
}

/// The samples of a message have each kind of sender; with the constants swapped they are no samples.
#[test]
fn each_alternative_is_sampled_and_no_other() {
    let (document, schema) = (Document::get(), answer("delete-a-message"));
    let samples = Style::ALL.map(|style| sample(document, schema, style));
    let senders: BTreeSet<_> = samples.iter().filter_map(|it| it.pointer("/sender/type")?.as_str()).collect();
    assert_eq!(senders, ["agent_bot", "captain_assistant", "contact", "user"].into());
    for sample in samples {
        assert_eq!(document.problems(schema, &sample), [""; 0]);
        let mut other = sample.clone();
        if other.pointer_mut("/sender/type").map(|it| *it = json!("nobody")).is_some() {
            assert_eq!(document.problems(schema, &other).len(), 1, "{other}");
        }
    }
}

/// An answer that may be null is one once, and one of text is text.
#[test]
fn answers_that_are_no_objects_are_sampled() {
    let document = Document::get();
    assert_eq!(sample(document, answer("assign-a-conversation"), Style::Least), Value::Null);
    let nothing_first = json!({ "anyOf": [{ "type": "null" }, { "type": "integer" }] });
    assert_eq!(sample(document, &nothing_first, Style::Least), Value::Null);
    assert!(sample(document, answer("get-csat-survey-page"), Style::Full).is_string());
    assert!(document.find("delete-a-custom-filter").is_some_and(|it| it.status == 204 && it.answer.is_none()));
}

/// Without calls everything is missing.
#[tokio::test]
async fn what_was_never_sent_is_found() {
    let unsent = Bench::start().await.unsent();
    let has = |text: &str| unsent.iter().filter(|it| *it == text).count();
    assert_eq!(has("get-account-conversation-metrics: query type was never sent"), 1);
    assert_eq!(has("create-a-contact: application/json source_id was never sent"), 1);
    assert_eq!(has("newConversation: multipart/form-data message[attachments][][] was never sent"), 1);
    assert_eq!(has("add-new-portal-to-account: application/json config.locale_translations.*.name was never null"), 1);
    assert_eq!(has("contactUpdate: application/json avatar was never null"), 1);
    // Files cannot be sent as JSON, and forms have no null.
    assert_eq!(has("contactUpdate: application/json avatar was never sent"), 0);
    assert_eq!(has("create-a-message: application/json attachments[] was never sent"), 0);
    assert_eq!(has("contactUpdate: multipart/form-data name was never null"), 0);
}
