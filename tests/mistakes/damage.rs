//! Random damage to good documents, the same on every run: whatever comes of it, the generator gives files or says what is
//! wrong, and neither panics nor hangs. A case that fails is left in `target/tmp` and named. A part of `mistakes.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use xtask::problem::Severity;

use crate::{document, files, run};

/// Runs with the real document, which takes its time in a debug build, and with each small one.
const LARGE_RUNS: u64 = 24;
const SMALL_RUNS: u64 = 6;

/// The root package's own document, and one from another crate of the same API.
const LARGE: &[&str] = &["openapi.json", "tests/fixtures/documents/chatwoot-older.json"];

#[test]
fn a_damaged_document_is_generated_or_told() {
    for path in LARGE.iter().map(Path::new).filter(|path| path.exists()) {
        let good: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for seed in 0..LARGE_RUNS {
            survives(path, seed, &damaged(&good, seed).to_string());
        }
    }
}

#[test]
fn a_damaged_small_document_is_generated_or_told() {
    for path in small() {
        let Ok(good) = serde_yaml::from_str::<Value>(&fs::read_to_string(&path).unwrap()) else { continue };
        for seed in 0..SMALL_RUNS {
            survives(&path, seed, &damaged(&good, seed).to_string());
        }
    }
}

#[test]
fn a_damaged_text_is_generated_or_told() {
    for path in small() {
        let good = fs::read_to_string(&path).unwrap();
        for seed in 0..SMALL_RUNS {
            survives(&path, seed, &garbled(&good, seed));
        }
    }
}

/// All small documents: each has a feature of its own to damage, and those of `mistakes` are damaged twice.
fn small() -> Vec<PathBuf> {
    let folders = ["tests/mistakes", "tests/mistakes/documents", "tests/fixtures"].map(Path::new);
    let mut paths: Vec<PathBuf> = folders.into_iter().filter(|it| it.exists()).flat_map(files).collect();
    paths.retain(|it| it.extension().is_some_and(|it| it == "yaml") && !it.to_string_lossy().ends_with(".names.yaml"));
    assert!(paths.len() > 100, "only {} documents found", paths.len());
    paths
}

fn survives(original: &Path, seed: u64, text: &str) {
    let stem = original.file_stem().unwrap().to_string_lossy();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{stem}-{seed}.{}", kind(text)));
    fs::write(&path, text).unwrap();
    let outcome = run(&document(&path));
    let has_errors = outcome.problems.iter().any(|it| it.severity == Severity::Error);
    assert_eq!(outcome.has_files, !has_errors, "{}: {}", path.display(), outcome.rendered);
    fs::remove_file(&path).unwrap();
}

fn kind(text: &str) -> &'static str {
    if text.starts_with('{') { "json" } else { "yaml" }
}

/// The document after one to eight random edits.
fn damaged(good: &Value, seed: u64) -> Value {
    let mut dice = Dice::new(seed);
    let mut value = good.clone();
    for _ in 0..=dice.below(8) {
        let mut pointers = Vec::new();
        collect(&value, &mut String::new(), &mut pointers);
        let pointer = dice.pick(&pointers).clone();
        let other = value.pointer(dice.pick::<String>(&pointers)).cloned().unwrap_or_default();
        edit(&mut value, &pointer, other, &mut dice);
    }
    value
}

fn edit(value: &mut Value, pointer: &str, other: Value, dice: &mut Dice) {
    let Some((parent, step)) = pointer.rsplit_once('/') else { return };
    let step = step.replace("~1", "/").replace("~0", "~");
    let Some(node) = value.pointer_mut(pointer) else { return };
    match dice.below(16) {
        0 => *node = Value::Null,
        1 => *node = json!(true),
        2 => *node = json!(-1),
        3 => *node = json!(1e308),
        4 => *node = json!(""),
        5 => *node = json!("…\"*/\u{202e}{x}/../#"),
        6 => *node = json!([]),
        7 => *node = json!({}),
        8 => *node = json!({ "$ref": format!("#{pointer}") }), // to itself
        9 => *node = json!({ "$ref": format!("#{parent}") }),  // to what it stands in
        10 => *node = json!([node.take()]),
        11 => *node = json!({ "a": node.take() }),
        12 => *node = other,
        // Another key, beside or instead of the old one.
        13 | 14 => {
            let new = *dice.pick(&["$ref", "type", "allOf", "oneOf", "items", "properties", "get", "", "x y"]);
            if let Some(Value::Object(object)) = value.pointer_mut(parent) {
                let moved = if dice.below(2) == 0 { object.remove(&step) } else { object.get(&step).cloned() };
                object.insert(new.to_owned(), moved.unwrap_or_default());
            }
        }
        _ => match value.pointer_mut(parent) {
            Some(Value::Object(object)) => drop(object.remove(&step)),
            Some(Value::Array(items)) => drop(items.remove(step.parse().unwrap())),
            _ => {}
        },
    }
}

/// The pointers of all nodes.
fn collect(node: &Value, pointer: &mut String, all: &mut Vec<String>) {
    all.push(pointer.clone());
    let length = pointer.len();
    let children: Vec<(String, &Value)> = match node {
        Value::Object(object) => {
            object.iter().map(|(key, it)| (key.replace('~', "~0").replace('/', "~1"), it)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(index, it)| (index.to_string(), it)).collect(),
        _ => Vec::new(),
    };
    for (step, child) in children {
        pointer.push('/');
        pointer.push_str(&step);
        collect(child, pointer, all);
        pointer.truncate(length);
    }
}

/// The text after one to four random edits.
fn garbled(good: &str, seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let mut letters: Vec<char> = good.chars().collect();
    for _ in 0..=dice.below(4) {
        let at = dice.below(letters.len());
        let end = (at + 1 + dice.below(20)).min(letters.len());
        match dice.below(5) {
            0 => letters.truncate(at),
            1 => drop(letters.drain(at..end)),
            2 => letters.insert(at, *dice.pick(&['{', '[', '"', '\'', '&', '*', '!', '\t', '\0', '\r', ':', '…', '|'])),
            3 => letters.splice(at..at, letters[at..end].to_vec()).for_each(drop),
            _ => letters.swap(at, end - 1),
        }
        if letters.is_empty() {
            break;
        }
    }
    letters.into_iter().collect()
}

/// A linear congruential generator (Knuth's MMIX), enough to pick places.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        let mut dice = Self(seed);
        dice.below(2); // the first throws of neighbouring seeds are alike
        dice
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
