//! Two sides to a [`Report`]: the facts, what they explain of the documents and of the public items, and what is left over.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{Claims, overlooked};
use super::facts::{Fact, find};
use super::items::{self, Items};
use super::judge::judge;
use super::pointers::{Difference, differences};
use super::{
    CommandChange, Fate, Finding, ItemChange, Report, Rust, Side, Spot, Unhandled, Version, Wire, operations, rules,
};
use crate::ir::{Api, TypeKind};
use crate::spec::place::Pointer;
use crate::stamp::stamp;

/// Says what a change from one document to another does.
pub fn compare(old: &Side, new: &Side) -> Report {
    // References are followed by recursion, as when the client is decided.
    let builder = std::thread::Builder::new().stack_size(crate::STACK);
    let report =
        std::thread::scope(|scope| builder.spawn_scoped(scope, || compare_on_this_stack(old, new)).ok()?.join().ok());
    report.unwrap_or_else(|| compare_on_this_stack(old, new))
}

fn compare_on_this_stack(old: &Side, new: &Side) -> Report {
    let mut facts = find(old, new);
    let found = differences(&old.document, &new.document);
    let left: Vec<&Difference<'_>> = {
        let claims = Claims::new(facts.iter().flat_map(|fact| &fact.claims));
        found.iter().filter(|it| !claims.explain(it)).collect()
    };
    let mut unhandled = judge(old, new, left, &mut facts);
    let written = differences(&old.effective, &new.effective);
    unhandled.extend(overlooked(&written, &found));
    let changed = Changed::new(old, new);
    changed.leftover(&mut facts);
    let facts = merged(facts);
    let mut places = Places::default();
    for fact in &facts {
        places.want(fact.old.as_ref(), fact.new.as_ref());
    }
    unhandled.iter().for_each(|it| places.want(it.old.as_ref(), it.new.as_ref()));
    places.find(old, new);
    let mut findings: Vec<Finding> = facts.into_iter().filter_map(|fact| changed.finding(fact, &places)).collect();
    findings.sort_by(|a, b| {
        (b.wire, b.rust)
            .cmp(&(a.wire, a.rust))
            .then_with(|| (&a.subject, a.rule.id, &a.message).cmp(&(&b.subject, b.rule.id, &b.message)))
    });
    let wire = findings.iter().map(|it| it.wire).max().unwrap_or(Wire::None);
    let rust = findings.iter().map(|it| it.rust).max().unwrap_or(Rust::None);
    let mut unhandled: Vec<Unhandled> = unhandled
        .into_iter()
        .map(|it| Unhandled { old: places.before(it.old.as_ref()), new: places.after(it.new.as_ref()) })
        .collect();
    unhandled.sort();
    let bump = match rust {
        Rust::Major => Some("minor"),
        Rust::Minor | Rust::Patch => Some("patch"),
        Rust::None => None,
    };
    Report { old: version(old), new: version(new), wire, rust, bump, findings, unhandled }
}

fn version(side: &Side) -> Version {
    Version {
        name: side.name.clone(),
        api: side.api.version.clone(),
        openapi: side.api.openapi.clone(),
        operations: operations(&side.api).count(),
        types: items::types(&side.api).len(),
    }
}

/// Puts facts about one thing together, such as those of a schema that many operations take apart.
fn merged(facts: Vec<Fact>) -> Vec<Fact> {
    let mut merged: BTreeMap<(&'static str, String), Fact> = BTreeMap::new();
    for fact in facts {
        match merged.entry((fact.rule, fact.key.clone())) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(fact);
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let first = entry.get_mut();
                // The component's own type says it best, and that has the shortest name.
                if fact.subject.len() < first.subject.len() && fact.rule.starts_with("type-") {
                    (first.subject, first.old, first.new) = (fact.subject, fact.old, fact.new);
                }
                first.items.extend(fact.items);
                first.commands.extend(fact.commands);
                first.used_by.extend(fact.used_by);
            }
        }
    }
    merged.into_values().collect()
}

/// Which files and lines the report names.
#[derive(Default)]
struct Places {
    wanted: [BTreeSet<Pointer>; 2],
    lines: [BTreeMap<String, (usize, usize)>; 2],
    files: [String; 2],
}

impl Places {
    fn want(&mut self, old: Option<&Pointer>, new: Option<&Pointer>) {
        self.wanted[0].extend(old.cloned());
        self.wanted[1].extend(new.cloned());
    }

    fn find(&mut self, old: &Side, new: &Side) {
        let positions = |side: &Side, wanted: &BTreeSet<Pointer>| {
            let wanted: Vec<&str> = wanted.iter().map(Pointer::as_str).collect();
            if wanted.is_empty() { BTreeMap::new() } else { side.sources.positions(&side.file, &wanted) }
        };
        let [wanted_old, wanted_new] = &self.wanted;
        self.lines = std::thread::scope(|scope| {
            let other = scope.spawn(|| positions(old, wanted_old));
            let here = positions(new, wanted_new);
            [other.join().unwrap_or_default(), here]
        });
        self.files = [old.file.clone(), new.file.clone()];
    }

    fn before(&self, pointer: Option<&Pointer>) -> Option<Spot> {
        self.spot(0, pointer)
    }

    fn after(&self, pointer: Option<&Pointer>) -> Option<Spot> {
        self.spot(1, pointer)
    }

    fn spot(&self, side: usize, pointer: Option<&Pointer>) -> Option<Spot> {
        let pointer = pointer?.to_string();
        let line = self.lines[side].get(&pointer).map_or(0, |(line, _)| *line);
        Some(Spot { file: self.files[side].clone(), pointer, line })
    }
}

/// What became of the public items and of the command line.
struct Changed {
    items: BTreeMap<String, ItemChange>,
    commands: BTreeMap<String, Fate>,
    /// Whether the two clients are the same, doc comments and tables too.
    is_same_code: bool,
}

impl Changed {
    fn new(old: &Side, new: &Side) -> Self {
        let (before, after) = (items::of(&old.api), items::of(&new.api));
        let mut changed = BTreeMap::new();
        for item in before.keys().chain(after.keys()) {
            let (from, to) = (before.get(item), after.get(item));
            let verdict = items::verdict(item, from, to);
            if verdict != Rust::None {
                let change = ItemChange { item: item.clone(), from: from.cloned(), to: to.cloned(), verdict };
                changed.insert(item.clone(), change);
            }
        }
        let (before, after) = (items::commands(&old.api), items::commands(&new.api));
        let is_same_code = bare(&old.api) == bare(&new.api);
        Self { items: changed, commands: fates(&before, &after), is_same_code }
    }

    /// Adds a fact for each owner of items that changed without a fact about them.
    fn leftover(&self, facts: &mut Vec<Fact>) {
        let mut told: BTreeSet<&String> = BTreeSet::new();
        for fact in facts.iter() {
            told.extend(&fact.items);
        }
        let mut owners: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for item in self.items.keys().filter(|it| !told.contains(it)) {
            owners.entry(owner(item)).or_default().push(item.clone());
        }
        let added: Vec<Fact> = owners
            .into_iter()
            .map(|(owner, items)| {
                let message = match items.as_slice() {
                    [only] => format!("`{only}` changed"),
                    several => format!("{} of its items changed", several.len()),
                };
                Fact::new("code-changed", owner, message).items(items)
            })
            .collect();
        facts.extend(added);
    }

    fn finding(&self, fact: Fact, places: &Places) -> Option<Finding> {
        let rule = rules::find(fact.rule)?;
        let names: BTreeSet<&String> = fact.items.iter().collect();
        let items: Vec<ItemChange> = names.into_iter().filter_map(|it| self.items.get(it)).cloned().collect();
        let items = without_members(items);
        let names: BTreeSet<&String> = fact.commands.iter().collect();
        let commands = names
            .into_iter()
            .filter_map(|it| Some(CommandChange { command: it.clone(), fate: *self.commands.get(it)? }));
        let least = if rules::is_in_code(rule) && !self.is_same_code { Rust::Patch } else { Rust::None };
        let rust = items.iter().map(|it| it.verdict).max().unwrap_or(least).max(least);
        Some(Finding {
            rule,
            fingerprint: stamp([rule.id.as_bytes(), fact.key.as_bytes()]).chars().take(12).collect(),
            subject: fact.subject,
            message: fact.message,
            wire: rule.level,
            rust,
            commands: commands.collect(),
            items,
            used_by: fact.used_by.into_iter().collect(),
            old: places.before(fact.old.as_ref()),
            new: places.after(fact.new.as_ref()),
        })
    }
}

/// A client without what is not printed: where things stand in the document.
fn bare(api: &Api) -> Api {
    let mut api = api.clone();
    api.openapi.clear();
    let types = api.types.iter_mut().chain(api.resources.iter_mut().flat_map(|it| &mut it.types));
    for def in types {
        (def.pointer, def.twins) = (Pointer::root(), Vec::new());
        if let TypeKind::Struct(it) = &mut def.kind {
            it.fields.iter_mut().for_each(|field| field.pointer = Pointer::root());
        }
    }
    for operation in api.resources.iter_mut().flat_map(|it| &mut it.operations) {
        operation.pointer = Pointer::root();
        operation.parameters.iter_mut().for_each(|it| it.pointer = Pointer::root());
    }
    api
}

/// Leaves out the members of what came or went as a whole.
fn without_members(items: Vec<ItemChange>) -> Vec<ItemChange> {
    let whole = |it: &&ItemChange| it.from.is_none() || it.to.is_none();
    let owners: BTreeMap<String, bool> =
        items.iter().filter(whole).map(|it| (it.item.clone(), it.from.is_none())).collect();
    let is_member = |it: &ItemChange| {
        let ends = it.item.match_indices(['.', ':', ' ']).map(|(index, _)| &it.item[..index]);
        ends.filter_map(|owner| owners.get(owner))
            .any(|is_new| *is_new == it.from.is_none() && (it.from.is_none() || it.to.is_none()))
    };
    items.into_iter().filter(|it| !is_member(it)).collect()
}

/// The module or type that an item belongs to: `contacts::Update::new` => `contacts::Update`.
fn owner(item: &str) -> &str {
    let path = item.split([' ', '.']).next().unwrap_or(item);
    let mut at = 0;
    for part in path.split("::") {
        let end = at + part.len();
        if part.starts_with(char::is_uppercase) {
            return path[..end].trim_end_matches(':');
        }
        at = end + 2;
    }
    path
}

fn fates(before: &Items, after: &Items) -> BTreeMap<String, Fate> {
    let mut fates = BTreeMap::new();
    for command in before.keys().chain(after.keys()) {
        let fate = match (before.get(command), after.get(command)) {
            (None, _) => Fate::New,
            (Some(_), None) => Fate::Gone,
            (Some(from), Some(to)) if from != to => Fate::Changed,
            _ => continue,
        };
        fates.insert(command.clone(), fate);
    }
    fates
}
