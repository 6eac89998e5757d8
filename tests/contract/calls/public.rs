//! The Client API, the public one, with the survey page. Run by `calls`.

use chatwoot_client::public::{contacts, conversations, inboxes, messages, surveys};
use chatwoot_client::types;
use serde_json::json;

use super::{Bench, CONTACT, CONVERSATION, INBOX, UUID, case, file, object};

pub(crate) async fn run(bench: &Bench) {
    let inboxes = bench.client.public().inboxes();
    case(bench, "get-details-of-a-inbox", || inboxes.get(inboxes::Get::new(INBOX))).await;
    contacts(bench).await;
    conversations(bench).await;
    messages(bench).await;
    let surveys = bench.client.public().surveys();
    case(bench, "get-csat-survey-page", || surveys.page(surveys::Page::new(UUID))).await;
}

async fn contacts(bench: &Bench) {
    let contacts = bench.client.public().contacts();
    case(bench, "create-a-contact", || {
        contacts.create(
            contacts::Create::new(INBOX)
                .source_id("a source_id")
                .identifier("an identifier")
                .identifier_hash("an identifier_hash")
                .name("a name")
                .email("email@example.com")
                .phone_number("a phone_number")
                .avatar_url("https://example.com/avatar_url")
                .custom_attributes(object(json!({ "plan": "gold" }))),
        )
    })
    .await;
    case(bench, "get-details-of-a-contact", || {
        contacts
            .get(contacts::Get::new(INBOX, CONTACT).identifier("an identifier").identifier_hash("an identifier_hash"))
    })
    .await;
    case(bench, "update-a-contact", || {
        contacts.update(
            contacts::Update::new(INBOX, CONTACT)
                .identifier("an identifier")
                .identifier_hash("an identifier_hash")
                .name("a name")
                .email("email@example.com")
                .phone_number("a phone_number")
                .avatar_url("https://example.com/avatar_url")
                .custom_attributes(object(json!({ "plan": null }))),
        )
    })
    .await;
}

async fn conversations(bench: &Bench) {
    let conversations = bench.client.public().conversations();
    case(bench, "create-a-conversation", || {
        let attributes = object(json!({ "order": [1, 2.5] }));
        conversations.create(conversations::Create::new(INBOX, CONTACT).custom_attributes(attributes))
    })
    .await;
    case(bench, "list-all-contact-conversations", || conversations.list(conversations::List::new(INBOX, CONTACT)))
        .await;
    case(bench, "get-single-conversation", || conversations.get(conversations::Get::new(INBOX, CONTACT, CONVERSATION)))
        .await;
    case(bench, "resolve-conversation", || {
        conversations.resolve(conversations::Resolve::new(INBOX, CONTACT, CONVERSATION))
    })
    .await;
    case(bench, "toggle-typing-status", || {
        conversations.toggle_typing_status(conversations::ToggleTypingStatus::new(
            INBOX,
            CONTACT,
            CONVERSATION,
            types::TypingStatus::Off,
        ))
    })
    .await;
    case(bench, "update-last-seen", || {
        conversations.update_last_seen(conversations::UpdateLastSeen::new(INBOX, CONTACT, CONVERSATION))
    })
    .await;
}

async fn messages(bench: &Bench) {
    let messages = bench.client.public().messages();
    let create = || messages::Create::new(INBOX, CONTACT, CONVERSATION).content("some content").echo_id("an echo_id");
    case(bench, "create-a-message", || messages.create(create())).await;
    case(bench, "create-a-message", || messages.create(create().content(None))).await;
    case(bench, "create-a-message", || messages.create(create().attachments([file(), file()]))).await;
    case(bench, "list-all-conversation-messages", || {
        messages.list(messages::List::new(INBOX, CONTACT, CONVERSATION).before(18))
    })
    .await;
    let update = || messages::Update::new(INBOX, CONTACT, CONVERSATION, 4);
    case(bench, "update-a-message", || {
        let value = types::SubmittedValue::new().name("a name").title("a title").value("a value");
        messages.update(update().submitted_values(vec![value.clone(), value]))
    })
    .await;
    case(bench, "update-a-message", || {
        let answer = types::CsatAnswer::new(37).feedback_message("a feedback_message");
        messages.update(update().submitted_values(types::SurveySubmission::new(answer)))
    })
    .await;
}
