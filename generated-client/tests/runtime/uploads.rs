//! Multipart bodies byte by byte, and where files come from.

use chatwoot_client::runtime::{Body, Operation};
use chatwoot_client::{Error, Upload};
use serde_json::json;

use crate::support::{BrokenReader, Received, call, field, ok, post, refused, sent, server};

static OPERATION: Operation = post(
    Body::JsonOrMultipart,
    &[field("content", "content"), field("custom", "custom"), field("attachments", "attachments[]")],
);

fn boundary(received: &Received) -> String {
    let content_type = received.header("content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    assert_eq!(boundary.len(), 32);
    boundary.to_owned()
}

#[tokio::test]
async fn a_multipart_body_is_exact() {
    let file = Upload::bytes("PNG").file_name("a \"b\"\r\nä.png");
    let custom = json!({"plan": {"tags": ["x", null]}});
    let received = sent(&OPERATION, &[&"Grüße".to_owned(), &custom, &vec![file, Upload::bytes("two")]]).await.unwrap();
    let boundary = boundary(&received);
    let part = |header: &str, body: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; {header}\r\n\r\n{body}\r\n")
    };
    let expected = [
        part("name=\"content\"", "Grüße"),
        part("name=\"custom[plan][tags][]\"", "x"),
        part("name=\"custom[plan][tags][]\"", ""),
        part("name=\"attachments[]\"; filename=\"a %22b%22%0D%0Aä.png\"\r\nContent-Type: image/png", "PNG"),
        part("name=\"attachments[]\"; filename=\"file\"\r\nContent-Type: application/octet-stream", "two"),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(received.text(), expected.concat());
    assert_eq!(received.header("content-length"), Some(received.body.len().to_string().as_str()));
    assert_eq!(received.header("transfer-encoding"), None);
}

#[tokio::test]
async fn without_a_file_it_is_json() {
    let absent = None::<Upload>;
    let received = sent(&OPERATION, &[&"x".to_owned(), &json!({"a": []}), &absent]).await.unwrap();
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.json(), json!({"content": "x", "custom": {"a": []}}));
    // In JSON an attachment is the id of a blob; the brackets belong to forms.
    let received = sent(&OPERATION, &[&absent, &absent, &vec!["blob".to_owned()]]).await.unwrap();
    assert_eq!(received.json(), json!({"attachments": ["blob"]}));
}

#[tokio::test]
async fn boundaries_differ() {
    let file = Upload::bytes("x");
    let first = sent(&OPERATION, &[&None::<String>, &None::<String>, &file]).await.unwrap();
    let second = sent(&OPERATION, &[&None::<String>, &None::<String>, &file]).await.unwrap();
    assert_ne!(boundary(&first), boundary(&second));
}

#[tokio::test]
async fn a_file_is_streamed_from_disk_with_its_length() {
    let path = std::env::temp_dir().join(format!("chatwoot-upload-{}.csv", std::process::id()));
    let content: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    std::fs::write(&path, &content).unwrap();
    let received = sent(&OPERATION, &[&None::<String>, &None::<String>, &Upload::path(&path)]).await;
    std::fs::remove_file(&path).unwrap();
    let received = received.unwrap();
    assert_eq!(received.header("content-length"), Some(received.body.len().to_string().as_str()));
    let start = received.body.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4;
    let head = String::from_utf8(received.body[..start].to_vec()).unwrap();
    assert!(head.contains("chatwoot-upload-") && head.contains("Content-Type: text/csv"), "{head}");
    assert!(received.body[start..start + content.len()] == content[..]);
}

#[tokio::test]
async fn a_stream_has_no_length_and_is_sent_once() {
    let (mut writer, reader) = tokio::io::duplex(16);
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        for _ in 0..100 {
            writer.write_all(b"0123456789").await.unwrap();
        }
    });
    let upload = Upload::reader(reader).file_name("a.TXT");
    let received = sent(&OPERATION, &[&None::<String>, &None::<String>, &upload]).await.unwrap();
    assert_eq!(received.header("transfer-encoding"), Some("chunked"));
    assert!(received.text().contains("Content-Type: text/plain\r\n\r\n0123456789"));
    assert!(received.text().contains(&"0123456789".repeat(100)));

    let (parameter, reason) = refused(&OPERATION, &[&None::<String>, &None::<String>, &upload.clone()]).await;
    assert_eq!(parameter, "attachments");
    assert_eq!(reason, "the stream was sent before, and a stream can be sent only once");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_of_unknown_length_is_sent_whole() {
    let upload = Upload::path("/proc/self/status");
    let received = sent(&OPERATION, &[&None::<String>, &None::<String>, &upload]).await.unwrap();
    assert_eq!(received.header("transfer-encoding"), Some("chunked"));
    assert!(received.text().contains("Name:"), "{}", received.text());
}

#[tokio::test]
async fn files_that_cannot_be_read_are_refused() {
    for path in ["/no/such/file.png".into(), std::env::temp_dir()] {
        let upload = Upload::path(&path);
        let (_, reason) = refused(&OPERATION, &[&None::<String>, &None::<String>, &upload]).await;
        assert!(reason.contains(&format!("cannot read `{}`", path.display())), "{reason}");
    }
    let upload = Upload::bytes("x").content_type("text/plain\r\nx: y");
    let (_, reason) = refused(&OPERATION, &[&None::<String>, &None::<String>, &upload]).await;
    assert_eq!(reason, "a content type cannot hold control characters");
}

#[tokio::test]
async fn a_stream_that_fails_fails_the_call() {
    let server = server(ok("null")).await;
    let upload = Upload::reader(BrokenReader("the disk is on fire"));
    let error = call(&server.client(), &OPERATION, &[&None::<String>, &None::<String>, &upload]).await.unwrap_err();
    let Error::Transport { .. } = &error else { panic!("{error:?}") };
    let mut chain = String::new();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        chain += &error.to_string();
        source = error.source();
    }
    assert!(chain.contains("the disk is on fire"), "{chain}");
}

#[test]
fn an_upload_prints_no_content() {
    let printed = format!("{:?}", Upload::bytes("the content").file_name("a.pdf"));
    assert!(printed.contains("11 bytes") && printed.contains("application/pdf"), "{printed}");
    assert!(!printed.contains("the content"));
}
