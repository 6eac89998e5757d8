//! What is wrong with the input, where, and how to mend it. Every stage adds to one [`Problems`]; the binary prints them
//! together at the end, sorted, with the source line ([`Problems::render`]) or as JSON ([`Problems::to_json`]).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use crate::spec::place::{Place, Sources};

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The meaning was plain enough to go on, and the reader is told what was made of it.
    Warning,
}

/// One thing that is wrong with the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Whether generation stops.
    pub severity: Severity,
    /// A stable name in kebab case, such as `reference-dangling`.
    pub code: &'static str,
    /// The file as it was named on the command line.
    pub file: String,
    /// JSON pointer (RFC 6901) of the node in that file.
    pub pointer: String,
    /// Line, from 1; 0 until [`Problems::locate`] has run or where no line is known.
    pub line: usize,
    /// Column, from 1, in characters; 0 where no column is known.
    pub column: usize,
    /// What is wrong: a lowercase fragment without a full stop.
    pub message: String,
    /// How to mend it: an imperative.
    pub help: String,
}

/// All problems of one run.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    all: Vec<Problem>,
}

impl Problems {
    /// Adds an error: generation stops once every stage that can still run has run.
    pub fn error(&mut self, code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.push(Severity::Error, code, place, message.into(), help.into());
    }

    /// Adds a warning: generation goes on.
    pub fn warning(&mut self, code: &'static str, place: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.push(Severity::Warning, code, place, message.into(), help.into());
    }

    fn push(&mut self, severity: Severity, code: &'static str, place: &Place, message: String, help: String) {
        self.all.push(Problem {
            severity,
            code,
            file: place.file.clone(),
            pointer: place.pointer.to_string(),
            line: place.line,
            column: place.column,
            message,
            help,
        });
    }

    /// Adds those of another part of the run.
    pub fn append(&mut self, mut others: Self) {
        self.all.append(&mut others.all);
    }

    /// Whether nothing may be written.
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Whether an error was told at this very node.
    pub fn has_error_at(&self, place: &Place) -> bool {
        let is_there = |it: &&Problem| it.file == place.file && it.pointer == place.pointer.as_str();
        self.all.iter().filter(is_there).any(|it| it.severity == Severity::Error)
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The problems, in the order of [`Problems::locate`] once that has run.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.all.iter()
    }

    /// Finds line and column of every problem, sorts by severity, file and place, and drops repetitions.
    pub fn locate(&mut self, sources: &Sources) {
        for source in sources.iter() {
            let unplaced = |it: &Problem| it.line == 0 && it.file == source.name;
            let pointers: Vec<&str> = self.all.iter().filter(|it| unplaced(it)).map(|it| it.pointer.as_str()).collect();
            if pointers.is_empty() {
                continue;
            }
            let places = sources.positions(&source.name, &pointers);
            for problem in self.all.iter_mut().filter(|it| unplaced(it)) {
                if let Some(place) = places.get(&problem.pointer) {
                    (problem.line, problem.column) = *place;
                }
            }
        }
        self.all.sort_by(|a, b| {
            let key = |it: &Problem| (it.severity, it.file.clone(), it.line, it.column, it.pointer.clone(), it.code);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        self.all.dedup();
    }

    /// The problems as a person reads them, each with its source line and its help.
    pub fn render(&self, sources: &Sources) -> String {
        if self.all.is_empty() {
            return String::new();
        }
        let renderer = Renderer::plain();
        let lines: BTreeMap<&str, Vec<&str>> =
            sources.iter().map(|source| (source.name.as_str(), source.text.lines().collect())).collect();
        let mut text = String::new();
        for problem in &self.all {
            let _ = writeln!(text, "{}\n", renderer.render(&[group(problem, &lines)]));
        }
        text
    }

    /// The problems as a JSON array, one object each with the fields of [`Problem`].
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(&self.all).unwrap_or_else(|error| format!("\"{error}\""))
    }
}

fn group<'a>(problem: &'a Problem, lines: &BTreeMap<&str, Vec<&str>>) -> Group<'a> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(problem.message.as_str()).id(problem.code));
    let line = lines.get(problem.file.as_str()).and_then(|it| it.get(problem.line.checked_sub(1)?));
    match line {
        Some(line) => {
            let (shown, start) = excerpt(line, problem.column);
            let end = start + shown[start..].chars().next().map_or(0, char::len_utf8);
            let label = if problem.pointer.is_empty() { "here" } else { problem.pointer.as_str() };
            group = group.element(
                Snippet::source(shown)
                    .line_start(problem.line)
                    .path(problem.file.as_str())
                    .annotation(AnnotationKind::Primary.span(start..end).label(label)),
            );
        }
        None => group = group.element(Level::NOTE.message(format!("in {} at `{}`", problem.file, problem.pointer))),
    }
    group.element(Level::HELP.message(problem.help.as_str()))
}

/// At most 120 characters of a line around a column (from 1), and the byte offset of that column in them.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    let before = column.saturating_sub(1);
    let skip = before.saturating_sub(60);
    let shown: String = line.chars().skip(skip).take(120).collect();
    let start = shown.chars().take(before - skip).map(char::len_utf8).sum();
    (shown, start)
}
