//! Lists of values: the enum; a macro of the runtime implements serde's and the standard traits from one line for each value.
//! Part of [`emit`](super).

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::{Section, alias, deprecated, doc_line, doc_or, ident};
use crate::ir::{Enum, EnumValues, TypeDef};

/// The enum with all that is implemented for it.
pub(super) fn list(def: &TypeDef, it: &Enum, scope: &mut Scope) -> Section {
    let name = ident(&def.name.name);
    let doc = doc_or(&def.docs, &format!("The values of `{}`.", last_step(def)));
    let (alias, deprecated) = (alias(def.schema.as_deref(), &def.name.name), deprecated(def.deprecated));
    let variants: TokenStream = it
        .variants
        .iter()
        .map(|variant| {
            let own = ident(&variant.name);
            let doc = doc_line(&format!("{}.", crate::docs::code(&variant.value.to_string())));
            quote! { #doc #own, }
        })
        .collect();
    let (unknown, macro_name) = match it.values {
        EnumValues::Strings => (quote!(String), "string_enum"),
        EnumValues::Integers => (quote!(i64), "integer_enum"),
        EnumValues::Mixed => (scope.runtime("Value"), "value_enum"),
    };
    scope.runtime(macro_name);
    let hash = (it.values != EnumValues::Mixed).then(|| quote!(, Eq, Hash));
    let unknown_doc = doc_line("A value that this version of the client does not know, as it came.");
    let tokens = quote! {
        #doc #alias #deprecated
        #[derive(Clone, Debug, PartialEq #hash)]
        #[non_exhaustive]
        pub enum #name {
            #variants
            #unknown_doc
            Unknown(#unknown),
        }
    };
    let mut text = format!("{macro_name}!({name} {{\n");
    for variant in &it.variants {
        // Values of several types are told apart by their JSON text.
        let value = match variant.value.as_str() {
            Some(text) if it.values == EnumValues::Strings => format!("{text:?}"),
            _ if it.values == EnumValues::Mixed => format!("{:?}", variant.value.to_string()),
            _ => variant.value.to_string(),
        };
        let _ = writeln!(text, "    {} = {value},", ident(&variant.name));
    }
    text.push_str("});\n");
    Section { tokens, text }
}

fn last_step(def: &TypeDef) -> String {
    def.pointer
        .last()
        .filter(|it| it != "schema" && it != "items")
        .unwrap_or_else(|| def.name.name.clone())
        .replace('`', "'")
}
