//! The table of faults in the documentation of `runtime` names tests that exist.

use std::fmt::Write as _;

/// The tests that the table of faults names in its last column.
fn tests_of_table() -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("../../src/runtime/mod.rs").lines();
    let rows = lines.filter_map(|line| line.strip_prefix("//! |")?.trim_end().strip_suffix("` |"));
    let tests = rows.map(|row| row.rsplit_once('`').and_then(|(_, test)| test.split_once("::")));
    tests.map(|test| test.expect("a row must end with `module::test`")).collect()
}

#[test]
fn every_test_of_the_table_exists() {
    let tests = tests_of_table();
    assert!(tests.len() >= 30, "{}", tests.len());
    let mut missing = String::new();
    for (module, name) in tests {
        let path = format!("{}/tests/runtime/{module}.rs", env!("CARGO_MANIFEST_DIR"));
        let source = std::fs::read_to_string(path).unwrap_or_default();
        let head = |line: &str| line.ends_with(&format!("fn {name}() {{"));
        let mut lines = source.lines().zip(source.lines().skip(1));
        if !lines.any(|(above, line)| above.contains("test") && above.starts_with("#[") && head(line)) {
            let _ = writeln!(missing, "{module}::{name}");
        }
    }
    assert!(missing.is_empty(), "no such tests:\n{missing}");
}
