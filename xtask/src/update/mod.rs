//! `cargo xtask update`: takes a new document of the vendor in. Their facts, our words, all or nothing.
//!
//! ```text
//! fetch ─ check alone ─ words ─ canonical ─ hold (overlays, names) ─ emit ─ swap
//! ```
//!
//! Everything before `swap` only reads. Problems go to the caller's [`Run`], as those of the other commands do.

pub mod canonical;
pub mod fetch;
pub mod hold;
pub mod kinds;
pub mod lines;
pub mod lock;
pub mod swap;
pub mod words;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diff::{self, Side};
use crate::emit::File;
use crate::problem::{Problem, Problems, Severity};
use crate::spec::load::load;
use crate::spec::place::{Place, Pointer, Source, Sources};
use crate::tree::Tree;
use crate::write::{self, Changes};
use crate::{Inputs, Run};
use fetch::{Fetched, Limits};
use hold::{Leftover, Texts};
use lock::Lock;
use swap::Target;
use words::Gap;

/// What to take, and into what.
#[derive(Clone, Debug)]
pub struct Options {
    /// A file, `-`, or an address.
    pub source: String,
    /// The vendor's release, for `spec.lock`.
    pub release: Option<String>,
    /// Whether to cut out what the new document makes unnecessary.
    pub prune: bool,
    /// Whether to write nothing.
    pub dry_run: bool,
    /// What the source may take of time and space.
    pub limits: Limits,
    /// Our document, overlays and names.
    pub inputs: Inputs,
    /// The folder with the generated code.
    pub client: PathBuf,
    /// `spec.lock`.
    pub lock: PathBuf,
}

/// Problems that `names.yaml` mends, so that a document alone may have them.
const NAME_CODES: [&str; 2] = ["name-clash", "name-impossible"];

/// Why nothing was written; the problems say more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The new document cannot be had, or is none.
    Source,
    /// It does not fit what is here, or what is here cannot be read or written.
    Project,
}

/// Takes the document in and gives what to print.
pub fn update(run: &mut Run, options: &Options) -> Result<String, Refusal> {
    let fetched = fetch::fetch(&options.source, &options.limits).map_err(|failure| {
        let place = Place::new(&failure.name, Pointer::root());
        run.problems.error(failure.code, &place, failure.message, failure.help);
        Refusal::Source
    })?;
    let vendor = check(run, &fetched)?;
    let before = present(run, options)?;
    let ours = parse(run, &options.inputs.spec, &before)?;
    let (merged, gaps) = words::merge(&vendor, &ours);
    let mut after = before.clone();
    after.insert(options.inputs.spec.clone(), canonical::text(&merged));
    let (files, pruned) = hold(run, options, &mut after)?;
    let lock = lock(options, &fetched, &merged, &before, &after);
    let mut targets = targets(&before, &after);
    targets.push(Target { path: options.lock.clone(), text: Some(lock.text()) });
    let lines: Vec<String> = targets.iter().map(outcome).collect();
    let changes = match options.dry_run {
        true => write::compare(&options.client, &files).map(|(changes, _)| changes),
        false => swap::swap(&targets, &options.client, &files),
    };
    let changes = changes.map_err(|failure| {
        let place = Place::new(&failure.path().display().to_string(), Pointer::root());
        run.problems.error(failure.code(), &place, failure.to_string(), failure.help());
        Refusal::Project
    })?;
    let compared = compared(&options.inputs, &before, &after);
    Ok(summary(options, &lock, &lines, &changes, &pruned, &gaps) + &compared)
}

/// Runs the new document alone through the pipeline and gives it as read. Names that clash are not its fault.
fn check(run: &mut Run, fetched: &Fetched) -> Result<Value, Refusal> {
    let path = PathBuf::from(&fetched.name);
    let texts = BTreeMap::from([(path.clone(), fetched.text.clone())]);
    let mut alone = Run { tree: Tree::with(texts), ..Run::default() };
    let _ = alone.files(&Inputs { spec: path, overlays: None, names: None });
    let is_bad = alone.problems.iter().any(|it| it.severity == Severity::Error && !NAME_CODES.contains(&it.code));
    let source = Source { name: fetched.name.clone(), text: fetched.text.clone() };
    match load(&source, &mut Problems::default()).filter(|_| !is_bad) {
        Some(value) => Ok(value),
        None => {
            *run = alone;
            Err(Refusal::Source)
        }
    }
}

/// The texts that the client is made from now.
fn present(run: &mut Run, options: &Options) -> Result<Texts, Refusal> {
    let tree = Tree::default();
    let inputs = &options.inputs;
    let mut paths = vec![inputs.spec.clone()];
    let mut failed = |path: &Path, error: &std::io::Error| {
        let place = Place::new(&path.display().to_string(), Pointer::root());
        let help = "run this at the root of the project";
        run.problems.error("file-unreadable", &place, format!("cannot be read: {error}"), help);
        Refusal::Project
    };
    if let Some(folder) = &inputs.overlays {
        paths.extend(tree.overlay_files(folder).map_err(|it| failed(folder, &it))?);
    }
    paths.extend(inputs.names.clone());
    let mut texts = Texts::new();
    for path in paths {
        let text = tree.read(&path).map_err(|it| failed(&path, &it))?;
        texts.insert(path, text);
    }
    Ok(texts)
}

fn parse(run: &mut Run, path: &Path, texts: &Texts) -> Result<Value, Refusal> {
    let text = texts.get(path).cloned().unwrap_or_default();
    let source = Source { name: path.display().to_string(), text };
    run.sources.add(source.clone());
    load(&source, &mut run.problems).ok_or(Refusal::Project)
}

/// Makes the client from the texts. Cuts out of them what nothing needs any more, if that is asked for, and gives it.
fn hold(run: &mut Run, options: &Options, texts: &mut Texts) -> Result<(Vec<File>, Vec<Leftover>), Refusal> {
    let mut gone: Vec<Leftover> = Vec::new();
    // Cutting one thing out may show that nothing needs another; without `prune` this finds all that is to be told.
    loop {
        let (mut attempt, inputs) = hold::run_of(&options.inputs, texts);
        let files = attempt.files(&inputs).map(|(_, files)| files);
        let found = match files {
            Some(_) => Vec::new(),
            None => hold::leftovers(&inputs, texts, &attempt.problems),
        };
        let is_covered = |it: &Problem| it.severity == Severity::Warning || hold::covers(&found, it);
        let goes_on = files.is_none() && attempt.problems.iter().all(is_covered);
        // Lines of a file that was cut already are not those on disk.
        let is_readable = options.prune || !found.iter().any(|it| gone.iter().any(|gone| gone.file == it.file));
        if goes_on && is_readable && hold::prune(texts, &found).is_ok() {
            gone.extend(found);
            continue;
        }
        match files.filter(|_| options.prune || gone.is_empty()) {
            Some(files) => {
                *run = attempt;
                return Ok((files, gone));
            }
            None => {
                let told = if is_readable { [gone, found].concat() } else { gone };
                tell(run, options, attempt, &told);
                return Err(Refusal::Project);
            }
        }
    }
}

/// Tells what stops the update. Lines are shown as they are on disk.
fn tell(run: &mut Run, options: &Options, mut attempt: Run, leftovers: &[Leftover]) {
    attempt.problems = hold::tell(leftovers, &attempt.problems);
    let mut sources = Sources::default();
    for source in attempt.sources.iter().filter(|it| !leftovers.iter().any(|left| left.file == Path::new(&it.name))) {
        sources.add(source.clone());
    }
    if let Ok(present) = present(run, options) {
        for (path, text) in present.into_iter().filter(|(path, _)| leftovers.iter().any(|left| left.file == *path)) {
            sources.add(Source { name: path.display().to_string(), text });
        }
    }
    *run = Run { sources, ..attempt };
}

/// What `spec.lock` shall say. Our own document is no source: then it goes on saying where that came from.
fn lock(options: &Options, fetched: &Fetched, merged: &Value, before: &Texts, after: &Texts) -> Lock {
    let spec = &options.inputs.spec;
    let present = std::fs::read_to_string(&options.lock).ok().and_then(|text| Lock::read(&text));
    let text_of = |texts: &Texts| texts.get(spec).cloned().unwrap_or_default();
    let document_sha256 = lock::sha256(text_of(after).as_bytes());
    let sha256 = lock::sha256(fetched.text.as_bytes());
    let is_ours = fetched.text == text_of(before);
    let known = present.filter(|it| is_ours || it.sha256 == sha256);
    let release = options.release.clone().or_else(|| known.as_ref()?.release.clone());
    match known.filter(|_| is_ours) {
        Some(known) => Lock { release, document_sha256, ..known },
        None => {
            let version = merged.pointer("/info/version").and_then(Value::as_str).unwrap_or_default().to_owned();
            // Where a file lay on one machine means nothing on others.
            let name = Path::new(&fetched.name).file_name().filter(|_| !fetched.name.contains("://"));
            let source = name.map_or_else(|| fetched.name.clone(), |it| it.to_string_lossy().into_owned());
            Lock { source, release, version, sha256, document_sha256 }
        }
    }
}

fn targets(before: &Texts, after: &Texts) -> Vec<Target> {
    let all = before.keys().map(|path| Target { path: path.clone(), text: after.get(path).cloned() });
    all.filter(|target| before.get(&target.path) != target.text.as_ref() || target.text.is_none()).collect()
}

/// What becomes of a file, in one line.
fn outcome(target: &Target) -> String {
    let path = target.path.display();
    match &target.text {
        _ if target.is_done() => format!("{path}: unchanged\n"),
        Some(_) => format!("{path}: written\n"),
        None => format!("{path}: removed, it has no actions any more\n"),
    }
}

fn summary(
    options: &Options,
    lock: &Lock,
    files: &[String],
    changes: &Changes,
    pruned: &[Leftover],
    gaps: &[Gap],
) -> String {
    let mut text = String::new();
    if options.dry_run {
        text += "a dry run: nothing is written; below is what would be\n";
    }
    let release = lock.release.as_ref().map(|it| format!(", release {it}")).unwrap_or_default();
    let _ = writeln!(text, "source: {}, version {}{release}", lock.source, lock.version);
    if !files.iter().any(|line| line.starts_with(&format!("{}:", options.inputs.spec.display()))) {
        let _ = writeln!(text, "{}: unchanged", options.inputs.spec.display());
    }
    text.extend(files.iter().map(String::as_str));
    let _ = writeln!(
        text,
        "{}: {} files written, {} unchanged, {} removed",
        options.client.display(),
        changes.written.len(),
        changes.unchanged.len(),
        changes.removed.len(),
    );
    for leftover in pruned {
        let span = leftover.span().unwrap_or_default();
        let _ = writeln!(text, "deleted: {}, {span}: {}", leftover.file.display(), leftover.reason);
    }
    if pruned.iter().any(|it| it.pointer.starts_with("/actions/")) {
        text += "now see what `cargo xtask corrections --write` says of the mismatches that these corrected\n";
    }
    if !gaps.is_empty() {
        let _ = writeln!(text, "needs words: {} places of {}", gaps.len(), options.inputs.spec.display());
    }
    for gap in gaps {
        let at = if gap.pointer.is_empty() { "/" } else { gap.pointer.as_str() };
        let _ = writeln!(text, "  {at} ({})", gap.keys.join(", "));
    }
    text
}

/// What the change does to everybody.
fn compared(inputs: &Inputs, before: &Texts, after: &Texts) -> String {
    let side = |name: &str, texts: &Texts| {
        let (run, inputs) = hold::run_of(inputs, texts);
        run.side(name, &inputs)
    };
    match (side("before", before), side("after", after)) {
        (Ok(old), Ok(new)) => report(&old, &new),
        _ => "not compared: overlays or names do not fit the document as it was; run `cargo xtask diff`\n".to_owned(),
    }
}

fn report(old: &Side, new: &Side) -> String {
    diff::report::text(&diff::compare(old, new), false)
}
