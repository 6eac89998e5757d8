//! What the server asks for in `Retry-After`: how long a call waits before it is tried again.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chatwoot_client::runtime::{Body, Operation};

use crate::script::{is_final, is_tried_again, quick, refuses, says, script};
use crate::support::{call, get, ok, post};

static GET: Operation = get("/things", &[]);
static POST: Operation = post(Body::None, &[]);

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
