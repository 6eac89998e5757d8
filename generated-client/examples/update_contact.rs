//! Renames a contact and gives them a picture: the file makes the request multipart.
//!
//! ```text
//! cargo run --example update_contact -- ACCOUNT CONTACT NAME PICTURE
//! ```

use std::path::PathBuf;

use chatwoot_client::{Client, Error, Upload, contacts};

/// Updates the contact and gives the name that the server has now.
pub(crate) async fn run(
    client: &Client,
    account: i64,
    contact: i64,
    name: &str,
    picture: PathBuf,
) -> Result<Option<String>, Error> {
    // What is not set is not sent, and stays as it is on the server.
    let update = contacts::Update::new(account, contact).name(name).avatar(Upload::path(picture));
    Ok(client.contacts().update(update).await?.payload.name)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [account, contact, name, picture] = arguments.as_slice() else {
        return Err("ACCOUNT CONTACT NAME PICTURE".into());
    };
    match run(&Client::from_env()?, account.parse()?, contact.parse()?, name, picture.into()).await {
        Ok(name) => println!("{}", name.unwrap_or_default()),
        Err(error) if error.is_not_found() => return Err(format!("there is no contact {contact}").into()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
