//! Holds stored answers against the client's types: is each one read, and does what was read say the same?
//!
//! ```text
//! cargo run --example decode < answers.jsonl
//! ```
//!
//! Standard input has one answer a line, standard output what became of it (`lines`). The exit code is 0 when all of them
//! were read and nothing was lost, and 1 otherwise.

mod lines;
mod replies;

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    match lines::run(io::stdin().lock(), io::stdout().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
