//! Path, query, header and cookie parameters, and the flat names of everything that an operation takes. A part of
//! [`lower`](super).

use std::collections::BTreeMap;

use openapiv3::{ParameterData, ParameterSchemaOrContent, QueryStyle, ReferenceOr, SchemaKind};

use super::operations::Draft;
use super::{Lowering, notes};
use crate::docs;
use crate::ir::{Location, Parameter, Style, Type};
use crate::names::snake;
use crate::spec::place::Pointer;

/// Headers that the standard leaves to the client.
const OWN_HEADERS: &[&str] = &["accept", "content-type", "authorization"];

/// A declared parameter before it has a type.
struct Declared<'a> {
    data: &'a ParameterData,
    location: Location,
    style: Style,
    pointer: Pointer,
}

impl<'a> Lowering<'a> {
    /// The parameters of an operation but for those of its body, and the name and value of those that nobody needs to
    /// give. Their names are their wire names still.
    pub(super) fn parameters(&mut self, draft: &Draft<'a>, type_name: &str) -> (Vec<Parameter>, Vec<(String, String)>) {
        let mut declared = BTreeMap::new();
        let item_at = Pointer::root().join(&["paths", draft.path, "parameters"]);
        // Those of the path count for each operation below it, and an operation's own of the same name replaces them.
        for (list, at) in
            [(&draft.item.parameters, item_at), (&draft.operation.parameters, draft.pointer.child("parameters"))]
        {
            self.declare(list, &at, &mut declared);
        }
        let mut wires = self.path_names(draft, &declared);
        let mut parameters = Vec::new();
        let mut fixed = Vec::new();
        for ((location, name), it) in declared {
            let wire = match location {
                Location::Path => match wires.remove(&name) {
                    Some(wire) => wire,
                    None => continue, // told by `path_names`
                },
                Location::Header if OWN_HEADERS.contains(&name.to_lowercase().as_str()) => {
                    let message = format!("the header `{name}` is the client's own to set; left out");
                    self.warning("header-reserved", &it.pointer, message, "delete the parameter");
                    continue;
                }
                _ => name,
            };
            match only_value(&it) {
                Some(value) => fixed.push((wire, value)),
                None => parameters.push(self.parameter(draft, type_name, wire, it)),
            }
        }
        (parameters, fixed)
    }

    fn declare(
        &mut self,
        list: &'a [ReferenceOr<openapiv3::Parameter>],
        at: &Pointer,
        all: &mut BTreeMap<(Location, String), Declared<'a>>,
    ) {
        let mut own: BTreeMap<(Location, String), Pointer> = BTreeMap::new();
        for (index, parameter) in list.iter().enumerate() {
            let listed_at = at.index(index);
            let Some((parameter, pointer)) = self.document.parameter(parameter, &listed_at) else { continue };
            let (data, location, style) = located(parameter);
            let key = (location, data.name.clone());
            if let Some(first) = own.insert(key.clone(), pointer.clone()) {
                let same = all.get(&key).is_some_and(|it| it.data == data);
                let message = format!("the parameter `{}` is declared twice, first at `{first}`", data.name);
                if same {
                    self.warning("parameter-duplicate", &listed_at, message, "delete one of the two");
                } else {
                    self.error("parameter-duplicate", &listed_at, message, "keep the right one of the two");
                }
                continue;
            }
            all.insert(key, Declared { data, location, style, pointer });
        }
    }

    /// Which placeholder each declared path parameter fills. One that is declared under another name is mended where only
    /// one placeholder is left for it.
    fn path_names(
        &mut self,
        draft: &Draft<'a>,
        declared: &BTreeMap<(Location, String), Declared<'a>>,
    ) -> BTreeMap<String, String> {
        let placeholders = placeholders(draft.path);
        let names: Vec<(&String, &Pointer)> = declared
            .iter()
            .filter(|((location, _), _)| *location == Location::Path)
            .map(|((_, name), it)| (name, &it.pointer))
            .collect();
        let mut wires: BTreeMap<String, String> = BTreeMap::new();
        let unfilled: Vec<&String> =
            placeholders.iter().filter(|it| !names.iter().any(|(name, _)| name == it)).collect();
        let unplaced: Vec<&(&String, &Pointer)> =
            names.iter().filter(|(name, _)| !placeholders.contains(name)).collect();
        for (name, _) in names.iter().filter(|(name, _)| placeholders.contains(name)) {
            wires.insert((*name).clone(), (*name).clone());
        }
        match (unfilled.as_slice(), unplaced.as_slice()) {
            ([hole], [(name, pointer)]) => {
                let message = format!("the path has `{{{hole}}}`, declared as `{name}`; read as `{hole}`");
                self.warning("path-parameter-misnamed", pointer, message, format!("call the parameter `{hole}`"));
                wires.insert((*name).clone(), (*hole).clone());
            }
            (holes, extra) => {
                for hole in holes {
                    let message = format!("the path `{}` has `{{{hole}}}`, which no parameter declares", draft.path);
                    self.error(
                        "path-parameter-missing",
                        &draft.pointer,
                        message,
                        format!("declare `{hole}` with `in: path`"),
                    );
                }
                for (name, pointer) in extra {
                    let message = format!("the path `{}` has no `{{{name}}}`; the parameter is left out", draft.path);
                    self.warning(
                        "path-parameter-unplaced",
                        pointer,
                        message,
                        "delete it, or correct its name or place",
                    );
                }
            }
        }
        wires
    }

    fn parameter(&mut self, draft: &Draft<'a>, type_name: &str, wire: String, it: Declared<'a>) -> Parameter {
        let place = self.place(&it.pointer);
        let word = snake(&wire, "field", &place, &mut crate::problem::Problems::default()).unwrap_or_default();
        let name = format!("{type_name}{}", heck::ToUpperCamelCase::to_upper_camel_case(word.as_str()));
        let (ty, nullable, docs, deprecated) = match &it.data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let mut site = self.operation_site(draft, it.pointer.child("schema"), name, true);
                site.property = Some(wire.clone());
                if it.pointer.as_str().starts_with("/components/parameters/") {
                    // A shared parameter: its type must not depend on who asks first.
                    site.module = crate::ir::Module::Types;
                    site.name = it
                        .pointer
                        .last()
                        .and_then(|it| crate::names::camel(&it, "type", &place, self.problems))
                        .unwrap_or(site.name);
                }
                let typed = self.schema_type(schema, &site);
                let description = it.data.description.as_deref();
                let docs = match schema.as_item() {
                    Some(schema) => notes::of_schema(description.or(schema.schema_data.description.as_deref()), schema),
                    None => docs::markdown(description.unwrap_or_default()),
                };
                let ty = if typed.ty.holds_file() {
                    let message = format!("`{wire}` is binary, which only a body can carry; read as text");
                    self.warning("binary-in-parameter", &it.pointer, message, "describe it as text");
                    Type::String
                } else {
                    typed.ty
                };
                (ty, typed.nullable, docs, schema.as_item().is_some_and(|it| it.schema_data.deprecated))
            }
            ParameterSchemaOrContent::Content(_) => {
                let message = "a parameter with a media type takes its text as it goes out";
                self.warning("parameter-content", &it.pointer, message, "encode the value yourself");
                (Type::String, false, docs::markdown(it.data.description.as_deref().unwrap_or_default()), false)
            }
        };
        Parameter {
            name: String::new(),
            wire,
            location: it.location,
            style: it.style,
            ty,
            required: it.data.required,
            rank: 0,
            nullable,
            deprecated: deprecated || it.data.deprecated.unwrap_or(false),
            docs,
            pointer: it.pointer,
        }
    }

    /// Gives every parameter its flat name and puts them in order. Where a path parameter and a body field are called the
    /// same, the first of path, query, header, cookie and body keeps the name and the others say where they go: `body_id`.
    pub(super) fn name_parameters(&mut self, draft: &Draft<'a>, parameters: &mut Vec<Parameter>) {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut unnamed = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let place = self.place(&parameter.pointer);
            match self.names.field(&parameter.wire, &parameter.pointer, &place, self.problems) {
                Some(name) => by_name.entry(name).or_default().push(index),
                None => unnamed.push(index),
            }
        }
        let mut owners: BTreeMap<String, Pointer> = BTreeMap::new();
        for (name, mut sharers) in by_name {
            sharers.sort_by_key(|index| parameters[*index].location);
            let mut previous = None;
            for (rank, index) in sharers.into_iter().enumerate() {
                let location = parameters[index].location;
                // Two of one place have one name: only another place tells them apart.
                let rank = if previous == Some(location) && rank == 1 { 0 } else { rank };
                previous = Some(location);
                let prefix = match location {
                    _ if rank == 0 => "",
                    Location::Path => "path_",
                    Location::Query => "query_",
                    Location::Header => "header_",
                    Location::Cookie => "cookie_",
                    Location::Body | Location::WholeBody => "body_",
                };
                let name = format!("{prefix}{name}");
                let pointer = parameters[index].pointer.clone();
                if let Some(owner) = owners.insert(name.clone(), pointer.clone()) {
                    let message = format!("two parameters would be called `{name}`: this one and `{owner}`");
                    self.error("name-clash", &pointer, message, "give one of them a name under `fields` in names.yaml");
                }
                parameters[index].name = name;
            }
        }
        for index in unnamed.into_iter().rev() {
            parameters.remove(index); // told by `field`
        }
        let order = placeholders(draft.path);
        let path_rank = |it: &Parameter| match it.location {
            Location::Path => order.iter().position(|name| *name == it.wire).unwrap_or(order.len()),
            _ => order.len(),
        };
        parameters.sort_by(|a, b| {
            (!a.required, path_rank(a), a.location, &a.wire).cmp(&(!b.required, path_rank(b), b.location, &b.wire))
        });
    }
}

/// The value of a query parameter that must be given and can have no other.
fn only_value(it: &Declared<'_>) -> Option<String> {
    let ParameterSchemaOrContent::Schema(schema) = &it.data.format else { return None };
    let schema = schema.as_item().filter(|schema| it.data.required && !schema.schema_data.nullable)?;
    let SchemaKind::Type(openapiv3::Type::String(text)) = &schema.schema_kind else { return None };
    match text.enumeration.as_slice() {
        [Some(value)] if it.location == Location::Query => Some(value.clone()),
        _ => None,
    }
}

/// The names in braces, in their order.
pub(super) fn placeholders(path: &str) -> Vec<String> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

fn located(parameter: &openapiv3::Parameter) -> (&ParameterData, Location, Style) {
    match parameter {
        openapiv3::Parameter::Path { parameter_data, .. } => (parameter_data, Location::Path, Style::Simple),
        openapiv3::Parameter::Header { parameter_data, .. } => (parameter_data, Location::Header, Style::Simple),
        openapiv3::Parameter::Cookie { parameter_data, .. } => (parameter_data, Location::Cookie, Style::Form),
        openapiv3::Parameter::Query { parameter_data, style, .. } => {
            // The standard's default: `form` is exploded, the others are not.
            let exploded = parameter_data.explode.unwrap_or(*style == QueryStyle::Form);
            let style = match (style, exploded) {
                (QueryStyle::DeepObject, _) => Style::DeepObject,
                (_, true) => Style::FormExploded,
                (QueryStyle::Form, false) => Style::Form,
                (QueryStyle::SpaceDelimited, false) => Style::SpaceDelimited,
                (QueryStyle::PipeDelimited, false) => Style::PipeDelimited,
            };
            (parameter_data, Location::Query, style)
        }
    }
}

/// Whether a schema says nothing at all.
pub(super) fn says_nothing(schema: &openapiv3::Schema) -> bool {
    matches!(&schema.schema_kind, SchemaKind::Any(any) if any.enumeration.is_empty())
}
