//! The effective document as `judge` and `sample` read it: plain JSON and what its references mean. Nothing here is shared
//! with the generator but the document itself.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

/// The effective document and the operations in it.
pub(crate) struct Document {
    value: Value,
    /// The operations in the order of the document.
    pub(crate) operations: Vec<Operation>,
}

/// One operation.
pub(crate) struct Operation {
    /// Its `operationId`.
    pub(crate) id: String,
    /// The method in capitals.
    pub(crate) method: String,
    /// The path with its templates.
    pub(crate) path: String,
    /// The parameters of the path and of the operation; the latter win.
    pub(crate) parameters: Vec<Value>,
    /// The media types that the body can have; empty when there is no body.
    pub(crate) content: Vec<Media>,
    /// Whether the body is required.
    pub(crate) body_required: bool,
    /// The names of the security schemes, any of which will do.
    pub(crate) schemes: Vec<String>,
    /// The status of success.
    pub(crate) status: u16,
    /// What is answered on success, if there is anything.
    pub(crate) answer: Option<Media>,
}

/// One media type of a body or of an answer.
pub(crate) struct Media {
    /// Its name.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) schema: Value,
    /// The properties that a form spells by their names, repeated for each item. Everything else that has parts is spelled
    /// in brackets, as Rails reads it, which the document calls a deep object.
    pub(crate) repeated: BTreeSet<String>,
}

impl Media {
    /// Reads a media type.
    pub(crate) fn new(name: &str, media: &Value) -> Self {
        let encodings = media["encoding"].as_object().into_iter().flatten();
        let repeated = encodings.filter(|(property, encoding)| is_repeated(property, encoding));
        let repeated = repeated.map(|(property, _)| property.clone()).collect();
        Self { name: name.to_owned(), schema: media["schema"].clone(), repeated }
    }
}

/// Reads the encoding of a property; what this test does not know, it does not pass over.
fn is_repeated(property: &str, encoding: &Value) -> bool {
    let encoding = encoding.as_object().expect("an encoding");
    let unknown = encoding.keys().find(|key| !["style", "explode"].contains(&key.as_str()));
    assert_eq!(unknown, None, "this test does not know the encoding of `{property}`");
    assert_ne!(encoding.get("explode"), Some(&json!(false)), "this test cannot read `{property}` from one part");
    match encoding.get("style").and_then(Value::as_str) {
        None | Some("form") => true,
        Some("deepObject") => false,
        Some(other) => panic!("this test does not know the style {other} of `{property}`"),
    }
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

impl Document {
    /// Gives the document of this project; it is made once.
    pub(crate) fn get() -> &'static Self {
        static DOCUMENT: OnceLock<Document> = OnceLock::new();
        DOCUMENT.get_or_init(|| Self::new(crate::printed::effective().clone()))
    }

    /// Reads the operations of a document.
    pub(crate) fn new(value: Value) -> Self {
        let mut document = Self { value, operations: Vec::new() };
        let paths = document.value["paths"].as_object().expect("paths");
        let all = paths.iter().flat_map(|(path, item)| METHODS.iter().map(move |method| (path, item, method)));
        let all = all.filter(|(_, item, method)| item.get(method).is_some());
        document.operations = all.map(|(path, item, method)| document.operation(path, item, method)).collect();
        document
    }

    fn operation(&self, path: &str, item: &Value, method: &str) -> Operation {
        let operation = &item[method];
        let mut parameters: Vec<Value> = Vec::new();
        for list in [&item["parameters"], &operation["parameters"]] {
            for parameter in list.as_array().into_iter().flatten().map(|it| self.target(it)) {
                parameters.retain(|it| (&it["name"], &it["in"]) != (&parameter["name"], &parameter["in"]));
                parameters.push(parameter.clone());
            }
        }
        let body = self.target(&operation["requestBody"]);
        let content = medias(&body["content"]);
        let security = operation.get("security").or_else(|| self.value.get("security"));
        let schemes = security.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
        let responses = operation["responses"].as_object().expect("responses");
        let mut successes = responses.iter().filter(|(status, _)| status.starts_with('2'));
        let (status, success) = successes.next().expect("a response of success");
        assert!(successes.next().is_none(), "{path} has several responses of success, which this test does not know");
        let mut answers = medias(&self.target(success)["content"]);
        assert!(answers.len() < 2, "{path} answers with several media types, which this test does not know");
        Operation {
            id: operation["operationId"].as_str().expect("an operationId").to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            parameters,
            content,
            body_required: body["required"] == true,
            schemes: schemes.flat_map(Map::keys).cloned().collect(),
            status: status.parse().expect("a status"),
            answer: answers.pop(),
        }
    }

    /// Gives the operation of that id.
    pub(crate) fn find(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|it| it.id == id)
    }

    /// Gives the header of a security scheme.
    pub(crate) fn token_header(&self, scheme: &str) -> &str {
        let scheme = &self.value["components"]["securitySchemes"][scheme];
        assert_eq!((&scheme["type"], &scheme["in"]), (&json!("apiKey"), &json!("header")));
        scheme["name"].as_str().expect("the name of a header")
    }

    /// Gives the names of all security schemes.
    pub(crate) fn schemes(&self) -> impl Iterator<Item = &String> {
        self.value["components"]["securitySchemes"].as_object().into_iter().flat_map(Map::keys)
    }

    /// Follows the reference of a parameter, body or response to its end. A schema may say more beside its reference: that
    /// is for [`ways`](Self::ways).
    pub(crate) fn target<'a>(&'a self, value: &'a Value) -> &'a Value {
        let mut value = value;
        while let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            let pointer = reference.strip_prefix('#').expect("a reference into the document");
            value = self.value.pointer(pointer).unwrap_or_else(|| panic!("`{reference}` leads nowhere"));
        }
        value
    }

    /// Says what is wrong with a value.
    pub(crate) fn problems(&self, schema: &Value, value: &Value) -> Vec<String> {
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(&self.closed(schema))
            .expect("a schema");
        validator.iter_errors(value).map(|error| format!("at `{}`: {error}", error.instance_path())).collect()
    }

    /// Puts beside a schema the components that it needs, so that it is a document of its own.
    fn closed(&self, schema: &Value) -> Value {
        let mut needed = BTreeSet::new();
        self.collect(schema, &mut needed);
        let mut components = json!({ "schemas": {} });
        for name in needed {
            components["schemas"][&name] = self.value["components"]["schemas"][&name].clone();
        }
        json!({ "allOf": [schema], "components": components })
    }

    fn collect(&self, value: &Value, needed: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                let name = object.get("$ref").and_then(Value::as_str);
                if let Some(name) = name.and_then(|it| it.strip_prefix("#/components/schemas/"))
                    && needed.insert(name.to_owned())
                {
                    self.collect(&self.value["components"]["schemas"][name], needed);
                }
                object.values().for_each(|it| self.collect(it, needed));
            }
            Value::Array(items) => items.iter().for_each(|it| self.collect(it, needed)),
            _ => {}
        }
    }

    /// Takes a conjunction of schemas apart: each result is one way to be valid, with references and `allOf` flattened and
    /// one branch chosen of each `oneOf` and `anyOf`. Branches that do not `fit` are passed over.
    pub(crate) fn ways<'a>(&'a self, schemas: &[&'a Value], fit: &dyn Fn(&Value) -> bool) -> Vec<Way<'a>> {
        let mut ways = vec![Way(Vec::new())];
        for schema in schemas {
            combine(&mut ways, &[Way(vec![schema])]);
            let referred = schema.get("$ref").map(|_| self.target(schema));
            for part in referred.into_iter().chain(list(schema, "allOf")) {
                combine(&mut ways, &self.ways(&[part], fit));
            }
            for group in ["oneOf", "anyOf"] {
                let branches = list(schema, group).filter(|branch| fit(branch));
                let options: Vec<_> = branches.flat_map(|branch| self.ways(&[branch], fit)).collect();
                if !options.is_empty() {
                    combine(&mut ways, &options);
                }
            }
        }
        ways
    }
}

fn medias(content: &Value) -> Vec<Media> {
    content.as_object().into_iter().flatten().map(|(name, media)| Media::new(name, media)).collect()
}

fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn combine<'a>(ways: &mut Vec<Way<'a>>, options: &[Way<'a>]) {
    let joined = |way: &Way<'a>, option: &Way<'a>| Way([way.0.as_slice(), option.0.as_slice()].concat());
    *ways = ways.iter().flat_map(|way| options.iter().map(move |option| joined(way, option))).collect();
}

/// One way to be valid: schemas without alternatives that hold all at once.
#[derive(Clone, Debug)]
pub(crate) struct Way<'a>(Vec<&'a Value>);

impl<'a> Way<'a> {
    /// Gives the types that are named, without doubles.
    pub(crate) fn types(&self) -> BTreeSet<&'a str> {
        let types = self.0.iter().filter_map(|schema| schema.get("type"));
        types
            .flat_map(|it| it.as_array().map_or(std::slice::from_ref(it), Vec::as_slice))
            .filter_map(Value::as_str)
            .collect()
    }

    /// Gives the values that are possible, where the document lists them; a constant is the only one.
    pub(crate) fn values(&self) -> Option<&'a [Value]> {
        let constant = self.first("const").map(std::slice::from_ref);
        constant.or_else(|| self.first("enum").and_then(Value::as_array).map(Vec::as_slice))
    }

    /// Gives the value of a keyword from the first schema that has it.
    pub(crate) fn first(&self, keyword: &str) -> Option<&'a Value> {
        self.0.iter().find_map(|schema| schema.get(keyword))
    }

    /// Gives the format.
    pub(crate) fn format(&self) -> &'a str {
        self.first("format").and_then(Value::as_str).unwrap_or_default()
    }

    /// Gives the names of the properties in the order of the document.
    pub(crate) fn properties(&self) -> Vec<&'a str> {
        let properties = self.0.iter().filter_map(|schema| schema.get("properties")?.as_object());
        let mut names = Vec::new();
        for name in properties.flat_map(Map::keys) {
            if !names.contains(&name.as_str()) {
                names.push(name.as_str());
            }
        }
        names
    }

    /// Gives the schemas of a property; they hold all at once. None when it is not declared.
    pub(crate) fn property(&self, name: &str) -> Vec<&'a Value> {
        self.0.iter().filter_map(|schema| schema.get("properties")?.get(name)).collect()
    }

    /// Gives the schemas of the items of an array.
    pub(crate) fn items(&self) -> Vec<&'a Value> {
        self.0.iter().filter_map(|schema| schema.get("items")).collect()
    }

    /// Gives the schema of the properties that are not named.
    pub(crate) fn others(&self) -> Option<&'a Value> {
        self.first("additionalProperties").filter(|it| **it != json!(false))
    }

    /// Tells whether an object may hold anything at all.
    pub(crate) fn is_free(&self) -> bool {
        self.properties().is_empty() && self.others().is_none_or(|it| *it == json!(true))
    }

    /// Tells whether a property must be there.
    pub(crate) fn requires(&self, name: &str) -> bool {
        self.0.iter().any(|schema| list(schema, "required").any(|it| it == name))
    }
}
