//! A resource: the handle with one function per operation, and the operations' parameter structs. Part of [`emit`](super).

use std::fmt::Write as _;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::requests::{Input, constructor, doc_with};
use super::scope::Scope;
use super::{Section, alias, aliases, deprecated, doc, doc_line, ident, type_def};
use crate::ir::{Credential, Module, Operation, Reply, Resource};

/// The sections of a resource's file.
pub(super) fn resource(resource: &Resource, is_root: bool) -> Vec<Section> {
    let module = Module::Resource(resource.face.clone(), resource.name.clone());
    let mut scope = Scope::new(module, if is_root { 1 } else { 2 });
    let handle = handle(resource, &mut scope);
    let functions: TokenStream = resource.operations.iter().map(|it| function(it, &mut scope)).collect();
    let old: TokenStream = resource.aliases.iter().map(|it| aliases::function(it, is_root, &mut scope)).collect();
    let name = ident(&resource.handle);
    let mut sections = vec![Section::from(quote! { #handle impl #name<'_> { #functions #old } })];
    sections.extend(resource.operations.iter().map(|it| parameters(resource, it, &mut scope)));
    sections.push(
        resource.aliases.iter().map(|it| aliases::parameters(it, is_root, &mut scope)).collect::<TokenStream>().into(),
    );
    sections.extend(resource.types.iter().map(|def| type_def(def, &mut scope)));
    sections.insert(0, Section::from(scope.imports(&[])));
    sections
}

fn handle(resource: &Resource, scope: &mut Scope) -> TokenStream {
    let name = ident(&resource.handle);
    let doc = doc(&resource.docs);
    let client = scope.runtime("Client");
    quote! {
        #doc
        #[derive(Clone, Copy, Debug)]
        pub struct #name<'client> {
            pub(crate) client: &'client #client,
        }
    }
}

fn function(operation: &Operation, scope: &mut Scope) -> TokenStream {
    let name = ident(&operation.function);
    let parameters = ident(&operation.parameters_type);
    let call = scope.runtime("Call");
    let decode = scope.runtime("decode");
    let (result, decoder) = reply(&operation.reply, scope);
    let doc = doc_with(&summary(operation), &details(operation));
    let (alias, deprecated) = (alias(Some(&operation.id), &operation.function), deprecated(operation.deprecated));
    quote! {
        #doc #alias #deprecated
        pub fn #name(&self, parameters: #parameters) -> #call<#result> {
            #call::new(self.client, parameters.into(), #decode::#decoder)
        }
    }
}

/// What a call gives, and the function of `decode` that reads it.
pub(super) fn reply(reply: &Reply, scope: &mut Scope) -> (TokenStream, Ident) {
    let (result, decoder) = match reply {
        Reply::Empty => (quote!(()), "empty"),
        Reply::Json(ty) => (scope.ty(ty), "json"),
        Reply::Optional(ty) => {
            let ty = scope.ty(ty);
            (quote!(Option<#ty>), "optional")
        }
        Reply::Text => (quote!(String), "text"),
        Reply::Bytes => (scope.runtime("Bytes"), "bytes"),
    };
    (result, ident(decoder))
}

/// The first line of a function's docs.
fn summary(operation: &Operation) -> Vec<String> {
    let text = match operation.summary.trim_end_matches('.') {
        "" => format!("`{}` of the API", operation.id.replace('`', "'")),
        summary => summary.to_owned(),
    };
    crate::docs::markdown(&format!("{text}."))
}

/// The rest of them: description, method and path, credentials.
fn details(operation: &Operation) -> Vec<String> {
    let mut lines = operation.docs.clone();
    let fixed: Vec<String> = operation.fixed.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let query = if fixed.is_empty() { String::new() } else { format!("?{}", fixed.join("&")) };
    let route = crate::docs::code(&format!("{} {}{query}", operation.method, operation.path));
    let tokens: Vec<&str> = operation
        .credentials
        .iter()
        .map(|it| match it {
            Credential::User => "a user token",
            Credential::AgentBot => "an agent bot token",
            Credential::Platform => "a platform token",
        })
        .collect();
    let tokens = match tokens.as_slice() {
        [] => "no token".to_owned(),
        some => some.join(" or "),
    };
    crate::docs::append(&mut lines, &format!("{route}, sent with {tokens}."));
    lines.push(String::new());
    lines.push("# Errors".to_owned());
    lines.push(String::new());
    lines.push("[`Error`](crate::Error), when the call is awaited.".to_owned());
    if !operation.failures.is_empty() {
        lines.push(String::new());
        for failure in &operation.failures {
            let mut item = crate::docs::markdown(&format!("{}: {}", failure.status, failure.summary)).into_iter();
            lines.extend(item.next().map(|line| format!("- {line}")));
            lines.extend(item.map(|line| format!("  {line}")));
        }
    }
    lines
}

fn parameters(resource: &Resource, operation: &Operation, scope: &mut Scope) -> Section {
    let name = ident(&operation.parameters_type);
    scope.runtime("request");
    scope.module("operations");
    let inputs: Vec<Input<'_>> = operation.parameters.iter().map(Input::from).collect();
    let doc = doc_line(&format!("What [`{}::{}`] takes.", resource.handle, operation.function));
    let fields: TokenStream = inputs.iter().map(|it| it.declaration(scope, true)).collect();
    let setters = constructor(&inputs, &TokenStream::new(), scope);
    let tokens = quote! {
        #doc
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct #name { #fields }
        impl #name { #setters }
    };
    let mut text = format!("request!({name} => operations::{} {{\n", operation.constant);
    for (input, it) in inputs.iter().zip(&operation.parameters) {
        let _ = writeln!(text, "    {} {:?} => {},", input.word(true), it.name, input.name);
    }
    text.push_str("});\n");
    Section { tokens, text }
}
