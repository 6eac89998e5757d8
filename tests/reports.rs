//! The four formats of the change report, held against made-up reports: one with every field in every shape, one without a
//! finding, thousands of findings for the limits, and names that try to be more than names. The texts are pinned in
//! `snapshots/reports`; what a snapshot cannot show is read back as GitHub reads it (`reports/reading.rs`).

#[path = "reports/made.rs"]
mod made;
#[path = "reports/reading.rs"]
mod reading;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xtask::diff::report::{github, json, markdown, text};
use xtask::diff::{Report, Rust, Wire};

use made::{HOSTILE, hostile, many, nothing, sample, small, spot, verdicts};
use reading::{Command, commands, visible};

/// The most that GitHub takes of a comment.
const LIMIT: usize = 65_536;

/// The longest that thirty thousand findings may take in one format, in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(4);

/// The snapshots, which are all there may be.
const PINNED: [&str; 12] = [
    "github",
    "github_hostile",
    "github_many",
    "json",
    "markdown",
    "markdown_hostile",
    "markdown_many",
    "nothing",
    "text",
    "text_colored",
    "text_hostile",
    "unhandled_alone",
];

fn pin(name: &str, text: &str) {
    assert!(PINNED.contains(&name), "{name}");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/reports");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A text without colors, as all others are read.
fn plain_text(report: &Report) -> String {
    text(report, false)
}

type Format = (&'static str, fn(&Report) -> String);

const FORMATS: [Format; 4] = [("text", plain_text), ("markdown", markdown), ("json", json), ("github", github)];

#[test]
fn each_format_is_as_pinned() {
    let report = sample();
    pin("text", &text(&report, false));
    pin("markdown", &markdown(&report));
    pin("github", &github(&report));
    pin("json", &json(&small()));
}

#[test]
fn each_snapshot_is_of_a_report() {
    let found: BTreeSet<String> = fs::read_dir(Path::new("tests/snapshots/reports"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".snap"))
        .collect();
    let wanted: BTreeSet<String> = PINNED.iter().map(|name| format!("{name}.snap")).collect();
    assert_eq!(found, wanted);
}

#[test]
fn colors_are_all_that_color_adds() {
    let colored = text(&small(), true);
    pin("text_colored", &colored.replace('\u{1b}', "ESC"));
    let mut plain = String::new();
    let mut parts = colored.split("\u{1b}[");
    plain += parts.next().unwrap();
    for part in parts {
        let (code, rest) = part.split_once('m').unwrap();
        assert!(code.chars().all(|c| c.is_ascii_digit() || c == ';'), "{code}");
        plain += rest;
    }
    assert_eq!(plain, text(&small(), false));
}

#[test]
fn no_finding_is_told_in_one_line() {
    let report = nothing();
    let texts = [text(&report, false), text(&report, true), markdown(&report), github(&report)];
    for text in &texts {
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.to_lowercase().contains("no change") && text.ends_with('\n'), "{text}");
    }
    pin("nothing", &texts.concat());
}

/// "No change" is said of what was found to be the same, and of nothing else.
#[test]
fn no_change_is_said_only_of_what_is_the_same() {
    let mut reports = vec![
        Report { wire: Wire::Compatible, ..nothing() },
        Report { rust: Rust::Patch, ..nothing() },
        Report { bump: Some("patch"), ..nothing() },
        Report { findings: small().findings, ..nothing() },
    ];
    let unhandled = sample().unhandled;
    reports.extend(unhandled.into_iter().map(|it| Report { unhandled: vec![it], ..nothing() }));
    for report in &reports {
        for (name, format) in FORMATS {
            let text = format(report);
            assert!(!text.to_lowercase().contains("no change"), "{name}: {text}");
        }
        assert!(plain_text(report).lines().count() > 3 && markdown(report).lines().count() > 3);
    }
    let alone = Report { unhandled: sample().unhandled, ..nothing() };
    pin("unhandled_alone", &[plain_text(&alone), markdown(&alone), github(&alone)].join("\n"));
}

/// The first lines say the worst: a reviewer decides there whether to read on.
#[test]
fn the_verdict_comes_first() {
    for (wire, rust, bump, first, words) in [
        (Wire::Breaking, Rust::Major, "minor", "**Breaking: calls", "wire: breaking · Rust: major · version: 0.MINOR"),
        (Wire::Breaking, Rust::None, "minor", "**Breaking: calls", "wire: breaking · Rust: none · version: 0.MINOR"),
        (Wire::None, Rust::Major, "minor", "**Breaking for", "wire: none · Rust: major · version: 0.MINOR"),
        (Wire::Compatible, Rust::Minor, "patch", "**What works", "wire: compatible · Rust: minor · version: 0.x.PATCH"),
        (Wire::None, Rust::Patch, "patch", "**Callers see nothing", "wire: none · Rust: patch · version: 0.x.PATCH"),
    ] {
        let report = verdicts(wire, rust, bump);
        assert!(markdown(&report).starts_with(first), "{}", markdown(&report));
        assert_eq!(plain_text(&report).lines().nth(1), Some(words));
        let last = plain_text(&report);
        let last = last.lines().next_back().unwrap();
        assert!(last.starts_with("next version: 0.") && last.contains(", because "), "{last}");
        let unjudged = Report { unhandled: sample().unhandled, ..report };
        assert!(markdown(&unjudged).lines().next().unwrap().contains("o rule judges 5 differences"));
    }
}

#[test]
fn names_that_are_more_than_names_do_nothing() {
    let report = hostile(&HOSTILE[..7]);
    pin("text_hostile", &text(&report, false));
    pin("markdown_hostile", &markdown(&report));
    pin("github_hostile", &github(&report));
    let percent = github(&hostile(&["100%25 sure: a, b"]));
    assert!(commands(&percent)[1].message.starts_with("100%25 sure: a, b: 100%25 sure: a, b; used by"), "{percent}");
    // Each alone, in every field, so that none hides another; and each after the other, since marks pair up.
    for (index, word) in HOSTILE.iter().enumerate() {
        let next = HOSTILE[(index + 1) % HOSTILE.len()];
        for words in [
            (*word).to_owned(),
            format!("{word}{next}"),
            format!("{word}`{next}`{word}"),
            format!("{word} `{next}` {word}"),
        ] {
            let report = hostile(&[&words]);
            visible(&markdown(&report));
            visible(&markdown(&Report { findings: Vec::new(), unhandled: Vec::new(), ..report.clone() }));
            commands(&github(&report));
            on_their_lines(&plain_text(&report));
            assert_eq!(serde_json::from_str::<Value>(&json(&report)).unwrap(), serde_json::to_value(&report).unwrap());
            assert!(!json(&report).contains("##["));
        }
    }
}

/// A terminal and GitHub's runner see no commands, and each line begins as ours do.
fn on_their_lines(text: &str) {
    for c in text.chars() {
        assert!(
            c == '\n' || !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}'..='\u{200f}'),
            "{c:?}"
        );
    }
    assert!(!text.contains("##["), "{text}");
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::"), "{line}");
    }
}

#[test]
fn markdown_keeps_within_its_limit() {
    let long = "é`|<@".repeat(30_000);
    let mut reports: Vec<Report> = [1, 80, 300, 3_000].into_iter().map(many).collect();
    reports.extend([hostile(&[&long]), hostile(&[long.as_str(); 200])]);
    for report in &reports {
        let text = markdown(report);
        assert!(text.len() <= LIMIT && text.chars().count() <= LIMIT, "{} bytes", text.len());
        let visible = visible(&text);
        let rows = visible.lines().filter(|line| line.starts_with("- "));
        // Those that say the same of several members stand in one row.
        let times = |line: &str| line.split_once("**, ")?.1.split_once(" times: ")?.0.parse::<usize>().ok();
        let shown: usize = rows.map(|line| times(line).unwrap_or(1)).sum();
        let left = text.lines().find_map(|line| line.split_once(" left out here")).map_or(0, |(rows, _)| {
            let (count, _) = rows.split_once(' ').unwrap();
            count.parse().unwrap()
        });
        assert_eq!(shown + left, report.findings.len() + report.unhandled.len());
        assert!(left == 0 || text.len() > LIMIT / 2, "{left} left out, and {} bytes are taken", text.len());
        commands(&github(report)); // each line has a limit too
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    }
    assert!(!markdown(&many(80)).contains("left out"));
    let text = markdown(&many(3_000));
    let tail: Vec<&str> = text.lines().rev().take(12).collect();
    let head: Vec<&str> = text.lines().take(12).collect();
    pin(
        "markdown_many",
        &format!("{}\n[…]\n{}", head.join("\n"), tail.into_iter().rev().collect::<Vec<_>>().join("\n")),
    );
}

/// What is left out is never worse than what is shown.
#[test]
fn the_least_severe_rows_are_left_out_first() {
    let mut report = many(3_000);
    report.findings.reverse();
    for it in report.findings.iter_mut().step_by(3) {
        it.message = "long ".repeat(100); // else all rows are as long
        it.items = vec![it.items[0].clone(); 8];
    }
    let text = markdown(&report);
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("- ")).collect();
    let worst = report.findings.iter().filter(|it| it.rule.id == "operation-removed");
    assert!(rows.len() > 50 && rows.len() < worst.clone().count(), "{}", rows.len());
    for (row, it) in rows.iter().zip(worst) {
        assert!(row.contains(&it.subject), "{}: {row}", it.subject);
    }
    for command in commands(&github(&report)).iter().filter(|it| it.level == "error") {
        assert_eq!(command.title, "operation-removed");
    }
}

#[test]
fn json_has_every_finding() {
    for report in [nothing(), sample(), hostile(HOSTILE), many(3_000)] {
        let value: Value = serde_json::from_str(&json(&report)).unwrap();
        assert_eq!(value["findings"].as_array().unwrap().len(), report.findings.len());
        assert_eq!(value["unhandled"].as_array().unwrap().len(), report.unhandled.len());
        for (json, it) in value["findings"].as_array().unwrap().iter().zip(&report.findings) {
            let head = json!([it.rule.id, it.fingerprint, it.subject, it.message, it.wire, it.rust]);
            let keys = ["rule", "fingerprint", "subject", "message", "wire", "rust"];
            assert_eq!(Value::from_iter(keys.map(|key| json[key].clone())), head);
            let lists = [it.items.len(), it.commands.len(), it.used_by.len()];
            assert_eq!(["items", "commands", "used_by"].map(|key| json[key].as_array().unwrap().len()), lists);
            assert_eq!([&json["old"], &json["new"]].map(Value::is_null), [it.old.is_none(), it.new.is_none()]);
        }
    }
}

/// Every finding has its row in the text for a terminal, however many there are.
#[test]
fn text_has_every_finding() {
    let report = many(3_000);
    let text = plain_text(&report);
    let rows: BTreeSet<&str> = text.lines().filter_map(|line| line.split("  ").nth(2)).collect();
    let missing = report.findings.iter().find(|it| !rows.contains(it.subject.as_str()));
    assert!(missing.is_none(), "{missing:?}");
}

#[test]
fn github_shows_the_worst_and_counts_the_others() {
    let report = many(3_000);
    let text = github(&report);
    pin("github_many", &text);
    let all = commands(&text);
    let shown = |level: &str| all.iter().filter(|it| it.level == level).count();
    assert_eq!(["error", "warning", "notice"].map(shown), [10, 10, 10]);
    let rest = all.last().unwrap();
    assert_eq!((rest.level, rest.title.as_str()), ("notice", "2974 more"), "3,000 and 3 unjudged, less 29");
    // Ten of each fit, one more does not.
    for (count, lines) in [(40, 30), (41, 30)] {
        let mut report = Report { unhandled: Vec::new(), ..many(count) };
        report.findings.retain(|it| it.rule.id != "response-field-removed");
        assert_eq!(commands(&github(&report)).len(), lines, "{count}");
        let has_rest = github(&report).contains(" more::");
        assert_eq!(has_rest, count > 40);
    }
}

/// Annotations stand in the tree that is checked out: the new side, without its revision.
#[test]
fn github_names_places_of_the_new_side() {
    let place = |report: &Report| -> Command { commands(&github(report)).remove(0) };
    let with = |old, new| {
        let mut report = small();
        report.findings.truncate(1);
        (report.findings[0].old, report.findings[0].new) = (old, new);
        report
    };
    let old = || Some(spot("main:openapi.json", "/paths/~1a/get/parameters/0", 7));
    let both = place(&with(old(), Some(spot("HEAD:overlays/a.yaml", "/paths", 12))));
    assert_eq!((both.file.as_deref(), both.line), (Some("overlays/a.yaml"), Some(12)));
    assert!(!both.message.contains("before at"), "{}", both.message);
    let unknown = place(&with(None, Some(spot("openapi.json", "", 0))));
    assert_eq!((unknown.file.as_deref(), unknown.line), (Some("openapi.json"), None));

    let gone = with(old(), None);
    let alone = place(&gone);
    assert_eq!((&alone.file, alone.line), (&None, None));
    assert!(alone.message.contains("before at main:openapi.json:7, /paths/~1a/get/parameters/0"), "{}", alone.message);
    // The nearest around it, and neither the whole document nor a namesake.
    for (pointers, line) in [
        (["", "/paths/~1a", "/paths/~1a/get"], Some(3)),
        (["", "/paths/~1ab", "/paths"], Some(3)),
        (["", "/paths/~1a/get/parameters", "/paths"], Some(2)),
        (["", "/paths/~1b", "/paths/~1a/get/parameters/01"], None),
    ] {
        let mut report = gone.clone();
        for (index, pointer) in pointers.into_iter().enumerate() {
            let mut other = small().findings.remove(1);
            other.new = Some(spot("openapi.json", pointer, index + 1));
            report.findings.push(other);
        }
        assert_eq!(place(&report).line, line, "{pointers:?}");
    }
}

#[test]
fn the_time_grows_with_the_findings() {
    let report = many(30_000);
    for (name, format) in FORMATS {
        let start = Instant::now();
        let text = format(&report);
        let took = start.elapsed();
        println!("{name}: {} bytes in {took:?}", text.len());
        assert!(took < LONGEST, "{name} takes {took:?}");
    }
}
