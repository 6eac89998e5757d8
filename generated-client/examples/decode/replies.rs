//! Reads a stored answer as the typed function of its operation does, writes what was read again, and compares. Needs all
//! three faces of the client. `lines` asks it about answers from outside; tests that have answers of their own include this
//! file too.

use chatwoot_client::runtime::RawResponse;
use chatwoot_client::runtime::codec::Serialize;
use chatwoot_client::{Error, Value, operation};

/// What became of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was read.
    Read {
        /// Where in the body something is gone or has another value when it is written again, as JSON pointers.
        lost: Vec<String>,
    },
    /// It cannot be read.
    Failed {
        /// Where in the body, as a JSON pointer.
        path: String,
        /// Why.
        reason: String,
    },
}

/// Reads an answer of an operation. A status that is none of success is read as an error, which keeps the body.
pub(crate) fn check(operation_id: &str, status: u16, body: &[u8]) -> Outcome {
    let (Some(operation), Some(read)) = (operation(operation_id), reader(operation_id)) else {
        return failed("", &format!("there is no operation `{operation_id}`"));
    };
    match RawResponse::new(operation, status, body.to_vec()).success().and_then(|raw| read(&raw)) {
        Ok(lost) => Outcome::Read { lost },
        Err(Error::Api(error)) => Outcome::Read { lost: lost_bytes(body, &error.body) },
        Err(Error::Redirect { .. }) => Outcome::Read { lost: lost_bytes(body, b"") },
        Err(Error::Decode(error)) => failed(&error.path, &error.reason),
        Err(error) => failed("", &error.to_string()),
    }
}

fn failed(path: &str, reason: &str) -> Outcome {
    Outcome::Failed { path: path.to_owned(), reason: reason.to_owned() }
}

/// Reads a body, and gives what was lost of it.
type Reader = fn(&RawResponse) -> Result<Vec<String>, Error>;

/// A reader by the function of `decode` and the type that it gives.
macro_rules! reader {
    (empty $type:ty) => {
        |raw| decode::empty(raw).map(|()| lost_body(&raw.body))
    };
    (text $type:ty) => {
        |raw| decode::text(raw).map(|text| lost_bytes(&raw.body, text.as_bytes()))
    };
    (bytes $type:ty) => {
        |raw| decode::bytes(raw).map(|bytes| lost_bytes(&raw.body, &bytes))
    };
    ($json:ident $type:ty) => {
        |raw| decode::$json(raw).map(|value: $type| lost_json(&raw.body, &value))
    };
}

macro_rules! replies {
    ($($id:literal => $function:ident $type:ty,)*) => {
        #[allow(deprecated, unused_imports, reason = "it depends on the document")]
        fn reader(operation_id: &str) -> Option<Reader> {
            use std::collections::BTreeMap;

            use chatwoot_client::runtime::*;
            use chatwoot_client::*;

            Some(match operation_id {
                $($id => reader!($function $type),)*
                _ => return None,
            })
        }
    };
}

include!("../../src/generated/replies.in");

/// What is lost of a body that nobody reads: all of it, unless it says nothing.
fn lost_body(body: &[u8]) -> Vec<String> {
    let body = body.trim_ascii();
    if body == b"null" { Vec::new() } else { lost_bytes(body, b"") }
}

/// What is lost of a body of which these bytes are kept.
fn lost_bytes(body: &[u8], kept: &[u8]) -> Vec<String> {
    if body == kept { Vec::new() } else { vec![String::new()] }
}

/// What is lost of a body of which this value was read. A value that cannot be written loses all of it.
pub(crate) fn lost_json(body: &[u8], value: &impl Serialize) -> Vec<String> {
    let sent = if body.trim_ascii().is_empty() { Ok(Value::Null) } else { serde_json::from_slice(body) };
    let (Ok(sent), Ok(kept)) = (sent, serde_json::to_value(value)) else {
        return vec![String::new()];
    };
    let mut lost = Vec::new();
    compare(&sent, Some(&kept), "", &mut lost);
    lost
}

/// Lists where a value is gone or another one; what is within it then goes without saying. A key too much is no loss.
fn compare(sent: &Value, kept: Option<&Value>, pointer: &str, lost: &mut Vec<String>) {
    match (sent, kept) {
        (Value::Object(sent), Some(Value::Object(kept))) => {
            for (key, value) in sent {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                compare(value, kept.get(key), &pointer, lost);
            }
        }
        (Value::Array(sent), Some(Value::Array(kept))) if sent.len() >= kept.len() => {
            for (index, value) in sent.iter().enumerate() {
                compare(value, kept.get(index), &format!("{pointer}/{index}"), lost);
            }
        }
        (sent, kept) if Some(sent) != kept => lost.push(pointer.to_owned()),
        _ => {}
    }
}
