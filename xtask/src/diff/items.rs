//! The public items of a client, each with its signature: what semantic versioning is about. Read off [`Api`] as
//! [`emit`](crate::emit) prints it; `facts` says which items a change is about, `compare` what became of them.

use std::collections::BTreeMap;

use super::Rust;
use crate::ir::{
    Alias, Api, EnumValues, Field, Location, Operation, Parameter, Reply, Resource, Type, TypeDef, TypeKind, TypeName,
};
use crate::surface::{named, path_of, resource_path, state, written};

/// Items by their path: `contacts::Update::new`, `types::Contact.email`.
pub(super) type Items = BTreeMap<String, String>;

/// What an item that is marked as deprecated has beside its own entry. Marking is no break, and neither is taking it back.
const DEPRECATED: &str = " #[deprecated]";

/// All items of a client.
pub(super) fn of(api: &Api) -> Items {
    let mut items = Collector { api, items: Items::new() };
    for face in api.faces.iter().filter(|face| !face.root) {
        items.add(face.name.clone(), format!("mod{}", feature(face.feature.as_deref())));
    }
    for resource in &api.resources {
        items.resource(resource);
    }
    for def in &api.types {
        items.type_def(def);
    }
    for resource in &api.resources {
        resource.aliases.iter().for_each(|alias| items.alias(resource, alias));
    }
    items.items
}

/// The paths that belong to an operation: its function, its constant, and all of its parameter struct.
pub(super) fn of_operation(api: &Api, resource: &Resource, it: &Operation) -> Vec<String> {
    let path = resource_path(api, resource);
    let own = format!("{path}::{}", it.parameters_type);
    let mut paths = vec![function(api, resource, it), format!("operations::{}", it.constant), own.clone()];
    paths.push(format!("{own}::new"));
    for parameter in &it.parameters {
        paths.extend(of_member(&own, &parameter.name));
    }
    paths
}

/// The path of an operation's function.
pub(super) fn function(api: &Api, resource: &Resource, it: &Operation) -> String {
    format!("{}::{}::{}", resource_path(api, resource), resource.handle, it.function)
}

/// The paths that belong to a member of a struct: the field and its setter.
pub(super) fn of_member(owner: &str, name: &str) -> [String; 2] {
    [format!("{owner}.{name}"), format!("{owner}::{name}")]
}

/// The items of a parameter: field, setter and, where it is required, `new`.
pub(super) fn of_parameter(api: &Api, resource: &Resource, operation: &Operation, it: &Parameter) -> Vec<String> {
    let own = format!("{}::{}", resource_path(api, resource), operation.parameters_type);
    let mut items: Vec<String> = of_member(&own, &it.name).into();
    items.push(deprecation(&items[0]));
    if it.required {
        items.push(format!("{own}::new"));
    }
    items
}

/// What became of an item.
pub(super) fn verdict(path: &str, from: Option<&String>, to: Option<&String>) -> Rust {
    match (from, to) {
        (None, None) => Rust::None,
        (None, Some(_)) => Rust::Minor,
        (Some(_), None) if path.ends_with(DEPRECATED) => Rust::Patch,
        (Some(_), None) => Rust::Major,
        (Some(from), Some(to)) if from == to => Rust::None,
        _ => Rust::Major,
    }
}

/// The mark beside an item that is deprecated.
pub(super) fn deprecation(path: &str) -> String {
    format!("{path}{DEPRECATED}")
}

/// `contacts update`, or `platform users create`.
pub(super) fn command(api: &Api, resource: &Resource, it: &Operation) -> String {
    let path = path_of(api, &resource.face, &resource.name).replace("::", " ");
    format!("{path} {}", it.function).replace('_', "-")
}

/// `--email`, after the subcommand.
pub(super) fn flag(command: &str, parameter: &Parameter) -> String {
    format!("{command} --{}", parameter.name.replace('_', "-"))
}

/// All subcommands and flags, each with what it takes.
pub(super) fn commands(api: &Api) -> Items {
    let mut commands = Items::new();
    for resource in &api.resources {
        for operation in &resource.operations {
            let command = command(api, resource, operation);
            for parameter in &operation.parameters {
                let required = if parameter.required { ", required" } else { "" };
                commands.insert(flag(&command, parameter), format!("{}{required}", word(api, &parameter.ty)));
            }
            commands.insert(command, String::new());
        }
    }
    commands
}

/// What a flag takes.
fn word(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Array(item) => format!("list of {}", word(api, item)),
        Type::Nullable(inner) => word(api, inner),
        Type::Named(name) | Type::Boxed(name) => format!("JSON of {}", named(api, name)),
        other => written(api, other),
    }
}

fn feature(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| format!(" behind the feature `{name}`"))
}

/// The items that were seen so far.
struct Collector<'a> {
    api: &'a Api,
    items: Items,
}

impl Collector<'_> {
    fn add(&mut self, path: String, signature: String) {
        self.items.insert(path, signature);
    }

    fn deprecate(&mut self, path: &str, is: bool) {
        if is {
            self.add(deprecation(path), String::new());
        }
    }

    fn resource(&mut self, resource: &Resource) {
        let api = self.api;
        let path = resource_path(api, resource);
        let face = api.faces.iter().find(|face| face.name == resource.face);
        let behind = feature(face.and_then(|face| face.feature.as_deref()));
        self.add(path.clone(), format!("mod{behind}"));
        self.add(format!("{path}::{}", resource.handle), "struct".to_owned());
        for operation in &resource.operations {
            self.operation(resource, &path, operation);
        }
        for def in &resource.types {
            self.type_def(def);
        }
    }

    /// An old function, and all of its parameter struct under the old name.
    fn alias(&mut self, resource: &Resource, alias: &Alias) {
        let path = resource_path(self.api, resource);
        let current = named(self.api, &alias.parameters);
        let own = alias.parameters_alias.as_ref().map_or(current.clone(), |name| format!("{path}::{name}"));
        if own != current {
            let members = self.items.iter().filter_map(|(item, it)| {
                let tail = item.strip_prefix(&current)?;
                let is_member = tail.is_empty() || tail.starts_with(['.', ':']);
                is_member.then(|| (format!("{own}{tail}"), it.clone()))
            });
            let old: Vec<(String, String)> = members.collect();
            self.items.extend(old);
            self.deprecate(&own, true);
        }
        let function = format!("{path}::{}::{}", resource.handle, alias.function);
        self.deprecate(&function, true);
        self.add(function, format!("fn({own}) -> Call<{}>", reply(self.api, &alias.reply)));
        self.add(format!("operations::{}", alias.constant), "static".to_owned());
    }

    fn operation(&mut self, resource: &Resource, path: &str, it: &Operation) {
        let reply = reply(self.api, &it.reply);
        let own = format!("{path}::{}", it.parameters_type);
        let function = function(self.api, resource, it);
        self.deprecate(&function, it.deprecated);
        self.add(function, format!("fn({own}) -> Call<{reply}>"));
        self.add(format!("operations::{}", it.constant), "static".to_owned());
        self.add(own.clone(), "struct".to_owned());
        let inputs: Vec<Input<'_>> = it.parameters.iter().map(Input::from).collect();
        self.inputs(&own, &inputs, true, true);
    }

    fn type_def(&mut self, def: &TypeDef) {
        let path = named(self.api, &def.name);
        self.deprecate(&path, def.deprecated);
        for face in &def.faces {
            // A type that a feature cuts off is gone for whoever has that feature alone.
            self.add(format!("{path} for {face}"), String::new());
        }
        match &def.kind {
            TypeKind::Struct(it) => {
                self.add(path.clone(), "struct".to_owned());
                let fields = it.fields.iter().filter(|field| field.constant.is_none());
                let inputs: Vec<Input<'_>> = fields.map(Input::from).collect();
                self.inputs(&path, &inputs, def.three_states(), def.in_request);
                if def.keeps_extra() {
                    self.add(format!("{path}.{}", it.extra), "Extra".to_owned());
                }
                if def.in_request && it.open {
                    let signature = "fn(impl Into<String>, impl Into<Value>)";
                    self.add(format!("{path}::{}", it.extra), signature.to_owned());
                }
            }
            TypeKind::Enum(it) => {
                let values = match it.values {
                    EnumValues::Strings => "enum of texts",
                    EnumValues::Integers => "enum of whole numbers",
                    EnumValues::Mixed => "enum of values",
                };
                self.add(path.clone(), values.to_owned());
                for variant in &it.variants {
                    self.add(format!("{path}::{}", variant.name), String::new());
                }
            }
            TypeKind::Union(it) => {
                self.add(path.clone(), "enum of types".to_owned());
                for variant in &it.variants {
                    let held = written(self.api, &variant.ty);
                    self.add(format!("{path}: From<{held}>"), String::new());
                    self.add(format!("{path}::{}", variant.name), format!("({held})"));
                }
            }
        }
    }

    /// The fields, the setters and `new` of a struct.
    fn inputs(&mut self, path: &str, inputs: &[Input<'_>], three_states: bool, is_sent: bool) {
        for it in inputs {
            let field = format!("{path}.{}", it.name);
            self.deprecate(&field, it.deprecated);
            self.add(field, state(self.api, it.ty, it.required, it.nullable, three_states));
            if is_sent && it.settable && !it.required {
                self.add(format!("{path}::{}", it.name), format!("fn({})", self.argument(it)));
            }
        }
        if is_sent {
            let mut required: Vec<&Input<'_>> = inputs.iter().filter(|it| it.required && it.settable).collect();
            required.sort_by_key(|it| it.rank);
            // The names belong to it too: two of one type that change places compile and mean something else.
            let taken: Vec<String> = required.iter().map(|it| format!("{}: {}", it.name, self.argument(it))).collect();
            self.add(format!("{path}::new"), format!("fn({})", taken.join(", ")));
        }
    }

    /// What `new` or a setter takes.
    fn argument(&self, it: &Input<'_>) -> String {
        let ty = written(self.api, it.ty);
        if it.nullable {
            return format!("impl Into<Nullable<{ty}>>");
        }
        let is_converted = |ty: &Type| {
            matches!(
                ty,
                Type::String
                    | Type::Secret
                    | Type::Number
                    | Type::Timestamp
                    | Type::Named(_)
                    | Type::Boxed(_)
                    | Type::Any
            )
        };
        match it.ty {
            Type::Array(item) if is_converted(item) => {
                format!("impl IntoIterator<Item = impl Into<{}>>", written(self.api, item))
            }
            Type::Array(item) => format!("impl IntoIterator<Item = {}>", written(self.api, item)),
            ty if is_converted(ty) => format!("impl Into<{}>", written(self.api, ty)),
            _ => ty,
        }
    }
}

/// A parameter or a field.
struct Input<'a> {
    name: &'a str,
    ty: &'a Type,
    required: bool,
    rank: usize,
    nullable: bool,
    deprecated: bool,
    settable: bool,
}

impl<'a> From<&'a Parameter> for Input<'a> {
    fn from(it: &'a Parameter) -> Self {
        let Parameter { name, ty, required, rank, nullable, deprecated, .. } = it;
        let (required, rank, nullable, deprecated) = (*required, *rank, *nullable, *deprecated);
        Self { name, ty, required, rank, nullable, deprecated, settable: true }
    }
}

impl<'a> From<&'a Field> for Input<'a> {
    fn from(it: &'a Field) -> Self {
        let Field { name, ty, required, rank, nullable, deprecated, read_only, .. } = it;
        let (required, rank, nullable, deprecated) = (*required, *rank, *nullable, *deprecated);
        Self { name, ty, required, rank, nullable, deprecated, settable: !read_only }
    }
}

/// What a call gives.
pub(super) fn reply(api: &Api, reply: &Reply) -> String {
    match reply {
        Reply::Empty => "()".to_owned(),
        Reply::Json(ty) => written(api, ty),
        Reply::Optional(ty) => format!("Option<{}>", written(api, ty)),
        Reply::Text => "String".to_owned(),
        Reply::Bytes => "Bytes".to_owned(),
    }
}

/// Where a parameter goes, in a word.
pub(super) fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "the path",
        Location::Query => "the query",
        Location::Header => "a header",
        Location::Cookie => "a cookie",
        Location::Body | Location::WholeBody => "the body",
    }
}

/// All types of a client by name, those of resources too.
pub(super) fn types(api: &Api) -> BTreeMap<&TypeName, &TypeDef> {
    let defs = api.types.iter().chain(api.resources.iter().flat_map(|resource| &resource.types));
    defs.map(|def| (&def.name, def)).collect()
}
