//! What the client will be: plain, sorted data with every decision taken. Between [`lower`](crate::lower), which makes it,
//! and [`emit`](crate::emit) and [`surface`](crate::surface), which print it. Nothing here knows `openapiv3` or tokens.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::spec::place::Pointer;

/// The whole client.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// The OpenAPI version of the document as it was given.
    pub openapi: String,
    /// `info.description`.
    pub docs: Docs,
    /// The parts that the client is divided in, the root one (with an empty path of handles) first.
    pub faces: Vec<Face>,
    /// All resources, sorted by face and name.
    pub resources: Vec<Resource>,
    /// The types of `components/schemas`, sorted by name.
    pub types: Vec<TypeDef>,
}

/// A part of the client: `client.contacts()` is in the root one, `client.platform().users()` in the one named `platform`.
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    /// Module and handle function; the feature's name too where there is one.
    pub name: String,
    /// The cargo feature that compiles it; `None`: always there.
    pub feature: Option<String>,
    /// Whether its resources hang on the client itself.
    pub root: bool,
    /// What it is for.
    pub docs: Docs,
}

/// Operations that belong together: one handle, one module.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The face's name.
    pub face: String,
    /// Module and handle function: `canned_responses`.
    pub name: String,
    /// The handle's type: `CannedResponses`.
    pub handle: String,
    /// What its tags say.
    pub docs: Docs,
    /// Sorted by function.
    pub operations: Vec<Operation>,
    /// Functions that operations were called by before. Sorted by function.
    pub aliases: Vec<Alias>,
    /// The types that only these operations have, named after where they stand. Sorted by name.
    pub types: Vec<TypeDef>,
}

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// `operationId`, or method and path where the document gives none.
    pub id: String,
    /// Where it stands in the document.
    pub pointer: Pointer,
    /// The function: `toggle_status`.
    pub function: String,
    /// The parameter struct: `ToggleStatus`.
    pub parameters_type: String,
    /// The constant in the operation table: `CONVERSATIONS_TOGGLE_STATUS`.
    pub constant: String,
    /// In upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// One line.
    pub summary: String,
    /// The long text.
    pub docs: Docs,
    /// Whether callers should move away from it.
    pub deprecated: bool,
    /// Which kinds of token it takes, in the document's order; empty: none is sent.
    pub credentials: Vec<Credential>,
    /// Path parameters in the path's order, then the other required ones, then the rest; each group sorted.
    pub parameters: Vec<Parameter>,
    /// Query parameters that can have one value only and are sent by themselves: name and value.
    pub fixed: Vec<(String, String)>,
    /// How the body goes out.
    pub body: Body,
    /// Whether a body is sent even if nothing in it is set.
    pub body_required: bool,
    /// What a success gives.
    pub reply: Reply,
    /// What failures the document names, by status.
    pub failures: Vec<Failure>,
}

/// The old name of an operation, kept for those who call it: a deprecated function of the resource that lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// The old function.
    pub function: String,
    /// The `operationId` of what it calls.
    pub operation: String,
    /// The function that the operation has now, in the module of its parameters.
    pub current: String,
    /// The operation's parameter struct, which the old function takes too; of the same face.
    pub parameters: TypeName,
    /// The old name of that struct in the module of the alias; `None`: another type has the name.
    pub parameters_alias: Option<String>,
    /// The old constant in the operation table.
    pub constant: String,
    /// The operation's constant there.
    pub current_constant: String,
    /// What a success gives.
    pub reply: Reply,
}

/// A failure that an operation can answer with.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The status code, a range such as `4XX`, or `default`.
    pub status: String,
    /// When it happens, in one line.
    pub summary: String,
}

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Credential {
    /// A user's token.
    User,
    /// An agent bot's token.
    AgentBot,
    /// A platform app's token.
    Platform,
}

/// One input of an operation, wherever it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Rust field and setter.
    pub name: String,
    /// On the wire.
    pub wire: String,
    /// Where it goes.
    pub location: Location,
    /// How arrays and objects are written there.
    pub style: Style,
    /// The type of a value.
    pub ty: Type,
    /// Whether `new` takes it.
    pub required: bool,
    /// Where `new` takes it, among the required ones; those of one rank follow one another as they are listed.
    pub rank: usize,
    /// Whether null may be sent.
    pub nullable: bool,
    /// Whether callers should move away from it.
    pub deprecated: bool,
    /// What it means.
    pub docs: Docs,
    /// Where it stands in the document.
    pub pointer: Pointer,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// A top-level field of the body.
    Body,
    /// The body itself.
    WholeBody,
}

/// How a value that is an array or an object is written outside of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b` in a path or header.
    Simple,
    /// `name=a,b`.
    Form,
    /// `name=a&name=b`.
    FormExploded,
    /// `name=a%20b`.
    SpaceDelimited,
    /// `name=a|b`.
    PipeDelimited,
    /// `name[key]=value`.
    DeepObject,
}

/// How the body goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    None,
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// Multipart when a file is set, else JSON.
    JsonOrMultipart,
    /// Text of this media type.
    Text(String),
    /// Bytes of this media type.
    Bytes(String),
}

/// What a success gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Nothing.
    Empty,
    /// JSON of this type.
    Json(Type),
    /// JSON of this type or nothing: some success has no body, or the body may be null.
    Optional(Type),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A type as it is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `bool`.
    Boolean,
    /// `i64`, whatever the format: a wider range fails on nothing.
    Integer,
    /// `Number`: keeps whether it was an integer.
    Number,
    /// `f64`, where the format asks for it.
    Float,
    /// `String`.
    String,
    /// A string that does not show in `Debug`.
    Secret,
    /// A point in time, kept as it was sent.
    Timestamp,
    /// A file to send.
    File,
    /// Any JSON value.
    Any,
    /// A JSON object without declared keys.
    Object,
    /// `Vec<T>`.
    Array(Box<Type>),
    /// A value that may be null inside an array or a map: `Option<T>`.
    Nullable(Box<Type>),
    /// `BTreeMap<String, T>`.
    Map(Box<Type>),
    /// A type that this client defines.
    Named(TypeName),
    /// The same behind a `Box`, where it would else contain itself.
    Boxed(TypeName),
}

impl Type {
    /// Whether a value of it holds a file, which only a multipart body can carry.
    pub fn holds_file(&self) -> bool {
        match self {
            Self::File => true,
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.holds_file(),
            _ => false,
        }
    }

    /// The type as it is written where the runtime's types are imported, with the types that the client defines as `named` has
    /// them.
    pub fn written(&self, named: &impl Fn(&TypeName) -> String) -> String {
        match self {
            Self::Boolean => "bool".to_owned(),
            Self::Integer => "i64".to_owned(),
            Self::Number => "Number".to_owned(),
            Self::Float => "f64".to_owned(),
            Self::String => "String".to_owned(),
            Self::Secret => "Secret".to_owned(),
            Self::Timestamp => "Timestamp".to_owned(),
            Self::File => "Upload".to_owned(),
            Self::Any => "Value".to_owned(),
            Self::Object => "Object".to_owned(),
            Self::Array(item) => format!("Vec<{}>", item.written(named)),
            Self::Nullable(inner) => format!("Option<{}>", inner.written(named)),
            Self::Map(value) => format!("BTreeMap<String, {}>", value.written(named)),
            Self::Named(name) => named(name),
            Self::Boxed(name) => format!("Box<{}>", named(name)),
        }
    }
}

/// The name of a type that this client defines, and its module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName {
    /// Where it lives.
    pub module: Module,
    /// In upper camel case.
    pub name: String,
}

/// A module of the generated code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// `types`, one file per schema, all re-exported flat.
    Types,
    /// The module of a resource, by face and name.
    Resource(String, String),
}

/// A type that this client defines.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// Module and name.
    pub name: TypeName,
    /// The component's name, for the doc alias; `None` for an inline schema.
    pub schema: Option<String>,
    /// The component whose file it is in: its own name, or that of the component around it. Resource types have none.
    pub file: Option<String>,
    /// What it is.
    pub docs: Docs,
    /// Whether callers should move away from it.
    pub deprecated: bool,
    /// Where it stands in the document.
    pub pointer: Pointer,
    /// Where equal schemas stand that are this type too.
    pub twins: Vec<Pointer>,
    /// Whether requests hold it.
    pub in_request: bool,
    /// Whether responses hold it.
    pub in_response: bool,
    /// The faces whose operations use it.
    pub faces: BTreeSet<String>,
    /// What it is made of.
    pub kind: TypeKind,
}

/// What a defined type is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// An object with declared keys.
    Struct(Struct),
    /// A closed list of values that stays open: unknown ones are kept.
    Enum(Enum),
    /// One of several types.
    Union(Union),
}

/// An object with declared keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// Sorted: required ones first, then by wire name.
    pub fields: Vec<Field>,
    /// Whether the document allows keys beyond the declared ones, so that requests can send them.
    pub open: bool,
    /// The field that keeps such keys: `extra`, or another name where the document has that one.
    pub extra: String,
}

impl TypeDef {
    /// Whether keys that the client does not know are kept: whatever a response holds, and what a request may hold.
    pub fn keeps_extra(&self) -> bool {
        match &self.kind {
            TypeKind::Struct(it) => it.open || self.in_response,
            TypeKind::Enum(_) | TypeKind::Union(_) => false,
        }
    }

    /// Whether absent, null and value are three states in this type: where it is sent. What is only read has `Option`s.
    pub fn three_states(&self) -> bool {
        self.in_request
    }
}

/// One key of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Rust field and setter.
    pub name: String,
    /// On the wire.
    pub wire: String,
    /// The type of a value.
    pub ty: Type,
    /// Whether it is always there.
    pub required: bool,
    /// Where `new` takes it, among the required ones.
    pub rank: usize,
    /// Whether it may be null.
    pub nullable: bool,
    /// The only value it can have, where requests alone hold the type: written without being asked for.
    pub constant: Option<Value>,
    /// Only the server sets it: requests have no setter.
    pub read_only: bool,
    /// Whether callers should move away from it.
    pub deprecated: bool,
    /// What it means.
    pub docs: Docs,
    /// Where it stands in the document.
    pub pointer: Pointer,
}

/// A list of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Enum {
    /// Which JSON type the values have.
    pub values: EnumValues,
    /// In the document's order.
    pub variants: Vec<Variant>,
}

/// Which JSON type an enum's values have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumValues {
    /// All are strings.
    Strings,
    /// All are integers.
    Integers,
    /// Some of each, or another type.
    Mixed,
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// In upper camel case.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// One of several types.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// The key that tells which, where the document names one.
    pub discriminator: Option<String>,
    /// In the order in which they are tried.
    pub variants: Vec<UnionVariant>,
}

/// One type of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionVariant {
    /// In upper camel case.
    pub name: String,
    /// What it holds.
    pub ty: Type,
    /// The discriminator's values that mean it.
    pub tags: Vec<String>,
    /// What a JSON value must look like to be it.
    pub shapes: Vec<Shape>,
    /// What it is.
    pub docs: Docs,
}

/// What a JSON value looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A boolean.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object {
        /// Keys that must be there.
        required: Vec<String>,
        /// Keys that it declares.
        known: Vec<String>,
        /// Keys with the only string that they can have.
        fixed: Vec<(String, String)>,
    },
    /// Anything.
    Any,
}

/// Text for a doc comment, already safe to print as Markdown: one string a paragraph or line block.
pub type Docs = Vec<String>;
