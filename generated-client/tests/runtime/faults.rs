//! Faults of the network and the server on real sockets: what is tried again, how often, and what the caller gets. `waits`
//! has what comes between two tries, `wrong_answers` what arrives but is no good.

use std::time::{Duration, Instant};

use chatwoot_client::runtime::{Body, Method, Operation};
use chatwoot_client::{Client, Error, TimeLimit, Upload, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::script::{is_final, is_tried_again, once, quick, refuses, resets, says, script, stalls};
use crate::support::{answer, call, field, get, listen, ok, post};

static GET: Operation = get("/things", &[]);
static POST: Operation = post(Body::None, &[]);
static PUT: Operation = Operation { method: Method::Put, ..get("/things", &[]) };
static PATCH: Operation = Operation { method: Method::Patch, ..get("/things", &[]) };
static DELETE: Operation = Operation { method: Method::Delete, ..get("/things", &[]) };
static UPLOAD: Operation = post(Body::JsonOrMultipart, &[field("file", "file")]);
static REPLACE: Operation = Operation { method: Method::Put, ..post(Body::JsonOrMultipart, &[field("file", "file")]) };

/// Answers that end before their end: before the headers, inside them and inside the body.
const BEGINNINGS: [&str; 3] =
    ["", "HTTP/1.1 200 OK\r\ncontent-ty", "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"id\":"];

#[tokio::test]
async fn a_refused_connection_is_tried_again_whatever_the_call_is() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder(&url).user_token("user-token").retry(quick()).build().unwrap();
    for operation in [&GET, &POST, &PATCH] {
        let error = call(&client, operation, &[]).await.unwrap_err();
        assert!(matches!(error, Error::Transport { connected: false, tries: 3, .. }), "{error:?}");
        assert!(error.is_retryable());
        assert_eq!(error.to_string(), "`testOperation` could not connect after 3 tries");
    }
}

/// A listener whose queue is full does not answer to more connections.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connection_that_takes_too_long_is_tried_again_whatever_the_call_is() {
    const LIMIT: Duration = Duration::from_millis(100);
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::time::timeout(LIMIT, tokio::net::TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 100);
    }
    let client = Client::builder(format!("http://{address}")).user_token("user-token").retry(quick());
    let error = call(&client.connect_timeout(LIMIT).build().unwrap(), &POST, &[]).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { which: TimeLimit::Connect, limit: LIMIT, tries: 3, .. }), "{error:?}");
    assert_eq!(error.to_string(), "`testOperation` could not connect within 100ms after 3 tries");
}

#[tokio::test]
async fn a_reset_is_tried_again_unless_it_may_be_done_twice() {
    for beginning in BEGINNINGS {
        for operation in [&GET, &PUT, &DELETE] {
            is_tried_again(resets(beginning), operation).await;
        }
        for operation in [&POST, &PATCH] {
            let error = is_final(resets(beginning), operation).await;
            assert!(matches!(error, Error::Transport { connected: true, .. }), "{error:?}");
        }
    }
}

#[tokio::test]
async fn a_close_in_the_middle_is_tried_again_unless_it_may_be_done_twice() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let truncated = [format!("{chunked}a\r\n{{\"id\""), format!("{chunked}1\r\n1\r\n"), format!("{chunked}zz\r\n1")];
    for beginning in BEGINNINGS.into_iter().chain(truncated.iter().map(String::as_str)) {
        is_tried_again(says(beginning), &GET).await;
        let error = is_final(says(beginning), &POST).await;
        assert!(matches!(error, Error::Transport { connected: true, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_no_http_is_a_broken_connection() {
    for bytes in ["SSH-2.0-OpenSSH_9.9\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n11"] {
        is_tried_again(says(bytes), &GET).await;
        let error = is_final(says(bytes), &POST).await;
        assert!(matches!(error, Error::Transport { connected: true, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn writes_are_repeated_where_the_caller_allows_it() {
    let faults = BEGINNINGS.map(resets).into_iter().chain([408, 502, 503, 504].map(|status| refuses(status, "")));
    for fault in faults {
        for operation in [&POST, &PATCH] {
            let server = script([fault.clone(), says(ok("1"))]).await;
            let result = call(&server.client(), operation, &[]).retry(quick().repeat_writes()).await;
            assert_eq!((result.unwrap(), server.count()), (Value::from(1), 2));
        }
    }
    let server = script([stalls(""), says(ok("1"))]).await;
    let call = call(&server.client(), &POST, &[]).retry(quick().repeat_writes());
    assert_eq!(call.try_timeout(Duration::from_millis(200)).await.unwrap(), 1);
}

#[tokio::test]
async fn a_stall_ends_with_the_time_of_the_try() {
    const LIMIT: Duration = Duration::from_millis(60);
    for beginning in BEGINNINGS {
        for (operation, expected) in [(&GET, 3), (&POST, 1)] {
            let server = script([stalls(beginning)]).await;
            let begin = Instant::now();
            let error = call(&server.client(), operation, &[]).try_timeout(LIMIT).await.unwrap_err();
            assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
            let Error::Timeout { which: TimeLimit::Try, limit: LIMIT, tries, .. } = error else { panic!("{error:?}") };
            assert_eq!((tries, server.count()), (expected, usize::try_from(expected).unwrap()));
        }
    }
    let server = script([stalls(""), says(ok("1"))]).await;
    let client = server.builder().try_timeout(Duration::from_millis(200)).build().unwrap();
    assert_eq!(call(&client, &GET, &[]).await.unwrap(), 1);
}

#[tokio::test]
async fn a_server_that_does_not_read_ends_with_the_time_of_the_try() {
    const LIMIT: Duration = Duration::from_millis(200);
    // Connections are made though nobody accepts them, and more is sent than the system keeps for them.
    let (_listener, url) = listen().await;
    let client = Client::builder(url).user_token("user-token").retry(quick()).try_timeout(LIMIT).build().unwrap();
    let (bytes, endless) = (Upload::bytes(vec![0; 32 << 20]), Upload::reader(tokio::io::repeat(0)));
    for (operation, upload, expected) in [(&UPLOAD, &bytes, 1), (&REPLACE, &bytes, 3), (&REPLACE, &endless, 1)] {
        let begin = Instant::now();
        let error = call(&client, operation, &[upload]).await.unwrap_err();
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        let Error::Timeout { which: TimeLimit::Try, limit: LIMIT, tries, .. } = error else { panic!("{error:?}") };
        assert_eq!(tries, expected);
    }
}

#[tokio::test]
async fn an_answer_that_comes_before_all_is_sent_is_the_answer() {
    let (listener, url) = listen().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut beginning = Vec::new();
        while !beginning.windows(4).any(|it| it == b"\r\n\r\n") {
            stream.read_buf(&mut beginning).await.unwrap();
        }
        let refusal = answer(413, "", "{\"error\":\"too large\"}");
        stream.write_all(refusal.as_bytes()).await.unwrap();
        std::future::pending::<()>().await;
    });
    let client = Client::builder(url).user_token("user-token").build().unwrap();
    let upload = Upload::reader(tokio::io::repeat(0));
    let Err(Error::Api(error)) = call(&client, &UPLOAD, &[&upload]).await else { panic!("no refusal") };
    assert_eq!((error.status, error.message.as_deref()), (413, Some("too large")));
}

#[tokio::test]
async fn the_time_of_the_call_ends_all_its_tries() {
    let limit = Duration::from_millis(200);
    let server = script([stalls("")]).await;
    let client = server.builder().retry(quick().tries(1000)).timeout(limit).build().unwrap();
    let begin = Instant::now();
    let error = call(&client, &GET, &[]).try_timeout(Duration::from_millis(60)).await.unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(2) && error.tries() >= 2, "{error:?}");
    assert!(error.is_timeout() && error.is_retryable());

    // One that waits longer than there is time fails with what it has, and at once.
    let server = script([refuses(503, "retry-after: 1\r\n")]).await;
    let client = server.builder().retry(quick().tries(1000)).timeout(limit).build().unwrap();
    let begin = Instant::now();
    let error = call(&client, &GET, &[]).await.unwrap_err();
    assert!(begin.elapsed() < limit, "{:?}", begin.elapsed());
    assert_eq!((error.status(), error.tries(), error.retry_after()), (Some(503), 1, Some(Duration::from_secs(1))));

    // A call that fails quickly does not go on for ever either.
    let server = script([refuses(503, "")]).await;
    let policy = quick().longest_wait(Duration::from_millis(2)).tries(u32::MAX);
    let begin = Instant::now();
    let error = call(&server.client(), &GET, &[]).retry(policy).timeout(limit).await.unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(2) && error.tries() > 3, "{error:?}");
}

#[tokio::test]
async fn too_many_requests_are_tried_again_whatever_the_call_is() {
    for operation in [&GET, &POST, &PATCH, &DELETE] {
        is_tried_again(refuses(429, ""), operation).await;
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again_unless_it_may_be_done_twice() {
    for status in [408, 502, 503, 504] {
        for operation in [&GET, &PUT, &DELETE] {
            is_tried_again(refuses(status, ""), operation).await;
        }
        for operation in [&POST, &PATCH] {
            assert_eq!(is_final(refuses(status, ""), operation).await.status(), Some(status));
        }
    }
}

#[tokio::test]
async fn other_failures_are_never_tried_again() {
    for status in [400, 401, 403, 404, 409, 422, 500, 501, 505] {
        for operation in [&GET, &POST] {
            let error = is_final(refuses(status, "retry-after: 0\r\n"), operation).await;
            assert_eq!((error.status(), error.is_retryable()), (Some(status), false));
        }
    }
    let server = script([refuses(500, ""), says(ok("1"))]).await;
    call(&server.client(), &POST, &[]).retry(quick().repeat_writes()).await.unwrap_err();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn the_last_try_is_the_third_and_the_error_says_so() {
    for (policy, tries) in [(quick(), 3), (quick().tries(5), 5), (quick().tries(0), 1)] {
        let server = script([refuses(503, "")]).await;
        let error = call(&server.client(), &GET, &[]).retry(policy).await.unwrap_err();
        assert_eq!((error.tries(), server.count()), (tries, usize::try_from(tries).unwrap()));
        let after = if tries > 1 { format!(" after {tries} tries") } else { String::new() };
        assert_eq!(error.to_string(), format!("`testOperation` failed with 503: later{after}"));
    }
    let server = script([refuses(429, "")]).await;
    let never = chatwoot_client::RetryPolicy::never();
    let error = call(&server.client(), &GET, &[]).retry(never).await.unwrap_err();
    assert_eq!((error.tries(), server.count()), (1, 1));
}

#[tokio::test]
async fn a_stream_is_never_sent_twice() {
    for fault in [refuses(429, ""), refuses(503, ""), resets("")] {
        let server = script([fault, says(ok("1"))]).await;
        let upload = Upload::reader(&b"the content"[..]);
        let error = call(&server.client(), &UPLOAD, &[&upload]).retry(quick().repeat_writes()).await.unwrap_err();
        assert_eq!((error.tries(), server.count()), (1, 1), "{error:?}");
        assert!(!matches!(error, Error::InvalidParameter { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_file_and_bytes_are_sent_again_whole() {
    let path = std::env::temp_dir().join(format!("chatwoot-again-{}.txt", std::process::id()));
    std::fs::write(&path, "the content").unwrap();
    for upload in [Upload::path(&path), Upload::bytes("the content")] {
        let server = script([refuses(429, ""), says(ok("1"))]).await;
        call(&server.client(), &UPLOAD, &[&upload]).await.unwrap();
        let received = server.received();
        assert_eq!(received.len(), 2);
        assert!(received.iter().all(|it| it.text().contains("\r\n\r\nthe content\r\n--")), "{received:?}");
    }
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn another_try_is_the_same_request() {
    let server = script([refuses(429, ""), says(ok("1"))]).await;
    call(&server.client(), &UPLOAD, &[&"text".to_owned()]).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].text(), "{\"file\":\"text\"}");
    let whole = |index: usize| (&received[index].line, &received[index].headers, &received[index].body);
    assert_eq!(whole(0), whole(1));
}

#[tokio::test]
async fn what_comes_before_the_answer_is_passed_over() {
    let early = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n";
    let (result, count) = once(says(format!("{early}{}", ok("1"))), &POST).await;
    assert_eq!((result.unwrap(), count), (Value::from(1), 1));
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_not_used_again() {
    let server = script([says("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1"), says(ok("2"))]).await;
    let client = server.client();
    assert_eq!(call(&client, &POST, &[]).await.unwrap(), 1);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(call(&client, &POST, &[]).await.unwrap(), 2);
    assert_eq!(server.count(), 2);
}
