//! One schema of OpenAPI 3.1 (or 3.0) to the shapes that `openapiv3` holds without loss: one `type`, `nullable`, one kind of
//! composition. A part of [`normalize`](super::normalize), which walks the document and hands every schema in here.

use serde_json::{Map, Value, json};

use super::keywords;
use super::normalize::Normalizer;

/// Keywords that constrain one type only, for a `type` that lists several.
const BY_TYPE: &[(&str, &[&str])] = &[
    ("string", &["format", "pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType"]),
    ("number", &["format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ("integer", &["format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
    ("object", &["properties", "required", "additionalProperties", "minProperties", "maxProperties"]),
    ("boolean", &[]),
];

/// Keywords that say what a value is, as against what it is called.
const STRUCTURE: &[&str] = &[
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

const COMPOSITIONS: &[&str] = &["allOf", "oneOf", "anyOf"];

impl Normalizer<'_> {
    /// Rewrites a schema and all schemas in it.
    pub fn schema(&mut self, schema: &mut Value) {
        match schema {
            Value::Bool(true) => *schema = json!({}),
            Value::Bool(false) => {
                self.warning(
                    "schema-false",
                    "the schema allows nothing; read as any JSON value",
                    "delete what it describes",
                );
                *schema = json!({});
            }
            Value::Object(object) => self.schema_object(object),
            _ => {
                self.error("schema-form", "a schema must be an object", "write an object or a reference");
                *schema = json!({});
            }
        }
    }

    fn schema_object(&mut self, object: &mut Map<String, Value>) {
        object.shift_remove("$defs"); // what is used of them was lifted into components
        self.reference_siblings(object);
        if object.contains_key("$ref") {
            return;
        }
        self.constant(object);
        self.exclusive_bounds(object);
        self.content_encoding(object);
        if let Some(Value::Array(mut examples)) = object.shift_remove("examples")
            && !examples.is_empty()
            && !object.contains_key("example")
        {
            object.insert("example".to_owned(), examples.swap_remove(0));
        }
        self.empty_lists(object);
        self.null_values(object);
        self.type_list(object);
        self.null_branches(object);
        self.known_type(object);
        self.requirements_only(object);
        self.missing_type(object);
        self.enum_against_type(object);
        self.separate_composition(object);
        self.known_keys(object, &keywords::SCHEMA);
        self.children(object);
    }

    /// `{"$ref": …, "description": …}`: the 3.0 reading ignores all but the reference, so both become an `allOf`.
    fn reference_siblings(&mut self, object: &mut Map<String, Value>) {
        if object.len() < 2 || !object.contains_key("$ref") {
            return;
        }
        let Some(reference) = object.shift_remove("$ref") else { return };
        match object.get_mut("allOf") {
            Some(Value::Array(members)) => members.insert(0, json!({ "$ref": reference })),
            _ => {
                object.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
            }
        }
    }

    fn constant(&mut self, object: &mut Map<String, Value>) {
        if let Some(value) = object.shift_remove("const") {
            object.insert("enum".to_owned(), json!([value]));
        }
    }

    /// 3.1: `exclusiveMinimum: 3`. 3.0: `minimum: 3, exclusiveMinimum: true`.
    fn exclusive_bounds(&mut self, object: &mut Map<String, Value>) {
        for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            if object.get(exclusive).is_some_and(Value::is_number)
                && let Some(value) = object.insert(exclusive.to_owned(), Value::Bool(true))
            {
                object.insert(bound.to_owned(), value);
            }
        }
    }

    /// 3.1 says `contentEncoding` and `contentMediaType` where 3.0 says `format: byte` and `format: binary`.
    fn content_encoding(&mut self, object: &mut Map<String, Value>) {
        let encoding = object.shift_remove("contentEncoding");
        let media_type = object.shift_remove("contentMediaType");
        let format = match (encoding.as_ref().and_then(Value::as_str), media_type.as_ref().and_then(Value::as_str)) {
            (Some("base64" | "base64url"), _) => "byte",
            (Some(_), _) | (None, None) => return,
            (None, Some(text)) if text.starts_with("text/") || text.contains("json") => return,
            (None, Some(_)) => "binary",
        };
        object.entry("format").or_insert_with(|| json!(format));
        object.entry("type").or_insert_with(|| json!("string"));
    }

    /// `enum: ["a", null]` is `nullable`.
    fn null_values(&mut self, object: &mut Map<String, Value>) {
        let Some(Value::Array(values)) = object.get_mut("enum") else { return };
        let before = values.len();
        values.retain(|value| !value.is_null());
        let (removed, none_left) = (values.len() < before, values.is_empty());
        if none_left {
            object.shift_remove("enum");
        }
        if removed {
            object.insert("nullable".to_owned(), Value::Bool(true));
        }
    }

    fn type_list(&mut self, object: &mut Map<String, Value>) {
        let listed: Vec<String> = match object.get("type") {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(one)) if one == "null" => vec![one.clone()],
            _ => return,
        };
        let mut types: Vec<String> = listed.iter().filter(|it| *it != "null").cloned().collect();
        types.dedup();
        if types.len() < listed.len() {
            object.insert("nullable".to_owned(), Value::Bool(true));
        }
        match types.as_slice() {
            [] => {
                object.shift_remove("type");
            }
            [one] => {
                object.insert("type".to_owned(), json!(one));
            }
            _ => self.split_types(object, &types),
        }
    }

    /// `type: [string, integer]` is an `anyOf` with each type's own keywords in its branch.
    fn split_types(&mut self, object: &mut Map<String, Value>, types: &[String]) {
        object.shift_remove("type");
        if object.contains_key("enum") {
            return; // the values say more than the types
        }
        let mut branches = Vec::new();
        for name in types {
            let mut branch = Map::new();
            branch.insert("type".to_owned(), json!(name));
            for keyword in BY_TYPE.iter().filter(|(it, _)| it == name).flat_map(|(_, keywords)| *keywords) {
                if let Some(value) = object.get(*keyword) {
                    branch.insert((*keyword).to_owned(), value.clone());
                }
            }
            branches.push(Value::Object(branch));
        }
        for keyword in BY_TYPE.iter().flat_map(|(_, keywords)| *keywords) {
            object.shift_remove(*keyword);
        }
        object.insert("anyOf".to_owned(), Value::Array(branches));
    }

    /// `oneOf: [X, {type: null}]` is a nullable X.
    fn null_branches(&mut self, object: &mut Map<String, Value>) {
        for kind in ["oneOf", "anyOf"] {
            let Some(Value::Array(branches)) = object.get_mut(kind) else { continue };
            let before = branches.len();
            branches.retain(|branch| branch.get("type") != Some(&json!("null")));
            let (removed, left) = (branches.len() < before, branches.len());
            if removed {
                object.insert("nullable".to_owned(), Value::Bool(true));
            }
            if left == 1 && !object.contains_key("allOf") {
                if let Some(branches) = object.shift_remove(kind) {
                    object.insert("allOf".to_owned(), branches);
                }
            } else if left == 0 {
                object.shift_remove(kind);
            }
        }
    }

    /// A composition or an enum of nothing says nothing.
    fn empty_lists(&mut self, object: &mut Map<String, Value>) {
        for key in ["allOf", "oneOf", "anyOf", "enum"] {
            if object.get(key).and_then(Value::as_array).is_some_and(Vec::is_empty) {
                object.shift_remove(key);
                self.within(&[key], |it| {
                    it.warning("list-empty", format!("`{key}` lists nothing; left out"), "list something, or delete it")
                });
            }
        }
    }

    fn known_type(&mut self, object: &mut Map<String, Value>) {
        let Some(Value::String(name)) = object.get("type") else { return };
        if BY_TYPE.iter().any(|(known, _)| known == name) {
            return;
        }
        let message = format!("`{name}` is no type of JSON Schema; read as any JSON value");
        self.within(&["type"], |it| {
            it.warning("schema-type", message, "use string, number, integer, boolean, array or object")
        });
        object.shift_remove("type");
    }

    /// `anyOf: [{required: [a]}, {required: [b]}]` only says which keys go together: a rule that types cannot hold.
    fn requirements_only(&mut self, object: &mut Map<String, Value>) {
        for kind in ["oneOf", "anyOf"] {
            let only_required = object.get(kind).and_then(Value::as_array).is_some_and(|branches| {
                branches
                    .iter()
                    .all(|it| it.as_object().is_some_and(|it| !it.is_empty() && it.keys().all(|key| key == "required")))
            });
            if only_required {
                object.shift_remove(kind);
                let message =
                    format!("the rule in `{kind}` about which properties go together is not enforced by the client");
                self.warning("keyword-ignored", message, "say it in the description");
            }
        }
    }

    fn missing_type(&mut self, object: &mut Map<String, Value>) {
        if object.contains_key("type") {
            return;
        }
        let found = if ["properties", "additionalProperties", "required"].iter().any(|key| object.contains_key(*key)) {
            "object"
        } else if object.contains_key("items") {
            "array"
        } else if let Some(Value::Array(values)) = object.get("enum") {
            match values.first().map(type_of) {
                Some(first) if values.iter().all(|value| type_of(value) == first) => first,
                _ => return,
            }
        } else {
            return;
        };
        object.insert("type".to_owned(), json!(found));
    }

    /// An `integer` whose values are strings: both are read, since either may be the truth.
    fn enum_against_type(&mut self, object: &mut Map<String, Value>) {
        let (Some(Value::Array(values)), Some(Value::String(name))) = (object.get("enum"), object.get("type")) else {
            return;
        };
        let fits = |value: &Value| type_of(value) == name || (name == "number" && value.is_number());
        if values.iter().all(fits) {
            return;
        }
        let message = format!(
            "the type is `{name}`, but not all values of the enum are; any of them and any other value is taken"
        );
        self.warning("enum-type-mismatch", message, "correct the type or the values by an overlay");
        object.shift_remove("type");
    }

    /// Leaves one kind of composition, with nothing structural beside it: the rest becomes a member of an `allOf`.
    fn separate_composition(&mut self, object: &mut Map<String, Value>) {
        let kinds: Vec<&str> = COMPOSITIONS.iter().copied().filter(|kind| object.contains_key(*kind)).collect();
        if kinds.is_empty() {
            return;
        }
        if STRUCTURE.iter().all(|key| *key == "type" || !object.contains_key(*key)) && kinds.len() == 1 {
            object.shift_remove("type");
            return;
        }
        let mut own = Map::new();
        for key in STRUCTURE {
            if let Some(value) = object.shift_remove(*key) {
                own.insert((*key).to_owned(), value);
            }
        }
        if own.contains_key("required") {
            own.entry("type").or_insert_with(|| json!("object"));
        }
        let mut members = match object.shift_remove("allOf") {
            Some(Value::Array(members)) => members,
            _ => Vec::new(),
        };
        let plain = own.len() == 1 && own.get("type") == Some(&json!("object"));
        if !own.is_empty() && !plain {
            members.push(Value::Object(own));
        }
        for kind in ["oneOf", "anyOf"] {
            if let Some(branches) = object.shift_remove(kind) {
                let mut member = Map::new();
                member.insert(kind.to_owned(), branches);
                if let Some(discriminator) = object.shift_remove("discriminator") {
                    member.insert("discriminator".to_owned(), discriminator);
                }
                members.push(Value::Object(member));
            }
        }
        object.insert("allOf".to_owned(), Value::Array(members));
    }

    fn children(&mut self, object: &mut Map<String, Value>) {
        if let Some(Value::Object(properties)) = object.get_mut("properties") {
            for (name, property) in properties {
                self.within(&["properties", name], |it| it.schema(property));
            }
        }
        for key in ["items", "additionalProperties"] {
            match object.get_mut(key) {
                Some(Value::Bool(_)) if key == "additionalProperties" => {}
                Some(child) => self.within(&[key], |it| it.schema(child)),
                None => {}
            }
        }
        for kind in COMPOSITIONS {
            if let Some(Value::Array(members)) = object.get_mut(*kind) {
                for (index, member) in members.iter_mut().enumerate() {
                    self.within(&[kind, &index.to_string()], |it| it.schema(member));
                }
            }
        }
    }
}

/// The JSON Schema name of a value's type.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
