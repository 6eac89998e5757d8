//! What a file may call things by: types as they are written in its module, and the imports that this takes. For all printers
//! of [`emit`](super).

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::ident;
use crate::ir::{Module, Type, TypeName};

/// The names that one file uses.
pub(super) struct Scope {
    module: Module,
    /// How many `super` lead to `generated`.
    depth: usize,
    runtime: BTreeSet<&'static str>,
    codec: BTreeSet<&'static str>,
    siblings: BTreeSet<String>,
    modules: BTreeSet<&'static str>,
    maps: bool,
}

impl Scope {
    /// A file in `module`, `depth` folders below `generated`.
    pub(super) fn new(module: Module, depth: usize) -> Self {
        Self {
            module,
            depth,
            runtime: BTreeSet::new(),
            codec: BTreeSet::new(),
            siblings: BTreeSet::new(),
            modules: BTreeSet::new(),
            maps: false,
        }
    }

    /// Imports an item of the runtime.
    pub(super) fn runtime(&mut self, name: &'static str) -> TokenStream {
        self.runtime.insert(name);
        let name = ident(name);
        quote!(#name)
    }

    /// Imports items of the runtime's codec.
    pub(super) fn codec(&mut self, names: &[&'static str]) {
        self.codec.extend(names);
    }

    /// Imports a module of `generated`.
    pub(super) fn module(&mut self, name: &'static str) {
        self.modules.insert(name);
    }

    /// A type as it is written here.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::Boolean => quote!(bool),
            Type::Integer => quote!(i64),
            Type::Float => quote!(f64),
            Type::String => quote!(String),
            Type::Number => self.runtime("Number"),
            Type::Secret => self.runtime("Secret"),
            Type::Timestamp => self.runtime("Timestamp"),
            Type::File => self.runtime("Upload"),
            Type::Any => self.runtime("Value"),
            Type::Object => self.runtime("Object"),
            Type::Array(item) => {
                let item = self.ty(item);
                quote!(Vec<#item>)
            }
            Type::Nullable(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Type::Map(value) => {
                self.maps = true;
                let value = self.ty(value);
                quote!(BTreeMap<String, #value>)
            }
            Type::Named(name) => self.named(name),
            Type::Boxed(name) => {
                let name = self.named(name);
                quote!(Box<#name>)
            }
        }
    }

    fn named(&mut self, name: &TypeName) -> TokenStream {
        let own = ident(&name.name);
        if name.module == self.module {
            if self.module == Module::Types {
                self.siblings.insert(name.name.clone());
            }
            return quote!(#own);
        }
        match &name.module {
            Module::Types => {
                self.modules.insert("types");
                quote!(types::#own)
            }
            Module::Resource(_, resource) => {
                let resource = ident(resource);
                quote!(super::#resource::#own)
            }
        }
    }

    /// The `use` lines of the file; `here` are the types that it defines itself.
    pub(super) fn imports(&self, here: &[&str]) -> TokenStream {
        let names = |names: &BTreeSet<&'static str>| names.iter().map(|name| ident(name)).collect::<Vec<_>>();
        let mut lines = TokenStream::new();
        if self.maps {
            lines.extend(quote! { use std::collections::BTreeMap; });
        }
        let siblings: Vec<_> =
            self.siblings.iter().filter(|it| !here.contains(&it.as_str())).map(|it| ident(it)).collect();
        if !siblings.is_empty() {
            lines.extend(quote! { use super::{#(#siblings),*}; });
        }
        if !self.modules.is_empty() {
            let up = std::iter::repeat_n(quote!(super), self.depth);
            let modules = names(&self.modules);
            lines.extend(quote! { use #(#up)::*::{#(#modules),*}; });
        }
        if !self.codec.is_empty() {
            let codec = names(&self.codec);
            lines.extend(quote! { use crate::runtime::codec::{#(#codec),*}; });
        }
        if !self.runtime.is_empty() {
            let runtime = names(&self.runtime);
            lines.extend(quote! { use crate::runtime::{#(#runtime),*}; });
        }
        lines
    }
}
