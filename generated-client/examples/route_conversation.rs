//! Hands a conversation to a team by the team's name.
//!
//! ```text
//! cargo run --example route_conversation -- ACCOUNT CONVERSATION TEAM
//! ```

use chatwoot_client::{Client, Error, conversations, teams};

/// Assigns the conversation to the team of this name; gives whether there is such a team.
pub(crate) async fn run(client: &Client, account: i64, conversation: i64, team: &str) -> Result<bool, Error> {
    let teams = client.teams().list(teams::List::new(account)).await?;
    let Some(team) = teams.iter().find(|it| it.name.eq_ignore_ascii_case(team)) else { return Ok(false) };
    // Not a word of `assignee_id`: even as null it would win over the team.
    let assign = conversations::Assign::new(account, conversation).team_id(team.id);
    client.conversations().assign(assign).await?;
    Ok(true)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [account, conversation, team] = arguments.as_slice() else { return Err("ACCOUNT CONVERSATION TEAM".into()) };
    if !run(&Client::from_env()?, account.parse()?, conversation.parse()?, team).await? {
        return Err(format!("there is no team `{team}`").into());
    }
    Ok(())
}
