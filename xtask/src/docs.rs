//! Descriptions to doc comments: Markdown that rustdoc takes without a warning and that cannot run as a test, whatever the
//! document says. For [`lower`](crate::lower), and for the sentences that [`emit`](crate::emit) adds.

use std::borrow::Cow;

use crate::ir::Docs;

/// Lines of doc comments are broken here.
const WIDTH: usize = 96;

/// A description as lines of a doc comment.
pub fn markdown(text: &str) -> Docs {
    let mut lines: Docs = Vec::new();
    // The fence that opened the code block that the walk is in.
    let mut fence: Option<&str> = None;
    let text = clean(text);
    for line in text.lines().map(str::trim_end) {
        let (mark, rest) = split_fence(if fence.is_none() { after_list_sign(line) } else { line.trim_start() });
        match fence {
            Some(open) if mark.starts_with(open) && rest.is_empty() => {
                lines.push(open.to_owned());
                fence = None;
            }
            Some(_) => lines.push(line.to_owned()),
            None if !mark.is_empty() => {
                // Whatever the language was said to be, nobody may run it.
                lines.push(format!("{mark}text"));
                fence = Some(mark);
            }
            // Four spaces would begin a code block, which rustdoc would run.
            None => wrap(&escape(line.trim_start()), &mut lines),
        }
    }
    lines.extend(fence.map(str::to_owned));
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    lines.split_off(start)
}

/// The three or more signs that open or close a code block, and what follows them.
fn split_fence(line: &str) -> (&str, &str) {
    let run = |sign: char| line.len() - line.trim_start_matches(sign).len();
    let length = run('`').max(run('~'));
    let (mark, rest) = line.split_at(if length < 3 { 0 } else { length });
    // `a ```b``` c` on one line is no fence.
    if mark.starts_with('`') && rest.contains('`') { ("", line) } else { (mark, rest) }
}

/// The line without the sign of a list item, behind which a code block may begin too.
fn after_list_sign(line: &str) -> &str {
    let line = line.trim_start();
    let number = line.trim_start_matches(|it: char| it.is_ascii_digit());
    let rest =
        line.strip_prefix(['-', '*', '+']).or_else(|| number.strip_prefix(['.', ')']).filter(|_| number != line));
    let rest = rest.filter(|it| it.starts_with(' ')).map(str::trim_start);
    rest.filter(|it| !split_fence(it).0.is_empty()).unwrap_or(line)
}

/// Adds a paragraph.
pub fn append(docs: &mut Docs, paragraph: &str) {
    if !docs.is_empty() {
        docs.push(String::new());
    }
    wrap(paragraph, docs);
}

/// A text in a code span, whatever it holds.
pub fn code(text: &str) -> String {
    let text: String =
        text.chars().map(|it| if it.is_control() { ' ' } else { it }).filter(|it| is_visible(*it)).collect();
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    if longest == 0 {
        return format!("`{text}`");
    }
    let ticks = "`".repeat(longest + 1);
    format!("{ticks} {text} {ticks}")
}

/// A text on one line, as a plain string: for the operation table.
pub fn one_line(text: &str) -> String {
    let text: String =
        text.chars().map(|it| if it.is_control() { ' ' } else { it }).filter(|it| is_visible(*it)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Line ends and spaces of one kind, and nothing that cannot be seen.
fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|it| it == b'\n' || (b' '..0x7f).contains(&it)) {
        return Cow::Borrowed(text);
    }
    let one_kind = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    Cow::Owned(one_kind.chars().filter(|it| *it == '\n' || is_visible(*it)).collect())
}

/// Neither a control character nor one that turns the direction of the text, which rustc refuses in comments.
fn is_visible(sign: char) -> bool {
    !sign.is_control()
        && !matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Brackets (links), angles (HTML) and bare URLs outside of code spans.
fn escape(line: &str) -> Cow<'_, str> {
    if !line.contains(['[', ']', '<', '>', '\\', '`']) && !line.contains("://") && !line.contains("  ") {
        return Cow::Borrowed(line);
    }
    // An odd number of ticks opens a span that nothing closes, and runs of several are no pairs: then they are only signs.
    let spans = line.matches('`').count().is_multiple_of(2) && !line.contains("``");
    let mut text = String::with_capacity(line.len() + 8);
    for (index, part) in line.split('`').enumerate() {
        if index > 0 {
            text.push_str(if spans { "`" } else { "\\`" });
        }
        if spans && index % 2 == 1 {
            text.push_str(part);
        } else {
            escape_plain(part, &mut text);
        }
    }
    Cow::Owned(text)
}

fn escape_plain(part: &str, text: &mut String) {
    if !part.contains(['[', ']', '<', '>', '\\']) && !part.contains("://") && !part.contains("  ") {
        text.push_str(part);
        return;
    }
    for (index, word) in part.split(' ').enumerate() {
        // Several spaces after a list's sign would begin a code block too.
        if index > 0 && !text.ends_with(' ') {
            text.push(' ');
        }
        let url = word.find("http://").or_else(|| word.find("https://"));
        let (before, link) = word.split_at(url.unwrap_or(word.len()));
        for sign in before.chars() {
            if matches!(sign, '[' | ']' | '<' | '>' | '\\') {
                text.push('\\');
            }
            text.push(sign);
        }
        if !link.is_empty() {
            let end = link.trim_end_matches(['.', ',', ';', ')', ']', '>', '"', '\'']).len();
            text.push_str(&format!("`{}`", &link[..end]));
            escape_tail(&link[end..], text);
        }
    }
}

fn escape_tail(tail: &str, text: &mut String) {
    for sign in tail.chars() {
        if matches!(sign, ']' | '>') {
            text.push('\\');
        }
        text.push(sign);
    }
}

/// Breaks a line at spaces outside of code spans, never before a word that would begin a list, heading or quote.
fn wrap(line: &str, lines: &mut Docs) {
    if line.len() <= WIDTH {
        lines.push(line.to_owned());
        return;
    }
    let (mut current, mut length, mut in_code) = (String::with_capacity(WIDTH), 0, false);
    for word in line.split(' ') {
        let size = if word.is_ascii() { word.len() } else { word.chars().count() };
        if length + 1 + size > WIDTH && length > 0 && !in_code && !begins_block(word) {
            lines.push(std::mem::take(&mut current));
            length = 0;
        } else if length > 0 {
            current.push(' ');
            length += 1;
        }
        in_code ^= word.bytes().filter(|it| *it == b'`').count() % 2 == 1;
        current.push_str(word);
        length += size;
    }
    lines.push(current);
}

fn begins_block(word: &str) -> bool {
    word.is_empty()
        || word.starts_with(['-', '+', '*', '#', '>', '|', '=', '~'])
        || word.starts_with("```")
        || (word.starts_with(|it: char| it.is_ascii_digit()) && word.ends_with(['.', ')']))
}
