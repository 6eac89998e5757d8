//! The binary: files, revisions and the working tree, exit codes, and everything that cannot be compared.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::binary::binary;

/// A small document; `more` goes into its one operation.
fn document(more: &str) -> String {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: Pets, version: 1.0.0}}\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      tags: [pets]\n\
         {more}      responses:\n        '204': {{description: Done.}}\n"
    );
    let document: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    document.to_string()
}

const OPTIONAL: &str = "      parameters: [{name: page, in: query, schema: {type: integer}}]\n";
const REQUIRED: &str = "      parameters: [{name: page, in: query, required: true, schema: {type: integer}}]\n";

/// A repository with a document; git itself is the only program it needs.
struct Repository {
    folder: TempDir,
}

impl Repository {
    fn new() -> Self {
        let it = Self { folder: tempfile::tempdir().unwrap() };
        it.git(&["init", "--quiet", "--initial-branch", "main"]);
        it
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, arguments: &[&str]) {
        let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
        let done = Command::new("git").args(identity).args(arguments).current_dir(self.path()).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self, name: &str, text: &str) {
        self.write(name, text);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "A change"]);
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        run(self.path(), arguments)
    }
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(binary()).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(!err.contains("panicked"), "{err}");
    (output.status.code().unwrap(), out, err)
}

/// Nothing is printed that looks like a report, and the error says these words.
#[track_caller]
fn is_uncompared((code, out, err): (i32, String, String), words: &[&str]) {
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("help: "), "{err}");
    for word in words {
        assert!(err.contains(word), "no {word:?} in\n{err}");
    }
}

#[test]
fn a_revision_is_compared_with_the_working_tree() {
    let repository = Repository::new();
    repository.commit("openapi.json", &document(OPTIONAL));
    let (code, out, _) = repository.run(&["diff"]);
    assert!(code == 0 && out.starts_with("no change"), "{out}");
    repository.write("openapi.json", &document(REQUIRED));
    for arguments in [&["diff"][..], &["diff", "HEAD"], &["diff", "main"]] {
        let (code, out, err) = repository.run(arguments);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("request-parameter-became-required") && out.contains("openapi.json:"), "{out}");
    }
    repository.commit("openapi.json", &document(REQUIRED));
    repository.write("openapi.json", "this is no document");
    let (code, out, _) = repository.run(&["diff", "HEAD~1", "HEAD"]);
    assert!(code == 0 && out.contains("request-parameter-became-required"), "{out}");
    let (_, back, _) = repository.run(&["diff", "HEAD", "HEAD~1"]);
    assert!(back.contains("request-parameter-became-optional"), "{back}");
}

#[test]
fn a_revision_has_its_own_overlays_and_names() {
    let repository = Repository::new();
    repository.commit("openapi.json", &document(OPTIONAL));
    let overlay = "overlay: 1.0.0\ninfo: {title: Fixes, version: 1.0.0}\nactions:\n  - target: $.paths['/pets'].get.parameters[0]\n    \
                   description: It must be given.\n    x-evidence: made up\n    update: {required: true}\n";
    repository.commit("overlays/pets.yaml", overlay);
    let (_, out, _) = repository.run(&["diff", "HEAD~1", "HEAD"]);
    assert!(out.contains("request-parameter-became-required"), "{out}");
    repository.commit("names.yaml", "operations: {listPets: pets.list}\n");
    let (_, out, _) = repository.run(&["diff", "HEAD~1"]);
    assert!(out.contains("operation-renamed") && out.contains("Rust: major") && out.contains("wire: none"), "{out}");
    // An alias keeps the old function, so that nothing breaks.
    repository.commit("names.yaml", "operations: {listPets: pets.list}\naliases: {pets.list_pets: listPets}\n");
    let (_, out, _) = repository.run(&["diff", "HEAD~2"]);
    assert!(out.contains("operation-renamed") && out.contains("Rust: minor"), "{out}");
}

#[test]
fn exit_codes_say_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    for (name, more) in [("none", ""), ("optional", OPTIONAL), ("required", REQUIRED)] {
        fs::write(folder.path().join(name), document(more)).unwrap();
    }
    let renamed = document("").replace("listPets", "list_all");
    fs::write(folder.path().join("renamed"), renamed).unwrap();
    let described = document("      summary: List the pets\n");
    fs::write(folder.path().join("described"), described).unwrap();
    let cases = [
        ("none", "none", [0, 0, 0, 0, 0, 0]),
        ("none", "described", [0, 0, 0, 1, 1, 0]),
        ("none", "optional", [0, 0, 1, 1, 1, 0]),
        ("none", "renamed", [0, 1, 1, 1, 1, 0]),
        ("optional", "required", [1, 1, 1, 1, 1, 0]),
    ];
    for (old, new, codes) in cases {
        for (level, expected) in ["wire", "major", "minor", "patch", "any", "never"].into_iter().zip(codes) {
            for format in ["text", "markdown", "json", "github"] {
                let (code, _, err) = run(folder.path(), &["diff", old, new, "--fail-on", level, "--format", format]);
                assert_eq!(code, expected, "{old} {new} --fail-on {level}: {err}");
            }
        }
    }
    // What no rule judges may be anything.
    let called_back = document("      callbacks: {done: {'{$request.body#/url}': {}}}\n");
    fs::write(folder.path().join("unjudged"), called_back).unwrap();
    let (code, out, _) = run(folder.path(), &["diff", "none", "unjudged", "--fail-on", "wire"]);
    assert!(code == 1 && out.contains("judged by no rule"), "{out}");
}

#[test]
fn what_cannot_be_compared_is_no_report() {
    let repository = Repository::new();
    repository.commit("openapi.json", &document(""));
    is_uncompared(
        repository.run(&["diff", "nowhere"]),
        &["revision-unreadable", "`nowhere` is neither a file nor a revision"],
    );
    is_uncompared(
        repository.run(&["diff", "HEAD", "nowhere.json"]),
        &["`nowhere.json` is neither a file nor a revision"],
    );
    is_uncompared(repository.run(&["diff", "main:openapi.json"]), &["is neither a file nor a revision"]);
    let (code, out, err) = repository.run(&["diff", "--", "-x"]);
    assert!(code == 2 && out.is_empty() && err.contains("`-x` is no revision"), "{err}");
    for (text, word) in [("{", "syntax"), ("[]", "error"), ("openapi: 2.0", "error"), ("<html>", "error")] {
        repository.write("other", text);
        is_uncompared(repository.run(&["diff", "openapi.json", "other"]), &[word, "other"]);
        is_uncompared(repository.run(&["diff", "other", "openapi.json"]), &[word, "other"]);
    }
    fs::write(repository.path().join("other"), [0xff, 0xfe, 0x00]).unwrap();
    is_uncompared(repository.run(&["diff", "other", "openapi.json"]), &["file-unreadable"]);
    // A revision whose document is broken, one without a document, one with text that is none.
    repository.commit("openapi.json", "{");
    is_uncompared(repository.run(&["diff", "HEAD", "HEAD~1"]), &["syntax", "HEAD:openapi.json"]);
    repository.git(&["rm", "--quiet", "openapi.json", "other"]);
    repository.commit("README.md", "Nothing here");
    is_uncompared(repository.run(&["diff", "HEAD", "HEAD~2"]), &["the revision `HEAD` has no openapi.json"]);
}

#[test]
fn a_place_without_a_repository_or_its_history_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("openapi.json"), document("")).unwrap();
    let output = Command::new(binary())
        .args(["diff", "main"])
        .current_dir(folder.path())
        .env("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && text.contains("in no git repository"), "{text}");

    let repository = Repository::new();
    repository.commit("openapi.json", &document(""));
    repository.commit("openapi.json", &document(OPTIONAL));
    let source = format!("file://{}", repository.path().display());
    let clone = folder.path().join("clone");
    let done = Command::new("git").args(["clone", "--quiet", "--depth", "1", &source]).arg(&clone).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    is_uncompared(run(&clone, &["diff", "HEAD~1"]), &["neither a file nor a revision", "this clone is shallow"]);
    let (code, out, _) = run(&clone, &["diff"]);
    assert!(code == 0 && out.starts_with("no change"), "{out}");
    // Without the program git, files can still be compared.
    let without = |arguments: &[&str]| {
        let output = Command::new(binary()).args(arguments).current_dir(&clone).env("PATH", "").output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(without(&["diff", "openapi.json", "openapi.json"]).0, 0);
    assert_eq!(without(&["diff", "main"]).0, 2);
}

#[test]
fn rules_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = run(folder.path(), &["explain", "request-parameter-became-required"]);
    assert!(
        code == 0 && out.contains("wire: breaking") && out.contains("`request-parameter-became-optional`"),
        "{out}"
    );
    let (code, out, _) = run(folder.path(), &["explain"]);
    assert!(code == 0 && out.lines().count() > 90, "{out}");
    let (code, out, err) = run(folder.path(), &["explain", "no-such-rule"]);
    assert!(code == 2 && out.is_empty() && err.contains("there is no rule `no-such-rule`"), "{err}");
}
