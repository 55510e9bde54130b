//! One consume queue: for each message of a queue, where its record lies (`store.md` 2.1).
//!
//! Derived state: units follow from the commit log. Units below `max` are written and
//! readable; only dispatch (and recovery, before anything else runs) moves `max`, only the
//! append thread moves `next`. Unit `n` stands at byte `20 n`, counted over all files.

mod front;
pub(super) mod queue;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use parking_lot::Mutex;

use self::queue::{FileRow, Queue};
use super::cq_ext::ExtFiles;
use super::disk::{Disk, DiskFile};
use super::error::{IoContext, StoreError};
use super::layout::{self, ExtUnit, UNIT_LEN, Unit};
use super::open_files::OpenFiles;
use super::queue_scan::QueueScan;
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset};

/// Queues from which on one flush of the whole file system is cheaper than one of each: 32,000
/// take seconds one by one.
const MANY_DIRTY: usize = 1024;
/// Blank units that are written together.
const BLANKS_AT_ONCE: usize = 4096;

/// The files of all queues.
pub(super) struct QueueFiles {
    disk: Arc<dyn Disk>,
    root: PathBuf,
    scratch: PathBuf,
    file_size: u64,
    open: OpenFiles,
    /// Folders with names that are not on the device yet.
    new_names: Mutex<BTreeSet<PathBuf>>,
    /// The extensions of the queues.
    pub ext: ExtFiles,
}

impl QueueFiles {
    /// Files below `root`, made in `scratch`.
    pub fn new(
        disk: Arc<dyn Disk>,
        root: PathBuf,
        scratch: PathBuf,
        file_size: u64,
        max_open: usize,
        ext: ExtFiles,
    ) -> Self {
        let (open, new_names) = (OpenFiles::new(max_open), Mutex::default());
        Self { disk, root, scratch, file_size, open, new_names, ext }
    }

    /// Folder of a topic.
    pub fn topic_dir(&self, topic: &str) -> PathBuf {
        self.root.join(topic)
    }

    fn dir(&self, queue: &Queue) -> PathBuf {
        self.root.join(queue.topic().as_str()).join(queue.id().to_string())
    }

    fn path(&self, queue: &Queue, base: u64) -> PathBuf {
        self.dir(queue).join(layout::offset_file_name(base))
    }

    fn base_of(&self, byte: u64) -> u64 {
        byte - byte % self.file_size
    }

    /// Takes over what lies in the folder of `queue`; `thorough` and `log_min` as in
    /// [`QueueScan::run`]. Bytes behind the end are zeroed. Answers the last unit.
    pub fn load(
        &self,
        queue: &Queue,
        thorough: bool,
        log_min: PhysicalOffset,
    ) -> Result<Option<Unit>, StoreError> {
        let dir = self.dir(queue);
        let found = QueueScan::new(&*self.disk, &dir, self.file_size).run(thorough, log_min)?;
        *queue.files.lock() = FileRow { first: found.first, end: found.files_end };
        let Some(last) = found.last else {
            self.clear(queue)?;
            return Ok(None);
        };
        let physical_end = if last.is_blank() { PhysicalOffset(0) } else { last.end() };
        queue.publish(units(found.end), physical_end);
        queue.flushed.store(units(found.end).0, Ordering::Relaxed);
        queue.set_min(units(found.min));
        if found.leftovers {
            self.cut_files(queue, found.end)?;
        }
        Ok(Some(last))
    }

    fn file(&self, queue: &Queue, base: u64) -> Result<Arc<dyn DiskFile>, StoreError> {
        let open = || self.disk.open(&self.path(queue, base));
        self.open.get((queue.uid(), base), open).or_io("open", &self.path(queue, base))
    }

    /// Reads bytes that lie in one file.
    fn read_bytes(&self, queue: &Queue, at: u64, out: &mut [u8]) -> Result<(), StoreError> {
        let base = self.base_of(at);
        let file = self.open.get((queue.uid(), base), || self.disk.open(&self.path(queue, base)));
        let result = file.and_then(|file| file.read_at(out, at - base));
        result.map_err(|source| StoreError::Io {
            what: "read",
            path: self.path(queue, base),
            source,
        })
    }

    fn unit_in(&self, queue: &Queue, byte: u64) -> Result<Unit, StoreError> {
        let mut bytes = [0; UNIT_LEN];
        self.read_bytes(queue, byte, &mut bytes)?;
        Ok(Unit::decode(&bytes))
    }

    /// Reads readable units from `offset` on into `out`, up to its length or the end of the
    /// file. Answers the bytes read.
    pub fn read(
        &self,
        queue: &Queue,
        offset: QueueOffset,
        out: &mut [u8],
    ) -> Result<usize, StoreError> {
        let (at, end) = (bytes(offset), bytes(queue.max()));
        let in_file = self.base_of(at) + self.file_size - at;
        let len = (out.len() as u64).min(in_file).min(end.saturating_sub(at)) as usize;
        self.read_bytes(queue, at, &mut out[..len])?;
        Ok(len)
    }

    /// The unit at `offset`, if readable.
    pub fn unit_at(&self, queue: &Queue, offset: QueueOffset) -> Result<Option<Unit>, StoreError> {
        if offset < queue.min() || offset >= queue.max() {
            return Ok(None);
        }
        self.unit_in(queue, bytes(offset)).map(Some)
    }

    /// First offset of the file behind the one in which `offset` lies.
    pub fn next_file(&self, offset: QueueOffset) -> QueueOffset {
        units(self.base_of(bytes(offset)) + self.file_size)
    }

    /// Writes `run`, whole units, from unit `first` on, and makes files as needed. Does not
    /// make them readable. Nothing is written to a removed queue.
    pub fn write(&self, queue: &Queue, first: QueueOffset, run: &[u8]) -> Result<(), StoreError> {
        // Held all along: a topic is not removed in the middle of a write.
        let mut row = queue.files.lock();
        if queue.is_retired() {
            return Ok(());
        }
        self.write_units(queue, &mut row, first, run)
    }

    /// The same, with the extensions of units, each with its unit's number in the run. A unit
    /// whose extension cannot be written keeps its tags code.
    pub fn write_extended(
        &self,
        queue: &Queue,
        first: QueueOffset,
        run: &[u8],
        extensions: &[(usize, ExtUnit)],
    ) -> Result<(), StoreError> {
        let mut row = queue.files.lock();
        if queue.is_retired() {
            return Ok(());
        }
        let last = match first.0 > 0 && bytes(first) > row.first && row.first < row.end {
            true => Some(self.unit_in(queue, bytes(first) - UNIT_LEN as u64)?),
            false => None,
        };
        let mut run = run.to_vec();
        if let Err(error) = self.ext.extend(queue, last, &mut run, extensions) {
            tracing::warn!(%error, topic = %queue.topic(), queue = %queue.id(), "units stay short");
        }
        self.write_units(queue, &mut row, first, &run)
    }

    fn write_units(
        &self,
        queue: &Queue,
        row: &mut FileRow,
        first: QueueOffset,
        run: &[u8],
    ) -> Result<(), StoreError> {
        if row.first == row.end && first.0 > 0 {
            self.start_later(queue, row, first)?;
        }
        let mut at = bytes(first);
        let mut rest = run;
        while !rest.is_empty() {
            let base = self.base_of(at);
            let len = rest.len().min((base + self.file_size - at) as usize);
            let (part, behind) = rest.split_at(len);
            let file = self.file_for_write(queue, row, base)?;
            let mut parts = [std::io::IoSlice::new(part)];
            file.write_at(&mut parts, at - base).or_io("write", &self.path(queue, base))?;
            at += len as u64;
            rest = behind;
        }
        Ok(())
    }

    /// Lets the queue end before `offset`, whose record starts at `physical_end`; the units behind
    /// stay until they are written again. Answers `false` when there is no such unit.
    pub fn rewind(&self, queue: &Queue, offset: QueueOffset, physical_end: PhysicalOffset) -> bool {
        if bytes(offset) < queue.files.lock().first || offset >= queue.max() {
            return false;
        }
        queue.publish(offset, physical_end);
        queue.flushed.fetch_min(offset.0, Ordering::AcqRel);
        true
    }

    /// Makes the first file of a queue whose first message is not number 0: blank units stand
    /// before it (`ConsumeQueue.putMessagePositionInfo`).
    fn start_later(
        &self,
        queue: &Queue,
        row: &mut FileRow,
        first: QueueOffset,
    ) -> Result<(), StoreError> {
        let base = self.base_of(bytes(first));
        (row.first, row.end) = (base, base);
        let file = self.file_for_write(queue, row, base)?;
        let missing = (bytes(first) - base) as usize / UNIT_LEN;
        let blanks = Unit::BLANK.encode().repeat(missing.min(BLANKS_AT_ONCE));
        for done in (0..missing).step_by(BLANKS_AT_ONCE) {
            let len = (missing - done).min(BLANKS_AT_ONCE) * UNIT_LEN;
            let mut parts = [std::io::IoSlice::new(&blanks[..len])];
            let at = (done * UNIT_LEN) as u64;
            file.write_at(&mut parts, at).or_io("write", &self.path(queue, base))?;
        }
        queue.set_min(first);
        Ok(())
    }

    fn file_for_write(
        &self,
        queue: &Queue,
        row: &mut FileRow,
        base: u64,
    ) -> Result<Arc<dyn DiskFile>, StoreError> {
        if base < row.end {
            return self.file(queue, base);
        }
        let path = self.path(queue, base);
        let dir = self.dir(queue);
        self.disk.create_dir(&dir).or_io("create", &dir)?;
        let name = format!("queue-{}-{base}{}", queue.uid(), layout::UNFINISHED);
        let scratch = self.scratch.join(name);
        // Not synced: a file system's journal keeps length before name, and after a power cut
        // the units come from the log again.
        let create = || self.disk.create(&path, &scratch, self.file_size, false);
        let file = self.open.get((queue.uid(), base), create).or_io("create", &path)?;
        self.note_names(queue, row.first == row.end);
        row.end = base + self.file_size;
        Ok(file)
    }

    fn note_names(&self, queue: &Queue, is_first: bool) {
        let mut new_names = self.new_names.lock();
        new_names.insert(self.dir(queue));
        if is_first {
            new_names.extend([self.root.clone(), self.topic_dir(queue.topic())]);
        }
    }

    /// Lets the next flush bring all of the queue to the device.
    pub fn doubt(&self, queue: &Queue) {
        queue.flushed.store(0, Ordering::Release);
        self.note_names(queue, true);
    }

    /// Brings the names of new files and folders to the device.
    pub fn flush_names(&self) -> Result<(), StoreError> {
        let dirs = std::mem::take(&mut *self.new_names.lock());
        for dir in dirs {
            match self.disk.sync_dir(&dir) {
                // Its topic was deleted.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                result => result.or_io("flush", &dir)?,
            }
        }
        Ok(())
    }

    /// Cuts the queue where its units point at or behind `log_end`.
    pub fn cut(&self, queue: &Queue, log_end: PhysicalOffset) -> Result<(), StoreError> {
        if queue.physical_end() <= log_end {
            return Ok(());
        }
        let end =
            self.first_where(queue, |unit| !unit.is_blank() && unit.physical_offset >= log_end)?;
        self.cut_at(queue, end)
    }

    /// Cuts the queue at `end`: units from there on are gone.
    pub fn cut_at(&self, queue: &Queue, end: QueueOffset) -> Result<(), StoreError> {
        let first = units(queue.files.lock().first);
        let last = if end > first {
            Some(self.unit_in(queue, bytes(end) - UNIT_LEN as u64)?)
        } else {
            None
        };
        let last = last.filter(|unit| !unit.is_blank());
        self.cut_files(queue, bytes(end))?;
        match last {
            Some(last) => queue.publish(end, last.end()),
            None => self.clear(queue)?,
        }
        queue.flushed.fetch_min(queue.max().0, Ordering::AcqRel);
        queue.min.fetch_min(queue.max().0, Ordering::AcqRel);
        Ok(())
    }

    /// Drops every file: the queue starts anew.
    pub fn clear(&self, queue: &Queue) -> Result<(), StoreError> {
        let mut row = queue.files.lock();
        while row.end > row.first {
            let path = self.path(queue, row.end - self.file_size);
            self.disk.remove_file(&path).or_io("remove", &path)?;
            row.end -= self.file_size;
        }
        if row.end > 0 {
            self.sync_dir(queue)?;
        }
        *row = FileRow::default();
        self.open.forget(queue.uid());
        queue.set_min(QueueOffset(0));
        queue.publish(QueueOffset(0), PhysicalOffset(0));
        self.ext.clear(queue)
    }

    fn sync_dir(&self, queue: &Queue) -> Result<(), StoreError> {
        let dir = self.dir(queue);
        self.disk.sync_dir(&dir).or_io("flush", &dir)
    }

    /// Removes files behind byte `end` and zeroes the rest of the one it lies in, so that no
    /// stale unit comes to life again, not even after a power cut.
    fn cut_files(&self, queue: &Queue, end: u64) -> Result<(), StoreError> {
        let mut row = queue.files.lock();
        while row.end > row.first && row.end - self.file_size > end {
            let path = self.path(queue, row.end - self.file_size);
            self.disk.remove_file(&path).or_io("remove", &path)?;
            row.end -= self.file_size;
        }
        self.open.forget(queue.uid());
        if end < row.end {
            let base = self.base_of(end);
            let file = self.file(queue, base)?;
            file.zero(end - base, base + self.file_size - end)
                .and_then(|()| file.sync_data())
                .or_io("zero the end of", &self.path(queue, base))?;
        }
        self.sync_dir(queue)
    }

    /// The first offset, from the first file's start, whose unit has `property`; the maximum
    /// if none has. The property must hold for all units behind the first.
    pub fn first_where(
        &self,
        queue: &Queue,
        property: impl Fn(&Unit) -> bool,
    ) -> Result<QueueOffset, StoreError> {
        let mut low = units(queue.files.lock().first).0;
        let mut high = queue.max().0;
        while low < high {
            let middle = low + (high - low) / 2;
            if property(&self.unit_in(queue, bytes(QueueOffset(middle)))?) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(QueueOffset(low))
    }

    /// Recomputes the first offset whose record the log still holds.
    pub fn correct_min(&self, queue: &Queue, log_min: PhysicalOffset) -> Result<(), StoreError> {
        let held = |unit: &Unit| !unit.is_blank() && unit.physical_offset >= log_min;
        let min = self.first_where(queue, held)?;
        queue.set_min(min);
        match self.ext.is_on().then(|| self.unit_at(queue, min)).transpose()?.flatten() {
            Some(first) => self.ext.remove_before(queue, first.tags_code),
            None => Ok(()),
        }
    }

    /// Brings what was written since the last flush to the device.
    pub fn flush(&self, queue: &Queue) -> Result<(), StoreError> {
        queue.dirty.store(false, Ordering::Release);
        let max = queue.max();
        let row = *queue.files.lock();
        let mut base = self.base_of(bytes(QueueOffset(queue.flushed.load(Ordering::Acquire))));
        base = base.max(row.first);
        while base < row.end && base < bytes(max) {
            let path = self.path(queue, base);
            match self.file(queue, base).map(|file| file.sync_data()) {
                Ok(result) => result.or_io("flush", &path)?,
                Err(_) if queue.is_retired() => return Ok(()),
                // Cleaned away meanwhile.
                Err(_) if base < queue.files.lock().first => {}
                Err(error) => return Err(error),
            }
            base += self.file_size;
        }
        match self.ext.flush(queue) {
            Err(error) if !queue.is_retired() => return Err(error),
            _ => queue.flushed.store(max.0, Ordering::Release),
        }
        Ok(())
    }

    /// Brings what was written to `queues` since their last flush to the device: one by one, or
    /// all that the file system holds, names included, when they are very many.
    pub fn flush_all(&self, queues: &[Arc<Queue>]) -> Result<(), StoreError> {
        if queues.len() < MANY_DIRTY {
            return queues.iter().try_for_each(|queue| self.flush(queue));
        }
        let reached: Vec<i64> = queues
            .iter()
            .map(|queue| {
                queue.dirty.store(false, Ordering::Release);
                queue.max().0
            })
            .collect();
        let names = std::mem::take(&mut *self.new_names.lock());
        let synced = self.disk.sync_all(&self.root);
        if !matches!(synced, Ok(true)) {
            self.new_names.lock().extend(names);
        }
        if !synced.or_io("flush what is below", &self.root)? {
            return queues.iter().try_for_each(|queue| self.flush(queue));
        }
        for (queue, max) in queues.iter().zip(reached) {
            // It may have been cut or emptied meanwhile.
            queue.flushed.store(max.min(queue.max().0), Ordering::Release);
        }
        Ok(())
    }

    /// Lets go of the queue's files for good; later writes to it do nothing.
    pub fn retire(&self, queue: &Queue) {
        let mut row = queue.files.lock();
        queue.retired.store(true, Ordering::Release);
        *row = FileRow::default();
        self.open.forget(queue.uid());
        self.ext.forget(queue);
        queue.publish(QueueOffset(0), PhysicalOffset(0));
        queue.set_min(QueueOffset(0));
    }
}

fn bytes(offset: QueueOffset) -> u64 {
    u64::try_from(offset.0).unwrap_or(0).saturating_mul(UNIT_LEN as u64)
}

fn units(byte: u64) -> QueueOffset {
    QueueOffset((byte / UNIT_LEN as u64) as i64)
}
