//! Conversations. Run by `calls`; their messages are in `messages`.

use chatwoot_client::{conversations, types};
use serde_json::json;

use super::{ACCOUNT, Bench, CONVERSATION, case, object};

pub(crate) async fn run(bench: &Bench) {
    many(bench).await;
    one(bench).await;
    toggles(bench).await;
    around(bench).await;
}

async fn many(bench: &Bench) {
    let conversations = bench.client.conversations();
    case(bench, "conversationListMeta", || {
        conversations.counts(
            conversations::Counts::new(ACCOUNT)
                .status(types::ConversationStatusFilter::Snoozed)
                .q("a q")
                .inbox_id(5)
                .team_id(6)
                .labels(["labels: a,b", "labels: c&d"]),
        )
    })
    .await;
    case(bench, "conversationList", || {
        conversations.list(
            conversations::List::new(ACCOUNT)
                .assignee_type("unassigned")
                .status("pending")
                .q("a q")
                .inbox_id(5)
                .team_id(6)
                .labels(["labels: one"])
                .page(16),
        )
    })
    .await;
    case(bench, "conversationFilter", || {
        let condition = types::FilterCondition::new()
            .attribute_key("an attribute_key")
            .filter_operator("does_not_contain")
            .query_operator(types::QueryOperator::And)
            .values(["values 1"]);
        conversations.filter(conversations::Filter::new(ACCOUNT).page(16).payload([condition]))
    })
    .await;
}

async fn one(bench: &Bench) {
    let conversations = bench.client.conversations();
    case(bench, "newConversation", || {
        let template = types::ConversationTemplate::new()
            .name("a name")
            .category("a category")
            .language("a language")
            .processed_params(object(json!({ "body": { "1": "Ada" } })));
        conversations.create(
            conversations::Create::new(ACCOUNT, "a source_id")
                .inbox_id(5)
                .contact_id(11)
                .additional_attributes(object(json!({ "referer": "https://example.com" })))
                .custom_attributes(object(json!({ "order": 7 })))
                .status(types::ConversationState::Pending)
                .assignee_id(12)
                .team_id(6)
                .snoozed_until("2024-02-29T12:00:00Z")
                .message(types::ConversationFirstMessage::new("some content").template_params(template)),
        )
    })
    .await;
    case(bench, "get-details-of-a-conversation", || conversations.get(conversations::Get::new(ACCOUNT, CONVERSATION)))
        .await;
    case(bench, "update-conversation", || {
        conversations.update(
            conversations::Update::new(ACCOUNT, CONVERSATION)
                .priority(types::ConversationPriority::Urgent)
                .sla_policy_id(32),
        )
    })
    .await;
}

async fn toggles(bench: &Bench) {
    let conversations = bench.client.conversations();
    case(bench, "toggle-status-of-a-conversation", || {
        conversations.toggle_status(
            conversations::ToggleStatus::new(ACCOUNT, CONVERSATION, types::ConversationStatus::Snoozed)
                .snoozed_until(33.0),
        )
    })
    .await;
    case(bench, "toggle-priority-of-a-conversation", || {
        conversations.toggle_priority(conversations::TogglePriority::new(ACCOUNT, CONVERSATION, "none"))
    })
    .await;
    case(bench, "toggle-typing-status-of-a-conversation", || {
        conversations.toggle_typing_status(
            conversations::ToggleTypingStatus::new(ACCOUNT, CONVERSATION, types::TypingStatus::On).is_private(true),
        )
    })
    .await;
    case(bench, "update-custom-attributes-of-a-conversation", || {
        let attributes = object(json!({ "order_id": "12345", "previous": null }));
        conversations.set_custom_attributes(conversations::SetCustomAttributes::new(ACCOUNT, CONVERSATION, attributes))
    })
    .await;
}

async fn around(bench: &Bench) {
    let conversations = bench.client.conversations();
    case(bench, "assign-a-conversation", || {
        conversations.assign(conversations::Assign::new(ACCOUNT, CONVERSATION).assignee_id(12).team_id(6))
    })
    .await;
    case(bench, "list-all-labels-of-a-conversation", || {
        conversations.labels(conversations::Labels::new(ACCOUNT, CONVERSATION))
    })
    .await;
    case(bench, "conversation-add-labels", || {
        conversations.set_labels(conversations::SetLabels::new(ACCOUNT, CONVERSATION, ["labels: vip"]))
    })
    .await;
    case(bench, "get-conversation-reporting-events", || {
        conversations.reporting_events(conversations::ReportingEvents::new(ACCOUNT, CONVERSATION))
    })
    .await;
}
