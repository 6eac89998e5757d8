//! The truth test: what this project prints and reads is held against what others say about it.
//!
//! `meta` holds the printed document, and the vendor's, against OpenAPI 3.1: `schema` against a JSON Schema of the
//! specification, `rules` against what a schema cannot say. `examples` holds the values in a document against the schemas
//! beside them. `walk` takes a document apart for both, `document` reads it, and `controls` shows that each check can fail.
//! `mismatches` counts which of the known mismatches with the server the overlays correct.

mod controls;
mod document;
mod examples;
mod meta;
mod mismatches;
mod rules;
mod schema;
mod walk;
