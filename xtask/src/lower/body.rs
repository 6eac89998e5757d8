//! The request body: which media type goes out, and the body's top-level fields as parameters. A part of [`lower`](super).

use std::collections::BTreeMap;

use openapiv3::{
    MediaType, ReferenceOr, RequestBody, Schema, SchemaKind, StringFormat, Type as Kind, VariantOrUnknownOrEmpty,
};

use super::Lowering;
use super::objects::{Members, Property};
use super::operations::Draft;
use super::parameters::says_nothing;
use crate::docs;
use crate::ir::{Body, Field, Location, Parameter, Style, Type};
use crate::spec::place::Pointer;

/// How the body of an operation goes out.
pub(super) struct Outgoing {
    pub(super) encoding: Body,
    pub(super) required: bool,
}

/// What a media type is to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Media {
    Json,
    Multipart,
    Form,
    Text,
    Bytes,
}

/// Reads a media type; its parameters (`; charset=utf-8`) change nothing.
pub(super) fn media(name: &str) -> Media {
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" | "application/*" => Media::Json,
        "multipart/form-data" => Media::Multipart,
        "application/x-www-form-urlencoded" => Media::Form,
        it if it.ends_with("+json") => Media::Json,
        it if it.starts_with("text/") => Media::Text,
        _ => Media::Bytes,
    }
}

/// The order in which media types are preferred: JSON first, the plain one of a kind first, then by name.
pub(super) fn preference(name: &str) -> (Media, bool, &str) {
    let plain = name.starts_with("application/json");
    (media(name), !plain, name)
}

impl<'a> Lowering<'a> {
    /// Decides how the body goes out, and adds what it is made of to the parameters.
    pub(super) fn body(&mut self, draft: &Draft<'a>, type_name: &str, parameters: &mut Vec<Parameter>) -> Outgoing {
        let nothing = Outgoing { encoding: Body::None, required: false };
        let Some(body) = &draft.operation.request_body else { return nothing };
        let Some((body, at)) = self.document.request_body(body, &draft.pointer.child("requestBody")) else {
            return nothing;
        };
        let mut offered: BTreeMap<Media, (&'a str, &'a MediaType, Pointer)> = BTreeMap::new();
        let mut content: Vec<(&String, &MediaType)> = body.content.iter().collect();
        content.sort_by_key(|(name, _)| preference(name));
        for (name, media_type) in content {
            let pointer = at.join(&["content", name]);
            match offered.get(&media(name)) {
                Some((first, ..)) => {
                    let message = format!("`{name}` is left out: `{first}` says the same kind of body");
                    self.warning("media-type-ignored", &pointer, message, "keep one media type of each kind");
                }
                None => {
                    offered.insert(media(name), (name, media_type, pointer));
                }
            }
        }
        let mut encoding = match offered.keys().copied().collect::<Vec<_>>().as_slice() {
            [] => return nothing,
            [Media::Json, Media::Multipart, ..] => Body::JsonOrMultipart,
            [Media::Json, ..] => Body::Json,
            [Media::Multipart, ..] => Body::Multipart,
            [Media::Form, ..] => Body::Form,
            [Media::Text, ..] => Body::Text(offered[&Media::Text].0.to_owned()),
            [Media::Bytes, ..] => Body::Bytes(offered[&Media::Bytes].0.to_owned()),
        };
        match &encoding {
            Body::Text(_) => parameters.push(self.whole(Type::String, body, &at)),
            Body::Bytes(_) => parameters.push(self.whole(Type::File, body, &at)),
            _ => {
                let kinds: &[Media] = match &encoding {
                    Body::JsonOrMultipart => &[Media::Json, Media::Multipart],
                    Body::Json => &[Media::Json],
                    Body::Multipart => &[Media::Multipart],
                    _ => &[Media::Form],
                };
                let chosen: Vec<_> = kinds.iter().filter_map(|kind| offered.get(kind)).collect();
                let used = self.fields_of(draft, type_name, body, &at, &chosen, parameters);
                encoding = match (encoding, used.as_slice()) {
                    (_, []) => return nothing,
                    (Body::JsonOrMultipart, [Media::Json]) => Body::Json,
                    (Body::JsonOrMultipart, [_]) => Body::Multipart,
                    // A whole body of binary goes out as it is, whatever it is called.
                    (Body::Json, _)
                        if parameters.iter().any(|it| it.location == Location::WholeBody && it.ty == Type::File) =>
                    {
                        Body::Bytes(offered[&Media::Json].0.to_owned())
                    }
                    (encoding, _) => encoding,
                };
            }
        }
        Outgoing { encoding, required: body.required }
    }

    /// The body's top-level fields; what is no object with declared keys is one parameter called `body`. Gives the kinds of
    /// body that these can go out as.
    fn fields_of(
        &mut self,
        draft: &Draft<'a>,
        type_name: &str,
        body: &'a RequestBody,
        at: &Pointer,
        chosen: &[&(&'a str, &'a MediaType, Pointer)],
        parameters: &mut Vec<Parameter>,
    ) -> Vec<Media> {
        let mut used = Vec::new();
        let mut taken_apart = Vec::new();
        let mut fields: BTreeMap<String, Parameter> = BTreeMap::new();
        let mut times_required: BTreeMap<String, usize> = BTreeMap::new();
        for (name, media_type, pointer) in chosen {
            let site = self.operation_site(draft, pointer.child("schema"), type_name.to_owned(), true);
            let members = media_type.schema.as_ref().and_then(|schema| self.members(schema, &site));
            match (members, &media_type.schema) {
                (Some(members), _) => {
                    if media(name) == Media::Multipart {
                        self.lift_files(&members, &mut fields);
                    }
                    taken_apart.push((media(name), members));
                }
                (None, schema) if chosen.len() == 1 => {
                    let parameter = match schema {
                        Some(schema) => self.whole_typed(schema, &site, body, at),
                        None => self.whole(Type::Any, body, at),
                    };
                    let is_object = matches!(parameter.ty, Type::Any | Type::Object | Type::Map(_) | Type::Named(_));
                    if media(name) == Media::Json || is_object {
                        used.push(media(name));
                        parameters.push(parameter);
                    } else {
                        let message = format!("`{name}` can only hold an object; the body is left out of the client");
                        self.warning("form-not-object", pointer, message, "describe an object with declared keys");
                    }
                }
                (None, _) => {
                    let message = format!("`{name}` is left out: only objects can go out as JSON or as a form");
                    self.warning("media-type-ignored", pointer, message, "describe an object with declared keys");
                }
            }
        }
        for (kind, members) in &taken_apart {
            used.push(*kind);
            for (wire, declarations) in &members.properties {
                let Some(mut field) = self.field(wire, declarations, false).filter(|it| !it.read_only) else {
                    continue;
                };
                // Where a response holds the same schema its type is text, but what is sent is a file.
                field.ty = declarations.iter().find_map(sent_file).unwrap_or(field.ty);
                let is_file = field.ty.holds_file();
                if is_file && *kind != Media::Multipart {
                    if taken_apart.len() == 1 {
                        let (code, carrier) = match kind {
                            Media::Json => ("binary-in-json", "JSON"),
                            _ => ("binary-in-form", "a urlencoded form"),
                        };
                        let message =
                            format!("`{wire}` is binary, which {carrier} cannot carry; left out of the client");
                        let help = "add `multipart/form-data` by an overlay if the server takes it";
                        self.warning(code, &field.pointer, message, help);
                    }
                    continue;
                }
                *times_required.entry((*wire).to_owned()).or_default() +=
                    usize::from(members.required.contains_key(wire));
                field.rank = members.required.get(wire).copied().unwrap_or_default();
                if is_file || !fields.contains_key(*wire) {
                    fields.insert((*wire).to_owned(), body_parameter(field, (*wire).to_owned()));
                }
            }
        }
        for (wire, mut field) in fields {
            field.required = body.required && times_required.get(&wire) == Some(&taken_apart.len());
            parameters.push(field);
        }
        used
    }

    /// A file inside of an object of a multipart body is a parameter of its own: `profile[avatar]`.
    fn lift_files(&mut self, members: &Members<'a>, fields: &mut BTreeMap<String, Parameter>) {
        for (parent, declarations) in &members.properties {
            let Some(inner) = declarations.first().and_then(|it| self.inner_members(it)) else { continue };
            for (wire, declarations) in &inner.properties {
                let is_binary = |it: &Property<'a>| it.schema.as_item().is_some_and(|it| is_binary(it));
                if !declarations.iter().any(is_binary) {
                    continue;
                }
                let Some(field) = self.field(wire, declarations, false) else { continue };
                self.lifted.insert(field.pointer.clone());
                let wire = format!("{parent}[{wire}]");
                fields.insert(wire.clone(), body_parameter(field, wire));
            }
        }
    }

    fn whole_typed(
        &mut self,
        schema: &'a ReferenceOr<Schema>,
        site: &super::Site,
        body: &'a RequestBody,
        at: &Pointer,
    ) -> Parameter {
        let mut site = site.clone();
        site.name.push_str("Body");
        if schema.as_item().is_some_and(says_nothing) {
            return self.whole(Type::Any, body, at);
        }
        let typed = self.schema_type(schema, &site);
        Parameter { nullable: typed.nullable, ..self.whole(typed.ty, body, at) }
    }

    fn whole(&mut self, ty: Type, body: &'a RequestBody, at: &Pointer) -> Parameter {
        Parameter {
            name: String::new(),
            wire: "body".to_owned(),
            location: Location::WholeBody,
            style: Style::Simple,
            ty,
            required: body.required,
            rank: 1,
            nullable: false,
            deprecated: false,
            docs: match body.description.as_deref() {
                Some(text) => docs::markdown(text),
                None => vec!["The body of the request.".to_owned()],
            },
            pointer: at.clone(),
        }
    }
}

/// A field of the body as a parameter, not required yet.
fn body_parameter(field: Field, wire: String) -> Parameter {
    Parameter {
        name: String::new(),
        wire,
        location: Location::Body,
        style: Style::Simple,
        ty: field.ty,
        required: false,
        rank: field.rank + 1, // after those of path and query
        nullable: field.nullable,
        deprecated: field.deprecated,
        docs: field.docs,
        pointer: field.pointer,
    }
}

/// The type of a key that is a file, or a list of files, whatever a response makes of it.
fn sent_file(property: &Property<'_>) -> Option<Type> {
    let schema = property.schema.as_item()?;
    match &schema.schema_kind {
        _ if is_binary(schema) => Some(Type::File),
        SchemaKind::Type(Kind::Array(array)) => {
            let item = array.items.as_ref()?.as_item()?;
            is_binary(item).then(|| Type::Array(Box::new(Type::File)))
        }
        _ => None,
    }
}

fn is_binary(schema: &Schema) -> bool {
    let SchemaKind::Type(Kind::String(string)) = &schema.schema_kind else { return false };
    matches!(string.format, VariantOrUnknownOrEmpty::Item(StringFormat::Binary))
}
