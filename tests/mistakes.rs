//! Input that is wrong, in one way each: `mistakes/documents` are documents, `mistakes/overlays` and `mistakes/names` are
//! applied to the good `mistakes/base.yaml`. In YAML the line that is to be told says which problem: `# <- schema-form`. The
//! whole message of each is pinned in `snapshots/mistakes`. What is too large or too broken for a file is made here; random
//! damage is in `mistakes/damage.rs`.

#[path = "mistakes/damage.rs"]
mod damage;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use xtask::problem::{Problem, Severity};
use xtask::{Inputs, Run};

/// Where the mistakes are, from the package's folder, in which cargo runs tests: so they stand in messages.
const ROOT: &str = "tests/mistakes";
const BASE: &str = "tests/mistakes/base.yaml";

/// The longest that a run may take, in a debug build on a busy machine.
const LIMIT: Duration = Duration::from_secs(20);

/// Something wrong.
struct Mistake {
    /// `documents-json-truncated`, also its snapshot's name.
    name: String,
    inputs: Inputs,
    /// The files that are wrong.
    files: Vec<PathBuf>,
}

/// What a run made of it.
struct Outcome {
    problems: Vec<Problem>,
    rendered: String,
    has_files: bool,
}

/// Runs the pipeline, but not for ever: what hangs fails.
fn run(inputs: &Inputs) -> Outcome {
    let (sender, receiver) = mpsc::channel();
    let owned = inputs.clone();
    let worker = thread::spawn(move || {
        let mut run = Run::default();
        let has_files = run.files(&owned).is_some();
        run.problems.locate(&run.sources);
        let problems = run.problems.iter().cloned().collect();
        let outcome = Outcome { problems, rendered: run.problems.render(&run.sources), has_files };
        let _ = sender.send(outcome); // nobody listens any more after the time limit
    });
    match receiver.recv_timeout(LIMIT) {
        Ok(outcome) => outcome,
        Err(RecvTimeoutError::Timeout) => panic!("{} takes longer than {LIMIT:?}", inputs.spec.display()),
        Err(RecvTimeoutError::Disconnected) => resume_unwind(worker.join().expect_err("it has told nothing")),
    }
}

fn run_document(path: &Path) -> Outcome {
    run(&document(path))
}

fn document(path: &Path) -> Inputs {
    Inputs { spec: path.to_owned(), overlays: None, names: None }
}

/// All mistakes that are files, by name.
fn mistakes() -> Vec<Mistake> {
    let base = || document(Path::new(BASE));
    let mut all = Vec::new();
    for path in entries("documents") {
        all.push(Mistake { name: name("documents", &path), inputs: document(&path), files: vec![path] });
    }
    for path in entries("overlays") {
        let inputs = Inputs { overlays: Some(path.clone()), ..base() };
        all.push(Mistake { name: name("overlays", &path), inputs, files: files(&path) });
    }
    for path in entries("names") {
        let inputs = Inputs { names: Some(path.clone()), ..base() };
        all.push(Mistake { name: name("names", &path), inputs, files: vec![path] });
    }
    assert!(all.len() > 100, "only {} mistakes found", all.len());
    all
}

fn entries(kind: &str) -> Vec<PathBuf> {
    files(&Path::new(ROOT).join(kind))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(kind: &str, path: &Path) -> String {
    format!("{kind}-{}", path.file_stem().unwrap().to_str().unwrap())
}

/// Runs a check on every mistake, and names all that fail it.
fn each(check: impl Fn(&Mistake, &Outcome)) {
    let mut failed = Vec::new();
    for mistake in mistakes() {
        let checked = catch_unwind(AssertUnwindSafe(|| check(&mistake, &run(&mistake.inputs))));
        failed.extend(checked.is_err().then_some(mistake.name));
    }
    assert!(failed.is_empty(), "{} mistakes failed: {}", failed.len(), failed.join(", "));
}

#[test]
fn each_is_told_on_the_line_that_is_marked() {
    each(|mistake, outcome| {
        for path in mistake.files.iter().filter(|path| path.extension().is_some_and(|it| it == "yaml")) {
            let file = path.to_str().unwrap();
            let mut told: Vec<(usize, &str)> =
                outcome.problems.iter().filter(|it| it.file == file).map(|it| (it.line, it.code)).collect();
            let text = fs::read_to_string(path).unwrap();
            let mut marked = Vec::new();
            for (index, line) in text.lines().enumerate() {
                let Some((_, codes)) = line.split_once("<- ") else { continue };
                marked.extend(codes.split(", ").map(|code| (index + 1, code)));
            }
            told.sort_unstable();
            marked.sort_unstable();
            assert_eq!(told, marked, "{file}: told on the left, marked on the right\n{}", outcome.rendered);
        }
    });
}

#[test]
fn each_is_told_as_pinned() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/mistakes");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    each(|mistake, outcome| settings.bind(|| insta::assert_snapshot!(mistake.name.as_str(), outcome.rendered)));
}

#[test]
fn each_snapshot_is_of_a_mistake() {
    let wanted: BTreeSet<String> = mistakes().into_iter().map(|it| format!("{}.snap", it.name)).collect();
    let found = files(Path::new("tests/snapshots/mistakes"));
    for path in found.iter().filter(|path| path.extension().is_some_and(|it| it == "snap")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(wanted.contains(name), "{} pins nothing: delete it", path.display());
    }
}

#[test]
fn only_an_error_keeps_the_client_from_being_made() {
    each(|_, outcome| {
        assert!(!outcome.problems.is_empty(), "nothing is told");
        let has_errors = outcome.problems.iter().any(|it| it.severity == Severity::Error);
        assert_eq!(outcome.has_files, !has_errors);
    });
}

/// STYLE.md, rule 4: a fragment that begins small and has no full stop, a place, and an imperative that mends it.
#[test]
fn each_message_says_what_where_and_how_to_mend_it() {
    each(|_, outcome| {
        for it in &outcome.problems {
            for text in [&it.message, &it.help] {
                assert!(!text.trim().is_empty() && !text.ends_with('.'), "{}: {text}", it.code);
                let first = text.split(' ').next().unwrap_or_default();
                let is_small = !first.starts_with(char::is_uppercase) || ["OpenAPI", "Swagger"].contains(&first);
                assert!(is_small, "{}: {text}", it.code);
            }
            assert!(it.line > 0 && it.column > 0, "{} stands nowhere", it.code);
        }
    });
}

/// Every problem that the generator can tell is told by a mistake: the codes are read from its source.
#[test]
fn each_problem_has_a_mistake() {
    let mut codes = BTreeSet::new();
    let mut open = vec![PathBuf::from("xtask/src")];
    while let Some(folder) = open.pop() {
        // The corrections are no part of the pipeline; `truth/mismatches.rs` has their mistakes.
        for path in files(&folder).into_iter().filter(|it| !it.ends_with("corrections.rs")) {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let calls = text.split(".error(").skip(1).chain(text.split(".warning(").skip(1));
            let first = calls.filter_map(|it| it.trim_start().strip_prefix('"')?.split('"').next());
            codes.extend(first.map(str::to_owned));
        }
    }
    assert!(codes.len() > 40, "only {} codes found in xtask/src", codes.len());
    for outcome in mistakes().iter().map(|it| run(&it.inputs)) {
        for problem in outcome.problems {
            codes.remove(problem.code);
        }
    }
    for elsewhere in ["file-unreadable", "schema-deep", "corrections-readme", "revision-unreadable"] {
        // Below, in `commands/chains.rs`, `commands.rs` and `diff/revisions.rs`: these are no files.
        assert!(codes.remove(elsewhere), "{elsewhere}");
    }
    assert!(codes.is_empty(), "no mistake in {ROOT} leads to {codes:?}");
}

#[test]
fn what_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let not_utf_8 = folder.path().join("latin-1.yaml");
    fs::write(&not_utf_8, b"openapi: 3.1.0\ninfo: { title: caf\xe9, version: '1' }\n").unwrap();
    for inputs in [
        document(Path::new("tests/mistakes/nowhere.json")),
        document(Path::new(ROOT)),
        document(&not_utf_8),
        Inputs { overlays: Some(BASE.into()), ..document(Path::new(BASE)) },
        Inputs { names: Some(ROOT.into()), ..document(Path::new(BASE)) },
        Inputs { overlays: Some("tests/nowhere".into()), ..document(Path::new(BASE)) },
        Inputs { names: Some("tests/nowhere.yaml".into()), ..document(Path::new(BASE)) },
    ] {
        let outcome = run(&inputs);
        let codes: Vec<&str> = outcome.problems.iter().map(|it| it.code).collect();
        assert_eq!(codes, ["file-unreadable"], "{inputs:?}\n{}", outcome.rendered);
        assert!(!outcome.has_files);
    }
}

/// Ten thousand levels, closed or left open, in every way in which a schema can nest: no stack is deep enough for all.
#[test]
fn what_is_nested_too_deep_is_told() {
    const LEVELS: usize = 10_000;
    let head = r#"{"openapi":"3.1.0","info":{"title":"Pets","version":"1"},"paths":{},"components":{"schemas":{"Pet":"#;
    let folder = tempfile::tempdir().unwrap();
    for (open, close) in [
        ("{\"items\":", "}"),
        ("{\"properties\":{\"a\":", "}}"),
        ("{\"allOf\":[", "]}"),
        ("[", "]"),
        ("{\"not\":", "}"),
    ] {
        let open = open.repeat(LEVELS);
        let closed = format!("{head}{open}{{}}{}}}}}}}", close.repeat(LEVELS));
        for (file, text) in [
            ("closed.json", closed.clone()),
            ("open.json", format!("{head}{open}")),
            ("closed.yaml", format!("# YAML\n{closed}")),
            ("open.yaml", format!("# YAML\n{head}{open}")),
        ] {
            told_at_once(&folder.path().join(file), &text, "syntax");
        }
    }
    let lines = (0..LEVELS).fold(String::from("openapi: 3.1.0\n"), |text, level| {
        text + &" ".repeat(level.min(400)) + if level < 400 { "a:\n" } else { "" }
    });
    told_at_once(&folder.path().join("block.yaml"), &lines, "syntax");
    let dashes = format!("openapi: 3.1.0\na:\n{}", "- ".repeat(LEVELS));
    told_at_once(&folder.path().join("dashes.yaml"), &dashes, "syntax");
}

#[test]
fn what_is_empty_is_told() {
    let folder = tempfile::tempdir().unwrap();
    told_at_once(&folder.path().join("empty.json"), "", "syntax");
    told_at_once(&folder.path().join("empty.yaml"), "", "document-version");
    told_at_once(&folder.path().join("comment.yaml"), "# Nothing yet.\n", "document-version");
}

/// A text of a kilobyte that would unfold to gigabytes.
#[test]
fn what_unfolds_without_end_is_told() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        text += &format!("a{level}: &a{level} [{items}]\n");
    }
    let folder = tempfile::tempdir().unwrap();
    told_at_once(&folder.path().join("bomb.yaml"), &text, "syntax");
}

fn told_at_once(path: &Path, text: &str, code: &str) {
    fs::write(path, text).unwrap();
    let outcome = run_document(path);
    let codes: Vec<&str> = outcome.problems.iter().map(|it| it.code).collect();
    assert_eq!(codes, [code], "{}", outcome.rendered);
    assert!(outcome.rendered.len() < 2_000, "the message is {} bytes long", outcome.rendered.len());
}
