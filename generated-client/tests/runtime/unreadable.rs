//! Answers of success that are not what was expected: the error says where, what was expected and found, and keeps the body.

use std::collections::BTreeMap;
use std::fmt::Debug;

use chatwoot_client::runtime::codec::{Deserialize, Deserializer, MapAccess, ObjectReader, ReadObject, read};
use chatwoot_client::runtime::{Operation, RawResponse, decode};
use chatwoot_client::{DecodeError, Error, Number, Secret, Timestamp, Value};
use serde::de::DeserializeOwned;

use crate::support::{call, get, ok, server};

static OPERATION: Operation = get("/things", &[]);

type Map<T> = BTreeMap<String, T>;

/// An object with a key that must be there, as generated types are read.
#[derive(Debug)]
struct Thing;

impl<'de> Deserialize<'de> for Thing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::object(deserializer)
    }
}

impl ReadObject for Thing {
    const NAME: &'static str = "Thing";

    fn read<'de, M: MapAccess<'de>>(mut object: ObjectReader<'de, M>) -> Result<Self, M::Error> {
        let (mut id, mut role, mut level, mut things) = (None::<i64>, None::<Role>, None::<Level>, None::<Vec<Thing>>);
        while let Some(key) = object.key()? {
            match &*key {
                "id" => id = object.value()?,
                "role" => role = object.value()?,
                "level" => level = object.value()?,
                "things" => things = object.value()?,
                _ => object.other(key, &["extra"], &[])?,
            }
        }
        object.required("id", id).map(|_| drop((role, level, things))).map(|()| Self)
    }
}

/// Enums, as generated ones are read.
#[derive(Debug)]
struct Role;

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::text(deserializer).map(|_| Self)
    }
}

#[derive(Debug)]
struct Level;

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::integer(deserializer).map(|_| Self)
    }
}

fn unreadable<T: DeserializeOwned + Debug>(body: impl Into<Vec<u8>>) -> Box<DecodeError> {
    let body = body.into();
    let raw = RawResponse::new(&OPERATION, 201, body.clone()).success().unwrap();
    match decode::json::<T>(&raw) {
        Err(Error::Decode(error)) => {
            assert_eq!((error.operation, error.status, &error.body[..]), ("testOperation", 201, &body[..]));
            assert!(error.excerpt.chars().count() <= 200);
            let text = error.to_string();
            assert!(text.starts_with("the answer to `testOperation` (201) cannot be read"), "{text}");
            assert!(text.chars().count() < 900 && !text.contains('\n'), "{text}");
            error
        }
        other => panic!("it was read: {other:?}"),
    }
}

/// Where and why a body is no `T`.
fn fault<T: DeserializeOwned + Debug>(body: &str) -> (String, String) {
    let error = unreadable::<T>(body);
    (error.path.clone(), error.reason.clone())
}

fn at(path: &str, reason: &str) -> (String, String) {
    (path.to_owned(), reason.to_owned())
}

#[test]
fn the_place_is_found_in_objects_and_lists() {
    let string = "invalid type: string \"x\", expected i64";
    assert_eq!(fault::<i64>("\"x\""), at("", string));
    assert_eq!(fault::<Thing>(r#"{"id":"x"}"#), at("/id", string));
    assert_eq!(
        fault::<Vec<Thing>>(r#"[{"id":1},{"id":2,"things":[{"id":3},{"id":"x"}]}]"#),
        at("/1/things/1/id", string)
    );
    assert_eq!(fault::<Map<Vec<Vec<i64>>>>(r#"{"a/b":[[],[1,"x"]]}"#), at("/a~1b/1/1", string));
    let missing = "missing field `id`, or it is null";
    assert_eq!(fault::<Thing>("{}"), at("", missing));
    assert_eq!(fault::<Vec<Thing>>("[{\"id\":1},\n {\"new\":[{}]}]"), at("/1", missing));
    assert_eq!(fault::<Thing>(r#"{"id":1,"things":[{"id":null}]}"#), at("/things/0", missing));
    let sequence = "invalid type: sequence, expected an object (`Thing`)";
    assert_eq!(fault::<Thing>("[]"), at("", sequence));
    assert_eq!(fault::<Vec<Thing>>("[[[1]]]"), at("/0", sequence));
    assert_eq!(fault::<Vec<Thing>>("{\"a\":[]}"), at("", "invalid type: map, expected a sequence"));
    assert_eq!(fault::<Vec<Thing>>("[null]"), at("/0", "invalid type: null, expected an object (`Thing`)"));
    assert_eq!(fault::<Map<i64>>("{\"a\":{\"b\":1}}"), at("/a", "invalid type: map, expected i64"));
    assert_eq!(fault::<bool>("0"), at("", "invalid type: integer `0`, expected a boolean"));
}

/// These are read from whatever there is, so that a wrong list or object was already begun when it is refused.
#[test]
fn the_place_is_found_for_what_has_several_forms() {
    fn holds<T: DeserializeOwned + Debug>(expected: &str) {
        let sequence = format!("invalid type: sequence, expected {expected}");
        let map = format!("invalid type: map, expected {expected}");
        for list in ["[]", "[[1]]", "[{\"b\":1}]", "[ [], 1]", "[\"x\", {}]"] {
            assert_eq!(fault::<T>(list), at("", &sequence), "{list}");
            assert_eq!(fault::<Map<T>>(&format!("{{\"a\":{list}}}")), at("/a", &sequence), "{list}");
            assert_eq!(fault::<Vec<T>>(&format!("[{list}, 1]")), at("/0", &sequence), "{list}");
        }
        for object in ["{}", "{\"b\":{\"c\":1}}", "{ \"b\": [[]], \"c\":1 }"] {
            assert_eq!(fault::<Vec<T>>(&format!("[{object}]")), at("/0", &map), "{object}");
        }
        assert_eq!(fault::<Vec<T>>("[null]"), at("/0", &format!("invalid type: null, expected {expected}")));
    }
    holds::<Role>("text");
    holds::<Level>("a whole number");
    holds::<Number>("a number");
    holds::<Timestamp>("a point in time (a number of seconds or text)");
}

#[test]
fn a_wrong_number_is_told() {
    let expected = |found: &str| format!("invalid type: {found}, expected i64");
    assert_eq!(fault::<Thing>(r#"{"id":1.5}"#), at("/id", &expected("floating point `1.5`")));
    assert_eq!(fault::<Thing>(r#"{"id":true}"#), at("/id", &expected("boolean `true`")));
    assert_eq!(
        fault::<i64>("9223372036854775808"),
        at("", "invalid value: integer `9223372036854775808`, expected i64")
    );
    assert_eq!(fault::<Vec<f64>>("[1e999]"), at("/0", "this is no JSON (number out of range)"));
    assert_eq!(fault::<Vec<i64>>("[01]"), at("/0", "this is no JSON (invalid number)"));
    let level = |found: &str, problem: &str| format!("invalid {problem}: {found}, expected a whole number");
    assert_eq!(fault::<Thing>(r#"{"level":"high"}"#), at("/level", &level("string \"high\"", "value")));
    assert_eq!(fault::<Thing>(r#"{"level":1.0}"#), at("/level", &level("floating point `1.0`", "type")));
    assert_eq!(fault::<Level>("18446744073709551615"), at("", &level("integer `18446744073709551615`", "value")));
}

#[test]
fn what_is_no_json_is_told() {
    assert_eq!(fault::<Thing>("<!DOCTYPE html>\n<html></html>"), at("", "this is no JSON (expected value)"));
    assert_eq!(fault::<Thing>("Retry later\n"), at("", "this is no JSON (expected value)"));
    assert_eq!(fault::<Thing>("{\"id\":1}{"), at("", "this is no JSON (trailing characters)"));
    assert_eq!(fault::<Thing>("{\"id\":1,}"), at("", "this is no JSON (trailing comma)"));
    assert_eq!(fault::<Thing>("{\"id\" 1}"), at("/id", "this is no JSON (expected `:`)"));
    let early = |what: &str| format!("the JSON ends too early (EOF while parsing {what})");
    assert_eq!(fault::<Vec<Thing>>("[{\"id\":1},"), at("/1", &early("a value")));
    assert_eq!(fault::<Vec<Thing>>("[{\"id\":1}, {\"things\": [{\"id\":"), at("/1/things/0/id", &early("a value")));
    assert_eq!(fault::<Vec<Thing>>("[{\"id\":1},{\"new\":\"x"), at("/1/new", &early("a string")));
    assert_eq!(fault::<Thing>("{"), at("", &early("an object")));
    let deep = format!("{{\"new\":{}", "[".repeat(100_000));
    let (path, reason) = fault::<Thing>(&deep);
    assert_eq!(reason, "the JSON is nested too deeply (recursion limit exceeded)");
    assert!(path.starts_with("/new/0/0/0"), "{path}");
    let error = unreadable::<Thing>(b"{\"id\":1,\"new\":\"\xff\"}".as_slice());
    assert_eq!((error.path.as_str(), error.reason.as_str()), ("/new", "this is no JSON (invalid unicode code point)"));
    assert_eq!(error.excerpt, "{\"id\":1,\"new\":\"\u{fffd}\"}");
}

#[test]
fn the_excerpt_is_short_and_around_the_place() {
    let body = r#"{"list": [{"ä/b": [1, 2]}, {"ä/b": [3, "four"]}], "access_token": "hush"}"#;
    let error = unreadable::<Map<Vec<Map<Vec<i64>>>>>(body);
    assert_eq!((error.path.as_str(), &*error.excerpt), ("/list/1/ä~1b/1", &*body.replace("hush", "[redacted]")));
    let text = "the answer to `testOperation` (201) cannot be read at /list/1/ä~1b/1: invalid type: string \"four\", \
                expected i64; it says: {\"list\"";
    assert!(error.to_string().starts_with(text), "{error}");
    assert!(!format!("{error} {error:?}").contains("hush"));

    let body = format!("[{}{{\"secret\":\"{}\"}}{}]", "\"ä\", ".repeat(500), "hush".repeat(99), ", 1".repeat(500));
    let error = unreadable::<Vec<String>>(body);
    assert_eq!((error.path.as_str(), error.excerpt.chars().count()), ("/500", 200));
    assert!(error.excerpt.contains("\"secret\":\"[redacted]\""), "{}", error.excerpt);
}

#[test]
fn a_huge_value_or_key_gives_a_short_message() {
    let long = "long\n".repeat(100_000);
    let error = unreadable::<Vec<i64>>(serde_json::to_vec(&[&long]).unwrap());
    let reason = &error.reason;
    assert!(reason.starts_with("invalid type: string \"long") && reason.ends_with("…, expected i64"), "{reason}");
    let error = unreadable::<Map<i64>>(serde_json::to_vec(&Map::from([(long.clone(), "x")])).unwrap());
    assert_eq!(error.path.len(), long.len() + 1);
    unreadable::<Map<i64>>(long);
}

#[test]
fn a_secret_is_not_told() {
    for (body, expected) in [
        (r#"{"access_token":"hush"}"#, "invalid type: string [redacted], expected i64"),
        (r#"{"Tokens":{"a":["hush"]}}"#, "invalid type: map, expected i64"),
        (r#"{"password":123.5}"#, "invalid type: floating point [redacted], expected i64"),
    ] {
        let error = unreadable::<Map<i64>>(body);
        assert_eq!(error.reason, expected);
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("hush") && !shown.contains("`123"), "{shown}");
    }
    let error = unreadable::<Map<Secret>>(r#"{"token":12345678}"#);
    assert_eq!(
        (error.path.as_str(), &*error.reason),
        ("/token", "invalid type: integer [redacted], expected a string")
    );
    let error = unreadable::<Map<Vec<i64>>>(r#"{"api_keys":[1],"secret":[1,"hush"]}"#);
    assert_eq!(error.path, "/secret/1");
    assert!(!format!("{error} {error:?}").contains("hush"));
    let error = unreadable::<Map<Vec<String>>>(r#"{"a":["x"],"tokens":["hush"],"b":["y",1]}"#);
    assert_eq!(error.excerpt, r#"{"a":["x"],"tokens":["[redacted]"],"b":["y",1]}"#);
}

#[tokio::test]
async fn the_token_that_was_sent_is_not_told() {
    for body in
        [r#"["user-token"]"#, "the header was api-access-token: user-token!", "[1, \"a user-token", "user-token"]
    {
        let server = server(ok(body)).await;
        let call = call(&server.client(), &OPERATION, &[]);
        let raw = call.bytes().await.unwrap();
        assert_eq!(raw, body);
        let call = chatwoot_client::Call::new(
            &server.client(),
            chatwoot_client::Request::new(&OPERATION, &[]),
            decode::json::<Vec<i64>>,
        );
        let Err(Error::Decode(error)) = call.await else { panic!("{body}") };
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("user-token") && shown.contains("[redacted]"), "{shown}");
    }
}

#[test]
fn what_is_read_leniently_has_no_error() {
    let read = |body: &str| decode::json::<Value>(&RawResponse::new(&OPERATION, 200, body.to_owned()));
    assert_eq!(read(" {\"a\": [1]}\n").unwrap()["a"][0], 1);
    let raw = RawResponse::new(&OPERATION, 200, r#"{"id":1,"role":7,"level":"7","new":{"a":[null]}}"#);
    decode::json::<Thing>(&raw).unwrap();
}
