//! What each operation answers, for whoever wants to go through all of them with their types: a call of a macro that the
//! reader of the file brings along. No module of the client includes it, so it costs nobody a compile. Part of
//! [`emit`](super).

use std::fmt::Write as _;

use super::ident;
use crate::ir::{Api, Module, Reply, TypeName};

/// The file's name. No resource can be called so.
pub(super) const PATH: &str = "replies.in";

/// The file, but for the header.
pub(super) fn list(api: &Api) -> String {
    let mut text = "// What each operation answers: its id, the function of `runtime::decode` that reads the body, and the type that it\n\
         // gives, as a path in the client. Include it where there is a macro called `replies`.\n\
         replies! {\n"
        .to_owned();
    for operation in api.resources.iter().flat_map(|resource| &resource.operations) {
        let (reader, ty) = reply(api, &operation.reply);
        let _ = writeln!(text, "    {:?} => {reader} {ty},", operation.id);
    }
    text.push_str("}\n");
    text
}

fn reply(api: &Api, reply: &Reply) -> (&'static str, String) {
    let named = |name: &TypeName| path(api, name);
    match reply {
        Reply::Empty => ("empty", "()".to_owned()),
        Reply::Json(ty) => ("json", ty.written(&named)),
        Reply::Optional(ty) => ("optional", format!("Option<{}>", ty.written(&named))),
        Reply::Text => ("text", "String".to_owned()),
        Reply::Bytes => ("bytes", "Bytes".to_owned()),
    }
}

fn path(api: &Api, it: &TypeName) -> String {
    let name = ident(&it.name);
    match &it.module {
        Module::Types => format!("types::{name}"),
        Module::Resource(face, resource) => {
            let is_root = api.faces.iter().any(|it| it.root && it.name == *face);
            let (face, resource) = (ident(face), ident(resource));
            if is_root { format!("{resource}::{name}") } else { format!("{face}::{resource}::{name}") }
        }
    }
}
