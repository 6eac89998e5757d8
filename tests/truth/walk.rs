//! Takes a document apart into its objects, each with its kind and its JSON pointer, and follows references between them.
//! What stands where an object may be is one; what stands in an example or an extension is data.
//!
//! `rules` and `examples` read documents through it.

use std::collections::HashMap;

use serde_json::Value;

/// What an object of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Header,
    Link,
    Callback,
    Example,
    SecurityScheme,
    Server,
    Schema,
}

/// How the objects of a field stand in it.
enum Shape {
    /// The field is one.
    One,
    /// The field is a list of them.
    List,
    /// The field is a map of them, in which every key is a name.
    Map,
    /// The field is a map of them, in which `x-` begins an extension.
    Open,
}

use Kind::*;
use Shape::*;

/// The fields of an object that hold objects. A callback's have no names.
type Fields = &'static [(&'static str, Shape, Kind)];

const DOCUMENT: Fields = &[
    ("servers", List, Server),
    ("paths", Open, PathItem),
    ("webhooks", Map, PathItem),
    ("components", One, Components),
];

const COMPONENTS: Fields = &[
    ("schemas", Map, Schema),
    ("responses", Map, Response),
    ("parameters", Map, Parameter),
    ("examples", Map, Example),
    ("requestBodies", Map, RequestBody),
    ("headers", Map, Header),
    ("securitySchemes", Map, SecurityScheme),
    ("links", Map, Link),
    ("callbacks", Map, Callback),
    ("pathItems", Map, PathItem),
];

const PATH_ITEM: Fields = &[
    ("get", One, Operation),
    ("put", One, Operation),
    ("post", One, Operation),
    ("delete", One, Operation),
    ("options", One, Operation),
    ("head", One, Operation),
    ("patch", One, Operation),
    ("trace", One, Operation),
    ("servers", List, Server),
    ("parameters", List, Parameter),
];

const OPERATION: Fields = &[
    ("parameters", List, Parameter),
    ("requestBody", One, RequestBody),
    ("responses", Open, Response),
    ("callbacks", Map, Callback),
    ("servers", List, Server),
];

const PARAMETER: Fields = &[("schema", One, Schema), ("examples", Map, Example), ("content", Map, MediaType)];

const REQUEST_BODY: Fields = &[("content", Map, MediaType)];

const MEDIA_TYPE: Fields = &[("schema", One, Schema), ("examples", Map, Example), ("encoding", Map, Encoding)];

const ENCODING: Fields = &[("headers", Map, Header)];

const RESPONSE: Fields = &[("headers", Map, Header), ("content", Map, MediaType), ("links", Map, Link)];

const LINK: Fields = &[("server", One, Server)];

const SCHEMA: Fields = &[
    ("$defs", Map, Schema),
    ("properties", Map, Schema),
    ("patternProperties", Map, Schema),
    ("dependentSchemas", Map, Schema),
    ("allOf", List, Schema),
    ("anyOf", List, Schema),
    ("oneOf", List, Schema),
    ("prefixItems", List, Schema),
    ("not", One, Schema),
    ("if", One, Schema),
    ("then", One, Schema),
    ("else", One, Schema),
    ("items", One, Schema),
    ("contains", One, Schema),
    ("additionalProperties", One, Schema),
    ("propertyNames", One, Schema),
    ("unevaluatedItems", One, Schema),
    ("unevaluatedProperties", One, Schema),
    ("contentSchema", One, Schema),
];

/// The keywords whose schemas hold of the same value as the schema that they stand in.
const IN_PLACE: [&str; 8] = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"];

impl Kind {
    fn fields(self) -> Fields {
        match self {
            Document => DOCUMENT,
            Components => COMPONENTS,
            PathItem => PATH_ITEM,
            Operation => OPERATION,
            Parameter | Header => PARAMETER,
            RequestBody => REQUEST_BODY,
            MediaType => MEDIA_TYPE,
            Encoding => ENCODING,
            Response => RESPONSE,
            Link => LINK,
            Schema => SCHEMA,
            Callback | Example | SecurityScheme | Server => &[],
        }
    }
}

/// An object of a document.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    /// What it is.
    pub(crate) kind: Kind,
    /// The field that it stands in.
    field: &'static str,
    /// Where it is.
    pub(crate) pointer: String,
    /// The object, which may be a reference to another.
    pub(crate) value: &'a Value,
}

impl Node<'_> {
    /// Gives the text of a field.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.value.get(key).and_then(Value::as_str)
    }

    /// Gives the members of a field that is a map, each with its pointer.
    pub(crate) fn members(&self, key: &str) -> impl Iterator<Item = (&str, &Value, String)> {
        let members = self.value.get(key).and_then(Value::as_object).into_iter().flatten();
        let inside = join(&self.pointer, key);
        members.map(move |(name, value)| (name.as_str(), value, join(&inside, name)))
    }

    /// Gives the items of a field that is a list, each with its pointer.
    pub(crate) fn items(&self, key: &str) -> impl Iterator<Item = (&Value, String)> {
        let items = self.value.get(key).and_then(Value::as_array).into_iter().flatten();
        let inside = join(&self.pointer, key);
        items.enumerate().map(move |(index, value)| (value, format!("{inside}/{index}")))
    }

    /// Tells whether another schema holds of the same value, around this one.
    pub(crate) fn is_in_place(&self) -> bool {
        IN_PLACE.contains(&self.field)
    }
}

/// A document and its objects.
pub(crate) struct Tree<'a> {
    /// The document.
    pub(crate) root: &'a Value,
    /// Its objects, each before those in it.
    pub(crate) nodes: Vec<Node<'a>>,
    places: HashMap<String, usize>,
}

impl<'a> Tree<'a> {
    /// Takes a document apart.
    pub(crate) fn new(root: &'a Value) -> Self {
        let mut tree = Self { root, nodes: Vec::new(), places: HashMap::new() };
        tree.add(Document, "", String::new(), root);
        tree
    }

    fn add(&mut self, kind: Kind, field: &'static str, pointer: String, value: &'a Value) {
        self.places.insert(pointer.clone(), self.nodes.len());
        self.nodes.push(Node { kind, field, pointer: pointer.clone(), value });
        // Beside a reference there are fields in path items and schemas alone.
        let ends = value.get("$ref").is_some() && !matches!(kind, PathItem | Schema);
        if kind == Callback && !ends {
            self.add_map(&Open, PathItem, "callbacks", &pointer, value);
        }
        for (key, shape, child) in kind.fields().iter().filter(|_| !ends) {
            let Some(inside) = value.get(key) else { continue };
            let pointer = join(&pointer, key);
            match shape {
                One => self.add(*child, key, pointer, inside),
                List => {
                    for (index, item) in inside.as_array().into_iter().flatten().enumerate() {
                        self.add(*child, key, format!("{pointer}/{index}"), item);
                    }
                }
                Map | Open => self.add_map(shape, *child, key, &pointer, inside),
            }
        }
    }

    fn add_map(&mut self, shape: &Shape, kind: Kind, field: &'static str, pointer: &str, map: &'a Value) {
        let members = map.as_object().into_iter().flatten();
        for (name, member) in members.filter(|(name, _)| matches!(shape, Map) || !name.starts_with("x-")) {
            self.add(kind, field, join(pointer, name), member);
        }
    }

    /// Gives the objects of a kind.
    pub(crate) fn all(&self, kind: Kind) -> impl Iterator<Item = &Node<'a>> {
        self.nodes.iter().filter(move |node| node.kind == kind)
    }

    /// Gives the object at a pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Node<'a>> {
        self.places.get(pointer).map(|&index| &self.nodes[index])
    }

    /// Gives the object that a reference leads to, which may be a reference again.
    pub(crate) fn referred(&self, reference: &str) -> Option<&Node<'a>> {
        self.at(&decoded(reference.strip_prefix('#')?)?)
    }

    /// Follows references from an object to one that is none. Where they lead nowhere or in a loop, the last one is given.
    pub(crate) fn target<'t>(&'t self, node: &'t Node<'a>) -> &'t Node<'a> {
        let mut node = node;
        for _ in 0..self.nodes.len() {
            match node.text("$ref").and_then(|reference| self.referred(reference)) {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// Gives the object in a field, behind any reference.
    pub(crate) fn inside<'t>(&'t self, node: &Node, key: &str) -> Option<&'t Node<'a>> {
        self.at(&join(&node.pointer, key)).map(|inside| self.target(inside))
    }

    /// Gives the objects in a field that is a list, as they stand there.
    pub(crate) fn list<'t>(&'t self, node: &Node, key: &str) -> Vec<&'t Node<'a>> {
        let places = node.items(key).map(|(_, pointer)| pointer);
        places.filter_map(|pointer| self.at(&pointer)).collect()
    }

    /// Gives the schemas that hold of the same value as a schema and stand directly in it; not the one it refers to.
    pub(crate) fn parts<'t>(&'t self, schema: &Node) -> Vec<&'t Node<'a>> {
        let mut parts = Vec::new();
        for key in IN_PLACE.into_iter().filter(|key| schema.value.get(key).is_some()) {
            parts.extend(self.at(&join(&schema.pointer, key)));
            parts.extend(self.list(schema, key));
        }
        let dependent = schema.members("dependentSchemas").map(|(_, _, pointer)| pointer);
        parts.extend(dependent.filter_map(|pointer| self.at(&pointer)));
        parts
    }

    /// Gives a schema and all that hold of the same value by it, those that are referred to included.
    pub(crate) fn family<'t>(&'t self, schema: &'t Node<'a>) -> Vec<&'t Node<'a>> {
        let mut family = vec![schema];
        let mut done = 0;
        while let Some(&member) = family.get(done) {
            let referred = member.text("$ref").and_then(|reference| self.referred(reference));
            for next in self.parts(member).into_iter().chain(referred) {
                if !family.iter().any(|it| it.pointer == next.pointer) {
                    family.push(next);
                }
            }
            done += 1;
        }
        family
    }
}

/// Adds a segment to a pointer.
pub(crate) fn join(pointer: &str, segment: &str) -> String {
    format!("{pointer}/{}", segment.replace('~', "~0").replace('/', "~1"))
}

/// Reads the percent signs of a fragment; none when they are wrong.
fn decoded(fragment: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = fragment.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = (first == b'%').then(|| after.get(..2).and_then(|it| std::str::from_utf8(it).ok()));
        match code {
            Some(code) => {
                bytes.push(u8::from_str_radix(code?, 16).ok()?);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Writes a pointer as the fragment of a reference.
pub(crate) fn fragment(pointer: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/~-._".contains(byte);
    pointer
        .bytes()
        .map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
