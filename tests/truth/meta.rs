//! The printed document, and the vendor's, are valid OpenAPI 3.1.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use crate::document::{bare, effective};
use crate::walk::Tree;
use crate::{examples, rules, schema};

/// What is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Complaint {
    /// A JSON pointer into the document.
    pub(crate) pointer: String,
    /// What is wrong.
    pub(crate) text: String,
    /// What was not kept: a place in the schema, or the name of a rule.
    pub(crate) rule: String,
}

impl Complaint {
    /// Makes a complaint.
    pub(crate) fn new(rule: &str, pointer: &str, text: impl Into<String>) -> Self {
        Self { rule: rule.to_owned(), pointer: pointer.to_owned(), text: text.into() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}\n    {} ({})", self.pointer, self.text, self.rule)
    }
}

/// Says everything that is wrong with a document, sorted and without doubles.
pub(crate) fn complaints(document: &Value) -> BTreeSet<Complaint> {
    let tree = Tree::new(document);
    let mut complaints: BTreeSet<_> = schema::complaints(document).into_iter().collect();
    complaints.extend(rules::complaints(&tree));
    complaints.extend(examples::complaints(&tree));
    complaints
}

/// Writes complaints down, one after the other.
pub(crate) fn lines<'a>(complaints: impl IntoIterator<Item = &'a Complaint>) -> String {
    complaints.into_iter().map(|it| format!("  {it}\n")).collect()
}

/// What is wrong with the vendor's document. Its facts are kept as they are; the overlays mend them.
const FAULTS: &[(&str, &str)] = &[
    ("/components/schemas/article/properties/status/enum/0", "\"draft\" is not of type \"integer\""),
    ("/components/schemas/article/properties/status/enum/1", "\"published\" is not of type \"integer\""),
    ("/components/schemas/article/properties/status/enum/2", "\"archived\" is not of type \"integer\""),
    ("/components/schemas/conversation_meta/properties/assignee", "\"nullable\" is not one of"),
    ("/components/schemas/webhook/properties/secret", "\"nullable\" is not one of"),
    (
        "/paths/~1accounts~1{account_id}~1conversations~1{conversation_id}~1messages/get/tags/0",
        "there is no tag `Conversation`",
    ),
    ("/paths/~1api~1v1~1accounts~1{account_id}/get/tags/0", "there is no tag `Account`"),
    ("/paths/~1api~1v1~1accounts~1{account_id}/patch/tags/0", "there is no tag `Account`"),
    ("/paths/~1api~1v1~1accounts~1{account_id}~1audit_logs/get/tags/0", "there is no tag `Audit Logs`"),
    ("/paths/~1public~1api~1v1~1inboxes~1{inbox_identifier}/get/tags/0", "there is no tag `Inbox API`"),
];

#[test]
fn the_printed_document_is_valid() {
    let complaints = complaints(effective());
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), lines(&complaints));
}

#[test]
fn the_vendors_document_has_no_other_faults_than_are_known() {
    let complaints = complaints(bare());
    let is_known = |it: &&Complaint| FAULTS.iter().any(|(at, text)| it.pointer == *at && it.text.starts_with(text));
    let unknown: Vec<_> = complaints.iter().filter(|it| !is_known(it)).collect();
    assert!(unknown.is_empty(), "{} complaints:\n{}", unknown.len(), lines(unknown));
    assert_eq!(complaints.len(), FAULTS.len(), "a fault is mended: take it from the list");
}
