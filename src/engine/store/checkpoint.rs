//! The checkpoint file: up to which store times data is on the device (`store.md` 2.4).
//!
//! Derived state. Times only grow while the store runs, and each is set after the flush that
//! makes it true. On disk it may lag behind; then the next recovery reads more of the log.

use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;

use super::disk::Disk;
use super::error::{IoContext, StoreError};
use super::layout::{self, CheckpointTimes};
use crate::engine::util::clock::TimestampMs;

/// The checkpoint of one store.
pub(super) struct Checkpoint {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    scratch: PathBuf,
    times: Mutex<CheckpointTimes>,
}

impl Checkpoint {
    /// Reads the checkpoint in `root`; a missing one says nothing is sure.
    pub fn load(disk: Arc<dyn Disk>, root: &std::path::Path) -> Result<Self, StoreError> {
        let path = root.join(layout::CHECKPOINT_FILE);
        let bytes = disk.read(&path).or_io("read", &path)?.unwrap_or_default();
        let scratch = root.join(format!("{}{}", layout::CHECKPOINT_FILE, layout::UNFINISHED));
        Ok(Self { disk, path, scratch, times: Mutex::new(CheckpointTimes::decode(&bytes)) })
    }

    /// The times as of now.
    pub fn times(&self) -> CheckpointTimes {
        *self.times.lock()
    }

    /// The commit log is flushed up to this store time.
    pub fn set_physical(&self, time: TimestampMs) {
        self.times.lock().physical = time;
    }

    /// The queues are flushed up to this store time.
    pub fn set_queues(&self, time: TimestampMs) {
        self.times.lock().queues = time;
    }

    /// Full index files are flushed up to this store time.
    pub fn set_index(&self, time: TimestampMs) {
        self.times.lock().index = time;
    }

    /// Writes the file, durably.
    pub fn save(&self) -> Result<(), StoreError> {
        let content = self.times().encode();
        self.disk.replace(&self.path, &self.scratch, &content).or_io("write", &self.path)
    }
}
