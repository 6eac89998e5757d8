//! A field with three states. Parameter structs hold it, `codec` reads and writes it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Number, Secret, Timestamp};

/// A field that may be absent, null or a value: what is absent is not sent, null is sent as null.
///
/// A setter takes `None` for null, and a value or `Some(value)` for a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// Nothing is said about the field.
    #[default]
    Absent,
    /// The field is null.
    Null,
    /// The field has a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Gives the value, or nothing when it is absent or null.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Takes the value out, or nothing when it is absent or null.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Tells whether nothing is said about the field.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Tells whether the field is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

/// Lets a setter take `$from` where the field holds `$to`.
macro_rules! from_part {
    ($($from:ty => $to:ty),* $(,)?) => {
        $(impl From<$from> for Nullable<$to> {
            fn from(value: $from) -> Self {
                Self::Value(value.into())
            }
        })*
    };
}

from_part! {
    &str => String, &str => Secret, String => Secret, &str => Timestamp, String => Timestamp, i64 => Timestamp,
    i8 => Number, i16 => Number, i32 => Number, i64 => Number, u32 => Number, f32 => Number, f64 => Number,
}

/// Absent is written as null: whoever can leave a field out asks [`Nullable::is_absent`] first.
impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

/// Null is read as null; whoever finds the field missing keeps [`Nullable::Absent`].
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}
