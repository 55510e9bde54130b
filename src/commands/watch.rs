//! `--watch`: the same command again and again, in place.

use std::time::Duration;

use super::cli::Cli;
use super::error::{CommandError, CommandResult, Kind};

/// Runs `show` every so often until Ctrl-C, each result in the place of the one before it.
///
/// # Errors
/// The command line is wrong, or nobody reads the output any more. Other failures are shown in place:
/// what is watched may come back.
pub fn watch(cli: &Cli, every: Duration, show: impl Fn() -> CommandResult) -> CommandResult {
    loop {
        cli.out.begin_frame();
        let outcome = show();
        if let Err(error) = &outcome {
            if matches!(error.kind, Kind::Interrupted) {
                return Ok(());
            }
            cli.out.error(error);
        }
        cli.out.end_frame(every)?;
        if let Err(CommandError { kind: Kind::Usage, .. }) = outcome {
            return Err(CommandError::told(Kind::Usage));
        }
        let pause = cli.block_on(async {
            tokio::time::sleep(every).await;
            Ok(())
        });
        if pause.is_err() {
            return Ok(());
        }
    }
}
