//! `cargo xtask` as its users meet it: exit codes, what is printed where, and what becomes of the folder it writes, whatever
//! goes wrong. Also the pinned surface of the client, and that the repository's own client is fresh. What the pipeline makes
//! of a document is in `fixtures.rs` and `mistakes.rs`; documents that might end the process are in `commands/chains.rs`.

#[path = "shared/binary.rs"]
mod binary;
#[path = "commands/chains.rs"]
mod chains;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use binary::binary;
use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::{Inputs, Run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The generated client in the repository.
const COMMITTED: &str = "generated-client/src/generated";

/// A small good document, and one that is not.
const GOOD: &str = "tests/mistakes/base.yaml";
const BAD: &str = "tests/mistakes/documents/several.yaml";

/// A run from the repository's root.
fn xtask(arguments: &[&str]) -> Output {
    Command::new(binary()).args(arguments).current_dir(ROOT).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("ended by a signal: {}", stderr(output)))
}

fn stdout(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

/// A folder to generate into, below a temporary one, where nothing else may be left.
struct Out {
    parent: TempDir,
    path: PathBuf,
}

impl Out {
    fn empty() -> Self {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("generated");
        Self { parent, path }
    }

    /// With the client of the good document in it.
    fn filled() -> Self {
        let out = Self::empty();
        let output = out.generate(GOOD, &[]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        out
    }

    fn generate(&self, spec: &str, more: &[&str]) -> Output {
        xtask(&[&["generate", "--spec", spec, "--out", self.path.to_str().unwrap()], more].concat())
    }

    /// All files and folders beside and below, with their bytes and times: what must not change does not.
    fn state(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        state(self.parent.path())
    }
}

fn state(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            let bytes = if path.is_dir() { Vec::new() } else { fs::read(&path).unwrap() };
            all.insert(path.clone(), (bytes, path.metadata().unwrap().modified().unwrap()));
            open.extend(path.is_dir().then_some(path));
        }
    }
    all
}

fn texts(folder: &Path) -> BTreeMap<PathBuf, String> {
    let files = state(folder).into_iter().filter(|(path, _)| path.is_file());
    files
        .map(|(path, (bytes, _))| (path.strip_prefix(folder).unwrap().to_owned(), String::from_utf8(bytes).unwrap()))
        .collect()
}

#[test]
fn surface() {
    let inputs =
        Inputs { spec: "openapi.json".into(), overlays: Some("overlays".into()), names: Some("names.yaml".into()) };
    let api = Run::default().api(&inputs).expect("the repository's own document is good");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let surface = xtask::surface::surface(&api);
    settings.bind(|| insta::assert_snapshot!("surface", surface));
    assert_eq!(stdout(&xtask(&["surface"])), surface);
}

#[test]
fn the_committed_client_is_fresh() {
    let before = state(Path::new(COMMITTED));
    let output = xtask(&["generate", "--check"]);
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).contains("files are fresh"), "{}", stdout(&output));
    assert_eq!(before, state(Path::new(COMMITTED)));
}

#[test]
fn the_printed_document_makes_the_same_client() {
    let output = xtask(&["spec"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_ne!(stdout(&output), fs::read_to_string("openapi.json").unwrap(), "the overlays are applied");
    let out = Out::empty();
    let spec = out.parent.path().join("effective.json");
    fs::write(&spec, stdout(&output)).unwrap();
    let output = out.generate(spec.to_str().unwrap(), &["--names", "names.yaml"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let direct = Out::empty();
    assert_eq!(code(&xtask(&["generate", "--out", direct.path.to_str().unwrap()])), 0);
    let (mut made, mut wanted) = (texts(&out.path), texts(&direct.path));
    for files in [&mut made, &mut wanted] {
        // The stamp is of the files as they were read.
        let meta = files.get_mut(Path::new("meta.rs")).unwrap();
        *meta = meta.lines().filter(|line| !line.contains("STAMP")).collect();
    }
    assert_eq!(made.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (path, text) in made {
        let difference = text.lines().zip(wanted[&path].lines()).find(|(a, b)| a != b);
        assert!(text == wanted[&path], "{}: {difference:?}", path.display());
    }
}

#[test]
fn exit_codes_tell_usage_input_and_stale() {
    let out = Out::filled();
    for (wanted, output) in [
        (0, out.generate(GOOD, &[])),
        (0, out.generate(GOOD, &["--check"])),
        (0, xtask(&["surface", "--spec", GOOD])),
        (0, xtask(&["spec", "--spec", GOOD])),
        (0, xtask(&["--help"])),
        (1, out.generate(BAD, &[])),
        (1, out.generate(BAD, &["--check"])),
        (1, out.generate("nowhere.json", &[])),
        (1, out.generate(GOOD, &["--names", "nowhere.yaml"])),
        (1, out.generate(GOOD, &["--overlays", "nowhere"])),
        (1, xtask(&["surface", "--spec", BAD])),
        (1, xtask(&["spec", "--spec", "tests/mistakes/documents/json-truncated.json"])),
        (2, xtask(&[])),
        (2, xtask(&["generat"])),
        (2, xtask(&["generate", "--force"])),
        (2, xtask(&["surface", "--format", "xml"])),
        (4, Out::empty().generate(GOOD, &["--check"])),
    ] {
        assert_eq!(code(&output), wanted, "{}{}", stdout(&output), stderr(&output));
        assert_eq!(output.stderr.is_empty(), [0, 4].contains(&wanted), "{}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
    }
}

#[test]
fn problems_are_told_as_text_and_as_json() {
    let output = xtask(&["surface", "--spec", BAD]);
    assert!(output.stdout.is_empty());
    assert!(stderr(&output).contains(&format!("--> {BAD}:")), "{}", stderr(&output));
    let output = xtask(&["surface", "--spec", BAD, "--format", "json"]);
    assert!(output.stdout.is_empty());
    let problems: Vec<Value> = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(problems.len(), 5, "{problems:#?}");
    for problem in &problems {
        let keys: Vec<&String> = problem.as_object().unwrap().keys().collect();
        let mut wanted = ["severity", "code", "file", "pointer", "line", "column", "message", "help"].to_vec();
        wanted.sort_by_key(|key| keys.iter().position(|it| it == key));
        assert_eq!(keys, wanted);
        assert!(["error", "warning"].contains(&problem["severity"].as_str().unwrap()));
        assert_eq!(problem["file"], BAD);
        assert!(problem["line"].as_u64().unwrap() > 0 && problem["column"].as_u64().unwrap() > 0);
    }
    let output = xtask(&["surface", "--spec", GOOD, "--format", "json"]);
    assert_eq!(serde_json::from_slice::<Value>(&output.stderr).unwrap(), json!([]));
}

/// What is wrong with the folder is told in the asked form like what is wrong with the document.
#[test]
fn a_folder_that_cannot_be_written_is_told_as_json_too() {
    let out = Out::filled();
    fs::write(out.path.join("notes.txt"), "mine").unwrap();
    let output = out.generate(GOOD, &["--format", "json"]);
    assert_eq!(code(&output), 1);
    let problems: Vec<Value> = serde_json::from_str(stderr(&output)).unwrap();
    assert_eq!(problems.len(), 1);
    assert!(problems[0]["message"].as_str().unwrap().contains("was not written by this tool"));
}

#[test]
fn a_check_shows_what_differs_and_writes_nothing() {
    let out = Out::filled();
    let meta = out.path.join("meta.rs");
    let stale = fs::read_to_string(&meta).unwrap().replace("\"Pets\"", "\"Old pets\"");
    fs::write(&meta, stale).unwrap();
    fs::remove_file(out.path.join("types/pet.rs")).unwrap();
    fs::copy(out.path.join("types/pet_kind.rs"), out.path.join("types/toy.rs"))
        .or_else(|_| fs::copy(&meta, out.path.join("types/toy.rs")))
        .unwrap();
    let before = out.state();
    let output = out.generate(GOOD, &["--check"]);
    assert_eq!(code(&output), 4);
    for wanted in [
        "stale: meta.rs",
        "-pub const API_TITLE: &str = \"Old pets\";",
        "+pub const API_TITLE: &str = \"Pets\";",
        "missing: types/pet.rs",
        "left over: types/toy.rs",
        "cargo xtask generate",
    ] {
        assert!(stdout(&output).contains(wanted), "no {wanted:?} in:\n{}", stdout(&output));
    }
    assert_eq!(before, out.state());
    // And the command that it names mends it.
    assert_eq!(code(&out.generate(GOOD, &[])), 0);
    assert_eq!(code(&out.generate(GOOD, &["--check"])), 0);
}

#[test]
fn a_second_run_writes_nothing() {
    let out = Out::filled();
    let before = out.state();
    let output = out.generate(GOOD, &[]);
    assert!(stdout(&output).contains(" 0 files written,"), "{}", stdout(&output));
    assert_eq!(before, out.state());
}

#[test]
fn a_run_touches_only_what_changed() {
    let out = Out::filled();
    let meta = out.path.join("meta.rs");
    let before = out.state();
    fs::write(&meta, "").unwrap();
    let output = out.generate(GOOD, &[]);
    assert!(stdout(&output).contains(" 1 files written,"), "{}", stdout(&output));
    let after = out.state();
    for (path, then) in before.iter().filter(|(path, _)| path.is_file()) {
        assert_eq!(then.0, after[path].0, "{}", path.display());
        assert_eq!(then.1 == after[path].1, *path != meta, "{}", path.display());
    }
    assert_eq!(before.len(), after.len(), "nothing is left beside the folder");
}

#[test]
fn a_run_that_fails_leaves_the_tree_as_it_was() {
    let out = Out::filled();
    let before = out.state();
    assert_eq!(code(&out.generate(BAD, &[])), 1);
    assert_eq!(before, out.state());
    // What is in the way of the swap is told, and the folder stays.
    let stale = out.path.join("meta.rs");
    fs::write(&stale, "").unwrap();
    fs::write(out.parent.path().join(".generated.staged"), "in the way").unwrap();
    let before = out.state();
    let output = out.generate(GOOD, &[]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains(".generated.staged") && stderr(&output).contains("help:"), "{}", stderr(&output));
    assert_eq!(before, out.state());
}

#[test]
fn a_folder_with_a_file_of_others_is_refused() {
    for (name, bytes) in [("notes.txt", &b"mine"[..]), ("mine.rs", b"fn main() {}\n"), ("types/photo.rs", b"\xff\xfe")]
    {
        let out = Out::filled();
        fs::write(out.path.join(name), bytes).unwrap();
        let before = out.state();
        for more in [&[][..], &["--check"]] {
            let output = out.generate(GOOD, more);
            assert_eq!(code(&output), 1, "{}", stdout(&output));
            let told = stderr(&output);
            assert!(
                told.contains(name) && told.contains("not written by this tool") && told.contains("help:"),
                "{told}"
            );
            assert_eq!(before, out.state());
        }
    }
}

#[test]
fn a_file_and_the_working_folder_are_refused() {
    let out = Out::empty();
    fs::write(&out.path, "mine").unwrap();
    let before = out.state();
    assert_eq!(code(&out.generate(GOOD, &[])), 1);
    assert_eq!(before, out.state());
    let spec = Path::new(ROOT).join(GOOD);
    let inside = tempfile::tempdir().unwrap();
    for out in [".", "", "/"] {
        let command = ["generate", "--spec", spec.to_str().unwrap(), "--out", out];
        let output = Command::new(binary()).args(command).current_dir(inside.path()).output().unwrap();
        assert!([1, 2].contains(&code(&output)), "--out {out:?}: {}", stdout(&output));
        assert!(state(inside.path()).is_empty(), "--out {out:?}");
    }
}

#[test]
fn an_interrupted_run_is_mended_by_the_next() {
    let out = Out::filled();
    let good = out.state();
    let (previous, staged) =
        (out.parent.path().join(".generated.previous"), out.parent.path().join(".generated.staged"));
    let copy = |to: &Path| {
        fs::create_dir(to).unwrap();
        fs::copy(out.path.join("meta.rs"), to.join("gone.rs")).unwrap(); // of an older document
    };
    // Between its two steps: the old folder is aside, the new one is not in its place yet.
    for more in [&[][..], &["--check"]] {
        fs::rename(&out.path, &previous).unwrap();
        let output = out.generate(GOOD, more);
        assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
        assert_eq!(out.state().len(), good.len());
        for (path, then) in good.iter().filter(|(path, _)| path.is_file()) {
            assert_eq!(then, &out.state()[path]);
        }
    }
    // Before its first step and after its last one: half a new folder, or the whole old one, is left beside.
    copy(&staged);
    copy(&previous);
    fs::write(out.path.join("meta.rs"), "").unwrap();
    assert_eq!(code(&out.generate(GOOD, &[])), 0);
    assert_eq!(out.state().keys().collect::<Vec<_>>(), good.keys().collect::<Vec<_>>());
    assert_eq!(code(&out.generate(GOOD, &["--check"])), 0);
}

/// As `| head -1` does: nobody reads on, and that is no failure of the run.
#[test]
fn an_output_closed_early_is_no_failure() {
    let (fresh, stale) = (Out::filled(), Out::empty());
    let (fresh, stale) = (fresh.path.to_str().unwrap(), stale.path.to_str().unwrap());
    for (wanted, arguments) in [
        (0, vec!["surface"]),
        (0, vec!["spec"]),
        (0, vec!["generate", "--check", "--spec", GOOD, "--out", fresh]),
        (4, vec!["generate", "--check", "--spec", GOOD, "--out", stale]),
        (0, vec!["generate", "--spec", GOOD, "--out", stale]),
        (0, vec!["--help"]),
    ] {
        let mut command = Command::new(binary());
        command.args(&arguments).current_dir(ROOT).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), wanted, "{arguments:?}: {}", stderr(&output));
        assert!(output.stderr.is_empty(), "{arguments:?}: {}", stderr(&output));
    }
}

/// A folder of overlays with one action, one mismatch that it corrects, and this README.
fn corrections(readme: Option<&str>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("mismatches")).unwrap();
    let overlay = "overlay: 1.0.0\ninfo: { title: Pets, version: '1' }\nactions:\n  - { target: $.info, description: So it is., \
                   x-evidence: 'pets.rb:1', x-corrects: { petList: [1] }, update: { title: Pets } }\n";
    fs::write(folder.path().join("pets.yaml"), overlay).unwrap();
    let list =
        "petList:\n  1: { where: name, severity: cosmetic, document: text, server: words, evidence: 'pets.rb:1' }\n";
    fs::write(folder.path().join("mismatches/pets.yaml"), list).unwrap();
    if let Some(readme) = readme {
        fs::write(folder.path().join("README.md"), readme).unwrap();
    }
    folder
}

#[test]
fn corrections_are_counted_and_their_table_is_kept_fresh() {
    let marks = "# Pets\n\n<!-- table: cargo xtask corrections --write -->\nold\n<!-- end of table -->\n\nThe end.\n";
    let folder = corrections(Some(marks));
    let at = folder.path().to_str().unwrap();
    let run = |more: &[&str]| xtask(&[&["corrections", "--overlays", at], more].concat());

    let printed = run(&[]);
    assert_eq!((code(&printed), stderr(&printed)), (0, ""));
    assert!(stdout(&printed).contains("| pets | 1 | | | | | | | 1 | |\n"), "{}", stdout(&printed));
    assert!(stdout(&printed).ends_with("1 mismatches known, 1 corrected, 0 left\n"), "{}", stdout(&printed));

    assert_eq!(code(&run(&["--check"])), 4);
    let readme = || fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert_eq!(readme(), marks, "a check writes nothing");
    assert_eq!(code(&run(&["--write"])), 0);
    assert!(readme().starts_with("# Pets\n") && readme().ends_with("\n\nThe end.\n"), "{}", readme());
    assert!(readme().contains("| pets | 1 |") && !readme().contains("old"), "{}", readme());
    assert_eq!(code(&run(&["--check"])), 0);
    assert_eq!(code(&run(&["--check", "--write"])), 2);

    for readme in [None, Some("# Pets\n")] {
        let folder = corrections(readme);
        let refused = xtask(&["corrections", "--write", "--overlays", folder.path().to_str().unwrap()]);
        assert_eq!(code(&refused), 1);
        assert!(stderr(&refused).contains("error[corrections-readme]"), "{}", stderr(&refused));
    }
}
