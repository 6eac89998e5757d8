//! The code that the READMEs show is that of the examples, which compile and are tested.

use std::fs;
use std::path::{Path, PathBuf};

/// What a README shows of an example: all between its docs and its `main`, or with `main` where there is nothing else.
fn shown(example: &Path) -> String {
    let text = fs::read_to_string(example).unwrap();
    let (_, code) = text.split_once("\n\n").unwrap();
    match code.split_once("\n#[tokio::main]") {
        Some((before, _)) if before.contains("fn run(") => before.to_owned(),
        _ => code.to_owned(),
    }
}

/// The blocks of Rust in a README.
fn blocks(readme: &str) -> Vec<String> {
    let text = fs::read_to_string(readme).unwrap();
    let blocks = text.split("```rust\n").skip(1).map(|rest| rest.split_once("```").unwrap().0.to_owned());
    blocks.collect()
}

#[test]
fn every_example_is_shown_as_it_is() {
    let entries = fs::read_dir("generated-client/examples").unwrap().map(|it| it.unwrap().path());
    let mut examples: Vec<PathBuf> = entries.filter(|it| it.extension().is_some_and(|it| it == "rs")).collect();
    examples.sort();
    assert!(examples.len() >= 5, "{examples:?}");
    let blocks = blocks("README.md");
    for example in &examples {
        assert!(blocks.contains(&shown(example)), "README.md must show, word for word:\n{}", shown(example));
    }
    assert_eq!(blocks.len(), examples.len(), "README.md shows code that is no example");
    let names: Vec<_> = examples.iter().map(|it| it.file_name().unwrap().to_str().unwrap()).collect();
    let readme = fs::read_to_string("README.md").unwrap();
    assert!(names.iter().all(|name| readme.contains(&format!("generated-client/examples/{name}"))), "{names:?}");
}

#[test]
fn the_client_shows_the_first_call() {
    let first = shown(Path::new("generated-client/examples/first_call.rs"));
    assert_eq!(blocks("generated-client/README.md"), [first]);
}
