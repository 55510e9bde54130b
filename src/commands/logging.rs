//! What is logged, and where to: standard error, at the level of -v or `RMQ_LOG`.

use tracing_subscriber::EnvFilter;

use super::cli::Cli;
use super::error::{CommandError, CommandResult};
use super::output;

/// Environment variable with levels, as `debug` or `rmq::engine::client=trace`.
pub const LOG_VARIABLE: &str = "RMQ_LOG";

/// Starts logging. `-v` and `RMQ_LOG` say how much; without them a node logs `info` and every
/// other command nothing.
pub fn start(cli: &Cli, is_node: bool) -> CommandResult {
    let asked = std::env::var(LOG_VARIABLE).ok().filter(|text| !text.trim().is_empty());
    let directives = match (cli.global.verbose, asked, is_node) {
        (0, Some(text), _) => text,
        (0, None, false) => return Ok(()),
        (0, None, true) | (1, ..) => "info".to_owned(),
        (2, ..) => "debug".to_owned(),
        _ => "trace".to_owned(),
    };
    let filter = EnvFilter::try_new(&directives).map_err(|error| {
        CommandError::usage(format!("{LOG_VARIABLE}=`{directives}` is no log level"))
            .because(error)
            .hint("write error, warn, info, debug or trace")
    })?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(output::log_stream)
        .with_ansi(output::log_is_coloured(cli.global.color))
        .with_target(is_node || cli.global.verbose > 1)
        .init();
    Ok(())
}
