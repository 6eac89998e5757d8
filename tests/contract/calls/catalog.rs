//! What an account defines for its conversations: canned responses, labels, attributes, filters, rules, webhooks and
//! integrations. Run by `calls`.

use chatwoot_client::{
    Number, automation_rules, canned_responses, custom_attributes, custom_filters, integrations, labels, types,
    webhooks,
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
    case(bench, "get-account-canned-response", || {
        responses.list(canned_responses::List::new(ACCOUNT).search("a search"))
    })
    .await;
    case(bench, "add-new-canned-response-to-account", || {
        responses.create(canned_responses::Create::new(ACCOUNT, "a short_code", "some content"))
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
            labels::Create::new(ACCOUNT, "a title").description("a description").color("a color").show_on_sidebar(true),
        )
    })
    .await;
    case(bench, "create-a-label", || {
        labels.create(labels::Create::new(ACCOUNT, "a title").description(None).show_on_sidebar(None))
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
    case(bench, "update-a-label", || {
        labels.update(labels::Update::new(ACCOUNT, ID).description(None).show_on_sidebar(None))
    })
    .await;
    case(bench, "delete-a-label", || labels.delete(labels::Delete::new(ACCOUNT, ID))).await;
}

async fn custom_attributes(bench: &Bench) {
    let attributes = bench.client.custom_attributes();
    case(bench, "get-account-custom-attribute", || {
        let model = types::AttributeModel::CompanyAttribute;
        attributes.list(custom_attributes::List::new(ACCOUNT).attribute_model(model))
    })
    .await;
    case(bench, "add-new-custom-attribute-to-account", || {
        attributes.create(
            custom_attributes::Create::new(ACCOUNT, "an attribute_display_name", "an attribute_key")
                .attribute_display_type(types::AttributeType::List)
                .attribute_description("an attribute_description")
                .attribute_values(["attribute_values 1", "attribute_values 2"])
                .attribute_model(types::AttributeModel::ContactAttribute)
                .regex_pattern("^regex_pattern$")
                .regex_cue("a regex_cue"),
        )
    })
    .await;
    case(bench, "add-new-custom-attribute-to-account", || {
        attributes.create(
            custom_attributes::Create::new(ACCOUNT, "an attribute_display_name", "an attribute_key")
                .attribute_description(None)
                .regex_pattern(None)
                .regex_cue(None),
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
                .attribute_display_type("checkbox")
                .attribute_description("an attribute_description")
                .attribute_key("an attribute_key")
                .attribute_values(["attribute_values 1"])
                .attribute_model("conversation_attribute")
                .regex_pattern("^regex_pattern$")
                .regex_cue("a regex_cue"),
        )
    })
    .await;
    case(bench, "update-custom-attribute-in-account", || {
        let update = custom_attributes::Update::new(ACCOUNT, ID).attribute_description(None);
        attributes.update(update.regex_pattern(None).regex_cue(None))
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
        filters.create(custom_filters::Create::new(ACCOUNT, "a name").filter_type("report").query(query()))
    })
    .await;
    case(bench, "get-details-of-a-single-custom-filter", || filters.get(custom_filters::Get::new(ACCOUNT, 9))).await;
    case(bench, "update-a-custom-filter", || {
        filters
            .update(custom_filters::Update::new(ACCOUNT, 9).filter_type("conversation").name("a name").query(query()))
    })
    .await;
    case(bench, "delete-a-custom-filter", || filters.delete(custom_filters::Delete::new(ACCOUNT, 9))).await;
}

async fn automation_rules(bench: &Bench) {
    let rules = bench.client.automation_rules();
    case(bench, "get-account-automation-rule", || rules.list(automation_rules::List::new(ACCOUNT))).await;
    let create = || {
        automation_rules::Create::new(
            ACCOUNT,
            "a name",
            types::AutomationRuleTrigger::ConversationResolved,
            conditions(),
            actions(),
        )
    };
    case(bench, "add-new-automation-rule-to-account", || {
        rules.create(create().description("a description").active(true))
    })
    .await;
    case(bench, "add-new-automation-rule-to-account", || rules.create(create().description(None))).await;
    case(bench, "get-details-of-a-single-automation-rule", || rules.get(automation_rules::Get::new(ACCOUNT, ID))).await;
    let update = || automation_rules::Update::new(ACCOUNT, ID);
    case(bench, "update-automation-rule-in-account", || {
        rules.update(
            update()
                .name("a name")
                .description("a description")
                .event_name("message_created")
                .active(false)
                .conditions(conditions())
                .actions(actions()),
        )
    })
    .await;
    case(bench, "update-automation-rule-in-account", || rules.update(update().description(None))).await;
    case(bench, "delete-automation-rule-from-account", || rules.delete(automation_rules::Delete::new(ACCOUNT, ID)))
        .await;
}

fn conditions() -> [types::NewRuleCondition; 2] {
    let values: [types::FilterValue; 4] = ["values 1".into(), 109.into(), Number::from(110.5).into(), false.into()];
    [
        types::NewRuleCondition::new("an attribute_key")
            .custom_attribute_type(types::AttributeOwner::ContactAttribute)
            .filter_operator("a filter_operator")
            .query_operator(types::QueryOperator::Or)
            .values(values),
        types::NewRuleCondition::new("an attribute_key").values(["values 2"]).query_operator(None),
    ]
}

fn actions() -> [types::NewRuleAction; 4] {
    [
        types::NewRuleAction::new(types::RuleActionName::AddLabel).action_params(["action_params: vip"]),
        types::NewRuleAction::new("assign_team").action_params([111, 112]),
        types::NewRuleAction::new("send_email_to_team").action_params([json!({ "team_ids": [6], "message": "Hi" })]),
        types::NewRuleAction::new(types::RuleActionName::MuteConversation),
    ]
}

async fn webhooks(bench: &Bench) {
    let webhooks = bench.client.webhooks();
    case(bench, "list-all-webhooks", || webhooks.list(webhooks::List::new(ACCOUNT))).await;
    let create = || webhooks::Create::new(ACCOUNT, "https://example.com/url");
    case(bench, "create-a-webhook", || {
        let events = [types::WebhookEvent::ContactCreated, types::WebhookEvent::ConversationTypingOn];
        webhooks.create(create().name("a name").inbox_id(5).subscriptions(events))
    })
    .await;
    case(bench, "create-a-webhook", || webhooks.create(create().name(None).inbox_id(None))).await;
    let update = || webhooks::Update::new(ACCOUNT, 7);
    case(bench, "update-a-webhook", || {
        let update = update().name("a name").url("https://example.com/url").inbox_id(5);
        webhooks.update(update.subscriptions(["webwidget_triggered"]))
    })
    .await;
    case(bench, "update-a-webhook", || webhooks.update(update().name(None).inbox_id(None))).await;
    case(bench, "delete-a-webhook", || webhooks.delete(webhooks::Delete::new(ACCOUNT, 7))).await;
}

async fn integrations(bench: &Bench) {
    let integrations = bench.client.integrations();
    let settings = || object(json!({ "project_id": "a-1", "credentials": { "type": "service_account" } }));
    case(bench, "get-details-of-all-integrations", || integrations.apps(integrations::Apps::new(ACCOUNT))).await;
    case(bench, "getIntegrationApp", || integrations.app(integrations::App::new(ACCOUNT, "id of an/app"))).await;
    case(bench, "create-an-integration-hook", || {
        integrations.create_hook(
            integrations::CreateHook::new(ACCOUNT, "an app_id")
                .inbox_id(5)
                .status(types::HookStatus::Disabled)
                .settings(settings()),
        )
    })
    .await;
    case(bench, "update-an-integrations-hook", || {
        integrations.update_hook(integrations::UpdateHook::new(ACCOUNT, 8).status("enabled").settings(settings()))
    })
    .await;
    case(bench, "delete-an-integration-hook", || integrations.delete_hook(integrations::DeleteHook::new(ACCOUNT, 8)))
        .await;
}
