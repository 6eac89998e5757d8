//! Writes to an API inbox as a contact does, through the public API: no token, the inbox's identifier is what is needed.
//!
//! ```text
//! cargo run --example write_as_contact -- INBOX_IDENTIFIER NAME TEXT
//! ```

use chatwoot_client::{Client, Error, public};

/// Begins a conversation with a message; gives the number of the conversation and the id of the message.
pub(crate) async fn run(client: &Client, inbox: &str, name: &str, text: &str) -> Result<(i64, i64), Error> {
    let public = client.public();
    let contact = public.contacts().create(public::contacts::Create::new(inbox).name(name)).await?;
    let begin = public::conversations::Create::new(inbox, &contact.source_id);
    let conversation = public.conversations().create(begin).await?;
    let message = public::messages::Create::new(inbox, &contact.source_id, conversation.id).content(text);
    Ok((conversation.id, public.messages().create(message).await?.id))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [inbox, name, text] = arguments.as_slice() else { return Err("INBOX_IDENTIFIER NAME TEXT".into()) };
    let (conversation, message) = run(&Client::from_env()?, inbox, name, text).await?;
    println!("conversation {conversation}, message {message}");
    Ok(())
}
