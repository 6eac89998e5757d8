//! The document, overlays applied, to the OpenAPI 3.0 shapes that `openapiv3` holds. Between [`overlay`](super::overlay) and
//! [`document`](super::document). Walks everything once, so it is also where keys that mean nothing to the pipeline are told.
//! Schemas themselves are rewritten in [`schema`](super::schema).

use serde_json::{Map, Value, json};

use super::keywords::{self, Keywords};
use super::place::{Place, Pointer};
use crate::problem::Problems;

/// The methods that a path item can have, in the order of the standard.
pub const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Brings the document to 3.0 shapes; gives `false` when it is no OpenAPI 3.0 or 3.1 document.
pub fn normalize(document: &mut Value, file: &str, problems: &mut Problems) -> bool {
    let mut normalizer = Normalizer { file, problems, pointer: Pointer::root() };
    if !normalizer.version(document) {
        return false;
    }
    let Some(object) = document.as_object_mut() else { return false };
    normalizer.document(object);
    true
}

/// Walks the document; the pointer is where it stands.
pub struct Normalizer<'a> {
    file: &'a str,
    problems: &'a mut Problems,
    pointer: Pointer,
}

impl Normalizer<'_> {
    /// Adds an error at the current place.
    pub fn error(&mut self, code: &'static str, message: impl Into<String>, help: impl Into<String>) {
        self.problems.error(code, &Place::new(self.file, self.pointer.clone()), message, help);
    }

    /// Adds a warning at the current place.
    pub fn warning(&mut self, code: &'static str, message: impl Into<String>, help: impl Into<String>) {
        self.problems.warning(code, &Place::new(self.file, self.pointer.clone()), message, help);
    }

    /// Runs a step some levels further down.
    pub fn within(&mut self, steps: &[&str], run: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        for step in steps {
            self.pointer.push(step);
        }
        run(self);
        self.pointer.truncate(length);
    }

    /// Tells every key that the tables of [`keywords`] do not know, and those that the client leaves out.
    pub fn known_keys(&mut self, object: &Map<String, Value>, keywords: &Keywords) {
        for key in object.keys().filter(|key| !key.starts_with("x-")) {
            if keywords.understood.contains(&key.as_str()) {
                continue;
            }
            let kind = keywords.kind;
            let article = if kind.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            if keywords.ignored.contains(&key.as_str()) {
                let message = format!("`{key}` of the {kind} is left out of the client");
                self.within(&[key], |it| {
                    it.warning("keyword-ignored", message, "delete it, or say it in the description")
                });
            } else {
                let message = format!("`{key}` is no keyword of {article} {kind}");
                self.within(&[key], |it| it.warning("keyword-unknown", message, "correct the spelling, or delete it"));
            }
        }
    }

    fn version(&mut self, document: &Value) -> bool {
        let help = "give it an OpenAPI 3.0 or 3.1 document";
        let version = document.get("openapi").and_then(Value::as_str);
        if let Some(number) = document.get("openapi").filter(|it| it.is_number()) {
            let message = format!("the version must be text, and {number} is a number");
            self.within(&["openapi"], |it| {
                it.error("document-version", message, "write it whole and in quotes, such as \"3.1.0\"")
            });
            return false;
        }
        if version.is_some_and(|it| it.starts_with("3.0.") || it.starts_with("3.1.")) {
            return true;
        }
        let message = match (version, document.get("swagger")) {
            (Some(version), _) => format!("OpenAPI {version} is not supported"),
            (None, Some(version)) => format!("Swagger {} is not supported", version.as_str().unwrap_or("2.0")),
            (None, None) => "this is no OpenAPI document: it has no `openapi` key".to_owned(),
        };
        self.error("document-version", message, help);
        false
    }

    fn document(&mut self, object: &mut Map<String, Value>) {
        self.known_keys(object, &keywords::DOCUMENT);
        object.entry("info").or_insert_with(|| json!({}));
        if let Some(Value::Object(info)) = object.get_mut("info") {
            self.within(&["info"], |it| it.known_keys(info, &keywords::INFO));
            for (key, default) in [("title", "API"), ("version", "0")] {
                if !info.contains_key(key) {
                    let message = format!("`info` has no `{key}`; read as `{default}`");
                    self.within(&["info"], |it| it.warning("info-incomplete", message, format!("add `{key}`")));
                    info.insert(key.to_owned(), json!(default));
                }
            }
        }
        let path_items = object.get("components").and_then(|it| it.get("pathItems")).cloned();
        if let Some(Value::Object(components)) = object.get_mut("components") {
            components.shift_remove("pathItems");
            self.within(&["components"], |it| it.components(components));
        }
        let paths = object.entry("paths").or_insert_with(|| json!({}));
        if let Some(paths) = paths.as_object_mut() {
            self.within(&["paths"], |it| it.paths(paths, path_items.as_ref()));
        }
    }

    fn components(&mut self, components: &mut Map<String, Value>) {
        self.known_keys(components, &keywords::COMPONENTS);
        for (kind, step) in [
            ("schemas", Self::schema as fn(&mut Self, &mut Value)),
            ("parameters", Self::parameter),
            ("headers", Self::header),
            ("requestBodies", Self::request_body),
            ("responses", Self::response),
            ("securitySchemes", Self::security_scheme),
        ] {
            if let Some(Value::Object(entries)) = components.get_mut(kind) {
                for (name, entry) in entries {
                    self.within(&[kind, name], |it| step(it, entry));
                }
            }
        }
    }

    fn paths(&mut self, paths: &mut Map<String, Value>, shared: Option<&Value>) {
        for (path, item) in paths.iter_mut().filter(|(path, _)| !path.starts_with("x-")) {
            self.within(&[path], |it| {
                it.path_template(path);
                let reference = item.get("$ref").and_then(Value::as_str).and_then(|it| it.rsplit('/').next());
                if let Some(target) = reference.and_then(|name| shared?.get(name)) {
                    *item = target.clone();
                }
                match item.as_object_mut() {
                    Some(item) => it.path_item(item),
                    None => it.error("path-form", "a path item must be an object", "give it the operations by method"),
                }
            });
        }
    }

    fn path_template(&mut self, path: &str) {
        if !path.starts_with('/') {
            self.error(
                "path-form",
                format!("the path `{path}` does not begin with `/`"),
                "write it from the root of the API",
            );
        }
        let mut open = false;
        let balanced = path.chars().all(|sign| match sign {
            '{' => !std::mem::replace(&mut open, true),
            '}' => std::mem::replace(&mut open, false),
            _ => true,
        });
        if !balanced || open {
            self.error(
                "path-form",
                format!("the braces of the path `{path}` are no pairs"),
                "write each placeholder as `{name}`",
            );
        }
    }

    fn path_item(&mut self, item: &mut Map<String, Value>) {
        self.known_keys(item, &keywords::PATH_ITEM);
        self.each(item, "parameters", Self::parameter);
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(*method) {
                self.within(&[method], |it| it.operation(operation));
            }
        }
    }

    fn operation(&mut self, operation: &mut Map<String, Value>) {
        self.known_keys(operation, &keywords::OPERATION);
        self.each(operation, "parameters", Self::parameter);
        if let Some(body) = operation.get_mut("requestBody") {
            self.within(&["requestBody"], |it| it.request_body(body));
        }
        if !operation.contains_key("responses") {
            self.warning(
                "responses-missing",
                "the operation tells no response; read as any success without a body",
                "add `responses`",
            );
            operation.insert("responses".to_owned(), json!({"default": {"description": ""}}));
        }
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            self.within(&["responses"], |it| it.statuses(responses));
            for (status, response) in responses.iter_mut().filter(|(status, _)| !status.starts_with("x-")) {
                self.within(&["responses", status], |it| it.response(response));
            }
        }
    }

    /// Leaves out what is no status: the parser would drop it in silence.
    fn statuses(&mut self, responses: &mut Map<String, Value>) {
        let is_status = |key: &str| {
            let wildcard = key.len() == 3
                && key.starts_with(|it: char| ('1'..='5').contains(&it))
                && key.to_uppercase().ends_with("XX");
            let code = key.len() == 3 && key.parse().is_ok_and(|code: u16| (100..600).contains(&code));
            wildcard || code || key == "default" || key.starts_with("x-")
        };
        for key in responses.keys().filter(|key| !is_status(key)).cloned().collect::<Vec<_>>() {
            responses.shift_remove(&key);
            let message = format!("`{key}` is no status; the response is left out");
            self.within(&[&key], |it| {
                it.warning("response-status", message, "write a code such as `200`, or `2XX`, or `default`")
            });
        }
    }

    fn each(&mut self, object: &mut Map<String, Value>, key: &str, step: fn(&mut Self, &mut Value)) {
        if let Some(Value::Array(items)) = object.get_mut(key) {
            for (index, item) in items.iter_mut().enumerate() {
                self.within(&[key, &index.to_string()], |it| step(it, item));
            }
        }
    }

    fn parameter(&mut self, parameter: &mut Value) {
        let Some(object) = parameter.as_object_mut().filter(|it| !it.contains_key("$ref")) else { return };
        self.known_keys(object, &keywords::PARAMETER);
        object.shift_remove("examples");
        if object.get("in") == Some(&json!("path")) && object.get("required") != Some(&json!(true)) {
            self.warning(
                "path-parameter-optional",
                "a path parameter is always required; read so",
                "add `required: true`",
            );
            object.insert("required".to_owned(), json!(true));
        }
        if !object.contains_key("schema") && !object.contains_key("content") {
            self.warning("parameter-untyped", "the parameter has no `schema`; read as any JSON value", "add `schema`");
            object.insert("schema".to_owned(), json!({}));
        }
        self.typed(object);
    }

    fn security_scheme(&mut self, scheme: &mut Value) {
        if let Some(object) = scheme.as_object() {
            self.known_keys(object, &keywords::SECURITY_SCHEME);
        }
    }

    fn header(&mut self, header: &mut Value) {
        if let Some(object) = header.as_object_mut() {
            self.known_keys(object, &keywords::HEADER);
            object.shift_remove("examples");
            self.typed(object);
        }
    }

    /// What a parameter, a header or a media type holds: a schema, or a media type with one.
    fn typed(&mut self, object: &mut Map<String, Value>) {
        if let Some(schema) = object.get_mut("schema") {
            self.within(&["schema"], |it| it.schema(schema));
        }
        self.content(object);
    }

    fn content(&mut self, object: &mut Map<String, Value>) {
        if let Some(Value::Object(content)) = object.get_mut("content") {
            for (name, media_type) in content {
                self.within(&["content", name], |it| {
                    if let Some(media_type) = media_type.as_object_mut() {
                        it.known_keys(media_type, &keywords::MEDIA_TYPE);
                        media_type.shift_remove("examples");
                        it.typed(media_type);
                    }
                });
            }
        }
    }

    fn request_body(&mut self, body: &mut Value) {
        let Some(object) = body.as_object_mut().filter(|it| !it.contains_key("$ref")) else { return };
        self.known_keys(object, &keywords::REQUEST_BODY);
        if object.get("content").is_none_or(|it| it.as_object().is_some_and(Map::is_empty)) {
            self.warning(
                "body-untyped",
                "the request body has no `content`; left out of the client",
                "say what it holds",
            );
            object.insert("content".to_owned(), json!({}));
        }
        self.content(object);
    }

    fn response(&mut self, response: &mut Value) {
        let Some(object) = response.as_object_mut().filter(|it| !it.contains_key("$ref")) else { return };
        self.known_keys(object, &keywords::RESPONSE);
        if !object.contains_key("description") {
            self.warning("response-undescribed", "the response has no `description`", "add `description`");
            object.insert("description".to_owned(), json!(""));
        }
        if let Some(Value::Object(headers)) = object.get_mut("headers") {
            for (name, header) in headers {
                self.within(&["headers", name], |it| it.header(header));
            }
        }
        self.content(object);
    }
}
