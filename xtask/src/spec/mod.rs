//! Bytes to [`Document`](document::Document): [`load`] reads JSON or YAML, [`overlay`] corrects the vendor's facts,
//! [`normalize`] brings OpenAPI 3.1 to the 3.0 shapes that `openapiv3` holds, [`document`] parses and resolves references.
//! [`place`] knows where every node stands in its file.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)]

pub mod document;
pub mod forms;
pub mod hoist;
pub mod keywords;
pub mod load;
pub mod normalize;
pub mod overlay;
pub mod place;
pub mod schema;
