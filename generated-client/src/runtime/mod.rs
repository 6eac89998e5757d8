//! The hand-written half of the crate: everything that decides, waits or fails. It knows nothing of `generated/`, which
//! imports all it needs from here.
//!
//! A call goes `client` → `request` (encoding) → `call` → `send` → `response` → `decode`, or into `failure`.

mod base_url;
mod call;
mod check;
mod client;
#[doc(hidden)]
pub mod codec;
mod credentials;
pub mod decode;
mod download;
mod environment;
mod failure;
mod limits;
mod operation;
mod request;
mod response;
mod retry;
mod send;
mod tls;
mod upload;
mod values;

pub use bytes::Bytes;
pub use call::{Call, CallFuture};
pub use check::{Check, CheckedAccount, CheckedUser};
pub use client::{Client, ClientBuilder};
#[allow(unused_imports, reason = "not every API has types of each kind")]
pub(crate) use codec::{integer_enum, object, request, sent, string_enum, value_enum};
pub use credentials::Credential;
pub use download::{Download, File};
pub use failure::{ApiError, DecodeError, Error, TimeLimit};
pub use operation::{Body, Location, Method, Operation, Parameter, Style};
pub use request::Request;
pub use response::{Headers, RawResponse, Response};
pub use retry::RetryPolicy;
pub use upload::Upload;
pub use values::{Extra, Nullable, Number, Object, Secret, Timestamp, TimestampError, Value};
