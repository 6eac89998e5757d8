//! The report for tools. Its keys are the fields of [`Report`], in their order; lists are in the report's order.
//!
//! | key | what it holds |
//! |---|---|
//! | `old`, `new` | the documents: `name`, `api` (`info.version`), `openapi`, `operations`, `types` |
//! | `wire`, `rust` | the worst verdicts: `none`, `compatible`, `breaking`; `none`, `patch`, `minor`, `major` |
//! | `bump` | the part of a version `0.MINOR.PATCH` that grows: `minor`, `patch`, or null |
//! | `findings` | the changes: `rule` (its id), `fingerprint`, `subject`, `message`, `wire`, `rust`, and the following |
//! | `findings[].items` | public items of the client: `item`, `from` and `to` (signatures; null: new, gone), `verdict` |
//! | `findings[].commands` | of `wootctl`: `command`, `fate` (`new`, `changed`, `gone`) |
//! | `findings[].used_by` | the ids of the operations that it reaches |
//! | `findings[].old`, `findings[].new` | where it stood and stands, or null: `file`, `pointer`, `line` (0: unknown) |
//! | `unhandled` | differences that no rule judges: `old`, `new` as above |

use super::super::Report;

/// The report as JSON, with every finding. GitHub's runner takes `##[` in a log for a command, so that is written otherwise.
pub fn json(report: &Report) -> String {
    let text = serde_json::to_string_pretty(report).unwrap_or_else(|error| format!("\"{error}\""));
    text.replace("##[", r"##\u005b") + "\n"
}
