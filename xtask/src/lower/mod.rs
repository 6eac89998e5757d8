//! [`Document`] to [`Api`]: every decision (name, type, optional or not, encoding) is taken here, once. Between
//! [`spec`](crate::spec) and [`emit`](crate::emit). `operations` drives; a type is made when the first operation asks for it.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)]

mod aliases;
mod body;
mod boxes;
mod enums;
mod features;
mod notes;
mod objects;
mod operations;
mod parameters;
mod replies;
mod types;
mod unions;
pub mod usage;

use std::collections::{BTreeMap, BTreeSet};

use crate::docs;
use crate::ir::{Api, Docs, Face, Module, Resource, TypeDef, TypeName};
use crate::names::{Names, camel};
use crate::problem::Problems;
use crate::spec::document::Document;
use crate::spec::place::{Place, Pointer};

use operations::Draft;
use types::Component;
use usage::{Usage, Use};

/// Decides what the client of a document is. `openapi` is the version that the document had before it was normalized.
pub fn lower(document: &Document, names: &Names, openapi: &str, problems: &mut Problems) -> Api {
    let mut lowering = Lowering {
        document,
        names,
        problems,
        usage: Usage::new(&document.value),
        components: BTreeMap::new(),
        types: BTreeMap::new(),
        shared: BTreeMap::new(),
        taken: BTreeMap::new(),
        lifted: BTreeSet::new(),
        open: 0,
    };
    let drafts = lowering.drafts();
    let mut resources = lowering.resources(&drafts);
    lowering.aliases(&drafts, &mut resources);
    let mut types = std::mem::take(&mut lowering.types);
    unions::add_shapes(&mut types);
    boxes::box_recursion(&mut types);
    features::spread(&mut types);
    let (types, nested): (Vec<TypeDef>, Vec<TypeDef>) =
        types.into_values().partition(|it| it.name.module == Module::Types);
    for def in nested {
        let Module::Resource(face, name) = &def.name.module else { continue };
        if let Some(resource) = resources.iter_mut().find(|it| it.face == *face && it.name == *name) {
            resource.types.push(def);
        }
    }
    // What was not made because of an error asked for no name.
    if !problems.has_errors() {
        names.stale(problems);
    }
    let info = &document.api.info;
    Api {
        title: docs::one_line(&info.title),
        version: docs::one_line(&info.version),
        openapi: openapi.to_owned(),
        docs: docs::markdown(info.description.as_deref().unwrap_or_default()),
        faces: faces(names),
        resources,
        types,
    }
}

fn faces(names: &Names) -> Vec<Face> {
    let faces = names.faces().iter().map(|entry| Face {
        root: entry.paths.is_empty(),
        docs: docs::markdown(&entry.description),
        name: entry.name.clone(),
        feature: entry.feature.clone(),
    });
    faces.collect()
}

/// The state of one lowering.
struct Lowering<'a> {
    document: &'a Document,
    names: &'a Names,
    problems: &'a mut Problems,
    usage: Usage,
    /// What each schema component came to.
    components: BTreeMap<String, Component>,
    types: BTreeMap<TypeName, TypeDef>,
    /// Inline types by the property that holds them: equal ones under the same name are one type.
    shared: BTreeMap<String, Vec<TypeName>>,
    /// Who has each name in a module.
    taken: BTreeMap<TypeName, Pointer>,
    /// Files inside of objects that became parameters of their own.
    lifted: BTreeSet<Pointer>,
    /// How many components are being read, each for the one before.
    open: usize,
}

/// Where a schema stands: what an inline type in it is called, and how it is used.
#[derive(Clone, Debug)]
struct Site {
    pointer: Pointer,
    /// The name of a type that stands here.
    name: String,
    module: Module,
    /// The component that it stands in, if any.
    file: Option<String>,
    /// Set when this is the component itself.
    component: Option<String>,
    /// The property that holds it, if one does: equal inline types under one name are shared.
    property: Option<String>,
    usage: Use,
}

impl Site {
    fn step(&self, steps: &[&str], name: String) -> Self {
        Self { pointer: self.pointer.join(steps), name, component: None, ..self.clone() }
    }
}

impl<'a> Lowering<'a> {
    fn place(&self, pointer: &Pointer) -> Place {
        self.document.place(pointer)
    }

    fn error(&mut self, code: &'static str, pointer: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        let place = self.place(pointer);
        self.problems.error(code, &place, message, help);
    }

    fn warning(&mut self, code: &'static str, pointer: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        let place = self.place(pointer);
        self.problems.warning(code, &place, message, help);
    }

    /// Groups the operations by resource and makes each of them.
    fn resources(&mut self, drafts: &[Draft<'a>]) -> Vec<Resource> {
        let mut resources: BTreeMap<(String, String), Resource> = BTreeMap::new();
        let mut owners: BTreeMap<String, Pointer> = BTreeMap::new();
        for draft in drafts {
            self.claim_operation(draft);
        }
        for draft in drafts {
            let address = &draft.address;
            if let std::collections::btree_map::Entry::Vacant(e) =
                resources.entry((address.face.clone(), address.resource.clone()))
            {
                let Some(resource) = self.resource(draft, drafts, &mut owners) else { continue };
                e.insert(resource);
            }
            let operation = self.operation(draft);
            if let Some(resource) = resources.get_mut(&(address.face.clone(), address.resource.clone())) {
                resource.operations.extend(operation);
            }
        }
        resources.into_values().collect()
    }

    /// Reserves the names that an operation brings into its module.
    fn claim_operation(&mut self, draft: &Draft<'a>) {
        let module = Module::Resource(draft.address.face.clone(), draft.address.resource.clone());
        let place = self.place(&draft.pointer);
        let Some(name) = camel(&draft.address.function, "type", &place, self.problems) else { return };
        let name = TypeName { module, name };
        if let Some(owner) = self.taken.insert(name.clone(), draft.pointer.clone()) {
            let function = format!("{}.{}", draft.address.resource, draft.address.function);
            let message = format!("two operations are called `{function}`: this one and `{owner}`");
            self.error(
                "name-clash",
                &draft.pointer,
                message,
                "give one of them another name under `operations` in names.yaml",
            );
        }
    }

    fn resource(
        &mut self,
        draft: &Draft<'a>,
        drafts: &[Draft<'a>],
        owners: &mut BTreeMap<String, Pointer>,
    ) -> Option<Resource> {
        let address = &draft.address;
        let place = self.place(&draft.pointer);
        let handle = camel(&address.resource, "type", &place, self.problems)?;
        let faces = self.names.faces();
        let root = self.names.is_root(&address.face);
        let clash = root && faces.iter().any(|face| !face.paths.is_empty() && face.name == address.resource);
        if clash || owners.insert(format!("{}.{}", address.face, address.resource), draft.pointer.clone()).is_some() {
            let message = format!("`{}` is a face and a resource", address.resource);
            self.error(
                "name-clash",
                &draft.pointer,
                message,
                "give the resource another name under `operations` in names.yaml",
            );
        }
        let module = Module::Resource(address.face.clone(), address.resource.clone());
        let name = TypeName { module, name: handle.clone() };
        if let Some(owner) = self.taken.insert(name, draft.pointer.clone()) {
            let message = format!("the handle `{handle}` is called as the parameters of the operation at `{owner}`");
            self.error("name-clash", &draft.pointer, message, "give one of them another name in names.yaml");
        }
        Some(Resource {
            face: address.face.clone(),
            name: address.resource.clone(),
            handle,
            docs: self.resource_docs(root, draft, drafts),
            operations: Vec::new(),
            aliases: Vec::new(),
            types: Vec::new(),
        })
    }

    /// What `names.yaml` says of a resource, else what its tags say.
    fn resource_docs(&self, root: bool, draft: &Draft<'a>, drafts: &[Draft<'a>]) -> Docs {
        let address = &draft.address;
        if let Some(text) = self.names.resource(&address.face, root, &address.resource) {
            return docs::markdown(text);
        }
        let same =
            drafts.iter().filter(|it| it.address.face == address.face && it.address.resource == address.resource);
        let mut tags: Vec<&str> = same.filter_map(|it| it.tag).collect();
        tags.sort_unstable();
        tags.dedup();
        let described = tags
            .iter()
            .filter_map(|tag| self.document.api.tags.iter().find(|it| it.name == *tag)?.description.as_deref());
        let text = described.collect::<Vec<_>>().join("\n\n");
        if text.is_empty() {
            vec![format!("The operations on {}.", address.resource.replace('_', " "))]
        } else {
            docs::markdown(&text)
        }
    }
}
