//! The Platform API: accounts, their users, users and agent bots of an installation. Run by `calls`.

use chatwoot_client::platform::{account_users, accounts, agent_bots, users};
use chatwoot_client::types;
use serde_json::json;

use super::{ACCOUNT, Bench, ID, case, file, object};

pub(crate) async fn run(bench: &Bench) {
    accounts(bench).await;
    account_users(bench).await;
    agent_bots(bench).await;
    users(bench).await;
}

async fn accounts(bench: &Bench) {
    let accounts = bench.client.platform().accounts();
    case(bench, "create-an-account", || {
        accounts.create(
            accounts::Create::new("a name")
                .locale("a locale")
                .domain("domain.example.com")
                .support_email("support_email@example.com")
                .status(types::AccountStatus::Suspended)
                .limits(object(json!({ "agents": 5 })))
                .features([("help_center".to_owned(), true), ("macros".to_owned(), false)].into())
                .custom_attributes(object(json!({ "plan": "gold" }))),
        )
    })
    .await;
    case(bench, "create-an-account", || {
        accounts.create(accounts::Create::new("a name").domain(None).support_email(None))
    })
    .await;
    case(bench, "get-details-of-an-account", || accounts.get(accounts::Get::new(ACCOUNT))).await;
    case(bench, "update-an-account", || {
        accounts.update(
            accounts::Update::new(ACCOUNT)
                .name("a name")
                .locale("a locale")
                .domain("domain.example.com")
                .support_email("support_email@example.com")
                .status("active")
                .limits(object(json!({ "agents": 5, "inboxes": null })))
                .features([("macros".to_owned(), true)].into())
                .custom_attributes(object(json!({}))),
        )
    })
    .await;
    case(bench, "update-an-account", || {
        accounts.update(accounts::Update::new(ACCOUNT).domain(None).support_email(None))
    })
    .await;
    case(bench, "delete-an-account", || accounts.delete(accounts::Delete::new(ACCOUNT))).await;
}

async fn account_users(bench: &Bench) {
    let users = bench.client.platform().account_users();
    case(bench, "list-all-account-users", || users.list(account_users::List::new(ACCOUNT))).await;
    case(bench, "create-an-account-user", || {
        users.create(account_users::Create::new(ACCOUNT, 13).role(types::AgentRole::Agent))
    })
    .await;
    case(bench, "delete-an-account-user", || users.delete(account_users::Delete::new(ACCOUNT, 13))).await;
}

async fn agent_bots(bench: &Bench) {
    let bots = bench.client.platform().agent_bots();
    case(bench, "list-all-agent-bots", || bots.list(agent_bots::List::new())).await;
    let create = || {
        agent_bots::Create::new()
            .name("a name")
            .description("a description")
            .outgoing_url("https://example.com/outgoing_url")
            .account_id(ACCOUNT)
            .avatar_url("https://example.com/avatar_url")
    };
    case(bench, "create-an-agent-bot", || bots.create(create())).await;
    case(bench, "create-an-agent-bot", || {
        bots.create(agent_bots::Create::new().description(None).outgoing_url(None).account_id(None))
    })
    .await;
    case(bench, "create-an-agent-bot", || bots.create(create().avatar(file()))).await;
    case(bench, "get-details-of-a-single-agent-bot", || bots.get(agent_bots::Get::new(ID))).await;
    let update = || {
        agent_bots::Update::new(ID)
            .name("a name")
            .description("a description")
            .outgoing_url("https://example.com/outgoing_url")
            .account_id(ACCOUNT)
            .avatar_url("https://example.com/avatar_url")
    };
    case(bench, "update-an-agent-bot", || bots.update(update())).await;
    case(bench, "update-an-agent-bot", || {
        bots.update(agent_bots::Update::new(ID).description(None).outgoing_url(None).account_id(None))
    })
    .await;
    case(bench, "update-an-agent-bot", || bots.update(update().avatar(file()))).await;
    case(bench, "delete-an-agent-bot", || bots.delete(agent_bots::Delete::new(ID))).await;
}

async fn users(bench: &Bench) {
    let users = bench.client.platform().users();
    case(bench, "create-a-user", || {
        users.create(
            users::Create::new("a name", "email@example.com", "a password")
                .display_name("a display_name")
                .custom_attributes(object(json!({ "plan": "gold" }))),
        )
    })
    .await;
    case(bench, "create-a-user", || {
        users.create(users::Create::new("a name", "email@example.com", "a password").display_name(None))
    })
    .await;
    case(bench, "get-details-of-a-user", || users.get(users::Get::new(ID))).await;
    case(bench, "update-a-user", || {
        users.update(
            users::Update::new(ID)
                .name("a name")
                .display_name("a display_name")
                .email("email@example.com")
                .password("a password")
                .custom_attributes(object(json!({ "plan": "gold" }))),
        )
    })
    .await;
    case(bench, "update-a-user", || users.update(users::Update::new(ID).display_name(None))).await;
    case(bench, "delete-a-user", || users.delete(users::Delete::new(ID))).await;
    case(bench, "get-sso-url-of-a-user", || users.login_url(users::LoginUrl::new(ID))).await;
}
