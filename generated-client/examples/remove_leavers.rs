//! Removes from an inbox whoever is an agent of the account no longer.
//!
//! ```text
//! cargo run --example remove_leavers -- ACCOUNT INBOX
//! ```

use std::collections::BTreeSet;

use chatwoot_client::{Client, Error, agents, inboxes};

/// Removes the members of the inbox who are no agents of the account; gives their ids.
pub(crate) async fn run(client: &Client, account: i64, inbox: i64) -> Result<Vec<i64>, Error> {
    let agents = client.agents().list(agents::List::new(account)).await?;
    let present: BTreeSet<i64> = agents.iter().map(|agent| agent.id).collect();
    let members = client.inboxes().members(inboxes::Members::new(account, inbox)).await?;
    let leavers: Vec<i64> = members.payload.iter().map(|it| it.id).filter(|id| !present.contains(id)).collect();
    if !leavers.is_empty() {
        client.inboxes().remove_members(inboxes::RemoveMembers::new(account, inbox, leavers.clone())).await?;
    }
    Ok(leavers)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [account, inbox] = arguments.as_slice() else { return Err("ACCOUNT INBOX".into()) };
    println!("removed {:?}", run(&Client::from_env()?, account.parse()?, inbox.parse()?).await?);
    Ok(())
}
