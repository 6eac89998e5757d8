//! One of several types: the enum, and how a value finds its branch. Part of [`emit`](super).

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::{Section, alias, deprecated, doc_line, doc_or, ident};
use crate::ir::{Shape, Type, TypeDef, Union, UnionVariant};

/// The enum with all that is implemented for it.
pub(super) fn union(def: &TypeDef, it: &Union, scope: &mut Scope) -> Section {
    scope.codec(&["Deserialize", "Deserializer", "Serialize", "Serializer", "read"]);
    scope.runtime("Value");
    let name = ident(&def.name.name);
    let doc = doc_or(&def.docs, "One of several types.");
    let (alias, deprecated) = (alias(def.schema.as_deref(), &def.name.name), deprecated(def.deprecated));
    let unknown = doc_line("Anything else, as it came.");
    let variants: TokenStream = it
        .variants
        .iter()
        .map(|variant| {
            let (own, ty) = (ident(&variant.name), scope.ty(&variant.ty));
            let doc = doc_or(&variant.docs, &format!("{}.", describe(&variant.ty)));
            quote! { #doc #own(#ty), }
        })
        .collect();
    let select = select(it, scope);
    let written: TokenStream = it
        .variants
        .iter()
        .map(|variant| {
            let own = ident(&variant.name);
            quote! { Self::#own(it) => it.serialize(serializer), }
        })
        .collect();
    let from: TokenStream = it.variants.iter().map(|variant| from(def, variant, scope)).collect();
    let mut text = String::new();
    if def.in_request {
        scope.runtime("sent");
        text = format!("sent!({name});\n");
    }
    let tokens = quote! {
        #doc #alias #deprecated
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #variants
            #unknown
            Unknown(Value),
        }
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                #select
            }
        }
        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #written
                    Self::Unknown(it) => it.serialize(serializer),
                }
            }
        }
        #from
    };
    Section { tokens, text }
}

/// Finds the branch: by its tag, else by what fits the value, the best first. The first that can be read is it.
fn select(it: &Union, scope: &mut Scope) -> TokenStream {
    let read = |variant: &UnionVariant| {
        let own = ident(&variant.name);
        quote! { if let Some(it) = read::variant(&value) { return Ok(Self::#own(it)); } }
    };
    if let Some(discriminator) = &it.discriminator {
        let arms: TokenStream = it
            .variants
            .iter()
            .map(|variant| {
                let (tags, read) = (&variant.tags, read(variant));
                quote! { Some(#(#tags)|*) => #read, }
            })
            .collect();
        return quote! {
            match read::tag(&value, #discriminator) { #arms _ => {} }
            Ok(Self::Unknown(value))
        };
    }
    scope.codec(&["Shape"]);
    let shapes: TokenStream = it
        .variants
        .iter()
        .map(|variant| {
            let shapes = variant.shapes.iter().map(shape);
            quote! { &[#(#shapes),*], }
        })
        .collect();
    let arms: TokenStream = it
        .variants
        .iter()
        .enumerate()
        .map(|(index, variant)| {
            let (index, read) = (proc_macro2::Literal::usize_unsuffixed(index), read(variant));
            quote! { #index => #read, }
        })
        .collect();
    quote! {
        const SHAPES: &[&[Shape]] = &[#shapes];
        for index in read::fitting(&value, SHAPES) {
            match index { #arms _ => {} }
        }
        Ok(Self::Unknown(value))
    }
}

fn shape(shape: &Shape) -> TokenStream {
    match shape {
        Shape::Boolean => quote!(Shape::Boolean),
        Shape::Integer => quote!(Shape::Integer),
        Shape::Number => quote!(Shape::Number),
        Shape::String => quote!(Shape::String),
        Shape::Array => quote!(Shape::Array),
        Shape::Any => quote!(Shape::Any),
        Shape::Object { required, known, fixed } => {
            let fixed = fixed.iter().map(|(key, value)| quote!((#key, #value)));
            quote! { Shape::Object { required: &[#(#required),*], known: &[#(#known),*], fixed: &[#(#fixed),*] } }
        }
    }
}

/// `From` for each branch, so that setters take it as it is.
fn from(def: &TypeDef, variant: &UnionVariant, scope: &mut Scope) -> TokenStream {
    let (name, own) = (ident(&def.name.name), ident(&variant.name));
    let inner = match &variant.ty {
        Type::Boxed(inner) => Type::Named(inner.clone()),
        other => other.clone(),
    };
    let made = match &variant.ty {
        Type::Boxed(_) => quote!(Box::new(it)),
        _ => quote!(it),
    };
    let ty = scope.ty(&inner);
    let borrowed = matches!(inner, Type::String).then(|| {
        quote! {
            impl From<&str> for #name {
                fn from(it: &str) -> Self {
                    Self::#own(it.to_owned())
                }
            }
        }
    });
    quote! {
        impl From<#ty> for #name {
            fn from(it: #ty) -> Self {
                Self::#own(#made)
            }
        }
        #borrowed
    }
}

fn describe(ty: &Type) -> &'static str {
    match ty {
        Type::Boolean => "A boolean",
        Type::Integer => "A whole number",
        Type::Number | Type::Float => "A number",
        Type::String | Type::Secret => "Text",
        Type::Timestamp => "A point in time",
        Type::File => "A file",
        Type::Any => "Any value",
        Type::Array(_) => "A list",
        Type::Object | Type::Map(_) | Type::Named(_) | Type::Boxed(_) | Type::Nullable(_) => "An object of this kind",
    }
}
