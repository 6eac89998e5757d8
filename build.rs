//! Generates nothing: warns when the client in `generated-client` was not made from the files that are here. A published
//! crate has none of them, and then there is nothing to say.

use std::fs;
use std::path::Path;

#[path = "xtask/src/stamp.rs"]
#[allow(unreachable_pub, reason = "xtask offers these to its users")]
mod stamp;

fn main() {
    let (spec, overlays, names) = (Path::new("openapi.json"), Path::new("overlays"), Path::new("names.yaml"));
    let meta = Path::new("generated-client/src/generated/meta.rs");
    for path in [spec, overlays, names, meta] {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let Ok(meta) = fs::read_to_string(meta) else { return };
    if !spec.exists() {
        return;
    }
    let Ok(files) = stamp::inputs(spec, overlays, names) else { return };
    let Ok(texts) = files.iter().map(fs::read).collect::<Result<Vec<_>, _>>() else { return };
    let stamp = stamp::stamp(texts.iter().map(Vec::as_slice));
    if !meta.contains(&stamp) {
        println!(
            "cargo::warning=the client is not made from openapi.json, overlays/ and names.yaml as they are: run `cargo xtask generate`"
        );
    }
}
