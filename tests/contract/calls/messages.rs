//! Messages of conversations. Run by `calls`.

use std::collections::BTreeMap;

use chatwoot_client::{messages, types};
use serde_json::json;

use super::{ACCOUNT, Bench, CONVERSATION, case, file, object};

pub(crate) async fn run(bench: &Bench) {
    let messages = bench.client.messages();
    case(bench, "list-all-messages", || messages.list(messages::List::new(ACCOUNT, CONVERSATION).after(17).before(18)))
        .await;
    case(bench, "getConversationMessages", || {
        messages.list_unprefixed(messages::ListUnprefixed::new(ACCOUNT, CONVERSATION))
    })
    .await;
    case(bench, "delete-a-message", || messages.delete(messages::Delete::new(ACCOUNT, CONVERSATION, 4))).await;
    create(bench).await;
}

async fn create(bench: &Bench) {
    let messages = bench.client.messages();
    let message = || {
        messages::Create::new(ACCOUNT, CONVERSATION)
            .content("some content")
            .message_type(types::MessageDirection::Incoming)
            .private(true)
            .content_type(types::MessageContentChoice::Cards)
            .content_attributes(object(json!({ "in_reply_to": "7", "items": [{ "title": "a" }, { "title": "b" }] })))
    };
    case(bench, "create-a-new-message-in-a-conversation", || {
        messages.create(message().campaign_id(19).template_params(template()))
    })
    .await;
    case(bench, "create-a-new-message-in-a-conversation", || messages.create(message().attachments([file()]))).await;
    case(bench, "create-a-new-message-in-a-conversation", || {
        messages.create(messages::Create::new(ACCOUNT, CONVERSATION).attachments([file(), file()]))
    })
    .await;
}

fn template() -> types::MessageTemplate {
    let body = BTreeMap::from([("1".to_owned(), "1: Ada".to_owned()), ("2".to_owned(), "2: 1.50".to_owned())]);
    let parameters = types::TemplateParameters::new()
        .body(body)
        .header(
            types::TemplateHeader::new()
                .media_url("https://example.com/media_url.png")
                .media_type(types::TemplateMediaType::Image),
        )
        .buttons([types::TemplateButton::new().r#type(types::TemplateButtonType::CopyCode).parameter("a parameter")]);
    types::MessageTemplate::new(types::TemplateCategory::Utility, "a language", "a name", parameters)
}
