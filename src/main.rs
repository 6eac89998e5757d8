//! `wootctl`: the Chatwoot REST API on the command line. Everything it knows of the API comes from the operation table of
//! chatwoot-client; nothing here names an operation.

mod actions;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The Chatwoot REST API on the command line.
#[derive(Parser)]
#[command(version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the operations by resource
    Actions {
        /// Only those of one resource, such as `contacts` or `platform.users`
        resource: Option<String>,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Actions { resource } => actions::run(resource.as_deref()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
