//! The workflows of the forge, which nothing runs here: each is parsed and held against [`rules`], and every rule against a
//! broken copy. Their commands exist in the built `xtask`, with their flags. What their scripts do is in `workflows/steps.rs`.

#[path = "shared/binary.rs"]
mod binary;
#[path = "workflows/rules.rs"]
mod rules;
#[path = "workflows/steps.rs"]
mod steps;

use std::collections::BTreeSet;
use std::fs;

use rules::{KINDS, faults};

const FOLDER: &str = ".github/workflows";

fn text(file: &str) -> String {
    fs::read_to_string(format!("{FOLDER}/{file}")).unwrap()
}

#[test]
fn each_keeps_the_rules() {
    let mut files = Vec::new();
    for entry in fs::read_dir(FOLDER).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        assert_eq!(faults(&file, &text(&file)), [], "{file}");
        files.push(file);
    }
    files.sort();
    assert_eq!(files, ["ci.yml", "spec-diff.yml", "spec-update.yml"], "say in workflows/rules.rs what each may do");
}

/// A copy of a workflow with one text in place of another, and the rule that it breaks.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    ("ci.yml", "jobs:", "jobs: [", "form"),
    ("ci.yml", "runs-on", "run-on", "form"),
    ("ci.yml", "  pull_request:\n", "  pull_request_target:\n", "trigger"),
    ("spec-diff.yml", "  pull_request:\n", "  pull_request_target:\n", "trigger"),
    ("spec-diff.yml", "      - names.yaml\n", "", "trigger"),
    ("spec-diff.yml", "      - overlays/**\n", "      - overlays\n", "trigger"),
    ("spec-update.yml", "  workflow_dispatch:\n", "", "trigger"),
    ("spec-update.yml", "5 * * 1", "5 * * *", "trigger"),
    ("spec-update.yml", "workflow_dispatch:", "workflow_run:", "trigger"),
    ("ci.yml", "  contents: read\n", "  contents: write\n", "permissions"),
    ("ci.yml", "permissions:\n  contents: read\n", "", "permissions"),
    ("spec-diff.yml", "permissions: {}", "permissions: write-all", "permissions"),
    ("spec-diff.yml", "      contents: read", "      contents: write", "permissions"),
    ("spec-diff.yml", "      contents: read", "      contents: read\n      pull-requests: write", "permissions"),
    ("spec-diff.yml", "      pull-requests: write", "      issues: write", "permissions"),
    (
        "spec-update.yml",
        "      pull-requests: write",
        "      pull-requests: write\n      actions: write",
        "permissions",
    ),
    (
        "spec-diff.yml",
        "git merge-base \"$BASE\"",
        "git merge-base ${{ github.event.pull_request.base.sha }}",
        "expression",
    ),
    ("spec-diff.yml", "echo \"$MARKER\"", "echo \"${{ github.head_ref }}\"", "expression"),
    ("spec-update.yml", "git push --force origin \"$BRANCH\"", "git push origin ${{ env.BRANCH }}", "expression"),
    ("ci.yml", "          persist-credentials: false\n", "          submodules: false\n", "credentials"),
    ("spec-diff.yml", "persist-credentials: false", "persist-credentials: true", "credentials"),
    ("spec-update.yml", "          persist-credentials: false\n", "          fetch-depth: 1\n", "credentials"),
    ("ci.yml", "actions/checkout@v4", "actions/checkout@main", "pin"),
    ("spec-diff.yml", "actions/upload-artifact@v4", "actions/upload-artifact", "pin"),
    ("spec-update.yml", "Swatinem/rust-cache@v2", "somebody/rust-cache@v2", "pin"),
    ("spec-diff.yml", "    timeout-minutes: 5\n", "", "time"),
    ("spec-diff.yml", "cargo xtask diff", "cargo xtask compare", "command"),
    ("spec-diff.yml", "--format markdown", "--output markdown", "command"),
    ("spec-diff.yml", "--format github", "--format gitlab", "command"),
    ("spec-diff.yml", "--format github", "--format", "command"),
    ("spec-diff.yml", "cargo xtask diff", "cargo run -p xtask -- diff", "command"),
    ("spec-update.yml", "--prune", "--pruned", "command"),
    ("spec-update.yml", "corrections --write", "corrections --update", "command"),
    ("spec-update.yml", "cargo test --workspace", "cargo tests --workspace", "command"),
    ("spec-diff.yml", "          { echo \"$MARKER\"", "          cargo --version; { echo \"$MARKER\"", "code"),
    (
        "spec-diff.yml",
        "      - uses: actions/download-artifact@v4",
        "      - uses: actions/checkout@v4\n        with: { persist-credentials: false }\n      - uses: actions/download-artifact@v4",
        "code",
    ),
    ("spec-update.yml", "          git switch", "          bash .ci/run\n          git switch", "code"),
    ("spec-diff.yml", "    if: github.event.pull_request.head.repo.full_name == github.repository\n", "", "fork"),
    ("spec-diff.yml", "full_name == github", "full_name != github", "fork"),
    (
        "spec-diff.yml",
        "          GH_TOKEN: ${{ github.token }}",
        "          GH_TOKEN: ${{ secrets.PERSONAL }}",
        "secret",
    ),
    ("spec-update.yml", "          SOURCE:", "          GH_TOKEN: ${{ github.token }}\n          SOURCE:", "secret"),
    ("spec-diff.yml", "shell: bash", "shell: sh", "shell"),
    ("spec-update.yml", "defaults:\n  run:\n    shell: bash\n", "", "shell"),
    ("spec-diff.yml", "<!-- spec-diff -->", "<!-- spec -->", "marker"),
    ("spec-diff.yml", "startswith(env.MARKER)", "contains(\"diff\")", "marker"),
    ("spec-diff.yml", "fetch-depth: 0", "fetch-depth: 1", "history"),
    ("spec-diff.yml", "          ref: ${{ github.event.pull_request.head.sha }}\n", "", "history"),
    ("spec-diff.yml", " >> \"$GITHUB_STEP_SUMMARY\"", " > /dev/null", "summary"),
    ("spec-update.yml", "\"$GITHUB_STEP_SUMMARY\"", "/dev/null", "summary"),
    ("spec-diff.yml", "  cancel-in-progress: true\n", "", "concurrency"),
    ("spec-update.yml", "concurrency:\n  group: spec-update\n", "", "concurrency"),
    ("spec-diff.yml", "          cargo xtask diff \"$base\" --format github || test $? -eq 1\n", "", "order"),
    ("spec-update.yml", "        run: cargo test --workspace\n", "        run: cargo test --package xtask\n", "order"),
    ("spec-update.yml", " --prune", "", "order"),
    ("spec-update.yml", "/develop/swagger/", "/master/swagger/", "order"),
];

#[test]
fn each_rule_is_broken_by_a_copy() {
    let mut seen = BTreeSet::new();
    for (file, from, to, kind) in BROKEN {
        let good = text(file);
        let bad = good.replace(from, to);
        assert_ne!(good, bad, "{file} no longer has {from:?}");
        let told = faults(file, &bad);
        let kinds: Vec<&str> = told.iter().map(|it| it.kind).collect();
        assert!(kinds.contains(kind), "{file} with {to:?} for {from:?} should break `{kind}`: {told:?}");
        seen.insert(*kind);
    }
    assert_eq!(seen, KINDS.iter().copied().collect::<BTreeSet<_>>(), "every rule has a copy that breaks it");
}
