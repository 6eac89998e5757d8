//! What an account defines for its conversations: canned responses, labels, attributes, filters, rules, webhooks and
//! integrations. Run by `calls`.

use chatwoot_client::{
    automation_rules, canned_responses, custom_attributes, custom_filters, integrations, labels, types, webhooks,
};
use serde_json::json;

use super::{ACCOUNT, Bench, ID, case, object};

pub(crate) async fn run(bench: &Bench) {
    canned_responses(bench).await;
    labels(bench).await;
    custom_attributes(bench).await;
    custom_filters(bench).await;
    automation_rules(bench).await;
    webhooks(bench).await;
    integrations(bench).await;
}

async fn canned_responses(bench: &Bench) {
    let responses = bench.client.canned_responses();
    case(bench, "get-account-canned-response", || responses.list(canned_responses::List::new(ACCOUNT))).await;
    case(bench, "add-new-canned-response-to-account", || {
        responses.create(canned_responses::Create::new(ACCOUNT).content("some content").short_code("a short_code"))
    })
    .await;
    case(bench, "update-canned-response-in-account", || {
        responses.update(canned_responses::Update::new(ACCOUNT, ID).content("some content").short_code("a short_code"))
    })
    .await;
    case(bench, "delete-canned-response-from-account", || responses.delete(canned_responses::Delete::new(ACCOUNT, ID)))
        .await;
}

async fn labels(bench: &Bench) {
    let labels = bench.client.labels();
    case(bench, "list-all-labels", || labels.list(labels::List::new(ACCOUNT))).await;
    case(bench, "create-a-label", || {
        labels.create(
            labels::Create::new(ACCOUNT)
                .title("a title")
                .description("a description")
                .color("a color")
                .show_on_sidebar(true),
        )
    })
    .await;
    case(bench, "get-details-of-a-single-label", || labels.get(labels::Get::new(ACCOUNT, ID))).await;
    case(bench, "update-a-label", || {
        labels.update(
            labels::Update::new(ACCOUNT, ID)
                .title("a title")
                .description("a description")
                .color("a color")
                .show_on_sidebar(false),
        )
    })
    .await;
    case(bench, "delete-a-label", || labels.delete(labels::Delete::new(ACCOUNT, ID))).await;
}

async fn custom_attributes(bench: &Bench) {
    let attributes = bench.client.custom_attributes();
    case(bench, "get-account-custom-attribute", || attributes.list(custom_attributes::List::new(ACCOUNT, "1"))).await;
    case(bench, "add-new-custom-attribute-to-account", || {
        attributes.create(
            custom_attributes::Create::new(ACCOUNT)
                .attribute_display_name("an attribute_display_name")
                .attribute_display_type(29)
                .attribute_description("an attribute_description")
                .attribute_key("an attribute_key")
                .attribute_values(["attribute_values 1", "attribute_values 2"])
                .attribute_model(28)
                .regex_pattern("^regex_pattern$")
                .regex_cue("a regex_cue"),
        )
    })
    .await;
    case(bench, "get-details-of-a-single-custom-attribute", || {
        attributes.get(custom_attributes::Get::new(ACCOUNT, ID))
    })
    .await;
    case(bench, "update-custom-attribute-in-account", || {
        attributes.update(
            custom_attributes::Update::new(ACCOUNT, ID)
                .attribute_display_name("an attribute_display_name")
                .attribute_display_type(29)
                .attribute_description("an attribute_description")
                .attribute_key("an attribute_key")
                .attribute_values(["attribute_values 1"])
                .attribute_model(28)
                .regex_pattern("^regex_pattern$")
                .regex_cue("a regex_cue"),
        )
    })
    .await;
    case(bench, "delete-custom-attribute-from-account", || {
        attributes.delete(custom_attributes::Delete::new(ACCOUNT, ID))
    })
    .await;
}

async fn custom_filters(bench: &Bench) {
    let filters = bench.client.custom_filters();
    let query = || object(json!({ "payload": [{ "attribute_key": "status", "values": ["open"] }] }));
    case(bench, "list-all-filters", || {
        filters.list(custom_filters::List::new(ACCOUNT).filter_type(types::CustomFilterType::Contact))
    })
    .await;
    case(bench, "create-a-custom-filter", || {
        filters.create(
            custom_filters::Create::new(ACCOUNT).filter_type("report").r#type("contact").name("a name").query(query()),
        )
    })
    .await;
    case(bench, "get-details-of-a-single-custom-filter", || filters.get(custom_filters::Get::new(ACCOUNT, 9))).await;
    case(bench, "update-a-custom-filter", || {
        filters.update(custom_filters::Update::new(ACCOUNT, 9).r#type("conversation").name("a name").query(query()))
    })
    .await;
    case(bench, "delete-a-custom-filter", || filters.delete(custom_filters::Delete::new(ACCOUNT, 9))).await;
}

async fn automation_rules(bench: &Bench) {
    let rules = bench.client.automation_rules();
    let condition = || object(json!({ "attribute_key": "status", "values": ["open"], "query_operator": null }));
    let action = || object(json!({ "action_name": "add_label", "action_params": ["vip"] }));
    case(bench, "get-account-automation-rule", || rules.list(automation_rules::List::new(ACCOUNT).page(16))).await;
    case(bench, "add-new-automation-rule-to-account", || {
        rules.create(
            automation_rules::Create::new(ACCOUNT)
                .name("a name")
                .description("a description")
                .event_name(types::AutomationRuleTrigger::ConversationResolved)
                .active(true)
                .conditions([condition(), condition()])
                .actions([action()]),
        )
    })
    .await;
    case(bench, "get-details-of-a-single-automation-rule", || rules.get(automation_rules::Get::new(ACCOUNT, ID))).await;
    case(bench, "update-automation-rule-in-account", || {
        rules.update(
            automation_rules::Update::new(ACCOUNT, ID)
                .name("a name")
                .description("a description")
                .event_name("message_created")
                .active(false)
                .conditions([condition()])
                .actions([action(), action()]),
        )
    })
    .await;
    case(bench, "delete-automation-rule-from-account", || rules.delete(automation_rules::Delete::new(ACCOUNT, ID)))
        .await;
}

async fn webhooks(bench: &Bench) {
    let webhooks = bench.client.webhooks();
    case(bench, "list-all-webhooks", || webhooks.list(webhooks::List::new(ACCOUNT))).await;
    case(bench, "create-a-webhook", || {
        webhooks.create(
            webhooks::Create::new(ACCOUNT)
                .name("a name")
                .url("https://example.com/url")
                .subscriptions([types::WebhookEvent::ContactCreated, types::WebhookEvent::MessageUpdated]),
        )
    })
    .await;
    case(bench, "update-a-webhook", || {
        webhooks.update(
            webhooks::Update::new(ACCOUNT, 7)
                .name("a name")
                .url("https://example.com/url")
                .subscriptions(["webwidget_triggered"]),
        )
    })
    .await;
    case(bench, "delete-a-webhook", || webhooks.delete(webhooks::Delete::new(ACCOUNT, 7))).await;
}

async fn integrations(bench: &Bench) {
    let integrations = bench.client.integrations();
    let settings = || object(json!({ "project_id": "a-1", "credentials": { "type": "service_account" } }));
    case(bench, "get-details-of-all-integrations", || integrations.apps(integrations::Apps::new(ACCOUNT))).await;
    case(bench, "create-an-integration-hook", || {
        integrations
            .create_hook(integrations::CreateHook::new(ACCOUNT).app_id(30).inbox_id(5).status(38).settings(settings()))
    })
    .await;
    case(bench, "update-an-integrations-hook", || {
        integrations.update_hook(integrations::UpdateHook::new(ACCOUNT, 8).status(38).settings(settings()))
    })
    .await;
    case(bench, "delete-an-integration-hook", || integrations.delete_hook(integrations::DeleteHook::new(ACCOUNT, 8)))
        .await;
}
