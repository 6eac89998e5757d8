//! The kinds of objects in an OpenAPI document: the keys of each in their canonical order, and what stands under each key. For
//! [`canonical`](super::canonical) and [`words`](super::words), which walk the document by it.

use serde_json::Value;

/// The keys that explain and decide nothing. In a map (`properties`) they are names like any other.
pub const WORDS: &[&str] = &["title", "summary", "description", "example", "examples"];

/// What a node of a document is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// An object with the keys of its table.
    Object(&'static Table),
    /// Names to nodes of one kind.
    Map(&'static Kind),
    /// A list of nodes of one kind.
    List(&'static Kind),
    /// A value that is taken as it is.
    Data,
}

/// The keys of one kind of object.
#[derive(Debug)]
pub struct Table {
    /// What the object is called.
    pub name: &'static str,
    /// Its known keys in their canonical order, each with what stands under it.
    pub keys: &'static [(&'static str, &'static Kind)],
    /// The words that an object of this kind must not lack.
    pub wanted: &'static [&'static str],
}

impl Kind {
    /// What stands under a key or index.
    pub fn child(self, key: &str) -> Self {
        match self {
            Self::Object(table) => {
                table.keys.iter().find(|(known, _)| *known == key).map_or(Self::Data, |(_, kind)| **kind)
            }
            Self::Map(_) if key.starts_with("x-") && self.is_extensible() => Self::Data,
            Self::Map(kind) | Self::List(kind) => *kind,
            Self::Data => Self::Data,
        }
    }

    /// Whether this is an object of the table with this name.
    pub fn is(self, name: &str) -> bool {
        matches!(self, Self::Object(table) if table.name == name)
    }

    /// Paths and responses take extensions beside their names.
    fn is_extensible(self) -> bool {
        matches!(self, Self::Map(Self::Object(table)) if table.name == "path item" || table.name == "response")
    }
}

/// Whether a node leads elsewhere instead of saying something itself.
pub fn is_reference(node: &Value) -> bool {
    node.get("$ref").is_some_and(Value::is_string)
}

static DATA: Kind = Kind::Data;

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident $kind:literal wants [$($wanted:literal)*] { $($key:literal $under:expr,)* })*) => {
        $($(#[$doc])* pub static $name: Kind =
            Kind::Object(&Table { name: $kind, keys: &[$(($key, &$under)),*], wanted: &[$($wanted),*] });)*
    };
}

tables! {
    /// The document itself.
    DOCUMENT "document" wants [] {
        "openapi" DATA, "info" INFO, "jsonSchemaDialect" DATA, "servers" Kind::List(&SERVER), "paths" PATHS,
        "webhooks" PATHS, "components" COMPONENTS, "security" DATA, "tags" Kind::List(&TAG),
        "externalDocs" EXTERNAL_DOCS,
    }
    /// `info`.
    INFO "info" wants ["title"] {
        "title" DATA, "summary" DATA, "description" DATA, "termsOfService" DATA, "contact" DATA, "license" DATA,
        "version" DATA,
    }
    /// A server.
    SERVER "server" wants [] { "url" DATA, "description" DATA, "variables" Kind::Map(&VARIABLE), }
    /// A variable in the address of a server.
    VARIABLE "server variable" wants [] { "description" DATA, "enum" DATA, "default" DATA, }
    /// A tag.
    TAG "tag" wants ["description"] { "name" DATA, "description" DATA, "externalDocs" EXTERNAL_DOCS, }
    /// A link to more.
    EXTERNAL_DOCS "external documentation" wants [] { "url" DATA, "description" DATA, }
    /// A path.
    PATH_ITEM "path item" wants [] {
        "$ref" DATA, "summary" DATA, "description" DATA, "servers" Kind::List(&SERVER), "parameters" PARAMETERS,
        "get" OPERATION, "post" OPERATION, "put" OPERATION, "patch" OPERATION, "delete" OPERATION,
        "options" OPERATION, "head" OPERATION, "trace" OPERATION,
    }
    /// An operation.
    OPERATION "operation" wants ["summary" "description"] {
        "tags" DATA, "operationId" DATA, "summary" DATA, "description" DATA, "externalDocs" EXTERNAL_DOCS,
        "deprecated" DATA, "security" DATA, "servers" Kind::List(&SERVER), "parameters" PARAMETERS,
        "requestBody" BODY, "responses" Kind::Map(&RESPONSE), "callbacks" Kind::Map(&PATHS),
    }
    /// A parameter.
    PARAMETER "parameter" wants ["description"] {
        "$ref" DATA, "in" DATA, "name" DATA, "summary" DATA, "description" DATA, "deprecated" DATA, "style" DATA,
        "explode" DATA, "allowReserved" DATA, "allowEmptyValue" DATA, "schema" SCHEMA,
        "content" Kind::Map(&MEDIA_TYPE), "required" DATA, "example" DATA, "examples" DATA,
    }
    /// A header.
    HEADER "header" wants [] {
        "$ref" DATA, "summary" DATA, "description" DATA, "deprecated" DATA, "style" DATA, "explode" DATA,
        "schema" SCHEMA, "content" Kind::Map(&MEDIA_TYPE), "required" DATA, "example" DATA, "examples" DATA,
    }
    /// A request body.
    BODY "request body" wants [] {
        "$ref" DATA, "summary" DATA, "description" DATA, "required" DATA, "content" Kind::Map(&MEDIA_TYPE),
    }
    /// A response.
    RESPONSE "response" wants ["description"] {
        "$ref" DATA, "summary" DATA, "description" DATA, "headers" Kind::Map(&HEADER),
        "content" Kind::Map(&MEDIA_TYPE), "links" Kind::Map(&LINK),
    }
    /// What a response leads to.
    LINK "link" wants [] { "$ref" DATA, "operationId" DATA, "operationRef" DATA, "description" DATA, }
    /// A media type.
    MEDIA_TYPE "media type" wants [] {
        "schema" SCHEMA, "encoding" Kind::Map(&ENCODING), "example" DATA, "examples" DATA,
    }
    /// How a part of a body is written.
    ENCODING "encoding" wants [] {
        "contentType" DATA, "headers" Kind::Map(&HEADER), "style" DATA, "explode" DATA, "allowReserved" DATA,
    }
    /// `components`.
    COMPONENTS "components" wants [] {
        "schemas" Kind::Map(&SCHEMA), "parameters" Kind::Map(&PARAMETER), "headers" Kind::Map(&HEADER),
        "requestBodies" Kind::Map(&BODY), "responses" Kind::Map(&RESPONSE), "examples" DATA,
        "links" Kind::Map(&LINK), "callbacks" Kind::Map(&PATHS), "pathItems" PATHS,
        "securitySchemes" Kind::Map(&SECURITY_SCHEME),
    }
    /// A way to say who calls.
    SECURITY_SCHEME "security scheme" wants [] {
        "$ref" DATA, "type" DATA, "in" DATA, "name" DATA, "summary" DATA, "description" DATA, "scheme" DATA,
        "bearerFormat" DATA, "flows" DATA, "openIdConnectUrl" DATA,
    }
    /// What tells the schemas of a union apart.
    DISCRIMINATOR "discriminator" wants [] { "propertyName" DATA, "mapping" DATA, }
    /// A schema.
    SCHEMA "schema" wants [] {
        "$schema" DATA, "$id" DATA, "$anchor" DATA, "$dynamicAnchor" DATA, "$ref" DATA, "$dynamicRef" DATA,
        "title" DATA, "type" DATA, "nullable" DATA, "description" DATA, "deprecated" DATA, "readOnly" DATA,
        "writeOnly" DATA, "format" DATA, "enum" DATA, "const" DATA, "default" DATA,
        "multipleOf" DATA, "minimum" DATA, "exclusiveMinimum" DATA, "maximum" DATA, "exclusiveMaximum" DATA,
        "minLength" DATA, "maxLength" DATA, "pattern" DATA, "contentEncoding" DATA, "contentMediaType" DATA,
        "contentSchema" SCHEMA, "minItems" DATA, "maxItems" DATA, "uniqueItems" DATA, "prefixItems" SCHEMAS,
        "items" SCHEMA, "contains" SCHEMA, "minContains" DATA, "maxContains" DATA, "unevaluatedItems" SCHEMA,
        "minProperties" DATA, "maxProperties" DATA, "required" DATA, "dependentRequired" DATA,
        "propertyNames" SCHEMA, "additionalProperties" SCHEMA, "unevaluatedProperties" SCHEMA,
        "properties" SCHEMAS_BY_NAME, "patternProperties" SCHEMAS_BY_NAME, "dependentSchemas" SCHEMAS_BY_NAME,
        "discriminator" DISCRIMINATOR, "allOf" SCHEMAS, "oneOf" SCHEMAS, "anyOf" SCHEMAS, "not" SCHEMA, "if" SCHEMA,
        "then" SCHEMA, "else" SCHEMA, "$defs" SCHEMAS_BY_NAME, "definitions" SCHEMAS_BY_NAME,
        "xml" DATA, "externalDocs" EXTERNAL_DOCS, "example" DATA, "examples" DATA,
    }
}

static PATHS: Kind = Kind::Map(&PATH_ITEM);
static PARAMETERS: Kind = Kind::List(&PARAMETER);
static SCHEMAS: Kind = Kind::List(&SCHEMA);
static SCHEMAS_BY_NAME: Kind = Kind::Map(&SCHEMA);
