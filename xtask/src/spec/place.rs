//! Where things stand: JSON pointers, the places that problems name, and the texts to look lines up in. Positions are
//! searched for only when a problem is told, so a clean run pays nothing for them.

use std::borrow::Cow;
use std::fmt;

use saphyr_parser::{Event, Parser};

/// A JSON pointer (RFC 6901) that grows and shrinks as a walk goes down and up.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer of the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// This pointer with one more step; `/` and `~` in the step are escaped.
    pub fn child(&self, step: &str) -> Self {
        let mut child = self.clone();
        child.push(step);
        child
    }

    /// This pointer with one more step, an index of an array.
    pub fn index(&self, index: usize) -> Self {
        self.child(&index.to_string())
    }

    /// This pointer with several more steps.
    pub fn join(&self, steps: &[&str]) -> Self {
        let mut joined = self.clone();
        for step in steps {
            joined.push(step);
        }
        joined
    }

    /// Adds a step in place; undo it with [`Pointer::truncate`] and the length from before.
    pub fn push(&mut self, step: &str) {
        self.0.push('/');
        if step.contains(['~', '/']) {
            self.0.push_str(&step.replace('~', "~0").replace('/', "~1"));
        } else {
            self.0.push_str(step);
        }
    }

    /// The length to give to [`Pointer::truncate`].
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether this is the pointer of the whole document.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Cuts back to a length that [`Pointer::len`] gave.
    pub fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// The text of the pointer.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last step, unescaped.
    pub fn last(&self) -> Option<String> {
        self.0.rsplit_once('/').map(|(_, step)| unescape(step))
    }
}

impl From<&str> for Pointer {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// One step of a pointer as it stands in the document.
pub fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// A file and a node in it; line and column are known at once only for syntax errors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named.
    pub file: String,
    /// The node.
    pub pointer: Pointer,
    /// Line, from 1; 0: find it by the pointer.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
}

impl Place {
    /// The node at `pointer` of `file`.
    pub fn new(file: &str, pointer: Pointer) -> Self {
        Self { file: file.to_owned(), pointer, line: 0, column: 0 }
    }

    /// A line and a column of `file`, both from 1.
    pub fn at(file: &str, line: usize, column: usize) -> Self {
        Self { file: file.to_owned(), pointer: Pointer::root(), line, column }
    }
}

/// One input file, as read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file as it was named, in messages.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// All input files of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, source: Source) {
        self.files.push(source);
    }

    /// The files, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.iter()
    }

    /// A line of a file, counted from 1.
    pub fn line(&self, file: &str, line: usize) -> Option<&str> {
        self.text(file)?.lines().nth(line.checked_sub(1)?)
    }

    /// Line and column (from 1) of the node at `pointer`, or of its nearest ancestor that the file has: a node that an
    /// overlay added stands nowhere in the document itself.
    pub fn position(&self, file: &str, pointer: &str) -> Option<(usize, usize)> {
        find(self.text(file)?, pointer)
    }

    fn text(&self, file: &str) -> Option<&str> {
        self.files.iter().find(|source| source.name == file).map(|source| source.text.as_str())
    }
}

/// An open mapping or sequence on the way to a node.
enum Frame {
    /// The key that the next value belongs to, and where that key stands.
    Mapping(Option<(String, (usize, usize))>),
    /// The index of the next item.
    Sequence(usize),
}

/// Follows the parser's events (JSON is YAML to it) until the node's steps are matched as far as they go.
fn find(text: &str, pointer: &str) -> Option<(usize, usize)> {
    let wanted: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
    let mut frames: Vec<Frame> = Vec::new();
    // How many of the wanted steps the open frames match, and where the deepest match stands.
    let mut matched = 0;
    let mut best = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let here = (span.start.line(), span.start.col() + 1);
        if matches!(event, Event::MappingEnd | Event::SequenceEnd) {
            frames.pop();
            if frames.len() < matched {
                return best; // left the deepest match: nothing better can follow
            }
            finish_value(&mut frames);
            continue;
        }
        if let (Event::Scalar(key, ..), Some(Frame::Mapping(slot @ None))) = (&event, frames.last_mut()) {
            *slot = Some((key.to_string(), here));
            continue;
        }
        let opens = match event {
            Event::MappingStart(..) => Some(Frame::Mapping(None)),
            Event::SequenceStart(..) => Some(Frame::Sequence(0)),
            Event::Scalar(..) | Event::Alias(_) => None,
            _ => continue,
        };
        if best.is_none() {
            best = Some(here);
        }
        if frames.len() == matched + 1 {
            if let Some((step, place)) = current_step(&frames, here) {
                if wanted.get(matched).is_some_and(|want| *want == step) {
                    matched += 1;
                    best = Some(place);
                }
            }
        }
        if matched == wanted.len() {
            return best;
        }
        match opens {
            Some(frame) => frames.push(frame),
            None => finish_value(&mut frames),
        }
    }
    best
}

fn current_step(frames: &[Frame], here: (usize, usize)) -> Option<(Cow<'_, str>, (usize, usize))> {
    match frames.last()? {
        Frame::Mapping(Some((key, place))) => Some((Cow::Borrowed(key), *place)),
        Frame::Mapping(None) => None,
        Frame::Sequence(index) => Some((Cow::Owned(index.to_string()), here)),
    }
}

fn finish_value(frames: &mut [Frame]) {
    match frames.last_mut() {
        Some(Frame::Mapping(key)) => *key = None,
        Some(Frame::Sequence(index)) => *index += 1,
        None => {}
    }
}
