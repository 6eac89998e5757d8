//! From an operation and its arguments to the parts of an HTTP request. Generated code and `Client::call` make one,
//! `send` sends it. Everything is encoded at once; a mistake is kept and given back before anything is sent.

mod form;
mod path;
mod payload;
mod query;
mod stream;

use std::fmt;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use super::codec::{Arg, Argument};
use super::{Body, Error, Location, Object, Operation, Parameter, Upload, Value};
pub(crate) use payload::{Opened, Payload};
pub(crate) use stream::Segment;

/// Everything but the characters that no part of a URL needs to escape.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An operation with its arguments, encoded and ready to be sent.
pub struct Request {
    operation: &'static Operation,
    encoded: Result<Encoded, Error>,
}

/// The parts of a request.
#[derive(Default)]
pub(crate) struct Encoded {
    /// The path below the base URL, and the query.
    pub(crate) target: String,
    /// Headers that come from parameters.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The body.
    pub(crate) payload: Payload,
}

/// Why one parameter is refused.
type Reason = String;

impl Request {
    /// Encodes a call: one argument for each entry of the operation's parameters, in that order.
    ///
    /// A mistake, such as a required parameter that is absent, is kept and given back by the call.
    pub fn new(operation: &'static Operation, arguments: &[&dyn Argument]) -> Self {
        let (expected, given) = (operation.parameters.len(), arguments.len());
        if expected != given {
            let reason = format!("`{}` takes {expected} arguments, and {given} were given", operation.id);
            return Self { operation, encoded: Err(Error::Configuration(reason)) };
        }
        // Who must give a value and gives `None` means null.
        let must_give = |it: &Parameter| it.required && it.nullable;
        let argument = |index: usize| match arguments[index].argument() {
            argument if must_give(&operation.parameters[index]) => argument.or_null(),
            argument => argument,
        };
        Self { operation, encoded: encode(operation, &argument) }
    }

    /// Encodes a call from a JSON object whose keys are the names of the operation's parameters. A file is given as
    /// the path it is read from.
    ///
    /// A mistake, such as a key that is no parameter, is kept and given back by the call.
    pub fn from_json(operation: &'static Operation, parameters: &Object) -> Self {
        let encoded = match parameters.keys().find(|key| operation.parameter(key).is_none()) {
            Some(unknown) => Err(invalid(operation, unknown, "the operation has no such parameter".to_owned())),
            None => encode(operation, &|index| from_json(&operation.parameters[index], parameters)),
        };
        Self { operation, encoded }
    }

    /// Gives the operation this is a call of.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    pub(crate) fn into_encoded(self) -> Result<Encoded, Error> {
        self.encoded
    }
}

/// Prints no values: any of them may be a secret.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

pub(crate) fn invalid(operation: &Operation, parameter: &str, reason: Reason) -> Error {
    Error::InvalidParameter { operation: operation.id, parameter: parameter.to_owned(), reason }
}

fn from_json<'a>(parameter: &Parameter, parameters: &'a Object) -> Arg<'a> {
    use std::borrow::Cow;

    let Some(value) = parameters.get(parameter.name) else {
        return Arg::Absent;
    };
    // "file" and "array of file" => true
    let is_file = parameter.kind.split(|it: char| !it.is_alphanumeric()).any(|word| word == "file");
    let file = |path: &Value| match path {
        Value::String(path) => Arg::File(Cow::Owned(Upload::path(path))),
        _ => Arg::Invalid("a file is given as the path it is read from".to_owned()),
    };
    match value {
        Value::Null => Arg::Null,
        Value::Array(items) if is_file => Arg::List(items.iter().map(file).collect()),
        _ if is_file => file(value),
        _ => value.argument(),
    }
}

/// Encodes a call whose arguments are given by the index of their parameter.
fn encode<'a>(operation: &'static Operation, argument: &dyn Fn(usize) -> Arg<'a>) -> Result<Encoded, Error> {
    let mut encoded = Encoded { target: path::fill(operation, argument)?, ..Encoded::default() };
    let query = &mut encoded.target;
    query.push('?');
    for (name, value) in operation.fixed {
        query::pair(query, name, value);
    }
    let mut fields = Vec::new();
    let mut whole = None;
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if parameter.location == Location::Path {
            continue;
        }
        let Some(argument) = checked(operation, parameter, argument(index))? else { continue };
        let refuse = |reason| invalid(operation, parameter.name, reason);
        match parameter.location {
            Location::Path => {}
            Location::Query => query::append(query, parameter, &argument).map_err(refuse)?,
            Location::Header => encoded.headers.push((parameter.wire, header(&argument).map_err(refuse)?)),
            Location::Cookie => cookie(&mut encoded.headers, parameter, &argument).map_err(refuse)?,
            Location::Body => fields.push((parameter, argument)),
            Location::WholeBody => whole = Some((parameter, argument)),
        }
    }
    if query.ends_with('?') {
        query.pop();
    }
    encoded.payload = match whole {
        Some((parameter, argument)) => payload::whole(operation, parameter, argument)?,
        None => payload::fields(operation, fields)?,
    };
    Ok(encoded)
}

/// Refuses what cannot be sent anywhere; gives nothing for what need not be sent.
fn checked<'a>(operation: &Operation, parameter: &Parameter, argument: Arg<'a>) -> Result<Option<Arg<'a>>, Error> {
    if let Some(reason) = argument.problem() {
        return Err(invalid(operation, parameter.name, reason));
    }
    match argument {
        Arg::Absent if parameter.required => Err(invalid(operation, parameter.name, "it is required".to_owned())),
        Arg::Absent => Ok(None),
        argument => Ok(Some(argument)),
    }
}

fn percent(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// How a text is written into a URL or a header.
type Write = fn(&mut String, &str);

fn escaped(out: &mut String, text: &str) {
    out.extend(percent(text));
}

/// Joins the parts of a value, each written by `write`: `a,b` or `key,value`.
fn join(out: &mut String, argument: &Arg<'_>, separator: &str, write: Write) -> Result<(), Reason> {
    let nested = || "a value with parts inside parts cannot be written here".to_owned();
    let is_given = |part: &Arg<'_>| !matches!(part, Arg::Absent);
    match argument {
        Arg::List(items) => {
            for (number, item) in items.iter().filter(|item| is_given(item)).enumerate() {
                out.push_str(if number > 0 { separator } else { "" });
                item.with_text(|text| write(out, text)).ok_or_else(nested)?;
            }
        }
        Arg::Map(fields) => {
            for (number, (key, value)) in fields.iter().filter(|(_, value)| is_given(value)).enumerate() {
                out.push_str(if number > 0 { separator } else { "" });
                write(out, key);
                out.push_str(separator);
                value.with_text(|text| write(out, text)).ok_or_else(nested)?;
            }
        }
        _ => argument.with_text(|text| write(out, text)).ok_or("a file cannot be written here")?,
    }
    Ok(())
}

fn header(argument: &Arg<'_>) -> Result<String, Reason> {
    let mut value = String::new();
    join(&mut value, argument, ",", String::push_str)?;
    if value.contains(char::is_control) {
        return Err("a header cannot hold control characters".to_owned());
    }
    Ok(value)
}

/// All cookies go out in one header: `a=1; b=2`.
fn cookie(headers: &mut Vec<(&'static str, String)>, parameter: &Parameter, argument: &Arg<'_>) -> Result<(), Reason> {
    let mut pair = format!("{}=", percent(parameter.wire));
    join(&mut pair, argument, ",", escaped)?;
    match headers.iter_mut().find(|(name, _)| *name == "cookie") {
        Some((_, line)) => write!(line, "; {pair}").map_err(|error| error.to_string()),
        None => {
            headers.push(("cookie", pair));
            Ok(())
        }
    }
}

/// Tells whether the operation has a body at all.
fn takes_body(operation: &Operation) -> bool {
    operation.body != Body::None
}
