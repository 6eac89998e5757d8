//! The scripts of the workflows, run as the forge runs them, with stand-ins for `cargo` and `gh` that note how they were called.
//! For `workflows.rs`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::{rules, text};

/// A folder with a repository, and programs that stand in for the real ones.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        for folder in ["bin", "temp", "repository"] {
            fs::create_dir(place.path(folder)).unwrap();
        }
        place.git("repository", &["init", "--quiet", "--initial-branch=main"]);
        place.git("repository", &["config", "user.name", "Ada"]);
        place.git("repository", &["config", "user.email", "ada@example.com"]);
        place.commit("openapi.json", "{}");
        place.commit("spec.lock", "first");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// A program that notes its arguments and then does what the script says.
    fn program(&self, name: &str, script: &str) {
        let path = self.path("bin").join(name);
        let log = self.path("log");
        fs::write(&path, format!("#!/usr/bin/env bash\necho \"{name} $*\" >> {log:?}\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let output = command("git", &self.path(folder)).args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn commit(&self, file: &str, text: &str) {
        fs::write(self.path("repository").join(file), text).unwrap();
        self.git("repository", &["add", "--all"]);
        self.git("repository", &["commit", "--quiet", "--message", file]);
    }

    /// Runs the script of a step.
    fn run(&self, file: &str, step: &str, env: &[(&str, &str)]) -> Output {
        let workflow: Value = serde_yaml::from_str(&text(file)).unwrap();
        let mut steps = workflow["jobs"].as_object().unwrap().values().flat_map(rules::steps);
        let step = steps.find(|it| it["name"] == step).unwrap_or_else(|| panic!("{file} has no step `{step}`"));
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        let mut bash = command("bash", &self.path("repository"));
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()]);
        bash.env("PATH", path).env("RUNNER_TEMP", self.path("temp"));
        bash.env("GITHUB_STEP_SUMMARY", self.path("summary")).env("GITHUB_OUTPUT", self.path("output"));
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            // What the forge fills in, the test gives.
            let value = value.as_str().unwrap();
            if !value.contains("${{") {
                bash.env(name, value);
            }
        }
        bash.envs(env.iter().copied()).output().unwrap()
    }
}

/// A command that knows nothing of the person who runs the test.
fn command(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(name);
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
    for who in ["AUTHOR", "COMMITTER"] {
        command.env_remove(format!("GIT_{who}_NAME")).env_remove(format!("GIT_{who}_EMAIL"));
    }
    command
}

#[test]
fn findings_pass_and_a_failed_comparison_does_not() {
    for (code, passes) in [(0, true), (1, true), (2, false), (101, false)] {
        let place = Place::new();
        let fork = place.git("repository", &["rev-parse", "HEAD"]);
        place.git("repository", &["switch", "--quiet", "--create", "change"]);
        place.commit("openapi.json", "{ }");
        place.git("repository", &["switch", "--quiet", "main"]);
        place.commit("openapi.json", "[]");
        place.git("repository", &["switch", "--quiet", "change"]);
        place.program("cargo", &format!("echo \"as $5\"; exit {code}"));
        let output = place.run("spec-diff.yml", "Compare with the merge base", &[("BASE", "main")]);
        assert_eq!(output.status.success(), passes, "exit code {code}: {output:?}");
        let mut calls = format!("cargo xtask diff {fork} --format markdown\n");
        if passes {
            calls += &format!("cargo xtask diff {fork} --format github\n");
            assert_eq!(place.read("summary"), "as markdown\n");
            assert_eq!(place.read("temp/report.md"), "as markdown\n");
            assert_eq!(output.stdout, b"as github\n", "annotations are lines of the log, and the report is not");
        }
        assert_eq!(place.read("log"), calls);
    }
}

#[test]
fn there_is_one_comment() {
    for (found, call) in [
        ("", "--method POST repos/o/r/issues/7/comments"),
        ("41", "--method PATCH repos/o/r/issues/comments/41"),
        ("41\n42", "--method PATCH repos/o/r/issues/comments/41"),
    ] {
        let place = Place::new();
        fs::write(place.path("temp/report.md"), "The report.\n").unwrap();
        fs::write(place.path("found"), found).unwrap();
        place.program("gh", &format!("[ \"$2\" != --paginate ] || cat {:?}", place.path("found")));
        let output =
            place.run("spec-diff.yml", "Write the comment, or renew it", &[("REPOSITORY", "o/r"), ("NUMBER", "7")]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(place.read("temp/comment.md"), "<!-- spec-diff -->\nThe report.\n");
        let log = place.read("log");
        let calls: Vec<&str> = log.lines().collect();
        assert_eq!(calls.len(), 2, "{log}");
        assert!(calls[0].starts_with("gh api --paginate repos/o/r/issues/7/comments --jq "), "{log}");
        let body = format!("--field body=@{}", place.path("temp/comment.md").display());
        assert_eq!(calls[1], format!("gh api --silent {call} {body}"));
    }
    let place = Place::new();
    fs::write(place.path("temp/report.md"), "The report.\n").unwrap();
    place.program("gh", "exit 1");
    let output = place.run("spec-diff.yml", "Write the comment, or renew it", &[("REPOSITORY", "o/r")]);
    assert!(!output.status.success(), "comments that cannot be listed are not written a second time");
}

#[test]
fn what_an_update_says_is_in_the_summary() {
    for code in [0, 1, 2] {
        let place = Place::new();
        place.program("cargo", &format!("echo taken; echo '```' >&2; exit {code}"));
        let output = place.run("spec-update.yml", "Take the document", &[]);
        assert_eq!(output.status.code(), Some(code));
        assert_eq!(place.read("summary"), "## What was taken\n\n    taken\n    ```\n\n");
        assert!(place.read("log").starts_with("cargo xtask update https://raw.githubusercontent.com/chatwoot/"));
        assert!(place.read("log").ends_with(" --prune\n"));
    }
    for (code, passes) in [(0, true), (1, true), (2, false), (101, false)] {
        let place = Place::new();
        place.program("cargo", &format!("echo report; exit {code}"));
        assert_eq!(place.run("spec-update.yml", "Report", &[]).status.success(), passes);
    }
}

#[test]
fn a_lock_alone_is_worth_no_pull_request() {
    for (file, changed) in [("spec.lock", "false"), ("openapi.json", "true"), ("new.rs", "true"), ("", "false")] {
        let place = Place::new();
        if !file.is_empty() {
            fs::write(place.path("repository").join(file), "changed").unwrap();
        }
        let output = place.run("spec-update.yml", "Collect what has changed", &[]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(place.read("output"), format!("changed={changed}\n"), "{file}");
        assert_eq!(place.read("temp/update.patch").contains("+changed"), !file.is_empty(), "{file}");
    }
}

#[test]
fn the_branch_of_an_update_keeps_the_commits_of_people() {
    let place = Place::new();
    place.git("", &["clone", "--quiet", "--bare", "repository", "origin"]);
    place.git("repository", &["remote", "add", "origin", place.path("origin").to_str().unwrap()]);
    let push = |text: &str| {
        // Each run of the forge begins with a fresh checkout.
        place.git("repository", &["checkout", "--quiet", "--force", "--detach", "main"]);
        place.git("repository", &["branch", "--quiet", "--force", "spec-update"]);
        place.git("repository", &["branch", "--quiet", "-D", "spec-update"]);
        fs::write(place.path("repository/openapi.json"), text).unwrap();
        place.run("spec-update.yml", "Collect what has changed", &[]);
        place.git("repository", &["reset", "--quiet", "--hard"]);
        place.run("spec-update.yml", "Push the branch", &[("BRANCH", "spec-update")])
    };
    for text in ["1", "2"] {
        let output = push(text);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(place.git("origin", &["show", "spec-update:openapi.json"]), text);
        assert_eq!(place.git("origin", &["rev-list", "--count", "main..spec-update"]), "1");
    }
    place.git("repository", &["fetch", "--quiet", "origin", "spec-update"]);
    place.git("repository", &["switch", "--quiet", "--create", "words", "FETCH_HEAD"]);
    place.commit("openapi.json", "words");
    place.git("repository", &["push", "--quiet", "origin", "words:spec-update"]);
    place.git("repository", &["switch", "--quiet", "main"]);
    let output = push("3");
    assert!(!output.status.success());
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("::error::The branch spec-update has commits of people"), "{told}");
    assert_eq!(place.git("origin", &["show", "spec-update:openapi.json"]), "words");
}

#[test]
fn there_is_one_pull_request() {
    for (found, call) in
        [("", "--method POST repos/o/r/pulls --raw-field"), ("9", "--method PATCH repos/o/r/pulls/9 --field")]
    {
        let place = Place::new();
        place.program("gh", &format!("[[ \"$2\" != *'?'* ]] || echo \"{found}\""));
        let env = [("REPOSITORY", "o/r"), ("OWNER", "o"), ("BRANCH", "spec-update"), ("BASE", "main")];
        let output = place.run("spec-update.yml", "Open the pull request, or renew it", &env);
        assert!(output.status.success(), "{output:?}");
        let log = place.read("log");
        let calls: Vec<&str> = log.lines().collect();
        assert_eq!(calls[0], "gh api repos/o/r/pulls?state=open&head=o:spec-update --jq .[].number");
        assert!(calls[1].starts_with(&format!("gh api --silent {call} ")), "{log}");
        assert!(calls[1].ends_with(&format!("body=@{}", place.path("temp/report.md").display())), "{log}");
        assert_eq!(calls.len(), 2, "{log}");
    }
}
