//! `oneOf` and `anyOf`: an enum of the branches. Which branch a value is, the discriminator tells; where there is none, the
//! value's shape does, by rules that do not depend on the order of the branches, so that none can shadow another. A part of
//! [`lower`](super).

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};
use openapiv3::{ReferenceOr, Schema, SchemaData, SchemaKind, Type as Kind};
use serde_json::Value;

use super::objects::{Members, structure};
use super::types::Typed;
use super::{Lowering, Site};
use crate::docs;
use crate::ir::{EnumValues, Shape, Type, TypeDef, TypeKind, TypeName, Union, UnionVariant};
use crate::names::camel;
use crate::spec::document::component_name;

impl<'a> Lowering<'a> {
    /// The type of a `oneOf` or `anyOf`.
    pub(super) fn union_type(&mut self, branches: &'a [ReferenceOr<Schema>], schema: &'a Schema, site: &Site) -> Typed {
        if let Some(values) = all_values(branches) {
            return Typed { ty: self.enum_type(values, schema, site), nullable: false };
        }
        let mut nullable = false;
        let mut drafts = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let at = self.branch_site(branch, index, schema, site);
            let typed = self.schema_type(branch, &at);
            nullable |= typed.nullable;
            drafts.push(UnionDraft { branch: Some(branch), ty: typed.ty });
        }
        Typed { ty: self.union_of(drafts, &schema.schema_data, site), nullable }
    }

    /// `allOf: [objects…, oneOf: […]]`: a union of the branches, each merged with the objects.
    pub(super) fn spread_union(
        &mut self,
        union: &'a Schema,
        at: &Site,
        base: Members<'a>,
        schema: &'a Schema,
        site: &Site,
    ) -> Typed {
        let (SchemaKind::OneOf { one_of: branches } | SchemaKind::AnyOf { any_of: branches }) = &union.schema_kind
        else {
            return Typed { ty: Type::Any, nullable: false };
        };
        let mut drafts = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let mut branch_at = self.branch_site(branch, index, union, at);
            branch_at.name =
                format!("{}{}", site.name, branch_at.name.strip_prefix(&at.name).unwrap_or(&branch_at.name));
            branch_at.component = None;
            let mut merged = base.clone();
            merged.others.clear();
            self.add(branch, &branch_at, &mut merged, &mut Vec::new());
            let fields = self.fields(&merged, &branch_at);
            let described = branch.as_item().unwrap_or(schema);
            let ty = self.define(&branch_at, &described.schema_data, structure(fields, merged.open));
            drafts.push(UnionDraft { branch: Some(branch), ty });
        }
        Typed { ty: self.union_of(drafts, &union.schema_data, site), nullable: union.schema_data.nullable }
    }

    /// A union of types that are made already.
    pub(super) fn union_of_types(&mut self, types: Vec<Type>, site: &Site) -> Type {
        let drafts = types.into_iter().map(|ty| UnionDraft { branch: None, ty }).collect();
        self.union_of(drafts, &SchemaData::default(), site)
    }

    fn branch_site(&mut self, branch: &ReferenceOr<Schema>, index: usize, schema: &Schema, site: &Site) -> Site {
        let (kind, branches) = match &schema.schema_kind {
            SchemaKind::OneOf { one_of } => ("oneOf", one_of.as_slice()),
            SchemaKind::AnyOf { any_of } => ("anyOf", any_of.as_slice()),
            _ => ("oneOf", [].as_slice()),
        };
        let pointer = site.pointer.join(&[kind, &index.to_string()]);
        let word = match branch {
            ReferenceOr::Reference { reference } => component_name(reference),
            ReferenceOr::Item(schema) => {
                let title = schema.schema_data.title.clone();
                title.or_else(|| telling_value(schema, branches)).unwrap_or_else(|| format!("variant {}", index + 1))
            }
        };
        let place = self.place(&pointer);
        let word = camel(&word, "variant", &place, self.problems).unwrap_or_default();
        Site { pointer, name: format!("{}{word}", site.name), component: None, property: None, ..site.clone() }
    }

    fn union_of(&mut self, mut drafts: Vec<UnionDraft<'a>>, data: &SchemaData, site: &Site) -> Type {
        // What fits no other branch is kept as a JSON value anyway, and a branch that is the union itself says nothing.
        let itself = Type::Named(self.type_name(site).0);
        let anything = drafts.iter().any(|draft| draft.ty == Type::Any);
        drafts.retain(|draft| draft.ty != Type::Any && draft.ty != itself);
        if drafts.iter().any(|draft| draft.ty == Type::Number) {
            drafts.retain(|draft| draft.ty != Type::Float); // a number is read either way
        }
        if let Some(file) = drafts.iter().position(|draft| draft.ty.holds_file()).filter(|_| drafts.len() > 1) {
            let message = "a file cannot be one of several types; the other branches are left out of the client";
            self.warning("binary-in-union", &site.pointer, message, "describe the file alone, by an overlay");
            return drafts.swap_remove(file).ty;
        }
        let mut seen = Vec::new();
        drafts.retain(|draft| {
            !seen.contains(&draft.ty) && {
                seen.push(draft.ty.clone());
                true
            }
        });
        match drafts.as_slice() {
            [] => return Type::Any,
            [_] if anything => return Type::Any,
            [only] => return only.ty.clone(),
            _ => {}
        }
        let discriminator = data.discriminator.as_ref();
        let names = self.variant_names(&drafts, &site.name);
        let mut variants = Vec::new();
        for (draft, name) in drafts.iter().zip(names) {
            let mut tags = Vec::new();
            if let (Some(discriminator), Some(ReferenceOr::Reference { reference })) = (discriminator, draft.branch) {
                let mapped = discriminator
                    .mapping
                    .iter()
                    .filter(|(_, target)| component_name(target) == component_name(reference));
                tags.extend(mapped.map(|(tag, _)| tag.clone()));
                if tags.is_empty() {
                    tags.push(component_name(reference));
                }
                tags.sort();
            }
            let described = match draft.branch {
                Some(ReferenceOr::Reference { reference }) => {
                    self.document.schema_component(&component_name(reference)).and_then(ReferenceOr::as_item)
                }
                Some(ReferenceOr::Item(schema)) => Some(schema),
                None => None,
            };
            let description = described.and_then(|it| it.schema_data.description.as_deref()).unwrap_or_default();
            variants.push(UnionVariant {
                name,
                ty: draft.ty.clone(),
                tags,
                shapes: Vec::new(),
                docs: docs::markdown(description),
            });
        }
        let mut owners = BTreeSet::new();
        for variant in &variants {
            if !owners.insert(variant.name.clone()) {
                let message = format!("two branches of the union would be called `{}`", variant.name);
                self.error(
                    "name-clash",
                    &site.pointer,
                    message,
                    "give their types other names under `types` in names.yaml",
                );
            }
        }
        // Only a tag on every branch tells them apart.
        let tagged = discriminator.filter(|_| variants.iter().all(|variant| !variant.tags.is_empty()));
        let discriminator = tagged.map(|it| it.property_name.clone());
        self.define(site, data, TypeKind::Union(Union { discriminator, variants }))
    }

    /// The branches' names: those of their types without what all of them begin or end with.
    fn variant_names(&mut self, drafts: &[UnionDraft<'a>], union: &str) -> Vec<String> {
        let words: Vec<Vec<String>> = drafts.iter().map(|draft| words_of(&draft.ty, union)).collect();
        // Only the client's own types have something to cut: `TextList` and `IntegerList` say what they hold.
        let is_own = |draft: &UnionDraft<'a>| matches!(draft.ty, Type::Named(_) | Type::Boxed(_));
        let named: Vec<&Vec<String>> =
            drafts.iter().zip(&words).filter(|(draft, it)| is_own(draft) && it.len() > 1).map(|(_, it)| it).collect();
        let shared = |pick: fn(&[String], usize) -> Option<&String>| {
            let mut count = 0;
            while named.len() > 1
                && named.iter().all(|it| it.len() > count + 1 && pick(it, count) == pick(named[0], count))
            {
                count += 1;
            }
            count
        };
        let start = shared(|it, index| it.get(index));
        let end = shared(|it, index| it.len().checked_sub(index + 1).and_then(|index| it.get(index)));
        let cut = |(draft, it): (&UnionDraft<'a>, &Vec<String>)| {
            let range = if is_own(draft) && it.len() > start + end { start..it.len() - end } else { 0..it.len() };
            let name = it[range].join("_").to_upper_camel_case();
            // The variant that keeps unknown values has this name.
            if name == "Unknown" { "UnknownValue".to_owned() } else { name }
        };
        drafts.iter().zip(&words).map(cut).collect()
    }
}

/// A branch with the type that it came to.
struct UnionDraft<'a> {
    branch: Option<&'a ReferenceOr<Schema>>,
    ty: Type,
}

/// A branch's name in words: an inline one is called after the union, which the variant need not repeat.
fn words_of(ty: &Type, union: &str) -> Vec<String> {
    let word = match ty {
        Type::Named(name) | Type::Boxed(name) => {
            let own = name.name.strip_prefix(union).filter(|it| it.starts_with(|first: char| first.is_uppercase()));
            return own.unwrap_or(&name.name).to_snake_case().split('_').map(str::to_owned).collect();
        }
        Type::Boolean => "boolean",
        Type::Integer => "integer",
        Type::Number | Type::Float => "number",
        Type::String | Type::Secret => "text",
        Type::Timestamp => "timestamp",
        Type::File => "file",
        Type::Any => "any",
        Type::Object => "object",
        Type::Map(inner) | Type::Array(inner) => {
            let mut words = words_of(inner, union);
            words.push(if matches!(ty, Type::Map(_)) { "map".to_owned() } else { "list".to_owned() });
            return words;
        }
        Type::Nullable(inner) => return words_of(inner, union),
    };
    vec![word.to_owned()]
}

/// All values, where every branch is a list of string values: the branches only describe them.
fn all_values(branches: &[ReferenceOr<Schema>]) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    for branch in branches {
        match &branch.as_item()?.schema_kind {
            SchemaKind::Type(Kind::String(string)) if !string.enumeration.is_empty() => {
                values.extend(string.enumeration.iter().flatten().map(|value| Value::String(value.clone())));
            }
            _ => return None,
        }
    }
    (!values.is_empty()).then_some(values)
}

/// The value that tells a branch from the others: of the first property that can have just one, another in each branch.
fn telling_value(schema: &Schema, branches: &[ReferenceOr<Schema>]) -> Option<String> {
    fixed_values(schema).into_iter().find_map(|(key, value)| {
        let is_like =
            |branch: &&ReferenceOr<Schema>| branch.as_item().is_some_and(|it| fixed_values(it).contains(&(key, value)));
        (branches.iter().filter(is_like).count() == 1).then(|| value.to_owned())
    })
}

/// The properties that can have just one value.
fn fixed_values(schema: &Schema) -> Vec<(&str, &str)> {
    let SchemaKind::Type(Kind::Object(object)) = &schema.schema_kind else { return Vec::new() };
    let fixed = object.properties.iter().filter_map(|(key, property)| match &property.as_item()?.schema_kind {
        SchemaKind::Type(Kind::String(string)) => match string.enumeration.as_slice() {
            [Some(only)] => Some((key.as_str(), only.as_str())),
            _ => None,
        },
        _ => None,
    });
    fixed.collect()
}

/// Says of every branch of every union what its values look like; run when all types are known.
pub(super) fn add_shapes(types: &mut BTreeMap<TypeName, TypeDef>) {
    let unions: Vec<(TypeName, Vec<Type>)> = types
        .values()
        .filter_map(|def| match &def.kind {
            TypeKind::Union(union) => Some((def.name.clone(), union.variants.iter().map(|it| it.ty.clone()).collect())),
            _ => None,
        })
        .collect();
    for (name, branches) in unions {
        let shapes: Vec<Vec<Shape>> = branches.iter().map(|ty| shapes(ty, types, &mut vec![name.clone()])).collect();
        if let Some(TypeKind::Union(union)) = types.get_mut(&name).map(|def| &mut def.kind) {
            for (variant, shapes) in union.variants.iter_mut().zip(shapes) {
                variant.shapes = shapes;
            }
        }
    }
}

fn shapes(ty: &Type, types: &BTreeMap<TypeName, TypeDef>, trail: &mut Vec<TypeName>) -> Vec<Shape> {
    let object = |required, known, fixed| vec![Shape::Object { required, known, fixed }];
    match ty {
        Type::Boolean => vec![Shape::Boolean],
        Type::Integer => vec![Shape::Integer],
        Type::Number | Type::Float => vec![Shape::Number],
        Type::String | Type::Secret | Type::File => vec![Shape::String],
        Type::Timestamp => vec![Shape::String, Shape::Number],
        Type::Any => vec![Shape::Any],
        Type::Object | Type::Map(_) => object(Vec::new(), Vec::new(), Vec::new()),
        Type::Array(_) => vec![Shape::Array],
        Type::Nullable(inner) => shapes(inner, types, trail),
        Type::Named(name) | Type::Boxed(name) => match types.get(name).map(|def| &def.kind) {
            None => vec![Shape::Any],
            Some(TypeKind::Enum(it)) => vec![match it.values {
                EnumValues::Strings => Shape::String,
                EnumValues::Integers => Shape::Integer,
                EnumValues::Mixed => Shape::Any,
            }],
            Some(TypeKind::Struct(it)) => object(
                it.fields.iter().filter(|it| it.required).map(|it| it.wire.clone()).collect(),
                it.fields.iter().map(|it| it.wire.clone()).collect(),
                it.fields
                    .iter()
                    .filter(|it| it.required)
                    .filter_map(|it| Some((it.wire.clone(), fixed_value(it.constant.as_ref(), &it.ty, types)?)))
                    .collect(),
            ),
            Some(TypeKind::Union(_)) if trail.contains(name) => Vec::new(),
            Some(TypeKind::Union(_)) if trail.len() > 16 => vec![Shape::Any],
            Some(TypeKind::Union(it)) => {
                trail.push(name.clone());
                it.variants.iter().flat_map(|variant| shapes(&variant.ty, types, trail)).collect()
            }
        },
    }
}

/// The only string that a field can have.
fn fixed_value(constant: Option<&Value>, ty: &Type, types: &BTreeMap<TypeName, TypeDef>) -> Option<String> {
    if let Some(Value::String(text)) = constant {
        return Some(text.clone());
    }
    let Type::Named(name) = ty else { return None };
    match &types.get(name)?.kind {
        TypeKind::Enum(it) => match it.variants.as_slice() {
            [only] => only.value.as_str().map(str::to_owned),
            _ => None,
        },
        _ => None,
    }
}
