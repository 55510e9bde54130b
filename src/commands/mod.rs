//! The command line: parse, run, exit code.
//!
//! `table` names every command; each lives in a file of its own: its doc comment is the help, its
//! fields are the arguments, `run` fetches a view and prints it. Only `output` writes.

pub mod acl;
pub mod answering;
pub mod bench;
pub mod broker;
pub mod changes;
pub mod cli;
pub mod client_errors;
pub mod cluster;
pub mod command;
pub mod common_args;
pub mod completions;
pub mod consume;
pub mod context;
pub mod credentials;
pub mod dlq;
pub mod doctor;
pub mod down;
mod encryption;
pub mod error;
pub mod explain;
pub mod export;
pub mod frame;
pub mod group;
pub mod input;
pub mod json_keys;
pub mod kill;
pub mod kv;
pub mod live;
pub mod logging;
pub mod logs;
pub mod man;
pub mod message;
pub mod message_format;
pub mod message_view;
pub mod mqadmin;
pub mod namesrv;
pub mod namesrv_config;
pub mod nodes;
pub mod offset;
pub mod output;
pub mod payload;
pub mod produce;
pub mod progress;
pub mod ps;
pub mod reading;
pub mod selection;
pub mod send_view;
pub mod sending;
pub mod shims;
pub mod shutdown;
pub mod start;
pub mod stats;
pub mod stopping;
pub mod store;
pub mod stream;
pub mod table;
pub mod target;
pub mod topic;
pub mod up;
pub mod values;
pub mod view;
pub mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;

use cli::Cli;
use common_args::GlobalArgs;
use error::{CommandResult, Kind};

use crate::engine::node::allocator;

/// Runs the command line `arguments` (the first is the program's name).
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if live::answer(&arguments) {
        return ExitCode::SUCCESS;
    }
    if let Some(called) = shims::Called::by(&arguments) {
        return called.main();
    }
    let parsed = table::parser().try_get_matches_from(arguments).and_then(|matches| {
        let global = GlobalArgs::from_arg_matches(&matches)?;
        Ok((matches, global))
    });
    let (matches, global) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help goes to standard output, complaints to standard error; neither can be helped
            // when it is closed.
            let _ = error.print();
            let usage = error.use_stderr();
            return ExitCode::from(if usage { Kind::Usage.exit_code() } else { 0 });
        }
    };
    let Some((row, inner)) = table::chosen(&matches) else {
        return ExitCode::from(Kind::Usage.exit_code());
    };
    let view = row.view_args(inner);
    let every = view.watch;
    let cli = Cli::with_view(global, view);
    let outcome = begin(&cli, row.is_node).and_then(|()| match every {
        Some(every) => watch::watch(&cli, every, || row.dispatch(inner, &cli)),
        None => row.dispatch(inner, &cli),
    });
    conclude(&cli, outcome)
}

/// What comes before every command: a node's allocator, and logging.
fn begin(cli: &Cli, is_node: bool) -> CommandResult {
    if is_node {
        allocator::settle();
    }
    logging::start(cli, is_node)
}

/// Tells why a command failed, if it did; its exit code.
fn conclude(cli: &Cli, outcome: CommandResult) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli.out.error(&error);
            ExitCode::from(error.kind.exit_code())
        }
    }
}
