//! Teams and their members. Run by `calls`.

use chatwoot_client::teams;

use super::{ACCOUNT, Bench, case};

const TEAM: i64 = 6;
const USERS: [i64; 2] = [101, 102];

pub(crate) async fn run(bench: &Bench) {
    let teams = bench.client.teams();
    case(bench, "list-all-teams", || teams.list(teams::List::new(ACCOUNT))).await;
    case(bench, "create-a-team", || {
        teams.create(teams::Create::new(ACCOUNT, "a name").description("a description").allow_auto_assign(true))
    })
    .await;
    case(bench, "create-a-team", || teams.create(teams::Create::new(ACCOUNT, "a name").description(None))).await;
    case(bench, "get-details-of-a-single-team", || teams.get(teams::Get::new(ACCOUNT, TEAM))).await;
    case(bench, "update-a-team", || {
        teams.update(
            teams::Update::new(ACCOUNT, TEAM).name("a name").description("a description").allow_auto_assign(false),
        )
    })
    .await;
    case(bench, "update-a-team", || teams.update(teams::Update::new(ACCOUNT, TEAM).description(None))).await;
    case(bench, "delete-a-team", || teams.delete(teams::Delete::new(ACCOUNT, TEAM))).await;
    members(bench).await;
}

async fn members(bench: &Bench) {
    let teams = bench.client.teams();
    case(bench, "get-team-members", || teams.members(teams::Members::new(ACCOUNT, TEAM))).await;
    case(bench, "add-new-agent-to-team", || teams.add_members(teams::AddMembers::new(ACCOUNT, TEAM, USERS))).await;
    case(bench, "update-agents-in-team", || teams.set_members(teams::SetMembers::new(ACCOUNT, TEAM, USERS))).await;
    case(bench, "delete-agent-in-team", || teams.remove_members(teams::RemoveMembers::new(ACCOUNT, TEAM, USERS))).await;
}
