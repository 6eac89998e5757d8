//! The body of a request: encoded here from the body's fields or from the body as a whole, and opened for sending, with
//! its files, by `send`.

use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use bytes::Bytes;

use super::super::codec::Arg;
use super::super::{Body, Error, Operation, Parameter, Upload};
use super::form::{Leaf, flatten};
use super::stream::{Segment, Segments};
use super::{invalid, query, takes_body};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// An encoded body.
#[derive(Default)]
pub(crate) enum Payload {
    #[default]
    None,
    Bytes {
        content_type: &'static str,
        bytes: Bytes,
    },
    File {
        content_type: &'static str,
        parameter: &'static str,
        upload: Upload,
    },
    Multipart(Vec<Part>),
}

/// One part of a multipart body.
pub(crate) struct Part {
    parameter: &'static str,
    name: String,
    leaf: Leaf,
}

/// A body whose files are open.
pub(crate) enum Opened {
    None,
    Bytes { content_type: &'static str, bytes: Bytes },
    Stream { content_type: String, segments: Segments },
}

type Fields<'a> = Vec<(&'static Parameter, Arg<'a>)>;

/// Encodes a body from the fields that are set.
pub(super) fn fields(operation: &'static Operation, fields: Fields<'_>) -> Result<Payload, Error> {
    if fields.is_empty() && !(operation.body_required && takes_body(operation)) {
        return Ok(Payload::None);
    }
    match operation.body {
        Body::Json => json_fields(operation, fields),
        Body::Form => form(operation, pairs(operation, &fields)?),
        Body::Multipart => Ok(Payload::Multipart(pairs(operation, &fields)?)),
        Body::JsonOrMultipart => {
            if fields.iter().any(|(_, argument)| argument.has_file()) {
                Ok(Payload::Multipart(pairs(operation, &fields)?))
            } else {
                json_fields(operation, fields)
            }
        }
        Body::Text(content_type) | Body::Bytes(content_type) if fields.is_empty() => {
            Ok(Payload::Bytes { content_type, bytes: Bytes::new() })
        }
        Body::None | Body::Text(_) | Body::Bytes(_) => {
            let name = fields.first().map_or("", |(parameter, _)| parameter.name);
            Err(invalid(operation, name, "the operation takes no fields in its body".to_owned()))
        }
    }
}

/// Encodes a body that is one value.
pub(super) fn whole(
    operation: &'static Operation,
    parameter: &'static Parameter,
    argument: Arg<'_>,
) -> Result<Payload, Error> {
    let refuse = |reason: &str| invalid(operation, parameter.name, reason.to_owned());
    let as_form = match operation.body {
        Body::Form | Body::Multipart => true,
        Body::JsonOrMultipart => argument.has_file(),
        Body::Json | Body::Text(_) | Body::Bytes(_) | Body::None => false,
    };
    if as_form {
        let Arg::Map(fields) = argument else {
            return Err(refuse("a form must be an object"));
        };
        let parts = fields.iter().map(|(key, value)| part_list(operation, parameter, key, value));
        let parts = parts.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        return match operation.body {
            Body::Form => form(operation, parts),
            _ => Ok(Payload::Multipart(parts)),
        };
    }
    match (operation.body, argument) {
        (Body::Text(content_type) | Body::Bytes(content_type), Arg::File(upload)) => {
            Ok(Payload::File { content_type, parameter: parameter.name, upload: upload.into_owned() })
        }
        (Body::Text(content_type) | Body::Bytes(content_type), argument) => {
            let text = argument.text().ok_or_else(|| refuse("the body must be text or a file"))?;
            Ok(Payload::Bytes { content_type, bytes: Bytes::from(text.into_owned()) })
        }
        (Body::None, _) => Err(refuse("the operation takes no body")),
        (_, argument) => json(operation, parameter.name, &argument),
    }
}

fn json(operation: &Operation, parameter: &str, body: &Arg<'_>) -> Result<Payload, Error> {
    let bytes = serde_json::to_vec(body).map_err(|error| invalid(operation, parameter, error.to_string()))?;
    Ok(Payload::Bytes { content_type: JSON, bytes: bytes.into() })
}

fn json_fields(operation: &Operation, fields: Fields<'_>) -> Result<Payload, Error> {
    if let Some((parameter, _)) = fields.iter().find(|(_, argument)| argument.has_file()) {
        return Err(invalid(operation, parameter.name, "a file cannot be sent as JSON".to_owned()));
    }
    let mut object = Vec::new();
    for (parameter, argument) in fields {
        insert(&mut object, parameter.wire, argument);
    }
    json(operation, "body", &Arg::Map(object))
}

/// Puts a field where its name in forms says: `labels[]` => `labels`, `profile[name]` => `name` within `profile`.
fn insert<'a>(object: &mut Vec<(Cow<'a, str>, Arg<'a>)>, wire: &'static str, argument: Arg<'a>) {
    let mut level = object;
    let mut names = wire.split('[').map(|name| name.trim_end_matches(']')).filter(|name| !name.is_empty()).peekable();
    while let Some(name) = names.next() {
        if names.peek().is_none() {
            level.push((Cow::Borrowed(name), argument));
            return;
        }
        let found = level.iter().position(|(key, value)| key == name && matches!(value, Arg::Map(_)));
        let index = found.unwrap_or(level.len());
        if found.is_none() {
            level.push((Cow::Borrowed(name), Arg::Map(Vec::new())));
        }
        let Arg::Map(inner) = &mut level[index].1 else {
            return;
        };
        level = inner;
    }
}

fn pairs(operation: &Operation, fields: &Fields<'_>) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::new();
    for (parameter, argument) in fields {
        parts.extend(part_list(operation, parameter, parameter.wire, argument)?);
    }
    Ok(parts)
}

fn part_list(
    operation: &Operation,
    parameter: &'static Parameter,
    name: &str,
    argument: &Arg<'_>,
) -> Result<Vec<Part>, Error> {
    let pairs = flatten(name, argument).map_err(|reason| invalid(operation, parameter.name, reason))?;
    Ok(pairs.into_iter().map(|(name, leaf)| Part { parameter: parameter.name, name, leaf }).collect())
}

fn form(operation: &Operation, parts: Vec<Part>) -> Result<Payload, Error> {
    let mut text = String::new();
    for part in parts {
        match part.leaf {
            Leaf::Text(value) => query::pair(&mut text, &part.name, &value),
            Leaf::File(_) => {
                let reason = "a file cannot be sent in an urlencoded form".to_owned();
                return Err(invalid(operation, part.parameter, reason));
            }
        }
    }
    Ok(Payload::Bytes { content_type: FORM, bytes: text.into() })
}

impl Payload {
    /// Whether the body can be opened more than once: a stream cannot.
    pub(crate) fn can_be_sent_again(&self) -> bool {
        match self {
            Self::None | Self::Bytes { .. } => true,
            Self::File { upload, .. } => upload.can_be_sent_again(),
            Self::Multipart(parts) => parts.iter().all(|part| match &part.leaf {
                Leaf::Text(_) => true,
                Leaf::File(upload) => upload.can_be_sent_again(),
            }),
        }
    }

    /// Opens the files of the body, for one try.
    pub(crate) async fn open(&self, operation: &'static Operation) -> Result<Opened, Error> {
        match self {
            Self::None => Ok(Opened::None),
            Self::Bytes { content_type, bytes } => Ok(Opened::Bytes { content_type, bytes: bytes.clone() }),
            Self::File { content_type, parameter, upload } => {
                let segment = upload.open().await.map_err(|reason| invalid(operation, parameter, reason))?;
                Ok(Opened::Stream { content_type: (*content_type).to_owned(), segments: Segments::new(vec![segment]) })
            }
            Self::Multipart(parts) => multipart(operation, parts).await,
        }
    }
}

async fn multipart(operation: &'static Operation, parts: &[Part]) -> Result<Opened, Error> {
    let boundary = boundary();
    let mut segments = Vec::with_capacity(parts.len() * 2 + 1);
    let mut text = String::new();
    for part in parts {
        text.push_str(&format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", escape(&part.name)));
        match &part.leaf {
            Leaf::Text(value) => {
                text.push_str("\r\n\r\n");
                text.push_str(value);
            }
            Leaf::File(upload) => {
                let refuse = |reason| invalid(operation, part.parameter, reason);
                let content_type = upload.effective_content_type();
                if content_type.contains(char::is_control) {
                    return Err(refuse("a content type cannot hold control characters".to_owned()));
                }
                let file_name = escape(&upload.effective_file_name());
                text.push_str(&format!("; filename=\"{file_name}\"\r\nContent-Type: {content_type}\r\n\r\n"));
                segments.push(Segment::Bytes(Bytes::from(std::mem::take(&mut text))));
                segments.push(upload.open().await.map_err(refuse)?);
            }
        }
        text.push_str("\r\n");
    }
    text.push_str(&format!("--{boundary}--\r\n"));
    segments.push(Segment::Bytes(Bytes::from(text)));
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Ok(Opened::Stream { content_type, segments: Segments::new(segments) })
}

/// 128 random bits, so that no content holds the boundary.
fn boundary() -> String {
    let random = || RandomState::new().hash_one("boundary");
    format!("{:016x}{:016x}", random(), random())
}

/// Escapes a name as browsers do, so that it cannot end its header.
fn escape(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
