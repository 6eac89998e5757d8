//! The report for a pull request, and the start of an entry of a changelog: the verdict, a table of counts, what breaks, and
//! everything else folded. GitHub takes no more than 65,536 characters, so rows are left out from the end where there are more.
//!
//! No text of a document stands here but as code or as a plain word, so none becomes a link, a mention, HTML or a cell.

use std::collections::BTreeMap;

use super::super::rules::Area;
use super::super::{Finding, Report, Rust, Spot, Unhandled, Wire};
use super::{Counts, USERS, Weight, clipped, compared, counted, fate_word, groups, is_unchanged, names, place, plain};
use super::{pointer, rust_word, signatures, version, wire_word};

/// How many bytes the text may take: GitHub's limit less what a workflow may add.
const LIMIT: usize = 65_536 - 1_024;

/// How many bytes are kept for the sentence on what is left out.
const LEFT_OUT: usize = 256;

/// How many characters a row takes of one text.
const LONGEST: usize = 400;

/// How many changed items, and how many subcommands and flags, a row shows.
const ITEMS: usize = 3;

/// How many members of one type a row names.
const MEMBERS: usize = 20;

/// The report for a pull request.
pub fn markdown(report: &Report) -> String {
    if is_unchanged(report) {
        return format!("**No change**: {}.\n", compared(report, code));
    }
    let mut page = Page { text: head(report), left: 0 };
    let [breaking, major, works, nothing] = groups(report);
    page.findings(&breaking, false);
    page.findings(&major, false);
    let title = format!("{} judged by no rule", counted(report.unhandled.len(), "difference"));
    page.section(&title, true, report.unhandled.iter().map(|it| (1, it)), unhandled);
    page.findings(&works, true);
    page.findings(&nothing, true);
    if page.left > 0 {
        let rows = counted(page.left, "finding");
        page.text += &format!("\n{rows} left out here, the least severe first. All are in the text report: ");
        page.text += "`cargo xtask diff … --format text`.\n";
    }
    page.text
}

/// The verdict, the table, and what was compared.
fn head(report: &Report) -> String {
    let counts = Counts::of(report);
    let verdict = verdict(report);
    let judged = match report.findings.len() {
        0 => "no finding".to_owned(),
        count => counted(count, "finding"),
    };
    let commands = if counts.commands.is_empty() { "none" } else { "changes" };
    let rows = [
        ("wire", wire_word(report.wire), counts.wire.as_str()),
        ("Rust", rust_word(report.rust), counts.rust.as_str()),
        ("command line", commands, counts.commands.as_str()),
        ("version", version(report), &counts.reason(report)),
    ];
    let mut text = format!("**{verdict}**\n\n| {judged} | verdict | |\n|---|---|---|\n");
    for (what, verdict, detail) in rows {
        text += &format!("| {what} | **{verdict}** | {detail} |\n");
    }
    text + &format!("\nCompared: {}.\n", compared(report, code))
}

/// The worst, in a sentence. What no rule judges may be worse than what is harmless.
fn verdict(report: &Report) -> String {
    let unjudged = counted(report.unhandled.len(), "difference");
    let (verdict, is_bad) = match (report.wire, report.rust) {
        (Wire::Breaking, Rust::Major) => {
            ("Breaking: calls that work now may fail, and code that compiles now may not.", true)
        }
        (Wire::Breaking, _) => ("Breaking: calls that work now may fail.", true),
        (_, Rust::Major) => ("Breaking for Rust code: what compiles now may not. Calls go on working.", true),
        (Wire::Compatible, _) | (_, Rust::Minor) => ("What works now goes on working.", false),
        _ => ("Callers see nothing of it.", false),
    };
    match (report.unhandled.len(), is_bad) {
        (0, _) => verdict.to_owned(),
        (_, true) => format!("{verdict} No rule judges {unjudged}."),
        (_, false) => format!("No rule judges {unjudged}: see what follows from them. No finding breaks anything."),
    }
}

struct Page {
    text: String,
    /// How many findings and differences had no room.
    left: usize,
}

impl Page {
    fn findings(&mut self, (weight, findings): &(Weight, Vec<&Finding>), is_folded: bool) {
        let title = format!("{} {}", counted(findings.len(), "finding"), weight.title());
        let rows = gathered(findings);
        self.section(&title, is_folded, rows.iter().map(|it| (it.len(), it)), row);
    }

    /// Adds a section with as many of its rows as there is room for, each with what it counts for. Once one had none, none follows.
    fn section<T>(
        &mut self,
        title: &str,
        is_folded: bool,
        rows: impl Iterator<Item = (usize, T)>,
        show: fn(T) -> String,
    ) {
        let (open, close) = match is_folded {
            true => (format!("\n<details>\n<summary>{title}</summary>\n\n"), "\n</details>\n"),
            false => (format!("\n### {title}\n\n"), ""),
        };
        let mut is_open = false;
        for (count, row) in rows {
            if self.left == 0 {
                let row = if is_open { show(row) } else { open.clone() + &show(row) };
                if self.text.len() + row.len() + close.len() + LEFT_OUT <= LIMIT {
                    self.text += &row;
                    is_open = true;
                    continue;
                }
            }
            self.left += count;
        }
        if is_open {
            self.text += close;
        }
    }
}

/// Findings that say the same of several members of one type or operation, in one row.
fn gathered<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut rows: Vec<Vec<&Finding>> = Vec::new();
    let mut index: BTreeMap<_, usize> = BTreeMap::new();
    for it in findings {
        let (owner, _) = split(it);
        let key = (it.rule.id, owner, it.message.as_str(), &it.used_by);
        match index.get(&key) {
            Some(row) => rows[*row].push(it),
            None => {
                index.insert(key, rows.len());
                rows.push(vec![it]);
            }
        }
    }
    rows
}

/// What a finding is about, as owner and member: `Contact.email`.
fn split(it: &Finding) -> (&str, &str) {
    let is_member = it.rule.area == Area::Field;
    it.subject.split_once('.').filter(|_| is_member).unwrap_or((&it.subject, ""))
}

fn row(findings: &Vec<&Finding>) -> String {
    let Some(it) = findings.first() else { return String::new() };
    let mut row = match findings.len() {
        1 => format!("- **{}**: {} ({}", code(&it.subject), prose(&it.message), code(it.rule.id)),
        count => {
            let members = names(findings.iter().map(|it| split(it).1), MEMBERS, code);
            format!(
                "- **{}**, {count} times: {}: {members} ({}",
                code(split(it).0),
                prose(&it.message),
                code(it.rule.id)
            )
        }
    };
    row += &match (&it.new, &it.old) {
        (Some(new), _) => format!(", {}", code(&place(new))),
        (None, Some(old)) => format!(", before at {}", code(&place(old))),
        (None, None) => String::new(),
    };
    row.push(')');
    if !it.used_by.is_empty() {
        row += &format!("; used by {}", names(it.used_by.iter().map(String::as_str), USERS, code));
    }
    let mut commands = findings.iter().flat_map(|it| &it.commands);
    for change in commands.by_ref().take(ITEMS) {
        row += &format!("; {} {}", code(&format!("wootctl {}", change.command)), fate_word(change.fate));
    }
    if let more @ 1.. = commands.count() {
        row += &format!("; {more} more of wootctl");
    }
    row.push('\n');
    row + &patch(findings)
}

/// The items that have another signature, as a patch. What came or went says the row itself. Each line begins with a mark, so
/// none can end the block.
fn patch(findings: &[&Finding]) -> String {
    let items = findings.iter().flat_map(|it| &it.items).filter(|it| it.from.is_some() && it.to.is_some());
    let count = items.clone().count();
    if count == 0 {
        return String::new();
    }
    let mut text = "  ```diff\n".to_owned();
    for change in items.take(ITEMS) {
        let item = plain(&change.item);
        text += &format!("  @@ {}: {} @@\n", clipped(&item, LONGEST), rust_word(change.verdict));
        for (mark, signature) in signatures(change) {
            text += &format!("  {mark} {}\n", clipped(&signature, LONGEST));
        }
    }
    if let more @ 1.. = count.saturating_sub(ITEMS) {
        text += &format!("  # {}\n", counted(more, "more item"));
    }
    text + "  ```\n"
}

fn unhandled(it: &Unhandled) -> String {
    let at = |spot: &Spot| format!("{} at {}", code(&pointer(spot)), code(&place(spot)));
    match (&it.old, &it.new) {
        (Some(old), Some(new)) if old.pointer == new.pointer => {
            format!("- {}, before at {}\n", at(new), code(&place(old)))
        }
        (Some(old), Some(new)) => format!("- {}, before {}\n", at(new), at(old)),
        (None, Some(new)) => format!("- {}, new\n", at(new)),
        (Some(old), None) => format!("- {}, gone\n", at(old)),
        (None, None) => "- a difference without a place\n".to_owned(),
    }
}

/// A text as code, in which nothing has a meaning.
fn code(text: &str) -> String {
    let plain = plain(text);
    let text = clipped(&plain, LONGEST);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let marks = "`".repeat(longest + 1);
    // One space at each end is taken off again by who reads it.
    let has_edge = |edge: char| text.starts_with(edge) || text.ends_with(edge);
    match text.trim().is_empty() {
        true => "(nothing)".to_owned(),
        false if has_edge('`') || has_edge(' ') => format!("{marks} {text} {marks}"),
        false => format!("{marks}{text}{marks}"),
    }
}

/// A sentence: what it has between backticks is code, and so is every other word that might be more than a word.
fn prose(text: &str) -> String {
    let plain = plain(text);
    let text = clipped(&plain, LONGEST);
    let mut shown = String::new();
    let mut add = |part: &str| {
        // Two marks of code that touch would be another mark.
        if shown.ends_with('`') && part.starts_with('`') {
            shown.push(' ');
        }
        shown.push_str(part);
    };
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 && !part.is_empty() {
            add(&code(part));
            continue;
        }
        for word in part.split_inclusive(' ') {
            let core = word.trim_start_matches(is_mark).trim_end_matches(|c| is_mark(c) || c == ':');
            match core.is_empty() || is_word(core) {
                true => add(word),
                false => {
                    let (before, after) = word.split_once(core).unwrap_or_default();
                    [before, &code(core), after].into_iter().for_each(&mut add);
                }
            }
        }
    }
    shown
}

/// What may stand around a word.
fn is_mark(c: char) -> bool {
    matches!(c, ' ' | ',' | ';' | '.' | '?' | '(' | ')' | '"' | '\'' | '→' | '…')
}

/// Whether GitHub sees nothing but a word in it: neither a commit (`1f2e3d4`) nor an issue (`GH-12`).
fn is_word(core: &str) -> bool {
    let is_commit = core.len() > 6 && core.chars().all(|c| c.is_ascii_hexdigit());
    let has_number = core.split('-').skip(1).any(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    !is_commit && !has_number && core.chars().all(|c| c.is_alphanumeric() || c == '-')
}
