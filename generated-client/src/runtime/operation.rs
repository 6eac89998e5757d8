//! The types of the operation table: `generated/operations.rs` fills them in as constants, `request` reads them to
//! encode a call, and programs read them to list and describe what the API can do.

use super::Credential;

/// One operation of the API: what it is called, where it goes and what it takes.
#[derive(Debug)]
pub struct Operation {
    /// The operation's id in the OpenAPI document, such as `contactUpdate`.
    pub id: &'static str,
    /// The face of the API it belongs to: `application`, `platform` or `public`.
    pub face: &'static str,
    /// The resource it acts on, as the module is named.
    pub resource: &'static str,
    /// The name of the function that performs it.
    pub function: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL; each `{name}` stands for one path parameter.
    pub path: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
    /// The credentials it accepts, any one of them; empty when none is sent.
    pub credentials: &'static [Credential],
    /// Query parameters that are always sent, as name and value: the operation is one of several behind one path.
    pub fixed: &'static [(&'static str, &'static str)],
    /// How its body is written.
    pub body: Body,
    /// Whether a body is sent even when none of its fields is set.
    pub body_required: bool,
    /// Its parameters: path, query, headers and the body's top-level fields together.
    pub parameters: &'static [Parameter],
}

impl Operation {
    /// Gives the parameter of that name, if the operation has it.
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|it| it.name == name)
    }
}

/// One parameter of an operation.
#[derive(Debug)]
pub struct Parameter {
    /// The name it has in the parameter struct and in JSON input.
    pub name: &'static str,
    /// The name it has on the wire, such as `labels[]`.
    pub wire: &'static str,
    /// Where in the request it goes.
    pub location: Location,
    /// How a value with several parts is written there.
    pub style: Style,
    /// What it holds, such as `integer`, `string` or `file`.
    pub kind: &'static str,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Whether null may be sent.
    pub nullable: bool,
    /// What it means, in one sentence.
    pub summary: &'static str,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `TRACE`
    Trace,
}

impl Method {
    /// Gives the method as it is written in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
        }
    }
}

/// How the body of an operation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// It has none.
    None,
    /// As JSON.
    Json,
    /// As an urlencoded form.
    Form,
    /// As a multipart form.
    Multipart,
    /// As a multipart form when a file is set, and as JSON otherwise.
    JsonOrMultipart,
    /// As text of this content type.
    Text(&'static str),
    /// As bytes of this content type.
    Bytes(&'static str),
}

/// Where in a request a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// One segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// A top-level field of the body.
    Body,
    /// The body itself: a list, a union, text or bytes.
    WholeBody,
}

/// How a value with several parts is written outside a body, in the words of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Parts joined by commas: `a,b`.
    Simple,
    /// Parts joined by commas after the name: `name=a,b`.
    Form,
    /// The name repeated: `name=a&name=b`.
    FormExploded,
    /// Parts joined by spaces: `name=a%20b`.
    SpaceDelimited,
    /// Parts joined by bars: `name=a%7Cb`.
    PipeDelimited,
    /// The keys in brackets: `name[key]=a`.
    DeepObject,
}
