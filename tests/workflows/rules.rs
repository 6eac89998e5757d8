//! What a workflow must keep to: who may write, what reaches a shell, which commands there are. For `workflows.rs`.

use crate::binary::binary;
use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Value, json};

/// The rules.
pub(crate) const KINDS: &[&str] = &[
    "form",
    "trigger",
    "permissions",
    "expression",
    "credentials",
    "pin",
    "time",
    "command",
    "code",
    "fork",
    "secret",
    "shell",
    "marker",
    "history",
    "summary",
    "concurrency",
    "order",
];

/// Whose actions are used.
const OWNERS: &[&str] = &["actions/", "Swatinem/", "EmbarkStudios/"];

/// What only a pull request from the repository itself fulfills.
const OWN: &str = "github.event.pull_request.head.repo.full_name == github.repository";

/// Commands of cargo itself that the workflows use.
const CARGO: &[&str] = &["+1.85", "+1.88", "check", "test", "xtask"];

/// A rule that is broken, and how.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: &'static str,
    what: String,
}

/// What a workflow may do.
struct Wanted {
    triggers: Value,
    /// Of all jobs.
    permissions: Value,
    /// Of the jobs that say their own.
    jobs: &'static [(&'static str, &'static [(&'static str, &'static str)])],
    /// Texts that the scripts of all steps have, in this order.
    order: &'static [&'static str],
    /// Whether it is about changes of the document.
    about_changes: bool,
}

fn wanted(file: &str) -> Wanted {
    match file {
        "spec-diff.yml" => Wanted {
            triggers: json!({ "pull_request": { "paths": ["openapi.json", "overlays/**", "names.yaml"] } }),
            permissions: json!({}),
            jobs: &[("compare", &[("contents", "read")]), ("comment", &[("pull-requests", "write")])],
            order: &[
                "git merge-base",
                "cargo xtask diff \"$base\" --format markdown",
                "diff \"$base\" --format github",
            ],
            about_changes: true,
        },
        "spec-update.yml" => Wanted {
            triggers: json!({ "schedule": [{ "cron": "23 5 * * 1" }], "workflow_dispatch": null }),
            permissions: json!({}),
            jobs: &[
                ("take", &[("contents", "read")]),
                ("propose", &[("contents", "write"), ("pull-requests", "write")]),
            ],
            order: &[
                "https://raw.githubusercontent.com/chatwoot/chatwoot/develop/swagger/swagger.json",
                "cargo xtask update \"$SOURCE\" --prune",
                "cargo xtask corrections --write",
                "cargo xtask diff HEAD --format markdown",
                "cargo test --workspace",
                "git push",
            ],
            about_changes: true,
        },
        _ => Wanted {
            triggers: json!({ "push": { "branches": ["main"] }, "pull_request": null }),
            permissions: json!({ "contents": "read" }),
            jobs: &[],
            order: &[],
            about_changes: false,
        },
    }
}

/// All that is wrong with a workflow.
pub(crate) fn faults(file: &str, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let workflow: Value = match serde_yaml::from_str(text) {
        Ok(value) => value,
        Err(error) => return vec![Fault { kind: "form", what: error.to_string() }],
    };
    let wanted = wanted(file);
    let mut check = |holds: bool, kind: &'static str, what: String| {
        if !holds {
            faults.push(Fault { kind, what });
        }
    };
    check(workflow["on"] == wanted.triggers, "trigger", workflow["on"].to_string());
    check(workflow["permissions"] == wanted.permissions, "permissions", workflow["permissions"].to_string());
    for (name, job) in jobs(&workflow) {
        check_job(&workflow, &wanted, name, job, &mut check);
    }
    let scripts = scripts(&workflow);
    let mut rest = scripts.as_str();
    for text in wanted.order {
        let found = rest.find(text);
        check(found.is_some(), "order", format!("`{text}` is missing, or too early"));
        rest = &rest[found.unwrap_or(0)..];
    }
    if wanted.about_changes {
        check(workflow["defaults"]["run"]["shell"] == "bash", "shell", "a failure inside of a pipe is lost".to_owned());
        check(workflow["concurrency"]["group"].is_string(), "concurrency", "two runs can meet".to_owned());
        check(scripts.contains(" >> \"$GITHUB_STEP_SUMMARY\""), "summary", "no report in the summary".to_owned());
    }
    if workflow["on"]["pull_request"]["paths"].is_array() {
        let marked = text.matches("<!-- spec-diff -->").count() == 1 && scripts.contains("startswith(env.MARKER)");
        check(marked, "marker", "its own comment is not found again".to_owned());
        let cancels = workflow["concurrency"]["cancel-in-progress"] == true;
        check(cancels, "concurrency", "two runs can write a comment each".to_owned());
        let checkout = steps(&workflow["jobs"]["compare"]).find(|it| is_of(it, "actions/checkout")).cloned();
        let with = checkout.unwrap_or_default()["with"].clone();
        check(with["fetch-depth"] == 0, "history", "the merge base may be missing".to_owned());
        let head = "${{ github.event.pull_request.head.sha }}";
        check(with["ref"] == head, "history", "the changes of others count too".to_owned());
    }
    faults
}

fn check_job(
    workflow: &Value,
    wanted: &Wanted,
    name: &str,
    job: &Value,
    check: &mut impl FnMut(bool, &'static str, String),
) {
    let own = wanted.jobs.iter().find(|it| it.0 == name);
    let permissions =
        own.map_or(Value::Null, |(_, own)| own.iter().copied().collect::<BTreeMap<_, _>>().into_iter().collect());
    check(job["permissions"] == permissions, "permissions", format!("{name}: {}", job["permissions"]));
    check(job["runs-on"].is_string() && job["steps"].is_array(), "form", format!("{name} runs nothing, or nowhere"));
    check(job["timeout-minutes"].is_u64(), "time", format!("{name} may take six hours"));
    let may_write = permissions.as_object().into_iter().flatten().any(|(_, level)| level == "write");
    let of_pull_request = workflow["on"].get("pull_request").is_some();
    let only_own = job["if"].as_str().is_some_and(|it| it == OWN);
    check(!may_write || !of_pull_request || only_own, "fork", format!("{name} runs for forks"));
    for step in steps(job) {
        let uses = step["uses"].as_str().unwrap_or_default();
        let (action, version) = uses.split_once("@v").unwrap_or((uses, ""));
        let is_pinned = OWNERS.iter().any(|it| action.starts_with(it)) && version.parse::<u32>().is_ok();
        check(uses.is_empty() || is_pinned, "pin", uses.to_owned());
        let is_checkout = is_of(step, "actions/checkout");
        let keeps = permissions["contents"] != "write" && step["with"]["persist-credentials"] != false;
        check(!is_checkout || !keeps, "credentials", format!("{name} keeps the token in .git/config"));
        let run = step["run"].as_str().unwrap_or_default();
        check(!run.contains("${{"), "expression", format!("{name}: what is untrusted becomes a script: {run}"));
        let runs_code = ["cargo", "bash ", "./"].iter().any(|it| run.contains(it));
        check(!may_write || !runs_code, "code", format!("{name} may write and runs: {run}"));
        check(!may_write || !of_pull_request || !is_checkout, "code", format!("{name} may write and checks out"));
        let env = format!("{}{}{}", job["env"], step["env"], step["with"]);
        let has_token = env.contains("github.token") && !may_write || env.contains("secrets.");
        check(!has_token, "secret", format!("{name}: {env}"));
        for fault in run.lines().filter_map(unknown_command) {
            check(false, "command", fault);
        }
    }
}

fn jobs(workflow: &Value) -> impl Iterator<Item = (&str, &Value)> {
    workflow["jobs"].as_object().into_iter().flatten().map(|(name, job)| (name.as_str(), job))
}

pub(crate) fn steps(job: &Value) -> impl Iterator<Item = &Value> {
    job["steps"].as_array().into_iter().flatten()
}

fn is_of(step: &Value, action: &str) -> bool {
    step["uses"].as_str().is_some_and(|it| it.split('@').next() == Some(action))
}

/// The scripts of all steps with what they get from the outside, in the order of the file.
fn scripts(workflow: &Value) -> String {
    let all = jobs(workflow).flat_map(|(_, job)| steps(job));
    all.map(|step| format!("{}\n{}\n", step["env"], step["run"].as_str().unwrap_or_default())).collect()
}

/// What is wrong with the command of cargo in a line of a script.
fn unknown_command(line: &str) -> Option<String> {
    let line = line.trim();
    if line.starts_with('#') || !line.contains("cargo") && !line.contains("xtask") {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().skip_while(|word| *word != "cargo").skip(1).collect();
    let ends = |word: &&&str| !word.contains(['|', '>', ';', '&']);
    let words: Vec<&str> = words.iter().take_while(ends).map(|word| word.trim_matches(['"', ')'])).collect();
    match words.as_slice() {
        ["xtask", command, arguments @ ..] => unknown_argument(command, arguments),
        [command, ..] if *command != "xtask" && CARGO.contains(command) => None,
        _ => Some(format!("no known command: {line}")),
    }
}

/// What `cargo xtask` does not take.
fn unknown_argument(command: &str, arguments: &[&str]) -> Option<String> {
    let Some(help) = help(command) else { return Some(format!("there is no `cargo xtask {command}`")) };
    for (index, flag) in arguments.iter().enumerate().filter(|(_, it)| it.starts_with('-')) {
        let is_it = |line: &&str| line.split([' ', ',', '=']).any(|word| word == *flag);
        let Some(line) = help.lines().find(is_it) else { return Some(format!("`{command}` has no {flag}")) };
        let value = arguments.get(index + 1).filter(|it| !it.starts_with('-'));
        let values = line.split_once("[possible values: ").and_then(|(_, rest)| rest.split(']').next());
        let is_value = |value: &&str| values.is_none_or(|it| it.split(", ").any(|it| it == *value));
        if line.contains('<') && !value.is_some_and(is_value) {
            return Some(format!("`{command} {flag}` takes no {value:?}: {line}"));
        }
    }
    None
}

/// What `cargo xtask COMMAND -h` prints; `None`: there is no such command.
fn help(command: &str) -> Option<String> {
    let output = Command::new(binary()).args([command, "-h"]).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}
