//! The client's public face, one line for each function, struct, field, enum, variant and old name: small enough to read in a
//! review, and pinned for the real document by `tests/snapshots`. Beside [`emit`](crate::emit), after [`lower`](crate::lower).

use crate::ir::{
    Alias, Api, Credential, Field, Module, Operation, Parameter, Reply, Resource, Type, TypeDef, TypeKind, TypeName,
};

/// The lines, sorted by face and resource, then the shared types.
pub fn surface(api: &Api) -> String {
    let mut lines = Vec::new();
    for resource in &api.resources {
        let path = resource_path(api, resource);
        for operation in &resource.operations {
            function(api, &path, operation, &mut lines);
        }
        for alias in &resource.aliases {
            old_names(api, &path, alias, &mut lines);
        }
        for def in &resource.types {
            type_def(api, &format!("{path}::{}", def.name.name), def, &mut lines);
        }
    }
    for def in &api.types {
        type_def(api, &format!("types::{}", def.name.name), def, &mut lines);
    }
    lines.join("\n") + "\n"
}

pub(crate) fn resource_path(api: &Api, resource: &Resource) -> String {
    path_of(api, &resource.face, &resource.name)
}

pub(crate) fn path_of(api: &Api, face: &str, resource: &str) -> String {
    let is_root = api.faces.iter().any(|it| it.root && it.name == face);
    if is_root { resource.to_owned() } else { format!("{face}::{resource}") }
}

fn function(api: &Api, path: &str, it: &Operation, lines: &mut Vec<String>) {
    let reply = reply(api, &it.reply);
    let tokens: Vec<&str> = it
        .credentials
        .iter()
        .map(|it| match it {
            Credential::User => "user",
            Credential::AgentBot => "agent_bot",
            Credential::Platform => "platform",
        })
        .collect();
    let tokens = if tokens.is_empty() { "none".to_owned() } else { tokens.join("|") };
    let old = if it.deprecated { " deprecated" } else { "" };
    let fixed: Vec<String> = it.fixed.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let query = if fixed.is_empty() { String::new() } else { format!("?{}", fixed.join("&")) };
    let route = format!("{} {}{query}", it.method, it.path);
    lines.push(format!("fn {path}::{} -> {reply}  [{route} {tokens}] {}{old}", it.function, it.id));
    for parameter in &it.parameters {
        lines.push(format!("  {}", parameter_line(api, parameter)));
    }
}

/// An old function, and the old name of its parameter struct.
fn old_names(api: &Api, path: &str, it: &Alias, lines: &mut Vec<String>) {
    let parameters = named(api, &it.parameters);
    let module = parameters.strip_suffix(&it.parameters.name).unwrap_or_default();
    let reply = reply(api, &it.reply);
    lines.push(format!("fn {path}::{} -> {reply}  deprecated alias of {module}{}", it.function, it.current));
    if let Some(name) = &it.parameters_alias {
        lines.push(format!("type {path}::{name}  deprecated alias of {parameters}"));
    }
}

fn reply(api: &Api, it: &Reply) -> String {
    match it {
        Reply::Empty => "()".to_owned(),
        Reply::Json(ty) => written(api, ty),
        Reply::Optional(ty) => format!("Option<{}>", written(api, ty)),
        Reply::Text => "String".to_owned(),
        Reply::Bytes => "Bytes".to_owned(),
    }
}

fn parameter_line(api: &Api, it: &Parameter) -> String {
    let location = format!("{:?}", it.location).to_lowercase();
    let old = if it.deprecated { " deprecated" } else { "" };
    format!("{}: {}  [{location} {}]{old}", it.name, state(api, &it.ty, it.required, it.nullable, true), it.wire)
}

fn type_def(api: &Api, path: &str, def: &TypeDef, lines: &mut Vec<String>) {
    let old = if def.deprecated { " deprecated" } else { "" };
    let direction = match (def.in_request, def.in_response) {
        (true, true) => "both",
        (true, false) => "sent",
        _ => "read",
    };
    match &def.kind {
        TypeKind::Struct(it) => {
            lines.push(format!("struct {path}  [{direction}]{old}"));
            lines.extend(it.fields.iter().map(|field| format!("  {}", field_line(api, field, def))));
        }
        TypeKind::Enum(it) => {
            lines.push(format!("enum {path}  [{direction}]{old}"));
            lines.extend(it.variants.iter().map(|variant| format!("  {} = {}", variant.name, variant.value)));
        }
        TypeKind::Union(it) => {
            let by = it.discriminator.as_ref().map_or_else(String::new, |key| format!(" by {key}"));
            lines.push(format!("union {path}{by}  [{direction}]{old}"));
            lines
                .extend(it.variants.iter().map(|variant| format!("  {}({})", variant.name, written(api, &variant.ty))));
        }
    }
}

fn field_line(api: &Api, it: &Field, def: &TypeDef) -> String {
    let mut marks = vec![it.wire.clone()];
    if it.read_only {
        marks.push("read-only".to_owned());
    }
    if it.deprecated {
        marks.push("deprecated".to_owned());
    }
    match &it.constant {
        Some(value) => format!("{} = {value}  [{}]", it.name, marks.join(" ")),
        None => format!(
            "{}: {}  [{}]",
            it.name,
            state(api, &it.ty, it.required, it.nullable, def.three_states()),
            marks.join(" ")
        ),
    }
}

pub(crate) fn state(api: &Api, ty: &Type, required: bool, nullable: bool, three_states: bool) -> String {
    let ty = written(api, ty);
    match (required, nullable) {
        (true, false) => ty,
        (false, true) if three_states => format!("Nullable<{ty}>"),
        _ => format!("Option<{ty}>"),
    }
}

pub(crate) fn written(api: &Api, ty: &Type) -> String {
    ty.written(&|name: &TypeName| named(api, name))
}

pub(crate) fn named(api: &Api, name: &TypeName) -> String {
    match &name.module {
        Module::Types => format!("types::{}", name.name),
        Module::Resource(face, resource) => format!("{}::{}", path_of(api, face, resource), name.name),
    }
}
