//! Which differences of the documents a fact explains, and which ones the client takes no notice of. After
//! [`pointers`](super::pointers).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::facts::{Claim, Reach, Which, steps};
use super::keywords::{Class, class, keyword};
use super::pointers::Difference;
use crate::spec::place::Pointer;

/// The claims of all facts, by where they begin.
pub(super) struct Claims<'a> {
    sides: [BTreeMap<&'a str, Vec<&'a Reach>>; 2],
}

impl<'a> Claims<'a> {
    pub(super) fn new(claims: impl Iterator<Item = &'a Claim>) -> Self {
        let mut sides = [BTreeMap::<&str, Vec<&Reach>>::new(), BTreeMap::new()];
        for claim in claims {
            let side = &mut sides[usize::from(claim.which == Which::New)];
            side.entry(claim.pointer.as_str()).or_default().push(&claim.reach);
        }
        Self { sides }
    }

    /// Whether a fact explains this difference.
    pub(super) fn explain(&self, it: &Difference<'_>) -> bool {
        let (keyword, _) = keyword(it.pointer());
        let class = class(&keyword);
        let is_one_sided = it.old.is_none() || it.new.is_none();
        let sides = [(&self.sides[0], &it.old), (&self.sides[1], &it.new)];
        sides.into_iter().any(|(side, pointer)| {
            let Some(pointer) = pointer.as_ref().map(Pointer::as_str) else { return false };
            reached(side, pointer, class, is_one_sided) || is_one_sided && holds(side, pointer)
        })
    }
}

/// Whether a claim at the node or above it reaches it.
fn reached(side: &BTreeMap<&str, Vec<&Reach>>, pointer: &str, class: Class, is_one_sided: bool) -> bool {
    let ends = pointer.match_indices('/').map(|(index, _)| index).chain([pointer.len()]);
    ends.filter_map(|end| Some((side.get(&pointer[..end])?, &pointer[end..]))).any(|(reaches, tail)| {
        let tail = steps(tail);
        reaches.iter().any(|reach| match reach {
            Reach::All => true,
            Reach::Structure => {
                class == Class::Structure || class == Class::Limit && tail.last().is_some_and(|it| it == "format")
            }
            Reach::Keys(keys) => tail.first().is_some_and(|it| keys.contains(&it.as_str())),
            Reach::Children => is_one_sided && tail.len() == 1,
            Reach::Required(wire) => {
                matches!(tail.as_slice(), [.., list, entry] if list == "required" && entry == wire)
            }
        })
    })
}

/// Whether a claim lies within the node.
fn holds(side: &BTreeMap<&str, Vec<&Reach>>, pointer: &str) -> bool {
    let start = format!("{pointer}/");
    side.range(start.as_str()..).next().is_some_and(|(claimed, _)| claimed.starts_with(&start))
}

/// Keywords that 3.0 and 3.1 write in two ways.
const DIALECT: &[&str] = &[
    "nullable",
    "type",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "example",
    "examples",
    "const",
    "enum",
    "anyOf",
    "oneOf",
    "contentMediaType",
    "contentEncoding",
    "format",
    "jsonSchemaDialect",
    "$ref",
    "allOf",
    "$defs",
    "definitions",
];

/// What differs in the documents as they are written and not in the shapes that the client is read from, the dialect of
/// OpenAPI aside: the client takes no notice of it.
pub(super) fn overlooked<'d, 'a>(written: &'d [Difference<'a>], found: &[Difference<'_>]) -> Vec<&'d Difference<'a>> {
    let places = |it: &Difference<'_>| [it.old.clone(), it.new.clone()];
    let known: BTreeSet<Pointer> = found.iter().flat_map(places).flatten().collect();
    let is_known = |pointer: &Pointer| {
        let text = pointer.as_str();
        let mut ends = text.match_indices('/').map(|(index, _)| index).chain([text.len()]);
        let inside = format!("{text}/");
        let start = Pointer::from(inside.as_str());
        ends.any(|end| known.contains(&Pointer::from(&text[..end])))
            || known.range(start..).next().is_some_and(|it| it.as_str().starts_with(&inside))
    };
    let is_dialect = |it: &Difference<'_>| {
        let (keyword, _) = keyword(it.pointer());
        DIALECT.contains(&keyword.as_str()) && (keyword != "type" || types(it.before) == types(it.after))
    };
    written.iter().filter(|it| !is_dialect(it) && !it.old.iter().chain(&it.new).any(is_known)).collect()
}

/// The types that `type` names, null aside, which 3.0 says in another way.
fn types(value: Option<&Value>) -> BTreeSet<&str> {
    let all = value
        .and_then(Value::as_array)
        .map_or_else(|| value.into_iter().collect(), |list| list.iter().collect::<Vec<_>>());
    all.into_iter().filter_map(Value::as_str).filter(|it| *it != "null").collect()
}
