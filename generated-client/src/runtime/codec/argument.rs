//! A parameter's value on its way into a request: a small tree that `request` can write as a path segment, a query, a
//! form or JSON. Scalars and borrowed text cost no allocation.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::runtime::{Nullable, Number, Object, Secret, Timestamp, Upload, Value};

/// Something that can be sent as a parameter.
pub trait Argument {
    /// Gives the value to send.
    fn argument(&self) -> Arg<'_>;
}

/// The value of a parameter.
#[derive(Clone, Debug)]
pub enum Arg<'a> {
    /// It is not sent.
    Absent,
    /// Null, which is an empty text outside JSON.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A whole number beyond `i64`.
    Unsigned(u64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// Several values.
    List(Vec<Arg<'a>>),
    /// Values by name, in the order they are sent.
    Map(Vec<(Cow<'a, str>, Arg<'a>)>),
    /// A file.
    File(Cow<'a, Upload>),
    /// A value that cannot be sent, and why.
    Invalid(String),
}

impl<'a> Arg<'a> {
    /// Takes a value over as the JSON it is written as.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => Self::owned(value),
            Err(error) => Self::Invalid(error.to_string()),
        }
    }

    fn owned(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(Cow::Owned(text)),
            Value::Array(items) => Self::List(items.into_iter().map(Self::owned).collect()),
            Value::Object(fields) => {
                Self::Map(fields.into_iter().map(|(key, value)| (Cow::Owned(key), Self::owned(value))).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::scalar(&value),
        }
    }

    fn borrowed(value: &'a Value) -> Self {
        match value {
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(items) => Self::List(items.iter().map(Self::borrowed).collect()),
            Value::Object(fields) => Self::fields(fields),
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::scalar(value),
        }
    }

    fn fields(fields: &'a Object) -> Self {
        let fields = fields.iter();
        Self::Map(fields.map(|(key, value)| (Cow::Borrowed(key.as_str()), Self::borrowed(value))).collect())
    }

    fn scalar(value: &Value) -> Self {
        if let Some(value) = value.as_bool() {
            Self::Bool(value)
        } else if let Some(value) = value.as_i64() {
            Self::Integer(value)
        } else if let Some(value) = value.as_u64() {
            Self::Unsigned(value)
        } else {
            value.as_f64().map_or(Self::Null, Self::Float)
        }
    }

    /// Takes what is not there for null: an item of a list, or a value that must be given and is `None`.
    pub(crate) fn or_null(self) -> Self {
        match self {
            Self::Absent => Self::Null,
            given => given,
        }
    }

    /// Tells why this cannot be sent anywhere, if so.
    pub(crate) fn problem(&self) -> Option<String> {
        match self {
            Self::Invalid(reason) => Some(reason.clone()),
            Self::Float(value) if !value.is_finite() => Some("a number must be finite".to_owned()),
            Self::List(items) => items.iter().find_map(Self::problem),
            Self::Map(fields) => fields.iter().find_map(|(_, value)| value.problem()),
            _ => None,
        }
    }

    /// Tells whether a file is in it anywhere.
    pub(crate) fn has_file(&self) -> bool {
        match self {
            Self::File(_) => true,
            Self::List(items) => items.iter().any(Self::has_file),
            Self::Map(fields) => fields.iter().any(|(_, value)| value.has_file()),
            _ => false,
        }
    }

    /// Hands a single value over as text, or nothing when it has parts or is a file.
    pub(crate) fn with_text<R>(&self, take: impl FnOnce(&str) -> R) -> Option<R> {
        match self {
            Self::Integer(value) => Some(Digits::of(value).with(take)),
            Self::Unsigned(value) => Some(Digits::of(value).with(take)),
            _ => Some(take(&self.text()?)),
        }
    }

    /// Gives a single value as text, or nothing when it has parts or is a file.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Null => Cow::Borrowed(""),
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Integer(value) => Cow::Owned(value.to_string()),
            Self::Unsigned(value) => Cow::Owned(value.to_string()),
            Self::Float(value) => Cow::Owned(value.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Absent | Self::List(_) | Self::Map(_) | Self::File(_) | Self::Invalid(_) => {
                return None;
            }
        })
    }
}

/// A whole number as text, without an allocation: ids stand in almost every path.
#[derive(Default)]
struct Digits {
    bytes: [u8; 20],
    length: usize,
}

impl Digits {
    fn of(number: &dyn fmt::Display) -> Self {
        let mut digits = Self::default();
        // A sign and 19 digits, or 20 digits, are the most there can be.
        let _ = write!(digits, "{number}");
        digits
    }

    fn with<R>(&self, take: impl FnOnce(&str) -> R) -> R {
        take(std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default())
    }
}

impl fmt::Write for Digits {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// Writes the value as JSON; what is absent is left out of lists and maps.
impl Serialize for Arg<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Unsigned(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(None)?;
                for item in items.iter().filter(|item| !matches!(item, Self::Absent)) {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Map(fields) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in fields.iter().filter(|(_, value)| !matches!(value, Self::Absent)) {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Self::File(_) => Err(S::Error::custom("a file cannot be sent as JSON")),
            Self::Invalid(reason) => Err(S::Error::custom(reason)),
        }
    }
}

impl Argument for bool {
    fn argument(&self) -> Arg<'_> {
        Arg::Bool(*self)
    }
}

impl Argument for i64 {
    fn argument(&self) -> Arg<'_> {
        Arg::Integer(*self)
    }
}

impl Argument for f64 {
    fn argument(&self) -> Arg<'_> {
        Arg::Float(*self)
    }
}

impl Argument for Number {
    fn argument(&self) -> Arg<'_> {
        match self {
            Self::Integer(value) => Arg::Integer(*value),
            Self::Float(value) => Arg::Float(*value),
        }
    }
}

impl Argument for String {
    fn argument(&self) -> Arg<'_> {
        Arg::Text(Cow::Borrowed(self))
    }
}

impl Argument for Secret {
    fn argument(&self) -> Arg<'_> {
        Arg::Text(Cow::Borrowed(self.expose()))
    }
}

impl Argument for Timestamp {
    fn argument(&self) -> Arg<'_> {
        match self {
            Self::Unix(value) => Arg::Integer(*value),
            Self::UnixFloat(value) => Arg::Float(*value),
            Self::Text(text) => Arg::Text(Cow::Borrowed(text)),
        }
    }
}

impl Argument for Value {
    fn argument(&self) -> Arg<'_> {
        Arg::borrowed(self)
    }
}

impl Argument for Object {
    fn argument(&self) -> Arg<'_> {
        Arg::fields(self)
    }
}

impl Argument for Upload {
    fn argument(&self) -> Arg<'_> {
        Arg::File(Cow::Borrowed(self))
    }
}

impl<T: Argument> Argument for Vec<T> {
    fn argument(&self) -> Arg<'_> {
        Arg::List(self.iter().map(|item| item.argument().or_null()).collect())
    }
}

impl<T: Argument> Argument for Option<T> {
    fn argument(&self) -> Arg<'_> {
        self.as_ref().map_or(Arg::Absent, T::argument)
    }
}

impl<T: Argument> Argument for Nullable<T> {
    fn argument(&self) -> Arg<'_> {
        match self {
            Self::Absent => Arg::Absent,
            Self::Null => Arg::Null,
            Self::Value(value) => value.argument(),
        }
    }
}

impl<T: Argument + ?Sized> Argument for Box<T> {
    fn argument(&self) -> Arg<'_> {
        (**self).argument()
    }
}

impl<T: Argument> Argument for BTreeMap<String, T> {
    fn argument(&self) -> Arg<'_> {
        Arg::Map(self.iter().map(|(key, value)| (Cow::Borrowed(key.as_str()), value.argument().or_null())).collect())
    }
}
