//! Types that contain themselves: a field that would make a type endless in size is boxed. A part of [`lower`](super), run
//! when all types are known. Arrays and maps end such a circle by themselves.

use std::collections::BTreeMap;

use crate::ir::{Type, TypeDef, TypeKind, TypeName};

/// Boxes every field and branch that holds, by value, a type of the same circle.
pub(super) fn box_recursion(types: &mut BTreeMap<TypeName, TypeDef>) {
    let names: Vec<TypeName> = types.keys().cloned().collect();
    let index: BTreeMap<&TypeName, usize> = names.iter().enumerate().map(|(index, name)| (name, index)).collect();
    let edges: Vec<Vec<usize>> =
        types.values().map(|def| held(def).filter_map(|it| index.get(it).copied()).collect()).collect();
    let circle = circles(&edges);
    for (own, def) in types.values_mut().enumerate() {
        for ty in held_mut(def) {
            if let Type::Named(name) = ty
                && index.get(name).is_some_and(|other| circle[*other] == circle[own])
            {
                *ty = Type::Boxed(name.clone());
            }
        }
    }
}

/// The types that a type holds by value.
fn held(def: &TypeDef) -> impl Iterator<Item = &TypeName> {
    let types: Vec<&Type> = match &def.kind {
        TypeKind::Struct(it) => it.fields.iter().map(|field| &field.ty).collect(),
        TypeKind::Union(it) => it.variants.iter().map(|variant| &variant.ty).collect(),
        TypeKind::Enum(_) => Vec::new(),
    };
    types.into_iter().filter_map(|ty| match ty {
        Type::Named(name) => Some(name),
        _ => None,
    })
}

fn held_mut(def: &mut TypeDef) -> Vec<&mut Type> {
    match &mut def.kind {
        TypeKind::Struct(it) => it.fields.iter_mut().map(|field| &mut field.ty).collect(),
        TypeKind::Union(it) => it.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
        TypeKind::Enum(_) => Vec::new(),
    }
}

/// The circle that each node is in (its strongly connected component), by Kosaraju's two passes without recursion.
fn circles(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut seen = vec![false; edges.len()];
    for start in 0..edges.len() {
        let mut stack = vec![(start, 0)];
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        while let Some((node, next)) = stack.last_mut() {
            match edges[*node].get(*next) {
                Some(&to) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[to], true) {
                        stack.push((to, 0));
                    }
                }
                None => {
                    order.push(*node);
                    stack.pop();
                }
            }
        }
    }
    let mut reversed = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        targets.iter().for_each(|to| reversed[*to].push(from));
    }
    let mut circle = vec![usize::MAX; edges.len()];
    for start in order.into_iter().rev() {
        let mut stack = vec![start];
        while let Some(node) = stack.pop() {
            if circle[node] == usize::MAX {
                circle[node] = start;
                stack.extend(&reversed[node]);
            }
        }
    }
    circle
}
