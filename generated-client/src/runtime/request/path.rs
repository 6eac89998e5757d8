//! The path of a request: each parameter is one segment of it and can never become more, less or another one.

use super::super::codec::Arg;
use super::super::{Error, Location, Operation};
use super::{Reason, checked, escaped, invalid, join};

/// Puts the path's parameters, given by their index, in the places of their names: `/contacts/{id}` => `/contacts/42`.
pub(super) fn fill<'a>(operation: &Operation, argument: &dyn Fn(usize) -> Arg<'a>) -> Result<String, Error> {
    // As long as the path with ids in the place of the names; a query may follow.
    let mut path = String::with_capacity(operation.path.len() + 64);
    let mut rest = operation.path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let is_meant = |it: &super::Parameter| it.location == Location::Path && it.wire == name;
        let missing = || invalid(operation, name, "it is required".to_owned());
        let index = operation.parameters.iter().position(is_meant).ok_or_else(missing)?;
        let parameter = &operation.parameters[index];
        let argument = checked(operation, parameter, argument(index))?.ok_or_else(missing)?;
        path.push_str(before);
        segment(&mut path, &argument).map_err(|reason| invalid(operation, parameter.name, reason))?;
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

/// Writes a value as one segment.
fn segment(path: &mut String, argument: &Arg<'_>) -> Result<(), Reason> {
    if matches!(argument, Arg::Null) {
        return Err("a part of the path cannot be null".to_owned());
    }
    let start = path.len();
    join(path, argument, ",", escaped)?;
    match &path[start..] {
        "" => Err("a part of the path cannot be empty".to_owned()),
        // URL parsers resolve these even when the dots are percent-encoded.
        dots @ ("." | "..") => Err(format!("a part of the path cannot be `{dots}`")),
        _ => Ok(()),
    }
}
