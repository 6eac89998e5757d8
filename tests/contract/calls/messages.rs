//! Messages of conversations. Run by `calls`; `conversations` asks for the first one of a new conversation.

use chatwoot_client::{Object, messages, types};
use serde_json::json;

use super::{ACCOUNT, Bench, CONVERSATION, case, file, object};

const ID: &str = "create-a-new-message-in-a-conversation";

pub(crate) async fn run(bench: &Bench) {
    let messages = bench.client.messages();
    case(bench, "list-all-messages", || {
        messages.list(
            messages::List::new(ACCOUNT, CONVERSATION)
                .after(17)
                .before(18)
                .filter_internal_messages("filter_internal_messages: yes"),
        )
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
            .message_type(types::NewMessageType::Incoming)
            .private(true)
            .content_type(types::MessageContentType::Cards)
            .content_attributes(attributes())
            .is_voice_message(false)
            .campaign_id(19)
            .template_params(template())
            .echo_id("an echo_id")
            .source_id("a source_id")
            .external_created_at(1_709_210_096)
            .sender_type(types::BotSenderType::AgentBot)
            .sender_id(28)
            .cc_emails("cc_emails@example.com")
            .bcc_emails("bcc_emails@example.com")
            .to_emails("to_emails@example.com")
            .email_html_content("<p>email_html_content</p>")
    };
    case(bench, ID, || messages.create(message().uploaded_attachments(["attachments: a signed id"]))).await;
    case(bench, ID, || messages.create(message().attachments([file()]))).await;
    case(bench, ID, || messages.create(message().content(None).content_type(None))).await;
    case(bench, ID, || {
        let message = messages::Create::new(ACCOUNT, CONVERSATION).external_created_at("2024-02-29T12:34:56Z");
        messages.create(message.attachments([file(), file()]))
    })
    .await;
}

/// A message with everything, for a new conversation.
pub(crate) fn first() -> types::NewMessage {
    types::NewMessage::new()
        .content("some content")
        .message_type("outgoing")
        .private(false)
        .content_type("form")
        .content_attributes(attributes())
        .is_voice_message(true)
        .campaign_id(19)
        .template_params(template())
        .echo_id("an echo_id")
        .source_id("a source_id")
        .external_created_at(1_709_210_097)
        .sender_type("AgentBot")
        .sender_id(28)
        .cc_emails("cc_emails@example.com")
        .bcc_emails("bcc_emails@example.com")
        .to_emails("to_emails@example.com")
        .email_html_content("<p>email_html_content</p>")
        .uploaded_attachments(["attachments: a signed id", "attachments: another"])
}

fn attributes() -> Object {
    object(json!({ "in_reply_to": "7", "items": [{ "title": "a" }, { "title": "b" }] }))
}

fn template() -> types::MessageTemplate {
    let header = types::TemplateHeader::new()
        .media_url("https://example.com/media_url.png")
        .media_type(types::TemplateMediaType::Image)
        .media_name("a media_name");
    let button = |kind: &str| types::TemplateButton::new().r#type(kind).parameter("a parameter");
    let parameters = types::TemplateParameters::new()
        .body(object(json!({ "1": "Ada", "2": "1.50" })))
        .header(header)
        .footer(object(json!({ "text": "Bye" })))
        .buttons([button("type: copy_code"), button("type: url")]);
    types::MessageTemplate::new("a name")
        .namespace("a namespace")
        .category("a category")
        .language("a language")
        .processed_params(parameters)
}
