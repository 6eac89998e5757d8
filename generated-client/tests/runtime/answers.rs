//! Answers: empty ones, errors in all the shapes the server has, and bodies that cannot be read.

use std::collections::BTreeMap;

use chatwoot_client::runtime::{Operation, RawResponse, Request, decode};
use chatwoot_client::{ApiError, Call, DecodeError, Error, Value};
use serde_json::json;

use crate::support::{answer, call, get, ok, server};

static OPERATION: Operation = get("/things", &[]);

async fn read<T>(body: &str, decode: fn(&RawResponse) -> Result<T, Error>) -> Result<T, Error> {
    let server = server(ok(body)).await;
    Call::new(&server.client(), Request::new(&OPERATION, &[]), decode).await
}

#[tokio::test]
async fn empty_bodies_are_decided_by_length() {
    assert_eq!(read::<Option<i64>>("", decode::optional).await.unwrap(), None);
    assert_eq!(read::<Option<i64>>("null", decode::optional).await.unwrap(), None);
    assert_eq!(read::<Option<i64>>("7", decode::optional).await.unwrap(), Some(7));
    assert_eq!(read("", decode::value).await.unwrap(), Value::Null);
    assert_eq!(read("", decode::text).await.unwrap(), "");
    assert_eq!(read("a\nb", decode::text).await.unwrap(), "a\nb");
    assert_eq!(read("ab", decode::bytes).await.unwrap(), "ab");
    read("<html>", decode::empty).await.unwrap();
    let error = read::<i64>("", decode::json).await.unwrap_err();
    assert!(error.to_string().contains("the body is empty"), "{error}");
    let server = server("HTTP/1.1 204 No Content\r\n\r\n").await;
    assert_eq!(call(&server.client(), &OPERATION, &[]).await.unwrap(), Value::Null);
}

#[tokio::test]
async fn an_answer_comes_with_its_status_and_headers() {
    let server = server(answer(201, "X-Request-Id: r-1\r\naccess-token: hush\r\n", "{\"id\":1}")).await;
    let response = call(&server.client(), &OPERATION, &[]).response().await.unwrap();
    assert_eq!((response.value.clone(), response.status), (json!({"id": 1}), 201));
    assert_eq!(response.request_id(), Some("r-1"));
    assert_eq!(response.headers.get("ACCESS-TOKEN"), Some("hush"));
    assert!(!format!("{response:?}").contains("hush"), "{response:?}");
    let typed: Call<i64> = Call::new(&server.client(), Request::new(&OPERATION, &[]), decode::json);
    assert_eq!(typed.json().await.unwrap(), json!({"id": 1}));
    assert_eq!(call(&server.client(), &OPERATION, &[]).bytes().await.unwrap(), "{\"id\":1}");
}

async fn failure(status: u16, content_type: &str, body: &str) -> Box<ApiError> {
    let headers = format!("content-type: {content_type}\r\nx-request-id: r-9\r\n");
    let server = server(answer(status, &headers, body)).await;
    match call(&server.client(), &OPERATION, &[]).await {
        Err(Error::Api(error)) => error,
        other => panic!("no error of the API: {other:?}"),
    }
}

#[tokio::test]
async fn errors_are_read_in_all_their_shapes() {
    let json = "application/json; charset=utf-8";
    for (status, content_type, body, message) in [
        (404, json, r#"{"error":"Resource could not be found"}"#, Some("Resource could not be found")),
        (401, json, r#"{"success":false,"errors":["One.","Two."]}"#, Some("One.; Two.")),
        (422, json, r#"{"message":"Name is taken","attributes":["name"]}"#, Some("Name is taken")),
        (403, json, r#"{"message":"No"}"#, Some("No")),
        (422, json, r#"{"success":false}"#, None),
        (500, json, r#"{"status":500,"error":"Internal Server Error"}"#, Some("Internal Server Error")),
        (422, json, "", None),
        (429, "text/plain", "Retry later\n", Some("Retry later")),
        (502, "text/html", "<html><head><title>502 Bad\nGateway</title></head></html>", Some("502 Bad Gateway")),
        (500, "text/html", "<!DOCTYPE html><p>Oops", None),
        (500, json, "[1, {\"message\": \"deep\"}]", Some("deep")),
        (500, json, "{broken", Some("{broken")),
        (500, json, "\"text\"", Some("text")),
        (500, json, "{\"error\":null,\"message\":{}}", None),
    ] {
        let error = failure(status, content_type, body).await;
        assert_eq!(error.message.as_deref(), message, "{body}");
        assert_eq!(
            (error.status, error.request_id.as_deref(), &error.body[..]),
            (status, Some("r-9"), body.as_bytes())
        );
        assert!(!error.to_string().contains('\n'));
    }
    let error = failure(422, json, r#"{"message":"Name is taken","attributes":["name"]}"#).await;
    assert_eq!(error.attributes, ["name"]);
    let error = failure(422, json, r#"{"error":{"name":["is blank","is short"],"base":"no"}}"#).await;
    let fields = BTreeMap::from([
        ("base".to_owned(), vec!["no".to_owned()]),
        ("name".to_owned(), vec!["is blank".to_owned(), "is short".to_owned()]),
    ]);
    assert_eq!((error.message.as_deref(), &error.field_errors), (None, &fields));
    assert_eq!(error.to_string(), "`testOperation` failed with 422: base no; name is blank, is short");
    let error = failure(400, json, r#"{"description":"d","errors":[{"field":"f","message":"m","code":"c"}]}"#).await;
    assert_eq!(error.message.as_deref(), Some("d"));
    assert_eq!(error.field_errors["f"], ["m"]);
}

#[tokio::test]
async fn errors_say_what_they_are() {
    let error = Error::Api(failure(404, "application/json", r#"{"error":"Resource could not be found"}"#).await);
    assert_eq!(error.to_string(), "`testOperation` failed with 404: Resource could not be found");
    assert!(error.is_not_found() && !error.is_unauthorized());
    assert!(std::error::Error::source(&error).is_none());
    let error = Error::Api(failure(401, "application/json", "{\"error\":\"no\"}").await);
    assert!(error.is_unauthorized() && error.to_string().contains("may not do"), "{error}");
    let error = Error::Api(failure(429, "text/plain", "Retry later").await);
    assert!(error.is_rate_limited() && error.status() == Some(429));
}

async fn unreadable<T: serde::de::DeserializeOwned + std::fmt::Debug>(body: &str) -> Box<DecodeError> {
    match read::<T>(body, decode::json).await {
        Err(Error::Decode(error)) => error,
        other => panic!("it was read: {other:?}"),
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_says_where() {
    let body = r#"{"list": [{"ä/b": [1, 2]}, {"ä/b": [3, "four"]}], "access_token": "hush"}"#;
    let error = unreadable::<BTreeMap<String, Vec<BTreeMap<String, Vec<i64>>>>>(body).await;
    assert_eq!(error.path, "/list/1/ä~1b/1");
    assert_eq!(error.reason, "invalid type: string \"four\", expected i64");
    assert_eq!((error.status, &error.body[..]), (200, body.as_bytes()));
    assert_eq!(error.excerpt, body.replace("hush", "[redacted]"));
    assert!(!format!("{error} {error:?}").contains("hush"));
    let start = "the answer to `testOperation` (200) cannot be read at /list/1/ä~1b/1: invalid type: string \"four\"";
    assert!(error.to_string().starts_with(start), "{error}");

    let error = unreadable::<i64>("<html>\n<p>hello</p>").await;
    assert_eq!((error.path.as_str(), error.reason.as_str()), ("", "expected value"));
    assert!(!error.to_string().contains('\n'), "{error}");
}

#[tokio::test]
async fn an_excerpt_is_short_and_around_the_place() {
    let body = format!("[{}{{\"secret\":\"{}\"}}{}]", "\"ä\", ".repeat(500), "hush".repeat(99), ", 1".repeat(500));
    let error = unreadable::<Vec<String>>(&body).await;
    assert_eq!(error.path, "/500");
    assert_eq!(error.excerpt.chars().count(), 200);
    assert!(error.excerpt.contains("\"secret\":\"[redacted]\""), "{}", error.excerpt);
}
