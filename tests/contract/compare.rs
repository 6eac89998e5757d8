//! Compares a value of the client with the JSON it was read from. For `calls`; `main` has the negative controls.

use std::fmt::Debug;

use serde_json::Value;

// The trait of serde, which is no dependency of this package.
pub(crate) use chatwoot_client::runtime::codec::Serialize;

use crate::sample::UNDECLARED;

/// Says what a value of the client lost of the answer, and what it did not understand.
pub(crate) fn complaints<T: Serialize + Debug>(answer: Option<&Value>, value: &T) -> Vec<String> {
    let again = match serde_json::to_value(value) {
        Ok(again) => again,
        Err(error) => return vec![format!("the value cannot be written: {error}")],
    };
    let mut complaints = Vec::new();
    differences(answer.unwrap_or(&Value::Null), &again, "$", &mut complaints);
    complaints.extend(misunderstood(&format!("{value:?}")));
    complaints
}

/// Lists what is not the same. The client may add null, which is how it writes a key that was absent.
fn differences(answer: &Value, again: &Value, at: &str, complaints: &mut Vec<String>) {
    match (answer, again) {
        (Value::Object(answer), Value::Object(again)) => {
            for (key, value) in answer {
                match again.get(key) {
                    Some(again) => differences(value, again, &format!("{at}.{key}"), complaints),
                    None => complaints.push(format!("{at}.{key} was lost")),
                }
            }
            let added = again.iter().filter(|(key, value)| !answer.contains_key(*key) && !value.is_null());
            complaints.extend(added.map(|(key, value)| format!("{at}.{key} is {value}, and was not there")));
        }
        (Value::Array(answer), Value::Array(again)) if answer.len() == again.len() => {
            for (index, (answer, again)) in answer.iter().zip(again).enumerate() {
                differences(answer, again, &format!("{at}[{index}]"), complaints);
            }
        }
        (Value::Number(answer), Value::Number(again)) if equal(answer, again) => {}
        _ if answer == again => {}
        _ => complaints.push(format!("{at} was {answer} and became {again}")),
    }
}

/// Compares by value: `1` and `1.0` are equal.
fn equal(one: &serde_json::Number, other: &serde_json::Number) -> bool {
    one == other || (one.is_f64() || other.is_f64()) && one.as_f64() == other.as_f64()
}

/// Reads the debug output: a sample has only values that are known, and no key but [`UNDECLARED`] is an extra one.
fn misunderstood(shown: &str) -> Vec<String> {
    let unknown = shown.match_indices("Unknown(").map(|(at, _)| excerpt("a value was not understood", &shown[at..]));
    let known = [format!("{{\"{UNDECLARED}\": Bool(true)}}"), "{}".to_owned()];
    let extra = shown.match_indices("extra: ").map(|(at, it)| &shown[at + it.len()..]);
    let extra = extra.filter(|rest| !known.iter().any(|it| rest.starts_with(it)));
    unknown.chain(extra.map(|rest| excerpt("a key was not understood", rest))).collect()
}

fn excerpt(complaint: &str, rest: &str) -> String {
    format!("{complaint}: {}", rest.chars().take(120).collect::<String>())
}
