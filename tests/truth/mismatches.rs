//! The known mismatches between the document and the server against the overlays: each is corrected by an action that names
//! it, or left with a reason. The lists stand in `overlays/mismatches`; `xtask::corrections` does the counting, and the
//! small folders below show that it can fail.

use std::fs;
use std::path::Path;

use xtask::Run;

/// Holds a folder of overlays against its lists; gives the counts, or the problems as code and line.
fn hold(folder: &Path) -> Result<(usize, usize), Vec<(String, usize)>> {
    let mut run = Run::default();
    let corrections = run.corrections(folder);
    run.problems.locate(&run.sources);
    match corrections {
        Some(corrections) => Ok(corrections.count()),
        None => Err(run.problems.iter().map(|it| (it.code.to_owned(), it.line)).collect()),
    }
}

#[test]
fn every_mismatch_is_corrected_or_left_with_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut run = Run::default();
    let corrections = run.corrections(&root.join("overlays"));
    run.problems.locate(&run.sources);
    let Some(corrections) = corrections else { panic!("{}", run.problems.render(&run.sources)) };
    let (known, corrected) = corrections.count();
    println!("{known} mismatches, {corrected} corrected, {} left", known - corrected);
    assert!(known >= 915, "only {known} of the 915 mismatches with v4.15.1 are listed");
    assert!(known - corrected <= known / 20, "{} of {known} are left", known - corrected);
}

#[test]
fn the_table_is_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("overlays");
    let corrections = Run::default().corrections(&root).expect("the corrections");
    let text = fs::read_to_string(root.join("README.md")).expect("the README");
    let fresh = xtask::corrections::with_table(&text, &corrections.table()).expect("a place for the table");
    assert_eq!(text, fresh, "run `cargo xtask corrections --write`");
}

const ACTION: &str = "\
overlay: 1.0.0
info: { title: Pets, version: '1' }
actions:
  - target: $.info
    description: The server says so.
    x-evidence: app/pets.rb:1
    x-corrects: { petList: [1] }
    update: { title: Pets }
";

const LIST: &str = "\
petList:
  1: { where: response.name, severity: wrong-type, document: number, server: text, evidence: app/pets.rb:1 }
";

/// What is wrong, the overlay, the list, and the problems as code and line.
type Case = (&'static str, String, String, &'static [(&'static str, usize)]);

/// A folder with one overlay and one list.
fn folder(overlay: &str, list: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("mismatches")).expect("a folder");
    fs::write(folder.path().join("pets.yaml"), overlay).expect("a file");
    fs::write(folder.path().join("mismatches/pets.yaml"), list).expect("a file");
    folder
}

#[test]
fn what_does_not_fit_is_told_where_it_stands() {
    let cases: &[Case] = &[
        ("it fits", ACTION.into(), LIST.into(), &[]),
        (
            "nothing names it",
            ACTION.replace("    x-corrects: { petList: [1] }\n", ""),
            LIST.into(),
            &[("mismatch-open", 2)],
        ),
        ("a number too far", ACTION.replace("[1]", "[1, 2]"), LIST.into(), &[("mismatch-unknown", 7)]),
        (
            "another operation",
            ACTION.replace("petList", "petShow"),
            LIST.into(),
            &[("mismatch-open", 2), ("mismatch-unknown", 7)],
        ),
        (
            "corrected and left",
            ACTION.into(),
            LIST.replace("rb:1 }", "rb:1, left: Nobody would see it. }"),
            &[("mismatch-both", 2)],
        ),
        (
            "no list of numbers",
            ACTION.replace("[1]", "1"),
            LIST.into(),
            &[("corrections-form", 7), ("mismatch-open", 2)],
        ),
        (
            "a word for a number",
            ACTION.replace("[1]", "[one]"),
            LIST.into(),
            &[("corrections-form", 7), ("mismatch-open", 2)],
        ),
        (
            "no object",
            ACTION.replace("{ petList: [1] }", "petList"),
            LIST.into(),
            &[("corrections-form", 7), ("mismatch-open", 2)],
        ),
        (
            "no such severity",
            ACTION.into(),
            LIST.replace("wrong-type", "bad"),
            &[("mismatch-form", 2), ("mismatch-form", 2), ("mismatch-unknown", 7)],
        ),
        (
            "no evidence",
            ACTION.into(),
            LIST.replace(", evidence: app/pets.rb:1", ""),
            &[("mismatch-form", 2), ("mismatch-unknown", 7)],
        ),
        (
            "an empty reason",
            ACTION.into(),
            LIST.replace("rb:1 }", "rb:1, left: '' }"),
            &[("mismatch-both", 2), ("mismatch-form", 2)],
        ),
        ("an unknown key", ACTION.into(), LIST.replace("rb:1 }", "rb:1, why: so }"), &[("mismatch-form", 2)]),
        (
            "a word for the key",
            ACTION.into(),
            LIST.replace("  1:", "  one:"),
            &[("mismatch-form", 2), ("mismatch-unknown", 7)],
        ),
        (
            "a list for the operation",
            ACTION.into(),
            "petList: []\n".into(),
            &[("mismatch-form", 1), ("mismatch-unknown", 7)],
        ),
        ("a list of lists", ACTION.into(), "[]\n".into(), &[("mismatch-form", 1), ("mismatch-unknown", 7)]),
    ];
    for (name, overlay, list, expected) in cases {
        let folder = folder(overlay, list);
        let mut expected: Vec<(String, usize)> =
            expected.iter().map(|(code, line)| ((*code).to_owned(), *line)).collect();
        expected.sort();
        let found = match hold(folder.path()) {
            Ok(count) => {
                assert_eq!(count, (1, 1), "{name}");
                Vec::new()
            }
            Err(mut problems) => {
                problems.sort();
                problems
            }
        };
        assert_eq!(found, expected, "{name}");
    }
}
