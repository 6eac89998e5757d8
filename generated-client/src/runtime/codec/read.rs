//! Reading what has no fixed shape: objects by their type, enums from text or integers, and unions by what fits best.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeOwned, Error, Expected, IgnoredAny, SeqAccess, Unexpected, Visitor};

use super::ReadObject;
use super::object::ObjectVisitor;
use crate::runtime::{Object, Value};

/// A form that a variant of a union can have.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Null.
    Null,
    /// A truth value.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Text.
    String,
    /// A list.
    Array,
    /// An object.
    Object {
        /// The keys it must have.
        required: &'static [&'static str],
        /// All keys it may have.
        known: &'static [&'static str],
        /// The keys that have one fixed text.
        fixed: &'static [(&'static str, &'static str)],
    },
    /// Whatever there is.
    Any,
}

/// How well a shape fits: by its kind first (see [`Shape::fit`]), then fixed texts, then known keys.
type Fit = (u8, usize, usize);

impl Shape {
    fn fit(&self, value: &Value) -> Option<Fit> {
        match (self, value) {
            (Self::Null, Value::Null)
            | (Self::Boolean, Value::Bool(_))
            | (Self::String, Value::String(_))
            | (Self::Array, Value::Array(_)) => Some((2, 0, 0)),
            (Self::Integer, Value::Number(number)) if number.is_i64() || number.is_u64() => Some((2, 0, 0)),
            (Self::Number, Value::Number(_)) => Some((1, 0, 0)),
            (Self::Object { required, known, fixed }, Value::Object(object)) => {
                fit_object(object, required, known, fixed)
            }
            (Self::Any, _) => Some((0, 0, 0)),
            _ => None,
        }
    }
}

fn fit_object(object: &Object, required: &[&str], known: &[&str], fixed: &[(&str, &str)]) -> Option<Fit> {
    let complete = required.iter().all(|key| object.contains_key(*key));
    let equal = fixed.iter().all(|(key, text)| object.get(*key).and_then(Value::as_str) == Some(text));
    let count = known.iter().filter(|key| object.contains_key(**key)).count();
    (complete && equal).then_some((2, fixed.len(), count))
}

/// Gives the indices of the variants that fit, the best first; of equal ones in their order.
pub fn fitting(value: &Value, variants: &[&[Shape]]) -> Vec<usize> {
    let fit = |shapes: &&[Shape]| shapes.iter().filter_map(|shape| shape.fit(value)).max();
    let mut found: Vec<(Fit, usize)> =
        variants.iter().enumerate().filter_map(|(index, shapes)| Some((fit(shapes)?, index))).collect();
    found.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
    found.into_iter().map(|(_, index)| index).collect()
}

/// Gives the text under a key of an object, which says what variant it is.
pub fn tag<'value>(value: &'value Value, key: &str) -> Option<&'value str> {
    value.get(key)?.as_str()
}

/// Reads a variant, or nothing when the value is something else.
pub fn variant<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Gives a value of the document that generated code has as its JSON text.
pub fn constant(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

/// Reads an object by its type.
///
/// # Errors
///
/// When the input is no object, or a field is wrong or missing.
pub fn object<'de, T: ReadObject, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Reads the text of an enum. Numbers and truth values are taken as their text, so that a server that changes its mind
/// gives an unknown value and not a broken response.
///
/// # Errors
///
/// When the input is null, a list or an object.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    deserializer.deserialize_any(TextVisitor)
}

/// Reads the number of an enum, also from its decimal text.
///
/// # Errors
///
/// When the input is anything else.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_any(IntegerVisitor)
}

/// Reads a list to its end and refuses it: an error at its beginning would be taken for one of its first item.
pub(crate) fn refuse_list<'de, A: SeqAccess<'de>, T>(mut list: A, wanted: &dyn Expected) -> Result<T, A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Err(Error::invalid_type(Unexpected::Seq, wanted))
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(if value { "true" } else { "false" }))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        refuse_list(list, &self)
    }
}

struct IntegerVisitor;

impl<'de> Visitor<'de> for IntegerVisitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<i64, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<i64, A::Error> {
        refuse_list(list, &self)
    }
}
