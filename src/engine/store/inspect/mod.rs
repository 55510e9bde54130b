//! A store looked at from outside while no broker works on it: what is wrong, what is in it, and
//! how it is put right.
//!
//! Nothing is remembered from one call to the next, and only `repair` and `rebuild` write. The log
//! is read in one pass, by `pread`; queues and index are compared with it on the way, so that
//! memory goes with the number of queues and not with that of messages.

mod dump;
mod finding;
mod folder;
mod index_check;
mod index_entries;
mod log_check;
mod log_walk;
mod queue_check;
mod queue_units;
mod rebuild;
mod repair;
mod rest_check;
mod sizes;
mod verify;

use std::path::Path;
use std::sync::Arc;

pub use dump::{DumpFilter, DumpedEntry, DumpedMessage, DumpedRecord, DumpedTime, DumpedUnit};
pub use finding::{Finding, MessagePlace, Severity};
pub use rebuild::RebuildReport;
pub use repair::{Repair, RepairReport};
pub use sizes::StoreSizes;
pub use verify::{Summary, VerifyReport};

use super::config::StoreConfig;
use super::disk::{Disk, DiskLock, LockOutcome, OsDisk};
use super::error::{IoContext, StoreError};
use super::layout;
use folder::PlacedFile;

/// Hears how many bytes of the commit log are done.
pub type OnProgress<'a> = &'a mut dyn FnMut(u64);

/// A store that nobody works on.
pub struct Inspector {
    disk: Arc<dyn Disk>,
    config: StoreConfig,
    /// Keeps brokers away while the store is read.
    _shared: Option<Box<dyn DiskLock>>,
}

impl Inspector {
    /// The store that `config` names, made with the sizes in it.
    pub fn open(config: StoreConfig) -> Result<Self, StoreError> {
        Self::open_on(Arc::new(OsDisk), config)
    }

    /// The same on `disk`.
    pub fn open_on(disk: Arc<dyn Disk>, config: StoreConfig) -> Result<Self, StoreError> {
        let config = config.checked()?;
        for dir in [config.root_dir.as_path()].into_iter().chain(config.log_dirs()) {
            if !disk.exists(dir).or_io("look for", dir)? {
                let (path, missing) = (config.root_dir.clone(), dir.to_owned());
                return Err(StoreError::NoStore { path, missing });
            }
        }
        let lock = config.root_dir.join(layout::LOCK_FILE);
        let shared = if disk.exists(&lock).or_io("look for", &lock)? {
            match disk.lock_to_read(&lock).or_io("lock", &lock)? {
                LockOutcome::Taken(held) => Some(held),
                LockOutcome::HeldBy(pid) => {
                    let path = config.root_dir.clone();
                    return Err(StoreError::InUse { path, pid });
                }
            }
        } else {
            None
        };
        Ok(Self { disk, config, _shared: shared })
    }

    /// Bytes of the commit log's files, for who draws progress.
    pub fn log_bytes(&self) -> Result<u64, StoreError> {
        let files = self.log_files(&mut finding::Findings::default())?;
        let in_use = log_walk::files_in_use(&*self.disk, &files)?;
        Ok(files[..in_use].iter().map(|file| file.len).sum())
    }

    fn log_files(&self, findings: &mut finding::Findings) -> Result<Vec<PlacedFile>, StoreError> {
        let (dirs, size) = (self.config.log_dirs(), self.config.commit_log_file_size);
        folder::log_files(&*self.disk, &dirs, size, findings)
    }

    fn root(&self) -> &Path {
        &self.config.root_dir
    }
}
