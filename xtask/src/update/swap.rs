//! Files to disk, all or none: each is staged beside its target, then all take their places; what fails is undone. After
//! `hold`; the client's folder goes through `write`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::File;
use crate::write::{self, Changes, Failure};

/// One file to write, or to remove.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where.
    pub path: PathBuf,
    /// What it shall hold; `None`: it shall be gone.
    pub text: Option<String>,
}

impl Target {
    /// Whether the disk is like this already.
    pub fn is_done(&self) -> bool {
        match &self.text {
            Some(text) => fs::read(&self.path).is_ok_and(|it| it == text.as_bytes()),
            None => !self.path.exists(),
        }
    }
}

/// Writes the targets and the client's folder.
pub fn swap(targets: &[Target], folder: &Path, files: &[File]) -> Result<Changes, Failure> {
    let targets: Vec<&Target> = targets.iter().filter(|it| !it.is_done()).collect();
    let staged = targets.iter().try_for_each(|target| stage(target));
    let mut placed = Vec::new();
    let result = staged
        .and_then(|()| {
            targets.iter().try_for_each(|target| {
                place(target)?;
                placed.push(*target);
                Ok(())
            })
        })
        .and_then(|()| write::write(folder, files));
    if result.is_err() {
        for target in placed.iter().rev() {
            // The first failure is the one to tell.
            let previous = beside(&target.path, "previous");
            let _ = if previous.exists() { fs::rename(previous, &target.path) } else { fs::remove_file(&target.path) };
        }
    }
    for target in targets {
        let _ = fs::remove_file(beside(&target.path, "staged"));
        let _ = fs::remove_file(beside(&target.path, "previous"));
    }
    result
}

/// Writes the new text beside the target, and keeps what is there under a second name.
fn stage(target: &Target) -> Result<(), Failure> {
    let failed = |error| Failure::Io(target.path.clone(), error);
    let previous = beside(&target.path, "previous");
    // One that an interrupted run left says nothing any more.
    let _ = fs::remove_file(&previous);
    // A link keeps the time of the file, if it has to come back; not every disk has links.
    match fs::hard_link(&target.path, &previous).or_else(|_| fs::copy(&target.path, &previous).map(|_| ())) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    if let Some(text) = &target.text {
        fs::write(beside(&target.path, "staged"), text).map_err(failed)?;
    }
    Ok(())
}

fn place(target: &Target) -> Result<(), Failure> {
    let done = match target.text {
        Some(_) => fs::rename(beside(&target.path, "staged"), &target.path),
        None => fs::remove_file(&target.path),
    };
    done.map_err(|error| Failure::Io(target.path.clone(), error))
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{what}"))
}
