//! The parsed document: `openapiv3`'s types with their places, and references resolved. Between
//! [`normalize`](super::normalize) and [`lower`](crate::lower), the last stage that sees `openapiv3`.

use openapiv3::{OpenAPI, Parameter, ReferenceOr, RequestBody, Response, Schema};
use serde::Deserialize;
use serde_json::Value;

use super::place::{Place, Pointer, unescape};
use crate::problem::Problems;

/// A document in 3.0 shapes.
#[derive(Debug)]
pub struct Document {
    /// The file as it was named, for problems.
    pub file: String,
    /// The parsed document.
    pub api: OpenAPI,
    /// The same as JSON.
    pub value: Value,
}

impl Document {
    /// Parses a normalized document; gives `None` after adding a problem when it has another form.
    pub fn parse(value: Value, file: &str, problems: &mut Problems) -> Option<Self> {
        if let Ok(api) = OpenAPI::deserialize(&value) {
            return Some(Self { file: file.to_owned(), api, value });
        }
        super::forms::tell(&value, file, problems);
        None
    }

    /// The place of a node of this document.
    pub fn place(&self, pointer: &Pointer) -> Place {
        Place::new(&self.file, pointer.clone())
    }

    /// A schema, with where it stands; references are followed.
    pub fn schema<'a>(&'a self, schema: &'a ReferenceOr<Schema>, at: &Pointer) -> Option<(&'a Schema, Pointer)> {
        self.resolve(schema, at, "schemas", |components, name| components.schemas.get(name))
    }

    /// A schema component by its name.
    pub fn schema_component(&self, name: &str) -> Option<&ReferenceOr<Schema>> {
        self.api.components.as_ref()?.schemas.get(name)
    }

    /// A parameter, with where it stands.
    pub fn parameter<'a>(
        &'a self,
        parameter: &'a ReferenceOr<Parameter>,
        at: &Pointer,
    ) -> Option<(&'a Parameter, Pointer)> {
        self.resolve(parameter, at, "parameters", |components, name| components.parameters.get(name))
    }

    /// A request body, with where it stands.
    pub fn request_body<'a>(
        &'a self,
        body: &'a ReferenceOr<RequestBody>,
        at: &Pointer,
    ) -> Option<(&'a RequestBody, Pointer)> {
        self.resolve(body, at, "requestBodies", |components, name| components.request_bodies.get(name))
    }

    /// A response, with where it stands.
    pub fn response<'a>(
        &'a self,
        response: &'a ReferenceOr<Response>,
        at: &Pointer,
    ) -> Option<(&'a Response, Pointer)> {
        self.resolve(response, at, "responses", |components, name| components.responses.get(name))
    }

    /// Follows references; [`hoist`](super::hoist) has made sure that each leads somewhere and none in a circle.
    fn resolve<'a, T>(
        &'a self,
        mut node: &'a ReferenceOr<T>,
        at: &Pointer,
        kind: &str,
        component: fn(&'a openapiv3::Components, &str) -> Option<&'a ReferenceOr<T>>,
    ) -> Option<(&'a T, Pointer)> {
        let mut pointer = at.clone();
        // A circle was told by `hoist`; here it only must not go on for ever.
        for _ in 0..64 {
            match node {
                ReferenceOr::Item(item) => return Some((item, pointer)),
                ReferenceOr::Reference { reference } => {
                    let name = component_name(reference);
                    node = component(self.api.components.as_ref()?, &name)?;
                    pointer = Pointer::root().join(&["components", kind, &name]);
                }
            }
        }
        None
    }
}

/// The name of the component that a reference leads to.
pub fn component_name(reference: &str) -> String {
    unescape(reference.rsplit('/').next().unwrap_or(reference))
}

/// The steps of a path that serde reports.
pub fn steps_of(path: &serde_path_to_error::Path) -> Vec<String> {
    use serde_path_to_error::Segment;
    let steps = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    steps.collect()
}
