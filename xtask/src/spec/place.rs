//! Where things stand: JSON pointers, the places that problems name, and the texts to look lines up in. Positions are
//! searched for only when a problem is told, so a clean run pays nothing for them.

use std::collections::BTreeMap;
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

    /// Line and column (from 1) of nodes of a file, by pointer. A node that the file does not have (an overlay added it) has
    /// the place of its nearest ancestor there.
    pub fn positions(&self, file: &str, pointers: &[&str]) -> BTreeMap<String, (usize, usize)> {
        self.text(file).map_or_else(BTreeMap::new, |text| find(text, pointers))
    }

    fn text(&self, file: &str) -> Option<&str> {
        self.files.iter().find(|source| source.name == file).map(|source| source.text.as_str())
    }
}

/// An open mapping or sequence.
struct Frame {
    /// Its pointer, while it leads to a wanted node; nothing in it is of interest otherwise.
    pointer: Option<Pointer>,
    at: At,
}

/// Where in a mapping or sequence the walk is.
enum At {
    /// The key that the next value belongs to, and where that key stands.
    Key(Option<(String, (usize, usize))>),
    /// The index of the next item.
    Index(usize),
}

/// Follows the parser's events once (JSON is YAML to it) and notes where the wanted nodes and their ancestors stand.
fn find(text: &str, wanted: &[&str]) -> BTreeMap<String, (usize, usize)> {
    let mut found: BTreeMap<&str, Option<(usize, usize)>> = BTreeMap::new();
    for pointer in wanted {
        let ends = pointer.match_indices('/').map(|(index, _)| index).chain([pointer.len()]);
        found.extend(ends.map(|end| (&pointer[..end], None)));
    }
    let mut frames: Vec<Frame> = Vec::new();
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        let here = (span.start.line(), span.start.col() + 1);
        if matches!(event, Event::MappingEnd | Event::SequenceEnd) {
            frames.pop();
            next(&mut frames);
            continue;
        }
        if let (Event::Scalar(key, ..), Some(Frame { at: At::Key(slot @ None), .. })) = (&event, frames.last_mut()) {
            *slot = Some((key.to_string(), here));
            continue;
        }
        let at = match event {
            Event::MappingStart(..) => Some(At::Key(None)),
            Event::SequenceStart(..) => Some(At::Index(0)),
            Event::Scalar(..) | Event::Alias(_) => None,
            _ => continue,
        };
        let (pointer, place) = match frames.last() {
            None => (Some(Pointer::root()), here),
            Some(Frame { pointer, at: At::Key(key) }) => match key {
                Some((key, place)) => (pointer.as_ref().map(|it| it.child(key)), *place),
                None => (None, here),
            },
            Some(Frame { pointer, at: At::Index(index) }) => (pointer.as_ref().map(|it| it.index(*index)), here),
        };
        let mut pointer = pointer;
        match pointer.as_ref().and_then(|it| found.get_mut(it.as_str())) {
            Some(slot) => *slot = Some(place),
            None => pointer = None,
        }
        match at {
            Some(at) => frames.push(Frame { pointer, at }),
            None => next(&mut frames),
        }
    }
    let place = |pointer: &str| {
        let ancestors = pointer.rmatch_indices('/').map(|(index, _)| &pointer[..index]);
        std::iter::once(pointer).chain(ancestors).find_map(|it| found.get(it).copied().flatten())
    };
    wanted.iter().filter_map(|it| Some(((*it).to_owned(), place(it)?))).collect()
}

/// After a value: on to the next key or item.
fn next(frames: &mut [Frame]) {
    match frames.last_mut().map(|frame| &mut frame.at) {
        Some(At::Key(key)) => *key = None,
        Some(At::Index(index)) => *index += 1,
        None => {}
    }
}
