//! What keeps the store from taking messages (`store.md` 2.6).

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::RwLock;

use super::append::RefusedReason;
use super::space::FullDisk;

/// Set by the store's threads, read at each `submit`.
#[derive(Default)]
pub(super) struct Flags {
    closed: AtomicBool,
    disk_full: Told<FullDisk>,
    queue_error: Told<String>,
    stuck: AtomicBool,
    poison: OnceLock<String>,
}

/// Something that is so at times, and the words for it.
struct Told<T> {
    is_so: AtomicBool,
    words: RwLock<Option<T>>,
}

impl<T> Default for Told<T> {
    fn default() -> Self {
        Self { is_so: AtomicBool::new(false), words: RwLock::new(None) }
    }
}

impl<T: Clone> Told<T> {
    fn is_so(&self) -> bool {
        self.is_so.load(Ordering::Relaxed)
    }

    /// Answers what was said before.
    fn set(&self, words: Option<T>) -> Option<T> {
        let mut held = self.words.write();
        self.is_so.store(words.is_some(), Ordering::Relaxed);
        std::mem::replace(&mut held, words)
    }

    fn words(&self) -> Option<T> {
        self.words.read().clone()
    }
}

impl Flags {
    /// Why a message would be refused now.
    pub fn refusal(&self) -> Option<RefusedReason> {
        if self.closed.load(Ordering::Acquire) {
            Some(RefusedReason::Closed)
        } else if self.poison.get().is_some() {
            Some(RefusedReason::Poisoned)
        } else if self.queue_error.is_so() {
            Some(RefusedReason::QueueError)
        } else if self.disk_full.is_so() {
            Some(RefusedReason::DiskFull)
        } else if self.is_stuck() {
            Some(RefusedReason::Stuck)
        } else {
            None
        }
    }

    /// Whether a replica may not append either: the store closes or broke down. A full disk it
    /// finds out by itself.
    pub fn refusal_of_replica(&self) -> bool {
        self.closed.load(Ordering::Acquire) || self.poison.get().is_some()
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

    /// Says whether the append thread hangs in a write; logs a change.
    pub fn set_stuck(&self, is_stuck: bool) {
        if self.is_stuck() != is_stuck {
            self.stuck.store(is_stuck, Ordering::Relaxed);
            match is_stuck {
                true => {
                    tracing::error!("the disk does not take what is written: messages are refused")
                }
                false => {
                    tracing::warn!("the disk takes what is written again: messages are accepted")
                }
            }
        }
    }

    /// Whether the append thread hangs in a write.
    pub fn is_stuck(&self) -> bool {
        self.stuck.load(Ordering::Relaxed)
    }

    /// Says which disk is full, or that none is; logs a change, and answers whether it is one.
    pub fn set_full_disk(&self, full: Option<FullDisk>) -> bool {
        if full.is_none() && !self.disk_full.is_so() {
            return false;
        }
        let now = full.clone();
        let before = self.disk_full.set(full);
        match (&before, now) {
            (None, Some(full)) => {
                tracing::error!(%full, "the disk is full: messages are refused until there is room");
            }
            (Some(_), None) => tracing::warn!("there is room again: messages are accepted"),
            _ => return false,
        }
        true
    }

    /// The disk that is full, if one is.
    pub fn full_disk(&self) -> Option<FullDisk> {
        if self.disk_full.is_so() { self.disk_full.words() } else { None }
    }

    /// Says why queue units cannot be written, or that they can; logs a change.
    pub fn set_queue_error(&self, error: Option<String>) {
        if error.is_none() && !self.queue_error.is_so() {
            return;
        }
        let is_error = error.is_some();
        if self.queue_error.set(error).is_some() != is_error {
            tracing::warn!(is_error, "writing consume queues");
        }
    }

    /// The reason given to [`Flags::set_queue_error`] last.
    pub fn queue_error(&self) -> Option<String> {
        self.queue_error.words()
    }
}
