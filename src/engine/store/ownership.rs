//! Who owns a store directory, and whether its last owner left it properly (`store.md` 2.5).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, DiskLock, LockOutcome, create_dir_durably};
use super::error::{IoContext, StoreError};
use super::layout;

/// The lock on a store directory; given back when dropped.
pub(super) struct Ownership {
    disk: Arc<dyn Disk>,
    root: PathBuf,
    was_clean: bool,
    lock: Box<dyn DiskLock>,
}

impl Ownership {
    /// Locks `root` before anything in it is touched, and marks it as in use.
    pub fn take(disk: Arc<dyn Disk>, root: &Path) -> Result<Self, StoreError> {
        create_dir_durably(&*disk, root).or_io("create", root)?;
        let lock_path = root.join(layout::LOCK_FILE);
        let pid_path = root.join(layout::PID_FILE);
        let lock = match disk.lock(&lock_path).or_io("lock", &lock_path)? {
            LockOutcome::Taken(lock) => lock,
            LockOutcome::HeldBy(pid) => {
                // The system does not tell who holds a lock of our own kind.
                let pid = pid.or_else(|| {
                    let text = disk.read(&pid_path).ok()??;
                    String::from_utf8(text).ok()?.trim().parse().ok()
                });
                return Err(StoreError::InUse { path: root.to_owned(), pid });
            }
        };
        let scratch = root.join(format!("{}{}", layout::PID_FILE, layout::UNFINISHED));
        let pid = format!("{}\n", std::process::id());
        if let Err(error) = disk.replace(&pid_path, &scratch, pid.as_bytes()) {
            // It is there to be read by people; a store on a full disk can still be read from.
            tracing::warn!(%error, path = %pid_path.display(), "the owner's process id is not noted");
        }
        let abort = root.join(layout::ABORT_FILE);
        let was_clean = !disk.exists(&abort).or_io("look for", &abort)?;
        if was_clean {
            let scratch = root.join(format!("{}{}", layout::ABORT_FILE, layout::UNFINISHED));
            disk.create(&abort, &scratch, 0, true).or_io("create", &abort)?;
        }
        Ok(Self { disk, root: root.to_owned(), was_clean, lock })
    }

    /// Whether the last owner left properly.
    pub fn was_clean(&self) -> bool {
        self.was_clean
    }

    /// Gives the directory back; with `clean`, marks it as left properly.
    pub fn give_back(self, clean: bool) -> Result<(), StoreError> {
        if clean {
            let abort = self.root.join(layout::ABORT_FILE);
            self.disk.remove_file(&abort).or_io("remove", &abort)?;
            self.disk.sync_dir(&self.root).or_io("flush", &self.root)?;
        }
        let pid = self.root.join(layout::PID_FILE);
        self.disk.remove_file(&pid).or_io("remove", &pid)?;
        drop(self.lock);
        Ok(())
    }
}
