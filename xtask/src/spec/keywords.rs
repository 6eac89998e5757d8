//! What each kind of object in an OpenAPI document may hold, and what the pipeline makes of it. For
//! [`normalize`](super::normalize) and [`schema`](super::schema): a key that is in no table is told, never dropped in silence.

/// The keys of one kind of object.
pub struct Keywords {
    /// What the object is called in messages.
    pub kind: &'static str,
    /// Keys that the pipeline reads, or that say nothing about the client (titles, examples, external docs).
    pub understood: &'static [&'static str],
    /// Keys of the standard that the client leaves out: each is told once per place.
    pub ignored: &'static [&'static str],
}

/// The document itself.
pub const DOCUMENT: Keywords = Keywords {
    kind: "document",
    understood: &[
        "openapi",
        "info",
        "servers",
        "paths",
        "components",
        "tags",
        "security",
        "externalDocs",
        "jsonSchemaDialect",
    ],
    ignored: &["webhooks"],
};

/// `components`.
pub const COMPONENTS: Keywords = Keywords {
    kind: "components object",
    understood: &[
        "schemas",
        "parameters",
        "responses",
        "requestBodies",
        "headers",
        "securitySchemes",
        "examples",
        "pathItems",
    ],
    ignored: &["links", "callbacks"],
};

/// A path item.
pub const PATH_ITEM: Keywords = Keywords {
    kind: "path item",
    understood: &[
        "$ref",
        "summary",
        "description",
        "parameters",
        "get",
        "put",
        "post",
        "delete",
        "options",
        "head",
        "patch",
        "trace",
    ],
    ignored: &["servers"],
};

/// An operation.
pub const OPERATION: Keywords = Keywords {
    kind: "operation",
    understood: &[
        "tags",
        "summary",
        "description",
        "externalDocs",
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "deprecated",
        "security",
    ],
    ignored: &["callbacks", "servers"],
};

/// A parameter.
pub const PARAMETER: Keywords = Keywords {
    kind: "parameter",
    understood: &[
        "$ref",
        "name",
        "in",
        "description",
        "required",
        "deprecated",
        "style",
        "explode",
        "schema",
        "content",
        "example",
        "examples",
    ],
    ignored: &["allowEmptyValue", "allowReserved"],
};

/// A request body.
pub const REQUEST_BODY: Keywords =
    Keywords { kind: "request body", understood: &["$ref", "description", "content", "required"], ignored: &[] };

/// A response.
pub const RESPONSE: Keywords = Keywords {
    kind: "response",
    // Response headers are handed to the caller as they come, declared or not.
    understood: &["$ref", "description", "summary", "content", "headers"],
    ignored: &["links"],
};

/// A media type.
pub const MEDIA_TYPE: Keywords =
    Keywords { kind: "media type", understood: &["schema", "example", "examples", "encoding"], ignored: &[] };

/// A schema, after the 3.1 keywords that [`schema`](super::schema) rewrites.
pub const SCHEMA: Keywords = Keywords {
    kind: "schema",
    understood: &[
        "$ref",
        "$schema",
        "$comment",
        "type",
        "nullable",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "format",
        "allOf",
        "oneOf",
        "anyOf",
        "discriminator",
        "default",
        "title",
        "description",
        "readOnly",
        "writeOnly",
        "deprecated",
        "example",
        "externalDocs",
        "xml",
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
    ],
    ignored: &[
        "not",
        "if",
        "then",
        "else",
        "patternProperties",
        "prefixItems",
        "contains",
        "minContains",
        "maxContains",
        "propertyNames",
        "unevaluatedProperties",
        "unevaluatedItems",
        "dependentSchemas",
        "dependentRequired",
        "dependencies",
        "contentSchema",
        "additionalItems",
        "$id",
        "$anchor",
        "$dynamicRef",
        "$dynamicAnchor",
    ],
};

/// `info`.
pub const INFO: Keywords = Keywords {
    kind: "info object",
    understood: &["title", "version", "summary", "description", "termsOfService", "contact", "license"],
    ignored: &[],
};

/// A header of a response.
pub const HEADER: Keywords = Keywords {
    kind: "header",
    understood: &[
        "$ref",
        "description",
        "required",
        "deprecated",
        "style",
        "explode",
        "schema",
        "content",
        "example",
        "examples",
        "allowEmptyValue",
        "allowReserved",
    ],
    ignored: &[],
};

/// A security scheme.
pub const SECURITY_SCHEME: Keywords = Keywords {
    kind: "security scheme",
    understood: &["$ref", "type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"],
    ignored: &[],
};

/// Keys whose values are objects by name: what is called `default` in them is no default.
pub const BY_NAME: &[&str] = &[
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "schemas",
    "parameters",
    "responses",
    "requestBodies",
    "headers",
    "securitySchemes",
    "pathItems",
    "paths",
    "content",
    "callbacks",
    "links",
    "encoding",
    "webhooks",
    "mapping",
    "variables",
    "scopes",
    "examples",
];
