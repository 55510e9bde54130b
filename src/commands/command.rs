//! What a command is to the table of them.

use clap::{Args, FromArgMatches};

use super::cli::Cli;
use super::error::{CommandResult, Kind};
pub use super::json_keys::JsonForm;

/// A command: its arguments (the doc comment of the type is the help) and what it does.
pub trait Command: Args + FromArgMatches {
    /// Command lines that work when pasted, with `up` running.
    const EXAMPLES: &'static [&'static str];
    /// How it can end, besides well and with wrong usage.
    const EXITS: &'static [Kind];
    /// What `-o json` prints, where there is anything.
    const JSON: &'static [JsonForm] = &[];
    /// More help, between the options and the examples.
    const MORE_HELP: &'static str = "";

    /// Whether it is a server, which logs without being asked to.
    const IS_NODE: bool = false;

    /// Does it.
    fn run(self, cli: &Cli) -> CommandResult;
}
