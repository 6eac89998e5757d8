//! The table of all operations, for whatever picks a call by its id. Part of [`emit`](super). It is data, so it is written as
//! text: one line for each parameter.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::ir::{
    Api, Body, Credential, EnumValues, Location, Operation, Parameter, Resource, Style, Type, TypeKind, TypeName,
};

/// What each type that the client defines is made of.
type Types<'a> = BTreeMap<&'a TypeName, &'a TypeKind>;

/// `operations.rs`, but for the header.
pub(super) fn table(api: &Api) -> String {
    let defs = api.types.iter().chain(api.resources.iter().flat_map(|resource| &resource.types));
    let types: Types<'_> = defs.map(|def| (&def.name, &def.kind)).collect();
    let mut text = "//! The table of all operations.\n\n".to_owned();
    text.push_str("#[allow(unused_imports, reason = \"a face that is left out may be the only one to need some\")]\n");
    text.push_str("use crate::runtime::{Body, Credential, Location, Method, Operation, Parameter, Style};\n\n");
    text.push_str("/// All operations that are compiled, by face, resource and function.\n");
    text.push_str("pub static OPERATIONS: &[&Operation] = &[\n");
    let all = || api.resources.iter().flat_map(|resource| resource.operations.iter().map(move |it| (resource, it)));
    for (resource, operation) in all() {
        feature(api, resource, "    ", &mut text);
        let _ = writeln!(text, "    &{},", operation.constant);
    }
    text.push_str("];\n");
    for (resource, alias) in api.resources.iter().flat_map(|it| it.aliases.iter().map(move |alias| (it, alias))) {
        let _ = writeln!(text, "\n/// The old name of [`{}`].", alias.current_constant);
        feature(api, resource, "", &mut text);
        let _ = writeln!(text, "pub use self::{} as {};", alias.current_constant, alias.constant);
    }
    for (resource, operation) in all() {
        text.push('\n');
        entry(api, resource, operation, &types, &mut text);
    }
    text
}

fn feature(api: &Api, resource: &Resource, indent: &str, text: &mut String) {
    let face = api.faces.iter().find(|face| face.name == resource.face);
    if let Some(feature) = face.and_then(|face| face.feature.as_ref()) {
        let _ = writeln!(text, "{indent}#[cfg(feature = {feature:?})]");
    }
}

fn entry(api: &Api, resource: &Resource, it: &Operation, types: &Types<'_>, text: &mut String) {
    let method = match it.method.split_at_checked(1) {
        Some((first, rest)) => format!("{first}{}", rest.to_ascii_lowercase()),
        None => it.method.clone(),
    };
    let credentials: Vec<&str> = it.credentials.iter().map(|it| credential(*it)).collect();
    let _ = writeln!(text, "/// {}.", crate::docs::code(&format!("{} {}", it.method, it.path)));
    feature(api, resource, "", text);
    let _ = writeln!(text, "pub static {}: Operation = Operation {{", it.constant);
    let _ = writeln!(text, "    id: {:?},", it.id);
    let _ = writeln!(text, "    face: {:?},", resource.face);
    let _ = writeln!(text, "    resource: {:?},", resource.name);
    let _ = writeln!(text, "    function: {:?},", it.function);
    let _ = writeln!(text, "    method: Method::{method},");
    let _ = writeln!(text, "    path: {:?},", it.path);
    let _ = writeln!(text, "    summary: {:?},", it.summary);
    let _ = writeln!(text, "    deprecated: {},", it.deprecated);
    let _ = writeln!(text, "    credentials: &[{}],", credentials.join(", "));
    let fixed: Vec<String> = it.fixed.iter().map(|(name, value)| format!("({name:?}, {value:?})")).collect();
    let _ = writeln!(text, "    fixed: &[{}],", fixed.join(", "));
    let _ = writeln!(text, "    body: {},", body(&it.body));
    let _ = writeln!(text, "    body_required: {},", it.body_required);
    text.push_str("    parameters: &[\n");
    it.parameters.iter().for_each(|it| parameter(it, types, text));
    text.push_str("    ],\n};\n");
}

fn credential(it: Credential) -> &'static str {
    match it {
        Credential::User => "Credential::User",
        Credential::AgentBot => "Credential::AgentBot",
        Credential::Platform => "Credential::Platform",
    }
}

fn body(it: &Body) -> String {
    match it {
        Body::None => "Body::None".to_owned(),
        Body::Json => "Body::Json".to_owned(),
        Body::Form => "Body::Form".to_owned(),
        Body::Multipart => "Body::Multipart".to_owned(),
        Body::JsonOrMultipart => "Body::JsonOrMultipart".to_owned(),
        Body::Text(media) => format!("Body::Text({media:?})"),
        Body::Bytes(media) => format!("Body::Bytes({media:?})"),
    }
}

fn parameter(it: &Parameter, types: &Types<'_>, text: &mut String) {
    let location = match it.location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
        Location::Body => "Body",
        Location::WholeBody => "WholeBody",
    };
    let style = match it.style {
        Style::Simple => "Simple",
        Style::Form => "Form",
        Style::FormExploded => "FormExploded",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
    };
    let summary = it.docs.join(" ");
    let _ = writeln!(
        text,
        "        Parameter {{ name: {:?}, wire: {:?}, location: Location::{location}, style: Style::{style}, kind: {:?}, required: {}, nullable: {}, summary: {:?} }},",
        it.name,
        it.wire,
        kind(&it.ty, types),
        it.required,
        it.nullable,
        summary,
    );
}

/// A type as a word that a person on the command line knows.
fn kind(ty: &Type, types: &Types<'_>) -> String {
    match ty {
        Type::Boolean => "boolean".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Number | Type::Float => "number".to_owned(),
        Type::String | Type::Secret => "string".to_owned(),
        Type::Timestamp => "time".to_owned(),
        Type::File => "file".to_owned(),
        Type::Any => "any".to_owned(),
        Type::Object | Type::Map(_) => "object".to_owned(),
        Type::Array(item) => format!("array of {}", kind(item, types)),
        Type::Nullable(inner) => kind(inner, types),
        Type::Named(name) | Type::Boxed(name) => match types.get(name) {
            Some(TypeKind::Enum(it)) if it.values == EnumValues::Integers => "integer".to_owned(),
            Some(TypeKind::Enum(it)) if it.values == EnumValues::Strings => "string".to_owned(),
            Some(TypeKind::Struct(_)) => "object".to_owned(),
            _ => "any".to_owned(),
        },
    }
}
