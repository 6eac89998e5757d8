//! Where the inputs are read from: the disk, a revision of the repository, or texts that are not written yet. `Run` reads all
//! of its files through one.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::stamp;

/// A place to read files from.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// What the names of its files begin with in messages: `main:`.
    label: String,
    /// Files that stand for those on disk.
    texts: BTreeMap<PathBuf, String>,
    /// Whether there is nothing but these.
    closed: bool,
}

impl Tree {
    /// Files of another time or place, and nothing else. Their names are shown with `label` before them.
    pub fn closed(label: &str, texts: BTreeMap<PathBuf, String>) -> Self {
        Self { label: label.to_owned(), texts, closed: true }
    }

    /// The disk, with these texts in the place of what is there.
    pub fn with(texts: BTreeMap<PathBuf, String>) -> Self {
        Self { texts, ..Self::default() }
    }

    /// How a file is called in messages.
    pub fn name(&self, path: &Path) -> String {
        format!("{}{}", self.label, path.display())
    }

    /// Whether there is such a file or folder.
    pub fn has(&self, path: &Path) -> bool {
        self.texts.keys().any(|it| it.starts_with(path)) || !self.closed && path.exists()
    }

    /// The text of a file.
    pub fn read(&self, path: &Path) -> io::Result<String> {
        match self.texts.get(path) {
            Some(text) => Ok(text.clone()),
            None if self.closed => Err(io::Error::new(io::ErrorKind::NotFound, "there is no such file")),
            None => fs::read_to_string(path),
        }
    }

    /// The overlays of a folder, sorted by name.
    pub fn overlay_files(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut files = if self.closed { Vec::new() } else { stamp::overlay_files(folder)? };
        let here = |path: &&PathBuf| path.parent() == Some(folder) && stamp::is_overlay(path);
        files.extend(self.texts.keys().filter(here).cloned());
        files.sort();
        files.dedup();
        Ok(files)
    }
}
