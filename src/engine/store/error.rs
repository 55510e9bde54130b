//! What can go wrong in the store: where, what, expected, found.

use std::io;
use std::path::{Path, PathBuf};

use crate::engine::protocol::names::PhysicalOffset;

/// An error of the storage engine.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process works on this directory.
    #[error("{} is in use by {}", path.display(), pid_text(*pid))]
    InUse {
        /// The store's root.
        path: PathBuf,
        /// The process that holds it, where it says so.
        pid: Option<u32>,
    },
    /// A folder is no store.
    #[error("{} is no store: there is no {}", path.display(), missing.display())]
    NoStore {
        /// The folder.
        path: PathBuf,
        /// What a store has.
        missing: PathBuf,
    },
    /// The operating system refused something.
    #[error("cannot {what} {}: {source}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A file has another size than the configuration says.
    #[error("{} has {found} bytes, expected {expected}: {hint}", path.display())]
    FileSize {
        /// The file.
        path: PathBuf,
        /// Bytes a file of this kind must have.
        expected: u64,
        /// Bytes it has.
        found: u64,
        /// The configuration key that decides about it.
        hint: &'static str,
    },
    /// Something lies in a folder where it does not belong.
    #[error("{} does not belong there, expected {expected}", path.display())]
    Stray {
        /// The file or folder.
        path: PathBuf,
        /// What may lie there.
        expected: &'static str,
    },
    /// A file of a contiguous row is missing.
    #[error("{} is missing: the next file there is {}", expected.display(), found.display())]
    Gap {
        /// The file that should come next.
        expected: PathBuf,
        /// The file that does.
        found: PathBuf,
    },
    /// An earlier flush failed: what the disk holds is unknown until the next start.
    #[error("the store stopped accepting messages: {reason}")]
    Poisoned {
        /// What failed.
        reason: String,
    },
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
    /// A setting cannot work.
    #[error("{key} = {found} is not possible: {why}")]
    Setting {
        /// The configuration key.
        key: &'static str,
        /// Its value.
        found: u64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Bytes in the commit log are not a record.
    #[error("commit log offset {offset}: {what}")]
    Record {
        /// Where.
        offset: PhysicalOffset,
        /// What is wrong.
        what: String,
    },
}

impl StoreError {
    /// Whether bringing something to the device failed.
    pub(super) fn is_failed_flush(&self) -> bool {
        matches!(self, Self::Io { what: FLUSH, .. })
    }

    /// Whether the system said that there is no room for what was to be written.
    pub fn is_no_space(&self) -> bool {
        matches!(self, Self::Io { source, .. } if is_no_space(source))
    }
}

/// What was tried when a flush fails.
const FLUSH: &str = "flush";

/// Whether `error` says that there is no room, on the disk or within a quota.
pub(super) fn is_no_space(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

fn pid_text(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}

/// Turns an `io::Error` into a [`StoreError`] that says what was tried and where.
pub(super) trait IoContext<T> {
    /// Adds what was tried (a verb that fits behind "cannot") and the path.
    fn or_io(self, what: &'static str, path: &Path) -> Result<T, StoreError>;
}

impl<T> IoContext<T> for io::Result<T> {
    fn or_io(self, what: &'static str, path: &Path) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Io { what, path: path.to_owned(), source })
    }
}
