//! A bounded set of open queue files: tens of thousands of queues share a few hundred handles.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use parking_lot::Mutex;

use super::disk::DiskFile;

/// Which file: the queue's number in this process, and the file's first byte.
pub(super) type FileKey = (u64, u64);

/// Open files, the least recently used ones closed first.
pub(super) struct OpenFiles {
    limit: usize,
    inner: Mutex<Inner>,
}

struct Inner {
    files: HashMap<FileKey, Held>,
    clock: u64,
}

struct Held {
    file: Arc<dyn DiskFile>,
    used: u64,
}

impl OpenFiles {
    /// Keeps at most `limit` files open.
    pub fn new(limit: usize) -> Self {
        Self { limit: limit.max(2), inner: Mutex::new(Inner { files: HashMap::new(), clock: 0 }) }
    }

    /// The file `key`, opened with `open` unless it is open.
    pub fn get(
        &self,
        key: FileKey,
        open: impl FnOnce() -> io::Result<Arc<dyn DiskFile>>,
    ) -> io::Result<Arc<dyn DiskFile>> {
        {
            let mut inner = self.inner.lock();
            inner.clock += 1;
            let now = inner.clock;
            if let Some(held) = inner.files.get_mut(&key) {
                held.used = now;
                return Ok(held.file.clone());
            }
        }
        // Opened outside the lock: two may open the same file, the later one stays.
        let file = open()?;
        let mut inner = self.inner.lock();
        if inner.files.len() >= self.limit {
            inner.close_older_half();
        }
        let used = inner.clock;
        inner.files.insert(key, Held { file: file.clone(), used });
        Ok(file)
    }

    /// Closes every file of one queue.
    pub fn forget(&self, queue: u64) {
        self.inner.lock().files.retain(|key, _| key.0 != queue);
    }
}

impl Inner {
    /// Closing half at once keeps the cost of each eviction constant on average.
    fn close_older_half(&mut self) {
        let mut ages: Vec<u64> = self.files.values().map(|held| held.used).collect();
        let middle = ages.len() / 2;
        let (_, median, _) = ages.select_nth_unstable(middle);
        let median = *median;
        self.files.retain(|_, held| held.used > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::store::disk::{Disk, OsDisk};

    #[test]
    fn closes_the_least_recently_used() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        OsDisk.create(&path, &dir.path().join("s"), 8, false).unwrap();
        let open_files = OpenFiles::new(4);
        let get = |key| open_files.get((key, 0), || OsDisk.open(&path)).unwrap();
        for key in 0..4 {
            get(key);
        }
        get(0);
        get(9);
        let still_open =
            |key| open_files.get((key, 0), || Err(io::ErrorKind::NotFound.into())).is_ok();
        assert!(still_open(0) && still_open(9));
        assert!(!still_open(1));
    }
}
