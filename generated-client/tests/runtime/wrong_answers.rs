//! Answers that arrive but are no good: too large, cut, packed, or not what was asked for.

use std::time::Duration;

use chatwoot_client::runtime::{Body, Operation, Request, decode};
use chatwoot_client::{Call, Error};

use crate::script::{is_final, is_tried_again, says, script, stalls};
use crate::support::{call, get, ok, post};

static GET: Operation = get("/things", &[]);
static POST: Operation = post(Body::None, &[]);

#[tokio::test]
async fn an_answer_that_says_it_is_too_large_is_refused_at_once() {
    let five_gib = "HTTP/1.1 200 OK\r\ncontent-length: 5368709120\r\n\r\n";
    for operation in [&GET, &POST] {
        let server = script([stalls(five_gib)]).await;
        let error = call(&server.client(), operation, &[]).timeout(Duration::from_secs(10)).await.unwrap_err();
        assert!(matches!(error, Error::TooLarge { limit: 0x400_0000, .. }), "{error:?}");
        assert_eq!((error.tries(), error.is_retryable(), server.count()), (1, false, 1));
    }
}

#[tokio::test]
async fn an_answer_is_cut_where_it_becomes_too_large() {
    let chunks = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}", "4\r\n1111\r\n".repeat(300));
    let until_close = format!("HTTP/1.1 200 OK\r\n\r\n{}", "1".repeat(1200));
    for (endless, is_success) in [(&chunks, true), (&until_close, true), (&chunks.replace(" 200 ", " 422 "), false)] {
        // What comes after the limit never comes, so that nobody can have waited for it.
        let server = script([stalls(endless.as_bytes())]).await;
        let client = server.builder().max_answer_size(1000).timeout(Duration::from_secs(10)).build().unwrap();
        let error = call(&client, &GET, &[]).await.unwrap_err();
        let is_told = matches!(error, Error::TooLarge { limit: 1000, .. });
        assert!(is_told == is_success && (is_success || error.status() == Some(422)), "{error:?}");
    }
    for (size, is_taken) in [(1000, true), (1001, false)] {
        let server = script([says(ok(&"1".repeat(size)))]).await;
        let client = server.builder().max_answer_size(1000).build().unwrap();
        assert_eq!(call(&client, &GET, &[]).bytes().await.is_ok(), is_taken);
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_not_asked_for_again() {
    let bodies: [(&[u8], &str); 4] = [
        (b"[\"caf\xe9\"]", "invalid unicode code point"),
        (b"<!DOCTYPE html><title>Sign in</title>", "this is no JSON"),
        (b"", "the body is empty"),
        (b"[\"a\",", "the JSON ends too early"),
    ];
    for (body, reason) in bodies {
        let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
        answer.extend(body);
        let server = script([says(answer)]).await;
        let client = server.client();
        let error = Call::new(&client, Request::new(&GET, &[]), decode::json::<Vec<String>>).await.unwrap_err();
        let Error::Decode(problem) = &error else { panic!("{error:?}") };
        assert!(problem.reason.contains(reason) && problem.body == body, "{error}");
        assert_eq!((error.status(), error.tries(), error.is_retryable(), server.count()), (Some(200), 1, false, 1));
        assert_eq!(call(&client, &GET, &[]).bytes().await.unwrap(), body);
    }
}

#[tokio::test]
async fn a_length_that_is_too_short_cuts_the_answer() {
    let server = script([says("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n{\"id\":1}")]).await;
    let error = call(&server.client(), &GET, &[]).await.unwrap_err();
    let Error::Decode(problem) = &error else { panic!("{error:?}") };
    assert_eq!(problem.body, "{\"id\":");
    // The next call is not answered with the rest.
    let server = script([says("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n11111"), says(ok("2"))]).await;
    let client = server.client();
    assert_eq!(call(&client, &GET, &[]).await.unwrap(), 1);
    assert_eq!(call(&client, &GET, &[]).await.unwrap(), 2);
}

#[tokio::test]
async fn a_length_that_is_too_long_is_a_broken_connection() {
    let body = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"id\":1}";
    is_tried_again(says(body), &GET).await;
    let error = is_final(says(body), &POST).await;
    assert!(matches!(error, Error::Transport { connected: true, .. }), "{error:?}");
}

/// Ten million zeros, packed into ten thousand bytes: `gzip -d` gives 10,320,518 of them.
fn gzip_bomb() -> Vec<u8> {
    let header = b"\x1f\x8b\x08\0\0\0\0\0\0\xff";
    let codes = b"\xed\xc1\x01\x01\0\0\0\x80\x90\xfe\xaf\xee\x08\x0a";
    // Each of these bits stands for a part of `the last byte, 258 times more`.
    let repeats = [0; 10_000];
    let end = b"\x06\xe1\xd1\xf3\xf4\x86\x7a\x9d\0";
    [&header[..], codes, &repeats, end].concat()
}

#[tokio::test]
async fn a_packed_answer_is_not_unpacked() {
    let bomb = gzip_bomb();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", bomb.len());
    let server = script([says([head.as_bytes(), &bomb].concat())]).await;
    let client = server.builder().max_answer_size(20_000).build().unwrap();
    let error = call(&client, &GET, &[]).await.unwrap_err();
    let Error::Decode(problem) = &error else { panic!("{error:?}") };
    assert!(problem.body == bomb && problem.reason.starts_with("this is no JSON"), "{error}");
    assert_eq!((error.status(), error.is_retryable(), server.count()), (Some(200), false, 1));
    // Nor was it asked for.
    assert!(server.received().iter().all(|it| it.header("accept-encoding").is_none()));
    assert_eq!(call(&client, &GET, &[]).bytes().await.unwrap(), bomb);
}
