//! Holds a document against `openapi-3.1.schema.yaml`, our JSON Schema of OpenAPI 3.1. A part of `meta`.

use std::sync::OnceLock;

use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

use crate::meta::Complaint;

/// The length that the text of a complaint is cut at.
const LONG: usize = 300;

/// Gives the schema.
pub(crate) fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| serde_yaml::from_str(include_str!("openapi-3.1.schema.yaml")).expect("YAML"))
}

/// Says where a document is not what the schema says. The rule of a complaint is the place in the schema.
pub(crate) fn complaints(document: &Value) -> Vec<Complaint> {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    let validator = VALIDATOR.get_or_init(|| options.build(schema()).expect("a schema"));
    validator.iter_errors(document).map(|error| complaint(&error)).collect()
}

fn complaint(error: &ValidationError) -> Complaint {
    let rule = error.absolute_keyword_location().map_or("", |it| it.as_str());
    Complaint::new(rule, error.instance_path().as_str(), error.to_string().chars().take(LONG).collect::<String>())
}
