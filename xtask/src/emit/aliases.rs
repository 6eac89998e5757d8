//! Old names that go on working: deprecated functions, and deprecated names of parameter structs. Part of [`emit`](super), for
//! the files of [`resources`](super::resources).

use proc_macro2::TokenStream;
use quote::quote;

use super::resources::reply;
use super::scope::Scope;
use super::{doc_line, ident};
use crate::ir::{Alias, Module, Type, TypeName};

/// The old function, which makes the call that the operation's own makes.
pub(super) fn function(alias: &Alias, is_root: bool, scope: &mut Scope) -> TokenStream {
    let name = ident(&alias.function);
    let call = scope.runtime("Call");
    let decode = scope.runtime("decode");
    let parameters = scope.ty(&Type::Named(alias.parameters.clone()));
    let (result, decoder) = reply(&alias.reply, scope);
    let instead = handles(alias, is_root);
    let doc = doc_line(&format!("The old name of `{instead}`."));
    let note = format!("use `{instead}` instead");
    quote! {
        #doc
        #[deprecated(note = #note)]
        pub fn #name(&self, parameters: #parameters) -> #call<#result> {
            #call::new(self.client, parameters.into(), #decode::#decoder)
        }
    }
}

/// The old name of the parameter struct, where it has one.
pub(super) fn parameters(alias: &Alias, is_root: bool, scope: &mut Scope) -> TokenStream {
    let Some(old) = &alias.parameters_alias else { return TokenStream::new() };
    let (old, current) = (ident(old), scope.ty(&Type::Named(alias.parameters.clone())));
    let path = path(&alias.parameters, is_root);
    let doc = doc_line(&format!("The old name of `{path}`."));
    let note = format!("use `{path}` instead");
    quote! {
        #doc
        #[deprecated(note = #note)]
        pub type #old = #current;
    }
}

/// How callers reach the operation: `platform().users().update`.
fn handles(alias: &Alias, is_root: bool) -> String {
    let function = ident(&alias.current);
    match &alias.parameters.module {
        Module::Types => function.to_string(),
        Module::Resource(_, resource) if is_root => format!("{}().{function}", ident(resource)),
        Module::Resource(face, resource) => format!("{}().{}().{function}", ident(face), ident(resource)),
    }
}

/// Where a parameter struct is in the client: `platform::users::Update`.
fn path(name: &TypeName, is_root: bool) -> String {
    match &name.module {
        Module::Types => name.name.clone(),
        Module::Resource(_, resource) if is_root => format!("{}::{}", ident(resource), name.name),
        Module::Resource(face, resource) => format!("{}::{}::{}", ident(face), ident(resource), name.name),
    }
}
