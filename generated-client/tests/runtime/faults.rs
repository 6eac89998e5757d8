//! Faults of the network and the server on real sockets: what is tried again, how often and when, and what the caller
//! gets. The table in the documentation of `runtime` names these tests.

use std::fmt::Write as _;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chatwoot_client::runtime::{Body, Method, Operation, Request, decode};
use chatwoot_client::{Call, Client, Error, TimeLimit, Upload, Value};

use crate::script::{Step, quick, resets, says, script, stalls};
use crate::support::{answer, call, field, get, ok, post};

static GET: Operation = get("/things", &[]);
static POST: Operation = post(Body::None, &[]);
static PUT: Operation = Operation { method: Method::Put, ..get("/things", &[]) };
static PATCH: Operation = Operation { method: Method::Patch, ..get("/things", &[]) };
static DELETE: Operation = Operation { method: Method::Delete, ..get("/things", &[]) };
static UPLOAD: Operation = post(Body::JsonOrMultipart, &[field("file", "file")]);

/// Answers that end before their end: before the headers, inside them and inside the body.
const BEGINNINGS: [&str; 3] =
    ["", "HTTP/1.1 200 OK\r\ncontent-ty", "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"id\":"];

fn refuses(status: u16, headers: &str) -> Step {
    says(answer(status, headers, "{\"error\":\"later\"}"))
}

/// Calls a server that fails once and then answers; gives the result and how often the server was asked.
async fn once(fault: Step, operation: &'static Operation) -> (Result<Value, Error>, usize) {
    let server = script([fault, says(ok("1"))]).await;
    let result = call(&server.client(), operation, &[]).await;
    (result, server.count())
}

async fn is_tried_again(fault: Step, operation: &'static Operation) {
    let (result, count) = once(fault, operation).await;
    assert_eq!((result.unwrap(), count), (Value::from(1), 2));
}

async fn is_final(fault: Step, operation: &'static Operation) -> Error {
    let (result, count) = once(fault, operation).await;
    let error = result.unwrap_err();
    assert_eq!((error.tries(), count), (1, 1), "{error:?}");
    error
}

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
async fn the_wait_that_the_server_asks_for_is_kept() {
    let in_two_seconds = || http_date(SystemTime::now() + Duration::from_secs(2));
    for wait in [|| "1".to_owned(), in_two_seconds] {
        let wait = wait();
        let server = script([refuses(429, &format!("Retry-After: {wait}\r\n")), says(ok("1"))]).await;
        let begin = Instant::now();
        assert_eq!(call(&server.client(), &POST, &[]).await.unwrap(), 1);
        let waited = begin.elapsed();
        assert!(waited >= Duration::from_millis(900) && waited < Duration::from_secs(10), "{wait}: {waited:?}");
    }
}

#[tokio::test]
async fn a_wait_that_is_over_is_none() {
    let policy = quick().first_wait(Duration::from_secs(3600)).longest_wait(Duration::from_secs(3600));
    for wait in ["0", " 000 ", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        let server = script([refuses(503, &format!("retry-after: {wait}\r\n")), says(ok("1"))]).await;
        let call = call(&server.client(), &GET, &[]).retry(policy.clone());
        assert_eq!(call.timeout(Duration::from_secs(10)).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_told_instead() {
    for (wait, seconds) in [("31", 31), ("86400", 86_400), ("99999999999999999999", u64::MAX)] {
        let error = is_final(refuses(429, &format!("retry-after: {wait}\r\n")), &GET).await;
        assert_eq!(error.retry_after(), Some(Duration::from_secs(seconds)));
        assert!(error.to_string().ends_with(&format!("; the server asks to wait {seconds}s")), "{error}");
    }
    let error = is_final(refuses(503, "retry-after: Tue, 31 Dec 2999 23:59:59 GMT\r\n"), &GET).await;
    assert!(error.retry_after().unwrap() > Duration::from_secs(900 * 365 * 86_400), "{error}");

    let server = script([refuses(429, "retry-after: 2\r\n")]).await;
    let policy = quick().longest_retry_after(Duration::from_secs(1));
    let error = call(&server.client(), &GET, &[]).retry(policy).await.unwrap_err();
    assert_eq!((error.tries(), error.retry_after()), (1, Some(Duration::from_secs(2))));
}

#[tokio::test]
async fn a_wait_that_cannot_be_read_is_as_none() {
    for wait in [
        "",
        "-1",
        "+1",
        "1.5",
        "soon",
        "1 2",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "\u{e9}",
    ] {
        let server = script([refuses(429, &format!("retry-after: {wait}\r\n")), says(ok("1"))]).await;
        let client = server.client();
        let error = call(&client, &GET, &[]).retry(quick().tries(1)).await.unwrap_err();
        assert_eq!(error.retry_after(), None, "{wait:?}");
        assert!(error.is_rate_limited() && error.is_retryable());
        is_tried_again(refuses(429, &format!("retry-after: {wait}\r\n")), &GET).await;
    }
}

/// Writes a point in time as headers have it, without the day of the week, which nobody reads.
fn http_date(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap().as_secs();
    let (mut year, mut days) = (1970, seconds / 86_400);
    let is_leap = |year: u64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("Mon, {:02} {} {year} {hour:02}:{minute:02}:{second:02} GMT", days + 1, names[month])
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
async fn a_redirect_is_not_followed_to_the_same_host_either() {
    for status in [301, 302, 303, 307, 308] {
        for operation in [&GET, &POST] {
            let error = is_final(says(answer(status, "location: /elsewhere\r\n", "")), operation).await;
            let Error::Redirect { location, .. } = &error else { panic!("{error:?}") };
            assert_eq!((error.status(), location.as_deref()), (Some(status), Some("/elsewhere")));
        }
    }
}

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
    for (endless, status) in [(&chunks, 200), (&until_close, 200), (&chunks.replace(" 200 ", " 503 "), 503)] {
        // What comes after the limit never comes, so that nobody can have waited for it.
        let server = script([stalls(endless.as_bytes())]).await;
        let client = server.builder().max_answer_size(1000).timeout(Duration::from_secs(10)).build().unwrap();
        let error = call(&client, &GET, &[]).await.unwrap_err();
        assert!(matches!(error, Error::TooLarge { limit: 1000, .. }), "{status}: {error:?}");
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

/// The tests that the table of faults names in its last column.
fn tests_of_table() -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("../../src/runtime/mod.rs").lines();
    let rows = lines.filter_map(|line| line.strip_prefix("//! |")?.trim_end().strip_suffix("` |"));
    let tests = rows.map(|row| row.rsplit_once('`').and_then(|(_, test)| test.split_once("::")));
    tests.map(|test| test.expect("a row must end with `module::test`")).collect()
}

#[test]
fn every_test_of_the_table_exists() {
    let tests = tests_of_table();
    assert!(tests.len() >= 30, "{}", tests.len());
    let mut missing = String::new();
    for (module, name) in tests {
        let path = format!("{}/tests/runtime/{module}.rs", env!("CARGO_MANIFEST_DIR"));
        let source = std::fs::read_to_string(path).unwrap_or_default();
        let head = |line: &str| line.ends_with(&format!("fn {name}() {{"));
        let mut lines = source.lines().zip(source.lines().skip(1));
        if !lines.any(|(above, line)| above.contains("test") && above.starts_with("#[") && head(line)) {
            let _ = writeln!(missing, "{module}::{name}");
        }
    }
    assert!(missing.is_empty(), "no such tests:\n{missing}");
}
