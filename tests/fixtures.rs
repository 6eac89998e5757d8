//! One feature of OpenAPI, one fixture, one small snapshot. Each `fixtures/NAME.yaml` goes through the pipeline, with
//! `NAME.names.yaml` and the folder `NAME.overlays` where they exist ([`case`]), and what it came to is compared with
//! `snapshots/fixtures__NAME.snap`: the warnings, then the named parts of the client. What is pinned is compiled too
//! ([`crates`]), with `NAME.user.rs`, code that uses it, where that exists.

#[path = "fixtures/case.rs"]
mod case;
#[path = "fixtures/crates.rs"]
mod crates;

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use case::{Case, Generated};
use crates::Workspace;

/// Lists the fixtures with what each one shows, and makes a test of each.
macro_rules! fixtures {
    ($($name:ident: $($shown:literal)+;)+) => {
        const CASES: &[Case] = &[$(Case { name: stringify!($name), shows: &[$($shown),+] }),+];

        $(
            #[test]
            fn $name() {
                let case = Case { name: stringify!($name), shows: &[$($shown),+] };
                let text = case.snapshot();
                let lines = text.lines().count();
                assert!(lines <= 90, "the snapshot of `{}` has {lines} lines: make two fixtures of it", case.name);
                insta::with_settings!({ omit_expression => true, input_file => case.spec() }, {
                    insta::assert_snapshot!(case.name, text);
                });
            }
        )+
    };
}

// `surface` shows one line per public item, `bodies` how each body goes out, anything else is a file of the client.
fixtures! {
    // Composition
    references: "surface" "types/owner.rs";
    references_escaped: "surface";
    references_in_properties: "surface";
    components: "surface";
    all_of_merged: "types/big_dog.rs";
    all_of_single: "surface" "types/holder.rs";
    all_of_conflict: "surface";
    all_of_required: "surface";
    all_of_one_of: "surface";
    one_of_objects: "types/shape.rs";
    one_of_scalars: "surface";
    one_of_discriminator: "types/pet.rs";
    one_of_discriminator_implicit: "types/pet.rs";
    one_of_enums: "types/level.rs";
    one_of_inline: "surface";
    one_of_alike: "surface";
    one_of_beside_properties: "surface";
    discriminator_on_parent: "surface";
    any_of: "surface";
    any_of_requirements: "surface";
    recursive: "surface";
    recursive_unions: "surface" "types/negation.rs";
    recursive_itself: "surface";
    // Values
    enum_string: "types/order_status.rs";
    enum_integer: "surface" "types/step.rs";
    enum_mixed: "surface" "types/kind.rs";
    enum_constant: "surface" "types/sent.rs";
    states_response: "types/four_states.rs";
    states_request: "states_request.rs";
    states_both: "types/four_states.rs";
    arrays: "surface";
    maps: "surface";
    free_form: "surface";
    additional_properties: "types/open_object.rs";
    additional_properties_read: "types/closed_object.rs";
    inline_names: "surface";
    inline_shared: "surface";
    formats: "surface";
    formats_sent: "formats_sent.rs";
    unix_times: "surface";
    defaults_and_bounds: "types/bounded.rs";
    deprecated: "surface" "types/old_thing.rs";
    read_only: "surface" "types/account.rs";
    schema_forms: "surface";
    // Operations
    operation: "small_things.rs" "mod.rs";
    operation_table: "operations.rs";
    methods: "surface";
    empty: "mod.rs" "operations.rs";
    successes: "surface" "replies.in";
    no_content: "surface";
    error_schemas: "surface" "types/mod.rs";
    text_and_binary: "surface" "bodies" "replies.in";
    media_type_parameters: "surface" "bodies";
    media_types_two: "surface" "bodies";
    media_types_left_out: "surface" "bodies";
    body_form: "surface" "bodies";
    body_multipart: "surface" "bodies";
    body_json_or_multipart: "surface" "bodies";
    body_binary_in_json: "surface" "bodies";
    body_whole: "surface" "bodies";
    body_optional: "surface" "bodies";
    body_files: "surface" "bodies";
    body_file_read_too: "surface" "bodies";
    body_impossible: "surface" "bodies";
    query_styles: "operations.rs";
    path_parameters: "surface";
    path_parameter_misnamed: "surface";
    parameter_twice: "surface";
    headers_and_cookies: "surface";
    parameter_content: "surface";
    parameter_types: "surface";
    constant_parameter: "operations.rs";
    failures: "failures.rs";
    many_required: "many_required.rs";
    required_order: "users.rs";
    name_clash: "surface";
    security: "surface";
    // Names
    names_keywords: "surface";
    names_odd: "surface";
    names_types: "surface" "types/mod.rs";
    names_alias: "types/pet.rs" "types/pet_kind.rs";
    names_resources: "surface";
    names_overruled: "surface";
    aliases: "aliases.rs";
    aliases_taken: "surface";
    aliases_faces: "surface" "aliases_admin/aliases_keys.rs";
    faces: "mod.rs" "types/mod.rs" "replies.in";
    faces_shared: "surface" "types/mod.rs";
    tags: "surface" "tagged_sorted.rs";
    no_operation_id: "surface";
    // Words
    descriptions: "types/described.rs";
    descriptions_hostile: "surface" "operations.rs" "meta.rs";
    descriptions_hostile_words: "types/words.rs";
    // OpenAPI 3.1, and the ways a document is written
    v31_types: "surface";
    v31_null: "surface";
    v31_const: "surface" "types/rule.rs";
    v31_bounds: "v31_bounds.rs";
    v31_reference_siblings: "surface" "types/holder.rs";
    v31_content: "surface";
    v31_ignored_in_silence: "surface";
    v31_defs: "surface";
    v31_path_items: "surface";
    swagger_definitions: "surface";
    reference_in_data: "surface";
    json_escapes: "surface";
    yaml_anchors: "surface";
    overlays: "surface";
}

/// A file that no line above names would test nothing.
#[test]
fn every_file_belongs_to_a_fixture() {
    let known: BTreeSet<String> = CASES
        .iter()
        .flat_map(|case| {
            [".yaml", ".json", ".names.yaml", ".overlays", ".user.rs"].map(|end| format!("{}{end}", case.name))
        })
        .chain(["case.rs", "crates.rs", "documents"].map(str::to_owned))
        .collect();
    for entry in fs::read_dir(case::FOLDER).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name), "{name} is in {}, but no fixture is called so", case::FOLDER);
    }
    for entry in fs::read_dir("tests/snapshots").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_prefix("fixtures__").and_then(|it| it.strip_suffix(".snap")) else { continue };
        assert!(CASES.iter().any(|case| case.name == name), "the snapshot {name} is of no fixture");
    }
}

/// What an object lists first says nothing: a document with all its maps turned round gives the same client.
#[test]
fn the_order_of_keys_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for case in CASES {
        let (straight, turned) = (case.generate(), case.turned(folder.path()));
        for (a, b) in straight.comparable().iter().zip(turned.comparable()) {
            assert_eq!(*a, b, "`{}` depends on the order of its keys", case.name);
        }
        assert_eq!(straight.files.len(), turned.files.len(), "`{}` has other files", case.name);
        assert_eq!(straight.messages(), turned.messages(), "`{}` has other warnings", case.name);
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    for case in CASES {
        assert!(case.generate().files == case.generate().files, "two runs of `{}` differ", case.name);
    }
}

/// All fixtures together are one crate of a temporary workspace; the documents of two versions of Chatwoot, without our
/// overlays and names, are one each, for their resources have the same names.
#[test]
fn everything_compiles() {
    let mut workspace = Workspace::new("fixtures");
    let all: Vec<(&str, Generated)> =
        CASES.iter().map(|case| (case.name, case.generate())).chain([("long_text", long_text())]).collect();
    workspace.add("fixtures", &all);
    workspace.add("chatwoot", &[("generated", case::generate(&case::document("openapi.json")))]);
    workspace.add("chatwoot_older", &[("generated", older())]);
    workspace.run(&["check", "--workspace", "--features", "application,platform,public"]);
    for face in ["application", "platform", "public"] {
        workspace.run(&["check", "--package", "fixtures", "--features", face]);
    }
    workspace.run(&["doc", "--no-deps", "--package", "fixtures", "--features", "application,platform,public"]);
}

/// A document that other people made from Chatwoot's still has references of Swagger 2.0 in it.
fn older() -> Generated {
    let generated = case::generate(&case::document("tests/fixtures/documents/chatwoot-older.json"));
    let swagger = generated.run.problems.iter().filter(|it| it.code == "reference-swagger").count();
    assert_eq!(swagger, 5, "{}", generated.warnings());
    generated
}

/// A description of a megabyte is slow for nobody.
fn long_text() -> Generated {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.json");
    let text = "`a` <b> [c] https://example.com/ d\u{e9} ".repeat(26_000);
    fs::write(
        &path,
        format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "Long", "version": "1"}}, "paths": {{"/long_text": {{"get": {{
                "operationId": "get", "summary": "{text}", "description": "{text}",
                "responses": {{"204": {{"description": "Done."}}}}}}}}}}}}"#
        ),
    )
    .unwrap();
    let start = Instant::now();
    let generated = case::generate(&case::document(path.to_str().unwrap()));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?} for one long description", start.elapsed());
    generated
}
