//! A point in time as the server writes it: seconds, seconds with a fraction, or text. `instant` reads the text, `libraries`
//! turns it into the types of other crates.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::super::codec::read::refuse_list;
use super::instant::{self, Instant};

/// A point in time, kept as it was sent: Chatwoot writes the same kind of field as a number here and as text there.
///
/// [`unix`](Self::unix) reads all of them alike. Some fields of a conversation, such as `agent_last_seen_at`, are 0 where the
/// server means never; that is given as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    Unix(i64),
    /// Seconds since 1970-01-01T00:00:00Z with a fraction.
    UnixFloat(f64),
    /// Text, in ISO 8601 as a rule.
    Text(String),
}

impl Timestamp {
    /// Gives the whole seconds since 1970-01-01T00:00:00Z, and the nanoseconds after them.
    ///
    /// A fraction is given in whole microseconds, which is what a float of today's times can hold. Text without an offset is
    /// in UTC. A leap second is counted as the second after it, since Unix time has no number for it.
    ///
    /// # Errors
    ///
    /// [`TimestampError`] when the text is no ISO 8601, or the number cannot be a time.
    pub fn unix(&self) -> Result<(i64, u32), TimestampError> {
        match self {
            Self::Unix(seconds) => Ok((*seconds, 0)),
            Self::UnixFloat(seconds) => {
                microseconds(*seconds).ok_or_else(|| TimestampError::new(self, "the number is out of range"))
            }
            Self::Text(text) => instant::parse(text)
                .ok_or_else(|| TimestampError::new(self, "the text is no date and time in ISO 8601")),
        }
    }
}

#[cfg(any(feature = "time", feature = "chrono", feature = "jiff"))]
impl Timestamp {
    pub(super) fn unix_nanoseconds(&self) -> Result<i128, TimestampError> {
        let (seconds, nanoseconds) = self.unix()?;
        Ok(i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds))
    }

    /// Writes text; the libraries have no years that `i64` seconds cannot hold.
    pub(super) fn from_unix_nanoseconds(nanoseconds: i128) -> Self {
        let seconds = nanoseconds.div_euclid(1_000_000_000) as i64;
        Self::Text(instant::text((seconds, nanoseconds.rem_euclid(1_000_000_000) as u32)))
    }
}

/// Rounds to microseconds.
fn microseconds(seconds: f64) -> Option<Instant> {
    let whole = seconds.floor();
    // The largest float below 2^63 is this one less 1024.
    if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&whole) {
        return None;
    }
    match ((seconds - whole) * 1e6).round() as u32 {
        1_000_000 => Some((whole as i64 + 1, 0)),
        microseconds => Some((whole as i64, microseconds * 1_000)),
    }
}

/// A value of the server that is no point in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampError {
    value: String,
    reason: &'static str,
}

impl TimestampError {
    pub(super) fn new(timestamp: &Timestamp, reason: &'static str) -> Self {
        let shown = timestamp.to_string().chars().take(50).map(|it| if it.is_control() { ' ' } else { it }).collect();
        Self { value: shown, reason }
    }
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be read as a point in time: {}", self.value, self.reason)
    }
}

impl std::error::Error for TimestampError {}

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

impl<'de> de::Visitor<'de> for TimestampVisitor {
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

    fn visit_seq<A: de::SeqAccess<'de>>(self, list: A) -> Result<Timestamp, A::Error> {
        refuse_list(list, &self)
    }
}
