//! Inboxes with their members and bots. Run by `calls`; the channels are in `channels`.

use chatwoot_client::{inboxes, types};
use serde_json::json;

use super::{ACCOUNT, Bench, ID, case, channels, file, object};

const USERS: [i64; 2] = [101, 102];

pub(crate) async fn run(bench: &Bench) {
    let inboxes = bench.client.inboxes();
    case(bench, "listAllInboxes", || inboxes.list(inboxes::List::new(ACCOUNT))).await;
    case(bench, "GetInbox", || inboxes.get(inboxes::Get::new(ACCOUNT, ID))).await;
    create(bench).await;
    update(bench).await;
    members(bench).await;
    case(bench, "getInboxAgentBot", || inboxes.agent_bot(inboxes::AgentBot::new(ACCOUNT, ID))).await;
    case(bench, "updateAgentBot", || inboxes.set_agent_bot(inboxes::SetAgentBot::new(ACCOUNT, ID, 31))).await;
    case(bench, "updateAgentBot", || inboxes.set_agent_bot(inboxes::SetAgentBot::new(ACCOUNT, ID, None))).await;
}

async fn create(bench: &Bench) {
    let inboxes = bench.client.inboxes();
    let create = |channel: &types::NewChannel| {
        inboxes::Create::new(ACCOUNT, "a name", channel.clone())
            .greeting_enabled(true)
            .greeting_message("a greeting_message")
            .enable_email_collect(true)
            .csat_survey_enabled(true)
            .csat_config(csat_config())
            .enable_auto_assignment(true)
            .auto_assignment_config(types::AutoAssignmentConfig::new().max_assignment_limit(30))
            .working_hours_enabled(true)
            .out_of_office_message("an out_of_office_message")
            .timezone("a timezone")
            .allow_messages_after_resolved(true)
            .lock_to_single_conversation(true)
            .portal_id(20)
            .sender_name_type(types::SenderNameType::Professional)
            .business_name("a business_name")
    };
    for channel in channels::new() {
        case(bench, "inboxCreation", || inboxes.create(create(&channel))).await;
        case(bench, "inboxCreation", || inboxes.create(create(&channel).avatar(file()))).await;
    }
    case(bench, "inboxCreation", || {
        inboxes.create(
            inboxes::Create::new(ACCOUNT, "a name", types::ApiChannel::new())
                .business_name(None)
                .greeting_message(None)
                .out_of_office_message(None)
                .portal_id(None),
        )
    })
    .await;
}

async fn update(bench: &Bench) {
    let inboxes = bench.client.inboxes();
    let update = || {
        inboxes::Update::new(ACCOUNT, ID)
            .name("a name")
            .greeting_enabled(false)
            .greeting_message("a greeting_message")
            .enable_email_collect(false)
            .csat_survey_enabled(false)
            .csat_config(csat_config())
            .enable_auto_assignment(false)
            .auto_assignment_config(types::AutoAssignmentConfig::new().max_assignment_limit(30))
            .working_hours_enabled(false)
            .working_hours([working_hours(), working_hours()])
            .out_of_office_message("an out_of_office_message")
            .timezone("a timezone")
            .allow_messages_after_resolved(false)
            .lock_to_single_conversation(false)
            .portal_id(20)
            .sender_name_type("friendly")
            .business_name("a business_name")
    };
    for channel in channels::updates() {
        case(bench, "updateInbox", || inboxes.update(update().channel(channel.clone()))).await;
        case(bench, "updateInbox", || inboxes.update(update().channel(channel.clone()).avatar(file()))).await;
    }
    case(bench, "updateInbox", || {
        inboxes.update(
            inboxes::Update::new(ACCOUNT, ID)
                .business_name(None)
                .greeting_message(None)
                .out_of_office_message(None)
                .portal_id(None)
                .working_hours([types::WeekdayHours::new(2)
                    .open_hour(None)
                    .open_minutes(None)
                    .close_hour(None)
                    .close_minutes(None)
                    .open_all_day(None)
                    .closed_all_day(None)]),
        )
    })
    .await;
}

fn working_hours() -> types::WeekdayHours {
    types::WeekdayHours::new(2)
        .open_hour(38)
        .open_minutes(39)
        .close_hour(40)
        .close_minutes(41)
        .open_all_day(false)
        .closed_all_day(true)
}

fn csat_config() -> types::CsatConfig {
    types::CsatConfig::new()
        .display_type(types::CsatDisplay::Star)
        .message("a message")
        .button_text("a button_text")
        .language("a language")
        .survey_rules(
            types::CsatSurveyRules::new()
                .operator(types::CsatRuleOperator::DoesNotContain)
                .values(["values 1", "values 2"]),
        )
        .template(object(json!({ "name": "survey", "language": "en" })))
}

async fn members(bench: &Bench) {
    let inboxes = bench.client.inboxes();
    case(bench, "get-inbox-members", || inboxes.members(inboxes::Members::new(ACCOUNT, 5))).await;
    case(bench, "add-new-agent-to-inbox", || inboxes.add_members(inboxes::AddMembers::new(ACCOUNT, 5, USERS))).await;
    case(bench, "update-agents-in-inbox", || inboxes.set_members(inboxes::SetMembers::new(ACCOUNT, 5, USERS))).await;
    case(bench, "delete-agent-in-inbox", || inboxes.remove_members(inboxes::RemoveMembers::new(ACCOUNT, 5, USERS)))
        .await;
}
