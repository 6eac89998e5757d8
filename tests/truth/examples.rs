//! The values in a document are what the schemas beside them say: defaults, examples, and what enums list. `controls` has
//! broken ones.

use jsonschema::{Draft, Registry, ValidationError};
use serde_json::{Value, json};

use crate::document::{bare, effective};
use crate::meta::Complaint;
use crate::walk::{Kind, Node, Tree, fragment, join};

/// What the document is called in references.
const ADDRESS: &str = "urn:document";

/// The name of the rule, for complaints.
pub(crate) const RULE: &str = "value";

/// A value in a document, and where it is.
type Found<'t> = (String, &'t Value);

/// A schema, and the values that are held against it.
type Held<'t> = (&'t Node<'t>, Vec<Found<'t>>);

/// Says which values are not what their schemas say.
pub(crate) fn complaints(tree: &Tree) -> Vec<Complaint> {
    let document = Draft::Draft202012.create_resource(tree.root.clone());
    let registry = match Registry::new().add(ADDRESS, document).and_then(|it| it.prepare()) {
        Ok(registry) => registry,
        Err(error) => return vec![Complaint::new(RULE, "", format!("unreadable: {error}"))],
    };
    let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(&registry);
    let options = options.should_validate_formats(true);
    let mut complaints = Vec::new();
    for (schema, values) in values(tree) {
        let reference = json!({ "$ref": format!("{ADDRESS}#{}", fragment(&schema.pointer)) });
        match options.build(&reference) {
            Ok(validator) => {
                for (place, value) in values {
                    complaints.extend(validator.iter_errors(value).map(|error| complaint(&place, &error)));
                }
            }
            Err(error) => complaints.push(Complaint::new(RULE, &schema.pointer, format!("unreadable: {error}"))),
        }
    }
    complaints
}

fn complaint(place: &str, error: &ValidationError) -> Complaint {
    Complaint::new(RULE, &format!("{place}{}", error.instance_path().as_str()), error.to_string())
}

/// Gives the values in a document, by the schema that they are held against.
fn values<'t>(tree: &'t Tree) -> Vec<Held<'t>> {
    let schemas = tree.all(Kind::Schema).map(|schema| (schema, in_schema(schema)));
    let owners = tree.nodes.iter().filter(|it| matches!(it.kind, Kind::Parameter | Kind::Header | Kind::MediaType));
    let beside = owners.filter_map(|owner| Some((tree.at(&join(&owner.pointer, "schema"))?, in_owner(tree, owner))));
    schemas.chain(beside).filter(|(_, values)| !values.is_empty()).collect()
}

/// Gives the values in a schema that are values of it.
fn in_schema<'t>(schema: &'t Node) -> Vec<Found<'t>> {
    let mut values = single(schema, &["default", "example", "const"]);
    for key in ["examples", "enum"] {
        values.extend(schema.items(key).map(|(value, place)| (place, value)));
    }
    values
}

/// Gives the examples of a parameter, a header or a media type; those in files of their own cannot be seen.
fn in_owner<'t>(tree: &'t Tree, owner: &'t Node) -> Vec<Found<'t>> {
    let mut values = single(owner, &["example"]);
    for (_, _, place) in owner.members("examples") {
        let example = tree.at(&place).map(|example| tree.target(example));
        values.extend(example.map(|example| single(example, &["value"])).into_iter().flatten());
    }
    values
}

fn single<'t>(node: &'t Node, keys: &[&str]) -> Vec<Found<'t>> {
    keys.iter().filter_map(|key| Some((join(&node.pointer, key), node.value.get(key)?))).collect()
}

/// `meta` says whether they are valid.
#[test]
fn both_documents_have_values() {
    for (name, document) in [("the printed document", effective()), ("the vendor's document", bare())] {
        let count: usize = values(&Tree::new(document)).iter().map(|(_, values)| values.len()).sum();
        println!("{name} has {count} values");
        assert_ne!(count, 0, "{name}");
    }
}
