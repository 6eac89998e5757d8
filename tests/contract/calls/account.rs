//! The account, its agents, bots and log, the profile of the token's owner, and the server itself. Run by `calls`.

use chatwoot_client::{account, agent_bots, agents, audit_logs, profile, server, types};
use serde_json::json;

use super::{ACCOUNT, Bench, ID, case, file, object};

pub(crate) async fn run(bench: &Bench) {
    account(bench).await;
    agents(bench).await;
    agent_bots(bench).await;
    profile(bench).await;
    let logs = bench.client.audit_logs();
    case(bench, "get-account-audit-logs", || logs.list(audit_logs::List::new(ACCOUNT).page(16))).await;
    case(bench, "getApiVersion", || bench.client.server().version(server::Version::new())).await;
}

async fn account(bench: &Bench) {
    let account = bench.client.account();
    case(bench, "get-account-details", || account.get(account::Get::new(ACCOUNT))).await;
    case(bench, "update-account", || {
        account.update(
            account::Update::new(ACCOUNT)
                .name("a name")
                .locale("a locale")
                .domain("domain.example.com")
                .support_email("support_email@example.com")
                .auto_resolve_after(34)
                .auto_resolve_message("an auto_resolve_message")
                .auto_resolve_ignore_waiting(true)
                .industry("an industry")
                .company_size("company_size: 1-10")
                .timezone("timezone")
                .website("website.example.com")
                .referral_source("a referral_source")
                .user_role("a user_role")
                .audio_transcriptions(true)
                .auto_resolve_label("an auto_resolve_label")
                .conversation_required_attributes(["conversation_required_attributes: plan"]),
        )
    })
    .await;
    case(bench, "update-account", || {
        account.update(
            account::Update::new(ACCOUNT)
                .domain(None)
                .support_email(None)
                .audio_transcriptions(None)
                .auto_resolve_after(None)
                .auto_resolve_label(None)
                .auto_resolve_message(None)
                .auto_resolve_ignore_waiting(None),
        )
    })
    .await;
}

async fn agents(bench: &Bench) {
    let agents = bench.client.agents();
    case(bench, "get-account-agents", || agents.list(agents::List::new(ACCOUNT))).await;
    case(bench, "add-new-agent-to-account", || {
        agents.create(
            agents::Create::new(ACCOUNT, "email@example.com")
                .name("a name")
                .role(types::AgentRole::Administrator)
                .availability(types::AgentAvailability::Busy)
                .auto_offline(true)
                .custom_role_id(27),
        )
    })
    .await;
    case(bench, "add-new-agent-to-account", || {
        agents.create(agents::Create::new(ACCOUNT, "email@example.com").custom_role_id(None))
    })
    .await;
    case(bench, "update-agent-in-account", || {
        agents.update(
            agents::Update::new(ACCOUNT, ID)
                .name("a name")
                .role("agent")
                .availability("online")
                .auto_offline(false)
                .custom_role_id(27),
        )
    })
    .await;
    case(bench, "update-agent-in-account", || agents.update(agents::Update::new(ACCOUNT, ID).custom_role_id(None)))
        .await;
    case(bench, "delete-agent-from-account", || agents.delete(agents::Delete::new(ACCOUNT, ID))).await;
}

async fn agent_bots(bench: &Bench) {
    let bots = bench.client.agent_bots();
    case(bench, "list-all-account-agent-bots", || bots.list(agent_bots::List::new(ACCOUNT))).await;
    let create = || {
        agent_bots::Create::new(ACCOUNT)
            .name("a name")
            .description("a description")
            .outgoing_url("https://example.com/outgoing_url")
            .avatar_url("https://example.com/avatar_url")
            .bot_type(types::BotType::Webhook)
            .bot_config(object(json!({ "language": "en", "limits": { "turns": "5" } })))
    };
    case(bench, "create-an-account-agent-bot", || bots.create(create())).await;
    case(bench, "create-an-account-agent-bot", || bots.create(create().description(None).outgoing_url(None))).await;
    case(bench, "create-an-account-agent-bot", || bots.create(create().avatar(file()))).await;
    case(bench, "get-details-of-a-single-account-agent-bot", || bots.get(agent_bots::Get::new(ACCOUNT, ID))).await;
    let update = || {
        agent_bots::Update::new(ACCOUNT, ID)
            .name("a name")
            .description("a description")
            .outgoing_url("https://example.com/outgoing_url")
            .avatar_url("https://example.com/avatar_url")
            .bot_type("webhook")
            .bot_config(object(json!({ "language": "en" })))
    };
    case(bench, "update-an-account-agent-bot", || bots.update(update())).await;
    case(bench, "update-an-account-agent-bot", || bots.update(update().description(None).outgoing_url(None))).await;
    case(bench, "update-an-account-agent-bot", || bots.update(update().avatar(file()))).await;
    case(bench, "delete-an-account-agent-bot", || bots.delete(agent_bots::Delete::new(ACCOUNT, ID))).await;
}

async fn profile(bench: &Bench) {
    let profile = bench.client.profile();
    case(bench, "fetchProfile", || profile.get(profile::Get::new())).await;
    let update = || {
        profile::Update::new(
            types::ProfileUpdate::new()
                .name("a name")
                .email("email@example.com")
                .display_name("a display_name")
                .message_signature("a message_signature")
                .phone_number("a phone_number")
                .current_password("the current_password")
                .password("a password")
                .password_confirmation("a password_confirmation")
                .ui_settings(object(json!({ "theme": "dark", "sidebar": { "open": "yes" } }))),
        )
    };
    case(bench, "updateProfile", || profile.update(update())).await;
    case(bench, "updateProfile", || profile.update(update().profile_avatar(file()))).await;
    case(bench, "updateProfile", || {
        profile.update(profile::Update::new(types::ProfileUpdate::new().display_name(None).message_signature(None)))
    })
    .await;
}
