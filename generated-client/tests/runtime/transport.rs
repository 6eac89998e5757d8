//! Redirects, timeouts, broken connections and sizes.

use std::time::Duration;

use chatwoot_client::runtime::{Body, Operation};
use chatwoot_client::{Client, Error, TimeLimit};

use crate::script::{is_final, quick, says};
use crate::support::{answer, call, get, listen, ok, post, server};

static GET: Operation = get("/things", &[]);
static POST: Operation = post(Body::None, &[]);

const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_token_stays() {
    let other = server(ok("null")).await;
    let location = format!("{}/elsewhere", other.url);
    for (status, operation) in REDIRECTS.into_iter().flat_map(|status| [(status, &GET), (status, &POST)]) {
        let first = server(answer(status, &format!("location: {location}\r\n"), "")).await;
        let error = call(&first.client(), operation, &[]).await.unwrap_err();
        let Error::Redirect { status: found, location: to, .. } = &error else { panic!("{error:?}") };
        assert_eq!((*found, to.as_deref()), (status, Some(location.as_str())));
        assert!(error.to_string().contains(&location) && !error.to_string().contains("user-token"), "{error}");
        assert_eq!(first.only().header("api-access-token"), Some("user-token"));
    }
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn a_redirect_is_not_followed_to_the_same_host_either() {
    for (status, operation) in REDIRECTS.into_iter().flat_map(|status| [(status, &GET), (status, &POST)]) {
        let error = is_final(says(answer(status, "location: /elsewhere\r\n", "")), operation).await;
        let Error::Redirect { location, .. } = &error else { panic!("{error:?}") };
        assert_eq!((error.status(), location.as_deref()), (Some(status), Some("/elsewhere")));
    }
}

#[tokio::test]
async fn a_post_without_a_body_says_so() {
    let server = server(ok("null")).await;
    call(&server.client(), &POST, &[]).await.unwrap();
    let received = server.only();
    assert_eq!(received.header("content-length"), Some("0"));
    assert_eq!(received.header("content-type"), None);
}

#[tokio::test]
async fn a_late_answer_is_a_timeout() {
    let server = server("").await;
    let client = server.builder().timeout(Duration::from_millis(50)).build().unwrap();
    let error = call(&client, &GET, &[]).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { limit, .. } if limit == Duration::from_millis(50)));
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "`testOperation` got no answer within 50ms");

    let call = call(&server.client(), &GET, &[]).timeout(Duration::from_millis(20));
    assert!(call.response().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_body_that_stops_is_a_timeout_or_a_broken_transport() {
    let server = server("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\"").await;
    let error = call(&server.client(), &GET, &[]).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
}

#[tokio::test]
async fn a_closed_port_is_a_transport_error_without_the_url() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder(&url).user_token("user-token").build().unwrap();
    let error = call(&client, &GET, &[]).await.unwrap_err();
    assert_eq!(error.to_string(), "`testOperation` could not connect after 3 tries");
    let source = std::error::Error::source(&error).unwrap();
    assert!(!format!("{error:?} {source} {source:?}").contains("/things"), "{error:?}");
}

#[tokio::test]
async fn an_endless_answer_is_cut() {
    let chunk = format!("{:x}\r\n{}\r\n", 1 << 20, "x".repeat(1 << 20));
    let body = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(65));
    let server = server(body).await;
    let error = call(&server.client(), &GET, &[]).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit: 0x400_0000, .. }), "{error:?}");
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn https_never_falls_back_to_http() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let serve = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut first = [0; 1];
        stream.read_exact(&mut first).await.unwrap();
        let _ = stream.write_all(ok("null").as_bytes()).await;
        first[0]
    });
    let client = Client::builder(url).user_token("user-token").build().unwrap();
    let error = call(&client, &GET, &[]).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    // 22 is the type of a TLS handshake record.
    assert_eq!(serve.await.unwrap(), 22);
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_handshake_that_stalls_is_a_connection_that_takes_too_long() {
    const LIMIT: Duration = Duration::from_millis(100);
    let (_silent, url) = listen().await;
    let client = Client::builder(url.replace("http:", "https:")).user_token("user-token").retry(quick());
    let error = call(&client.connect_timeout(LIMIT).build().unwrap(), &POST, &[]).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { which: TimeLimit::Connect, limit: LIMIT, tries: 3, .. }), "{error:?}");
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[test]
fn https_needs_a_feature() {
    let error = Client::builder("https://host").build().unwrap_err();
    assert!(error.to_string().contains("needs the feature `rustls` or `native-tls`"), "{error}");
}
