//! The report in four formats: [`text()`] for a terminal, [`markdown()`] for a pull request, [`json()`] for tools, [`github()`]
//! for the annotations of a workflow. The last stage of a comparison; it decides nothing. Here is what the formats share.
//!
//! Subjects, messages, signatures and names come from documents that strangers write. `plain` keeps them on one line and
//! shows what would hide in it; each format then escapes what it gives a meaning to. Each text ends with a line break.

mod github;
mod json;
mod markdown;
mod text;

use std::borrow::Cow;
use std::collections::BTreeSet;

pub use github::github;
pub use json::json;
pub use markdown::markdown;
pub use text::text;

use super::{Fate, Finding, ItemChange, Report, Rust, Spot, Version, Wire};

/// How many users of a finding are named.
const USERS: usize = 3;

/// What a reader has to know of a finding first. The worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// It breaks calls.
    Breaking,
    /// It breaks code.
    Major,
    /// Callers can see it, and what worked goes on working.
    Works,
    /// Callers see nothing of it.
    Nothing,
}

impl Weight {
    const ALL: [Self; 4] = [Self::Breaking, Self::Major, Self::Works, Self::Nothing];

    fn of(finding: &Finding) -> Self {
        match (finding.wire, finding.rust) {
            (Wire::Breaking, _) => Self::Breaking,
            (_, Rust::Major) => Self::Major,
            (Wire::Compatible, _) | (_, Rust::Minor) => Self::Works,
            _ if !finding.commands.is_empty() => Self::Works,
            _ => Self::Nothing,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Breaking => "breaking on the wire",
            Self::Major => "major for Rust code",
            Self::Works => "compatible or minor",
            Self::Nothing => "without effect on callers",
        }
    }
}

/// The findings by weight, in the order of [`Weight::ALL`]; each group in the report's order.
fn groups(report: &Report) -> [(Weight, Vec<&Finding>); 4] {
    let mut groups = Weight::ALL.map(|weight| (weight, Vec::new()));
    for finding in &report.findings {
        groups[Weight::of(finding) as usize].1.push(finding);
    }
    groups
}

/// Whether there is nothing to tell. A verdict without a finding is something to tell.
fn is_unchanged(report: &Report) -> bool {
    let has_no_verdict = (report.wire, report.rust, report.bump) == (Wire::None, Rust::None, None);
    has_no_verdict && report.findings.is_empty() && report.unhandled.is_empty()
}

/// How many findings there are of each kind, in words.
struct Counts {
    /// `2 breaking, 1 none`.
    wire: String,
    /// `1 major, 2 none`.
    rust: String,
    /// `1 gone, 1 new`, each subcommand or flag once; empty where none changes.
    commands: String,
    breaking: usize,
    major: usize,
}

impl Counts {
    fn of(report: &Report) -> Self {
        let wire = |it: Wire| report.findings.iter().filter(|finding| finding.wire == it).count();
        let rust = |it: Rust| report.findings.iter().filter(|finding| finding.rust == it).count();
        let commands: BTreeSet<(&str, Fate)> =
            report.findings.iter().flat_map(|it| &it.commands).map(|it| (it.command.as_str(), it.fate)).collect();
        let fate = |it: Fate| commands.iter().filter(|(_, fate)| *fate == it).count();
        Self {
            wire: list([Wire::Breaking, Wire::Compatible, Wire::None].map(|it| (wire(it), wire_word(it)))),
            rust: list([Rust::Major, Rust::Minor, Rust::Patch, Rust::None].map(|it| (rust(it), rust_word(it)))),
            commands: list([Fate::Gone, Fate::Changed, Fate::New].map(|it| (fate(it), fate_word(it)))),
            breaking: wire(Wire::Breaking),
            major: rust(Rust::Major),
        }
    }

    /// Why the version grows as it does, or does not.
    fn reason(&self, report: &Report) -> String {
        let breaking = format!("{} may break calls", counted(self.breaking, "finding"));
        let major = format!("{} may keep code from compiling", counted(self.major, "finding"));
        let mut reason = match (report.bump, self.breaking, self.major) {
            (None, ..) => "the client stays the same".to_owned(),
            (Some("patch"), 0, 0) => "code that compiles goes on compiling".to_owned(),
            (_, 0, 0) => "the worst verdict asks for it".to_owned(),
            (_, _, 0) => breaking,
            (_, 0, _) => major,
            _ => format!("{breaking}, {major}"),
        };
        if !report.unhandled.is_empty() {
            reason += &format!("; not counting {} that no rule judges", counted(report.unhandled.len(), "difference"));
        }
        reason
    }
}

/// `2 gone, 1 new`: what there is none of is not named.
fn list<const N: usize>(counts: [(usize, &str); N]) -> String {
    let some = counts.iter().filter(|(count, _)| *count > 0);
    some.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

/// `1 finding`, `2 findings`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn wire_word(wire: Wire) -> &'static str {
    match wire {
        Wire::None => "none",
        Wire::Compatible => "compatible",
        Wire::Breaking => "breaking",
    }
}

fn rust_word(rust: Rust) -> &'static str {
    match rust {
        Rust::None => "none",
        Rust::Patch => "patch",
        Rust::Minor => "minor",
        Rust::Major => "major",
    }
}

fn fate_word(fate: Fate) -> &'static str {
    match fate {
        Fate::New => "new",
        Fate::Changed => "changed",
        Fate::Gone => "gone",
    }
}

/// The part of the version that grows.
fn version(report: &Report) -> &'static str {
    match report.bump {
        Some("minor") => "0.MINOR",
        Some("patch") => "0.x.PATCH",
        Some(other) => other,
        None => "unchanged",
    }
}

/// What was compared: `(1.1.0, 146 operations, 210 types)` after each name that `show` writes, the OpenAPI version where it changes.
fn compared(report: &Report, show: impl Fn(&str) -> String) -> String {
    let side = |it: &Version| {
        let openapi = match report.old.openapi == report.new.openapi {
            true => String::new(),
            false => format!("OpenAPI {}, ", show(&it.openapi)),
        };
        let (operations, types) = (counted(it.operations, "operation"), counted(it.types, "type"));
        format!("{} ({}, {openapi}{operations}, {types})", show(&it.name), show(&it.api))
    };
    format!("{} → {}", side(&report.old), side(&report.new))
}

/// The signatures of an item with their marks. One that has none to show, as a variant, is shown by its path.
fn signatures(change: &ItemChange) -> impl Iterator<Item = (char, Cow<'_, str>)> {
    let marked = [('-', &change.from), ('+', &change.to)];
    marked.into_iter().filter_map(|(mark, signature)| {
        let signature = signature.as_deref()?;
        Some((mark, plain(if signature.is_empty() { &change.item } else { signature })))
    })
}

/// The first few names as `show` writes them, and how many more there are: `a, b, c and 37 more`.
fn names<'a>(names: impl ExactSizeIterator<Item = &'a str>, most: usize, show: impl Fn(&str) -> String) -> String {
    let more = names.len().saturating_sub(most);
    let shown: Vec<String> = names.take(most).map(show).collect();
    let and = if more > 0 { format!(" and {more} more") } else { String::new() };
    shown.join(", ") + &and
}

/// `openapi.json:120`, or the file alone where no line is known.
fn place(spot: &Spot) -> String {
    let file = plain(&spot.file);
    if spot.line == 0 { file.into_owned() } else { format!("{file}:{}", spot.line) }
}

/// A JSON pointer; that of the whole document is empty.
fn pointer(spot: &Spot) -> Cow<'_, str> {
    if spot.pointer.is_empty() { Cow::Borrowed("the whole document") } else { plain(&spot.pointer) }
}

/// A text on one line in which nothing hides: no line break, no terminal control, nothing invisible or turned around, and no
/// command to GitHub's runner, which takes `##[` anywhere in a line and `::` at its beginning.
fn plain(text: &str) -> Cow<'_, str> {
    let is_command = text.contains("##[") || text.trim_start().starts_with(':');
    let has_hidden =
        if text.is_ascii() { text.bytes().any(|it| it.is_ascii_control()) } else { text.contains(is_hidden) };
    if !is_command && !has_hidden {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        let is_command = c == '[' && shown.ends_with("##") || c == ':' && shown.trim_start().is_empty();
        match c {
            _ if is_hidden(c) => shown.extend(c.escape_default()),
            _ if is_command => shown.extend(c.escape_unicode()),
            _ => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

fn is_hidden(c: char) -> bool {
    let has_no_shape = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}');
    c.is_control() || has_no_shape
}

/// At most so many characters, with a mark where some are left out.
fn clipped(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
