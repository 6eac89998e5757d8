//! The headers of answers: how many and how large they may be, and how they are read.

use chatwoot_client::runtime::Operation;
use chatwoot_client::{AnswerPart, Error};

use crate::script::{Script, says, script};
use crate::support::{call, get};

static GET: Operation = get("/things", &[]);

const LIMIT: usize = 64 * 1024;

/// An answer with so many headers, each of so many bytes with its name.
fn with_headers(count: usize, size: usize) -> Vec<u8> {
    let header = |number: usize| format!("x-{number:05}: {}\r\n", "a".repeat(size - 7));
    let headers: String = (0..count).map(header).collect();
    format!("HTTP/1.1 200 OK\r\n{headers}content-length: 4\r\n\r\nnull").into_bytes()
}

async fn is_refused(server: &Script, limit: usize) {
    let error = call(&server.builder().max_header_size(limit).build().unwrap(), &GET, &[]).await.unwrap_err();
    let Error::TooLarge { operation: "testOperation", part: AnswerPart::Headers, limit: told, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(told, limit);
    let expected =
        format!("the answer to `testOperation` has more than 100 headers, or more than {limit} bytes of them");
    assert_eq!(error.to_string(), expected);
    assert_eq!(server.count(), 1, "it was tried again");
}

#[tokio::test]
async fn headers_that_are_too_large_are_refused_at_once() {
    is_refused(&script([says(with_headers(70, 1024))]).await, LIMIT).await;
    // The headers of the answer below: 10 of 100 bytes, and `content-length: 4`.
    is_refused(&script([says(with_headers(10, 100))]).await, 10 * 100 + 14).await;
    let server = script([says(with_headers(10, 100))]).await;
    let client = server.builder().max_header_size(10 * 100 + 15).build().unwrap();
    assert!(call(&client, &GET, &[]).await.unwrap().is_null());
}

#[tokio::test]
async fn too_many_headers_are_refused_at_once() {
    is_refused(&script([says(with_headers(101, 20))]).await, LIMIT).await;
    let server = script([says(with_headers(99, 20))]).await;
    assert!(call(&server.client(), &GET, &[]).await.unwrap().is_null());
}

#[tokio::test]
async fn headers_without_an_end_are_cut_whatever_the_limit_is() {
    let endless = [b"HTTP/1.1 200 OK\r\nx-a: ".to_vec(), vec![b'a'; 4 * 1024 * 1024]].concat();
    is_refused(&script([says(endless)]).await, usize::MAX).await;
}

#[tokio::test]
async fn a_value_that_is_no_text_is_read_as_far_as_it_is() {
    let answer = b"HTTP/1.1 200 OK\r\nx-a: caf\xe9\r\nx-a: second\r\nX-B: \xc3\xa9\r\ncontent-length: 4\r\n\r\nnull";
    let server = script([says(*answer)]).await;
    let headers = call(&server.client(), &GET, &[]).response().await.unwrap().headers;
    assert_eq!(headers.get("X-A"), Some("caf\u{fffd}"));
    assert_eq!(headers.get("x-b"), Some("é"));
    let all: Vec<_> = headers.iter().filter(|(name, _)| *name == "x-a").collect();
    assert_eq!(all, [("x-a", "caf\u{fffd}"), ("x-a", "second")]);
}
