//! The commit log's next file, made ahead by a thread of its own, so that the append thread
//! meets a finished one when a file is full.

use std::sync::Arc;

use parking_lot::{Condvar, Mutex};

use super::commit_log::CommitLog;
use super::error::StoreError;
use super::log_writer::RESERVE_STEP;
use super::segments::Segment;
use super::shared::Shared;
use super::space;
use crate::engine::protocol::names::PhysicalOffset;

/// Room is reserved ahead of need when there is more than so many times as much.
const AMPLE: u64 = 8;

/// The file after the last one.
#[derive(Default)]
pub(super) struct NextFile {
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Default)]
struct Inner {
    wanted: Option<PhysicalOffset>,
    making: bool,
    ready: Option<Arc<Segment>>,
    stop: bool,
}

impl NextFile {
    /// The file that starts at `base`: the one made ahead, or one made now.
    pub fn take(&self, log: &CommitLog, base: PhysicalOffset) -> Result<Arc<Segment>, StoreError> {
        let mut inner = self.inner.lock();
        while inner.making || inner.wanted == Some(base) {
            if inner.stop {
                inner.wanted = None;
                break;
            }
            self.changed.wait(&mut inner);
        }
        if let Some(ready) = inner.ready.take_if(|ready| ready.base == base) {
            return Ok(ready);
        }
        drop(inner);
        log.segments.make(base)
    }

    /// Asks for the file that starts at `base` to be made ahead.
    pub fn want(&self, base: PhysicalOffset) {
        self.inner.lock().wanted = Some(base);
        self.changed.notify_all();
    }

    /// Makes wanted files until [`NextFile::stop`].
    pub fn run(&self, shared: &Shared) {
        let mut inner = self.inner.lock();
        while !inner.stop {
            let Some(base) = inner.wanted.take() else {
                self.changed.wait(&mut inner);
                continue;
            };
            inner.making = true;
            drop(inner);
            let made = shared.log.segments.make(base);
            if let Ok(segment) = &made
                && space::room_for_log(shared, segment.dir()) / AMPLE > RESERVE_STEP
            {
                // Only saves the append thread the time; it asks again itself.
                let _ = segment.file.reserve(0, RESERVE_STEP.min(segment.len));
            }
            inner = self.inner.lock();
            inner.making = false;
            inner.ready = made
                .inspect_err(|error| tracing::warn!(%error, "making the next commit log file"))
                .ok();
            self.changed.notify_all();
        }
    }

    /// Gives room back that was reserved ahead: what is written already needs it more.
    pub fn give_room_back(&self) {
        if let Some(ready) = &self.inner.lock().ready
            && let Err(error) = ready.file.zero(0, ready.len)
        {
            tracing::warn!(%error, path = %ready.path.display(), "giving reserved room back");
        }
    }

    /// Ends [`NextFile::run`].
    pub fn stop(&self) {
        self.inner.lock().stop = true;
        self.changed.notify_all();
    }

    /// Removes the file made ahead, if it was not used.
    pub fn discard(&self, log: &CommitLog) -> Result<(), StoreError> {
        match self.inner.lock().ready.take() {
            Some(unused) => log.segments.remove(&unused),
            None => Ok(()),
        }
    }
}
