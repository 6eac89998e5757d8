//! The first call of the project's README, which a test holds to this file.

use chatwoot_client::{Client, Error, Upload, contacts, conversations};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let client =
        Client::builder("https://chat.example.com").user_token("the access token from your profile").build()?;

    // One struct per operation: `new` takes what is required, setters the rest. A file makes it multipart.
    let update = contacts::Update::new(1, 42).name("Ada").avatar(Upload::path("ada.png"));
    let contact = client.contacts().update(update).await?;
    println!("{:?}", contact.payload);

    // Anything the API takes can be sent as plain values; enums keep values that they do not know.
    let toggle = conversations::ToggleStatus::new(1, 7).status("resolved");
    match client.conversations().toggle_status(toggle).await {
        Ok(answer) => println!("{:?}", answer.payload),
        Err(error) if error.is_not_found() => println!("there is no conversation 7"),
        Err(error) => return Err(error),
    }
    Ok(())
}
