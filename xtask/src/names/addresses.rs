//! Where operations live: face, resource and function, now (`operations` in `names.yaml`) and before (`aliases`). A part of
//! [`names`](super).

use super::{Names, TAKEN_RESOURCES, is_identifier, snake};
use crate::problem::Problems;
use crate::spec::place::Place;

/// Where an operation lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// The face's name.
    pub face: String,
    /// The resource's module.
    pub resource: String,
    /// The function.
    pub function: String,
}

impl Names {
    /// Where an operation lives: by `names.yaml`, else in the resource of its first tag (or of its path) under its id.
    pub fn address(
        &self,
        id: &str,
        path: &str,
        tag: Option<&str>,
        place: &Place,
        problems: &mut Problems,
    ) -> Option<Address> {
        if let Some(entry) = self.entry("operations", id, &self.entries.operations) {
            return self.parsed(entry, &self.place("operations", id), problems);
        }
        let by_path =
            self.faces().iter().find(|face| face.paths.iter().any(|prefix| path.starts_with(prefix.as_str())));
        let face = by_path.map_or(self.root(), |face| face.name.as_str()).to_owned();
        let noun = tag.or_else(|| path.split('/').rfind(|it| !it.is_empty() && !it.starts_with('{'))).unwrap_or("root");
        let resource = snake(noun, "resource", place, problems)?;
        let taken = TAKEN_RESOURCES.contains(&resource.as_str());
        let resource = if taken { format!("{resource}_resource") } else { resource };
        Some(Address { face, resource, function: snake(id, "operation", place, problems)? })
    }

    /// The old addresses that go on working: where the entry stands, the address, and the id of the operation that is called.
    /// Those of another form are told and left out.
    pub fn aliases(&self, problems: &mut Problems) -> Vec<(Place, Address, &str)> {
        let mut aliases = Vec::new();
        for (old, id) in &self.entries.aliases {
            let place = self.place("aliases", old);
            if let Some(address) = self.parsed(old, &place, problems) {
                aliases.push((place, address, id.as_str()));
            }
        }
        aliases
    }

    /// The root face.
    fn root(&self) -> &str {
        self.faces().iter().find(|face| face.paths.is_empty()).map_or("api", |face| face.name.as_str())
    }

    /// Reads `resource.function` or `face.resource.function`, which stands at `place`.
    fn parsed(&self, text: &str, place: &Place, problems: &mut Problems) -> Option<Address> {
        let (face, resource, function) = match text.split('.').collect::<Vec<_>>().as_slice() {
            [resource, function] => (self.root().to_owned(), (*resource).to_owned(), (*function).to_owned()),
            [face, resource, function] => ((*face).to_owned(), (*resource).to_owned(), (*function).to_owned()),
            _ => {
                let message = format!("`{text}` is no name for an operation");
                problems.error("names-form", place, message, "write `resource.function` or `face.resource.function`");
                return None;
            }
        };
        for part in [&resource, &function] {
            if !is_identifier(part) || part.contains(char::is_uppercase) {
                let message = format!("`{part}` is no Rust identifier");
                problems.error("name-invalid", place, message, "use lower-case letters, digits and `_`");
                return None;
            }
        }
        if !self.faces().iter().any(|it| it.name == face) {
            let message = format!("there is no face `{face}`");
            problems.error("names-form", place, message, "list it under `faces`");
            return None;
        }
        Some(Address { face, resource, function })
    }
}
