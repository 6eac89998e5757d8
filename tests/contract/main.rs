//! The contract test: every operation of the client, called as a user would, against the effective document.
//!
//! `calls` has the calls and what is checked for each; `server` takes the requests, `judge` (with `body` and `form`)
//! holds them against the document, `sample` makes the answers and `compare` looks at what the client made of them.
//! `document` reads the effective document. None of it knows how the generator works.
//!
//! Further tests: `by_id` has the calls by id and other tokens; `controls` and `bodies` show that the checks can fail.

mod bodies;
mod body;
mod by_id;
mod calls;
mod compare;
mod controls;
mod document;
mod form;
mod judge;
#[path = "../truth/document.rs"]
#[allow(dead_code, reason = "the vendor's document is not needed here")]
mod printed;
mod sample;
mod server;

use std::collections::BTreeSet;

use calls::Bench;
use document::Document;

/// Calls all operations with all of their parameters; the document, the client's table and the calls name the same ones.
#[tokio::test]
async fn every_operation_keeps_the_contract() {
    let bench = Bench::start().await;
    calls::run(&bench).await;
    let failures = bench.failures();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), lines(&failures));

    let document: BTreeSet<_> = Document::get().operations.iter().map(|it| it.id.clone()).collect();
    let table: BTreeSet<_> = chatwoot_client::operations::OPERATIONS.iter().map(|it| it.id.to_owned()).collect();
    assert_eq!(differences(&table, &document), [""; 0], "the client's table is not what the document has");
    assert_eq!(differences(&bench.called(), &document), [""; 0], "the calls are not what the document has");
    println!("{} operations called", bench.called().len());

    let unsent = bench.unsent();
    assert!(unsent.is_empty(), "{} parts of requests:\n{}", unsent.len(), lines(&unsent));
}

fn differences(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Vec<String> {
    one.symmetric_difference(other).cloned().collect()
}

fn lines<'a>(items: impl IntoIterator<Item = &'a String>) -> String {
    items.into_iter().map(|it| format!("  {it}\n")).collect()
}
