//! Which faces need which types: a file is compiled as a whole, so what its types hold must be there whenever the file is. A
//! part of [`lower`](super), run when all types are known.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Type, TypeDef, TypeKind, TypeName};

/// Gives all types of a file the same faces, and every type at least those of the files that hold it.
pub(super) fn spread(types: &mut BTreeMap<TypeName, TypeDef>) {
    let mut faces: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut holds: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for def in types.values() {
        let Some(file) = &def.file else { continue };
        faces.entry(file.clone()).or_default().extend(def.faces.iter().cloned());
        let targets = held(def).into_iter().filter_map(|name| types.get(name)?.file.clone());
        holds.entry(file.clone()).or_default().extend(targets);
    }
    let mut open: Vec<String> = faces.keys().cloned().collect();
    while let Some(file) = open.pop() {
        let own = faces.get(&file).cloned().unwrap_or_default();
        for target in holds.get(&file).into_iter().flatten() {
            let theirs = faces.entry(target.clone()).or_default();
            let before = theirs.len();
            theirs.extend(own.iter().cloned());
            if theirs.len() > before {
                open.push(target.clone());
            }
        }
    }
    for def in types.values_mut() {
        if let Some(all) = def.file.as_ref().and_then(|file| faces.get(file)) {
            def.faces.clone_from(all);
        }
    }
}

/// All types that a type mentions.
fn held(def: &TypeDef) -> Vec<&TypeName> {
    let mut names = Vec::new();
    let mut add = |ty| named(ty, &mut names);
    match &def.kind {
        TypeKind::Struct(it) => it.fields.iter().for_each(|field| add(&field.ty)),
        TypeKind::Union(it) => it.variants.iter().for_each(|variant| add(&variant.ty)),
        TypeKind::Enum(_) => {}
    }
    names
}

fn named<'a>(ty: &'a Type, names: &mut Vec<&'a TypeName>) {
    match ty {
        Type::Named(name) | Type::Boxed(name) => names.push(name),
        Type::Array(inner) | Type::Nullable(inner) | Type::Map(inner) => named(inner, names),
        _ => {}
    }
}
