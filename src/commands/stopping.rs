//! Ctrl-C and SIGTERM, for commands that have something to finish first.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::error::{CommandError, CommandResult};

/// The wish that a command ends, whoever has it.
pub struct Stopping {
    interrupt: Signal,
    terminate: Signal,
}

impl Stopping {
    /// Listens from now on; the signals do not end the process any more.
    pub fn listen() -> CommandResult<Self> {
        let failed = |error| CommandError::failed("signals cannot be listened to").because(error);
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(failed)?,
            terminate: signal(SignalKind::terminate()).map_err(failed)?,
        })
    }

    /// Waits until the command shall end. Nothing is lost when this is dropped.
    pub async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
