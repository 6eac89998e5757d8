//! Text to JSON value, from JSON or YAML. Before [`overlay`](super::overlay). What the formats would let pass in silence
//! (a key that stands twice) is an error here, and YAML's keys that are no strings (`200:`) become strings.

use std::collections::BTreeSet;
use std::fmt;

use saphyr_parser::{Event, Parser};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::place::{Place, Source};
use crate::problem::Problems;

/// Reads a source as JSON when its name ends in `.json` or it begins with `{`, else as YAML.
///
/// Gives `None` after adding a problem when the text cannot be read.
pub fn load(source: &Source, problems: &mut Problems) -> Option<Value> {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let is_json = source.name.ends_with(".json") || text.trim_start().starts_with('{');
    let result = if is_json { from_json(text) } else { from_yaml(text) };
    match result {
        Ok(value) => Some(value),
        Err(failure) => {
            let kind = if is_json { "JSON" } else { "YAML" };
            let failure = failure.placed(text);
            let place = Place::at(&source.name, failure.line, failure.column);
            problems.error("syntax", &place, format!("cannot be read as {kind}: {}", failure.reason), failure.help());
            None
        }
    }
}

struct Failure {
    reason: String,
    line: usize,
    column: usize,
}

impl Failure {
    /// The parsers' words without their own places, and the place where a reader looks.
    fn new(full: &str, line: usize, column: usize) -> Self {
        let reason = full.split_once(" at line ").map_or(full, |(reason, _)| reason).to_owned();
        Self { reason, line: line.max(1), column: column.max(1) }
    }

    /// Puts a failure at the second of two equal keys, or two documents, and one at the end of the text in its last line.
    fn placed(mut self, text: &str) -> Self {
        let found = if self.reason.contains("stands twice") {
            self.reason =
                self.reason.split_once("the key ").map_or(self.reason.clone(), |(_, rest)| format!("the key {rest}"));
            second_key(text)
        } else if self.reason.contains("more than one document") {
            second_document(text)
        } else {
            None
        };
        (self.line, self.column) = found.unwrap_or((self.line, self.column));
        let last = text.trim_end().lines().count().max(1);
        if self.line > last {
            self.line = last;
            self.column = text.trim_end().lines().last().map_or(1, |line| line.chars().count().max(1));
        }
        self
    }

    fn help(&self) -> &'static str {
        if self.reason.contains("stands twice") {
            "keep one of the two"
        } else if self.reason.contains("recursion limit") {
            "flatten the nesting: at most 128 levels are read"
        } else if self.reason.contains("EOF") || self.reason.contains("end of stream") {
            "complete the file: it ends too early"
        } else {
            "mend the syntax at this place"
        }
    }
}

fn from_json(text: &str) -> Result<Value, Failure> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Strict.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    read.map_err(|error| Failure::new(&error.to_string(), error.line(), error.column()))
}

fn from_yaml(text: &str) -> Result<Value, Failure> {
    Strict.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| {
        let (line, column) = error.location().map_or((1, 1), |it| (it.line(), it.column()));
        Failure::new(&error.to_string(), line, column)
    })
}

/// Where the first key stands that its object has already.
fn second_key(text: &str) -> Option<(usize, usize)> {
    // The keys of each open object, `None` in an array, and whether a key comes next.
    let mut open: Vec<(Option<BTreeSet<String>>, bool)> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        match event {
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
            }
            Event::Scalar(ref key, ..) if open.last().is_some_and(|(keys, key_next)| keys.is_some() && *key_next) => {
                let (keys, key_next) = open.last_mut()?;
                *key_next = false;
                if !keys.as_mut()?.insert(key.to_string()) {
                    return Some((span.start.line(), span.start.col() + 1));
                }
                continue;
            }
            Event::MappingStart(..) => open.push((Some(BTreeSet::new()), true)),
            Event::SequenceStart(..) => open.push((None, false)),
            Event::Scalar(..) | Event::Alias(_) => {}
            _ => continue,
        }
        let opened = matches!(event, Event::MappingStart(..) | Event::SequenceStart(..));
        let outer = if opened { open.len().checked_sub(2) } else { open.len().checked_sub(1) };
        if let Some((Some(_), key_next)) = outer.and_then(|index| open.get_mut(index)) {
            *key_next = true; // the value was this, or is being opened
        }
    }
    None
}

fn second_document(text: &str) -> Option<(usize, usize)> {
    let starts =
        Parser::new_from_str(text).map_while(Result::ok).filter(|(event, _)| matches!(event, Event::DocumentStart(_)));
    starts.map(|(_, span)| (span.start.line(), span.start.col() + 1)).nth(1)
}

/// Reads any value, and refuses a key that an object already has.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(Key(key)) = entries.next_key()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the key `{key}` stands twice in one object")));
            }
            object.insert(key, entries.next_value_seed(Strict)?);
        }
        Ok(Value::Object(object))
    }
}

/// A key: JSON has strings only, YAML also writes `200:` and `true:`.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Strict.deserialize(deserializer)? {
            Value::String(text) => Ok(Key(text)),
            Value::Number(number) => Ok(Key(number.to_string())),
            Value::Bool(truth) => Ok(Key(truth.to_string())),
            Value::Null => Ok(Key("null".to_owned())),
            Value::Array(_) | Value::Object(_) => Err(D::Error::custom("a key must be a string")),
        }
    }
}
