//! The operations of the document, each with its address, parameters, body and reply. A part of [`lower`](super), which it
//! drives: [`parameters`](super::parameters), [`body`](super::body) and [`replies`](super::replies) make the pieces.

use std::collections::BTreeMap;

use heck::ToShoutySnakeCase;
use openapiv3::{PathItem, ReferenceOr, SecurityRequirement};

use super::usage::Use;
use super::{Lowering, Site};
use crate::docs;
use crate::ir::{Credential, Module, Operation};
use crate::names::{Address, camel};
use crate::spec::normalize::METHODS;
use crate::spec::place::Pointer;

/// An operation that has an address, before its types are made.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) id: String,
    pub(super) pointer: Pointer,
    pub(super) method: &'static str,
    pub(super) path: &'a str,
    pub(super) item: &'a PathItem,
    pub(super) operation: &'a openapiv3::Operation,
    pub(super) address: Address,
    pub(super) tag: Option<&'a str>,
}

impl<'a> Lowering<'a> {
    /// All operations, sorted by address, with what they use noted.
    pub(super) fn drafts(&mut self) -> Vec<Draft<'a>> {
        let document = self.document;
        let mut drafts = Vec::new();
        let mut ids: BTreeMap<String, Pointer> = BTreeMap::new();
        for (path, item) in document.api.paths.iter() {
            let at = Pointer::root().join(&["paths", path]);
            let ReferenceOr::Item(item) = item else { continue }; // a reference that `hoist` has told
            for method in METHODS {
                let Some(operation) = operation_of(item, method) else { continue };
                let pointer = at.child(method);
                let id = operation.operation_id.clone().unwrap_or_else(|| derived_id(method, path));
                if let Some(owner) = ids.insert(id.clone(), pointer.clone()) {
                    let message = format!("the operationId `{id}` is taken by the operation at `{owner}`");
                    self.error("operation-id-duplicate", &pointer, message, "give each operation an id of its own");
                    continue;
                }
                let tag = operation.tags.first().map(String::as_str);
                let place = self.place(&pointer);
                let Some(address) = self.names.address(&id, path, tag, &place, self.problems) else { continue };
                self.note_usage(&pointer, &at, &address);
                drafts.push(Draft { id, pointer, method, path, item, operation, address, tag });
            }
        }
        drafts.sort_by(|a, b| (&a.address, &a.id).cmp(&(&b.address, &b.id)));
        drafts
    }

    /// Notes which components the requests and successes of an operation hold.
    fn note_usage(&mut self, pointer: &Pointer, item: &Pointer, address: &Address) {
        let value = |pointer: &Pointer| self.document.value.pointer(pointer.as_str());
        let how = |request| Use { request, response: !request, faces: [address.face.clone()].into() };
        for part in [pointer.child("parameters"), pointer.child("requestBody"), item.child("parameters")] {
            if let Some(node) = value(&part) {
                self.usage.note(node, &how(true));
            }
        }
        for (status, response) in value(&pointer.child("responses")).and_then(|it| it.as_object()).into_iter().flatten()
        {
            if status.starts_with('2') || status == "default" {
                self.usage.note(response, &how(false));
            }
        }
    }

    /// Makes one operation; gives `None` after adding a problem when it cannot be made.
    pub(super) fn operation(&mut self, draft: &Draft<'a>) -> Option<Operation> {
        let place = self.place(&draft.pointer);
        let address = &draft.address;
        let name = camel(&address.function, "type", &place, self.problems)?;
        let (mut parameters, fixed) = self.parameters(draft, &name);
        let body = self.body(draft, &name, &mut parameters);
        self.name_parameters(draft, &mut parameters);
        let reply = self.reply(draft, &name);
        let operation = draft.operation;
        let summary = operation.summary.as_deref().unwrap_or_default();
        let is_root = self.names.is_root(&address.face);
        Some(Operation {
            id: docs::one_line(&draft.id),
            pointer: draft.pointer.clone(),
            function: address.function.clone(),
            parameters_type: name,
            constant: constant(address, is_root),
            method: draft.method.to_uppercase(),
            path: draft.path.to_owned(),
            summary: docs::one_line(summary),
            docs: docs::markdown(operation.description.as_deref().unwrap_or_default()),
            deprecated: operation.deprecated,
            credentials: self.credentials(draft),
            parameters,
            fixed,
            body: body.encoding,
            body_required: body.required,
            reply,
            failures: self.failures(draft),
        })
    }

    /// The site of an inline type of an operation.
    pub(super) fn operation_site(&self, draft: &Draft<'a>, pointer: Pointer, name: String, request: bool) -> Site {
        let address = &draft.address;
        Site {
            pointer,
            name,
            module: Module::Resource(address.face.clone(), address.resource.clone()),
            file: None,
            component: None,
            property: None,
            usage: Use { request, response: !request, faces: [address.face.clone()].into() },
        }
    }

    /// Which kinds of token the operation takes.
    fn credentials(&mut self, draft: &Draft<'a>) -> Vec<Credential> {
        let document = self.document;
        let none = Vec::new();
        let (requirements, at): (&[SecurityRequirement], Pointer) =
            match (&draft.operation.security, &document.api.security) {
                (Some(own), _) => (own, draft.pointer.child("security")),
                (None, Some(global)) => (global, Pointer::root().child("security")),
                (None, None) => (&none, draft.pointer.clone()),
            };
        let mut credentials = Vec::new();
        for (index, requirement) in requirements.iter().enumerate() {
            if requirement.len() > 1 {
                let message = "several credentials at once are asked for; the client sends the first it has";
                self.warning("security-combined", &at.index(index), message, "list them as alternatives");
            }
            for scheme in requirement.keys() {
                credentials.extend(self.credential(scheme, &at.index(index)));
            }
        }
        let mut seen = Vec::new();
        credentials.retain(|it| {
            !seen.contains(it) && {
                seen.push(*it);
                true
            }
        });
        credentials
    }

    fn credential(&mut self, scheme: &str, at: &Pointer) -> Option<Credential> {
        let schemes = self.document.api.components.as_ref().map(|it| &it.security_schemes);
        if !schemes.is_some_and(|it| it.contains_key(scheme)) {
            let message = format!("there is no security scheme `{scheme}`");
            self.error(
                "security-unknown",
                at,
                message,
                "define it under `components/securitySchemes`, or correct the name",
            );
            return None;
        }
        let known = self.names.credential(scheme);
        if known.is_none() {
            let place = Pointer::root().join(&["components", "securitySchemes", scheme]);
            let message =
                format!("`{scheme}` is no kind of token that the client knows; calls with it send the user token");
            self.warning(
                "credential-unknown",
                &place,
                message,
                "say under `credentials` in names.yaml which kind it is",
            );
        }
        Some(known.unwrap_or(Credential::User))
    }
}

fn operation_of<'a>(item: &'a PathItem, method: &str) -> Option<&'a openapiv3::Operation> {
    match method {
        "get" => item.get.as_ref(),
        "put" => item.put.as_ref(),
        "post" => item.post.as_ref(),
        "delete" => item.delete.as_ref(),
        "options" => item.options.as_ref(),
        "head" => item.head.as_ref(),
        "patch" => item.patch.as_ref(),
        "trace" => item.trace.as_ref(),
        _ => None,
    }
}

/// `get /pets/{id}` is `get-pets-id`.
fn derived_id(method: &str, path: &str) -> String {
    let words = path.split('/').map(|it| it.trim_matches(['{', '}'])).filter(|it| !it.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("-")
}

/// The constant of an operation in the table.
pub(super) fn constant(address: &Address, is_root: bool) -> String {
    let constant = format!("{}_{}", address.resource, address.function).to_shouty_snake_case();
    if is_root { constant } else { format!("{}_{constant}", address.face.to_shouty_snake_case()) }
}
