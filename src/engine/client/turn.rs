//! The word about a message that somebody waits for: where messages are consumed in order, and
//! where one is consumed at once because the broker asks for it.

use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, oneshot};

use super::process_queue::ProcessQueue;

/// What became of the message in hand.
pub(super) enum Settled {
    /// It is done.
    Done,
    /// It shall come again after a pause.
    Again(Duration),
}

/// A message's right to be handed out.
pub(super) struct Turn(oneshot::Sender<Settled>);

impl Turn {
    /// A turn, and where the word about it arrives; an error there means that the message was
    /// dropped without a word.
    pub(super) fn new() -> (Self, oneshot::Receiver<Settled>) {
        let (sender, receiver) = oneshot::channel();
        (Self(sender), receiver)
    }

    /// The message is handed out now; `None` when its queue is being given up.
    pub(super) fn begin(self, process: &ProcessQueue) -> Option<Begun> {
        Some(Begun { settle: self.0, _in_hand: process.take_turn()? })
    }
}

/// A message in hand.
pub(super) struct Begun {
    settle: oneshot::Sender<Settled>,
    _in_hand: OwnedMutexGuard<()>,
}

impl Begun {
    /// It is done with.
    pub(super) fn done(self) {
        // Nobody listens any more when the queue was given up.
        drop(self.settle.send(Settled::Done));
    }

    /// The same message comes again after `pause`.
    pub(super) fn again(self, pause: Duration) {
        drop(self.settle.send(Settled::Again(pause)));
    }
}
