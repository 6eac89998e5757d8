//! `wootctl actions`: lists what the client's table has, by resource.

use std::process::{Command, Output};

use chatwoot_client::operations::OPERATIONS;

fn wootctl(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wootctl")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn every_operation_is_listed_once_with_its_id() {
    let output = wootctl(&["actions"]);
    assert!(output.status.success());
    let listing = text(&output.stdout);
    for operation in OPERATIONS {
        let words = [operation.id, operation.method.as_str(), operation.path];
        let lines = listing.lines().filter(|line| {
            let found: Vec<&str> = line.split_whitespace().collect();
            found.len() == 4 && found[0] == operation.function && found[1..] == words
        });
        assert_eq!(lines.count(), 1, "{} is listed once", operation.id);
    }
}

#[test]
fn a_resource_is_listed_alone() {
    let listing = text(&wootctl(&["actions", "platform.users"]).stdout);
    let resources: Vec<&str> = listing.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(resources, ["platform.users"]);
    assert!(listing.contains("create-a-user"));
}

#[test]
fn an_unknown_resource_is_told_with_those_that_exist() {
    let output = wootctl(&["actions", "contact"]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.starts_with("error: there is no resource `contact`\nhelp: use one of "), "{told}");
    assert!(told.contains("contacts") && output.stdout.is_empty());
}
