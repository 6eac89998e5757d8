//! `cargo xtask`: parses the arguments, calls the library, prints, and picks the exit code. 0: well; 1: problems in the
//! input; 2: usage; 4: the generated client is stale. `diff` has its own: 1: findings; 2: it could not compare.
//! `update` too: 2: the new document cannot be had, or is none.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args, Parser, Subcommand, ValueEnum};
use xtask::diff::sides::{More, Named};
use xtask::diff::{Report, Rust, Wire, report, rules, sides};
use xtask::spec::place::{Place, Pointer};
use xtask::update::{self, Options, Refusal};
use xtask::write::{self, Changes};
use xtask::{Inputs, Run, corrections, diff, surface};

const PROBLEMS: u8 = 1;
const UNREADABLE: u8 = 2;
const STALE: u8 = 4;

const FINDINGS: u8 = 1;
const UNCOMPARED: u8 = 2;

/// Makes the crate chatwoot-client from openapi.json.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the client's generated code
    Generate {
        #[command(flatten)]
        from: From,
        /// Write nothing; exit with 4 and show a diff when anything is stale, missing or left over
        #[arg(long)]
        check: bool,
        /// The folder to write
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Print the effective document: the overlays applied
    Spec {
        #[command(flatten)]
        from: From,
    },
    /// Hold the overlays against the known mismatches and print how many they correct
    Corrections {
        /// The folder of overlays
        #[arg(long, value_name = "DIR", default_value = "overlays")]
        overlays: PathBuf,
        /// Write the table into the folder's README.md
        #[arg(long, conflicts_with = "check")]
        write: bool,
        /// Write nothing; exit with 4 when the table in README.md is stale
        #[arg(long)]
        check: bool,
        /// How problems are printed
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Say what a change of the document does: on the wire, to Rust code, to the command line
    ///
    /// Exits with 0 when nothing is at or over --fail-on, with 1 when something is, with 2 when it could not compare.
    Diff {
        /// A file, or a revision of the repository: its document, overlays and names
        #[arg(default_value = "HEAD")]
        old: String,
        /// The same; the working tree when absent
        new: Option<String>,
        /// How the report is printed
        #[arg(long, value_enum, default_value_t = Style::Text)]
        format: Style,
        /// From which finding on the exit code is 1
        #[arg(long, value_enum, default_value_t = Level::Never)]
        fail_on: Level,
        /// The overlays of documents that are named as files; else none
        #[arg(long, value_name = "DIR")]
        overlays: Option<PathBuf>,
        /// The names of documents that are named as files; else none
        #[arg(long, value_name = "FILE")]
        names: Option<PathBuf>,
    },
    /// Say what a rule of the report is about, or list all of them
    Explain {
        /// The rule's id
        rule: Option<String>,
    },
    /// Take a new document of the vendor in: their facts, our words, all files or none
    Update {
        /// A file, `-` for the standard input, or an https address
        source: String,
        /// Write nothing, and print what would be done
        #[arg(long)]
        dry_run: bool,
        /// Delete the overlay actions and names that the new document makes unnecessary
        #[arg(long)]
        prune: bool,
        /// The vendor's release that the document is of, for spec.lock
        #[arg(long, value_name = "VERSION")]
        release: Option<String>,
        /// How long an address may take
        #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
        timeout: u64,
        /// How problems are printed
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Print one line per public function, struct, field, enum and variant
    Surface {
        #[command(flatten)]
        from: From,
    },
}

#[derive(Args)]
struct From {
    /// The OpenAPI document, JSON or YAML
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// The folder of overlays; none with --spec alone
    #[arg(long, value_name = "DIR")]
    overlays: Option<PathBuf>,
    /// The file of names; none with --spec alone
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// How problems are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Style {
    /// For a terminal
    Text,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
    /// Annotations, for GitHub Actions
    Github,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    /// What breaks on the wire
    Wire,
    /// What breaks Rust code
    Major,
    /// What Rust code can use, and what breaks it
    Minor,
    /// What changes any code
    Patch,
    /// Anything
    Any,
    /// Nothing
    Never,
}

impl Level {
    /// Whether something is at this level or over it. What could not be judged is over all of them.
    fn is_reached(self, report: &Report) -> bool {
        let left = !report.unhandled.is_empty();
        match self {
            Self::Wire => left || report.wire == Wire::Breaking,
            Self::Major => left || report.rust >= Rust::Major,
            Self::Minor => left || report.rust >= Rust::Minor,
            Self::Patch => left || report.rust >= Rust::Patch,
            Self::Any => left || !report.findings.is_empty(),
            Self::Never => false,
        }
    }
}

impl From {
    /// The project's own files, unless another document is named: that one comes without our overlays and names.
    fn inputs(&self) -> Inputs {
        // Of the project's own, what is not there is not asked for; what the caller names must be there.
        let own = |path: &str| Some(PathBuf::from(path)).filter(|path| self.spec.is_none() && path.exists());
        Inputs {
            spec: self.spec.clone().unwrap_or_else(|| PathBuf::from("openapi.json")),
            overlays: self.overlays.clone().or_else(|| own("overlays")),
            names: self.names.clone().or_else(|| own("names.yaml")),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match &arguments.command {
        Command::Diff { old, new, format, fail_on, overlays, names } => {
            let more = More { overlays: overlays.clone(), names: names.clone() };
            return compare(old, new.as_deref(), &more, *format, *fail_on);
        }
        Command::Explain { rule } => return explain(rule.as_deref()),
        _ => {}
    }
    let mut run = Run::default();
    let (format, code) = match &arguments.command {
        Command::Generate { from, check, out } => (from.format, generate(&mut run, from, *check, out.clone())),
        Command::Spec { from } => (from.format, spec(&mut run, from)),
        Command::Surface { from } => (from.format, print_surface(&mut run, from)),
        Command::Corrections { overlays, write, check, format } => {
            (*format, hold_corrections(&mut run, overlays, *write, *check))
        }
        Command::Diff { .. } | Command::Explain { .. } => return ExitCode::SUCCESS, // done above
        Command::Update { format, .. } => (*format, take(&mut run, &arguments.command)),
    };
    tell(&mut run, format);
    match code {
        Ok(code) if code == ExitCode::from(UNREADABLE) => code,
        _ if run.problems.has_errors() => ExitCode::from(PROBLEMS),
        Ok(code) => code,
        Err(_) => ExitCode::from(PROBLEMS),
    }
}

fn tell(run: &mut Run, format: Format) {
    run.problems.locate(&run.sources);
    match format {
        Format::Json => put(&mut io::stderr(), &(run.problems.to_json() + "\n")),
        Format::Text => put(&mut io::stderr(), &run.problems.render(&run.sources)),
    }
}

/// Writes to a stream that may be closed early, as `head` does.
fn put(stream: &mut dyn Write, text: &str) {
    // Nobody is left to be told.
    let _ = stream.write_all(text.as_bytes());
}

fn generate(run: &mut Run, from: &From, check: bool, out: Option<PathBuf>) -> Result<ExitCode, Stopped> {
    let start = Instant::now();
    let folder = out.unwrap_or_else(|| PathBuf::from("generated-client/src/generated"));
    let Some((api, files)) = run.files(&from.inputs()) else { return Ok(ExitCode::from(PROBLEMS)) };
    let types = api.types.len() + api.resources.iter().map(|it| it.types.len()).sum::<usize>();
    let operations = api.resources.iter().map(|it| it.operations.len()).sum::<usize>();
    if check {
        let (changes, existing) = write::compare(&folder, &files).map_err(|it| stop(run, &it))?;
        return Ok(checked(&changes, &existing, &files));
    }
    let changes = write::write(&folder, &files).map_err(|it| stop(run, &it))?;
    let line = format!(
        "{operations} operations, {} resources, {types} types: {} files written, {} unchanged, {} removed in {} ms",
        api.resources.len(),
        changes.written.len(),
        changes.unchanged.len(),
        changes.removed.len(),
        start.elapsed().as_millis(),
    );
    Ok(print(&(line + "\n")))
}

fn checked(
    changes: &Changes,
    existing: &std::collections::BTreeMap<String, String>,
    files: &[xtask::emit::File],
) -> ExitCode {
    if changes.is_clean() {
        return print(&format!("{} files are fresh\n", changes.unchanged.len()));
    }
    let mut text = String::new();
    for file in files.iter().filter(|file| changes.written.contains(&file.path)) {
        text += &match existing.get(&file.path) {
            Some(old) => format!("stale: {}\n{}\n", file.path, write::diff(&file.path, old, &file.text)),
            None => format!("missing: {}\n", file.path),
        };
    }
    for path in &changes.removed {
        text += &format!("left over: {path}\n");
    }
    print(&(text + "run `cargo xtask generate` to mend it\n"));
    ExitCode::from(STALE)
}

fn spec(run: &mut Run, from: &From) -> Result<ExitCode, Stopped> {
    let Some(document) = run.effective(&from.inputs()) else { return Ok(ExitCode::from(PROBLEMS)) };
    if run.problems.has_errors() {
        return Ok(ExitCode::from(PROBLEMS));
    }
    Ok(print(&format!("{document:#}\n")))
}

fn compare(old: &str, new: Option<&str>, more: &More, style: Style, fail_on: Level) -> ExitCode {
    let new = new.map_or(Named::WorkingTree, |new| Named::File(new.to_owned()));
    let [old, new] = match sides::read(&Named::File(old.to_owned()), &new, more) {
        Ok(sides) => sides,
        Err(runs) => {
            runs.into_iter().for_each(|mut run| tell(&mut run, Format::Text));
            return ExitCode::from(UNCOMPARED);
        }
    };
    let found = diff::compare(&old, &new);
    let text = match style {
        Style::Text => report::text(&found, io::stdout().is_terminal()),
        Style::Markdown => report::markdown(&found),
        Style::Json => report::json(&found),
        Style::Github => report::github(&found),
    };
    print(&text);
    ExitCode::from(u8::from(fail_on.is_reached(&found)) * FINDINGS)
}

fn explain(rule: Option<&str>) -> ExitCode {
    let Some(id) = rule else {
        let lines = rules::RULES.iter().map(|rule| format!("{}  {}\n", rule.id, rule.text));
        return print(&lines.collect::<String>());
    };
    match rules::find(id) {
        Some(rule) => print(&rule.explain()),
        None => {
            let message = format!("error: there is no rule `{id}`\nhelp: `cargo xtask explain` lists all of them\n");
            put(&mut io::stderr(), &message);
            ExitCode::from(UNCOMPARED)
        }
    }
}

fn print_surface(run: &mut Run, from: &From) -> Result<ExitCode, Stopped> {
    match run.api(&from.inputs()) {
        Some(api) => Ok(print(&surface::surface(&api))),
        None => Ok(ExitCode::from(PROBLEMS)),
    }
}

fn hold_corrections(run: &mut Run, overlays: &Path, write: bool, check: bool) -> Result<ExitCode, Stopped> {
    let Some(corrections) = run.corrections(overlays) else { return Ok(ExitCode::from(PROBLEMS)) };
    let (known, corrected) = corrections.count();
    let summary = format!("{known} mismatches known, {corrected} corrected, {} left\n", known - corrected);
    if !write && !check {
        return Ok(print(&(corrections.table() + "\n" + &summary)));
    }
    let path = overlays.join("README.md");
    let place = Place::new(&path.display().to_string(), Pointer::root());
    let mut fail = |message: String, help: &str| {
        run.problems.error("corrections-readme", &place, message, help);
        Stopped
    };
    let text = fs::read_to_string(&path).map_err(|it| fail(format!("cannot be read: {it}"), "restore the file"))?;
    let fresh = corrections::with_table(&text, &corrections.table())
        .ok_or_else(|| fail("it has no place for the table".to_owned(), "restore the two marks around the table"))?;
    if check && fresh != text {
        print("stale: the table in overlays/README.md; run `cargo xtask corrections --write` to mend it\n");
        return Ok(ExitCode::from(STALE));
    }
    if write && fresh != text {
        fs::write(&path, fresh).map_err(|it| fail(format!("cannot be written: {it}"), "make the file writable"))?;
    }
    Ok(print(&summary))
}

fn take(run: &mut Run, command: &Command) -> Result<ExitCode, Stopped> {
    let Command::Update { source, dry_run, prune, release, timeout, .. } = command else { return Err(Stopped) };
    let from = From { spec: None, overlays: None, names: None, format: Format::Text };
    let total = Duration::from_secs(*timeout);
    let limits = update::fetch::Limits::default();
    let options = Options {
        source: source.clone(),
        release: release.clone(),
        prune: *prune,
        dry_run: *dry_run,
        limits: update::fetch::Limits { total, stall: limits.stall.min(total), ..limits },
        inputs: from.inputs(),
        client: PathBuf::from("generated-client/src/generated"),
        lock: PathBuf::from("spec.lock"),
    };
    match update::update(run, &options) {
        Ok(text) => Ok(print(&text)),
        Err(Refusal::Source) => Ok(ExitCode::from(UNREADABLE)),
        Err(Refusal::Project) => Err(Stopped),
    }
}

fn print(text: &str) -> ExitCode {
    put(&mut io::stdout(), text);
    ExitCode::SUCCESS
}

/// A run that ended before its end; the problems say why.
struct Stopped;

fn stop(run: &mut Run, failure: &write::Failure) -> Stopped {
    let place = Place::new(&failure.path().display().to_string(), Pointer::root());
    run.problems.error(failure.code(), &place, failure.to_string(), failure.help());
    Stopped
}
