//! The examples at work, against a loopback server that answers by the request and records what arrives.

#[path = "../examples/remove_leavers.rs"]
#[allow(dead_code, reason = "an example has a main of its own")]
mod remove_leavers;
#[path = "../examples/route_conversation.rs"]
#[allow(dead_code, reason = "an example has a main of its own")]
mod route_conversation;
#[path = "runtime/support.rs"]
#[allow(dead_code, reason = "the runtime's tests share more than this")]
mod support;
#[path = "../examples/update_contact.rs"]
#[allow(dead_code, reason = "an example has a main of its own")]
mod update_contact;
#[path = "../examples/write_as_contact.rs"]
#[allow(dead_code, reason = "an example has a main of its own")]
mod write_as_contact;

use std::path::Path;
use std::sync::{Arc, Mutex};

use chatwoot_client::Client;
use serde_json::json;
use support::{ok, server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A body of `tests/responses`, as a real server sends it.
fn stored(operation: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/responses/{operation}/full.json"));
    std::fs::read_to_string(path).unwrap()
}

/// Answers the first request with the first body, and so on; gives the requests' first lines and bodies.
async fn in_turn(bodies: Vec<String>) -> (Client, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let record = seen.clone();
    tokio::spawn(async move {
        for body in bodies {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            // A small request comes in one or two pieces; its body is whole when its last brace is there.
            while !request.ends_with(b"\r\n\r\n") && !request.ends_with(b"}") {
                if stream.read_buf(&mut request).await.unwrap() == 0 {
                    break;
                }
                if request.ends_with(b"\r\n\r\n")
                    && find(&request, b"content-length: ")
                    && !find(&request, b"content-length: 0")
                {
                    stream.read_buf(&mut request).await.unwrap();
                }
            }
            let text = String::from_utf8(request).unwrap();
            let (head, sent) = text.split_once("\r\n\r\n").unwrap();
            record.lock().unwrap().push(format!("{} {sent}", head.lines().next().unwrap()));
            stream.write_all(ok(&body).as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    (Client::builder(url).user_token("user-token").build().unwrap(), seen)
}

fn find(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|it| it == wanted)
}

#[tokio::test]
async fn a_conversation_goes_to_a_team_by_its_name() {
    let teams = json!([{ "id": 4, "name": "support", "account_id": 1, "is_member": false }]).to_string();
    let (client, seen) = in_turn(vec![teams.clone(), stored("assign-a-conversation")]).await;
    assert!(route_conversation::run(&client, 1, 7, "Support").await.unwrap());
    let requests = seen.lock().unwrap().clone();
    assert!(requests[0].starts_with("GET /api/v1/accounts/1/teams "), "{requests:?}");
    assert_eq!(requests[1], "POST /api/v1/accounts/1/conversations/7/assignments HTTP/1.1 {\"team_id\":4}");

    let (client, seen) = in_turn(vec![teams]).await;
    assert!(!route_conversation::run(&client, 1, 7, "nobody").await.unwrap());
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_contact_gets_a_name_and_a_picture() {
    let server = server(ok(&stored("contactUpdate"))).await;
    let folder = std::env::temp_dir().join(format!("chatwoot-client-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let picture = folder.join("ada.png");
    std::fs::write(&picture, b"picture").unwrap();
    let name = update_contact::run(&server.client(), 1, 42, "Ada", picture).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(name.is_some());
    let received = server.only();
    assert_eq!(received.line, "PUT /api/v1/accounts/1/contacts/42 HTTP/1.1");
    assert!(received.header("content-type").unwrap().starts_with("multipart/form-data; boundary="));
    let body = received.text();
    assert!(body.contains("name=\"name\"\r\n\r\nAda\r\n"), "{body}");
    assert!(
        body.contains("name=\"avatar\"; filename=\"ada.png\"\r\nContent-Type: image/png\r\n\r\npicture\r\n"),
        "{body}"
    );
}

#[tokio::test]
async fn who_left_the_account_leaves_the_inbox() {
    let agent = |id: i64| json!({ "id": id, "name": "A", "available_name": "A", "confirmed": true, "thumbnail": "" });
    let agents = json!([agent(1), agent(2)]).to_string();
    let members = json!({ "payload": [agent(1), agent(3), agent(5)] }).to_string();
    let (client, seen) = in_turn(vec![agents.clone(), members, String::new()]).await;
    assert_eq!(remove_leavers::run(&client, 1, 9).await.unwrap(), [3, 5]);
    let requests = seen.lock().unwrap().clone();
    assert!(requests[1].starts_with("GET /api/v1/accounts/1/inbox_members/9 "), "{requests:?}");
    let removal = requests[2].strip_prefix("DELETE /api/v1/accounts/1/inbox_members HTTP/1.1 ").unwrap();
    let removal: serde_json::Value = serde_json::from_str(removal).unwrap();
    assert_eq!(removal, json!({ "inbox_id": 9, "user_ids": [3, 5] }));

    let (client, seen) = in_turn(vec![agents, json!({ "payload": [agent(2)] }).to_string()]).await;
    assert!(remove_leavers::run(&client, 1, 9).await.unwrap().is_empty());
    assert_eq!(seen.lock().unwrap().len(), 2, "nothing is sent when nobody left");
}

#[tokio::test]
async fn a_contact_writes_without_a_token() {
    let bodies = ["create-a-contact", "create-a-conversation", "create-a-message"].map(stored);
    let source: serde_json::Value = serde_json::from_str(&bodies[0]).unwrap();
    let conversation: serde_json::Value = serde_json::from_str(&bodies[1]).unwrap();
    let (client, seen) = in_turn(bodies.to_vec()).await;
    let (number, _) = write_as_contact::run(&client, "inbox", "Ada", "Hello").await.unwrap();
    assert_eq!(number, conversation["id"]);
    let requests = seen.lock().unwrap().clone();
    assert_eq!(requests[0], "POST /public/api/v1/inboxes/inbox/contacts HTTP/1.1 {\"name\":\"Ada\"}");
    let source = source["source_id"].as_str().unwrap();
    let path = format!("/public/api/v1/inboxes/inbox/contacts/{source}/conversations");
    assert_eq!(requests[1], format!("POST {path} HTTP/1.1 {{}}"));
    assert_eq!(requests[2], format!("POST {path}/{number}/messages HTTP/1.1 {{\"content\":\"Hello\"}}"));
}
