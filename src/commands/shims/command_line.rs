//! The command line of a script: read as Apache's programs do, and its help shown in their form.

use crate::commands::cli::Cli;
use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::options::{self, Given, Opt};
use crate::commands::mqadmin::usage;

/// What `words` give as the command line of `program`, which has options `own` beside the common
/// ones; none when its help was asked for, and shown.
///
/// # Errors
/// An option that is none, or lacks its value; the help has been shown.
pub fn given(
    cli: &Cli,
    program: &str,
    own: &[Opt],
    words: &[String],
) -> CommandResult<Option<Given>> {
    let options = options::all(own);
    let usage = usage::of_program(program, &options);
    let given = Given::parse(&options, words).map_err(|error| {
        cli.out.note(&usage);
        CommandError::usage(error.to_string())
    })?;
    if given.has('h') {
        return cli.out.text(&usage).map(|()| None);
    }
    Ok(Some(given))
}
