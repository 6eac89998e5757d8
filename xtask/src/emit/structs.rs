//! Objects: the struct, and how it is read and written. Part of [`emit`](super). serde's traits are not derived: a macro of the
//! runtime implements them over two small helpers, from one line for each key. That keeps the client quick to compile, and a
//! changed key one changed line in a review.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::requests::{Input, constructor};
use super::scope::Scope;
use super::{Section, alias, deprecated, doc_line, doc_or, ident};
use crate::ir::{Field, Struct, TypeDef};

/// The struct with all that is implemented for it.
pub(super) fn structure(def: &TypeDef, it: &Struct, scope: &mut Scope) -> Section {
    let declaration = declaration(def, it, scope);
    let setters = if def.in_request { setters(def, it, scope) } else { TokenStream::new() };
    Section { tokens: quote! { #declaration #setters }, text: keys(def, it, scope) }
}

fn fields(it: &Struct) -> impl Iterator<Item = &Field> {
    it.fields.iter().filter(|field| field.constant.is_none())
}

fn declaration(def: &TypeDef, it: &Struct, scope: &mut Scope) -> TokenStream {
    let name = ident(&def.name.name);
    let doc = doc_or(
        &def.docs,
        &format!("`{}` of the API.", def.schema.as_deref().unwrap_or(&def.name.name).replace('`', "'")),
    );
    let (alias, deprecated) = (alias(def.schema.as_deref(), &def.name.name), deprecated(def.deprecated));
    let fields: TokenStream =
        fields(it).map(|field| Input::from(field).declaration(scope, def.three_states())).collect();
    let extra = def.keeps_extra().then(|| {
        let (ty, extra) = (scope.runtime("Extra"), ident(&it.extra));
        let doc = doc_line("Keys that this version of the client does not know, as they came.");
        quote! { #doc pub #extra: #ty, }
    });
    quote! {
        #doc #alias #deprecated
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct #name { #fields #extra }
    }
}

fn setters(def: &TypeDef, it: &Struct, scope: &mut Scope) -> TokenStream {
    let name = ident(&def.name.name);
    let inputs: Vec<Input<'_>> = fields(it).map(Input::from).collect();
    let extra = ident(&it.extra);
    let more = if def.keeps_extra() { quote!(#extra: Extra::default(),) } else { TokenStream::new() };
    let body = constructor(&inputs, &more, scope);
    let set_extra = it.open.then(|| {
        let value = scope.runtime("Value");
        let doc = doc_line("Sets a key that the document does not declare.");
        quote! {
            #doc
            pub fn #extra(mut self, key: impl Into<String>, value: impl Into<#value>) -> Self {
                self.#extra.insert(key, value);
                self
            }
        }
    });
    quote! { impl #name { #body #set_extra } }
}

/// The invocation of the runtime's macro: one line for each key.
fn keys(def: &TypeDef, it: &Struct, scope: &mut Scope) -> String {
    scope.runtime("object");
    let mut text = format!("object!({} {{\n", def.name.name);
    for field in fields(it) {
        let _ = writeln!(
            text,
            "    {} {:?} => {},",
            Input::from(field).word(def.three_states()),
            field.wire,
            ident(&field.name)
        );
    }
    text.push('}');
    let fixed: Vec<(&str, &Value)> =
        it.fields.iter().filter_map(|it| Some((it.wire.as_str(), it.constant.as_ref()?))).collect();
    if !fixed.is_empty() {
        text.push_str(" fixed {\n");
        for (wire, value) in fixed {
            let _ = match value.as_str() {
                Some(value) => writeln!(text, "    {wire:?} = {value:?},"),
                None => writeln!(text, "    {wire:?} = {value},"),
            };
        }
        text.push('}');
    }
    if def.keeps_extra() {
        let _ = write!(text, " keep {}", it.extra);
    }
    text.push_str(");\n");
    if def.in_request {
        scope.runtime("sent");
        let _ = writeln!(text, "\nsent!({});", def.name.name);
    }
    text
}
