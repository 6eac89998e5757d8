//! Random single edits of the real document: each is found, or listed as judged by no rule, and none ends the process.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

use serde_json::{Value, json};
use xtask::diff::{Side, compare};

use super::{document, side_of};

/// How many edits that leave a document are compared.
const EDITS: usize = 1_000;

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// All nodes of a document, by pointer.
fn nodes(value: &Value, pointer: &str, all: &mut Vec<String>) {
    all.push(pointer.to_owned());
    match value {
        Value::Object(object) => {
            for (key, child) in object {
                nodes(child, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, child)| nodes(child, &format!("{pointer}/{index}"), all))
        }
        _ => {}
    }
}

/// Makes one edit at a node; gives what was done.
fn edit(document: &mut Value, pointer: &str, random: &mut Random) -> &'static str {
    let choice = random.below(3);
    let index = random.next() as usize;
    match document.pointer_mut(pointer).unwrap() {
        Value::Object(object) if choice == 0 || object.is_empty() => {
            object.insert("x-made-up".to_owned(), json!(1));
            "an extension came"
        }
        Value::Object(object) if choice == 1 => {
            let key = object.keys().nth(index % object.len()).unwrap().clone();
            object.shift_remove(&key);
            "a key went"
        }
        Value::Object(object) => {
            let key = object.keys().nth(index % object.len()).unwrap().clone();
            let value = object.shift_remove(&key).unwrap();
            object.insert(format!("{key}_two"), value);
            "a key is called otherwise"
        }
        Value::Array(items) if choice == 0 && !items.is_empty() => {
            items.remove(index % items.len());
            "an entry went"
        }
        Value::Array(items) => {
            items.push(json!("made_up"));
            "an entry came"
        }
        Value::String(text) => {
            text.push_str("_two");
            "a text is longer"
        }
        Value::Number(_) => {
            *document.pointer_mut(pointer).unwrap() = json!(424_242);
            "a number is another one"
        }
        Value::Bool(is) => {
            *is = !*is;
            "a truth value is the other one"
        }
        Value::Null => {
            *document.pointer_mut(pointer).unwrap() = json!("made_up");
            "a null is a text"
        }
    }
}

/// Compares one edit; gives why it was overlooked, or whether it left a document.
fn try_one(base: &Side, document: &Value, all: &[String], seed: u64) -> Result<bool, String> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    random.next();
    let pointer = &all[random.below(all.len())];
    let mut edited = document.clone();
    let what = edit(&mut edited, pointer, &mut random);
    let Ok(other) = side_of(&edited) else { return Ok(false) };
    for (old, new) in [(base, &other), (&other, base)] {
        let report = compare(old, new);
        if report.findings.is_empty() && report.unhandled.is_empty() {
            return Err(format!("edit {seed}: {what} at {pointer}"));
        }
    }
    Ok(true)
}

#[test]
fn no_edit_is_overlooked() {
    let document = document();
    let base = side_of(&document).unwrap_or_else(|_| panic!("the document itself is refused"));
    let mut all = Vec::new();
    nodes(&document, "", &mut all);
    let (tried, compared) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let mut overlooked = Vec::new();
        while compared.load(SeqCst) < EDITS {
            let seed = tried.fetch_add(1, SeqCst) as u64;
            match try_one(&base, &document, &all, seed) {
                Ok(is_document) => drop(compared.fetch_add(usize::from(is_document), SeqCst)),
                Err(edit) => overlooked.push(edit),
            }
            assert!(seed < 10 * EDITS as u64, "most edits leave no document");
        }
        overlooked
    };
    let overlooked = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut overlooked = work();
        overlooked.extend(other.join().unwrap());
        overlooked
    });
    println!("{} edits compared, {} tried", compared.load(SeqCst), tried.load(SeqCst));
    assert!(overlooked.is_empty(), "{} overlooked:\n{}", overlooked.len(), overlooked.join("\n"));
}
