//! All index files, in the order in which they were made (`store.md` 2.3).
//!
//! Derived state: entries follow from the commit log. Only dispatch adds entries, always to
//! the last file.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, RwLock};

use super::disk::Disk;
use super::error::{IoContext, StoreError};
use super::index_file::{IndexFile, IndexShape, IndexedKey};
use super::layout;
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::util::clock::TimestampMs;

/// The index of one store.
pub(super) struct Index {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    scratch: PathBuf,
    shape: IndexShape,
    files: RwLock<Vec<Arc<IndexFile>>>,
    full: Mutex<Vec<Arc<IndexFile>>>,
    is_behind: AtomicBool,
    behind: Mutex<Option<Behind>>,
}

/// Records that the index lacks because adding one of them failed.
#[derive(Clone, Copy)]
pub(super) struct Behind {
    /// The first of them.
    pub from: PhysicalOffset,
    /// The newest of them.
    pub to: PhysicalOffset,
}

/// What the index finds for a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FoundOffsets {
    /// Records, newest first within a file.
    pub offsets: Vec<PhysicalOffset>,
    /// Store time of the index's newest entry.
    pub last_timestamp: TimestampMs,
    /// Record of the index's newest entry.
    pub last_offset: PhysicalOffset,
}

impl Index {
    /// Opens the files in `dir`. With `trusted`, only full files up to this time are; the others
    /// are removed and have to be rebuilt: second answer, the first record that may lack there.
    pub fn load(
        disk: Arc<dyn Disk>,
        dir: PathBuf,
        scratch: PathBuf,
        shape: IndexShape,
        trusted: Option<TimestampMs>,
    ) -> Result<(Self, Option<PhysicalOffset>), StoreError> {
        let mut rebuild_from = None;
        let mut files: Vec<Arc<IndexFile>> = Vec::new();
        let mut all_trusted = true;
        let mut removed = false;
        if !disk.exists(&dir).or_io("look for", &dir)? {
            rebuild_from = Some(PhysicalOffset(0));
            disk.create_dir(&dir).or_io("create", &dir)?;
        }
        for entry in disk.list(&dir).or_io("list", &dir)? {
            // Java skips names that are not numbers.
            if entry.is_dir || !layout::is_index_file_name(&entry.name) {
                continue;
            }
            let path = dir.join(&entry.name);
            if entry.len != shape.file_len() {
                return Err(StoreError::FileSize {
                    path,
                    expected: shape.file_len(),
                    found: entry.len,
                    hint: "maxHashSlotNum and maxIndexNum must be what the files were made with; \
                           a removed index folder is made again from the commit log",
                });
            }
            let file = disk.open(&path).or_io("open", &path)?;
            let file = IndexFile::new(path, file, shape, Default::default())?;
            let header = file.header();
            let is_unused = header.entry_count <= 1;
            if let Some(trusted) = trusted {
                all_trusted &= file.is_full() && header.end_timestamp <= trusted;
            }
            if is_unused || !all_trusted {
                disk.remove_file(file.path()).or_io("remove", file.path())?;
                removed = true;
            } else {
                files.push(Arc::new(file));
            }
            // The next file may be full with the same time and was perhaps not flushed.
            all_trusted &= trusted.is_none_or(|trusted| header.end_timestamp < trusted);
        }
        if removed {
            // Before anything is added: a file that a power cut brings back might be trusted then.
            disk.sync_dir(&dir).or_io("flush", &dir)?;
        }
        if trusted.is_some() {
            // Of files that the crash took nothing is left to tell.
            rebuild_from = Some(files.last().map_or(PhysicalOffset(0), |f| f.header().end_offset));
        }
        let index = Self {
            disk,
            dir,
            scratch,
            shape,
            files: RwLock::new(files),
            full: Mutex::new(Vec::new()),
            is_behind: AtomicBool::new(false),
            behind: Mutex::new(None),
        };
        Ok((index, rebuild_from))
    }

    /// Removes files that know records at or behind `log_end`: they were on the device before
    /// their records, which a power cut took. They are gone for good before other records can
    /// take the place of those. Answers the first record that may lack then.
    pub fn cut(&self, log_end: PhysicalOffset) -> Result<Option<PhysicalOffset>, StoreError> {
        let mut files = self.files.write();
        let mut removed = false;
        while let Some(last) = files.last().filter(|last| last.header().end_offset >= log_end) {
            self.disk.remove_file(last.path()).or_io("remove", last.path())?;
            files.pop();
            removed = true;
        }
        if removed {
            self.disk.sync_dir(&self.dir).or_io("flush", &self.dir)?;
        }
        let kept = files.last().map_or(PhysicalOffset(0), |last| last.header().end_offset);
        Ok(removed.then_some(kept))
    }

    /// Whether records are missing because adding one failed.
    pub fn is_behind(&self) -> bool {
        self.is_behind.load(Ordering::Acquire)
    }

    /// Adds the keys of records, in log order; but not what the index has already. When it cannot,
    /// these records and those that follow are left to [`Index::add_missing`], so that no hole
    /// stays in the middle.
    pub fn add(&self, keys: &[IndexedKey]) {
        let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return };
        if self.is_behind() && self.leave(last.offset) {
            return;
        }
        if let Err(error) = self.add_missing(keys) {
            tracing::error!(%error, offset = %first.offset, "the message index falls behind");
            *self.behind.lock() = Some(Behind { from: first.offset, to: last.offset });
            self.is_behind.store(true, Ordering::Release);
        }
    }

    /// Notes records up to `to` as missing; answers `false` when the index has caught up meanwhile.
    fn leave(&self, to: PhysicalOffset) -> bool {
        let mut behind = self.behind.lock();
        behind.as_mut().map(|behind| behind.to = to).is_some()
    }

    /// What is missing.
    pub fn behind(&self) -> Option<Behind> {
        *self.behind.lock()
    }

    /// Everything up to the record at `to` was added, which ends at `next`: adding goes on there,
    /// or is left to dispatch again if nothing came meanwhile.
    pub fn caught_up(&self, to: PhysicalOffset, next: PhysicalOffset) {
        let mut behind = self.behind.lock();
        *behind = behind.filter(|behind| behind.to > to).map(|b| Behind { from: next, ..b });
        self.is_behind.store(behind.is_some(), Ordering::Release);
    }

    /// Adds the keys of records that are missing, in log order. Only for whoever catches up;
    /// dispatch leaves records to it as long as the index is behind.
    pub fn add_missing(&self, keys: &[IndexedKey]) -> Result<(), StoreError> {
        let Some(last) = self.files.read().last().cloned() else { return self.put(keys) };
        let end = last.header().end_offset;
        let new = &keys[keys.partition_point(|key| key.offset < end)..];
        // The keys of one record may stand in two files of which a rebuild keeps the first.
        let (split, new) = new.split_at(new.partition_point(|key| key.offset == end));
        let missing: Vec<_> =
            split.iter().filter(|key| !last.holds(key.hash, key.offset)).copied().collect();
        self.put(&missing)?;
        self.put(new)
    }

    fn put(&self, mut keys: &[IndexedKey]) -> Result<(), StoreError> {
        let mut file = self.files.read().last().cloned();
        while !keys.is_empty() {
            let current = match file.take().filter(|file| !file.is_full()) {
                Some(current) => current,
                None => self.roll()?,
            };
            keys = &keys[current.put(keys)?..];
            file = Some(current);
        }
        Ok(())
    }

    /// Makes the next file; it inherits the end of the full one until its first entry.
    fn roll(&self) -> Result<Arc<IndexFile>, StoreError> {
        let before = self.files.read().last().cloned();
        let mut inherited = before.as_ref().map(|file| file.header()).unwrap_or_default();
        inherited.begin_offset = inherited.end_offset;
        inherited.begin_timestamp = inherited.end_timestamp;
        let name = self.next_name(before.as_deref());
        let path = self.dir.join(&name);
        let scratch = self.scratch.join(format!("index-{name}{}", layout::UNFINISHED));
        let file = self
            .disk
            .create(&path, &scratch, self.shape.file_len(), false)
            .or_io("create", &path)?;
        let file = Arc::new(IndexFile::new(path, file, self.shape, inherited)?);
        self.files.write().push(file.clone());
        if let Some(before) = before {
            self.full.lock().push(before);
        }
        Ok(file)
    }

    /// A name made of the local time that sorts behind the last file's.
    fn next_name(&self, before: Option<&IndexFile>) -> String {
        let before = before.and_then(|file| file.path().file_name()?.to_str());
        let mut time = jiff::Zoned::now();
        loop {
            let name = time.strftime("%Y%m%d%H%M%S%3f").to_string();
            if before.is_none_or(|before| name.as_str() > before) {
                return name;
            }
            let last: Option<u64> = before.and_then(|before| before.parse().ok());
            match time.checked_add(jiff::Span::new().milliseconds(1)) {
                Ok(later) if name.get(..8) == before.and_then(|b| b.get(..8)) => time = later,
                // The clock went back by days: count on from the last name.
                _ => return format!("{:017}", last.unwrap_or(0) + 1),
            }
        }
    }

    /// Removes leading files whose records all lie before `log_min`, never the last one
    /// (`IndexService.deleteExpiredFile`). Answers how many.
    pub fn remove_before(&self, log_min: PhysicalOffset) -> Result<usize, StoreError> {
        let mut removed = 0;
        loop {
            let first = {
                let files = self.files.read();
                let first = files.first().filter(|_| files.len() > 1);
                first.filter(|first| first.header().end_offset < log_min).cloned()
            };
            let Some(first) = first else { return Ok(removed) };
            self.disk.remove_file(first.path()).or_io("remove", first.path())?;
            self.files.write().remove(0);
            removed += 1;
        }
    }

    /// Flushes files that became full since the last call; answers the store time up to which
    /// full files reach now, when there were any.
    pub fn flush_full(&self) -> Result<Option<TimestampMs>, StoreError> {
        let full = std::mem::take(&mut *self.full.lock());
        for file in &full {
            file.sync()?;
        }
        let Some(last) = full.last() else { return Ok(None) };
        self.disk.sync_dir(&self.dir).or_io("flush", &self.dir)?;
        Ok(Some(last.header().end_timestamp))
    }

    /// Flushes the file that is not full yet, for a start that trusts it.
    pub fn flush_last(&self) -> Result<(), StoreError> {
        let last = self.files.read().last().cloned();
        let Some(last) = last else { return Ok(()) };
        last.sync()?;
        self.disk.sync_dir(&self.dir).or_io("flush", &self.dir)
    }

    /// Flushes the last file as well; answers the store time up to which the index reaches.
    pub fn flush_all(&self) -> Result<Option<TimestampMs>, StoreError> {
        self.flush_full()?;
        let Some(last) = self.files.read().last().cloned() else { return Ok(None) };
        last.sync()?;
        Ok(Some(last.header().end_timestamp))
    }

    /// Records of `key_hash` stored from `begin` to `end`, at most `max`
    /// (`IndexService.queryOffset`).
    pub fn find(
        &self,
        key_hash: i32,
        max: usize,
        begin: TimestampMs,
        end: TimestampMs,
    ) -> FoundOffsets {
        let files = self.files.read().clone();
        let mut found = FoundOffsets::default();
        if let Some(last) = files.last() {
            found.last_timestamp = last.header().end_timestamp;
            found.last_offset = last.header().end_offset;
        }
        for file in files.iter().rev() {
            let header = file.header();
            if begin <= header.end_timestamp && end >= header.begin_timestamp {
                file.select(key_hash, max, (begin, end), &mut found.offsets);
            }
            if header.begin_timestamp < begin || found.offsets.len() >= max {
                break;
            }
        }
        found
    }
}
