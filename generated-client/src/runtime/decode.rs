//! From an answer to a value: one function for each kind of answer; generated code names the one it needs. Only the
//! status decides about success, and only the length of the body about emptiness: the server sends
//! `content-type: application/json` with empty bodies too. An empty body says what null says.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{DecodeError, Error, RawResponse, Value};

/// Reads JSON.
///
/// # Errors
///
/// [`Error::Decode`] when the body is something else, or when it is empty or null and a `T` cannot be null.
pub fn json<T: DeserializeOwned>(raw: &RawResponse) -> Result<T, Error> {
    if is_blank(raw) {
        return T::deserialize(Value::Null).map_err(|_| nothing(raw));
    }
    serde_json::from_slice(&raw.body).map_err(|error| failure(raw, &error))
}

/// Reads JSON that may be missing: an empty body and null are nothing.
///
/// # Errors
///
/// [`Error::Decode`] when the body is something else.
pub fn optional<T: DeserializeOwned>(raw: &RawResponse) -> Result<Option<T>, Error> {
    json(raw)
}

/// Reads any JSON; an empty body is null.
///
/// # Errors
///
/// [`Error::Decode`] when the body is no JSON.
pub fn value(raw: &RawResponse) -> Result<Value, Error> {
    json(raw)
}

/// Reads nothing: whatever the body is, the call succeeded.
///
/// # Errors
///
/// None.
pub fn empty(_: &RawResponse) -> Result<(), Error> {
    Ok(())
}

/// Reads text.
///
/// # Errors
///
/// [`Error::Decode`] when the body is not UTF-8.
pub fn text(raw: &RawResponse) -> Result<String, Error> {
    match std::str::from_utf8(&raw.body) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(DecodeError::plain(raw, format!("the body is not UTF-8: {error}")).into()),
    }
}

/// Gives the body as it came.
///
/// # Errors
///
/// None.
pub fn bytes(raw: &RawResponse) -> Result<Bytes, Error> {
    Ok(raw.body.clone())
}

fn is_blank(raw: &RawResponse) -> bool {
    raw.body.iter().all(u8::is_ascii_whitespace)
}

#[cold]
fn nothing(raw: &RawResponse) -> Error {
    DecodeError::plain(raw, "the body is empty, and JSON was expected".to_owned()).into()
}

#[cold]
fn failure(raw: &RawResponse, error: &serde_json::Error) -> Error {
    DecodeError::json(raw, error).into()
}
