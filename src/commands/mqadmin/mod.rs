//! `rmq mqadmin NAME ...`: the commands of Apache's mqadmin 4.9.7 with their exact options and, on
//! standard output, their exact layout (`mqadmin.md`).
//!
//! `table` lists them; each lives in a file of its own that says its options and fetches and prints
//! in Apache's form. Other than Apache, a failure is one readable error and an exit code.

pub mod call;
pub mod options;
pub mod spec;
pub mod table;
pub mod text;
pub mod usage;

mod acl;
mod brokers;
mod clusters;
mod exports;
mod groups;
mod messages;
mod namesrvs;
mod queues;
mod topics;

use self::call::Call;
use self::options::Given;
use self::spec::Spec;
use self::table::COMMANDS;
use super::cli::Cli;
use super::command::Command;
use super::error::{CommandError, CommandResult, Kind};
use crate::engine::admin::outcome::Outcome;

/// Run a command of Apache's mqadmin, with its options and its output
///
/// Everything after the name is read as mqadmin reads it: `-n`, `-c` and `-h` there are its own.
/// Without a name all of them are listed; `rmq mqadmin help NAME` shows the options of one. What is
/// printed can be read by scripts written for mqadmin; a failure is one error on standard error, and
/// the exit code tells of it.
#[derive(Debug, clap::Args)]
pub struct Mqadmin {
    /// The command and its options
    #[arg(value_name = "NAME ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

impl Command for Mqadmin {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq mqadmin clusterList -n localhost:9876",
        "rmq mqadmin topicRoute -n localhost:9876 -t TopicTest",
        "rmq mqadmin help updateTopic",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];

    fn run(self, cli: &Cli) -> CommandResult {
        run(&self.words, cli)
    }
}

/// Runs the command line `words` (the first is the command's name).
pub fn run(words: &[String], cli: &Cli) -> CommandResult {
    match words {
        [] => cli.out.text(&overview()),
        [help, name] if help == "help" => help_of(cli, name),
        [name, rest @ ..] => match table::find(name) {
            Some(spec) => call(spec, rest, cli),
            None => unknown(cli, name),
        },
    }
}

fn help_of(cli: &Cli, name: &str) -> CommandResult {
    match table::find(name) {
        Some(spec) => cli.out.text(&usage::text(spec.name, &options::all(spec.options))),
        None => unknown(cli, name),
    }
}

fn unknown(cli: &Cli, name: &str) -> CommandResult {
    cli.out.text(&format!("The sub command {name} not exist."))?;
    let names = COMMANDS.iter().map(|spec| spec.name);
    let error = CommandError::usage(format!("mqadmin has no command `{name}`"));
    Err(match crate::engine::util::nearest::nearest(name, names) {
        Some(meant) => error.hint(format!("did you mean `{meant}`?")),
        None => error.hint("rmq mqadmin lists them"),
    })
}

fn call(spec: &Spec, words: &[String], cli: &Cli) -> CommandResult {
    let options = options::all(spec.options);
    let wrong = |error: options::ParseError| {
        cli.out.text(&usage::text(spec.name, &options))?;
        Err(CommandError::usage(error.to_string()))
    };
    let given = match Given::parse(&options, words) {
        Ok(given) => given,
        Err(error) => return wrong(error),
    };
    if given.has('h') {
        return cli.out.text(&usage::text(spec.name, &options));
    }
    if let Err(error) = given.complete(&options) {
        return wrong(error);
    }
    let call = Call::new(cli, given);
    let result = (spec.run)(&call);
    // What was found before a failure is printed all the same.
    call.flush().and(result)
}

/// What mqadmin prints without arguments.
fn overview() -> String {
    let mut text = "The most commonly used mqadmin commands are:\n".to_owned();
    for spec in COMMANDS {
        text.push_str(&format!("   {:<20} {}\n", spec.name, spec.about));
    }
    text.push_str("\nSee 'mqadmin help <command>' for more information on a specific command.");
    text
}

/// The error that the failures among `outcomes` make, if any.
fn conclude(what: &str, outcomes: &[Outcome]) -> CommandResult {
    let rows = outcomes.iter().map(|row| (row.address.as_str(), row.error.as_ref()));
    super::changes::conclude(what, rows)
}

/// The addresses of those that did it.
fn done(outcomes: &[Outcome]) -> impl Iterator<Item = &str> {
    outcomes.iter().filter(|row| row.is_done()).map(|row| row.address.as_str())
}
