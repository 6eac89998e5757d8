//! Schemas to types. A part of [`lower`](super): [`objects`](super::objects), [`enums`](super::enums) and
//! [`unions`](super::unions) make the types that the client defines; what needs no type of its own is said here.

use openapiv3::{
    AdditionalProperties, ArrayType, NumberFormat, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind,
    StringFormat, StringType, Type as Kind, VariantOrUnknownOrEmpty,
};

use super::enums::number as number_value;
use super::{Lowering, Site};
use crate::docs;
use crate::ir::{Docs, Module, Type, TypeDef, TypeKind, TypeName};
use crate::names::camel;
use crate::spec::document::component_name;
use crate::spec::place::Pointer;

/// A type with what the schema says of null.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Typed {
    pub(super) ty: Type,
    pub(super) nullable: bool,
}

impl Typed {
    fn plain(ty: Type) -> Self {
        Self { ty, nullable: false }
    }

    /// The type inside of an array or a map, where null is a value like others.
    pub(super) fn nested(self) -> Type {
        if self.nullable { Type::Nullable(Box::new(self.ty)) } else { self.ty }
    }
}

/// The format of a number that is seconds since 1970-01-01T00:00:00Z.
const UNIX_TIME: &str = "unix-time";

/// How many components may be open at once; [`crate::Run::api`] has the stack for it.
const MOST_OPEN: usize = 4_000;

/// How many arrays and maps may stand inside of one another.
const MOST_NESTED: usize = 32;

/// What a schema component came to.
#[derive(Clone, Debug)]
pub(super) enum Component {
    /// Its schema is being read: who meets it again is inside of it.
    Open,
    /// It is done.
    Done(Typed),
}

impl<'a> Lowering<'a> {
    /// The type of a schema or reference that stands at `site`.
    pub(super) fn schema_type(&mut self, schema: &'a ReferenceOr<Schema>, site: &Site) -> Typed {
        match schema {
            ReferenceOr::Reference { reference } => self.component(&component_name(reference), site),
            ReferenceOr::Item(schema) => self.inline_type(schema, site),
        }
    }

    /// The same for the boxed schemas of `openapiv3`.
    pub(super) fn boxed_type(&mut self, schema: &'a ReferenceOr<Box<Schema>>, site: &Site) -> Typed {
        match schema {
            ReferenceOr::Reference { reference } => self.component(&component_name(reference), site),
            ReferenceOr::Item(schema) => self.inline_type(schema, site),
        }
    }

    /// The site of a schema component, whoever asks for it.
    pub(super) fn component_site(&mut self, component: &str) -> Site {
        let pointer = Pointer::root().join(&["components", "schemas", component]);
        let place = self.place(&pointer);
        let chosen = self.names.chosen_type(Some(component), &pointer).map(str::to_owned);
        let name =
            chosen.or_else(|| camel(component, "type", &place, self.problems)).unwrap_or_else(|| "Unnamed".to_owned());
        Site {
            pointer,
            name,
            module: Module::Types,
            file: Some(component.to_owned()),
            component: Some(component.to_owned()),
            property: None,
            usage: self.usage.of(component),
        }
    }

    fn component(&mut self, name: &str, asked_at: &Site) -> Typed {
        if self.document.schema_component(name).is_none() {
            return Typed::plain(Type::Any); // a dangling reference, told already
        }
        let site = match self.components.get(name) {
            Some(Component::Done(typed)) => return typed.clone(),
            Some(Component::Open) => {
                let site = self.component_site(name);
                if self.is_alias(name) && self.problems.has_errors() {
                    return Typed::plain(Type::Any); // a circle of references, told already
                }
                if self.is_alias(name) {
                    let message = format!("`{name}` contains itself and nothing that ends it; read as any JSON value");
                    self.warning(
                        "schema-endless",
                        &asked_at.pointer,
                        message,
                        "let one of the schemas on the way be an object",
                    );
                    return Typed::plain(Type::Any);
                }
                return Typed {
                    ty: Type::Named(TypeName { module: Module::Types, name: site.name }),
                    nullable: self.is_nullable(name),
                };
            }
            None => self.component_site(name),
        };
        if self.open >= MOST_OPEN {
            let message =
                format!("`{name}` is reached through more than {MOST_OPEN} components, each inside of the one before");
            self.error("schema-deep", &site.pointer, message, "split the document, or cut the chain");
            return Typed::plain(Type::Any);
        }
        self.open += 1;
        self.components.insert(name.to_owned(), Component::Open);
        let typed = match self.document.schema_component(name) {
            Some(schema) => self.schema_type(schema, &site),
            None => Typed::plain(Type::Any),
        };
        self.open -= 1;
        let typed = if depth(&typed.ty) > MOST_NESTED {
            let message = format!("`{name}` is more than {MOST_NESTED} arrays or maps inside of one another");
            self.error("schema-deep", &site.pointer, message, "put an object between them");
            Typed::plain(Type::Any)
        } else {
            typed
        };
        self.components.insert(name.to_owned(), Component::Done(typed.clone()));
        typed
    }

    /// Whether a component is only another way to write a type, as against a type of its own.
    fn is_alias(&self, name: &str) -> bool {
        let Some(ReferenceOr::Item(schema)) = self.document.schema_component(name) else { return true };
        match &schema.schema_kind {
            SchemaKind::Type(Kind::Object(object)) => object.properties.is_empty(),
            SchemaKind::Type(_) | SchemaKind::Not { .. } | SchemaKind::Any(_) => true,
            SchemaKind::AllOf { all_of: members } => members.len() < 2,
            SchemaKind::OneOf { one_of: members } | SchemaKind::AnyOf { any_of: members } => members.len() < 2,
        }
    }

    fn is_nullable(&self, name: &str) -> bool {
        matches!(self.document.schema_component(name), Some(ReferenceOr::Item(schema)) if schema.schema_data.nullable)
    }

    fn inline_type(&mut self, schema: &'a Schema, site: &Site) -> Typed {
        let nullable = schema.schema_data.nullable;
        let typed = match &schema.schema_kind {
            SchemaKind::Type(Kind::String(string)) => Typed::plain(self.string_type(string, schema, site)),
            SchemaKind::Type(Kind::Number(number)) if !number.enumeration.is_empty() => {
                let values = number.enumeration.iter().flatten().map(|value| number_value(*value)).collect();
                Typed::plain(self.enum_type(values, schema, site))
            }
            SchemaKind::Type(Kind::Number(number)) => Typed::plain(match &number.format {
                VariantOrUnknownOrEmpty::Item(NumberFormat::Float | NumberFormat::Double) => Type::Float,
                VariantOrUnknownOrEmpty::Unknown(format) if format == UNIX_TIME => Type::Timestamp,
                _ => Type::Number,
            }),
            SchemaKind::Type(Kind::Integer(integer)) if !integer.enumeration.is_empty() => {
                let values = integer.enumeration.iter().flatten().map(|value| serde_json::json!(value)).collect();
                Typed::plain(self.enum_type(values, schema, site))
            }
            SchemaKind::Type(Kind::Integer(integer)) => Typed::plain(match &integer.format {
                VariantOrUnknownOrEmpty::Unknown(format) if format == UNIX_TIME => Type::Timestamp,
                _ => Type::Integer,
            }),
            SchemaKind::Type(Kind::Boolean(_)) => Typed::plain(Type::Boolean),
            SchemaKind::Type(Kind::Array(array)) => Typed::plain(self.array_type(array, site)),
            SchemaKind::Type(Kind::Object(object)) => Typed::plain(self.object_type(object, schema, site)),
            SchemaKind::AllOf { all_of } => self.all_of_type(all_of, schema, site),
            SchemaKind::OneOf { one_of: members } | SchemaKind::AnyOf { any_of: members } => {
                self.union_type(members, schema, site)
            }
            SchemaKind::Not { .. } => Typed::plain(Type::Any), // `not` was told when the document was normalized
            SchemaKind::Any(any) if !any.enumeration.is_empty() => {
                Typed::plain(self.enum_type(any.enumeration.clone(), schema, site))
            }
            // `{}` means anything, and null was said by `nullable`.
            SchemaKind::Any(_) if is_bare(&schema.schema_data) => Typed::plain(Type::Any),
            SchemaKind::Any(_) => {
                let help = "give it a `type`, by an overlay if the document is not yours";
                self.warning("schema-untyped", &site.pointer, "the schema has no type; read as any JSON value", help);
                Typed::plain(Type::Any)
            }
        };
        Typed { nullable: typed.nullable || nullable, ..typed }
    }

    fn string_type(&mut self, string: &StringType, schema: &'a Schema, site: &Site) -> Type {
        if !string.enumeration.is_empty() {
            let values = string.enumeration.iter().flatten().map(|value| serde_json::json!(value)).collect();
            return self.enum_type(values, schema, site);
        }
        match &string.format {
            VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => Type::Timestamp,
            VariantOrUnknownOrEmpty::Item(StringFormat::Password) => Type::Secret,
            // A response holds no file: there the document means bytes in a string.
            VariantOrUnknownOrEmpty::Item(StringFormat::Binary) if site.usage.request && !site.usage.response => {
                Type::File
            }
            _ => Type::String,
        }
    }

    fn array_type(&mut self, array: &'a ArrayType, site: &Site) -> Type {
        let item = match &array.items {
            Some(items) => {
                let item_site = site.step(&["items"], format!("{}Item", site.name));
                self.boxed_type(items, &item_site).nested()
            }
            None => {
                let message = "the array does not say what its items are; read as any JSON values";
                self.warning("schema-untyped", &site.pointer, message, "add `items`");
                Type::Any
            }
        };
        Type::Array(Box::new(item))
    }

    fn object_type(&mut self, object: &'a ObjectType, schema: &'a Schema, site: &Site) -> Type {
        if !object.properties.is_empty() {
            return self.struct_type(object, schema, site);
        }
        match &object.additional_properties {
            Some(AdditionalProperties::Schema(value)) => {
                let value_site = site.step(&["additionalProperties"], format!("{}Value", site.name));
                match self.schema_type(value, &value_site) {
                    Typed { ty: Type::Any, nullable: false } => Type::Object,
                    typed => Type::Map(Box::new(typed.nested())),
                }
            }
            _ => Type::Object,
        }
    }

    /// What a type at this site is called, and whether `names.yaml` says so: then it is among the common types.
    pub(super) fn type_name(&self, site: &Site) -> (TypeName, bool) {
        match self.names.chosen_type(site.component.as_deref(), &site.pointer) {
            Some(chosen) => (TypeName { module: Module::Types, name: chosen.to_owned() }, true),
            None => (TypeName { module: site.module.clone(), name: site.name.clone() }, false),
        }
    }

    /// Adds a type, or finds the one that it is equal to.
    pub(super) fn define(&mut self, site: &Site, data: &SchemaData, kind: TypeKind) -> Type {
        let (name, is_chosen) = self.type_name(site);
        if let (false, Some(property)) = (is_chosen, &site.property) {
            // A resource's module may be cut by a feature, so only its own types and the common ones are there to share.
            let near = |it: &&TypeName| it.module == Module::Types || it.module == site.module;
            let equal = self.shared.get(property).into_iter().flatten().filter(near);
            let equal = equal.clone().find(|it| self.types.get(*it).is_some_and(|it| same(&it.kind, &kind)));
            if let Some(equal) = equal.cloned() {
                self.reuse(&equal, site);
                return Type::Named(equal);
            }
        }
        let owner = self.taken.get(&name).cloned();
        match (self.types.get(&name), owner) {
            (Some(def), _) if same(&def.kind, &kind) => {
                self.reuse(&name, site);
                return Type::Named(name);
            }
            (_, Some(owner)) => {
                let message = format!("two different types are called `{}`: this one and `{owner}`", name.name);
                let help = "give one of them another name under `types` in names.yaml";
                self.error("name-clash", &site.pointer, message, help);
                return Type::Any;
            }
            (_, None) => {}
        }
        self.taken.insert(name.clone(), site.pointer.clone());
        if let Some(property) = &site.property {
            self.shared.entry(property.clone()).or_default().push(name.clone());
        }
        let description = data.description.as_deref().or(data.title.as_deref());
        let def = TypeDef {
            name: name.clone(),
            schema: site.component.clone(),
            file: if name.module == Module::Types {
                site.file.clone().or_else(|| Some(name.name.clone()))
            } else {
                None
            },
            docs: docs::markdown(description.unwrap_or_default()),
            // Of a property, it is the field that is deprecated.
            deprecated: data.deprecated && site.property.is_none(),
            pointer: site.pointer.clone(),
            twins: Vec::new(),
            in_request: site.usage.request,
            in_response: site.usage.response,
            faces: site.usage.faces.clone(),
            kind,
        };
        self.types.insert(name.clone(), def);
        Type::Named(name)
    }

    fn reuse(&mut self, name: &TypeName, site: &Site) {
        if let Some(def) = self.types.get_mut(name) {
            def.in_request |= site.usage.request;
            def.in_response |= site.usage.response;
            def.faces.extend(site.usage.faces.iter().cloned());
            if def.pointer != site.pointer && !def.twins.contains(&site.pointer) {
                def.twins.push(site.pointer.clone());
            }
        }
    }
}

/// How many arrays, maps and nulls a type is wrapped in.
fn depth(ty: &Type) -> usize {
    match ty {
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => 1 + depth(inner),
        _ => 0,
    }
}

/// Whether a schema says nothing of what it describes, not even in words.
fn is_bare(data: &SchemaData) -> bool {
    data.nullable
        || data.description.is_none() && data.title.is_none() && data.example.is_none() && data.default.is_none()
}

/// Whether two types are the same to their users: places and words aside.
fn same(a: &TypeKind, b: &TypeKind) -> bool {
    fn bare(kind: &TypeKind) -> TypeKind {
        let mut kind = kind.clone();
        match &mut kind {
            TypeKind::Struct(it) => {
                for field in &mut it.fields {
                    field.docs = Docs::new();
                    field.pointer = Pointer::root();
                }
            }
            TypeKind::Enum(it) => it.variants.sort_by(|a, b| a.name.cmp(&b.name)),
            TypeKind::Union(it) => it.variants.iter_mut().for_each(|variant| variant.docs = Docs::new()),
        }
        kind
    }
    bare(a) == bare(b)
}
