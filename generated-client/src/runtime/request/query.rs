//! The query of a request: one or more `name=value` pairs for each parameter, by its style.

use super::super::codec::Arg;
use super::super::{Parameter, Style};
use super::{Reason, escaped, form, join};

/// Adds a parameter to the query. An empty list adds nothing.
pub(super) fn append(query: &mut String, parameter: &Parameter, argument: &Arg<'_>) -> Result<(), Reason> {
    let name = parameter.wire;
    let is_empty = match argument {
        Arg::List(items) => items.is_empty(),
        Arg::Map(fields) => fields.is_empty(),
        _ => false,
    };
    if is_empty {
        return Ok(());
    }
    match parameter.style {
        Style::FormExploded => exploded(query, name, argument)?,
        Style::DeepObject => deep(query, name, argument)?,
        Style::Simple | Style::Form => delimited(query, name, argument, ",")?,
        Style::SpaceDelimited => delimited(query, name, argument, "%20")?,
        Style::PipeDelimited => delimited(query, name, argument, "%7C")?,
    }
    Ok(())
}

/// Adds one pair; both sides are plain text.
pub(super) fn pair(query: &mut String, name: &str, value: &str) {
    begin(query, name);
    escaped(query, value);
}

/// Writes what stands before a value. A question mark that is written already needs no other sign.
fn begin(query: &mut String, name: &str) {
    if !query.is_empty() && !query.ends_with('?') {
        query.push('&');
    }
    escaped(query, name);
    query.push('=');
}

fn delimited(query: &mut String, name: &str, argument: &Arg<'_>, separator: &str) -> Result<(), Reason> {
    begin(query, name);
    join(query, argument, separator, escaped)
}

fn exploded(query: &mut String, name: &str, argument: &Arg<'_>) -> Result<(), Reason> {
    match argument {
        Arg::List(items) => {
            for item in items.iter().filter(|item| !matches!(item, Arg::Absent)) {
                single(query, name, item)?;
            }
        }
        // An exploded object is its keys: the name does not show.
        Arg::Map(fields) => {
            for (key, value) in fields.iter().filter(|(_, value)| !matches!(value, Arg::Absent)) {
                single(query, key, value)?;
            }
        }
        _ => single(query, name, argument)?,
    }
    Ok(())
}

fn deep(query: &mut String, name: &str, argument: &Arg<'_>) -> Result<(), Reason> {
    for (name, leaf) in form::flatten(name, argument)? {
        match leaf {
            form::Leaf::Text(text) => pair(query, &name, &text),
            form::Leaf::File(_) => return Err("a file cannot be written here".to_owned()),
        }
    }
    Ok(())
}

fn single(query: &mut String, name: &str, argument: &Arg<'_>) -> Result<(), Reason> {
    let nested = "a value with parts inside parts cannot be written here";
    argument.with_text(|text| pair(query, name, text)).ok_or_else(|| nested.to_owned())
}
