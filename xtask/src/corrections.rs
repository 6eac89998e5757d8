//! How far the overlays go: every mismatch between the document and the server that is known, held against the actions that
//! name it. Beside the pipeline: it reads the overlays and the lists in `overlays/mismatches`, and gives the table of
//! `overlays/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value};

use crate::problem::Problems;
use crate::spec::place::{Place, Pointer};

/// The folder of the lists, inside the folder of the overlays.
pub const FOLDER: &str = "mismatches";

/// What each mismatch is sorted by, the worst first.
const SEVERITIES: &[&str] =
    &["decode-failure", "wrong-path", "wrong-auth", "wrong-type", "missing-field", "missing-param", "cosmetic"];

/// The keys that a mismatch must have; all hold text.
const KEYS: &[&str] = &["where", "severity", "document", "server", "evidence"];

const BEGIN: &str = "<!-- table: cargo xtask corrections --write -->\n";
const END: &str = "<!-- end of table -->\n";

/// Where an action or a mismatch stands: the operation and the number of the mismatch.
type Key = (String, u64);

/// The known mismatches and what names them.
#[derive(Debug, Default)]
pub struct Corrections {
    mismatches: BTreeMap<Key, Mismatch>,
    named: BTreeMap<Key, Vec<Place>>,
    actions: BTreeMap<String, usize>,
}

/// One thing that the document says wrong about the server.
#[derive(Debug)]
struct Mismatch {
    resource: String,
    severity: usize,
    left: bool,
    place: Place,
}

impl Corrections {
    /// Takes in one overlay.
    pub fn add_overlay(&mut self, file: &str, overlay: &Value, problems: &mut Problems) {
        let actions = overlay.get("actions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        *self.actions.entry(resource(file)).or_default() += actions.len();
        for (index, action) in actions.iter().enumerate() {
            let Some(corrects) = action.get("x-corrects") else { continue };
            let place = Place::new(file, Pointer::root().child("actions").index(index).child("x-corrects"));
            let Some(by_operation) = corrects.as_object() else {
                let help = "write `x-corrects: { operationId: [1, 2] }`";
                problems.error("corrections-form", &place, "`x-corrects` must be an object", help);
                continue;
            };
            for (operation, numbers) in by_operation {
                self.name(operation, numbers, &place, problems);
            }
        }
    }

    fn name(&mut self, operation: &str, numbers: &Value, place: &Place, problems: &mut Problems) {
        let place = Place::new(&place.file, place.pointer.child(operation));
        let Some(numbers) = numbers.as_array() else {
            problems.error("corrections-form", &place, "the numbers must be a list", "write `[1, 2]`");
            return;
        };
        for number in numbers {
            match number.as_u64() {
                Some(number) => self.named.entry((operation.to_owned(), number)).or_default().push(place.clone()),
                None => {
                    let message = format!("{number} is no number of a mismatch");
                    problems.error("corrections-form", &place, message, "write its number in overlays/mismatches");
                }
            }
        }
    }

    /// Takes in one list of mismatches: operation, then number, then what is wrong.
    pub fn add_list(&mut self, file: &str, list: &Value, problems: &mut Problems) {
        let root = Place::new(file, Pointer::root());
        let Some(operations) = list.as_object() else {
            problems.error("mismatch-form", &root, "a list of mismatches must be an object", "key it by operationId");
            return;
        };
        for (operation, mismatches) in operations {
            let at = Pointer::root().child(operation);
            let Some(mismatches) = mismatches.as_object() else {
                let place = Place::new(file, at);
                problems.error("mismatch-form", &place, "the mismatches must be an object", "key them by number");
                continue;
            };
            for (number, mismatch) in mismatches {
                let place = Place::new(file, at.child(number));
                let read = mismatch.as_object().and_then(|fields| Mismatch::read(fields, &place, problems));
                match (number.parse(), read) {
                    (Ok(number), Some(mismatch)) => {
                        self.mismatches.insert((operation.clone(), number), mismatch);
                    }
                    (Err(_), _) => {
                        problems.error("mismatch-form", &place, "the key is no number", "number them from 1");
                    }
                    (Ok(_), None) => {
                        let help = format!("give it {}, and `left` where it is not corrected", KEYS.join(", "));
                        problems.error("mismatch-form", &place, "the mismatch is not whole", help);
                    }
                }
            }
        }
    }

    /// Tells what does not fit together: a mismatch that nothing names, one that is both corrected and left, a name of none.
    pub fn check(&self, problems: &mut Problems) {
        for (key, mismatch) in &self.mismatches {
            let what = format!("mismatch {} of `{}`", key.1, key.0);
            match (self.named.get(key), mismatch.left) {
                (None, false) => {
                    let help = "name it under `x-corrects` of the action that mends it, or say in `left` why none does";
                    problems.error("mismatch-open", &mismatch.place, format!("no action corrects {what}"), help);
                }
                (Some(_), true) => {
                    let help = "delete `left`, or its number from the action";
                    let message = format!("an action corrects {what}, which is left");
                    problems.error("mismatch-both", &mismatch.place, message, help);
                }
                _ => {}
            }
        }
        for (key, places) in self.named.iter().filter(|(key, _)| !self.mismatches.contains_key(key)) {
            for place in places {
                let message = format!("`{}` has no mismatch {}", key.0, key.1);
                problems.error("mismatch-unknown", place, message, "correct the number, or list the mismatch");
            }
        }
    }

    /// How many mismatches are known, and how many of them are corrected.
    pub fn count(&self) -> (usize, usize) {
        let corrected = self.mismatches.keys().filter(|key| self.named.contains_key(*key)).count();
        (self.mismatches.len(), corrected)
    }

    /// The Markdown table: how many corrections there are, by resource and severity.
    pub fn table(&self) -> String {
        let mut text = format!("| resource | actions | {} | left |\n", SEVERITIES.join(" | "));
        text += &format!("|---|---|{}---|\n", "---|".repeat(SEVERITIES.len()));
        let mut total = Row::default();
        let resources: BTreeSet<&String> =
            self.actions.keys().chain(self.mismatches.values().map(|it| &it.resource)).collect();
        for resource in resources {
            let mut row = Row { actions: self.actions.get(resource).copied().unwrap_or_default(), ..Row::default() };
            for (key, mismatch) in self.mismatches.iter().filter(|(_, it)| it.resource == *resource) {
                match self.named.contains_key(key) {
                    true => row.corrected[mismatch.severity] += 1,
                    false => row.left += 1,
                }
            }
            total.add(&row);
            row.write(resource, &mut text);
        }
        total.write("**all**", &mut text);
        text
    }
}

impl Mismatch {
    fn read(fields: &Map<String, Value>, place: &Place, problems: &mut Problems) -> Option<Self> {
        for key in fields.keys().filter(|key| !KEYS.contains(&key.as_str()) && *key != "left") {
            let message = format!("`{key}` means nothing in a mismatch");
            problems.error("mismatch-form", place, message, format!("use one of {}, left", KEYS.join(", ")));
        }
        let text = |key: &str| fields.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        if KEYS.iter().any(|key| text(key).is_none()) {
            return None;
        }
        let severity = SEVERITIES.iter().position(|it| Some(*it) == text("severity"));
        if severity.is_none() {
            let help = format!("use one of {}", SEVERITIES.join(", "));
            problems.error("mismatch-form", place, "there is no such severity", help);
        }
        let left = fields.contains_key("left");
        if left && text("left").is_none() {
            problems.error("mismatch-form", place, "`left` gives no reason", "say why no action corrects it");
        }
        Some(Self { resource: resource(&place.file), severity: severity?, left, place: place.clone() })
    }
}

/// One line of the table.
#[derive(Default)]
struct Row {
    actions: usize,
    corrected: [usize; SEVERITIES.len()],
    left: usize,
}

impl Row {
    fn add(&mut self, other: &Self) {
        self.actions += other.actions;
        self.left += other.left;
        self.corrected.iter_mut().zip(other.corrected).for_each(|(sum, more)| *sum += more);
    }

    fn write(&self, name: &str, text: &mut String) {
        let _ = write!(text, "| {name} | {} |", self.actions);
        for count in self.corrected.iter().chain([&self.left]) {
            let _ = if *count == 0 { write!(text, " |") } else { write!(text, " {count} |") };
        }
        text.push('\n');
    }
}

/// The text with the table between its marks; `None` where it has no marks.
pub fn with_table(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}

/// The resource that a file is about: its name without the folder and the ending.
fn resource(file: &str) -> String {
    Path::new(file).file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
}
