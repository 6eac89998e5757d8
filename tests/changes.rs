//! One edit of a document, one report. `changes/base.yaml` has a little of everything; each other file in `changes/` is one edit
//! of it, an overlay, whose report is pinned in `snapshots/changes`. `changes/user.rs` uses all that the client of the base
//! offers: `benches/semver.py` holds the verdicts on Rust code against the compiler with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::thread;

use xtask::diff::{Report, Rust, Side, Wire, compare, report};
use xtask::ir::{Api, Module, Operation, Resource, TypeDef, TypeKind};
use xtask::tree::Tree;
use xtask::{Inputs, Run, emit};

const FOLDER: &str = "tests/changes";
const SNAPSHOTS: &str = "tests/snapshots/changes";

/// The edits that no report shows: the document says the same in another form.
const UNSEEN: &[&str] = &["openapi-version-changed"];

/// The edits that change nothing but the order of what `new` takes.
const ORDERS: &[&str] = &["path-parameter-order", "parameter-order", "parameter-order-of-schema"];

/// An edit, and what became of it.
struct Edit {
    name: String,
    /// Base to edit.
    there: Report,
    /// Edit to base.
    back: Report,
    /// Whether the generated code is the same.
    is_same: bool,
}

static EDITS: LazyLock<Vec<Edit>> = LazyLock::new(|| {
    let names = edits();
    let base = side(None);
    let code_before = code(&base);
    let examine = |name: &String| {
        let after = side(Some(name));
        let (there, back) = (compare(&base, &after), compare(&after, &base));
        Edit { name: name.clone(), there, back, is_same: code(&after) == code_before }
    };
    let half = names.len() / 2;
    thread::scope(|scope| {
        let first = scope.spawn(|| names[..half].iter().map(examine).collect::<Vec<_>>());
        let second: Vec<Edit> = names[half..].iter().map(examine).collect();
        let mut edits = first.join().unwrap_or_else(|panic| resume_unwind(panic));
        edits.extend(second);
        edits
    })
});

/// The files of the folder, but for the base and its names.
fn edits() -> Vec<String> {
    let mut names: Vec<String> = files(FOLDER)
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "yaml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| !["base", "names"].contains(&name.as_str()))
        .collect();
    names.sort();
    assert!(names.len() >= 65, "only {} edits found", names.len());
    names
}

fn files(folder: &str) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// The base, or the base with one edit as its only overlay.
fn side(edit: Option<&str>) -> Side {
    let [spec, overlays, names] = ["base.yaml", "edit", "names.yaml"].map(|it| Path::new(FOLDER).join(it));
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let mut texts = BTreeMap::from([(spec.clone(), read(&spec)), (names.clone(), read(&names))]);
    if let Some(edit) = edit {
        let file = format!("{edit}.yaml");
        texts.insert(overlays.join(&file), read(&Path::new(FOLDER).join(&file)));
    }
    let run = Run { tree: Tree::closed("", texts), ..Run::default() };
    let inputs = Inputs { spec, overlays: edit.map(|_| overlays), names: Some(names) };
    match run.side(if edit.is_some() { "after" } else { "before" }, &inputs) {
        Ok(side) => side,
        Err(mut run) => {
            run.problems.locate(&run.sources);
            panic!("{}", run.problems.render(&run.sources))
        }
    }
}

/// The generated files but for what only says which text they were made from.
fn code(side: &Side) -> BTreeMap<String, String> {
    let api = Api { openapi: String::new(), ..side.api.clone() };
    emit::emit(&api, "").into_iter().map(|file| (file.path, file.text)).collect()
}

/// Checks every edit, and names all that fail.
fn each(check: impl Fn(&Edit)) {
    let failed: Vec<&str> = EDITS
        .iter()
        .filter(|edit| catch_unwind(AssertUnwindSafe(|| check(edit))).is_err())
        .map(|edit| edit.name.as_str())
        .collect();
    assert!(failed.is_empty(), "{} edits failed: {}", failed.len(), failed.join(", "));
}

#[test]
fn each_is_reported_as_pinned() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/changes");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    each(|edit| {
        settings.bind(|| insta::assert_snapshot!(edit.name.as_str(), report::text(&edit.there, false)));
    });
}

#[test]
fn each_snapshot_is_of_an_edit() {
    let edits = edits();
    for path in files(SNAPSHOTS).iter().filter(|path| path.extension().is_some_and(|it| it == "snap")) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(edits.iter().any(|edit| edit == name), "{} pins nothing: delete it", path.display());
    }
}

#[test]
fn nothing_is_overlooked() {
    each(|edit| {
        for found in [&edit.there, &edit.back] {
            let is_seen = !found.findings.is_empty() || !found.unhandled.is_empty();
            assert_eq!(is_seen, !UNSEEN.contains(&edit.name.as_str()), "{}", edit.name);
        }
    });
}

#[test]
fn the_base_against_itself_is_no_change() {
    let found = compare(&side(None), &side(None));
    assert!(found.findings.is_empty() && found.unhandled.is_empty(), "{found:#?}");
    assert_eq!((found.wire, found.rust, found.bump), (Wire::None, Rust::None, None));
}

/// What is worst for one finding is worst for the whole, and each fingerprint is of one finding.
#[test]
fn the_whole_is_as_bad_as_its_worst() {
    each(|edit| {
        for found in [&edit.there, &edit.back] {
            let findings = &found.findings;
            assert_eq!(found.wire, findings.iter().map(|it| it.wire).max().unwrap_or(Wire::None), "{}", edit.name);
            assert_eq!(found.rust, findings.iter().map(|it| it.rust).max().unwrap_or(Rust::None), "{}", edit.name);
            let fingerprints: BTreeSet<&str> = findings.iter().map(|it| it.fingerprint.as_str()).collect();
            assert_eq!(fingerprints.len(), findings.len(), "{}", edit.name);
        }
    });
}

/// What changes the generated code, and be it a comment in it, does something to who depends on it.
#[test]
fn none_is_said_only_where_the_code_is_the_same() {
    each(|edit| {
        for rust in [edit.there.rust, edit.back.rust] {
            assert!(rust != Rust::None || edit.is_same, "{}: the code differs", edit.name);
        }
    });
    let same = EDITS.iter().filter(|edit| edit.is_same).count();
    assert!((10..100).contains(&same), "{same} edits change no code");
}

/// What an edit adds to the client is gone when the edit is taken back.
#[test]
fn what_is_minor_one_way_is_major_the_other() {
    each(|edit| {
        let (there, back) = (edit.there.rust, edit.back.rust);
        // To mark something as deprecated breaks nobody, and neither does taking the mark away.
        let is_mark = edit.name.ends_with("deprecated");
        assert!(there != Rust::Minor || back == Rust::Major || is_mark, "{}: {there:?}, {back:?} back", edit.name);
        assert!(back != Rust::Minor || there == Rust::Major || is_mark, "{}: {there:?}, {back:?} back", edit.name);
    });
}

/// Two arguments of one type that change places: code still compiles and means something else, which no compiler tells.
#[test]
fn a_changed_order_of_arguments_breaks_code() {
    let orders: Vec<&Edit> = EDITS.iter().filter(|edit| ORDERS.contains(&edit.name.as_str())).collect();
    assert_eq!(orders.len(), ORDERS.len());
    for edit in orders {
        assert_eq!((edit.there.rust, edit.back.rust), (Rust::Major, Rust::Major), "{}", edit.name);
    }
}

/// The user's code of the bench uses all that the base offers, else the bench would see no break of the rest.
#[test]
fn the_user_uses_the_whole_client() {
    let text = fs::read_to_string(Path::new(FOLDER).join("user.rs")).unwrap();
    let uses = uses(&side(None).api);
    assert!(uses.len() > 150, "only {} uses", uses.len());
    let missing: Vec<String> = uses.into_iter().filter(|it| !text.contains(it.as_str())).collect();
    assert!(missing.is_empty(), "user.rs does not use {missing:#?}");
}

/// What stands in code that uses a client.
fn uses(api: &Api) -> Vec<String> {
    let mut uses = Vec::new();
    for resource in &api.resources {
        uses.push(format!(".{}()", resource.name));
        uses.push(format!("{}::{}<'a>", resource.name, resource.handle));
        resource.operations.iter().for_each(|it| operation(resource, it, &mut uses));
    }
    for def in api.types.iter().chain(api.resources.iter().flat_map(|it| &it.types)) {
        type_def(def, &mut uses);
    }
    uses
}

fn operation(resource: &Resource, it: &Operation, uses: &mut Vec<String>) {
    let own = format!("{}::{}", resource.name, it.parameters_type);
    uses.push(format!("&operations::{}", it.constant));
    uses.push(format!("parameters_of::<{own}>()"));
    uses.push(format!("{own}::new("));
    uses.push(format!(".{}().{}(", resource.name, it.function));
    for parameter in &it.parameters {
        uses.push(format!(".{}", parameter.name));
        uses.extend((!parameter.required).then(|| format!(".{}(", parameter.name)));
    }
}

fn type_def(def: &TypeDef, uses: &mut Vec<String>) {
    let own = match &def.name.module {
        Module::Types => format!("types::{}", def.name.name),
        Module::Resource(_, resource) => format!("{resource}::{}", def.name.name),
    };
    uses.push(format!("type_of::<{own}>()"));
    match &def.kind {
        TypeKind::Struct(it) => {
            uses.extend(def.in_request.then(|| format!("{own}::new(")));
            for field in it.fields.iter().filter(|field| field.constant.is_none()) {
                let raw = if field.name == "type" { "r#" } else { "" };
                uses.push(format!(".{raw}{}", field.name));
                let is_set = def.in_request && !field.required && !field.read_only;
                uses.extend(is_set.then(|| format!(".{}(", field.name)));
            }
        }
        TypeKind::Enum(it) => {
            uses.push(format!("list_of::<{own}>()"));
            uses.extend(it.variants.iter().map(|variant| format!("{own}::{}", variant.name)));
            uses.push(format!("{own}::Unknown("));
        }
        TypeKind::Union(it) => {
            uses.extend(it.variants.iter().map(|variant| format!("{own}::{}(", variant.name)));
            uses.push(format!("{own}::Unknown("));
        }
    }
}
