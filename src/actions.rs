//! `wootctl actions`: what can be called, by resource, each with its function, method, path and operationId.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use chatwoot_client::Operation;
use chatwoot_client::operations::OPERATIONS;

/// Prints the operations of one resource, or of all.
pub(crate) fn run(resource: Option<&str>) -> Result<(), String> {
    let text = listing(resource)?;
    match io::stdout().write_all(text.as_bytes()) {
        // A pipe that is closed early, as by `head`, is no failure.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}

fn listing(wanted: Option<&str>) -> Result<String, String> {
    let mut groups: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    for operation in OPERATIONS {
        groups.entry(name(operation)).or_default().push(operation);
    }
    if let Some(wanted) = wanted {
        let Some((name, group)) = groups.remove_entry(wanted) else {
            let names = groups.into_keys().collect::<Vec<_>>().join(", ");
            return Err(format!("there is no resource `{wanted}`\nhelp: use one of {names}"));
        };
        groups = BTreeMap::from([(name, group)]);
    }
    let mut text = String::new();
    for (name, group) in &groups {
        let _ = writeln!(text, "{name}");
        let function_width = group.iter().map(|it| it.function.len()).max().unwrap_or(0);
        let id_width = group.iter().map(|it| it.id.len()).max().unwrap_or(0);
        for it in group {
            let (function, id, method, path) = (it.function, it.id, it.method.as_str(), it.path);
            let _ = writeln!(text, "  {function:function_width$}  {id:id_width$}  {method:6} {path}");
            let _ = writeln!(text, "  {:function_width$}  {}", "", it.summary);
        }
    }
    Ok(text)
}

/// `contacts`, or `platform.users` where the handle hangs on a face.
fn name(operation: &Operation) -> String {
    match operation.face {
        "application" => operation.resource.to_owned(),
        face => format!("{face}.{}", operation.resource),
    }
}
