//! Points in time as the libraries `time`, `chrono` and `jiff` have them, each behind the feature of its name. All of them go
//! through the nanoseconds of `timestamp`.

use super::{Nullable, Timestamp, TimestampError};

/// Implements the conversions of one library: how it reads nanoseconds since 1970-01-01T00:00:00Z, and gives them.
macro_rules! library {
    ($type:ty, $read:expr, [$($generics:tt)*] $from:ty, $give:expr) => {
        impl TryFrom<&Timestamp> for $type {
            type Error = TimestampError;

            fn try_from(timestamp: &Timestamp) -> Result<Self, TimestampError> {
                let nanoseconds = timestamp.unix_nanoseconds()?;
                $read(nanoseconds).ok_or_else(|| TimestampError::new(timestamp, "the library has no such years"))
            }
        }

        impl TryFrom<Timestamp> for $type {
            type Error = TimestampError;

            fn try_from(timestamp: Timestamp) -> Result<Self, TimestampError> {
                Self::try_from(&timestamp)
            }
        }

        /// Gives text in ISO 8601 and UTC, with all digits of a fraction. A parameter that takes seconds needs
        /// [`Timestamp::Unix`].
        impl<$($generics)*> From<$from> for Timestamp {
            fn from(time: $from) -> Self {
                Self::from_unix_nanoseconds($give(&time))
            }
        }

        impl<$($generics)*> From<$from> for Nullable<Timestamp> {
            fn from(time: $from) -> Self {
                Self::Value(time.into())
            }
        }
    };
}

#[cfg(feature = "time")]
library!(
    time::OffsetDateTime,
    |nanoseconds| time::OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok(),
    [] time::OffsetDateTime,
    |time: &time::OffsetDateTime| time.unix_timestamp_nanos()
);

#[cfg(feature = "chrono")]
library!(
    chrono::DateTime<chrono::Utc>,
    |nanoseconds: i128| {
        let seconds = i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?;
        chrono::DateTime::from_timestamp(seconds, nanoseconds.rem_euclid(1_000_000_000) as u32)
    },
    [Tz: chrono::TimeZone] chrono::DateTime<Tz>,
    |time: &chrono::DateTime<Tz>| {
        i128::from(time.timestamp()) * 1_000_000_000 + i128::from(time.timestamp_subsec_nanos())
    }
);

#[cfg(feature = "jiff")]
library!(
    jiff::Timestamp,
    |nanoseconds| jiff::Timestamp::from_nanosecond(nanoseconds).ok(),
    [] jiff::Timestamp,
    |time: &jiff::Timestamp| time.as_nanosecond()
);
