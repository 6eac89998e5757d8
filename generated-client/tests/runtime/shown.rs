//! What errors and answers show of themselves: one line, nothing twice and no token, whatever the server repeats.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use chatwoot_client::runtime::{Body, Operation, RawResponse, Request, decode};
use chatwoot_client::{Call, Client, Error, Upload, Value};
use serde_json::json;

use crate::script::{Step, quick, resets, says, script, stalls};
use crate::support::{BrokenReader, answer, call, field, get, listen, object, post};

static GET: Operation = get("/things", &[]);
static UPLOAD: Operation = post(Body::JsonOrMultipart, &[field("file", "file")]);

/// Calls a server that does this.
async fn failure<T>(step: Step, decode: fn(&RawResponse) -> Result<T, Error>) -> Error {
    let server = script([step]).await;
    let limit = Duration::from_millis(100);
    let client = server.builder().max_answer_size(1000).try_timeout(limit).build().unwrap();
    let call = Call::new(&client, Request::new(&GET, &[]), decode);
    call.await.map(drop).unwrap_err()
}

/// Errors that never met a server.
async fn refusals() -> Vec<Error> {
    let token = "user-token";
    let client = Client::builder("http://localhost:1").user_token(token).build().unwrap();
    let without = Client::builder("http://localhost:1").build().unwrap();
    let missing_file = Upload::path("no\nsuch\nfile");
    vec![
        call(&without, &GET, &[]).await.unwrap_err(),
        client.call(&GET, object(json!({ "no\nparameter": "user-token" }))).await.unwrap_err(),
        call(&client, &UPLOAD, &[&missing_file]).await.unwrap_err(),
        Client::builder("https://user-token@host/\nline").build().unwrap_err(),
        Client::builder("https://host").user_token("user-token\n").build().unwrap_err(),
        Client::builder("https://host").user_token(token).user_agent("a\nb").build().unwrap_err(),
    ]
}

/// Errors of the network.
async fn transport_errors() -> Vec<Error> {
    let (listener, refusing) = listen().await;
    drop(listener);
    let client = |url: &str| Client::builder(url).user_token("user-token").retry(quick()).build().unwrap();
    let fire = Upload::reader(BrokenReader("the disk\nis on fire"));
    let (_silent, url) = listen().await;
    let mut errors = vec![
        call(&client(&refusing), &GET, &[]).await.unwrap_err(),
        call(&client(&url), &UPLOAD, &[&fire]).await.unwrap_err(),
        call(&client(&url), &GET, &[]).timeout(Duration::from_millis(50)).await.unwrap_err(),
        failure(stalls(""), decode::value).await,
    ];
    for bytes in
        ["", "SSH-2.0 user-token\r\n", "HTTP/1.1 200 OK\r\nuser-token", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"]
    {
        errors.push(failure(says(bytes), decode::value).await);
        errors.push(failure(resets(bytes), decode::value).await);
    }
    errors
}

/// Errors of answers that repeat the token, in more than one line.
async fn answer_errors() -> Vec<Error> {
    let headers = "x-request-id: user-token\r\napi-access-token: user-token\r\nset-cookie: user-token\r\n";
    let says_so = |status, body: &str| says(answer(status, headers, body));
    let mut errors = Vec::new();
    for body in
        ["one\nuser-token\r\ntwo", "{\"error\":\"one\\nuser-token\\r\\ntwo\"}", "{\"errors\":{\"user-token\":\"\\n\"}}"]
    {
        for status in [401, 422, 500] {
            errors.push(failure(says_so(status, body), decode::value).await);
        }
        errors.push(failure(says_so(200, body), decode::json::<i64>).await);
    }
    errors.push(failure(says_so(200, "\"one\\nuser-token\""), decode::json::<i64>).await);
    errors.push(failure(says_so(200, "{\"a\\nuser-token\":\"x\"}"), decode::json::<BTreeMap<String, i64>>).await);
    errors.push(failure(says_so(200, &"user-token".repeat(101)), decode::value).await);
    for location in ["/user-token", "https://user-token@host/a?user-token#user-token", "user-token"] {
        let headers = format!("{headers}location: {location}\r\n");
        errors.push(failure(says(answer(302, &headers, "user-token")), decode::value).await);
    }
    errors
}

/// Errors of every kind.
async fn errors() -> Vec<Error> {
    let mut errors = refusals().await;
    errors.extend(transport_errors().await);
    errors.extend(answer_errors().await);
    errors
}

/// Gives an error and its sources, as they are shown.
fn chain(error: &Error) -> Vec<String> {
    let mut shown = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        shown.push(error.to_string());
        source = error.source();
    }
    shown
}

#[tokio::test]
async fn every_kind_of_error_is_among_these() {
    let source = include_str!("../../src/runtime/failure/mod.rs");
    let (_, body) = source.split_once("pub enum Error {\n").unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let kinds = body.lines().filter_map(|line| line.strip_prefix("    "));
    let kinds: Vec<_> = kinds.filter(|line| line.starts_with(|it: char| it.is_ascii_uppercase())).collect();
    assert!(kinds.len() >= 9, "{kinds:?}");
    let found: Vec<String> = errors().await.iter().map(|error| format!("{error:?}")).collect();
    for kind in kinds {
        let (name, _) = kind.split_once([' ', '(']).unwrap();
        assert!(found.iter().any(|it| it.split([' ', '(']).next() == Some(name)), "no error is a `{name}`");
    }
}

#[tokio::test]
async fn every_error_is_one_line_and_says_nothing_of_its_source() {
    for error in errors().await {
        let chain = chain(&error);
        assert!(!chain[0].contains(char::is_control), "{chain:?}");
        for pair in chain.windows(2) {
            assert!(!pair[0].contains(&pair[1]), "{chain:?}");
        }
    }
}

#[tokio::test]
async fn no_error_shows_a_token_nor_does_a_panic() {
    for error in errors().await {
        let shown = format!("{} {error:?} {error:#?}", chain(&error).join(" "));
        assert!(!shown.contains("user-token"), "{shown}");
        let failed = |error| -> Result<(), Error> { Err(error) };
        let panic = catch_unwind(AssertUnwindSafe(|| failed(error).unwrap())).unwrap_err();
        let message = panic.downcast_ref::<String>().unwrap();
        assert!(message.starts_with("called `Result::unwrap()`") && !message.contains("user-token"), "{message}");
    }
}

#[tokio::test]
async fn no_answer_shows_the_token_that_was_sent_nor_does_a_panic() {
    let headers = "api-access-token: user-token\r\nauthorization: user-token\r\n";
    let server = script([says(answer(200, headers, "\"user-token\""))]).await;
    let client = server.client();
    let response = call(&client, &GET, &[]).bytes().response().await.unwrap();
    assert!(!format!("{:?} {:#?}", response.headers, response.headers).contains("user-token"), "{response:?}");

    let panics: Call<Value> = Call::new(&client, Request::new(&GET, &[]), |raw| panic!("{raw:?} {raw:#?}"));
    let panic = tokio::spawn(panics.into_future()).await.unwrap_err().into_panic();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains("RawResponse") && !message.contains("user-token"), "{message}");
    // The client is as good as before.
    assert_eq!(call(&client, &GET, &[]).await.unwrap(), "user-token");
}
