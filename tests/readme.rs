//! The README's first call is an example that compiles.

use std::fs;

#[test]
fn the_first_call_is_the_example() {
    let readme = fs::read_to_string("README.md").unwrap();
    let example = fs::read_to_string("generated-client/examples/first_call.rs").unwrap();
    let shown = readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (_, compiled) = example.split_once("\n\n").unwrap();
    assert_eq!(shown, compiled, "copy one of them over the other");
}
