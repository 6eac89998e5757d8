//! `cargo xtask update` as its users meet it, in a copy of the project: what it takes, what it keeps, what it refuses, and that
//! a run either writes everything or nothing. Where documents come from is in `update/sources.rs`, what becomes of overlays
//! and names in `update/leftovers.rs`.

#[path = "shared/binary.rs"]
mod binary;
#[path = "update/leftovers.rs"]
mod leftovers;
#[path = "update/project.rs"]
mod project;
#[path = "update/server.rs"]
mod server;
#[path = "update/sources.rs"]
mod sources;

use std::fs;

use project::{Project, ours};
use serde_json::{Map, Value, json};

/// Our own document is in canonical form, and `spec.lock` knows it: run `cargo xtask update openapi.json` after an edit.
#[test]
fn our_own_document_changes_nothing() {
    let project = Project::real();
    let before = project.state();
    let ran = project.update(&["openapi.json"]).ends(0);
    ran.says(&["openapi.json: unchanged", "spec.lock: unchanged", " 0 files written, "]).hides(&["needs words"]);
    project.is_as(&before);
}

/// What the vendor's document is to ours: other words or none, keys in another order, another format.
fn estranged(node: &Value, is_map: bool) -> Value {
    match node {
        Value::Object(fields) => {
            let is_word = |key: &str| ["summary", "description"].contains(&key) && !is_map;
            let is_data =
                |key: &str| key.starts_with("x-") || ["example", "default", "security", "mapping"].contains(&key);
            let maps = "paths responses content encoding schemas parameters securitySchemes properties";
            let entry = |(key, value): (&String, &Value)| {
                let is_below = !is_map && maps.split(' ').any(|map| map == key);
                let value = if is_data(key) { value.clone() } else { estranged(value, is_below) };
                (key.clone(), value)
            };
            let mut made: Map<String, Value> = fields.iter().filter(|(key, _)| !is_word(key)).map(entry).collect();
            if !is_map {
                made = made.into_iter().rev().collect();
                if fields.contains_key("description") {
                    made.insert("description".to_owned(), "Their words".into());
                }
            }
            Value::Object(made)
        }
        Value::Array(items) => items.iter().map(|it| estranged(it, false)).collect(),
        plain => plain.clone(),
    }
}

#[test]
fn the_same_facts_in_other_words_change_nothing() {
    let project = Project::real();
    let before = project.state();
    let vendor = estranged(&project.document(), false);
    let ran = project.take(&vendor, &[]).ends(0).says(&["openapi.json: unchanged", " 0 files written, "]);
    assert!(!ran.err.contains("error"), "{}", ran.err);
    // Of all files, only the lock.
    project.update(&["openapi.json"]).ends(0);
    let mut after = project.state();
    let lock = project.path("spec.lock");
    assert!(before[&lock] != after[&lock]);
    after.insert(lock.clone(), before[&lock].clone());
    assert!(before == after);
    let yaml = serde_yaml::to_string(&vendor).unwrap();
    project.update_with(&["-", "--dry-run"], yaml.as_bytes()).ends(0).says(&["openapi.json: unchanged"]);
}

#[test]
fn facts_are_theirs_and_words_are_ours() {
    let project = Project::small();
    let mut vendor = ours();
    vendor["info"] =
        json!({ "title": "Their title", "description": "Theirs", "version": "2", "license": { "name": "MIT" } });
    vendor["components"]["schemas"]["Pet"] = json!({
        "title": "Their pet",
        "type": ["object", "null"],
        "example": { "id": "Theirs" },
        "properties": {
            "description": { "type": "integer", "description": "Theirs" },
            "age": { "type": "integer", "description": "Theirs", "example": "Theirs" },
            "id": { "type": "integer" },
            "summary": { "$ref": "#/components/schemas/Toy", "description": "Theirs" },
            "name": { "type": "string", "default": "Tom", "x-more": { "description": "kept" } },
        },
    });
    vendor["components"]["schemas"]["Cat"] = json!({ "type": "string", "enum": ["description"] });
    let ran = project.take(&vendor, &[]).ends(0);
    assert!(!project.text("openapi.json").contains("Their"), "{}", project.text("openapi.json"));
    let document = project.document();
    let info = json!({ "title": "Pets", "description": "Our pets.", "license": { "name": "MIT" }, "version": "2" });
    assert_eq!(document["info"], info);
    let pet = json!({
        "title": "Our pet",
        "type": ["object", "null"],
        "description": "Our words for a pet.",
        "properties": {
            "description": { "type": "integer", "description": "Our description." },
            "age": { "type": "integer" },
            "id": { "type": "integer", "description": "Our pet's id." },
            "summary": { "$ref": "#/components/schemas/Toy" },
            "name": {
                "type": "string", "description": "Our name.", "default": "Tom", "examples": ["Our Ada"],
                "x-more": { "description": "kept" },
            },
        },
    });
    assert_eq!(document["components"]["schemas"]["Pet"].to_string(), pet.to_string(), "in this order too");
    ran.says(&[
        "needs words: 4 places of openapi.json\n",
        "\n  /components/schemas/Pet (example)\n",
        "\n  /components/schemas/Pet/properties/age (description, example)\n",
        "\n  /components/schemas/Pet/properties/summary (description)\n",
        "\n  /components/schemas/Cat (description)\n",
    ]);
    let before = project.text("openapi.json");
    project.take(&vendor, &[]).ends(0).says(&["openapi.json: unchanged", " 0 files written, "]);
    assert_eq!(before, project.text("openapi.json"));
}

#[test]
fn words_go_where_their_node_goes() {
    let project = Project::small();
    let mut vendor = ours();
    let mut item = vendor["paths"]["/pets/{id}"].take();
    item["get"]["parameters"].as_array_mut().unwrap().reverse();
    item["get"]["description"] = "Theirs".into();
    item["get"]["parameters"][0]["description"] = "Theirs".into();
    let new = json!({ "in": "query", "name": "kind", "schema": { "type": "string" }, "description": "Theirs" });
    item["post"] =
        json!({ "operationId": "petMake", "parameters": [new], "responses": { "201": { "description": "Theirs" } } });
    vendor["paths"] = json!({ "/animals/{id}": item });
    vendor["tags"].as_array_mut().unwrap().reverse();
    let ran = project.take(&vendor, &[]).ends(0);
    let document = project.document();
    let item = &document["paths"]["/animals/{id}"];
    let ours = ours();
    let was = &ours["paths"]["/pets/{id}"];
    assert_eq!(item["parameters"], was["parameters"]);
    assert_eq!(item["get"]["summary"], was["get"]["summary"]);
    assert_eq!(item["get"]["description"], was["get"]["description"]);
    assert_eq!(item["get"]["parameters"][0], was["get"]["parameters"][1]);
    assert_eq!(item["get"]["parameters"][1], was["get"]["parameters"][0]);
    assert_eq!(item["get"]["responses"], was["get"]["responses"]);
    let post = json!({
        "operationId": "petMake",
        "parameters": [{ "in": "query", "name": "kind", "schema": { "type": "string" } }],
        "responses": { "201": { "description": "" } },
    });
    assert_eq!(item["post"], post);
    assert_eq!(document["tags"], json!([ours["tags"][1], ours["tags"][0]]));
    ran.says(&[
        "needs words: 3 places",
        "  /paths/~1animals~1{id}/post (summary, description)\n",
        "  /paths/~1animals~1{id}/post/parameters/0 (description)\n",
        "  /paths/~1animals~1{id}/post/responses/201 (description)\n",
    ]);
    // Such a place is told until it has words.
    project.update(&["openapi.json"]).ends(0).says(&["needs words: 3 places"]);
}

/// The place is the path and the method, whatever the id; unless the operation lives on at another path.
#[test]
fn an_operation_keeps_its_words_under_another_id_but_gives_none_to_its_successor() {
    let project = Project::small();
    let mut vendor = ours();
    vendor["paths"]["/pets/{id}"]["get"]["operationId"] = "petShow".into();
    project.take(&vendor, &[]).ends(0);
    assert_eq!(project.document()["paths"]["/pets/{id}"]["get"]["summary"], "Our get");
    let project = Project::small();
    vendor["paths"]["/animals/{id}"] = ours()["paths"]["/pets/{id}"].clone();
    project.take(&vendor, &[]).ends(0).says(&["/paths/~1pets~1{id}/get (summary, description)"]);
    let document = project.document();
    assert_eq!(document["paths"]["/animals/{id}"]["get"]["summary"], "Our get");
    assert_eq!(document["paths"]["/pets/{id}"]["get"].get("summary"), None);
}

#[test]
fn an_older_dialect_is_taken_too() {
    let project = Project::small();
    let mut vendor = ours();
    vendor["openapi"] = "3.0.3".into();
    let name = &mut vendor["components"]["schemas"]["Pet"]["properties"]["name"];
    *name = json!({ "type": "string", "nullable": true });
    let ran = project.take(&vendor, &[]).ends(0);
    assert!(ran.err.is_empty(), "{}", ran.err);
    let name = project.document()["components"]["schemas"]["Pet"]["properties"]["name"].clone();
    assert_eq!(name, json!({ "type": "string", "nullable": true, "description": "Our name." }));
}

#[test]
fn the_lock_says_where_the_facts_come_from() {
    let project = Project::small();
    let mut vendor = ours();
    vendor["info"]["version"] = "2".into();
    project.put("vendor.json", &vendor.to_string());
    project.update(&["vendor.json", "--release", "4.16.0"]).ends(0).says(&["version 2, release 4.16.0"]);
    let lock = project.text("spec.lock");
    let lines: Vec<&str> = lock.lines().collect();
    assert_eq!(lines[1..4], ["source = \"vendor.json\"", "release = \"4.16.0\"", "version = \"2\""]);
    let is_hash = |line: &str, key: &str| {
        line.strip_prefix(key).is_some_and(|it| it.len() == 66 && it.trim_matches('"').len() == 64)
    };
    assert!(is_hash(lines[4], "sha256 = ") && is_hash(lines[5], "document_sha256 = "), "{lock}");
    // The same document once more, and our own: neither makes the lock forget.
    for source in ["vendor.json", "openapi.json"] {
        let before = project.state();
        project.update(&[source]).ends(0).says(&["spec.lock: unchanged"]);
        project.is_as(&before);
    }
    // Words of ours change the hash of our document alone.
    project.put("openapi.json", &project.text("openapi.json").replace("Our toy.", "A toy of ours."));
    project.update(&["openapi.json"]).ends(0).says(&["openapi.json: unchanged", "spec.lock: written"]);
    let after = project.text("spec.lock");
    assert_eq!(after.lines().collect::<Vec<_>>()[..5], lines[..5]);
    assert_ne!(after.lines().last(), lock.lines().last());
    // Another document is of no known release.
    vendor["info"]["version"] = "3".into();
    project.take(&vendor, &[]).ends(0);
    assert!(!project.text("spec.lock").contains("release"));
}

#[test]
fn a_dry_run_prints_all_and_writes_nothing() {
    let project = Project::small();
    let mut vendor = ours();
    vendor["components"]["schemas"]["Pet"]["properties"]["age"] = json!({ "type": "integer" });
    let before = project.state();
    let dry = project.take(&vendor, &["--dry-run"]).ends(0).says(&["nothing is written", "/properties/age (desc"]);
    project.is_as(&before);
    let wet = project.take(&vendor, &[]).ends(0);
    assert!(before != project.state());
    let lines =
        |text: &str| text.lines().filter(|it| !it.starts_with("source: ")).map(String::from).collect::<Vec<_>>();
    assert_eq!(lines(&dry.out)[1..], lines(&wet.out));
    project.run(&["generate", "--check"], b"").ends(0);
}

#[test]
fn a_run_that_fails_leaves_the_tree_as_it_was() {
    let mut vendor = ours();
    vendor["components"]["schemas"]["Pet"]["properties"]["age"] = json!({ "type": "integer" });
    let generated = "generated-client/src/generated";
    type Spoil = fn(&Project);
    let spoil: [(&str, Spoil); 5] = [
        ("spec.lock", |it| {
            fs::remove_file(it.path("spec.lock")).unwrap();
            fs::create_dir(it.path("spec.lock")).unwrap();
        }),
        (".openapi.json.staged", |it| fs::create_dir(it.path(".openapi.json.staged")).unwrap()),
        (".generated.staged", |it| it.put("generated-client/src/.generated.staged", "in the way")),
        ("notes.txt", |it| it.put("generated-client/src/generated/notes.txt", "mine")),
        (generated, |it| {
            fs::remove_dir_all(it.path("generated-client")).unwrap();
            it.put("generated-client", "no folder");
        }),
    ];
    for (name, spoil) in spoil {
        let project = Project::small();
        spoil(&project);
        let before = project.state();
        let ran = project.take(&vendor, &[]).ends(1).says(&["help: "]);
        assert!(ran.out.is_empty(), "{name}: {}", ran.out);
        project.is_as(&before);
    }
    // A project that cannot be read is none of the document's faults.
    for (text, wanted) in [(None, "error[file-unreadable]"), (Some("{"), "error[syntax]")] {
        let project = Project::small();
        match text {
            Some(text) => project.put("openapi.json", text),
            None => fs::remove_file(project.path("openapi.json")).unwrap(),
        }
        let before = project.state();
        project.take(&vendor, &[]).ends(1).says(&[wanted, "help: "]);
        project.is_as(&before);
    }
}
