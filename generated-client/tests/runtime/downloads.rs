//! Files that answers point to.

use std::time::Duration;

use chatwoot_client::{Client, Error};
use tokio::net::TcpListener;

use crate::support::{answer, ok, server};

/// A client of a server, with all tokens.
fn client(url: &str) -> Client {
    let builder = Client::builder(url).user_token("hush").agent_bot_token("hush").platform_token("hush");
    builder.try_timeout(Duration::from_millis(300)).build().unwrap()
}

#[tokio::test]
async fn a_file_is_fetched_from_another_host_without_a_token() {
    let storage = server(answer(200, "content-type: image/png\r\n", "picture")).await;
    let chatwoot = server(answer(302, &format!("location: {}/disk/abc?signature=1\r\n", storage.url), "")).await;
    let client = client(&chatwoot.url);
    for url in
        [format!("{}/rails/blobs/redirect/abc/ada.png", chatwoot.url), "/rails/blobs/redirect/abc/ada.png".into()]
    {
        let file = client.download(url).await.unwrap();
        assert_eq!((file.size(), file.content_type()), (Some(7), Some("image/png")));
        assert_eq!(file.bytes().await.unwrap(), "picture");
    }
    for received in chatwoot.received().iter().chain(&storage.received()) {
        assert!(!format!("{received:?}").contains("hush"), "{received:?}");
    }
    assert_eq!(chatwoot.received()[1].line, "GET /rails/blobs/redirect/abc/ada.png HTTP/1.1");
    assert_eq!(storage.received()[0].line, "GET /disk/abc?signature=1 HTTP/1.1");
}

#[tokio::test]
async fn a_file_is_cut_at_its_limit() {
    let storage = server(ok("twelve bytes")).await;
    let client = client(&storage.url);
    let announced = client.download(&storage.url).max_size(11).await.unwrap_err();
    assert!(matches!(announced, Error::TooLarge { limit: 11, .. }), "{announced:?}");
    assert_eq!(client.download(&storage.url).max_size(12).await.unwrap().bytes().await.unwrap().len(), 12);

    let body = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n6\r\ntwelve\r\n6\r\n bytes\r\n0\r\n\r\n";
    let storage = server(body).await;
    let file = client.download(&storage.url).max_size(11).await.unwrap();
    assert_eq!(file.size(), None);
    let unannounced = file.bytes().await.unwrap_err();
    assert!(matches!(unannounced, Error::TooLarge { limit: 11, .. }), "{unannounced:?}");
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let storage = server(answer(307, "location: /again\r\n", "")).await;
    let error = client(&storage.url).download("/first").await.unwrap_err();
    assert!(matches!(error, Error::Redirect { .. }), "{error:?}");
    assert_eq!(storage.received().len(), 6);
}

#[tokio::test]
async fn a_failure_says_why() {
    let storage = server(answer(403, "", "<Error><Code>AccessDenied</Code></Error>")).await;
    let error = client(&storage.url).download("/gone?signature=hush").await.unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert!(!format!("{error} {error:?}").contains("signature"), "{error:?}");
}

#[tokio::test]
async fn what_could_be_read_on_its_way_is_refused() {
    let client = client("http://localhost:1");
    for url in [
        "http://files.example.com/a.png",
        "ftp://localhost/a.png",
        "file:///etc/passwd",
        "https://[",
        "data:text/plain,a",
    ] {
        let error = client.download(url).await.unwrap_err();
        assert!(matches!(&error, Error::InvalidParameter { parameter, .. } if parameter == "url"), "{url}: {error:?}");
    }
    let storage = server(answer(302, "location: http://files.example.com/a.png\r\n", "")).await;
    let error = client.download(&storage.url).await.unwrap_err();
    assert!(matches!(error, Error::InvalidParameter { .. }), "{error:?}");
}

#[tokio::test]
async fn a_stalled_file_ends() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/a.png", silent.local_addr().unwrap());
    let error = client("http://localhost:1").download(url).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");

    let halfway = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/a.png", halfway.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = halfway.accept().await.unwrap();
        let mut request = [0; 1024];
        tokio::io::AsyncReadExt::read(&mut stream, &mut request).await.unwrap();
        let beginning = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbeginning";
        tokio::io::AsyncWriteExt::write_all(&mut stream, beginning).await.unwrap();
        tokio::time::sleep(Duration::from_secs(10)).await;
    });
    let mut file = client("http://localhost:1").download(url).await.unwrap();
    assert_eq!(file.chunk().await.unwrap().unwrap(), "beginning");
    let error = file.chunk().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");

    let broken = server("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbeginning").await;
    let error = client(&broken.url).download("/a.png").await.unwrap().bytes().await.unwrap_err();
    assert!(matches!(error, Error::Transport { connected: true, .. }), "{error:?}");
}
