//! What OpenAPI 3.1 asks of a document beyond the form of its objects: names that are unique, and names that lead somewhere.
//! A part of `meta`; `controls` breaks each rule once.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use crate::meta::Complaint;
use crate::walk::{Kind, Node, Tree, join};

/// Adds to complaints: where, and what is wrong there.
type Complain<'c> = &'c mut dyn FnMut(&str, String);

/// A rule.
type Rule = fn(&Tree, Complain);

/// The rules and what they are called.
pub(crate) const RULES: &[(&str, Rule)] = &[
    ("reference", references),
    ("loop", loops),
    ("operation-id", operation_ids),
    ("path", paths),
    ("path-parameter", path_parameters),
    ("parameter-twice", parameters_twice),
    ("security", security),
    ("tag", tags),
    ("required", required),
    ("discriminator", discriminators),
    ("encoding", encodings),
    ("link", links),
    ("server", servers),
];

/// Says which rules a document does not keep, and where.
pub(crate) fn complaints(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (name, rule) in RULES {
        rule(tree, &mut |pointer, text| complaints.push(Complaint::new(name, pointer, text)));
    }
    complaints
}

/// Every reference leads to an object of the kind that must stand in its place.
fn references(tree: &Tree, complain: Complain) {
    for node in &tree.nodes {
        let Some(reference) = node.text("$ref") else { continue };
        match tree.referred(reference) {
            None => complain(&node.pointer, format!("`{reference}` leads nowhere in this document")),
            Some(target) if target.kind != node.kind => {
                complain(&node.pointer, format!("`{reference}` leads to a {:?}, not a {:?}", target.kind, node.kind));
            }
            Some(_) => {}
        }
    }
}

/// No object is what it is by way of itself.
fn loops(tree: &Tree, complain: Complain) {
    for node in tree.nodes.iter().filter(|node| node.text("$ref").is_some()) {
        let Some(first) = node.text("$ref").and_then(|reference| tree.referred(reference)) else { continue };
        if tree.family(first).iter().any(|member| member.pointer == node.pointer) {
            complain(&node.pointer, "the reference leads back to itself".to_owned());
        }
    }
}

/// No two operations have one id.
fn operation_ids(tree: &Tree, complain: Complain) {
    let mut owners: HashMap<&str, &str> = HashMap::new();
    for operation in tree.all(Kind::Operation) {
        let Some(id) = operation.text("operationId") else { continue };
        if let Some(owner) = owners.insert(id, &operation.pointer) {
            complain(&operation.pointer, format!("the id `{id}` is that of {owner}"));
        }
    }
}

/// Paths have templates that can be read, and differ in more than the names in them.
fn paths(tree: &Tree, complain: Complain) {
    let mut owners: HashMap<String, &str> = HashMap::new();
    for (path, _, pointer) in tree.nodes[0].members("paths").filter(|(path, ..)| path.starts_with('/')) {
        let Some(names) = template(path) else {
            complain(&pointer, "the braces of the path do not match".to_owned());
            continue;
        };
        let mut seen = BTreeSet::new();
        for name in names.iter().filter(|name| !seen.insert(**name)) {
            complain(&pointer, format!("`{name}` is there twice"));
        }
        let alike = names.iter().fold(path.to_owned(), |path, name| path.replacen(&format!("{{{name}}}"), "{}", 1));
        if let Some(owner) = owners.insert(alike, path) {
            complain(&pointer, format!("the path differs from `{owner}` in names alone"));
        }
    }
}

/// Gives the names in a template; none when its braces do not match.
fn template(text: &str) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    let mut parts = text.split('{');
    if parts.next()?.contains('}') {
        return None;
    }
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        if name.is_empty() || rest.contains('}') {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

/// Each name in a path has its parameter, and each parameter in the path its name.
fn path_parameters(tree: &Tree, complain: Complain) {
    for (path, _, pointer) in tree.nodes[0].members("paths") {
        let (Some(names), Some(item)) = (template(path), tree.at(&pointer)) else { continue };
        let item = tree.target(item);
        let shared = in_path(tree, item);
        let operations = tree.all(Kind::Operation).filter(|it| parent(&it.pointer) == item.pointer);
        let mut declared = shared.clone();
        for operation in operations {
            let own = in_path(tree, operation);
            for name in names.iter().filter(|name| !shared.iter().chain(&own).any(|(it, _)| it == *name)) {
                complain(&operation.pointer, format!("`{{{name}}}` of the path has no parameter"));
            }
            declared.extend(own);
        }
        for (name, place) in declared.iter().filter(|(name, _)| !names.contains(name)) {
            complain(place, format!("the path has no `{{{name}}}`"));
        }
    }
}

/// Gives the parameters in the path that a path item or an operation lists: their names, and where they stand in the list.
fn in_path<'t>(tree: &'t Tree, owner: &Node) -> Vec<(&'t str, &'t str)> {
    let parameters = tree.list(owner, "parameters").into_iter().map(|node| (tree.target(node), node));
    let parameters = parameters.filter(|(target, _)| target.text("in") == Some("path"));
    parameters.filter_map(|(target, node)| Some((target.text("name")?, node.pointer.as_str()))).collect()
}

fn parent(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// No list of parameters has one twice. The case of a header's name says nothing.
fn parameters_twice(tree: &Tree, complain: Complain) {
    let owners = tree.nodes.iter().filter(|it| matches!(it.kind, Kind::PathItem | Kind::Operation));
    for owner in owners {
        let mut seen = BTreeSet::new();
        for node in tree.list(owner, "parameters") {
            let parameter = tree.target(node);
            let (Some(name), Some(place)) = (parameter.text("name"), parameter.text("in")) else { continue };
            let key = if place == "header" { name.to_lowercase() } else { name.to_owned() };
            if !seen.insert((key, place)) {
                complain(&node.pointer, format!("the {place} parameter `{name}` is there twice"));
            }
        }
    }
}

/// What security asks for is declared.
fn security(tree: &Tree, complain: Complain) {
    let declared: Vec<_> = tree.all(Kind::SecurityScheme).map(|scheme| scheme.pointer.as_str()).collect();
    for owner in tree.nodes.iter().filter(|it| matches!(it.kind, Kind::Document | Kind::Operation)) {
        for (requirement, pointer) in owner.items("security") {
            for name in requirement.as_object().into_iter().flat_map(Map::keys) {
                if !declared.contains(&join("/components/securitySchemes", name).as_str()) {
                    complain(&join(&pointer, name), format!("there is no security scheme `{name}`"));
                }
            }
        }
    }
}

/// Tags are declared once, and before they are used.
fn tags(tree: &Tree, complain: Complain) {
    let mut declared = BTreeSet::new();
    for (tag, pointer) in tree.nodes[0].items("tags") {
        let Some(name) = tag.get("name").and_then(Value::as_str) else { continue };
        if !declared.insert(name) {
            complain(&pointer, format!("the tag `{name}` is there twice"));
        }
    }
    for operation in tree.all(Kind::Operation) {
        for (tag, pointer) in operation.items("tags") {
            if let Some(name) = tag.as_str().filter(|name| !declared.contains(name)) {
                complain(&pointer, format!("there is no tag `{name}`"));
            }
        }
    }
}

/// What a schema requires is a property of it, or of a schema that holds of the same value.
fn required(tree: &Tree, complain: Complain) {
    for schema in tree.all(Kind::Schema).filter(|it| !it.is_in_place()) {
        let properties = properties(tree, schema);
        let mut around = vec![schema];
        while let Some(member) = around.pop() {
            for (name, pointer) in member.items("required") {
                if let Some(name) = name.as_str().filter(|name| !properties.contains(name)) {
                    complain(&pointer, format!("there is no property `{name}`"));
                }
            }
            around.extend(tree.parts(member));
        }
    }
}

/// Gives the names of the properties that a value of the schema has by it.
fn properties<'t>(tree: &'t Tree, schema: &'t Node) -> BTreeSet<&'t str> {
    let family = tree.family(schema).into_iter();
    let properties = family.filter_map(|member| member.value.get("properties")?.as_object());
    properties.flat_map(Map::keys).map(String::as_str).collect()
}

/// A discriminator chooses between schemas that it is beside or that build on its own, by a property that each requires.
fn discriminators(tree: &Tree, complain: Complain) {
    for schema in tree.all(Kind::Schema) {
        let Some(discriminator) = schema.value.get("discriminator") else { continue };
        let Some(name) = discriminator.get("propertyName").and_then(Value::as_str) else { continue };
        let place = join(&schema.pointer, "discriminator");
        let branches: Vec<_> = ["oneOf", "anyOf"].iter().flat_map(|key| tree.list(schema, key)).collect();
        for branch in branches.iter().filter(|branch| branch.text("$ref").is_none()) {
            complain(&branch.pointer, "a schema that a discriminator chooses must be a component".to_owned());
        }
        let mut choices: Vec<_> = branches.iter().map(|branch| tree.target(branch)).collect();
        choices.extend(heirs(tree, schema));
        if choices.is_empty() {
            complain(&place, "there is nothing to choose from".to_owned());
        }
        for choice in choices.iter().filter(|choice| !requires(tree, choice, name)) {
            complain(&place, format!("{} does not require `{name}`", choice.pointer));
        }
        let mapping = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
        for (value, chosen) in mapping {
            let chosen = chosen.as_str().and_then(|chosen| component(tree, chosen));
            let chosen = chosen.filter(|chosen| choices.iter().any(|choice| choice.pointer == chosen.pointer));
            let place = join(&join(&place, "mapping"), value);
            match chosen {
                None => complain(&place, "this is none of the schemas to choose from".to_owned()),
                Some(chosen) if !allows(tree, chosen, name, value) => {
                    complain(&place, format!("`{name}` cannot be `{value}` in {}", chosen.pointer));
                }
                Some(_) => {}
            }
        }
    }
}

/// Gives the components that build on a schema by `allOf`.
fn heirs<'t, 'a>(tree: &'t Tree<'a>, schema: &Node) -> Vec<&'t Node<'a>> {
    let builds = |heir: &&Node| tree.list(heir, "allOf").iter().any(|it| tree.target(it).pointer == schema.pointer);
    tree.all(Kind::Schema).filter(|it| parent(&it.pointer) == "/components/schemas").filter(builds).collect()
}

/// Gives the schema that a mapping names, by its name or by a reference.
fn component<'t, 'a>(tree: &'t Tree<'a>, named: &str) -> Option<&'t Node<'a>> {
    tree.at(&join("/components/schemas", named)).or_else(|| tree.referred(named))
}

fn requires(tree: &Tree, schema: &Node, name: &str) -> bool {
    tree.family(schema).iter().any(|member| member.items("required").any(|(it, _)| it == name))
}

/// Tells whether a property can have a value, as far as its constants say.
fn allows(tree: &Tree, schema: &Node, name: &str, value: &str) -> bool {
    let properties = tree.family(schema).into_iter().filter_map(|member| member.value.get("properties")?.get(name));
    properties.into_iter().all(|property| {
        let listed = property.get("enum").and_then(Value::as_array);
        listed.is_none_or(|values| values.iter().any(|it| it == value))
            && property.get("const").is_none_or(|it| it == value)
    })
}

/// What is encoded is a property of the body.
fn encodings(tree: &Tree, complain: Complain) {
    for media in tree.all(Kind::MediaType) {
        let properties = tree.inside(media, "schema").map(|schema| properties(tree, schema)).unwrap_or_default();
        for (name, _, pointer) in media.members("encoding").filter(|(name, ..)| !properties.contains(name)) {
            complain(&pointer, format!("the body has no property `{name}`"));
        }
    }
}

/// A link leads to an operation of the document.
fn links(tree: &Tree, complain: Complain) {
    for link in tree.all(Kind::Link) {
        let mut operations = tree.all(Kind::Operation);
        if let Some(id) = link.text("operationId")
            && !operations.any(|operation| operation.text("operationId") == Some(id))
        {
            complain(&link.pointer, format!("there is no operation `{id}`"));
        }
        if let Some(reference) = link.text("operationRef")
            && tree.referred(reference).is_none_or(|target| target.kind != Kind::Operation)
        {
            complain(&link.pointer, format!("`{reference}` leads to no operation of this document"));
        }
    }
}

/// Each name in the address of a server has its variable, and the default of a variable is one of the values it may have.
fn servers(tree: &Tree, complain: Complain) {
    for server in tree.all(Kind::Server) {
        let names = server.text("url").map_or(Some(Vec::new()), template);
        let Some(names) = names else {
            complain(&join(&server.pointer, "url"), "the braces of the address do not match".to_owned());
            continue;
        };
        let variables = server.value.get("variables");
        for name in names.iter().filter(|name| variables.and_then(|it| it.get(name)).is_none()) {
            complain(&server.pointer, format!("there is no variable `{name}`"));
        }
        for (_, variable, pointer) in server.members("variables") {
            let values = variable.get("enum").and_then(Value::as_array);
            if values.is_some_and(|values| variable.get("default").is_some_and(|it| !values.contains(it))) {
                complain(&join(&pointer, "default"), "the default is not one of the values".to_owned());
            }
        }
    }
}
