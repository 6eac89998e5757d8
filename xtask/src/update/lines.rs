//! Cuts entries out of YAML files and leaves every other byte as it is. For [`hold`](super::hold).

use std::ops::RangeInclusive;

use crate::spec::place::{Source, Sources};

/// The lines (from 1) of the entries at these pointers, an item of a list or a key of a mapping: the entry, the comments right
/// above it and the blank lines that part it from its neighbor. `None` for an entry that shares its line with others.
pub fn find(source: &Source, pointers: &[&str]) -> Vec<Option<RangeInclusive<usize>>> {
    let mut sources = Sources::default();
    sources.add(source.clone());
    let places = sources.positions(&source.name, pointers);
    let lines: Vec<&str> = source.text.lines().collect();
    pointers.iter().map(|pointer| entry(&lines, *places.get(*pointer)?)).collect()
}

/// The text without these lines.
pub fn cut(text: &str, ranges: &[RangeInclusive<usize>]) -> String {
    let is_kept = |index: usize| !ranges.iter().any(|range| range.contains(&(index + 1)));
    text.split_inclusive('\n').enumerate().filter(|(index, _)| is_kept(*index)).map(|(_, line)| line).collect()
}

/// The lines of the block that has its first key, or its item, at this place.
fn entry(lines: &[&str], (line, column): (usize, usize)) -> Option<RangeInclusive<usize>> {
    let first = line.checked_sub(1)?;
    let indent = indent(lines.get(first)?);
    let before: String = lines.get(first)?.chars().skip(indent).take((column - 1).checked_sub(indent)?).collect();
    let is_item = before.starts_with("- ") && before[1..].trim().is_empty();
    if !before.is_empty() && !is_item {
        return None;
    }
    let goes_on = |line: &&&str| is_blank(line) || self::indent(line) > indent;
    let mut end = first + 1 + lines.get(first + 1..)?.iter().take_while(goes_on).count();
    let mut start = first;
    while start > 0 && lines[start - 1].trim_start().starts_with('#') && self::indent(lines[start - 1]) == indent {
        start -= 1;
    }
    // The last of a list takes the blank lines before it; those after it part the list from what follows.
    let is_last = lines.get(end).is_none_or(|line| self::indent(line) < indent);
    if is_last {
        while is_blank(lines[end - 1]) {
            end -= 1;
        }
        while start > 0 && is_blank(lines[start - 1]) {
            start -= 1;
        }
    }
    Some(start + 1..=end)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}
