//! The inputs as they were in a revision of the repository, through the program `git`. For [`diff`](crate::diff), which compares
//! two of them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::tree::Tree;

/// What the client is made from, in every revision.
const INPUTS: [&str; 3] = ["openapi.json", "overlays", "names.yaml"];

/// Why a revision cannot be read: what git said, and how to mend it.
#[derive(Debug)]
pub struct Failure {
    /// What happened.
    pub message: String,
    /// How to mend it.
    pub help: &'static str,
}

/// Reads a revision of the repository in which `folder` is: anything that git takes for a commit.
pub fn read(folder: &Path, revision: &str) -> Result<Tree, Failure> {
    let fail = |message: String, help| Err(Failure { message, help });
    if revision.starts_with('-') {
        return fail(format!("`{revision}` is no revision"), "name a file, a branch, a tag or a commit");
    }
    if git(folder, ["rev-parse", "--git-dir"], "").is_err() {
        return fail(
            format!("`{revision}` is no file, and this folder is in no git repository"),
            "name two files, or run this in a clone of the repository",
        );
    }
    let commit = match git(
        folder,
        ["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")],
        "",
    ) {
        Ok(commit) => commit.trim().to_owned(),
        Err(_) => {
            let is_shallow =
                git(folder, ["rev-parse", "--is-shallow-repository"], "").is_ok_and(|it| it.trim() == "true");
            let help = match is_shallow {
                true => "this clone is shallow: fetch the history first (`git fetch --unshallow`)",
                false => "name a file, a branch, a tag or a commit; a branch of another place must be fetched first",
            };
            return fail(format!("`{revision}` is neither a file nor a revision of this repository"), help);
        }
    };
    let help = "see that the repository is whole (`git fsck`); a shallow or partial clone must be fetched in full";
    let told =
        |message: String| Failure { message: format!("the revision `{revision}` cannot be read: {message}"), help };
    let mut list = vec!["ls-tree", "-r", "-z", "--full-tree", "--name-only", &commit, "--"];
    list.extend(INPUTS);
    let listing = git(folder, list, "").map_err(told)?;
    let names: Vec<&str> = listing.split('\0').filter(|it| !it.is_empty()).collect();
    if !names.contains(&"openapi.json") {
        return fail(format!("the revision `{revision}` has no openapi.json"), "name a revision that has one");
    }
    // All files in one process: starting one for each takes longer than comparing.
    let requests: String = names.iter().map(|name| format!("{commit}:{name}\n")).collect();
    let objects = git(folder, ["cat-file", "--batch"], &requests).map_err(told)?;
    let mut texts = BTreeMap::new();
    let mut rest = objects.as_str();
    for name in names {
        // <hash> blob <size>\n<text>\n
        let (head, after) = rest.split_once('\n').ok_or_else(|| told(format!("git says nothing of {name}")))?;
        let size = head.rsplit(' ').next().and_then(|it| it.parse::<usize>().ok());
        let text =
            size.and_then(|size| after.get(..size)).ok_or_else(|| told(format!("git says of {name}: {head}")))?;
        texts.insert(PathBuf::from(name), text.to_owned());
        rest = after.get(text.len() + 1..).unwrap_or_default();
    }
    Ok(Tree::closed(&format!("{revision}:"), texts))
}

/// Runs git and gives what it printed, or what it complained of.
fn git(folder: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>, input: &str) -> Result<String, String> {
    let mut child = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("git cannot be started: {error}"))?;
    let mut stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // Who does not read all of it has said why by itself.
            let _ = stdin.take().map(|mut it| it.write_all(input.as_bytes()));
        });
        child.wait_with_output()
    });
    let output = output.map_err(|error| format!("git cannot be heard: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    String::from_utf8(output.stdout).map_err(|_| "it holds a file that is not UTF-8".to_owned())
}
