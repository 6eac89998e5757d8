//! A point in time as the server writes it: seconds, seconds with a fraction, or text.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// A point in time, kept as it was sent: Chatwoot writes the same kind of field as a number here and as text there.
#[derive(Clone, Debug, PartialEq)]
pub enum Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    Unix(i64),
    /// Seconds since 1970-01-01T00:00:00Z with a fraction.
    UnixFloat(f64),
    /// Text, in ISO 8601 as a rule.
    Text(String),
}

impl From<i64> for Timestamp {
    fn from(value: i64) -> Self {
        Self::Unix(value)
    }
}

impl From<String> for Timestamp {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Timestamp {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(value) => value.fmt(f),
            Self::UnixFloat(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unix(value) => serializer.serialize_i64(*value),
            Self::UnixFloat(value) if value.is_finite() => serializer.serialize_f64(*value),
            Self::UnixFloat(_) => Err(ser::Error::custom("a number must be finite")),
            Self::Text(value) => serializer.serialize_str(value),
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimestampVisitor)
    }
}

struct TimestampVisitor;

impl de::Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a point in time (a number of seconds or text)")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Timestamp, E> {
        Ok(Timestamp::Unix(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Timestamp, E> {
        Ok(i64::try_from(value).map_or(Timestamp::UnixFloat(value as f64), Timestamp::Unix))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Timestamp, E> {
        Ok(Timestamp::UnixFloat(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Timestamp, E> {
        Ok(Timestamp::Text(value.to_owned()))
    }
}
