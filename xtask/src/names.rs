//! Every name of the client: keyword table, then `names.yaml`, then the general rule. For [`lower`](crate::lower), which asks
//! here and nowhere else. A name depends on what it names alone, never on the order or the neighbours in the document.

mod addresses;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde::Deserialize;
use serde_json::Value;

use crate::ir::Credential;
use crate::problem::Problems;
use crate::spec::forms::plain_words;
use crate::spec::place::{Place, Pointer};

pub use addresses::Address;

/// What `names.yaml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    /// The parts of the client, the root one first.
    faces: Vec<FaceEntry>,
    /// Security scheme to kind of token.
    credentials: BTreeMap<String, CredentialKind>,
    /// operationId to `resource.function` or `face.resource.function`.
    operations: BTreeMap<String, String>,
    /// Old address of an operation to its operationId: the function stays there, deprecated.
    aliases: BTreeMap<String, String>,
    /// What a resource is, where its tags do not say it: `contacts` or `platform.users` to a sentence.
    resources: BTreeMap<String, String>,
    /// Component name, or JSON pointer of an inline schema, to type name. One name for two equal schemas makes them one type.
    types: BTreeMap<String, String>,
    /// JSON pointer of a property or parameter to field name.
    fields: BTreeMap<String, String>,
    /// Wire value, alone or after the name of its enum and a dot, to variant name.
    variants: BTreeMap<String, String>,
}

impl Default for File {
    /// One root face, and nothing overruled.
    fn default() -> Self {
        let description = "All operations.".to_owned();
        Self {
            faces: vec![FaceEntry { name: "api".to_owned(), feature: None, paths: Vec::new(), description }],
            credentials: BTreeMap::new(),
            operations: BTreeMap::new(),
            aliases: BTreeMap::new(),
            resources: BTreeMap::new(),
            types: BTreeMap::new(),
            fields: BTreeMap::new(),
            variants: BTreeMap::new(),
        }
    }
}

/// An entry of `faces`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaceEntry {
    /// Module and handle function.
    pub name: String,
    /// The cargo feature that compiles it.
    pub feature: Option<String>,
    /// Paths that begin with one of these belong to it; the root face has none and takes the rest.
    #[serde(default)]
    pub paths: Vec<String>,
    /// What it is for.
    pub description: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CredentialKind {
    User,
    AgentBot,
    Platform,
}

/// Types that generated modules import or that every module sees: a type of the client cannot be called so.
const TAKEN_TYPES: &[&str] = &[
    "Argument",
    "Arg",
    "Box",
    "BTreeMap",
    "Bytes",
    "Call",
    "Client",
    "Clone",
    "Credential",
    "Debug",
    "Default",
    "Deserialize",
    "Deserializer",
    "Err",
    "Extra",
    "From",
    "Into",
    "IntoIterator",
    "Location",
    "MapAccess",
    "Method",
    "None",
    "Nullable",
    "Number",
    "Object",
    "ObjectReader",
    "ObjectWriter",
    "Ok",
    "Operation",
    "Option",
    "Parameter",
    "PartialEq",
    "ReadObject",
    "Request",
    "RequestBody",
    "Result",
    "Secret",
    "Self",
    "Serialize",
    "Serializer",
    "Shape",
    "Some",
    "String",
    "Style",
    "Timestamp",
    "Upload",
    "Value",
    "Vec",
];

/// Modules that every client has, and functions that the client has of its own: a resource cannot be called so.
const TAKEN_RESOURCES: &[&str] = &[
    "account_id_from_env",
    "base_url",
    "borrow",
    "builder",
    "call",
    "check",
    "clone",
    "clone_from",
    "clone_into",
    "codec",
    "decode",
    "download",
    "fmt",
    "from_env",
    "into",
    "meta",
    "new",
    "operations",
    "runtime",
    "settings",
    "to_owned",
    "try_into",
    "type_id",
    "types",
];

/// The names of one client. Remembers which entries of `names.yaml` were asked for, so that the stale ones can be told.
#[derive(Debug, Default)]
pub struct Names {
    file: String,
    entries: File,
    used: RefCell<BTreeSet<Pointer>>,
}

impl Names {
    /// Reads the parsed `names.yaml`; gives `None` after adding a problem when it has another form.
    pub fn read(value: Value, file: &str, problems: &mut Problems) -> Option<Self> {
        match serde_path_to_error::deserialize::<_, File>(value) {
            Ok(entries) => {
                let names = Self { file: file.to_owned(), entries, used: RefCell::default() };
                names.check_faces(problems);
                names.check_types(problems);
                Some(names)
            }
            Err(error) => {
                let steps = crate::spec::document::steps_of(error.path());
                let pointer = Pointer::root().join(&steps.iter().map(String::as_str).collect::<Vec<_>>());
                let message = format!("not the form of names.yaml: {}", plain_words(&error.inner().to_string()));
                problems.error(
                    "names-form",
                    &Place::new(file, pointer),
                    message,
                    "see the comments at the top of names.yaml",
                );
                None
            }
        }
    }

    /// Tells faces that cannot be modules and handles.
    fn check_faces(&self, problems: &mut Problems) {
        for (index, face) in self.entries.faces.iter().enumerate() {
            if !is_identifier(&face.name) || TAKEN_RESOURCES.contains(&face.name.as_str()) {
                let place = Place::new(&self.file, Pointer::root().child("faces").index(index));
                let message = format!("a face cannot be called `{}`", face.name);
                let help = "use lower-case letters, digits and `_`, and no name of the client's own";
                problems.error("name-invalid", &place, message, help);
            }
            if self.entries.faces[..index].iter().any(|other| other.name == face.name) {
                let place = Place::new(&self.file, Pointer::root().child("faces").index(index));
                let message = format!("there are two faces called `{}`", face.name);
                problems.error("names-form", &place, message, "give one of them another name");
            }
        }
        if self.entries.faces.iter().filter(|face| face.paths.is_empty()).count() != 1 {
            let place = Place::new(&self.file, Pointer::root().child("faces"));
            let message = "there must be one face without `paths`, which takes what no other does";
            problems.error("names-form", &place, message, "list one face without `paths`");
        }
    }

    /// Tells type and variant names that Rust or the client cannot have.
    fn check_types(&self, problems: &mut Problems) {
        for (section, entries) in [("types", &self.entries.types), ("variants", &self.entries.variants)] {
            for (key, name) in entries {
                let is_taken = section == "types" && TAKEN_TYPES.contains(&name.as_str());
                if is_taken || !is_identifier(name) || !name.starts_with(char::is_uppercase) {
                    let message = format!("`{name}` cannot be a name under `{section}`");
                    let help = "use upper camel case, and no name of the standard library or of the client's own";
                    problems.error("name-invalid", &self.place(section, key), message, help);
                }
            }
        }
    }

    /// The parts of the client; one root face when `names.yaml` lists none.
    pub fn faces(&self) -> &[FaceEntry] {
        &self.entries.faces
    }

    /// Whether a face's resources hang on the client itself.
    pub fn is_root(&self, face: &str) -> bool {
        self.entries.faces.iter().any(|it| it.name == face && it.paths.is_empty())
    }

    /// The kind of token that a security scheme stands for.
    pub fn credential(&self, scheme: &str) -> Option<Credential> {
        let kind = self.entry("credentials", scheme, &self.entries.credentials)?;
        Some(match kind {
            CredentialKind::User => Credential::User,
            CredentialKind::AgentBot => Credential::AgentBot,
            CredentialKind::Platform => Credential::Platform,
        })
    }

    /// What a resource is, where `names.yaml` says it.
    pub fn resource(&self, face: &str, root: bool, name: &str) -> Option<&str> {
        let key = if root { name.to_owned() } else { format!("{face}.{name}") };
        self.entry("resources", &key, &self.entries.resources).map(String::as_str)
    }

    /// The name that `names.yaml` gives to a type: a component by its name, an inline schema by its pointer.
    pub fn chosen_type(&self, component: Option<&str>, pointer: &Pointer) -> Option<&str> {
        let by_name = component.and_then(|name| self.entry("types", name, &self.entries.types));
        by_name.or_else(|| self.entry("types", pointer.as_str(), &self.entries.types)).map(String::as_str)
    }

    /// The field name of a property or parameter.
    pub fn field(&self, wire: &str, pointer: &Pointer, place: &Place, problems: &mut Problems) -> Option<String> {
        match self.entry("fields", pointer.as_str(), &self.entries.fields) {
            Some(name) if is_identifier(name) => Some(name.clone()),
            Some(name) => {
                let message = format!("`{name}` is no Rust identifier");
                problems.error(
                    "name-invalid",
                    &self.place("fields", pointer.as_str()),
                    message,
                    "use lower-case letters, digits and `_`",
                );
                None
            }
            None => snake(wire, "field", place, problems),
        }
    }

    /// The variant name of an enum value: that of this enum, else that of the value in all enums, else by rule.
    pub fn variant(&self, owner: &str, wire: &str, place: &Place, problems: &mut Problems) -> Option<String> {
        let chosen = |key: &str| self.entry("variants", key, &self.entries.variants);
        if let Some(name) = chosen(&format!("{owner}.{wire}")).or_else(|| chosen(wire)) {
            return Some(name.clone());
        }
        camel(wire, "variant", place, problems)
    }

    /// Tells the entries that nothing asked for: they name something that the document no longer has.
    pub fn stale(&self, problems: &mut Problems) {
        let entries = &self.entries;
        let sections: [(&str, Vec<&String>); 6] = [
            ("credentials", entries.credentials.keys().collect()),
            ("operations", entries.operations.keys().collect()),
            ("resources", entries.resources.keys().collect()),
            ("types", entries.types.keys().collect()),
            ("fields", entries.fields.keys().collect()),
            ("variants", entries.variants.keys().collect()),
        ];
        for (section, keys) in sections {
            for key in keys {
                let place = self.place(section, key);
                if !self.used.borrow().contains(&place.pointer) {
                    let message = format!("`{key}` under `{section}` names nothing in the document");
                    problems.error("names-stale", &place, message, "delete the entry, or correct its key");
                }
            }
        }
    }

    /// Where an entry stands in `names.yaml`.
    pub fn place(&self, section: &str, key: &str) -> Place {
        Place::new(&self.file, Pointer::root().join(&[section, key]))
    }

    fn entry<'a, T>(&self, section: &str, key: &str, entries: &'a BTreeMap<String, T>) -> Option<&'a T> {
        let found = entries.get(key)?;
        self.used.borrow_mut().insert(self.place(section, key).pointer);
        Some(found)
    }
}

/// A wire name as a field, function or module: `attachments[]` is `attachments`, `0-1h` is `value_0_1h`.
pub fn snake(wire: &str, what: &str, place: &Place, problems: &mut Problems) -> Option<String> {
    let words = words(wire);
    let name = words.to_snake_case();
    let name = if name.starts_with(|it: char| it.is_ascii_digit()) { format!("value_{name}") } else { name };
    // A setter called `new` would be a second constructor.
    let name = if name == "new" { "new_value".to_owned() } else { name };
    checked(wire, name, what, place, problems)
}

/// A wire name as a type or variant: `24h+` is `Value24hPlus`, `-1` is `Minus1`.
pub fn camel(wire: &str, what: &str, place: &Place, problems: &mut Problems) -> Option<String> {
    let name = words(wire).to_upper_camel_case();
    let name = if name.starts_with(|it: char| it.is_ascii_digit()) { format!("Value{name}") } else { name };
    let name = match name.as_str() {
        "Self" => "SelfValue".to_owned(),
        taken if what == "type" && TAKEN_TYPES.contains(&taken) => format!("{taken}Model"),
        _ => name,
    };
    checked(wire, name, what, place, problems)
}

fn checked(wire: &str, name: String, what: &str, place: &Place, problems: &mut Problems) -> Option<String> {
    // These four cannot even be raw identifiers.
    let name = if ["self", "super", "crate", "Self"].contains(&name.as_str()) { format!("{name}_value") } else { name };
    if is_identifier(&name) {
        return Some(name);
    }
    let article = if what == "operation" { "an" } else { "a" };
    let message = format!("`{}` cannot be a Rust name for {article} {what}", wire.escape_debug());
    let section = match what {
        "field" => "fields",
        "variant" => "variants",
        "type" => "types",
        _ => "operations",
    };
    problems.error("name-impossible", place, message, format!("give it a name under `{section}` in names.yaml"));
    None
}

/// Signs that carry meaning as words, everything else that is no letter or digit as a gap.
fn words(wire: &str) -> String {
    let wire = wire.strip_suffix("[]").unwrap_or(wire);
    let mut text = String::with_capacity(wire.len() + 8);
    for (index, sign) in wire.char_indices() {
        match sign {
            '+' => text.push_str(" plus "),
            '-' if index == 0 => text.push_str("minus "),
            '%' => text.push_str(" percent "),
            '@' => text.push_str(" at "),
            '<' => text.push_str(" less "),
            '>' => text.push_str(" greater "),
            '=' => text.push_str(" equal "),
            _ if sign.is_alphanumeric() || sign == '_' => text.push(sign),
            _ => text.push(' '),
        }
    }
    text
}

/// Whether Rust takes the name, as it is or raw (`r#type`).
pub fn is_identifier(name: &str) -> bool {
    if name.is_ascii() {
        let starts_well = name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
        let goes_on_well = name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
        return starts_well && goes_on_well && !["_", "self", "super", "crate", "Self"].contains(&name);
    }
    syn::parse_str::<proc_macro2::Ident>(name).is_ok()
}
