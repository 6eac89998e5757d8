//! The change report, from the outside: what is the same has no finding, nothing that differs is passed over, and what cannot be
//! compared is said so. The rules' verdicts are in `changes.rs`, the formats in `reports.rs`.

#[path = "shared/binary.rs"]
mod binary;
#[path = "diff/edits.rs"]
mod edits;
#[path = "diff/fingerprints.rs"]
mod fingerprints;
#[path = "diff/revisions.rs"]
mod revisions;
#[path = "diff/same.rs"]
mod same;
#[path = "diff/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::diff::Side;
use xtask::tree::Tree;
use xtask::{Inputs, Run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// One side from files of the repository.
fn side(spec: &Path, overlays: Option<&str>, names: Option<&Path>) -> Result<Side, Run> {
    let path = |name: &str| Path::new(ROOT).join(name);
    let inputs = Inputs { spec: spec.to_owned(), overlays: overlays.map(path), names: names.map(Path::to_owned) };
    Run::default().side("a document", &inputs)
}

/// One side from a document in memory, without overlays and names.
fn side_of(document: &Value) -> Result<Side, Run> {
    let path = PathBuf::from("openapi.json");
    let tree = Tree::closed("", BTreeMap::from([(path.clone(), document.to_string())]));
    Run { tree, ..Run::default() }.side("a document", &Inputs { spec: path, overlays: None, names: None })
}

/// The document of the repository, without overlays.
fn document() -> Value {
    let inputs = Inputs { spec: Path::new(ROOT).join("openapi.json"), overlays: None, names: None };
    Run::default().effective(&inputs).unwrap()
}
