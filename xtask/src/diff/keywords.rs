//! The keywords of documents: which of them hold names, data, words or limits, and which one a pointer ends in. For
//! [`pointers`](super::pointers), [`claims`](super::claims) and [`judge`](super::judge).

use super::facts::steps;
use crate::spec::keywords::BY_NAME;

/// Keys whose values are data: they differ as a whole.
pub(super) const DATA: &[&str] = &["example", "examples", "default", "const", "value"];

/// Keys that only say something.
const WORDS: &[&str] = &["description", "summary", "title", "example", "examples"];

/// Keys that say which values of a type are meant.
const LIMITS: &[&str] = &[
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "format",
];

/// The keyword that a pointer ends in, with the steps before it; what follows a name is no keyword.
pub(super) fn keyword(pointer: &str) -> (String, Vec<String>) {
    let steps = steps(pointer);
    let mut by_name = false;
    let mut last = 0;
    for (index, step) in steps.iter().enumerate() {
        if by_name {
            by_name = false;
            continue;
        }
        let is_index = step.bytes().all(|it| it.is_ascii_digit());
        // An entry of a set is not a keyword, but what the set is called is.
        let is_entry = index > 0 && last == index - 1 && ["required", "enum", "tags"].contains(&steps[last].as_str());
        if !is_index && !is_entry {
            last = index;
        }
        by_name = !is_entry && BY_NAME.contains(&step.as_str());
    }
    match steps.get(last) {
        // The last step is a name, as under `properties`.
        Some(_) if by_name_at_end(&steps) => (String::new(), steps),
        Some(key) => (key.clone(), steps[..last].to_vec()),
        None => (String::new(), steps),
    }
}

/// Whether the last step is a name.
fn by_name_at_end(steps: &[String]) -> bool {
    let mut by_name = false;
    for (index, step) in steps.iter().enumerate() {
        let is_name = by_name;
        if index + 1 == steps.len() {
            return is_name;
        }
        by_name = !is_name && BY_NAME.contains(&step.as_str());
    }
    false
}

/// What the keyword of a difference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Words,
    Limit,
    Default,
    Extension,
    Structure,
}

/// What kind of difference this is, by its keyword.
pub(super) fn class(keyword: &str) -> Class {
    match keyword {
        it if WORDS.contains(&it) => Class::Words,
        it if LIMITS.contains(&it) => Class::Limit,
        "default" => Class::Default,
        "externalDocs" => Class::Extension,
        it if it.starts_with("x-") => Class::Extension,
        _ => Class::Structure,
    }
}
