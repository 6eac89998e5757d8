//! Answers as lines of JSON, and a line for each that says what became of it. `main` brings the streams, `replies` does the
//! reading.
//!
//! ```text
//! {"operation_id": "contactDetails", "status": 200, "body": {"payload": {}}}
//! {"operation_id":"contactDetails","ok":true,"lost":[]}
//! {"operation_id":"contactDetails","ok":false,"path":"/payload/id","reason":"missing field `id`, or it is null"}
//! ```
//!
//! `status` is 200 where it is absent; where `body` is absent, the answer had none. Blank lines say nothing.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};

use chatwoot_client::Value;
use serde_json::value::RawValue;

use super::replies::{Outcome, check};

/// What a line says; its keys that mean nothing here are left alone.
type Line<'line> = BTreeMap<String, &'line RawValue>;

/// Writes a line for each line that is read; gives whether all answers were read and nothing was lost.
pub(crate) fn run(mut input: impl BufRead, mut output: impl Write) -> io::Result<bool> {
    let mut is_well = true;
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty() {
            let (id, outcome) = answer(&line);
            is_well &= matches!(&outcome, Outcome::Read { lost } if lost.is_empty());
            writeln!(output, "{}", report(id, outcome))?;
        }
        line.clear();
    }
    output.flush()?;
    Ok(is_well)
}

/// Gives the operation's id, if it can be read, and what became of the answer.
fn answer(line: &[u8]) -> (Option<String>, Outcome) {
    let line: Line<'_> = match serde_json::from_slice(line) {
        Ok(line) => line,
        Err(error) => return (None, refused(format!("the line cannot be read: {error}"))),
    };
    let id = match line.get("operation_id").map(|id| serde_json::from_str::<String>(id.get())) {
        Some(Ok(id)) => id,
        Some(Err(_)) => return (None, refused("`operation_id` is no text".to_owned())),
        None => return (None, refused("there is no `operation_id`".to_owned())),
    };
    let status = match line.get("status").map_or(Ok(200), |status| serde_json::from_str(status.get())) {
        Ok(status) => status,
        Err(error) => return (Some(id), refused(format!("`status` cannot be read: {error}"))),
    };
    let body = line.get("body").map_or("", |body| body.get());
    let outcome = check(&id, status, body.as_bytes());
    (Some(id), outcome)
}

fn refused(reason: String) -> Outcome {
    Outcome::Failed { path: String::new(), reason }
}

fn report(id: Option<String>, outcome: Outcome) -> String {
    let id = Value::from(id);
    match outcome {
        Outcome::Read { lost } => format!(r#"{{"operation_id":{id},"ok":true,"lost":{}}}"#, Value::from(lost)),
        Outcome::Failed { path, reason } => {
            let (path, reason) = (Value::from(path), Value::from(reason));
            format!(r#"{{"operation_id":{id},"ok":false,"path":{path},"reason":{reason}}}"#)
        }
    }
}
