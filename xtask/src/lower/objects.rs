//! Objects with declared keys, and `allOf` merged into one. A part of [`lower`](super). [`Members`] is also what the body of
//! an operation is taken apart into.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use openapiv3::{AdditionalProperties, ObjectType, ReferenceOr, Schema, SchemaKind, Type as Kind};
use serde_json::{Value, json};

use super::enums::number;
use super::types::Typed;
use super::{Lowering, Site, notes};
use crate::docs;
use crate::ir::{Docs, Field, Struct, Type, TypeKind};
use crate::names::snake;
use crate::spec::document::component_name;
use crate::spec::place::Pointer;

/// How deep the parts of an `allOf` may lead from component to component.
const MOST_PARTS: usize = 64;

/// The keys of an object, from one schema or several.
#[derive(Clone, Debug, Default)]
pub(super) struct Members<'a> {
    /// By wire name; several where parts of an `allOf` declare the same key.
    pub(super) properties: BTreeMap<&'a str, Vec<Property<'a>>>,
    /// The keys that must be there, with the place that the document lists them at.
    pub(super) required: BTreeMap<&'a str, usize>,
    /// Whether the document names keys beyond the declared ones.
    pub(super) open: bool,
    pub(super) nullable: bool,
    /// The components whose keys are in already: a second time adds nothing.
    merged: BTreeSet<String>,
    /// Parts that are no objects: unions to spread over, or anything else.
    pub(super) others: Vec<(&'a Schema, Site)>,
}

/// One declaration of a key.
#[derive(Clone, Debug)]
pub(super) struct Property<'a> {
    pub(super) schema: &'a ReferenceOr<Box<Schema>>,
    pub(super) site: Site,
}

impl<'a> Lowering<'a> {
    /// The type of an object with declared keys.
    pub(super) fn struct_type(&mut self, object: &'a ObjectType, schema: &'a Schema, site: &Site) -> Type {
        let mut members = Members::default();
        self.add_object(object, site, &mut members);
        let fields = self.fields(&members, site);
        self.define(site, &schema.schema_data, structure(fields, members.open))
    }

    /// The type of an `allOf`.
    pub(super) fn all_of_type(&mut self, all_of: &'a [ReferenceOr<Schema>], schema: &'a Schema, site: &Site) -> Typed {
        if let [only] = all_of {
            // `allOf: [X]` is how 3.0 says a description or `nullable` beside a reference.
            let mut inner = site.step(&["allOf", "0"], site.name.clone());
            inner.component.clone_from(&site.component);
            return self.schema_type(only, &inner);
        }
        let mut members = Members::default();
        self.add_all(all_of, site, &mut members, &mut Vec::new());
        let nullable = members.nullable;
        if members.properties.is_empty() {
            let ty = match members.others.as_slice() {
                [] => Type::Object,
                [(only, at)] => return self.schema_type_of(only, &at.clone()),
                _ => {
                    let message = "the parts of the `allOf` are no objects; read as any JSON value";
                    self.warning("all-of-mixed", &site.pointer, message, "say what it is in one schema");
                    Type::Any
                }
            };
            return Typed { ty, nullable };
        }
        if let Some((union, at)) = self.only_union(&members) {
            return Typed { nullable, ..self.spread_union(union, &at, members, schema, site) };
        }
        let fields = self.fields(&members, site);
        let ty = self.define(site, &schema.schema_data, structure(fields, members.open));
        Typed { ty, nullable }
    }

    fn schema_type_of(&mut self, schema: &'a Schema, site: &Site) -> Typed {
        match &schema.schema_kind {
            SchemaKind::OneOf { one_of: members } | SchemaKind::AnyOf { any_of: members } => {
                self.union_type(members, schema, site)
            }
            _ => Typed { ty: Type::Any, nullable: schema.schema_data.nullable },
        }
    }

    /// The union that the other parts are to be merged into, if there is just one part that is no object.
    fn only_union(&mut self, members: &Members<'a>) -> Option<(&'a Schema, Site)> {
        let is_union = |it: &Schema| matches!(it.schema_kind, SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. });
        match members.others.as_slice() {
            [] => None,
            [(only, at)] if is_union(only) => Some((only, at.clone())),
            _ => {
                for (_, at) in members.others.clone() {
                    let message = "a part of the `allOf` is no object and is left out";
                    self.warning("all-of-mixed", &at.pointer, message, "keep to objects, and one union of objects");
                }
                None
            }
        }
    }

    /// Takes a schema apart into its keys; gives `None` when it is no object with declared keys.
    pub(super) fn members(&mut self, schema: &'a ReferenceOr<Schema>, site: &Site) -> Option<Members<'a>> {
        let mut members = Members::default();
        self.add(schema, site, &mut members, &mut Vec::new());
        (members.others.is_empty() && !members.properties.is_empty()).then_some(members)
    }

    /// The keys of the object that a key holds.
    pub(super) fn inner_members(&mut self, property: &Property<'a>) -> Option<Members<'a>> {
        let mut members = Members::default();
        match property.schema {
            ReferenceOr::Item(schema) => self.add_schema(schema, &property.site, &mut members, &mut Vec::new()),
            ReferenceOr::Reference { reference } => {
                self.add_component(reference, &property.site, &mut members, &mut Vec::new())
            }
        }
        (members.others.is_empty() && !members.properties.is_empty()).then_some(members)
    }

    pub(super) fn add(
        &mut self,
        schema: &'a ReferenceOr<Schema>,
        site: &Site,
        members: &mut Members<'a>,
        trail: &mut Vec<String>,
    ) {
        match schema {
            ReferenceOr::Item(schema) => self.add_schema(schema, site, members, trail),
            ReferenceOr::Reference { reference } => self.add_component(reference, site, members, trail),
        }
    }

    fn add_component(&mut self, reference: &str, site: &Site, members: &mut Members<'a>, trail: &mut Vec<String>) {
        let name = component_name(reference);
        if trail.contains(&name) {
            let message = format!("`{name}` is a part of itself: {} -> {name}", trail.join(" -> "));
            self.error("reference-cycle", &site.pointer, message, "take it out of its own `allOf`");
            return;
        }
        if trail.len() >= MOST_PARTS {
            let message = format!("the parts of `allOf` nest more than {MOST_PARTS} components deep");
            self.error("schema-deep", &site.pointer, message, "flatten them");
            return;
        }
        let Some(schema) = self.document.schema_component(&name) else { return };
        if !members.merged.insert(name.clone()) {
            return;
        }
        let site = self.component_site(&name);
        trail.push(name);
        self.add(schema, &site, members, trail);
        trail.pop();
    }

    fn add_schema(&mut self, schema: &'a Schema, site: &Site, members: &mut Members<'a>, trail: &mut Vec<String>) {
        members.nullable |= schema.schema_data.nullable;
        match &schema.schema_kind {
            SchemaKind::Type(Kind::Object(object)) => self.add_object(object, site, members),
            SchemaKind::AllOf { all_of } => self.add_all(all_of, site, members, trail),
            SchemaKind::Any(any) if any.enumeration.is_empty() => {} // says nothing
            _ => members.others.push((schema, site.clone())),
        }
    }

    fn add_all(
        &mut self,
        all_of: &'a [ReferenceOr<Schema>],
        site: &Site,
        members: &mut Members<'a>,
        trail: &mut Vec<String>,
    ) {
        for (index, member) in all_of.iter().enumerate() {
            let at = site.step(&["allOf", &index.to_string()], site.name.clone());
            self.add(member, &at, members, trail);
        }
    }

    fn add_object(&mut self, object: &'a ObjectType, site: &Site, members: &mut Members<'a>) {
        for (wire, schema) in &object.properties {
            // Only what could become a type of its own needs a name.
            let name = match schema {
                ReferenceOr::Item(schema) if may_define(schema) => {
                    format!("{}{}", site.name, self.inline_name(wire, &site.pointer))
                }
                _ => String::new(),
            };
            let at = Site { property: Some(wire.clone()), ..site.step(&["properties", wire], name) };
            members.properties.entry(wire).or_default().push(Property { schema, site: at });
        }
        for wire in &object.required {
            let place = members.required.len();
            members.required.entry(wire).or_insert(place);
        }
        match &object.additional_properties {
            Some(AdditionalProperties::Schema(_)) if !object.properties.is_empty() => {
                members.open = true;
                let message = "keys beyond the declared ones are read as any JSON values";
                self.warning(
                    "additional-properties",
                    &site.pointer.child("additionalProperties"),
                    message,
                    "declare them, or split the object",
                );
            }
            Some(AdditionalProperties::Any(true)) => members.open = true,
            _ => {}
        }
    }

    /// The part of an inline type's name that a property gives; a name that cannot be one is told with the field.
    fn inline_name(&mut self, wire: &str, pointer: &Pointer) -> String {
        let place = self.place(pointer);
        snake(wire, "field", &place, &mut crate::problem::Problems::default()).unwrap_or_default().to_upper_camel_case()
    }

    /// The fields of a struct: required ones first, then by wire name.
    pub(super) fn fields(&mut self, members: &Members<'a>, site: &Site) -> Vec<Field> {
        let mut fields = Vec::new();
        let mut owners: BTreeMap<String, Pointer> = BTreeMap::new();
        for (wire, declarations) in &members.properties {
            let required = members.required.contains_key(wire);
            let only_sent = site.usage.request && !site.usage.response;
            let Some(mut field) = self.field(wire, declarations, required && only_sent) else { continue };
            if field.ty.holds_file() {
                if !self.lifted.contains(&field.pointer) {
                    let message = format!(
                        "`{wire}` is a file inside of an object, which cannot be sent there; left out of the client"
                    );
                    self.warning(
                        "binary-nested",
                        &field.pointer,
                        message,
                        "put the file at the top of a multipart body",
                    );
                }
                continue;
            }
            // What one side leaves out (read-only in requests, write-only in responses) is optional where both hold the type.
            let left_out =
                (site.usage.request && field.read_only) || (site.usage.response && is_write_only(self, declarations));
            field.required = required && !left_out;
            field.rank = members.required.get(wire).copied().unwrap_or_default();
            if let Some(owner) = owners.insert(field.name.clone(), field.pointer.clone()) {
                let message = format!("two keys would be called `{}`: this one and `{owner}`", field.name);
                self.error(
                    "name-clash",
                    &field.pointer,
                    message,
                    "give one of them a name under `fields` in names.yaml",
                );
            }
            fields.push(field);
        }
        for wire in members.required.keys().filter(|wire| !members.properties.contains_key(*wire)) {
            let message = format!("`{wire}` is required but not declared; left out of the client");
            self.warning("required-undeclared", &site.pointer, message, "declare it under `properties`");
        }
        fields.sort_by(|a, b| (!a.required, &a.wire).cmp(&(!b.required, &b.wire)));
        fields
    }

    /// One field, from all declarations of its key.
    ///
    /// `fix`: a key with one allowed value needs no type and no setter, it is only written.
    pub(super) fn field(&mut self, wire: &str, declarations: &[Property<'a>], fix: bool) -> Option<Field> {
        let first = declarations.first()?;
        let place = self.place(&first.site.pointer);
        let name = self.names.field(wire, &first.site.pointer, &place, self.problems)?;
        let only_value =
            declarations.iter().filter(|_| fix).find_map(|it| it.schema.as_item().and_then(|it| constant(it)));
        let mut typed = match &only_value {
            Some(_) => Typed { ty: Type::String, nullable: false },
            None => self.boxed_type(first.schema, &first.site),
        };
        for other in declarations[1..].iter().filter(|_| only_value.is_none()) {
            let second = self.boxed_type(other.schema, &other.site);
            typed = self.narrower(typed, second, &other.site.pointer);
        }
        let mut field = Field {
            name,
            wire: wire.to_owned(),
            ty: typed.ty,
            required: false,
            rank: 0,
            nullable: typed.nullable,
            constant: only_value,
            read_only: false,
            deprecated: false,
            docs: Docs::new(),
            pointer: first.site.pointer.clone(),
        };
        for declaration in declarations {
            self.describe(&mut field, declaration);
        }
        Some(field)
    }

    fn describe(&mut self, field: &mut Field, declaration: &Property<'a>) {
        match declaration.schema {
            ReferenceOr::Item(schema) => {
                let data = &schema.schema_data;
                field.read_only |= data.read_only;
                field.deprecated |= data.deprecated;
                if field.docs.is_empty() {
                    field.docs = notes::of_schema(data.description.as_deref().or(data.title.as_deref()), schema);
                }
            }
            ReferenceOr::Reference { reference } => {
                let component = self.document.schema_component(&component_name(reference));
                if let (true, Some(ReferenceOr::Item(schema))) = (field.docs.is_empty(), component) {
                    field.docs = docs::markdown(schema.schema_data.description.as_deref().unwrap_or_default());
                }
            }
        }
    }

    /// The type that fits both declarations of a key.
    fn narrower(&mut self, a: Typed, b: Typed, pointer: &Pointer) -> Typed {
        let nullable = a.nullable && b.nullable;
        let ty = match (a.ty, b.ty) {
            (a, b) if a == b => a,
            (Type::Any, other) | (other, Type::Any) => other,
            (Type::Object, other @ (Type::Named(_) | Type::Map(_)))
            | (other @ (Type::Named(_) | Type::Map(_)), Type::Object) => other,
            (Type::Number | Type::Float, other @ (Type::Integer | Type::Float))
            | (other @ Type::Integer, Type::Number | Type::Float) => other,
            (Type::String, other @ (Type::Named(_) | Type::Timestamp | Type::Secret)) => other,
            (other @ (Type::Named(_) | Type::Timestamp | Type::Secret), Type::String) => other,
            _ => {
                let message =
                    "the parts of the `allOf` give this key types that do not fit together; read as any JSON value";
                self.warning("all-of-conflict", pointer, message, "let one part declare it");
                Type::Any
            }
        };
        Typed { ty, nullable }
    }
}

/// A struct of these fields; what keeps undeclared keys is called so that it meets no field.
pub(super) fn structure(fields: Vec<Field>, open: bool) -> TypeKind {
    let taken = fields.iter().any(|field| field.name == "extra");
    TypeKind::Struct(Struct { fields, open, extra: if taken { "extra_keys".to_owned() } else { "extra".to_owned() } })
}

/// Whether an inline schema could become a type of its own.
fn may_define(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Kind::String(it)) => !it.enumeration.is_empty(),
        SchemaKind::Type(Kind::Number(it)) => !it.enumeration.is_empty(),
        SchemaKind::Type(Kind::Integer(it)) => !it.enumeration.is_empty(),
        SchemaKind::Type(Kind::Boolean(_)) => false,
        _ => true,
    }
}

/// The only value that a schema allows.
fn constant(schema: &Schema) -> Option<Value> {
    fn only<T: Clone>(values: &[Option<T>]) -> Option<T> {
        if let [Some(only)] = values { Some(only.clone()) } else { None }
    }
    let SchemaKind::Type(kind) = &schema.schema_kind else { return None };
    match kind {
        Kind::String(it) => only(&it.enumeration).map(|it| json!(it)),
        Kind::Integer(it) => only(&it.enumeration).map(|it| json!(it)),
        Kind::Number(it) => only(&it.enumeration).map(number),
        Kind::Boolean(it) => only(&it.enumeration).map(|it| json!(it)),
        Kind::Object(_) | Kind::Array(_) => None,
    }
}

fn is_write_only(lowering: &Lowering<'_>, declarations: &[Property<'_>]) -> bool {
    declarations.iter().any(|it| {
        let schema = match it.schema {
            ReferenceOr::Item(schema) => Some(schema.as_ref()),
            ReferenceOr::Reference { reference } => {
                match lowering.document.schema_component(&component_name(reference)) {
                    Some(ReferenceOr::Item(schema)) => Some(schema),
                    _ => None,
                }
            }
        };
        schema.is_some_and(|it| it.schema_data.write_only)
    })
}
