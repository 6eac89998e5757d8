//! A typed client for the REST API of [Chatwoot](https://www.chatwoot.com), the customer-support platform.
//!
//! Each operation of the API is one function on a handle for its resource: `client.contacts().update(…)` for the
//! Application API, `client.platform().users().create(…)` for the Platform API and `client.public().messages().create(…)`
//! for the Client API. A function takes a struct with all of the operation's parameters: `new(…)` takes the required
//! ones, and each of the others has a setter. It returns a [`Call`], which is sent when it is awaited.
//!
#![cfg_attr(feature = "application", doc = "```no_run")]
#![cfg_attr(not(feature = "application"), doc = "```ignore")]
//! use chatwoot_client::{Client, Error, contacts};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::builder("https://chat.example.com")
//!     .user_token("the access token from your profile")
//!     .build()?;
//!
//! match client.contacts().update(contacts::Update::new(1, 42).name("Ada")).await {
//!     Ok(contact) => println!("{contact:?}"),
//!     Err(error) if error.is_not_found() => println!("there is no contact 42"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What was not set is not sent; where the API allows null, `None` sends null. What the server answers is read leniently:
//! values that this crate does not know are kept as they came (`Unknown`, [`Extra`]), and an answer that still cannot be
//! read gives an [`Error::Decode`] that says where and why and keeps the body.
//!
//! Redirects are never followed. A call that failed is tried again where that is safe, up to three times ([`RetryPolicy`]),
//! and every call has limits: for the connection, for each try and in all ([`TimeLimit`]).
//!
//! # Features
//!
//! `application`, `platform` and `public` are the three faces of the API; `rustls` and `native-tls` are two ways to speak
//! https. The default is all faces with `rustls`, which takes its trust from the system.
//!
//! `time`, `chrono` and `jiff` turn a [`Timestamp`] into the type that the crate of that name has for a point in time
//! (`TryFrom`), and back (`From`). [`Timestamp::unix`] needs none of them.
//!
//! `tracing` opens one span for each call, with the names that OpenTelemetry gives to HTTP clients. A [`Hook`] sees and changes
//! requests and answers without it.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[rustfmt::skip] // prettyplease laid it out
mod generated;
pub mod runtime;

pub use generated::*;
pub use runtime::{
    AnswerPart, ApiError, Attempt, Call, Check, CheckedAccount, CheckedUser, Client, ClientBuilder, Credential,
    DecodeError, Download, Error, Extra, Headers, Hook, Nullable, Number, Object, Operation, RawResponse, Request,
    Response, RetryPolicy, Secret, TimeLimit, Timestamp, TimestampError, Upload, Value,
};

/// Gives the operation with this id, such as `contactUpdate`, for [`Client::call`].
pub fn operation(id: &str) -> Option<&'static Operation> {
    operations::OPERATIONS.iter().copied().find(|it| it.id == id)
}
