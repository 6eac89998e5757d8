//! Reads back what is spelled as pairs: queries and multipart bodies, with Rails' brackets for what is nested. For `judge`
//! and `body`.

use serde_json::{Map, Value};

use crate::document::{Document, Media, Way};

/// The value of one pair.
#[derive(Debug)]
pub(crate) enum Leaf {
    /// Text.
    Text(String),
    /// A file of that many bytes.
    File(usize),
}

/// Decodes percent signs, and plus signs where they mean a space.
pub(crate) fn decode(text: &str, plus: bool) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|it| it.map(char::from).and_then(|it| it.to_digit(16)));
                let [Some(high), Some(low)] = digits else { return Err(format!("`{text}` has a lone percent sign")) };
                (high * 16 + low) as u8
            }
            b'+' if plus => b' ',
            _ => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| format!("`{text}` is not UTF-8"))
}

/// Takes a query apart.
pub(crate) fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').ok_or_else(|| format!("`{pair}` is no pair"))?;
        Ok((decode(name, true)?, decode(value, true)?))
    };
    if text.is_empty() { Ok(Vec::new()) } else { text.split('&').map(pair).collect() }
}

/// Takes a multipart body apart.
pub(crate) fn parts(media: &str, body: &[u8]) -> Result<Vec<(String, Leaf)>, String> {
    let (_, boundary) = media.split_once("boundary=").ok_or("the boundary is missing")?;
    let (first, next) = (format!("--{boundary}"), format!("\r\n--{boundary}"));
    let mut rest = body.strip_prefix(first.as_bytes()).ok_or("it does not start with the boundary")?;
    let mut parts = Vec::new();
    while rest != b"--\r\n" {
        rest = rest.strip_prefix(b"\r\n").ok_or("there is no line after a boundary")?;
        let head = position(rest, b"\r\n\r\n").ok_or("a part has no head")?;
        let end = position(rest, next.as_bytes()).ok_or("a part has no end")?;
        let content = rest.get(head + 4..end).ok_or("a part has no content")?;
        let (name, file_name) = disposition(&rest[..head])?;
        parts.push((name, if file_name { Leaf::File(content.len()) } else { Leaf::Text(text(content)?) }));
        rest = &rest[end + next.len()..];
    }
    Ok(parts)
}

/// Gives the name from the head of a part, and whether there is a file name.
fn disposition(head: &[u8]) -> Result<(String, bool), String> {
    let head = text(head)?;
    let mut lines = head.split("\r\n");
    let line = lines.next().and_then(|it| it.strip_prefix("Content-Disposition: form-data; name=\""));
    let (name, rest) = line.and_then(|it| it.split_once('"')).ok_or_else(|| format!("`{head}` is no head"))?;
    let is_file = rest.starts_with("; filename=\"");
    if is_file && !lines.any(|line| line.starts_with("Content-Type: ")) {
        return Err(format!("the file `{name}` has no content type"));
    }
    Ok((name.to_owned(), is_file))
}

fn text(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string())
}

fn position(bytes: &[u8], searched: &[u8]) -> Option<usize> {
    bytes.windows(searched.len()).position(|it| it == searched)
}

/// What pairs with brackets in their names amount to.
enum Node {
    Leaf(Leaf),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// Puts pairs together to a value that is typed as the schema says.
pub(crate) fn value(
    document: &Document,
    media: &Media,
    pairs: Vec<(String, Leaf)>,
    complaints: &mut Vec<String>,
) -> Result<Value, String> {
    let mut root = Node::Object(Vec::new());
    let ways = document.ways(&[&media.schema], &|_| true);
    for (name, leaf) in pairs {
        let names = if is_one_name(&ways, media, &name, &leaf) {
            vec![name.as_str(), ""]
        } else {
            name.split('[').map(|it| it.strip_suffix(']').unwrap_or(it)).collect()
        };
        insert(&mut root, &names, leaf).map_err(|()| format!("`{name}` contradicts an earlier part"))?;
    }
    Ok(typed(document, &[&media.schema], root, "", complaints))
}

/// Tells whether a name is declared with its brackets: it is that of a list then, whose items repeat it. Beside such a list
/// of files there can be a list of texts, whose items have the same name by its place: `attachments` in `message`.
fn is_one_name(ways: &[Way<'_>], media: &Media, name: &str, leaf: &Leaf) -> bool {
    let is_declared = |name: &str| ways.iter().any(|way| !way.property(name).is_empty());
    let parent = name.split('[').next().unwrap_or_default();
    let is_list = name.ends_with("[]") && is_declared(name);
    media.repeated.contains(name) || is_list && (matches!(leaf, Leaf::File(_)) || !is_declared(parent))
}

fn insert(node: &mut Node, names: &[&str], leaf: Leaf) -> Result<(), ()> {
    match (names, node) {
        ([""], Node::List(items)) => {
            items.push(Node::Leaf(leaf));
            Ok(())
        }
        (["", inner @ ..], Node::List(items)) => {
            // Rails starts the next object where a key comes a second time.
            let is_new = items.last().is_none_or(|last| has(last, inner));
            if is_new {
                items.push(empty(inner[0]));
            }
            insert(items.last_mut().ok_or(())?, inner, leaf)
        }
        ([name, inner @ ..], Node::Object(fields)) => {
            let found = fields.iter().position(|(it, _)| it == name);
            match (found, inner) {
                (Some(_), []) => Err(()),
                (None, []) => {
                    fields.push(((*name).to_owned(), Node::Leaf(leaf)));
                    Ok(())
                }
                (found, [next, ..]) => {
                    let index = found.unwrap_or(fields.len());
                    if found.is_none() {
                        fields.push(((*name).to_owned(), empty(next)));
                    }
                    insert(&mut fields[index].1, inner, leaf)
                }
            }
        }
        _ => Err(()),
    }
}

fn empty(next: &str) -> Node {
    if next.is_empty() { Node::List(Vec::new()) } else { Node::Object(Vec::new()) }
}

/// Tells whether an object has the key already, other than as a list that can go on.
fn has(node: &Node, names: &[&str]) -> bool {
    let Node::Object(fields) = node else { return false };
    let found = fields.iter().find(|(it, _)| Some(it.as_str()) == names.first().copied());
    found.is_some_and(|(_, node)| match (node, &names[1..]) {
        (Node::List(_), _) => false,
        (_, []) => true,
        (node, inner) => has(node, inner),
    })
}

fn typed(document: &Document, schemas: &[&Value], node: Node, at: &str, complaints: &mut Vec<String>) -> Value {
    let ways = document.ways(schemas, &|_| true);
    match node {
        Node::Leaf(leaf) => {
            let is_file = ways.iter().any(|way| way.format() == "binary");
            match leaf {
                Leaf::Text(_) if is_file => complaints.push(format!("`{at}` should be a file")),
                Leaf::File(_) if !is_file => complaints.push(format!("`{at}` should not be a file")),
                Leaf::File(0) => complaints.push(format!("the file `{at}` is empty")),
                _ => {}
            }
            match leaf {
                Leaf::Text(text) => coerce(document, schemas, &text),
                Leaf::File(size) => Value::String(format!("a file of {size} bytes")),
            }
        }
        Node::List(nodes) => {
            let items: Vec<_> = ways.iter().flat_map(|way| way.items()).collect();
            nodes.into_iter().map(|node| typed(document, &items, node, &format!("{at}[]"), complaints)).collect()
        }
        Node::Object(fields) => {
            let mut object = Map::new();
            for (name, node) in fields {
                let inner: Vec<_> = ways.iter().flat_map(|way| way.property(&name)).collect();
                let value = typed(document, &inner, node, &format!("{at}[{name}]"), complaints);
                object.insert(name, value);
            }
            Value::Object(object)
        }
    }
}

/// Reads text as the type that its schemas want; it stays text when it is not of that type, so that validation fails.
pub(crate) fn coerce(document: &Document, schemas: &[&Value], text: &str) -> Value {
    let ways = document.ways(schemas, &|_| true);
    let types: Vec<_> = ways.iter().flat_map(|way| way.types()).collect();
    let has = |it: &str| types.contains(&it);
    let plain = Value::String(text.to_owned());
    let is_valid = |value: &Value| schemas.iter().all(|schema| document.problems(schema, value).is_empty());
    if types.is_empty() || has("string") && (types.len() == 1 || is_valid(&plain)) {
        return plain;
    }
    match text {
        "" if has("null") => Value::Null,
        "true" | "false" if has("boolean") => Value::Bool(text == "true"),
        _ if has("integer") || has("number") => text.parse().map_or(plain, Value::Number),
        _ => plain,
    }
}
