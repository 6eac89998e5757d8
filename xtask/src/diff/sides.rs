//! What the caller names to a [`Side`]: a file, a revision of the repository, or the working tree. Before `compare`.

use std::path::{Path, PathBuf};

use super::Side;
use crate::spec::place::{Place, Pointer};
use crate::{Inputs, Run, revision};

/// What the project's client is made from.
const OWN: [&str; 3] = ["openapi.json", "overlays", "names.yaml"];

/// One thing to compare.
#[derive(Clone, Debug)]
pub enum Named {
    /// What is in the folder now.
    WorkingTree,
    /// A file where there is one of this name, else a revision.
    File(String),
}

/// The overlays and names for documents that are named as files; of revisions and the working tree they are their own.
#[derive(Clone, Debug, Default)]
pub struct More {
    /// The folder with the overlays.
    pub overlays: Option<PathBuf>,
    /// The file with the names.
    pub names: Option<PathBuf>,
}

/// Reads both sides at once. What cannot be read gives the run, whose problems say why.
pub fn read(old: &Named, new: &Named, more: &More) -> Result<[Side; 2], Vec<Run>> {
    let sides = std::thread::scope(|scope| {
        let before = scope.spawn(|| side(old, more));
        let after = side(new, more);
        [before.join().unwrap_or_else(|_| Err(failed("the first document", "it could not be read"))), after]
    });
    match sides {
        [Ok(old), Ok(new)] => Ok([old, new]),
        sides => Err(sides.into_iter().filter_map(Result::err).map(|run| *run).collect()),
    }
}

fn side(named: &Named, more: &More) -> Result<Side, Box<Run>> {
    let (run, name, inputs) = match named {
        Named::WorkingTree => (Run::default(), "the working tree", own(&Run::default())),
        Named::File(name) if Path::new(name).is_file() => {
            let inputs = Inputs { spec: name.into(), overlays: more.overlays.clone(), names: more.names.clone() };
            (Run::default(), name.as_str(), inputs)
        }
        Named::File(name) => {
            let tree = revision::read(Path::new("."), name).map_err(|it| failed_with(name, it.message, it.help))?;
            let run = Run { tree, ..Run::default() };
            let inputs = own(&run);
            (run, name.as_str(), inputs)
        }
    };
    run.side(name, &inputs).map_err(Box::new)
}

/// The project's own inputs, as far as they are there.
fn own(run: &Run) -> Inputs {
    let [spec, overlays, names] = OWN.map(PathBuf::from);
    Inputs {
        spec,
        overlays: Some(overlays).filter(|path| run.tree.has(path)),
        names: Some(names).filter(|path| run.tree.has(path)),
    }
}

fn failed(what: &str, message: &str) -> Box<Run> {
    failed_with(what, message.to_owned(), "see that it is a document of OpenAPI")
}

fn failed_with(what: &str, message: String, help: &str) -> Box<Run> {
    let mut run = Run::default();
    run.problems.error("revision-unreadable", &Place::new(what, Pointer::root()), message, help);
    Box::new(run)
}
