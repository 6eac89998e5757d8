//! The hash by which the client and its sources know each other. Written into the client by [`emit`](crate::emit), compared
//! by the root package's `build.rs`, which includes this file: the standard library is all it may use.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files that the client is made from, in the order in which they are hashed: the document, the overlays by name, the names.
pub fn inputs(spec: &Path, overlays: &Path, names: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = vec![spec.to_owned()];
    files.extend(overlay_files(overlays)?);
    if names.exists() {
        files.push(names.to_owned());
    }
    Ok(files)
}

/// The overlays of a folder, sorted by name; none where there is no folder.
pub fn overlay_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.exists() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if is_overlay(&path) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a file of the folder of overlays is one, by its name.
pub fn is_overlay(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json")
}

/// A hash of several texts and of where each ends: 64 bits of FNV-1a, which tells a change from none and nothing more.
pub fn stamp<'a>(texts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for text in texts {
        for byte in text.iter().chain(&[0xff]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
