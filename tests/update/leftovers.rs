//! What becomes of overlay actions and names that a new document makes unnecessary, or that no longer fit it.

use crate::project::{Project, ours};
use serde_json::{Value, json};

const HEAD: &str = "overlay: 1.0.0\ninfo: { title: Pets, version: '1' }\nactions:\n";

const SIZE: &str = "  # Sizes are whole.\n  - target: $.components.schemas.Toy.properties.size\n    description: |\n      Whole numbers.\n\n      # No comment, but text.\n    x-evidence: 'toy.rb:1'\n    x-expect: { type: number }\n    update:\n      type: integer # whole\n";

const NAME: &str = "  # A name is never null.\n  - { target: $.components.schemas.Pet, description: So it is., x-evidence: 'pet.rb:1',\n      update: { required: [name] } }\n";

const TITLE: &str = "  - target: $.components.schemas.Pet.properties.title\n    description: It has none.\n    x-evidence: 'pet.rb:2'\n    x-expect: { type: string }\n    remove: true\n";

const NAMES: &str = "# Ours.\noperations:\n  petGet: pets.show\n\nfields:\n  # How big.\n  /components/schemas/Toy/properties/size: girth\n\ntypes:\n  Toy: Plaything # a comment\n  Pet: Animal\n";

fn overlay(actions: &[&str]) -> String {
    format!("{HEAD}{}", actions.join("\n"))
}

/// Both schemas are reached, so that their names mean something.
fn vendor() -> Value {
    let mut vendor = ours();
    vendor["components"]["schemas"]["Pet"]["properties"]["toy"] = json!({ "$ref": "#/components/schemas/Toy" });
    vendor
}

fn project(actions: &[&str], names: &str) -> Project {
    let project = Project::small();
    project.take(&vendor(), &[]).ends(0);
    std::fs::create_dir(project.path("overlays")).unwrap();
    project.put("overlays/pets.yaml", &overlay(actions));
    project.put("names.yaml", names);
    project.update(&["openapi.json"]).ends(0);
    project
}

#[track_caller]
fn stops(project: &Project, vendor: &Value, arguments: &[&str], wanted: &[&str]) {
    let before = project.state();
    let ran = project.take(vendor, arguments).ends(1).says(wanted).says(&["help: "]);
    assert!(ran.out.is_empty(), "{}", ran.out);
    project.is_as(&before);
}

#[test]
fn an_action_that_the_vendor_made_unnecessary_is_named_and_cut_out() {
    let project = project(&[SIZE, NAME, TITLE], NAMES);
    let mut vendor = vendor();
    // Mended as the action mends it, though that expects the old text.
    vendor["components"]["schemas"]["Toy"]["properties"]["size"] = json!({ "type": "integer" });
    let wanted = ["error[overlay-unnecessary]", "overlays/pets.yaml:5:", "delete lines 4 to 14 of overlays/pets.yaml"];
    stops(&project, &vendor, &[], &wanted);
    stops(&project, &vendor, &["--dry-run"], &wanted);
    let before = project.state();
    project.take(&vendor, &["--prune", "--dry-run"]).ends(0).says(&["deleted: overlays/pets.yaml, lines 4 to 14: "]);
    project.is_as(&before);
    project.take(&vendor, &["--prune"]).ends(0).says(&["deleted: overlays/pets.yaml, lines 4 to 14: ", "corrections"]);
    assert_eq!(project.text("overlays/pets.yaml"), overlay(&[NAME, TITLE]));
    assert_eq!(project.text("names.yaml"), NAMES);

    // The middle one, and what an action removed is gone by itself: that was the last.
    vendor["components"]["schemas"]["Pet"]["properties"].as_object_mut().unwrap().remove("title");
    let wanted = ["selects nothing any more", "delete lines 7 to 12 of overlays/pets.yaml"];
    stops(&project, &vendor, &[], &wanted);
    project.take(&vendor, &["--prune"]).ends(0);
    assert_eq!(project.text("overlays/pets.yaml"), overlay(&[NAME]));

    // An overlay without actions is none. Here the whole schema goes, and its name with it.
    vendor["paths"]["/pets/{id}"]["get"]["responses"]["200"]["content"] =
        json!({ "application/json": { "schema": {} } });
    vendor["components"]["schemas"].as_object_mut().unwrap().remove("Pet");
    let wanted = ["delete lines 4 to 6 of overlays/pets.yaml", "delete line 11 of names.yaml", "names-stale"];
    stops(&project, &vendor, &[], &wanted);
    let ran = project.take(&vendor, &["--prune"]).ends(0);
    ran.says(&["overlays/pets.yaml: removed", "names.yaml: written", "deleted: names.yaml, line 11: "]);
    assert!(!project.path("overlays/pets.yaml").exists());
    project.run(&["generate", "--check"], b"").ends(0);
}

#[test]
fn an_action_in_the_middle_leaves_its_neighbors() {
    let project = project(&[SIZE, TITLE, NAME], NAMES);
    let mut vendor = vendor();
    vendor["components"]["schemas"]["Pet"]["properties"].as_object_mut().unwrap().remove("title");
    project.take(&vendor, &["--prune"]).ends(0);
    assert_eq!(project.text("overlays/pets.yaml"), overlay(&[SIZE, NAME]));
}

#[test]
fn an_action_that_does_not_fit_stops_the_update_always() {
    let project = project(&[SIZE, TITLE], NAMES);
    let mut vendor = vendor();
    vendor["components"]["schemas"]["Toy"]["properties"]["size"] = json!({ "type": "string" });
    vendor["components"]["schemas"]["Pet"]["properties"].as_object_mut().unwrap().remove("title");
    for arguments in [&[][..], &["--prune"], &["--prune", "--dry-run"]] {
        let wanted = [
            "error[overlay-stale]",
            "action 1 on `$.components.schemas.Toy.properties.size` expects \"number\" at `/type`, found \"string\"",
            "error[overlay-unnecessary]",
        ];
        stops(&project, &vendor, arguments, &wanted);
    }
}

/// An action on several nodes is needed as long as one of them needs it.
#[test]
fn an_action_that_is_half_unnecessary_is_not_cut_out() {
    let both = "  - target: $.components.schemas.*.properties['size', 'name']\n    description: Never null.\n    x-evidence: 'pet.rb:3'\n    update: { x-note: 1 }\n";
    let project = project(&[both], NAMES);
    let mut vendor = vendor();
    vendor["components"]["schemas"]["Toy"]["properties"]["size"]["x-note"] = json!(1);
    for arguments in [&[][..], &["--prune"]] {
        stops(&project, &vendor, arguments, &["error[overlay-stale]", "changes nothing: the document already says so"]);
    }
    vendor["components"]["schemas"]["Pet"]["properties"]["name"]["x-note"] = json!(1);
    project.take(&vendor, &["--prune"]).ends(0).says(&["overlays/pets.yaml: removed"]);
}

#[test]
fn what_shares_its_lines_is_left_to_a_person() {
    let project = project(&[NAME], NAMES);
    let inline = "overlay: 1.0.0\nactions: [{ target: $.components.schemas.Toy.properties.size, description: Whole., x-evidence: 'toy.rb:1', x-expect: { type: number }, update: { type: integer } }]\n";
    let by_json = "{ \"overlay\": \"1.0.0\", \"actions\": [\n  { \"target\": \"$.components.schemas.Toy.properties.size\", \"description\": \"Whole.\", \"x-evidence\": \"toy.rb:1\",\n    \"x-expect\": { \"type\": \"number\" }, \"update\": { \"type\": \"integer\" } }\n] }\n";
    let mut vendor = vendor();
    vendor["components"]["schemas"]["Toy"]["properties"]["size"] = json!({ "type": "integer" });
    for text in [inline, by_json] {
        project.put("overlays/pets.yaml", text);
        stops(&project, &vendor, &["--prune"], &["error[overlay-unnecessary]", "delete it by hand"]);
    }
}

#[test]
fn names_that_name_nothing_any_more_are_named_and_cut_out() {
    let project = project(&[NAME], NAMES);
    let mut vendor = vendor();
    vendor["components"]["schemas"]["Toy"]["properties"] = json!({ "weight": { "type": "number" } });
    vendor["paths"]["/pets/{id}"]["get"]["operationId"] = "petShow".into();
    let wanted =
        ["error[names-stale]", "names.yaml:3:3", "delete line 3 of", "names.yaml:7:3", "delete lines 6 to 7 of"];
    stops(&project, &vendor, &[], &wanted);
    let before = project.text("overlays/pets.yaml");
    project.take(&vendor, &["--prune"]).ends(0).says(&["deleted: names.yaml, line 3: `petGet` under `operations`"]);
    assert_eq!(project.text("names.yaml"), "types:\n  Toy: Plaything # a comment\n  Pet: Animal\n");
    assert_eq!(project.text("overlays/pets.yaml"), before);
}

/// A new document may need a name before it can be taken: that is no fault of the document.
#[test]
fn a_clash_of_names_is_mended_in_names_yaml() {
    let project = project(&[NAME], NAMES);
    let mut vendor = vendor();
    let mut second = vendor["paths"]["/pets/{id}"].clone();
    second["get"]["operationId"] = "PetGet".into();
    vendor["paths"]["/second/{id}"] = second;
    vendor["paths"]["/pets/{id}"]["get"]["operationId"] = "pet_get".into();
    project.put("names.yaml", "types:\n  Toy: Plaything\n");
    project.update(&["openapi.json"]).ends(0);
    stops(&project, &vendor, &[], &["error[name-clash]"]);
    project.put("names.yaml", "operations:\n  PetGet: pets.second\ntypes:\n  Toy: Plaything\n");
    project.take(&vendor, &[]).ends(0).says(&["not compared: "]);
}
