//! The report as workflow commands, which GitHub shows as annotations beside the lines of a pull request. The lines are those of
//! the new side, which is the tree that is checked out.

use std::collections::HashMap;

use super::super::{Finding, Report, Spot, Unhandled};
use super::{USERS, clipped, compared, counted, groups, is_unchanged, names, place, plain, pointer, signatures};

/// How many annotations of one level GitHub keeps of a step.
const SHOWN: usize = 10;

/// How many changed items an annotation shows.
const ITEMS: usize = 3;

/// How many characters an annotation takes of one text.
const LONGEST: usize = 1000;

/// The new places of the report, by pointer.
type Places<'a> = HashMap<&'a str, &'a Spot>;

/// What is shown: a finding or what no rule judges.
#[derive(Clone, Copy)]
enum Row<'a> {
    Finding(&'a Finding),
    Unhandled(&'a Unhandled),
}

/// The annotations, one line each: the worst first, at most as many as GitHub shows, and a last one that counts the others.
pub fn github(report: &Report) -> String {
    if is_unchanged(report) {
        let text = format!("no change: {}", compared(report, |it| plain(it).into_owned()));
        return command("notice", None, "no change", &text);
    }
    let [breaking, major, works, nothing] = groups(report).map(|(_, findings)| findings);
    let unhandled = report.unhandled.iter().map(Row::Unhandled);
    let errors: Vec<Row> = breaking.into_iter().chain(major).map(Row::Finding).collect();
    let warnings: Vec<Row> = unhandled.chain(works.into_iter().map(Row::Finding)).collect();
    let notices: Vec<Row> = nothing.into_iter().map(Row::Finding).collect();

    let is_short = [&errors, &warnings, &notices].iter().all(|rows| rows.len() <= SHOWN);
    let levels = [
        ("error", errors, SHOWN),
        ("warning", warnings, SHOWN),
        ("notice", notices, if is_short { SHOWN } else { SHOWN - 1 }),
    ];
    let places = places(report);
    let mut text = String::new();
    for (level, rows, most) in &levels {
        for row in rows.iter().take(*most) {
            text += &annotation(level, *row, &places);
        }
    }
    if !is_short {
        let left = levels.map(|(level, rows, most)| (rows.len().saturating_sub(most), level));
        let total: usize = left.iter().map(|(count, _)| count).sum();
        let some = left.into_iter().filter(|(count, _)| *count > 0);
        let left: Vec<String> = some.map(|(count, level)| counted(count, level)).collect();
        let message = format!("not shown here: {}; see all with `cargo xtask diff … --format text`", left.join(", "));
        text += &command("notice", None, &format!("{total} more"), &message);
    }
    text
}

fn places(report: &Report) -> Places<'_> {
    let found = report.findings.iter().filter_map(|it| it.new.as_ref());
    let unhandled = report.unhandled.iter().filter_map(|it| it.new.as_ref());
    let mut places = Places::new();
    for spot in found.chain(unhandled) {
        places.entry(spot.pointer.as_str()).or_insert(spot);
    }
    places
}

/// The place in the new document that is nearest around what is gone: another finding's, since no others are known here. The
/// whole document is near to nothing.
fn nearest<'a>(old: &Spot, places: &Places<'a>) -> Option<&'a Spot> {
    let mut pointer = old.pointer.as_str();
    while !pointer.is_empty() {
        if let Some(spot) = places.get(pointer) {
            return Some(spot);
        }
        pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
    None
}

fn annotation(level: &str, row: Row, places: &Places) -> String {
    let (title, old, new, mut message) = match row {
        Row::Finding(it) => (it.rule.id, &it.old, &it.new, words(it)),
        Row::Unhandled(it) => ("unhandled", &it.old, &it.new, unhandled(it)),
    };
    let around = old.as_ref().filter(|_| new.is_none()).and_then(|old| nearest(old, places));
    if let (Some(old), None) = (old, new) {
        message += &format!("\nbefore at {}, {}", clipped(&place(old), LONGEST), clipped(&pointer(old), LONGEST));
    }
    if let Row::Finding(it) = row {
        message += &changes(it);
    }
    command(level, new.as_ref().or(around), title, &message)
}

fn words(it: &Finding) -> String {
    let (subject, message) = (plain(&it.subject), plain(&it.message));
    let mut words = format!("{}: {}", clipped(&subject, LONGEST), clipped(&message, LONGEST));
    if !it.used_by.is_empty() {
        let show = |it: &str| clipped(&plain(it), LONGEST).into_owned();
        words += &format!("; used by {}", names(it.used_by.iter().map(String::as_str), USERS, show));
    }
    words
}

fn unhandled(it: &Unhandled) -> String {
    let spot = it.new.as_ref().or(it.old.as_ref());
    let pointer = spot.map_or_else(|| "a difference".into(), |it| pointer(it));
    format!("{}: no rule judges what changed here", clipped(&pointer, LONGEST))
}

fn changes(it: &Finding) -> String {
    let mut lines = String::new();
    for change in it.items.iter().take(ITEMS) {
        let item = plain(&change.item);
        lines += &format!("\n{}", clipped(&item, LONGEST));
        for (mark, signature) in signatures(change) {
            lines += &format!("\n{mark} {}", clipped(&signature, LONGEST));
        }
    }
    match it.items.len().saturating_sub(ITEMS) {
        0 => lines,
        more => lines + &format!("\nand {}", counted(more, "more item")),
    }
}

/// One workflow command on its line.
fn command(level: &str, spot: Option<&Spot>, title: &str, message: &str) -> String {
    let mut properties = Vec::new();
    // No tree has so long a path.
    if let Some(spot) = spot.filter(|spot| path(spot).len() <= LONGEST) {
        properties.push(format!("file={}", property(path(spot))));
        properties.extend((spot.line > 0).then(|| format!("line={}", spot.line)));
    }
    properties.push(format!("title={}", property(title)));
    format!("::{level} {}::{}\n", properties.join(","), data(message))
}

/// The path in the tree: the files of a revision are called `main:openapi.json`.
fn path(spot: &Spot) -> &str {
    spot.file.rsplit(':').next().unwrap_or_default()
}

/// What stands after `::` of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(&plain(text)).replace(':', "%3A").replace(',', "%2C")
}
