//! Calls by id, with JSON in and JSON out, and calls with other tokens. A call by id must send the same bytes as the
//! typed function does.

use chatwoot_client::{
    Call, Client, Upload, contacts, conversations, inboxes, messages, operation, profile, reports, server, types,
};
use serde_json::{Value, json};

use crate::calls::{ACCOUNT, Bench, CONVERSATION, ID, object};
use crate::sample::Style;
use crate::server::Received;

/// Makes a call and gives the one request it sent.
async fn sent<T>(bench: &Bench, call: Call<T>) -> Received {
    bench.exchanges(Style::Full);
    if let Err(error) = call.await {
        panic!("{error}");
    }
    let mut exchanges = bench.exchanges(Style::Full);
    assert_eq!(exchanges.len(), 1);
    let exchange = exchanges.remove(0);
    assert!(exchange.verdict.complaints.is_empty(), "{:?}", exchange.verdict);
    exchange.received
}

/// Makes the same call in both ways and compares the bytes.
async fn same<T>(bench: &Bench, id: &str, typed: Call<T>, parameters: Value) {
    let typed = sent(bench, typed).await;
    let operation = operation(id).expect("an operation");
    let by_id = sent(bench, bench.client.call(operation, object(parameters))).await;
    assert_eq!(without_boundary(by_id), without_boundary(typed), "{id}");
}

/// Puts the boundary of a multipart body, which is random, to a fixed text.
fn without_boundary(mut received: Received) -> Received {
    let media = received.header("content-type").next().unwrap_or_default().to_owned();
    if let Some((_, boundary)) = media.split_once("boundary=") {
        received.body = String::from_utf8(received.body).expect("text").replace(boundary, "boundary").into_bytes();
        received.headers.iter_mut().for_each(|(_, value)| *value = value.replace(boundary, "boundary"));
    }
    received
}

#[tokio::test]
async fn by_id_sends_the_same_json() {
    let bench = Bench::start().await;
    let client = &bench.client;
    let update =
        contacts::Update::new(1, 42).name("Ada").custom_attributes(object(json!({ "plan": ["a", 1.5, null] })));
    let parameters =
        json!({ "account_id": 1, "id": 42, "name": "Ada", "custom_attributes": { "plan": ["a", 1.5, null] } });
    same(&bench, "contactUpdate", client.contacts().update(update), parameters).await;

    let delete = contacts::Delete::new(ACCOUNT, ID);
    let parameters = json!({ "id": ID, "account_id": ACCOUNT });
    same(&bench, "contactDelete", client.contacts().delete(delete), parameters).await;

    let channel = types::TelegramChannel::new("a token");
    let create = inboxes::Create::new(ACCOUNT, "Bot", channel);
    let channel = json!({ "type": "telegram", "bot_token": "a token" });
    let parameters = json!({ "channel": channel, "account_id": ACCOUNT, "name": "Bot" });
    same(&bench, "inboxCreation", client.inboxes().create(create), parameters).await;

    let remove = inboxes::SetAgentBot::new(ACCOUNT, ID, None);
    let parameters = json!({ "account_id": ACCOUNT, "id": ID, "agent_bot": null });
    same(&bench, "updateAgentBot", client.inboxes().set_agent_bot(remove), parameters).await;
}

#[tokio::test]
async fn by_id_sends_the_same_query() {
    let bench = Bench::start().await;
    let matrix = reports::InboxLabelMatrix::new(ACCOUNT).since(1_704_067_200).inbox_ids([1, 2]).label_ids([3]);
    let typed = bench.client.reports().inbox_label_matrix(matrix);
    let parameters = json!({ "account_id": ACCOUNT, "label_ids": [3], "inbox_ids": [1, 2], "since": 1_704_067_200 });
    same(&bench, "get-inbox-label-matrix", typed, parameters).await;

    // What has one value only is no parameter, and is sent all the same.
    let typed = bench.client.reports().agent_conversations(reports::AgentConversations::new(ACCOUNT).page(16));
    same(&bench, "get-agent-conversation-metrics", typed, json!({ "account_id": ACCOUNT, "page": 16 })).await;
}

#[tokio::test]
async fn by_id_sends_the_same_files() {
    let bench = Bench::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a picture.png");
    std::fs::write(&path, "not really").expect("a file");
    let path = path.to_str().expect("a path");

    let create = messages::Create::new(ACCOUNT, CONVERSATION).content("Hi").attachments([path, path].map(Upload::path));
    let parameters = json!({
        "account_id": ACCOUNT, "conversation_id": CONVERSATION, "content": "Hi", "attachments": [path, path],
    });
    let typed = bench.client.messages().create(create);
    same(&bench, "create-a-new-message-in-a-conversation", typed, parameters).await;

    let update = profile::Update::new(types::ProfileUpdate::new().name("Ada")).profile_avatar(Upload::path(path));
    let parameters = json!({ "profile": { "name": "Ada" }, "profile_avatar": path });
    same(&bench, "updateProfile", bench.client.profile().update(update), parameters).await;

    let message = types::NewMessage::new().content("Hi").uploaded_attachments(["a signed id"]);
    let create = conversations::Create::new(ACCOUNT).message(message).message_attachments([Upload::path(path)]);
    let message = json!({ "attachments": ["a signed id"], "content": "Hi" });
    let parameters = json!({ "account_id": ACCOUNT, "message": message, "message_attachments": [path] });
    same(&bench, "newConversation", bench.client.conversations().create(create), parameters).await;
}

/// A client that has only the token of a bot sends it where bots are allowed, and sends nothing elsewhere.
#[tokio::test]
async fn a_bot_uses_its_own_token() {
    let bench = Bench::start().await;
    let bot = Client::builder(bench.url()).agent_bot_token("bot-token").build().expect("a client");
    let create = messages::Create::new(ACCOUNT, CONVERSATION).content("Hi");
    let received = sent(&bench, bot.messages().create(create)).await;
    assert_eq!(received.header("api-access-token").collect::<Vec<_>>(), ["bot-token"]);

    let refused = bot.contacts().get(contacts::Get::new(ACCOUNT, ID)).await;
    assert!(matches!(refused, Err(chatwoot_client::Error::MissingCredential { .. })), "{refused:?}");
    assert!(bench.exchanges(Style::Full).is_empty());
}

/// What needs no token goes out without one, from a client that has none too.
#[tokio::test]
async fn a_client_without_tokens_asks_for_the_version() {
    let bench = Bench::start().await;
    let stranger = Client::builder(bench.url()).build().expect("a client");
    let received = sent(&bench, stranger.server().version(server::Version::new())).await;
    assert_eq!(received.header("api-access-token").count(), 0);
}
