//! The built `xtask`. Cargo tells a package's tests only of the package's own binaries, so it is asked once.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--offline", "--package", "xtask", "--bin", "xtask", "--message-format=json"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let messages = String::from_utf8(built.stdout).unwrap();
        let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let path = artifacts.filter_map(|it| it["executable"].as_str().map(PathBuf::from)).next_back();
        path.expect("cargo names the executable it built")
    })
}
