//! What generated types are written with: reading and writing objects, enums and unions, and turning a value into an
//! argument. Generated code imports all of this from here; nobody else needs it.

mod argument;
mod enums;
mod object;
pub mod read;

pub use argument::{Arg, Argument};
#[allow(unused_imports, reason = "not every API has enums of each kind")]
pub(crate) use enums::{integer_enum, string_enum, value_enum};
pub use object::{Key, ObjectReader, ObjectWriter, ReadObject};
#[allow(unused_imports, reason = "not every API sends types of its own")]
pub(crate) use object::{object, request, sent};
pub use read::Shape;
pub use serde::de::MapAccess;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
