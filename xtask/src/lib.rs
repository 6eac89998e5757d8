//! The pipeline from an OpenAPI document to the client's code, on one screen. The binary only parses its arguments and calls
//! in here; the tests do the same.
//!
//! ```text
//! openapi.json ─ load ─ overlay ─ normalize ─ Document ─ lower ─ ir::Api ─┬─ emit ─ write
//!                                                                         ├─ surface
//!                                                                         └─ diff (two of them)
//! ```

pub mod corrections;
pub mod diff;
pub mod docs;
pub mod emit;
pub mod ir;
pub mod lower;
pub mod names;
pub mod problem;
pub mod revision;
pub mod spec;
pub mod stamp;
pub mod surface;
pub mod tree;
pub mod update;
pub mod write;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use serde_json::Value;

use corrections::Corrections;
use names::Names;
use problem::Problems;
use spec::document::Document;
use spec::place::{Place, Pointer, Source, Sources};
use tree::Tree;

/// Bytes of stack for following schemas.
pub(crate) const STACK: usize = 256 << 20;

/// What the client is made from.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The OpenAPI document, JSON or YAML.
    pub spec: PathBuf,
    /// The folder with the overlays.
    pub overlays: Option<PathBuf>,
    /// The file with the names.
    pub names: Option<PathBuf>,
}

/// A run: its inputs as read, and everything that is wrong with them.
#[derive(Debug, Default)]
pub struct Run {
    /// Where the inputs are read from.
    pub tree: Tree,
    /// The texts, to show lines of.
    pub sources: Sources,
    /// What is wrong.
    pub problems: Problems,
}

impl Run {
    /// Reads the document and applies the overlays; `None`: see the problems.
    pub fn effective(&mut self, inputs: &Inputs) -> Option<Value> {
        let source = self.read(&inputs.spec)?;
        if let Some(missing) = inputs.overlays.as_deref().filter(|folder| !self.tree.has(folder)) {
            self.unreadable(missing, "there is no such folder");
            return None;
        }
        let mut sources = vec![source];
        for path in self.yaml_files(inputs.overlays.as_deref())? {
            sources.push(self.read(&path)?);
        }
        let mut values = self.load(&sources).into_iter().zip(&sources);
        let mut document = values.next()?.0?;
        for (value, overlay) in values {
            spec::overlay::apply(&mut document, &overlay.name, &value?, &mut self.problems);
        }
        Some(document)
    }

    /// Loads several files at once, since parsing YAML is slow. Their problems are told in the files' order.
    fn load(&mut self, sources: &[Source]) -> Vec<Option<Value>> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut loaded = Vec::new();
            loop {
                let index = next.fetch_add(1, Relaxed);
                let Some(source) = sources.get(index) else { return loaded };
                let mut problems = Problems::default();
                let value = spec::load::load(source, &mut problems);
                loaded.push((index, value, problems));
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(sources.len());
        let mut loaded = std::thread::scope(|scope| {
            let spawn = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
            let workers: Vec<_> = (1..threads).filter_map(spawn).collect();
            let mut loaded = work();
            loaded.extend(workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()));
            loaded
        });
        loaded.sort_by_key(|(index, ..)| *index);
        let mut values = Vec::new();
        for (_, value, problems) in loaded {
            self.problems.append(problems);
            values.push(value);
        }
        values
    }

    /// Decides what the client is; `None`: see the problems.
    pub fn api(&mut self, inputs: &Inputs) -> Option<ir::Api> {
        let value = self.effective(inputs)?;
        self.decide(inputs, value).map(|(api, _)| api)
    }

    /// Makes one side of a comparison, which the caller calls `name`; otherwise the run's problems say why not.
    pub fn side(mut self, name: &str, inputs: &Inputs) -> Result<diff::Side, Self> {
        let effective = self.effective(inputs);
        let decided = effective.and_then(|it| Some((it.clone(), self.decide(inputs, it)?)));
        let Some((effective, (api, document))) = decided else { return Err(self) };
        let file = self.tree.name(&inputs.spec);
        Ok(diff::Side { name: name.to_owned(), file, api, effective, document, sources: self.sources })
    }

    fn decide(&mut self, inputs: &Inputs, value: Value) -> Option<(ir::Api, Value)> {
        // Schemas are followed by recursion, from component to component: this is the stack for the deepest that is allowed.
        let builder = std::thread::Builder::new().stack_size(STACK);
        std::thread::scope(|scope| {
            builder.spawn_scoped(scope, || self.decide_on_this_stack(inputs, value)).ok()?.join().ok()?
        })
    }

    /// What the client is, and the document in the shapes that this was read from.
    fn decide_on_this_stack(&mut self, inputs: &Inputs, mut value: Value) -> Option<(ir::Api, Value)> {
        let file = self.tree.name(&inputs.spec);
        let openapi = value.get("openapi").and_then(Value::as_str).unwrap_or_default().to_owned();
        spec::hoist::references(&mut value, &file, &mut self.problems);
        if !spec::normalize::normalize(&mut value, &file, &mut self.problems) {
            return None;
        }
        let document = Document::parse(value, &file, &mut self.problems)?;
        let names = self.names(inputs)?;
        let api = lower::lower(&document, &names, &openapi, &mut self.problems);
        (!self.problems.has_errors()).then_some((api, document.value))
    }

    /// Prints the client; `None`: see the problems.
    pub fn files(&mut self, inputs: &Inputs) -> Option<(ir::Api, Vec<emit::File>)> {
        let api = self.api(inputs)?;
        let stamp = stamp::stamp(self.sources.iter().map(|source| source.text.as_bytes()));
        let files = emit::emit(&api, &stamp);
        Some((api, files))
    }

    /// Holds the overlays against the lists of known mismatches; `None`: see the problems.
    pub fn corrections(&mut self, overlays: &Path) -> Option<Corrections> {
        let mut corrections = Corrections::default();
        for path in self.yaml_files(Some(overlays))? {
            let source = self.read(&path)?;
            let value = spec::load::load(&source, &mut self.problems)?;
            corrections.add_overlay(&source.name, &value, &mut self.problems);
        }
        for path in self.yaml_files(Some(&overlays.join(corrections::FOLDER)))? {
            let source = self.read(&path)?;
            let value = spec::load::load(&source, &mut self.problems)?;
            corrections.add_list(&source.name, &value, &mut self.problems);
        }
        corrections.check(&mut self.problems);
        (!self.problems.has_errors()).then_some(corrections)
    }

    fn yaml_files(&mut self, folder: Option<&Path>) -> Option<Vec<PathBuf>> {
        let Some(folder) = folder else { return Some(Vec::new()) };
        match self.tree.overlay_files(folder) {
            Ok(files) => Some(files),
            Err(error) => {
                self.unreadable(folder, &error.to_string());
                None
            }
        }
    }

    fn names(&mut self, inputs: &Inputs) -> Option<Names> {
        let Some(path) = inputs.names.as_deref() else { return Some(Names::default()) };
        let source = self.read(path)?;
        let value = spec::load::load(&source, &mut self.problems)?;
        Names::read(value, &source.name, &mut self.problems)
    }

    fn read(&mut self, path: &Path) -> Option<Source> {
        match self.tree.read(path) {
            Ok(text) => {
                let source = Source { name: self.tree.name(path), text };
                self.sources.add(source.clone());
                Some(source)
            }
            Err(error) => {
                self.unreadable(path, &error.to_string());
                None
            }
        }
    }

    fn unreadable(&mut self, path: &Path, reason: &str) {
        let place = Place::new(&self.tree.name(path), Pointer::root());
        self.problems.error(
            "file-unreadable",
            &place,
            format!("cannot be read: {reason}"),
            "name a file that exists, in UTF-8",
        );
    }
}
