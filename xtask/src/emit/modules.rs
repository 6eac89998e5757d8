//! The files that hold the others together: `mod.rs` of the folder, of `types` and of each face, and `meta.rs`. Part of
//! [`emit`](super).

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{doc, doc_line, ident};
use crate::ir::{Api, Face, Resource, TypeDef};

/// The stem of the file that a type is in.
pub(super) fn file_stem(def: &TypeDef) -> String {
    let mut stem = String::new();
    for sign in def.file.as_deref().unwrap_or(&def.name.name).chars() {
        match sign {
            _ if sign.is_ascii_alphanumeric() => stem.push(sign),
            // A module in a file of its own must have an ASCII name.
            _ if sign.is_alphanumeric() => stem.push_str(&format!("_u{:x}", u32::from(sign))),
            _ => stem.push('_'),
        }
    }
    let stem = stem.to_snake_case();
    let is_taken = stem.is_empty() || ["mod", "self", "super", "crate"].contains(&stem.as_str());
    if is_taken || stem.starts_with(|it: char| it.is_ascii_digit()) { format!("schema_{stem}") } else { stem }
}

/// `#[cfg]` of what the named faces use; nothing where all of them do, or one that is always there.
fn cfg(api: &Api, faces: &BTreeSet<String>) -> TokenStream {
    let used: Vec<&Face> = api.faces.iter().filter(|face| faces.contains(&face.name)).collect();
    let features: Vec<&String> = used.iter().filter_map(|face| face.feature.as_ref()).collect();
    if features.len() < used.len() || used.len() == api.faces.len() && features.len() > 1 {
        return TokenStream::new();
    }
    match features.as_slice() {
        [] => TokenStream::new(),
        [only] => quote!(#[cfg(feature = #only)]),
        some => quote!(#[cfg(any(#(feature = #some),*))]),
    }
}

/// `#[cfg]` of one face.
pub(super) fn cfg_of_face(api: &Api, face: &str) -> TokenStream {
    cfg(api, &[face.to_owned()].into())
}

/// `generated/mod.rs`: the modules, and the handles of the root face on the client.
pub(super) fn root(api: &Api) -> TokenStream {
    let root = api.faces.iter().find(|face| face.root);
    let resources: Vec<&Resource> =
        api.resources.iter().filter(|it| root.is_some_and(|face| face.name == it.face)).collect();
    let faces: Vec<&Face> = api.faces.iter().filter(|face| !face.root).collect();
    let cfg_of = |it: &Resource| cfg_of_face(api, &it.face);
    let modules: TokenStream = resources.iter().map(|it| module(it, &cfg_of(it))).collect();
    let handles: TokenStream =
        resources.iter().map(|it| accessor(it, &cfg_of(it), &quote!(self), &quote!('_))).collect();
    let face_modules: TokenStream = faces
        .iter()
        .map(|face| {
            let (cfg, name, doc) = (cfg_of_face(api, &face.name), ident(&face.name), doc(&face.docs));
            quote! { #doc #cfg pub mod #name; }
        })
        .collect();
    let face_handles: TokenStream = faces
        .iter()
        .map(|face| {
            let (cfg, name, doc) = (cfg_of_face(api, &face.name), ident(&face.name), doc(&face.docs));
            let handle = ident(&face.name.to_upper_camel_case());
            quote! {
                #doc #cfg
                pub fn #name(&self) -> #name::#handle<'_> {
                    #name::#handle { client: self }
                }
            }
        })
        .collect();
    quote! {
        //! One module per resource, the types that they share, and the table of all operations.
        // Callers are told of what is deprecated, the code that offers it is not; names and shapes are the document's.
        #![allow(deprecated, clippy::all)]

        use crate::runtime::Client;

        pub mod meta;
        pub mod operations;
        pub mod types;
        #face_modules
        #modules

        impl Client { #face_handles #handles }
    }
}

fn module(resource: &Resource, cfg: &TokenStream) -> TokenStream {
    let (name, doc) = (ident(&resource.name), doc(&resource.docs));
    quote! { #doc #cfg pub mod #name; }
}

fn accessor(resource: &Resource, cfg: &TokenStream, client: &TokenStream, lifetime: &TokenStream) -> TokenStream {
    let (name, handle, doc) = (ident(&resource.name), ident(&resource.handle), doc(&resource.docs));
    quote! {
        #doc #cfg
        pub fn #name(&self) -> #name::#handle<#lifetime> {
            #name::#handle { client: #client }
        }
    }
}

/// `generated/<face>/mod.rs`: the face's modules, and their handles on the face's.
pub(super) fn face(api: &Api, face: &Face) -> TokenStream {
    // The folder as a whole is behind the face's feature.
    let cfg = TokenStream::new();
    let resources: Vec<&Resource> = api.resources.iter().filter(|it| it.face == face.name).collect();
    let modules: TokenStream = resources.iter().map(|it| module(it, &cfg)).collect();
    let lifetime = quote!('client);
    let handles: TokenStream = resources.iter().map(|it| accessor(it, &cfg, &quote!(self.client), &lifetime)).collect();
    let handle = ident(&face.name.to_upper_camel_case());
    let docs = doc(&face.docs);
    quote! {
        use crate::runtime::Client;

        #modules

        #docs
        #[derive(Clone, Copy, Debug)]
        pub struct #handle<'client> {
            pub(crate) client: &'client Client,
        }

        impl<'client> #handle<'client> { #handles }
    }
}

/// `generated/types/mod.rs`: one file per schema, all types flat.
pub(super) fn types(api: &Api, files: &BTreeMap<String, Vec<&TypeDef>>) -> TokenStream {
    let mut modules = TokenStream::new();
    let mut exports = TokenStream::new();
    for (stem, defs) in files {
        let faces: BTreeSet<String> = defs.iter().flat_map(|def| def.faces.iter().cloned()).collect();
        let (cfg, stem) = (cfg(api, &faces), ident(stem));
        let names = defs.iter().map(|def| format_ident!("{}", def.name.name));
        modules.extend(quote! { #cfg mod #stem; });
        exports.extend(quote! { #cfg pub use #stem::{#(#names),*}; });
    }
    quote! {
        //! The types of the API's schemas.

        #modules
        #exports
    }
}

/// `generated/meta.rs`: what the client was made from.
pub(super) fn meta(api: &Api, stamp: &str) -> TokenStream {
    let (title, version, openapi) = (&api.title, &api.version, &api.openapi);
    let lines = [
        doc_line("The title of the document."),
        doc_line("The version of the API, as the document gives it."),
        doc_line("The OpenAPI version of the document."),
        doc_line("A hash of the document, its overlays and the names, to tell whether the client is fresh."),
    ];
    let [title_doc, version_doc, openapi_doc, stamp_doc] = lines;
    quote! {
        //! What this client was made from.

        #title_doc
        pub const API_TITLE: &str = #title;
        #version_doc
        pub const API_VERSION: &str = #version;
        #openapi_doc
        pub const OPENAPI_VERSION: &str = #openapi;
        #stamp_doc
        pub const STAMP: &str = #stamp;
    }
}
