//! Negative controls of the checks on bodies, in JSON and in forms; the others are in `controls`.

use serde_json::{Value, json};

use crate::controls::{CONTACT, JSON, SEEN, USER, accept, expect, verdict};
use crate::document::{Document, Media};
use crate::form::{self, Leaf};
use crate::judge::Verdict;

const MULTIPART: (&str, &str) = ("content-type", "multipart/form-data; boundary=b");
const AGENTS: &str = "/api/v1/accounts/1/agents";
const CONVERSATIONS: &str = "/api/v1/accounts/1/conversations";
const INBOXES: &str = "/api/v1/accounts/1/inboxes";
const LABELS: &str = "/api/v1/accounts/1/labels";
const MESSAGES: &str = "/api/v1/accounts/1/conversations/3/messages";

fn sent(method: &str, target: &str, body: &str) -> Verdict {
    verdict(method, target, &[JSON, USER], body)
}

fn multipart(method: &str, target: &str, parts: &[String]) -> Verdict {
    let body: String = parts.iter().map(|part| format!("--b\r\nContent-Disposition: form-data; {part}\r\n")).collect();
    verdict(method, target, &[MULTIPART, USER], &format!("{body}--b--\r\n"))
}

fn file(name: &str, content: &str) -> String {
    format!("name=\"{name}\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n{content}")
}

fn text(name: &str, content: &str) -> String {
    format!("name=\"{name}\"\r\n\r\n{content}")
}

#[test]
fn right_bodies_pass() {
    accept(&sent("PUT", CONTACT, r#"{"name":"Ada","avatar":null,"custom_attributes":{"a":[1]}}"#));
    accept(&sent("POST", AGENTS, r#"{"name":"Ada","email":"a@example.com","role":"agent"}"#));
    accept(&sent("POST", MESSAGES, r#"{"attachments":["an id"],"external_created_at":1709210096}"#));
    accept(&sent("POST", MESSAGES, r#"{"external_created_at":"2024-02-29T12:34:56Z"}"#));
    accept(&multipart("PUT", CONTACT, &[file("avatar", "bytes"), text("name", "Ada"), text("blocked", "true")]));
    let time = text("external_created_at", "1709210096");
    accept(&multipart("POST", MESSAGES, &[time, text("template_params[name]", "a"), file("attachments[]", "bytes")]));
    let (signed, files) = (text("message[attachments][]", "an id"), file("message[attachments][]", "bytes"));
    accept(&multipart("POST", CONVERSATIONS, &[text("message[content]", "Hi"), signed, files]));
}

#[test]
fn a_wrong_json_body_is_found() {
    let post = |body: &str| sent("POST", AGENTS, body);
    expect(&post(r#"{"name":"Ada","role":"agent"}"#), "\"email\" is a required property");
    expect(&post(r#"{"name":7,"email":"a","role":"agent"}"#), "at `/name`: 7 is not of type \"string\"");
    expect(&post(r#"{"name":"Ada","email":"a","role":"owner"}"#), "at `/role`");
    expect(&post(r#"{"name":"Ada","email":"a","role":"agent","age":7}"#), "application/json age: it is not declared");
    expect(&post("{"), "it is no JSON");
    expect(&post(""), "the body is missing");
    expect(&verdict("POST", AGENTS, &[USER], "{}"), "the content type is there 0 times");
    let form = ("content-type", "application/x-www-form-urlencoded");
    expect(&verdict("POST", AGENTS, &[USER, form], "name=Ada"), "is not declared");
    expect(&verdict("POST", SEEN, &[JSON], "{}"), "there is a body, and none is declared");
}

/// Of several channels one is meant, and its fields are not mixed with those of another.
#[test]
fn a_mixture_of_alternatives_is_found() {
    let telegram = r#"{"name":"Bot","channel":{"type":"telegram","bot_token":"a","email":"b"}}"#;
    expect(&sent("POST", INBOXES, telegram), "channel.email: it is not declared");
    let typeless = r#"{"name":"Bot","channel":{"bot_token":"a"}}"#;
    expect(&sent("POST", INBOXES, typeless), "is not valid under any of the schemas");
    let mixed = r#"{"channel":{"bot_token":"a","email":"b"}}"#;
    expect(&sent("PATCH", &format!("{INBOXES}/42"), mixed), "it is not declared");
}

/// What stands beside a reference holds as well as what it leads to.
#[test]
fn a_body_that_breaks_what_stands_beside_a_reference_is_found() {
    accept(&sent("PATCH", &format!("{LABELS}/42"), r#"{"color":"red"}"#));
    expect(&sent("POST", LABELS, r#"{"color":"red"}"#), "\"title\" is a required property");
    expect(&sent("POST", LABELS, r#"{"title":7}"#), "at `/title`");
    let contacts = "/public/api/v1/inboxes/a/contacts";
    accept(&verdict("POST", contacts, &[JSON], r#"{"source_id":"a","name":"Ada"}"#));
    expect(&verdict("POST", contacts, &[JSON], r#"{"source_id":7}"#), "at `/source_id`");
    expect(
        &verdict("PATCH", &format!("{contacts}/b"), &[JSON], r#"{"source_id":"a"}"#),
        "source_id: it is not declared",
    );
}

#[test]
fn a_null_that_may_not_be_is_found() {
    accept(&sent("PATCH", &format!("{LABELS}/42"), r#"{"description":null}"#));
    expect(&sent("PATCH", &format!("{LABELS}/42"), r#"{"title":null}"#), "at `/title`: null is not of type");
    accept(&sent("POST", &format!("{INBOXES}/42/set_agent_bot"), r#"{"agent_bot":null}"#));
    expect(&sent("POST", &format!("{INBOXES}/42/set_agent_bot"), "{}"), "\"agent_bot\" is a required property");
}

#[test]
fn a_time_in_the_wrong_form_is_found() {
    let message = |time: &str| sent("POST", MESSAGES, &format!(r#"{{"external_created_at":{time}}}"#));
    expect(&message(r#""1709210096""#), "at `/external_created_at`");
    expect(&message("1709210096.5"), "at `/external_created_at`");
    expect(&message(r#""29 Feb 2024""#), "at `/external_created_at`");
    let snoozed = |time: &str| sent("POST", CONVERSATIONS, &format!(r#"{{"snoozed_until":{time}}}"#));
    expect(&snoozed("1709210096"), "at `/snoozed_until`: 1709210096 is not of type \"string\"");
    let toggle = |time: &str| {
        sent("POST", &format!("{CONVERSATIONS}/3/toggle_status"), &format!(r#"{{"snoozed_until":{time}}}"#))
    };
    expect(&toggle(r#""33""#), "at `/snoozed_until`: \"33\" is not of type \"integer\"");
    let form = [text("external_created_at", "soon"), file("attachments[]", "bytes")];
    expect(&multipart("POST", MESSAGES, &form), "at `/external_created_at`");
}

#[test]
fn a_wrong_value_under_a_free_key_is_found() {
    let account = |features: &str| {
        let body = format!(r#"{{"features":{features}}}"#);
        verdict("PATCH", "/platform/api/v1/accounts/1", &[JSON, ("api-access-token", "platform-token")], &body)
    };
    accept(&account(r#"{"macros":true}"#));
    expect(&account(r#"{"macros":"on"}"#), "at `/features/macros`");
    let portal = r#"{"config":{"locale_translations":{"es":{"title":"a"}}}}"#;
    expect(&sent("PATCH", "/api/v1/accounts/1/portals/a", portal), "locale_translations.*.title: it is not declared");
}

#[test]
fn a_file_in_the_wrong_place_is_found() {
    expect(&sent("PUT", CONTACT, r#"{"avatar":"a"}"#), "a file cannot be sent here");
    expect(&sent("POST", "/api/v1/accounts/1/contacts", r#"{"avatar":null}"#), "at `/avatar`: null is not of type");
    expect(&sent("POST", MESSAGES, r#"{"attachments[]":["a"]}"#), "attachments[]: it is not declared");
    let form = |parts: &[String]| multipart("POST", MESSAGES, parts);
    expect(&form(&[file("attachments", "bytes")]).only("declared"), "attachments: it is not declared");
    expect(&form(&[file("attachments[]", "bytes"), text("attachments[]", "an id")]), "should be a file");
    expect(&form(&[file("content", "bytes")]), "`[content]` should not be a file");
    let first = [file("message[attachment][]", "bytes")];
    expect(&multipart("POST", CONVERSATIONS, &first).only("declared"), "message.attachment: it is not declared");
}

#[test]
fn a_wrong_form_is_found() {
    let put = |parts: &[String]| multipart("PUT", CONTACT, parts);
    let both = |text: String| put(&[text, file("avatar", "bytes")]);
    expect(&put(&[text("name", "Ada")]), "without a file it should be JSON");
    expect(&put(&[file("picture", "bytes")]).only("declared"), "picture: it is not declared");
    expect(&put(&[file("avatar", "")]), "the file `[avatar]` is empty");
    expect(&both(text("blocked", "yes")), "at `/blocked`");
    expect(&both(text("name[first]", "Ada")), "at `/name`");
    expect(&both(text("avatar", "text")), "contradicts an earlier part");
    expect(&verdict("PUT", CONTACT, &[MULTIPART, USER], "--c--\r\n"), "it does not start with the boundary");
}

/// A deep object has its keys in brackets: JSON in one part is none.
#[test]
fn a_wrong_deep_object_is_found() {
    let post = |part: String| multipart("POST", MESSAGES, &[part, file("attachments[]", "bytes")]);
    accept(&post(text("template_params[name]", "a")));
    expect(&post(text("template_params", r#"{"name":"a"}"#)), "at `/template_params`");
    expect(&post(text("template_params[language]", "en")), "\"name\" is a required property");
    expect(&post(text("template_params[name][]", "a")), "at `/template_params/name`");
    expect(&post(text("template_params[id]", "a")).only("declared"), "template_params.id: it is not declared");
    let profile = |part: String| multipart("PUT", "/api/v1/profile", &[part, file("profile[avatar]", "bytes")]);
    accept(&profile(text("profile[ui_settings][theme]", "dark")));
    expect(&profile(text("profile[avatar_url]", "a")), "profile.avatar_url: it is not declared");
}

/// A name without brackets is repeated only where the document says so: the server would take the last value else.
#[test]
fn a_repeated_name_is_found() {
    let document = Document::new(json!({ "paths": {} }));
    let read = |encoding: Value| {
        let tags = json!({ "type": "array", "items": { "type": "integer" } });
        let media = json!({ "schema": { "type": "object", "properties": { "tags": tags } }, "encoding": encoding });
        let pairs = ["1", "2"].map(|it| ("tags".to_owned(), Leaf::Text(it.to_owned())));
        form::value(&document, &Media::new("multipart/form-data", &media), pairs.into(), &mut Vec::new())
    };
    assert_eq!(read(json!({ "tags": { "style": "form" } })), Ok(json!({ "tags": [1, 2] })));
    for encoding in [json!({ "tags": { "style": "deepObject" } }), json!({})] {
        assert!(read(encoding).is_err_and(|it| it.contains("`tags` contradicts an earlier part")));
    }
}

/// How a part is spelled is read or refused, but never guessed.
#[test]
#[should_panic(expected = "this test does not know the encoding of `profile`")]
fn an_unknown_encoding_is_not_passed_over() {
    Media::new("multipart/form-data", &json!({ "encoding": { "profile": { "contentType": "application/json" } } }));
}
