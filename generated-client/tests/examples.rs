//! The examples at work, against a loopback server that answers by the request and records what arrives.

#[path = "../examples/remove_leavers.rs"]
#[allow(dead_code, reason = "an example has a main of its own")]
mod remove_leavers;
#[path = "../examples/route_conversation.rs"]
#[allow(dead_code, reason = "an example has a main of its own")]
mod route_conversation;
#[path = "runtime/script.rs"]
#[allow(dead_code, reason = "the runtime's tests share more than this")]
mod script;
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

use script::{says, script};
use serde_json::json;
use support::{ok, server};

/// A body of `tests/responses`, as a real server sends it.
fn stored(operation: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/responses/{operation}/full.json"));
    std::fs::read_to_string(path).unwrap()
}

#[tokio::test]
async fn a_conversation_goes_to_a_team_by_its_name() {
    let teams = json!([{ "id": 4, "name": "support", "account_id": 1, "is_member": false }]).to_string();
    let server = script([&teams, &stored("assign-a-conversation")].map(|body| says(ok(body)))).await;
    assert!(route_conversation::run(&server.client(), 1, 7, "Support").await.unwrap());
    let [list, assign] = &server.received()[..] else { panic!("{:?}", server.received()) };
    assert_eq!(list.line, "GET /api/v1/accounts/1/teams HTTP/1.1");
    assert_eq!(assign.line, "POST /api/v1/accounts/1/conversations/7/assignments HTTP/1.1");
    assert_eq!(assign.text(), "{\"team_id\":4}");

    let server = script([says(ok(&teams))]).await;
    assert!(!route_conversation::run(&server.client(), 1, 7, "nobody").await.unwrap());
    assert_eq!(server.count(), 1);
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
    let server = script([agents.as_str(), &members, ""].map(|body| says(ok(body)))).await;
    assert_eq!(remove_leavers::run(&server.client(), 1, 9).await.unwrap(), [3, 5]);
    let [_, list, remove] = &server.received()[..] else { panic!("{:?}", server.received()) };
    assert_eq!(list.line, "GET /api/v1/accounts/1/inbox_members/9 HTTP/1.1");
    assert_eq!(remove.line, "DELETE /api/v1/accounts/1/inbox_members HTTP/1.1");
    assert_eq!(remove.json(), json!({ "inbox_id": 9, "user_ids": [3, 5] }));

    let members = json!({ "payload": [agent(2)] }).to_string();
    let server = script([agents, members].map(|body| says(ok(&body)))).await;
    assert!(remove_leavers::run(&server.client(), 1, 9).await.unwrap().is_empty());
    assert_eq!(server.count(), 2, "nothing is sent when nobody left");
}

#[tokio::test]
async fn a_contact_writes_without_a_token() {
    let bodies = ["create-a-contact", "create-a-conversation", "create-a-message"].map(stored);
    let source: serde_json::Value = serde_json::from_str(&bodies[0]).unwrap();
    let conversation: serde_json::Value = serde_json::from_str(&bodies[1]).unwrap();
    let server = script(bodies.map(|body| says(ok(&body)))).await;
    let (number, _) = write_as_contact::run(&server.client(), "inbox", "Ada", "Hello").await.unwrap();
    assert_eq!(number, conversation["id"]);
    let received = server.received();
    assert!(received.iter().all(|it| it.header("api-access-token").is_none()), "{received:?}");
    let requests: Vec<_> = received.iter().map(|it| format!("{} {}", it.line, it.text())).collect();
    assert_eq!(requests[0], "POST /public/api/v1/inboxes/inbox/contacts HTTP/1.1 {\"name\":\"Ada\"}");
    let source = source["source_id"].as_str().unwrap();
    let path = format!("/public/api/v1/inboxes/inbox/contacts/{source}/conversations");
    assert_eq!(requests[1], format!("POST {path} HTTP/1.1 {{}}"));
    assert_eq!(requests[2], format!("POST {path}/{number}/messages HTTP/1.1 {{\"content\":\"Hello\"}}"));
}
