//! The query of a request: one or more `name=value` pairs for each parameter, by its style.

use super::super::codec::Arg;
use super::super::{Parameter, Style};
use super::{Reason, form, join, percent};

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
    encoded_pair(query, name, &percent(value).to_string());
}

fn encoded_pair(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(percent(name));
    query.push('=');
    query.push_str(value);
}

fn delimited(query: &mut String, name: &str, argument: &Arg<'_>, separator: &str) -> Result<(), Reason> {
    let value = join(argument, separator, |part| percent(part).to_string())?;
    encoded_pair(query, name, &value);
    Ok(())
}

fn exploded(query: &mut String, name: &str, argument: &Arg<'_>) -> Result<(), Reason> {
    match argument {
        Arg::List(items) => {
            for item in items.iter().filter(|item| !matches!(item, Arg::Absent)) {
                pair(query, name, &single(item)?);
            }
        }
        // An exploded object is its keys: the name does not show.
        Arg::Map(fields) => {
            for (key, value) in fields.iter().filter(|(_, value)| !matches!(value, Arg::Absent)) {
                pair(query, key, &single(value)?);
            }
        }
        _ => pair(query, name, &single(argument)?),
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

fn single(argument: &Arg<'_>) -> Result<String, Reason> {
    let text = argument.text().ok_or("a value with parts inside parts cannot be written here")?;
    Ok(text.into_owned())
}
