//! Conversations. Run by `calls`; their messages are in `messages`, which also has the first one of a new conversation.

use chatwoot_client::{Number, conversations, types};
use serde_json::json;

use super::{ACCOUNT, Bench, CONVERSATION, TIME, case, file, messages, object};

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
                .labels(["labels: a,b", "labels: c&d"])
                .conversation_type(types::ConversationTypeFilter::Mention)
                .source_id("a source_id"),
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
                .conversation_type("unattended")
                .source_id("a source_id")
                .sort_by(types::ConversationSort::PriorityDescCreatedAtAsc)
                .updated_within(29)
                .page(16),
        )
    })
    .await;
    case(bench, "conversationFilter", || {
        let values: [types::FilterValue; 4] = ["values 1".into(), 109.into(), Number::from(110.5).into(), true.into()];
        let condition = types::FilterCondition::new("an attribute_key", "does_not_contain")
            .custom_attribute_type("conversation_attribute")
            .query_operator(types::QueryOperator::And)
            .values(values);
        let last = types::FilterCondition::new("an attribute_key", "is_present").query_operator(None);
        conversations.filter(conversations::Filter::new(ACCOUNT, [condition, last]).page(16))
    })
    .await;
}

async fn one(bench: &Bench) {
    let conversations = bench.client.conversations();
    let create = || {
        conversations::Create::new(ACCOUNT)
            .source_id("a source_id")
            .inbox_id(5)
            .contact_id(11)
            .additional_attributes(object(json!({ "referer": "https://example.com" })))
            .custom_attributes(object(json!({ "order": 7 })))
            .status(types::ConversationStatus::Snoozed)
            .assignee_id(12)
            .team_id(6)
            .snoozed_until(TIME)
            .hmac_verified(true)
            .message(messages::first())
    };
    case(bench, "newConversation", || conversations.create(create())).await;
    case(bench, "newConversation", || conversations.create(create().message_attachments([file(), file()]))).await;
    case(bench, "newConversation", || {
        let message = types::NewMessage::new().content(None).content_type(None);
        conversations.create(conversations::Create::new(ACCOUNT).message(message))
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
    case(bench, "update-conversation", || {
        conversations.update(conversations::Update::new(ACCOUNT, CONVERSATION).priority(None))
    })
    .await;
}

async fn toggles(bench: &Bench) {
    let conversations = bench.client.conversations();
    case(bench, "toggle-status-of-a-conversation", || {
        conversations.toggle_status(
            conversations::ToggleStatus::new(ACCOUNT, CONVERSATION)
                .status(types::ConversationStatus::Snoozed)
                .snoozed_until(33),
        )
    })
    .await;
    case(bench, "toggle-status-of-a-conversation", || {
        conversations.toggle_status(conversations::ToggleStatus::new(ACCOUNT, CONVERSATION).status(None))
    })
    .await;
    case(bench, "toggle-priority-of-a-conversation", || {
        conversations.toggle_priority(conversations::TogglePriority::new(ACCOUNT, CONVERSATION).priority("low"))
    })
    .await;
    case(bench, "toggle-priority-of-a-conversation", || {
        conversations.toggle_priority(conversations::TogglePriority::new(ACCOUNT, CONVERSATION).priority(None))
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
        conversations.assign(
            conversations::Assign::new(ACCOUNT, CONVERSATION)
                .assignee_id(12)
                .assignee_type(types::AssigneeType::AgentBot)
                .team_id(6),
        )
    })
    .await;
    case(bench, "assign-a-conversation", || {
        conversations.assign(conversations::Assign::new(ACCOUNT, CONVERSATION).assignee_id(None).team_id(None))
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
