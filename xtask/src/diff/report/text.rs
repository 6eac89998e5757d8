//! The report for a terminal: what was compared, the verdicts, each finding in one row with what follows from it below, what no
//! rule judges, and the version that follows.

use annotate_snippets::renderer::{AnsiColor, Style};

use super::super::{Finding, Report, Rust, Unhandled, Wire};
use super::{Counts, USERS, Weight, compared, counted, fate_word, groups, is_unchanged, names, place, plain, pointer};
use super::{rust_word, signatures, version, wire_word};

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const GREEN: Style = AnsiColor::Green.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// The report for a terminal, with all findings; `color`: whether it may hold control sequences.
pub fn text(report: &Report, color: bool) -> String {
    let compared = compared(report, |it| plain(it).into_owned());
    if is_unchanged(report) {
        return format!("no change: {compared}\n");
    }
    let counts = Counts::of(report);
    let mut page = Page { text: String::new(), color };
    page.line(0, &compared);
    page.verdicts(report);
    page.counts(report, &counts);
    for (weight, findings) in groups(report) {
        if !findings.is_empty() {
            page.title(style(weight), &format!("{} ({})", weight.title(), findings.len()));
        }
        findings.into_iter().for_each(|finding| page.finding(weight, finding));
    }
    if !report.unhandled.is_empty() {
        page.title(YELLOW, &format!("judged by no rule ({})", report.unhandled.len()));
    }
    report.unhandled.iter().for_each(|it| page.unhandled(it));
    page.text.push('\n');
    let next = page.paint(STRONG, version(report));
    page.line(0, &format!("next version: {next}, because {}", counts.reason(report)));
    page.text
}

fn style(weight: Weight) -> Style {
    match weight {
        Weight::Breaking | Weight::Major => RED,
        Weight::Works => YELLOW,
        Weight::Nothing => GREEN,
    }
}

struct Page {
    text: String,
    color: bool,
}

impl Page {
    fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.text.push_str(&"  ".repeat(indent));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn title(&mut self, style: Style, text: &str) {
        let title = self.paint(style.bold(), text);
        self.text.push('\n');
        self.line(0, &title);
    }

    fn verdicts(&mut self, report: &Report) {
        let wire = match report.wire {
            Wire::Breaking => RED,
            Wire::Compatible => YELLOW,
            Wire::None => GREEN,
        };
        let rust = match report.rust {
            Rust::Major => RED,
            Rust::Minor => YELLOW,
            Rust::Patch | Rust::None => GREEN,
        };
        let wire = self.paint(wire.bold(), wire_word(report.wire));
        let rust = self.paint(rust.bold(), rust_word(report.rust));
        let version = self.paint(STRONG, version(report));
        self.line(0, &format!("wire: {wire} · Rust: {rust} · version: {version}"));
    }

    fn counts(&mut self, report: &Report, counts: &Counts) {
        let mut parts = vec![counted(report.findings.len(), "finding")];
        for (what, count) in [("wire", &counts.wire), ("Rust", &counts.rust), ("command line", &counts.commands)] {
            parts.extend((!count.is_empty()).then(|| format!("{what}: {count}")));
        }
        if !report.unhandled.is_empty() {
            parts.push(format!("{} judged by no rule", counted(report.unhandled.len(), "difference")));
        }
        self.line(0, &parts.join(" · "));
    }

    fn finding(&mut self, weight: Weight, it: &Finding) {
        let rule = self.paint(style(weight), it.rule.id);
        let subject = self.paint(STRONG, &plain(&it.subject));
        let mut row = format!("{rule}  {subject}  {}", plain(&it.message));
        let place = match (&it.new, &it.old) {
            (Some(new), _) => Some(place(new)),
            (None, Some(old)) => Some(format!("was at {}", place(old))),
            (None, None) => None,
        };
        row.extend(place.map(|it| format!("  {}", self.paint(CYAN, &it))));
        if !it.used_by.is_empty() {
            let users = names(it.used_by.iter().map(String::as_str), USERS, |it| plain(it).into_owned());
            row += &format!("  {}", self.paint(FAINT, &format!("used by {users}")));
        }
        self.line(1, &row);
        for change in &it.items {
            self.line(3, &format!("{}: {}", plain(&change.item), rust_word(change.verdict)));
            for (mark, signature) in signatures(change) {
                let style = if mark == '-' { RED } else { GREEN };
                let line = self.paint(style, &format!("{mark} {signature}"));
                self.line(4, &line);
            }
        }
        for change in &it.commands {
            self.line(3, &format!("wootctl {}: {}", plain(&change.command), fate_word(change.fate)));
        }
    }

    fn unhandled(&mut self, it: &Unhandled) {
        let row = match (&it.old, &it.new) {
            (Some(old), Some(new)) if old.pointer == new.pointer => {
                format!("{}  {} → {}", pointer(new), place(old), place(new))
            }
            (Some(old), Some(new)) => {
                format!("{}  {} → {}  {}", pointer(old), place(old), pointer(new), place(new))
            }
            (None, Some(new)) => format!("{}  new at {}", pointer(new), place(new)),
            (Some(old), None) => format!("{}  was at {}", pointer(old), place(old)),
            (None, None) => "a difference without a place".to_owned(),
        };
        self.line(1, &row);
    }
}
