//! What a change of the document does to everybody: on the wire, to Rust code that depends on the client, on the command line.
//! After [`lower`](crate::lower), which it asks twice; it knows nothing of tokens and nothing of `openapiv3`.
//!
//! ```text
//! two Sides ─┬─ facts     what differs between two Apis, each fact with its rule
//!            ├─ items     what of the public Rust face is gone, changed or new
//!            └─ pointers  what differs between two documents: claimed by a fact, judged by its keyword, or unhandled
//!                  └─ Report ─ report::{text, markdown, json, github}
//! ```

mod calls;
mod claims;
mod compare;
mod facts;
mod fields;
mod items;
mod judge;
mod keywords;
mod parameters;
mod pointers;
pub mod report;
pub mod rules;
mod shapes;
pub mod sides;

use serde::Serialize;
use serde_json::Value;

use crate::ir::{Api, Operation, Resource};
use crate::spec::place::Sources;
pub use compare::compare;
use rules::Rule;

/// One of the two documents that are compared: overlays and names applied.
#[derive(Debug)]
pub struct Side {
    /// What the caller named: a file or a revision.
    pub name: String,
    /// The document's file as places name it.
    pub file: String,
    /// What the client is.
    pub api: Api,
    /// The document as it is, overlays applied.
    pub effective: Value,
    /// The document in the shapes of OpenAPI 3.0, references lifted: what `api` was made from.
    pub document: Value,
    /// The texts, to find lines in.
    pub sources: Sources,
}

/// What a change does to requests and answers on the wire, seen by a client that was made before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// Nothing that is sent or answered changes.
    None,
    /// What worked goes on working.
    Compatible,
    /// What worked may fail or mean something else.
    Breaking,
}

/// What a change does to Rust code that depends on the client, in the words of semantic versioning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rust {
    /// The generated code is the same.
    None,
    /// The code changes, its face does not.
    Patch,
    /// The face grows.
    Minor,
    /// Code that compiled may not compile any more.
    Major,
}

/// What becomes of a part of the command line or of the Rust face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is new.
    New,
    /// It is another one.
    Changed,
    /// It is there no more.
    Gone,
}

/// A public item of the client that changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ItemChange {
    /// Its path: `contacts::Update::new`, `types::Contact.email`.
    pub item: String,
    /// Its signature before; `None`: it is new.
    pub from: Option<String>,
    /// Its signature after; `None`: it is gone.
    pub to: Option<String>,
    /// What that means for who uses it.
    pub verdict: Rust,
}

/// A subcommand or flag of `wootctl` that changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CommandChange {
    /// `contacts update`, or `contacts update --email`.
    pub command: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// Where something stands in one of the two documents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Spot {
    /// The file as it was named.
    pub file: String,
    /// The JSON pointer of the node.
    pub pointer: String,
    /// Line, from 1: that of the node, or of the nearest around it where an overlay adds the node; 0: unknown.
    pub line: usize,
}

/// One change, with what it does.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The rule that it falls under.
    #[serde(serialize_with = "rules::id")]
    pub rule: &'static Rule,
    /// 12 hexadecimal digits that stay the same whatever else changes.
    pub fingerprint: String,
    /// What changes, in the client's names: `contacts.update`, `Contact.email`.
    pub subject: String,
    /// What happens to it, in one line.
    pub message: String,
    /// What it does on the wire.
    pub wire: Wire,
    /// What it does to Rust code: the worst of `items`.
    pub rust: Rust,
    /// The items that change by it.
    pub items: Vec<ItemChange>,
    /// The subcommands and flags that change by it.
    pub commands: Vec<CommandChange>,
    /// The ids of the operations that it reaches, sorted.
    pub used_by: Vec<String>,
    /// Where it stood.
    pub old: Option<Spot>,
    /// Where it stands.
    pub new: Option<Spot>,
}

/// A difference of the documents that no rule judges.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unhandled {
    /// Where it stood.
    pub old: Option<Spot>,
    /// Where it stands.
    pub new: Option<Spot>,
}

/// The versions of a document and of the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    /// What the caller named.
    pub name: String,
    /// `info.version`.
    pub api: String,
    /// The version of OpenAPI that it is written in.
    pub openapi: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many types it has.
    pub types: usize,
}

/// All that a change does.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The document before.
    pub old: Version,
    /// The document after.
    pub new: Version,
    /// The worst on the wire.
    pub wire: Wire,
    /// The worst for Rust code.
    pub rust: Rust,
    /// The part of a version `0.MINOR.PATCH` that has to grow: `minor` where code may break, `patch` where it cannot, or none.
    pub bump: Option<&'static str>,
    /// The findings: by what they do on the wire and to Rust code, the worst first, then by subject.
    pub findings: Vec<Finding>,
    /// What no rule judges, sorted.
    pub unhandled: Vec<Unhandled>,
}

/// All operations of a client, each with its resource.
fn operations(api: &Api) -> impl Iterator<Item = (&Resource, &Operation)> {
    api.resources.iter().flat_map(|resource| resource.operations.iter().map(move |operation| (resource, operation)))
}
