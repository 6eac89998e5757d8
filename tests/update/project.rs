//! A project in a temporary folder, and the binary run in it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::binary;

pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What a run printed and how it ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert!(!err.contains("panicked"), "{err}");
        Self { code: output.status.code().expect("ended by itself"), out, err }
    }

    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, wanted: &[&str]) -> Self {
        for wanted in wanted {
            assert!(self.out.contains(wanted) || self.err.contains(wanted), "no {wanted:?}\n{}{}", self.out, self.err);
        }
        self
    }

    #[track_caller]
    pub(crate) fn hides(self, unwanted: &[&str]) -> Self {
        for unwanted in unwanted {
            assert!(
                !self.out.contains(unwanted) && !self.err.contains(unwanted),
                "{unwanted}\n{}{}",
                self.out,
                self.err
            );
        }
        self
    }
}

pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// The repository's own inputs.
    pub(crate) fn real() -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        for name in ["openapi.json", "names.yaml", "spec.lock"] {
            fs::copy(Path::new(ROOT).join(name), project.path(name)).unwrap();
        }
        for folder in ["overlays", "generated-client/src/generated"] {
            copy(&Path::new(ROOT).join(folder), &project.path(folder));
        }
        project
    }

    /// One small document of ours, in its canonical form, and its client.
    pub(crate) fn small() -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        project.put("openapi.json", &ours().to_string());
        fs::create_dir_all(project.path("generated-client/src")).unwrap();
        project.update(&["openapi.json"]).ends(0);
        project
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn document(&self) -> Value {
        serde_json::from_str(&self.text("openapi.json")).unwrap()
    }

    pub(crate) fn update(&self, arguments: &[&str]) -> Ran {
        self.update_with(arguments, b"")
    }

    pub(crate) fn update_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        self.run(&[&["update"], arguments].concat(), input)
    }

    pub(crate) fn run(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(self.folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // Who refuses a document need not read all of it.
        let _ = stdin.write_all(input);
        drop(stdin);
        Ran::of(child.wait_with_output().unwrap())
    }

    /// Takes the document in by way of a file of another folder.
    pub(crate) fn take(&self, document: &Value, arguments: &[&str]) -> Ran {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vendor.json");
        fs::write(&file, document.to_string()).unwrap();
        self.update(&[&[file.to_str().unwrap()], arguments].concat())
    }

    /// Every file and folder is as it was then.
    #[track_caller]
    pub(crate) fn is_as(&self, then: &BTreeMap<PathBuf, (Vec<u8>, Option<SystemTime>)>) {
        let now = self.state();
        let paths = then.keys().chain(now.keys());
        let differ: Vec<&PathBuf> = paths.filter(|path| then.get(*path) != now.get(*path)).collect();
        assert!(differ.is_empty(), "{differ:#?}");
    }

    /// Every file and folder with what it holds and when it was written.
    pub(crate) fn state(&self) -> BTreeMap<PathBuf, (Vec<u8>, Option<SystemTime>)> {
        let mut all = BTreeMap::new();
        let mut open = vec![self.folder.path().to_owned()];
        while let Some(at) = open.pop() {
            for entry in fs::read_dir(&at).unwrap() {
                let path = entry.unwrap().path();
                let is_file = path.is_file();
                let bytes = if is_file { fs::read(&path).unwrap() } else { Vec::new() };
                // Staging beside a file touches the time of its folder.
                let time = is_file.then(|| path.metadata().unwrap().modified().unwrap());
                all.insert(path.clone(), (bytes, time));
                open.extend((!is_file).then_some(path));
            }
        }
        all
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// A small document with words at all places.
pub(crate) fn ours() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "description": "Our pets.", "version": "1" },
        "servers": [{ "url": "https://pets.example", "description": "Our server." }],
        "paths": {
            "/pets/{id}": {
                "description": "Our path.",
                "parameters": [{ "in": "path", "name": "id", "description": "Our id.", "schema": { "type": "integer" }, "required": true }],
                "get": {
                    "tags": ["Pets"],
                    "operationId": "petGet",
                    "summary": "Our get",
                    "description": "Our way to get.",
                    "parameters": [
                        { "in": "query", "name": "kind", "description": "Our kind.", "schema": { "type": "string", "enum": ["cat", "dog"] } },
                        { "in": "query", "name": "limit", "description": "Our limit.", "schema": { "type": "integer" } },
                    ],
                    "responses": { "200": {
                        "description": "Our answer.",
                        "content": { "application/json": {
                            "schema": { "$ref": "#/components/schemas/Pet" },
                            "example": { "id": 1, "name": "Our Tom" },
                        } },
                    } },
                },
            },
        },
        "components": { "schemas": {
            "Pet": {
                "title": "Our pet",
                "type": "object",
                "description": "Our words for a pet.",
                "required": ["id"],
                "properties": {
                    "id": { "type": "integer", "description": "Our pet's id." },
                    "name": { "type": "string", "description": "Our name.", "examples": ["Our Ada"] },
                    "title": { "type": "string", "description": "Our title." },
                    "description": { "type": "string", "description": "Our description." },
                },
            },
            "Toy": { "type": "object", "description": "Our toy.", "properties": { "size": { "type": "number" } } },
        } },
        "tags": [{ "name": "Pets", "description": "Our tag." }, { "name": "Toys", "description": "Our other tag." }],
    })
}
