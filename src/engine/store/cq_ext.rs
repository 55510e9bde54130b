//! The extension of consume queues: a longer unit for each message, with room for the bit map of
//! filters (`store.md` 2.2, `ConsumeQueueExt`).
//!
//! Derived state, and rarely there (`enableConsumeQueueExt`). A queue unit points at its
//! extension unit by an address in place of its tags code; where the extension of a queue goes on
//! follows from the queue's last unit. Only dispatch writes. Reading needs the address alone, so
//! that what another broker wrote is found whether or not new units are extended.

use std::collections::HashMap;
use std::io::IoSlice;
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;

use super::consume_queue::queue::Queue;
use super::disk::{Disk, DiskFile, create_dir_durably};
use super::error::{IoContext, StoreError};
use super::layout::{self, EXT_END_LEN, EXT_UNIT_HEAD_LEN, ExtUnit, UNIT_LEN, Unit};
use super::open_files::OpenFiles;

/// Bytes read for one unit at first; a bit map for 32 groups takes 14 of them.
const USUAL_LEN: usize = 64;
/// Extension files that are kept open at most.
const MAX_OPEN: usize = 128;

/// The extension files of all queues.
pub(super) struct ExtFiles {
    disk: Arc<dyn Disk>,
    root: PathBuf,
    scratch: PathBuf,
    file_size: u64,
    is_on: bool,
    open: OpenFiles,
    /// How far the extensions of queues go that were written to since the start.
    ends: Mutex<HashMap<u64, End>>,
}

#[derive(Clone, Copy)]
struct End {
    /// First byte behind the last unit, counted over all files of the queue.
    written: u64,
    /// Everything before is on the device.
    flushed: u64,
}

impl ExtFiles {
    /// Files of `file_size` bytes below `root`, made in `scratch`. New units get an extension when
    /// it `is_on`.
    pub fn new(
        disk: Arc<dyn Disk>,
        root: PathBuf,
        scratch: PathBuf,
        file_size: u64,
        is_on: bool,
    ) -> Self {
        let (open, ends) = (OpenFiles::new(MAX_OPEN), Mutex::default());
        Self { disk, root, scratch, file_size, is_on, open, ends }
    }

    /// Whether new units get an extension.
    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// Refuses files of `queue` that have another size than those to come.
    pub fn check(&self, queue: &Queue) -> Result<(), StoreError> {
        self.bases(queue).map(|_| ())
    }

    /// The extension that `tags_code` is the address of, if it is one and is there.
    pub fn get(&self, queue: &Queue, tags_code: i64) -> Option<ExtUnit> {
        let at = layout::ext_offset(tags_code)?;
        match self.read(queue, at) {
            Ok(unit) => unit,
            Err(error) => {
                tracing::debug!(%error, topic = %queue.topic(), at, "an extension is not read");
                None
            }
        }
    }

    /// The unit at byte `at`; `None` where nothing was written.
    fn read(&self, queue: &Queue, at: u64) -> Result<Option<ExtUnit>, StoreError> {
        let base = self.base_of(at);
        let path = self.path(queue, base);
        let file = self.file(queue, base)?;
        let left = usize::try_from(base + self.file_size - at).unwrap_or(usize::MAX);
        let mut bytes = [0; USUAL_LEN];
        let usual = &mut bytes[..left.min(USUAL_LEN)];
        file.read_at(usual, at - base).or_io("read", &path)?;
        let len = ExtUnit::len_at(usual);
        if len <= usual.len() {
            return Ok(ExtUnit::decode(usual));
        }
        let mut long = vec![0; len.min(left)];
        file.read_at(&mut long, at - base).or_io("read", &path)?;
        Ok(ExtUnit::decode(&long))
    }

    /// Writes `extensions`, each with the number of its unit among `units`, and puts their
    /// addresses into the units. `last` is the queue's last unit.
    pub fn extend(
        &self,
        queue: &Queue,
        last: Option<Unit>,
        units: &mut [u8],
        extensions: &[(usize, ExtUnit)],
    ) -> Result<(), StoreError> {
        let known = self.ends.lock().get(&queue.uid()).copied();
        let end = match known {
            Some(end) => end,
            None => self.find_end(queue, last)?,
        };
        let (mut run, mut start) = (Vec::new(), end.written);
        let mut addresses = Vec::with_capacity(extensions.len());
        for (number, extension) in extensions {
            let bytes = extension.encode();
            let mut at = start + run.len() as u64;
            let left = self.base_of(at) + self.file_size - at;
            if bytes.len() as u64 + EXT_END_LEN > left {
                run.extend_from_slice(&layout::EXT_END_MARK);
                self.write(queue, start, &run)?;
                run.clear();
                at += left;
                start = at;
            }
            run.extend_from_slice(&bytes);
            addresses.push((*number, layout::ext_address(at)));
        }
        self.write(queue, start, &run)?;
        let units = units.as_chunks_mut::<UNIT_LEN>().0;
        for (number, tags_code) in addresses {
            if let Some(unit) = units.get_mut(number) {
                *unit = Unit { tags_code, ..Unit::decode(unit) }.encode();
            }
        }
        let end = End { written: start + run.len() as u64, ..end };
        self.ends.lock().insert(queue.uid(), end);
        Ok(())
    }

    /// Writes bytes that lie in one file, which is made if need be.
    fn write(&self, queue: &Queue, at: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let base = self.base_of(at);
        let path = self.path(queue, base);
        let file = if self.disk.exists(&path).or_io("look for", &path)? {
            self.file(queue, base)?
        } else {
            let dir = self.dir(queue);
            create_dir_durably(&*self.disk, &dir).or_io("create", &dir)?;
            let name = format!("queue-ext-{}-{base}{}", queue.uid(), layout::UNFINISHED);
            let scratch = self.scratch.join(name);
            let create = || self.disk.create(&path, &scratch, self.file_size, true);
            self.open.get((queue.uid(), base), create).or_io("create", &path)?
        };
        file.write_at(&mut [IoSlice::new(bytes)], at - base).or_io("write", &path)
    }

    /// Where the extension of a queue goes on whose last unit is `last`. What stands behind is
    /// gone afterwards: Java reads from the first file on until a unit has no size.
    fn find_end(&self, queue: &Queue, last: Option<Unit>) -> Result<End, StoreError> {
        let bases = self.bases(queue)?;
        let address = last.and_then(|unit| layout::ext_offset(unit.tags_code));
        // Without a unit that could point at it, nothing there counts.
        let last_base = bases.last().filter(|_| last.is_some());
        let end = match (address, last_base) {
            (Some(at), _) => {
                let is_there = bases.contains(&self.base_of(at));
                let unit = is_there.then(|| self.read(queue, at)).transpose()?.flatten();
                // One that a power cut took: its address must not get another unit.
                let lost = self.base_of(at) + self.file_size;
                unit.map_or(lost, |unit| at + unit.encode().len() as u64)
            }
            (None, Some(last_base)) => self.walk(queue, *last_base)?,
            (None, None) => 0,
        };
        for base in bases.iter().filter(|base| **base >= end) {
            let path = self.path(queue, *base);
            self.disk.remove_file(&path).or_io("remove", &path)?;
        }
        self.open.forget(queue.uid());
        let base = self.base_of(end);
        if bases.contains(&base) && end > base {
            let file = self.file(queue, base)?;
            let zeroed = file.zero(end - base, base + self.file_size - end);
            zeroed.or_io("zero the end of", &self.path(queue, base))?;
        }
        Ok(End { written: end, flushed: base })
    }

    /// The byte behind the last unit of the file at `base`.
    fn walk(&self, queue: &Queue, base: u64) -> Result<u64, StoreError> {
        let mut at = base;
        while at + EXT_UNIT_HEAD_LEN as u64 <= base + self.file_size {
            match self.read(queue, at)? {
                Some(unit) => at += unit.encode().len() as u64,
                None => break,
            }
        }
        Ok(at)
    }

    /// Starts of the queue's files.
    fn bases(&self, queue: &Queue) -> Result<Vec<u64>, StoreError> {
        let dir = self.dir(queue);
        let mut bases = Vec::new();
        for entry in self.disk.list(&dir).or_io("list", &dir)? {
            let path = dir.join(&entry.name);
            let base = layout::parse_offset_file_name(&entry.name)
                .filter(|base| !entry.is_dir && base % self.file_size == 0);
            let Some(base) = base else {
                return Err(StoreError::Stray {
                    path,
                    expected: "only files named by their start offset, 20 digits, \
                               a multiple of mappedFileSizeConsumeQueueExt",
                });
            };
            if entry.len != self.file_size {
                return Err(StoreError::FileSize {
                    path,
                    expected: self.file_size,
                    found: entry.len,
                    hint: "mappedFileSizeConsumeQueueExt must be what the files were made with",
                });
            }
            bases.push(base);
        }
        Ok(bases)
    }

    /// Brings what was written to the extension of `queue` to the device.
    pub fn flush(&self, queue: &Queue) -> Result<(), StoreError> {
        let Some(end) = self.ends.lock().get(&queue.uid()).copied() else { return Ok(()) };
        let mut base = self.base_of(end.flushed);
        while base < end.written {
            let path = self.path(queue, base);
            self.file(queue, base)?.sync_data().or_io("flush", &path)?;
            base += self.file_size;
        }
        if let Some(known) = self.ends.lock().get_mut(&queue.uid()) {
            known.flushed = end.written;
        }
        Ok(())
    }

    /// Removes files of `queue` that end before the extension at the address `tags_code`, which
    /// belongs to the queue's first message.
    pub fn remove_before(&self, queue: &Queue, tags_code: i64) -> Result<(), StoreError> {
        let Some(first) = layout::ext_offset(tags_code) else { return Ok(()) };
        for base in self.bases(queue)? {
            if base + self.file_size <= first {
                let path = self.path(queue, base);
                self.disk.remove_file(&path).or_io("remove", &path)?;
            }
        }
        Ok(())
    }

    /// Removes every file of `queue`.
    pub fn clear(&self, queue: &Queue) -> Result<(), StoreError> {
        self.forget(queue);
        let dir = self.dir(queue);
        self.disk.remove_dir(&dir).or_io("remove", &dir)
    }

    /// Removes every file of a topic whose queues are forgotten.
    pub fn remove_topic(&self, topic: &str) -> Result<(), StoreError> {
        let dir = self.root.join(topic);
        self.disk.remove_dir(&dir).or_io("remove", &dir)
    }

    /// Lets go of the files of `queue`.
    pub fn forget(&self, queue: &Queue) {
        self.ends.lock().remove(&queue.uid());
        self.open.forget(queue.uid());
    }

    fn file(&self, queue: &Queue, base: u64) -> Result<Arc<dyn DiskFile>, StoreError> {
        let path = self.path(queue, base);
        self.open.get((queue.uid(), base), || self.disk.open(&path)).or_io("open", &path)
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
}
