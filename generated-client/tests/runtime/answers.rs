//! Answers of success: with a body, without one where there should be one, and with one where there should be none.

use std::collections::BTreeMap;

use chatwoot_client::runtime::{Operation, RawResponse, Request, decode};
use chatwoot_client::{Call, Error, Value};
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

fn kept<T>(body: &str, decode: fn(&RawResponse) -> Result<T, Error>) -> Result<T, Error> {
    decode(&RawResponse::new(&OPERATION, 200, body.to_owned()).success()?)
}

#[test]
fn nothing_is_null_where_null_is_possible() {
    for body in ["", " \n", "null", " null\r\n"] {
        assert_eq!(kept::<Value>(body, decode::json).unwrap(), Value::Null);
        assert_eq!(kept::<Option<i64>>(body, decode::json).unwrap(), None);
        assert_eq!(kept::<Option<Vec<i64>>>(body, decode::optional).unwrap(), None);
        kept(body, decode::empty).unwrap();
        for error in [
            kept::<i64>(body, decode::json).unwrap_err(),
            kept::<Vec<i64>>(body, decode::json).map(drop).unwrap_err(),
            kept::<BTreeMap<String, i64>>(body, decode::json).map(drop).unwrap_err(),
        ] {
            let Error::Decode(error) = error else { panic!("{error}") };
            let reason = if body.trim().is_empty() { "the body is empty, and" } else { "invalid type: null" };
            assert!(error.reason.starts_with(reason), "{error}");
            assert_eq!((error.path.as_str(), &error.body[..]), ("", body.as_bytes()));
        }
    }
    let error = kept::<Option<i64>>("{}", decode::optional).unwrap_err();
    assert!(error.to_string().contains("invalid type: map, expected i64"), "{error}");
}

#[tokio::test]
async fn json_where_none_was_due_is_not_gone() {
    let server = server(ok("{\"id\":1}")).await;
    let call = || Call::new(&server.client(), Request::new(&OPERATION, &[]), decode::empty);
    call().await.unwrap();
    assert_eq!(call().json().await.unwrap(), json!({"id": 1}));
    assert_eq!(call().bytes().await.unwrap(), "{\"id\":1}");
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
