//! The values that fields hold and that serde_json does not have: what generated structs are made of.

mod extra;
mod instant;
#[cfg(any(feature = "time", feature = "chrono", feature = "jiff"))]
mod libraries;
mod nullable;
mod number;
mod secret;
mod timestamp;

pub use extra::Extra;
pub use nullable::Nullable;
pub use number::Number;
pub use secret::Secret;
pub use timestamp::{Timestamp, TimestampError};

/// Any JSON value.
pub type Value = serde_json::Value;

/// A JSON object.
pub type Object = serde_json::Map<String, Value>;
