//! Files to disk, all or none: the new folder is built beside the old one and takes its place in one step, so that a run that
//! fails or is interrupted leaves the tree as it was. After [`emit`](crate::emit). `--check` only compares.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::emit::{File, HEADER};

/// What a run did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that are new or have another text, by relative path.
    pub written: BTreeSet<String>,
    /// Files that were as they should be.
    pub unchanged: BTreeSet<String>,
    /// Files that nothing makes any more.
    pub removed: BTreeSet<String>,
}

impl Changes {
    /// Whether the folder is as it should be.
    pub fn is_clean(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

/// What stopped a run while it read or wrote the folder.
#[derive(Debug)]
pub enum Failure {
    /// The folder holds a file that this tool did not write.
    NotOurs(PathBuf),
    /// The system said no.
    Io(PathBuf, io::Error),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotOurs(_) => {
                formatter.write_str("the file was not written by this tool, so its folder is not replaced")
            }
            Self::Io(_, error) => write!(formatter, "cannot be read or written: {error}"),
        }
    }
}

impl Failure {
    /// The file or folder.
    pub fn path(&self) -> &Path {
        match self {
            Self::NotOurs(path) | Self::Io(path, _) => path,
        }
    }

    /// The name for the problem.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOurs(_) => "folder-foreign",
            Self::Io(..) => "folder-unwritable",
        }
    }

    /// How to mend it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotOurs(_) => "move the file away, or name another folder with --out",
            Self::Io(..) => "see that the place exists and can be written",
        }
    }
}

/// Compares the folder with what it should hold. Mends a folder that an interrupted run left away first.
pub fn compare(folder: &Path, files: &[File]) -> Result<(Changes, BTreeMap<String, String>), Failure> {
    recover(folder)?;
    let existing = read(folder)?;
    let mut changes = Changes::default();
    for file in files {
        let set =
            if existing.get(&file.path) == Some(&file.text) { &mut changes.unchanged } else { &mut changes.written };
        set.insert(file.path.clone());
    }
    let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    changes.removed = existing.keys().filter(|path| !wanted.contains(path.as_str())).cloned().collect();
    Ok((changes, existing))
}

/// Makes the folder hold these files and no others. Files that are right already stay untouched.
pub fn write(folder: &Path, files: &[File]) -> Result<Changes, Failure> {
    let (changes, _) = compare(folder, files)?;
    if changes.is_clean() {
        return Ok(changes);
    }
    let staged = sibling(folder, "staged");
    let previous = sibling(folder, "previous");
    remove_folder(&staged)?;
    let built = build(folder, &staged, files, &changes).and_then(|()| swap(folder, &staged, &previous));
    if built.is_err() {
        let _ = remove_folder(&staged); // the first failure is the one to tell
    }
    built.map(|()| changes)
}

/// The differences of one file as a unified diff, shortened to what a reader takes in.
pub fn diff(path: &str, old: &str, new: &str) -> String {
    let text = TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(2)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string();
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() <= 60 {
        return text;
    }
    format!("{}\n... {} more lines\n", lines[..60].join("\n"), lines.len() - 60)
}

fn build(folder: &Path, staged: &Path, files: &[File], changes: &Changes) -> Result<(), Failure> {
    for file in files {
        let target = staged.join(&file.path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| Failure::Io(parent.to_owned(), error))?;
        }
        // A link keeps an unchanged file's time, so that nothing is built anew for it.
        let linked = changes.unchanged.contains(&file.path) && fs::hard_link(folder.join(&file.path), &target).is_ok();
        if !linked {
            fs::write(&target, &file.text).map_err(|error| Failure::Io(target.clone(), error))?;
        }
    }
    Ok(())
}

fn swap(folder: &Path, staged: &Path, previous: &Path) -> Result<(), Failure> {
    let had_folder = folder.exists();
    if had_folder {
        fs::rename(folder, previous).map_err(|error| Failure::Io(folder.to_owned(), error))?;
    }
    if let Err(error) = fs::rename(staged, folder) {
        if had_folder {
            let _ = fs::rename(previous, folder);
        }
        return Err(Failure::Io(folder.to_owned(), error));
    }
    remove_folder(previous)
}

/// An interrupted run may have moved the folder aside and not put the new one in its place yet.
fn recover(folder: &Path) -> Result<(), Failure> {
    let previous = sibling(folder, "previous");
    if !previous.exists() {
        return Ok(());
    }
    if folder.exists() {
        return remove_folder(&previous);
    }
    fs::rename(&previous, folder).map_err(|error| Failure::Io(folder.to_owned(), error))
}

fn sibling(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().map_or_else(|| "generated".to_owned(), |it| it.to_string_lossy().into_owned());
    folder.with_file_name(format!(".{name}.{what}"))
}

fn remove_folder(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::Io(folder.to_owned(), error)),
        _ => Ok(()),
    }
}

/// The files of the folder by relative path; refuses a folder with a file that is not ours.
fn read(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let mut files = BTreeMap::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((at, prefix)) = open.pop() {
        let entries = match fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound && at == folder => return Ok(files),
            Err(error) => return Err(Failure::Io(at, error)),
        };
        for entry in entries {
            let path = entry.map_err(|error| Failure::Io(at.clone(), error))?.path();
            let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
            if path.is_dir() {
                open.push((path, format!("{name}/")));
                continue;
            }
            match fs::read_to_string(&path) {
                Ok(text) if text.starts_with(HEADER.trim_end()) || name.ends_with(".rs") && text.is_empty() => {
                    files.insert(name, text)
                }
                Ok(_) => return Err(Failure::NotOurs(path)),
                Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(Failure::NotOurs(path)),
                Err(error) => return Err(Failure::Io(path, error)),
            };
        }
    }
    Ok(files)
}
