//! Messages read on a thread of their own, so that a terminal or pipe that says nothing for a while
//! holds up neither what is on its way nor Ctrl-C.

use tokio::sync::mpsc;

use super::error::CommandResult;
use super::message_format::Record;
use super::payload::Payload;

/// Messages read ahead of what is sent.
const AHEAD: usize = 64;

/// Messages one after another.
pub struct Input {
    records: mpsc::Receiver<CommandResult<Record>>,
}

impl Input {
    /// Reads `payload` to its end, or to the first thing that cannot be read.
    pub fn start(mut payload: Payload) -> Self {
        let (sender, records) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            for number in 1.. {
                let Some(next) = payload.next(number).transpose() else { return };
                let is_last = next.is_err();
                if sender.blocking_send(next).is_err() || is_last {
                    return;
                }
            }
        });
        Self { records }
    }

    /// The next message; nothing is lost when this is dropped.
    pub async fn next(&mut self) -> CommandResult<Option<Record>> {
        self.records.recv().await.transpose()
    }
}
