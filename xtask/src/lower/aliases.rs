//! Old names of operations that `names.yaml` keeps: each becomes a function on the handle of its old resource. A part of
//! [`lower`](super), after all types are made: only then is it known which names are free.

use super::operations::Draft;
use super::{Lowering, TypeName};
use crate::ir::{Alias, Module, Operation, Resource};
use crate::names::{Address, camel};
use crate::spec::place::Place;

impl<'a> Lowering<'a> {
    /// Adds the aliases to the resources.
    pub(super) fn aliases(&mut self, drafts: &[Draft<'a>], resources: &mut [Resource]) {
        let names = self.names;
        let aliases = names.aliases(self.problems);
        // What was not made because of an error is no operation that an entry could name.
        if self.problems.has_errors() {
            return;
        }
        for (place, old, id) in aliases {
            let Some(alias) = self.alias(&place, &old, id, drafts, resources) else { continue };
            if let Some(resource) = resources.iter_mut().find(|it| it.face == old.face && it.name == old.resource) {
                resource.aliases.push(alias);
                resource.aliases.sort_by(|a, b| a.function.cmp(&b.function));
            }
        }
    }

    /// The alias at an old address; `None` after adding a problem.
    fn alias(
        &mut self,
        place: &Place,
        old: &Address,
        id: &str,
        drafts: &[Draft<'a>],
        resources: &[Resource],
    ) -> Option<Alias> {
        let Some(draft) = drafts.iter().find(|it| it.id == id) else {
            let message = format!("the document has no operation `{id}`");
            self.problems.error("names-stale", place, message, "delete the entry, or correct the operationId");
            return None;
        };
        let operation = operation_of(resources, draft)?;
        if old.face != draft.address.face {
            let message =
                format!("the operation `{id}` is in the face `{}`, not in `{}`", draft.address.face, old.face);
            let help = "name an old address in the operation's face: a build can leave out either";
            self.problems.error("names-alias", place, message, help);
            return None;
        }
        let Some(home) = resources.iter().find(|it| it.face == old.face && it.name == old.resource) else {
            let message = format!("no operation is left in the resource `{}`, so it has no handle", old.resource);
            let help = "delete the entry, and tell the users of the old function where the new one is";
            self.problems.error("names-alias", place, message, help);
            return None;
        };
        if let Some(owner) = owner(home, &old.function) {
            let message = format!("the function `{}.{}` is {owner}", old.resource, old.function);
            self.problems.error("name-clash", place, message, "give the alias another name, or delete it");
            return None;
        }
        let name = camel(&old.function, "type", place, self.problems)?;
        Some(Alias {
            function: old.function.clone(),
            operation: operation.id.clone(),
            current: operation.function.clone(),
            parameters: TypeName { module: module(&draft.address), name: operation.parameters_type.clone() },
            parameters_alias: self.claim(TypeName { module: module(old), name }, draft),
            constant: super::operations::constant(old, self.names.is_root(&old.face)),
            current_constant: operation.constant.clone(),
            reply: operation.reply.clone(),
        })
    }

    /// The name of the old parameter struct, unless another type of the module has it.
    fn claim(&mut self, name: TypeName, draft: &Draft<'a>) -> Option<String> {
        if self.taken.contains_key(&name) {
            return None;
        }
        self.taken.insert(name.clone(), draft.pointer.clone());
        Some(name.name)
    }
}

fn module(address: &Address) -> Module {
    Module::Resource(address.face.clone(), address.resource.clone())
}

fn operation_of<'r>(resources: &'r [Resource], draft: &Draft<'_>) -> Option<&'r Operation> {
    resources.iter().flat_map(|it| &it.operations).find(|it| it.pointer == draft.pointer)
}

/// Who has a function of a resource already.
fn owner(resource: &Resource, function: &str) -> Option<String> {
    let operation = resource.operations.iter().find(|it| it.function == function);
    let alias = resource.aliases.iter().find(|it| it.function == function);
    let by_operation = operation.map(|it| format!("that of the operation at `{}`", it.pointer));
    by_operation.or_else(|| alias.map(|it| format!("an alias of the operation `{}` already", it.operation)))
}
