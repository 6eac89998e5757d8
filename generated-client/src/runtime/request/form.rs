//! How Rails spells nested values in forms: `a[b]` for a key, `a[]` for each item of a list. Forms, multipart bodies and
//! deep objects in queries are all made of the flat pairs this gives. What a form cannot express is refused, so that the
//! server never reads something else than what was said.

use super::super::Upload;
use super::super::codec::Arg;
use super::Reason;

/// The value of one pair.
pub(super) enum Leaf {
    Text(String),
    File(Upload),
}

type Pairs = Vec<(String, Leaf)>;

/// Spells a value as pairs.
pub(super) fn flatten(name: &str, argument: &Arg<'_>) -> Result<Pairs, Reason> {
    let mut pairs = Vec::new();
    add(&mut pairs, name, argument)?;
    Ok(pairs)
}

fn add(pairs: &mut Pairs, name: &str, argument: &Arg<'_>) -> Result<(), Reason> {
    match argument {
        Arg::Absent => Ok(()),
        Arg::List(items) => add_list(pairs, name, items),
        Arg::Map(fields) => add_map(pairs, name, fields),
        Arg::File(upload) => {
            pairs.push((name.to_owned(), Leaf::File(upload.clone().into_owned())));
            Ok(())
        }
        _ => {
            let text = argument.text().unwrap_or_default();
            pairs.push((name.to_owned(), Leaf::Text(text.into_owned())));
            Ok(())
        }
    }
}

fn add_list(pairs: &mut Pairs, name: &str, items: &[Arg<'_>]) -> Result<(), Reason> {
    if items.is_empty() {
        return Err("an empty list cannot be written in a form".to_owned());
    }
    let name = if name.ends_with("[]") { name.to_owned() } else { format!("{name}[]") };
    let mut previous: Option<&[(_, Arg<'_>)]> = None;
    for item in items {
        if matches!(item, Arg::List(_)) {
            return Err("a list inside a list cannot be written in a form".to_owned());
        }
        let fields = if let Arg::Map(fields) = item { Some(fields.as_slice()) } else { None };
        // The server starts the next object of a list where a key comes a second time, and merges the two otherwise.
        if let (Some(previous), Some(fields)) = (previous, fields) {
            let first = fields.iter().find(|(_, value)| !matches!(value, Arg::Absent));
            let separate = first.is_some_and(|(first, value)| {
                !matches!(value, Arg::List(_) | Arg::Map(_)) && previous.iter().any(|(key, _)| key == first)
            });
            if !separate {
                return Err("the objects of a list in a form must start with the same single value".to_owned());
            }
        }
        previous = fields;
        add(pairs, &name, item)?;
    }
    Ok(())
}

fn add_map(pairs: &mut Pairs, name: &str, fields: &[(impl AsRef<str>, Arg<'_>)]) -> Result<(), Reason> {
    if fields.is_empty() {
        return Err("an empty object cannot be written in a form".to_owned());
    }
    for (key, value) in fields {
        let key = key.as_ref();
        if key.is_empty() || key.contains(['[', ']']) {
            return Err("a key that is empty or holds a bracket cannot be written in a form".to_owned());
        }
        add(pairs, &format!("{name}[{key}]"), value)?;
    }
    Ok(())
}
