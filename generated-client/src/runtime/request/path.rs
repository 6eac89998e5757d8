//! The path of a request: each parameter is one segment of it and can never become more, less or another one.

use super::super::codec::Arg;
use super::super::{Error, Operation};
use super::{Reason, invalid, join, percent};

/// Writes a value as one segment.
pub(super) fn segment(argument: &Arg<'_>) -> Result<String, Reason> {
    if matches!(argument, Arg::Null) {
        return Err("a part of the path cannot be null".to_owned());
    }
    let segment = join(argument, ",", |part| percent(part).to_string())?;
    match segment.as_str() {
        "" => Err("a part of the path cannot be empty".to_owned()),
        // URL parsers resolve these even when the dots are percent-encoded.
        "." | ".." => Err(format!("a part of the path cannot be `{segment}`")),
        _ => Ok(segment),
    }
}

/// Puts the segments in the places of their names: `/contacts/{id}` => `/contacts/42`.
pub(super) fn fill(operation: &Operation, segments: &[(&str, String)]) -> Result<String, Error> {
    let mut path = String::with_capacity(operation.path.len());
    let mut rest = operation.path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let segment = segments.iter().find(|(wire, _)| *wire == name);
        let (_, segment) = segment.ok_or_else(|| invalid(operation, name, "it is required".to_owned()))?;
        path.push_str(before);
        path.push_str(segment);
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}
