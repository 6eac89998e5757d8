//! What is sent: how fields are typed, taken by `new`, and set one after the other. Shared by the parameter structs of
//! [`resources`](super::resources) and the structs that bodies hold ([`structs`](super::structs)).

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::scope::Scope;
use super::{deprecated, doc, doc_or, ident};
use crate::ir::{Field, Parameter, Type};

/// A value that a caller gives: a parameter, or a key of an object in a body.
pub(super) struct Input<'a> {
    pub(super) name: Ident,
    pub(super) ty: &'a Type,
    pub(super) required: bool,
    pub(super) rank: usize,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    pub(super) settable: bool,
    docs: &'a [String],
    fallback: String,
}

impl<'a> From<&'a Parameter> for Input<'a> {
    fn from(it: &'a Parameter) -> Self {
        Self {
            name: ident(&it.name),
            ty: &it.ty,
            required: it.required,
            rank: it.rank,
            nullable: it.nullable,
            deprecated: it.deprecated,
            settable: true,
            docs: &it.docs,
            fallback: format!("`{}` of the request.", it.wire.replace('`', "'")),
        }
    }
}

impl<'a> From<&'a Field> for Input<'a> {
    fn from(it: &'a Field) -> Self {
        Self {
            name: ident(&it.name),
            ty: &it.ty,
            required: it.required,
            rank: it.rank,
            nullable: it.nullable,
            deprecated: it.deprecated,
            settable: !it.read_only,
            docs: &it.docs,
            fallback: format!("`{}` of the object.", it.wire.replace('`', "'")),
        }
    }
}

impl Input<'_> {
    /// The type of the struct's field.
    pub(super) fn field_type(&self, scope: &mut Scope, three_states: bool) -> TokenStream {
        let ty = scope.ty(self.ty);
        match (self.required, self.nullable) {
            (true, false) => ty,
            (false, true) if three_states => {
                let nullable = scope.runtime("Nullable");
                quote!(#nullable<#ty>)
            }
            _ => quote!(Option<#ty>),
        }
    }

    /// The word of the runtime's macros for the states that the value can be in.
    pub(super) fn word(&self, three_states: bool) -> &'static str {
        match (self.required, self.nullable) {
            (true, false) => "required",
            (false, true) if three_states => "three_state",
            (_, true) => "nullable",
            (false, false) => "optional",
        }
    }

    /// The struct's field.
    pub(super) fn declaration(&self, scope: &mut Scope, three_states: bool) -> TokenStream {
        let (name, ty) = (&self.name, self.field_type(scope, three_states));
        let (doc, deprecated) = (doc_or(self.docs, &self.fallback), deprecated(self.deprecated));
        quote! { #doc #deprecated pub #name: #ty, }
    }

    fn state(&self) -> State {
        match (self.required, self.nullable) {
            (true, false) => State::Value,
            (true, true) => State::Option,
            (false, false) => State::Some,
            (false, true) => State::Nullable,
        }
    }

    /// What `new` or a setter takes, and the expression that makes the field of it.
    fn argument(&self, scope: &mut Scope) -> (TokenStream, TokenStream) {
        let name = &self.name;
        let ty = scope.ty(self.ty);
        match self.state() {
            State::Value => given(self.ty, scope, name),
            State::Some => {
                let (taken, made) = given(self.ty, scope, name);
                (taken, quote!(Some(#made)))
            }
            State::Option => {
                let nullable = scope.runtime("Nullable");
                (quote!(impl Into<#nullable<#ty>>), quote!(#name.into().into_option()))
            }
            State::Nullable => {
                let nullable = scope.runtime("Nullable");
                (quote!(impl Into<#nullable<#ty>>), quote!(#name.into()))
            }
        }
    }
}

/// The states that a field can be in.
enum State {
    /// There is a value.
    Value,
    /// A value or null.
    Option,
    /// Absent or a value.
    Some,
    /// Absent, null or a value.
    Nullable,
}

/// What a caller gives for a value of the type, and the expression that makes the value of it.
fn given(ty: &Type, scope: &mut Scope, name: &Ident) -> (TokenStream, TokenStream) {
    let written = scope.ty(ty);
    match ty {
        Type::Boolean | Type::Integer | Type::Float | Type::File | Type::Object | Type::Map(_) | Type::Nullable(_) => {
            (written, quote!(#name))
        }
        Type::Array(item) => {
            let item_written = scope.ty(item);
            match item.as_ref() {
                Type::String | Type::Secret | Type::Number | Type::Timestamp | Type::Named(_) | Type::Any => (
                    quote!(impl IntoIterator<Item = impl Into<#item_written>>),
                    quote!(#name.into_iter().map(Into::into).collect()),
                ),
                _ => (quote!(impl IntoIterator<Item = #item_written>), quote!(#name.into_iter().collect())),
            }
        }
        Type::Boxed(inner) => {
            let inner = scope.ty(&Type::Named(inner.clone()));
            (quote!(impl Into<#inner>), quote!(Box::new(#name.into())))
        }
        Type::String | Type::Secret | Type::Number | Type::Timestamp | Type::Named(_) | Type::Any => {
            (quote!(impl Into<#written>), quote!(#name.into()))
        }
    }
}

/// `new` with what is required, and a setter each for the rest. `more` are fields of the struct that are no inputs.
pub(super) fn constructor(inputs: &[Input<'_>], more: &TokenStream, scope: &mut Scope) -> TokenStream {
    let mut required: Vec<&Input<'_>> = inputs.iter().filter(|it| it.required && it.settable).collect();
    required.sort_by_key(|it| it.rank);
    let mut taken = TokenStream::new();
    for input in &required {
        let (name, (argument, _)) = (&input.name, input.argument(scope));
        taken.extend(quote!(#name: #argument,));
    }
    let mut made = TokenStream::new();
    for input in inputs {
        let name = &input.name;
        if input.required && input.settable {
            let (_, value) = input.argument(scope);
            let short = *name == value.to_string();
            made.extend(if short { quote!(#name,) } else { quote!(#name: #value,) });
        } else if matches!(input.state(), State::Nullable) {
            let nullable = scope.runtime("Nullable");
            made.extend(quote!(#name: #nullable::Absent,));
        } else {
            made.extend(quote!(#name: None,));
        }
    }
    let doc = match required.len() {
        0 => " Nothing is required; set what there is to say.",
        _ => " Takes what is required; set the rest on the result.",
    };
    let setters: TokenStream =
        inputs.iter().filter(|it| !it.required && it.settable).map(|it| setter(it, scope)).collect();
    let default = (required.is_empty()).then(|| quote!(#[allow(clippy::new_without_default)]));
    let many = (required.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        #[doc = #doc]
        #default #many
        pub fn new(#taken) -> Self {
            Self { #made #more }
        }
        #setters
    }
}

fn setter(input: &Input<'_>, scope: &mut Scope) -> TokenStream {
    let name = &input.name;
    let (argument, value) = input.argument(scope);
    let (doc, deprecated) = (doc_or(input.docs, &input.fallback), deprecated(input.deprecated));
    quote! {
        #doc #deprecated
        pub fn #name(mut self, #name: #argument) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// A doc comment of its own lines and more of them.
pub(super) fn doc_with(lines: &[String], more: &[String]) -> TokenStream {
    let own = doc(lines);
    if lines.is_empty() || more.is_empty() {
        let more = doc(more);
        return quote!(#own #more);
    }
    let gap = super::doc_line("");
    let more = doc(more);
    quote!(#own #gap #more)
}
