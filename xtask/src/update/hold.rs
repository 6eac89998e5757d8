//! Holds the overlays and the names against a new document. An action or entry that the vendor made unnecessary is found, with
//! its lines, and can be cut out. Between [`words`](super::words) and [`swap`](super::swap); all judgments are those of
//! `overlay` and `names`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use serde_json_path::JsonPath;

use super::lines;
use crate::problem::{Problem, Problems, Severity};
use crate::spec::load::load;
use crate::spec::overlay;
use crate::spec::place::{Place, Pointer, Source};
use crate::tree::Tree;
use crate::{Inputs, Run};

/// What nothing needs any more.
#[derive(Clone, Debug)]
pub struct Leftover {
    /// The overlay, or the file of names.
    pub file: PathBuf,
    /// The action or the entry.
    pub pointer: String,
    /// Its lines; `None`: it shares them with others.
    pub lines: Option<RangeInclusive<usize>>,
    /// What became of what it was for.
    pub reason: String,
}

impl Leftover {
    /// `lines 3 to 9`, or `line 3`.
    pub fn span(&self) -> Option<String> {
        let lines = self.lines.as_ref()?;
        Some(match (lines.start(), lines.end()) {
            (start, end) if start == end => format!("line {start}"),
            (start, end) => format!("lines {start} to {end}"),
        })
    }
}

/// The texts that the client is made from, by their paths.
pub type Texts = BTreeMap<PathBuf, String>;

/// A run over the texts and nothing else, and its inputs: a folder whose overlays are all gone is none.
pub fn run_of(inputs: &Inputs, texts: &Texts) -> (Run, Inputs) {
    let tree = Tree::closed("", texts.clone());
    let overlays = inputs.overlays.clone().filter(|folder| tree.has(folder));
    (Run { tree, ..Run::default() }, Inputs { overlays, ..inputs.clone() })
}

/// The leftovers in these texts, by what a run over them told: sorted by file and place.
pub fn leftovers(inputs: &Inputs, texts: &Texts, problems: &Problems) -> Vec<Leftover> {
    let mut found = Vec::new();
    if problems.iter().any(is_about_action) {
        found.extend(actions(inputs, texts, problems));
    }
    if let Some(file) = &inputs.names {
        let stale = problems.iter().filter(|it| it.code == "names-stale");
        let stale: Vec<(String, String)> = stale.map(|it| (it.pointer.clone(), it.message.clone())).collect();
        found.extend(with_lines(file, texts, stale));
    }
    found
}

/// Whether a problem is told of one of these.
pub fn covers(leftovers: &[Leftover], problem: &Problem) -> bool {
    let is_same = |it: &Leftover| it.file == Path::new(&problem.file) && it.pointer == problem.pointer;
    (is_about_action(problem) || problem.code == "names-stale") && leftovers.iter().any(is_same)
}

/// Cuts the leftovers out. An overlay without actions goes altogether, and so does a section of names without entries.
///
/// Fails with one that cannot be cut by lines.
pub fn prune<'a>(texts: &mut Texts, leftovers: &'a [Leftover]) -> Result<(), &'a Leftover> {
    if let Some(whole) = leftovers.iter().find(|it| it.lines.is_none()) {
        return Err(whole);
    }
    let files: BTreeSet<&PathBuf> = leftovers.iter().map(|it| &it.file).collect();
    for file in files {
        let mine = || leftovers.iter().filter(|it| it.file == *file);
        let Some(text) = texts.get(file) else { continue };
        let source = Source { name: file.display().to_string(), text: text.clone() };
        let value = load(&source, &mut Problems::default()).unwrap_or_default();
        let gone: BTreeSet<&str> = mine().map(|it| it.pointer.as_str()).collect();
        let (mut ranges, mut emptied): (Vec<_>, Vec<_>) = (mine().filter_map(|it| it.lines.clone()).collect(), vec![]);
        for (section, entries) in value.as_object().into_iter().flatten() {
            let count = entries.as_object().map(|it| it.len()).or_else(|| entries.as_array().map(Vec::len));
            let at = Pointer::root().child(section);
            let prefix = format!("{at}/");
            if count.is_some_and(|it| it > 0 && it == gone.iter().filter(|it| it.starts_with(&prefix)).count()) {
                emptied.push(at);
            }
        }
        if emptied.iter().any(|it| it.as_str() == "/actions") {
            texts.remove(file);
            continue;
        }
        let emptied: Vec<&str> = emptied.iter().map(Pointer::as_str).collect();
        ranges.extend(lines::find(&source, &emptied).into_iter().flatten());
        texts.insert(file.clone(), lines::cut(&source.text, &ranges));
    }
    Ok(())
}

fn is_about_action(problem: &Problem) -> bool {
    problem.code == "overlay-stale" || problem.code == "overlay-selects-nothing"
}

/// The actions that were told of and change nothing, or have nothing left to change.
fn actions(inputs: &Inputs, texts: &Texts, problems: &Problems) -> Vec<Leftover> {
    let mut found = Vec::new();
    let Some(mut document) = read(&inputs.spec, texts) else { return found };
    for (file, _) in texts.iter().filter(|(path, _)| path.parent() == inputs.overlays.as_deref()) {
        let name = file.display().to_string();
        let Some(overlay) = read(file, texts) else { continue };
        let mut mine = Vec::new();
        for (index, action) in overlay.get("actions").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let pointer = Pointer::root().child("actions").index(index).to_string();
            let told = |it: &&Problem| is_about_action(it) && it.file == name && it.pointer == pointer;
            if problems.iter().any(|it| told(&it))
                && let Some(reason) = unnecessary(&document, action)
            {
                mine.push((pointer, reason));
                continue;
            }
            // The others are applied, as far as they can be: what follows them may build on them.
            let alone = json!({ "overlay": "1.0.0", "actions": [action] });
            overlay::apply(&mut document, &name, &alone, &mut Problems::default());
        }
        found.extend(with_lines(file, texts, mine));
    }
    found
}

/// Why the document does without this action; `None`: it does not, or not in all places.
fn unnecessary(document: &Value, action: &Value) -> Option<String> {
    let target = action.get("target")?.as_str()?;
    let nodes = JsonPath::parse(target).ok()?.query(document).all();
    if nodes.is_empty() {
        return Some(format!("`{target}` selects nothing any more"));
    }
    let update = action.get("update")?;
    nodes.iter().all(|node| says(node, update)).then(|| format!("the document says it already of `{target}`"))
}

/// Whether a node is as an update would make it: [`overlay::apply`] objects to just that.
fn says(node: &Value, update: &Value) -> bool {
    let action = json!({ "target": "$.node", "description": "-", "x-evidence": "-", "update": update });
    let mut problems = Problems::default();
    let overlay = json!({ "overlay": "1.0.0", "actions": [action] });
    overlay::apply(&mut json!({ "node": node }), "", &overlay, &mut problems);
    problems.iter().any(|it| it.message.ends_with("changes nothing: the document already says so"))
}

fn read(path: &Path, texts: &Texts) -> Option<Value> {
    let source = Source { name: path.display().to_string(), text: texts.get(path)?.clone() };
    load(&source, &mut Problems::default())
}

fn with_lines(file: &Path, texts: &Texts, found: Vec<(String, String)>) -> Vec<Leftover> {
    let Some(text) = texts.get(file).filter(|_| !found.is_empty()) else { return Vec::new() };
    let source = Source { name: file.display().to_string(), text: text.clone() };
    let pointers: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
    let ranges = lines::find(&source, &pointers);
    let leftover = |((pointer, reason), lines): ((String, String), _)| Leftover {
        file: file.to_owned(),
        pointer,
        // What is told is told of JSON too, where the commas between the lines count.
        lines: Option::filter(lines, |_| !source.text.trim_start().starts_with('{')),
        reason,
    };
    let mut all: Vec<Leftover> = found.into_iter().zip(ranges).map(leftover).collect();
    all.sort_by_key(|it| it.lines.as_ref().map(|lines| *lines.start()));
    all
}

/// The problems as told, those of leftovers with the lines to delete.
pub fn tell(leftovers: &[Leftover], told: &Problems) -> Problems {
    let mut problems = Problems::default();
    for problem in told.iter().filter(|it| !covers(leftovers, it)) {
        let mut place = Place::new(&problem.file, Pointer::from(problem.pointer.as_str()));
        (place.line, place.column) = (problem.line, problem.column);
        match problem.severity {
            Severity::Error => problems.error(problem.code, &place, problem.message.clone(), problem.help.clone()),
            Severity::Warning => problems.warning(problem.code, &place, problem.message.clone(), problem.help.clone()),
        }
    }
    for leftover in leftovers {
        let place = Place::new(&leftover.file.display().to_string(), Pointer::from(leftover.pointer.as_str()));
        let code = if leftover.pointer.starts_with("/actions/") { "overlay-unnecessary" } else { "names-stale" };
        let help = match leftover.span() {
            Some(span) => format!(
                "delete {span} of {}, or run this with --prune; if what it is for has moved, name its new place instead",
                place.file
            ),
            None => "delete it by hand: it shares its lines with others".to_owned(),
        };
        problems.error(code, &place, leftover.reason.clone(), help);
    }
    problems
}
