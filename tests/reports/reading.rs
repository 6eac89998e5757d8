//! What GitHub reads in a report: its runner in workflow commands, its Markdown in a comment.

const LEVELS: [&str; 3] = ["error", "warning", "notice"];

/// A workflow command.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) level: &'static str,
    pub(crate) file: Option<String>,
    pub(crate) line: Option<usize>,
    pub(crate) title: String,
    pub(crate) message: String,
}

/// All commands; whatever else is in the text fails.
pub(crate) fn commands(text: &str) -> Vec<Command> {
    assert!(text.ends_with('\n') && !text.contains("\n\n"), "{text}");
    let all: Vec<Command> = text.strip_suffix('\n').unwrap().split('\n').map(command).collect();
    for level in LEVELS {
        assert!(all.iter().filter(|it| it.level == level).count() <= 10, "GitHub shows ten of {level}");
    }
    all
}

/// `::LEVEL [file=F,[line=N,]]title=T::MESSAGE`, and nothing else.
fn command(line: &str) -> Command {
    assert!(!line.contains(|c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}')), "{line:?}");
    assert!(line.len() < 65_536, "a line of {} bytes", line.len());
    let (head, message) = line.strip_prefix("::").and_then(|it| it.split_once("::")).expect(line);
    let (level, properties) = head.split_once(' ').expect(line);
    let level = LEVELS.into_iter().find(|it| *it == level).expect(line);
    let mut command = Command { level, file: None, line: None, title: String::new(), message: read(message, false) };
    let mut keys = Vec::new();
    for property in properties.split(',') {
        let (key, value) = property.split_once('=').expect(line);
        assert!(!value.contains(':'), "{line}");
        keys.push(key);
        match key {
            "file" => command.file = Some(read(value, true)),
            "line" => command.line = Some(value.parse().ok().filter(|it| *it > 0).expect(line)),
            _ => command.title = read(value, true),
        }
    }
    let forms: [&[&str]; 3] = [&["file", "line", "title"], &["file", "title"], &["title"]];
    assert!(forms.contains(&&*keys), "{line}");
    assert!(!command.title.is_empty() && !command.message.trim().is_empty(), "{line}");
    assert!(!command.title.contains('\n') && !command.file.iter().any(|it| it.contains('\n')), "{line}");
    command
}

/// What an escaped text says. Only what the runner knows may be escaped.
fn read(text: &str, is_property: bool) -> String {
    let mut parts = text.split('%');
    let mut read = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).expect(text);
        read.push(match code {
            "25" => '%',
            "0D" => '\r',
            "0A" => '\n',
            "3A" if is_property => ':',
            "2C" if is_property => ',',
            _ => panic!("`%{code}` in {text}"),
        });
        read += rest;
    }
    read
}

/// What is left of Markdown without its code. Fails where anything in it might be more than a word.
pub(crate) fn visible(markdown: &str) -> String {
    let mut shown = String::new();
    let mut is_code = false;
    for line in markdown.split('\n') {
        assert!(!line.contains(char::is_control) && !line.contains("##["), "{line:?}");
        assert!(!line.contains(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}'..='\u{200f}')), "{line:?}");
        match (is_code, line) {
            (false, "  ```diff") => is_code = true,
            (true, "  ```") => is_code = false,
            (true, line) => assert!(["  @@ ", "  - ", "  + ", "  # "].iter().any(|it| line.starts_with(it)), "{line}"),
            (false, line) => {
                let line = without_code(line);
                harmless(&line);
                shown += &line;
                shown.push('\n');
            }
        }
    }
    assert!(!is_code, "a block of code has no end");
    shown
}

/// A line with a word `C` for each piece of code: as long a run of backticks ends it as began it.
fn without_code(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        shown += &rest[..start];
        let marks = run(&rest[start..]);
        let mut end = start + marks;
        loop {
            end += rest[end..].find('`').unwrap_or_else(|| panic!("code has no end: {line}"));
            let closing = run(&rest[end..]);
            end += closing;
            if closing == marks {
                break;
            }
        }
        shown += " C ";
        rest = &rest[end..];
    }
    shown + rest
}

fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// A line without its code is one of ours, and has no sign but those that ours have.
fn harmless(line: &str) {
    let tags = ["<details>", "</details>"];
    if line.is_empty() || tags.contains(&line) {
        return;
    }
    if let Some(title) = line.strip_prefix("<summary>").and_then(|it| it.strip_suffix("</summary>")) {
        return words(title, line);
    }
    if let Some(cells) = line.strip_prefix("| ").and_then(|it| it.strip_suffix(" |")) {
        assert_eq!(cells.matches('|').count(), 2, "a row has three cells: {line}");
        return cells.split('|').for_each(|cell| words(cell, line));
    }
    if line == "|---|---|---|" {
        return;
    }
    let heads = ["### ", "- ", "**", "Compared: "];
    let head = heads.iter().find(|it| line.starts_with(**it));
    let is_note = line.contains(" left out here") && line.starts_with(|c: char| c.is_ascii_digit());
    assert!(head.is_some() || is_note, "{line}");
    words(line.strip_prefix("### ").unwrap_or(line), line);
}

fn words(text: &str, line: &str) {
    assert_eq!(text.matches("**").count() % 2, 0, "{line}");
    for word in text.replace("**", "").split(' ') {
        // A colon or a dot inside a word would make an address or a picture of it.
        let word = word.trim_end_matches([':', '.', ',', ';', ')', '?']);
        assert!(!word.contains("www.") && !word.contains("GH-"), "{line}");
        let is_commit = word.len() > 6 && word.chars().all(|c| c.is_ascii_hexdigit());
        assert!(!is_commit, "{line}");
        if ["0.MINOR", "0.x.PATCH"].contains(&word) {
            continue;
        }
        let is_plain = |c: char| c.is_alphanumeric() || "-()'\",;.?→…".contains(c);
        assert!(word.chars().all(is_plain) && !word.trim_matches('.').contains('.'), "`{word}` in {line}");
    }
}
