//! What keeps the store from taking messages (`store.md` 2.6).

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::append::RefusedReason;

/// Set by the store's threads, read at each `submit`.
#[derive(Default)]
pub(super) struct Flags {
    closed: AtomicBool,
    disk_full: AtomicBool,
    queue_error: AtomicBool,
    poison: OnceLock<String>,
}

impl Flags {
    /// Why a message would be refused now.
    pub fn refusal(&self) -> Option<RefusedReason> {
        if self.closed.load(Ordering::Acquire) {
            Some(RefusedReason::Closed)
        } else if self.poison.get().is_some() {
            Some(RefusedReason::Poisoned)
        } else if self.queue_error.load(Ordering::Relaxed) {
            Some(RefusedReason::QueueError)
        } else if self.disk_full.load(Ordering::Relaxed) {
            Some(RefusedReason::DiskFull)
        } else {
            None
        }
    }

    /// No more messages from now on.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// A flush failed: the kernel may have dropped what it could not write, so that a later
    /// flush would succeed without it. Only a restart finds out what is there.
    pub fn poison(&self, reason: String) {
        tracing::error!(reason, "the store stops accepting messages until it is restarted");
        let _ = self.poison.set(reason);
    }

    /// The reason given to [`Flags::poison`].
    pub fn poisoned(&self) -> Option<&str> {
        self.poison.get().map(String::as_str)
    }

    /// Whether the disk is fuller than the warning ratio; logs a change.
    pub fn set_disk_full(&self, full: bool) {
        if self.disk_full.swap(full, Ordering::Relaxed) != full {
            tracing::warn!(full, "disk space passed the warning ratio");
        }
    }

    /// Whether queue units cannot be written; logs a change.
    pub fn set_queue_error(&self, error: bool) {
        if self.queue_error.swap(error, Ordering::Relaxed) != error {
            tracing::warn!(error, "writing consume queues");
        }
    }
}
