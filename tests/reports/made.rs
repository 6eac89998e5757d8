//! Reports that no comparison made.

use xtask::diff::rules::{self, Rule};
use xtask::diff::{CommandChange, Fate, Finding, ItemChange, Report, Rust, Spot, Unhandled, Version, Wire};

/// Names that would do something in one of the formats, were they not kept from it.
pub(crate) const HOSTILE: &[&str] = &[
    "cell |\n| --- | --- |\n| next",
    "<script>alert(1)</script>",
    "@octocat",
    "https://evil.example/",
    "```\n# heading",
    "##[add-mask]x",
    "\u{1b}[31mred\u{7}",
    "a|b",
    "two\r\nlines",
    "<img src=x onerror=alert(1)>",
    "</details></summary>",
    "<!-- comment",
    "mail@example.com",
    "#123",
    "octo/cat#7",
    "GH-12",
    "1f2e3d4",
    "[text](https://evil.example)",
    "![image](https://evil.example/a.png)",
    "www.evil.example",
    "`code",
    "``",
    "~~~",
    "\\",
    "*bold* _it_ ~~gone~~",
    "&lt;b&gt; &#64;octocat",
    "$x$ :octocat:",
    "[^1]: note",
    "- item\n1. item\n===",
    "100%25 sure: a, b",
    "::error file=a::b",
    "  ::stop-commands::x",
    "\n::warning::x",
    "\u{202e}drawkcab\u{200b}",
    "",
    " ",
    "\0\t\u{2028}",
];

fn rule(id: &str) -> &'static Rule {
    rules::find(id).unwrap_or_else(|| panic!("there is no rule `{id}`"))
}

pub(crate) fn spot(file: &str, pointer: &str, line: usize) -> Spot {
    Spot { file: file.to_owned(), pointer: pointer.to_owned(), line }
}

fn old(pointer: &str, line: usize) -> Option<Spot> {
    Some(spot("main:openapi.json", pointer, line))
}

fn new(pointer: &str, line: usize) -> Option<Spot> {
    Some(spot("openapi.json", pointer, line))
}

fn finding(id: &str, subject: &str, message: &str, wire: Wire, rust: Rust) -> Finding {
    Finding {
        rule: rule(id),
        fingerprint: "0123456789ab".to_owned(),
        subject: subject.to_owned(),
        message: message.to_owned(),
        wire,
        rust,
        items: Vec::new(),
        commands: Vec::new(),
        used_by: Vec::new(),
        old: None,
        new: None,
    }
}

fn item(item: &str, from: Option<&str>, to: Option<&str>, verdict: Rust) -> ItemChange {
    ItemChange { item: item.to_owned(), from: from.map(str::to_owned), to: to.map(str::to_owned), verdict }
}

fn command(command: &str, fate: Fate) -> CommandChange {
    CommandChange { command: command.to_owned(), fate }
}

fn version(name: &str, api: &str, openapi: &str, operations: usize, types: usize) -> Version {
    Version { name: name.to_owned(), api: api.to_owned(), openapi: openapi.to_owned(), operations, types }
}

/// A document against itself.
pub(crate) fn nothing() -> Report {
    Report {
        old: version("main", "1.1.0", "3.1.0", 146, 210),
        new: version("openapi.json", "1.1.0", "3.1.0", 146, 210),
        wire: Wire::None,
        rust: Rust::None,
        bump: None,
        findings: Vec::new(),
        unhandled: Vec::new(),
    }
}

/// One finding with these verdicts.
pub(crate) fn verdicts(wire: Wire, rust: Rust, bump: &'static str) -> Report {
    let findings = vec![finding("code-changed", "contacts.update", "another", wire, rust)];
    Report { wire, rust, bump: Some(bump), findings, ..nothing() }
}

/// Every field in every shape.
pub(crate) fn sample() -> Report {
    let mut findings = small().findings;
    findings.insert(1, removed());
    findings.insert(2, shared());
    findings.extend([added(), widened(), renamed(), described(), extended()]);
    Report {
        old: version("main", "1.0.0", "3.0.1", 1, 1),
        findings,
        unhandled: vec![
            Unhandled { old: old("/x-limits", 3), new: new("/x-limits", 4) },
            Unhandled { old: old("/paths/~1a/servers", 90), new: new("/servers/1", 8) },
            Unhandled { old: None, new: new("", 1) },
            Unhandled { old: old("/webhooks", 0), new: None },
            Unhandled { old: None, new: None },
        ],
        ..small()
    }
}

/// Two findings.
pub(crate) fn small() -> Report {
    let mut required = finding(
        "request-parameter-became-required",
        "contacts.update",
        "`page` must be given now",
        Wire::Breaking,
        Rust::Major,
    );
    required.items = vec![
        item(
            "contacts::Update::new",
            Some("fn new(account_id: i64, id: i64) -> Update"),
            Some("fn new(account_id: i64, id: i64, page: i64) -> Update"),
            Rust::Major,
        ),
        item("contacts::Update::page", Some("fn page(self, value: i64) -> Update"), None, Rust::Major),
    ];
    required.commands = vec![command("contacts update --page", Fate::Changed)];
    required.used_by = vec!["contactUpdate".to_owned()];
    required.old = old("/paths/~1contacts~1{id}/put/parameters/2", 118);
    required.new = new("/paths/~1contacts~1{id}/put/parameters/2", 120);

    let mut optional = finding(
        "response-field-became-optional",
        "Contact",
        "`name` may be missing: `String` → `Option<String>`",
        Wire::None,
        Rust::Major,
    );
    optional.items = vec![item("types::Contact.name", Some("String"), Some("Option<String>"), Rust::Major)];
    optional.old = old("/components/schemas/Contact", 400);
    optional.new = new("/components/schemas/Contact", 410);
    Report {
        new: version("openapi.json", "1.1.0", "3.1.0", 146, 210),
        wire: Wire::Breaking,
        rust: Rust::Major,
        bump: Some("minor"),
        findings: vec![required, optional],
        ..nothing()
    }
}

fn removed() -> Finding {
    let mut it = finding("operation-removed", "labels.list", "it is gone", Wire::Breaking, Rust::Major);
    it.items =
        (0..12).map(|number| item(&format!("labels::item_{number}"), Some("struct"), None, Rust::Major)).collect();
    it.commands = (0..12).map(|number| command(&format!("labels list --flag-{number}"), Fate::Gone)).collect();
    it.used_by = ["a", "b", "c"].map(str::to_owned).to_vec();
    it.old = old("/paths/~1labels/get", 200);
    it
}

fn shared() -> Finding {
    let mut it =
        finding("response-field-removed", "Contact.email", "it is gone from the answer", Wire::Compatible, Rust::Major);
    it.items = vec![item("types::Contact.email", Some("Option<String>"), None, Rust::Major)];
    it.used_by = (1..=40).map(|number| format!("operation-{number:02}")).collect();
    it.old = old("/components/schemas/Contact/properties/email", 405);
    it
}

fn added() -> Finding {
    let mut it = finding("operation-added", "labels.create", "it is new", Wire::Compatible, Rust::Minor);
    it.items = vec![item("labels::create", None, Some("fn create(labels::Create) -> Call<()>"), Rust::Minor)];
    it.commands = vec![command("labels create", Fate::New), command("labels create --title", Fate::New)];
    it.used_by = ["createLabel", "a", "b", "c"].map(str::to_owned).to_vec();
    it.new = new("/paths/~1labels/post", 210);
    it
}

fn widened() -> Finding {
    let mut it =
        finding("request-value-added", "contacts.list", "`sort` takes `name-asc` too", Wire::Compatible, Rust::Minor);
    it.items = vec![item("contacts::ListSort::NameAsc", None, Some(""), Rust::Minor)];
    (it.old, it.new) = (old("/paths/~1contacts/get", 0), new("/paths/~1contacts/get", 60));
    it
}

/// The old function stays as an alias, the old subcommand does not.
fn renamed() -> Finding {
    let mut it = finding("operation-renamed", "contacts.find", "was `contacts.search`", Wire::None, Rust::Patch);
    it.commands = vec![command("contacts search", Fate::Gone), command("contacts find", Fate::New)];
    it.new = new("/paths/~1contacts~1search/get", 80);
    it
}

fn described() -> Finding {
    let mut it = finding("documentation-changed", "contacts.list", "its description", Wire::None, Rust::Patch);
    it.new = new("/paths/~1contacts/get/description", 0);
    it
}

fn extended() -> Finding {
    finding("extension-changed", "the document", "`x-logo` is another one", Wire::None, Rust::None)
}

/// Each word in every field that a document or a caller fills.
pub(crate) fn hostile(words: &[&str]) -> Report {
    let first = words.first().copied().unwrap_or_default();
    let mut findings = Vec::new();
    let mut unhandled = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let (id, wire, rust) = match index % 3 {
            0 => ("request-parameter-added", Wire::Compatible, Rust::Minor),
            1 => ("operation-removed", Wire::Breaking, Rust::Major),
            _ => ("documentation-changed", Wire::None, Rust::None),
        };
        let mut it = finding(id, word, word, wire, rust);
        it.items = vec![item(word, Some(word), Some(word), Rust::Major)];
        it.commands = vec![command(word, Fate::Gone)];
        it.used_by = vec![(*word).to_owned(); 2];
        it.old = Some(spot(word, word, index));
        it.new = (index % 2 == 0).then(|| spot(word, word, index));
        findings.push(it);
        unhandled.push(Unhandled { old: Some(spot(word, word, 1)), new: Some(spot(word, &format!("{word}/"), 1)) });
    }
    Report {
        old: version(first, first, first, 1, 1),
        new: version(first, first, &format!("{first} "), 1, 1),
        wire: Wire::Breaking,
        rust: Rust::Major,
        bump: Some("minor"),
        findings,
        unhandled,
    }
}

/// As many findings, a quarter of each weight in the report's order, and three differences that no rule judges.
pub(crate) fn many(count: usize) -> Report {
    let kinds = [
        ("operation-removed", Wire::Breaking, Rust::Major),
        ("response-field-removed", Wire::Compatible, Rust::Major),
        ("operation-added", Wire::Compatible, Rust::Minor),
        ("documentation-changed", Wire::None, Rust::Patch),
    ];
    let mut findings = Vec::new();
    for index in 0..count {
        let (id, wire, rust) = kinds[index * kinds.len() / count];
        let mut it = finding(id, &format!("subject_{index:05}.update"), "`email` is another one", wire, rust);
        it.fingerprint = format!("{index:012x}");
        it.items = vec![item(&format!("subject_{index}::Update.email"), Some("String"), Some("i64"), rust)];
        it.used_by = (0..5).map(|number| format!("operation-{index}-{number}")).collect();
        it.old = old(&format!("/paths/~1{index}/get/parameters/0"), index);
        it.new = (index % 2 == 0).then(|| spot("openapi.json", &format!("/paths/~1{index}/get/parameters/0"), index));
        findings.push(it);
    }
    let unhandled = (0..3).map(|index| Unhandled { old: None, new: new(&format!("/x-{index}"), 5) }).collect();
    Report { findings, unhandled, ..small() }
}
