//! The two documents that are tested: the vendor's, and the one that `cargo xtask spec` prints.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use xtask::{Inputs, Run};

/// Gives the effective document; it is made once.
pub(crate) fn effective() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| read(Some(root().join("overlays"))))
}

/// Gives the vendor's document as it is; it is read once.
pub(crate) fn bare() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| read(None))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(overlays: Option<PathBuf>) -> Value {
    let inputs = Inputs { spec: root().join("openapi.json"), overlays, names: None };
    let mut run = Run::default();
    let value = run.effective(&inputs);
    let Run { sources, problems, .. } = &run;
    assert!(!problems.has_errors(), "the document cannot be made:\n{}", problems.render(sources));
    value.expect("a document")
}
