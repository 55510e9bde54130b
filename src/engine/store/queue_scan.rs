//! Looks at the files of one consume queue: which there are, and how far they are written.
//!
//! Nothing is changed and nothing is kept open: a start goes through tens of thousands of queues.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, DiskFile};
use super::error::{IoContext, StoreError};
use super::layout::{self, UNIT_LEN, Unit};
use crate::engine::protocol::names::PhysicalOffset;

/// Bytes looked at first: whole units that are whole pages too, since a file system tells only
/// of whole pages what was never written. Most queues of many are shorter.
const FIRST_CHUNK: usize = 1024 * UNIT_LEN;
/// Bytes read at once in a longer file.
const CHUNK: usize = 4 * FIRST_CHUNK;

/// What was found. All places are bytes, counted over all files of the queue.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Start of the first file.
    pub first: u64,
    /// End of the last file.
    pub files_end: u64,
    /// End of the last written unit; `first` when there is none.
    pub end: u64,
    /// The last written unit.
    pub last: Option<Unit>,
    /// The first unit whose record the log still holds; `end` when there is none.
    pub min: u64,
    /// Whether something other than zeros may stand behind `end`.
    pub leftovers: bool,
}

/// A look at one queue.
pub(super) struct QueueScan<'a> {
    disk: &'a dyn Disk,
    dir: &'a Path,
    file_size: u64,
    open: Option<(u64, Arc<dyn DiskFile>)>,
}

impl<'a> QueueScan<'a> {
    /// A look at the files of `file_size` bytes in `dir`.
    pub fn new(disk: &'a dyn Disk, dir: &'a Path, file_size: u64) -> Self {
        Self { disk, dir, file_size, open: None }
    }

    /// Finds the queue's end and its first unit whose record is at `log_min` or behind. With
    /// `thorough`, all units of the last three files are read, as Java does; otherwise the end
    /// is searched for, and units before it are taken on trust.
    pub fn run(&mut self, thorough: bool, log_min: PhysicalOffset) -> Result<Found, StoreError> {
        let (first, files_end) = self.list()?;
        if first == files_end {
            return Ok(Found::default());
        }
        let back = if thorough { 3 * self.file_size } else { self.file_size };
        let mut start = first.max(files_end.saturating_sub(back));
        while start > first && !self.unit_at(start)?.is_written() {
            start -= self.file_size;
        }
        if !thorough {
            start = self.last_written_chunk(start)?;
        }
        let (end, last, mut leftovers) = self.read_to_end(start, files_end)?;
        leftovers |= files_end > self.base_of(end) + self.file_size;
        let min = if last.is_some() { self.first_held(first, end, log_min)? } else { first };
        Ok(Found { first, files_end, end, last, min, leftovers })
    }

    /// The files: start of the first, end of the last.
    fn list(&self) -> Result<(u64, u64), StoreError> {
        let mut row: Option<(u64, u64)> = None;
        for entry in self.disk.list(self.dir).or_io("list", self.dir)? {
            let path = self.dir.join(&entry.name);
            let base = layout::parse_offset_file_name(&entry.name).filter(|base| {
                !entry.is_dir && base % self.file_size == 0 && *base <= i64::MAX as u64
            });
            let Some(base) = base else {
                return Err(StoreError::Stray {
                    path,
                    expected: "only files named by their start offset, 20 digits, \
                               a multiple of mappedFileSizeConsumeQueue",
                });
            };
            if entry.len != self.file_size {
                return Err(StoreError::FileSize {
                    path,
                    expected: self.file_size,
                    found: entry.len,
                    hint: "mappedFileSizeConsumeQueue must be what the files were made with; \
                           a consume queue that is removed is made again from the commit log",
                });
            }
            let (_, end) = row.get_or_insert((base, base));
            if *end != base {
                return Err(StoreError::Gap { expected: self.path(*end), found: path });
            }
            *end += self.file_size;
        }
        Ok(row.unwrap_or_default())
    }

    /// Start of the last chunk in the file at `base` whose first unit is written. Written units
    /// stand one behind the other, so halving finds it.
    fn last_written_chunk(&mut self, base: u64) -> Result<u64, StoreError> {
        let at = |chunk: u64| base + chunk * FIRST_CHUNK as u64;
        let chunks = self.file_size.div_ceil(FIRST_CHUNK as u64);
        if chunks < 2 || !self.unit_at(at(1))?.is_written() {
            return Ok(base);
        }
        let (mut written, mut unwritten) = (1, chunks);
        while unwritten - written > 1 {
            let middle = written + (unwritten - written) / 2;
            if self.unit_at(at(middle))?.is_written() {
                written = middle;
            } else {
                unwritten = middle;
            }
        }
        Ok(at(written))
    }

    /// Reads units from byte `start` until one is not written. Answers the byte behind the
    /// last written one, that unit, and whether its file may hold something but zeros behind it.
    fn read_to_end(
        &mut self,
        start: u64,
        files_end: u64,
    ) -> Result<(u64, Option<Unit>, bool), StoreError> {
        let mut last = None;
        let mut at = start;
        let mut chunk = vec![0; FIRST_CHUNK];
        while at < files_end {
            let in_file = self.base_of(at) + self.file_size - at;
            let len = in_file.min(chunk.len() as u64) as usize;
            self.read(at, &mut chunk[..len])?;
            let mut written = 0;
            for unit in Unit::decode_all(&chunk[..len]).take_while(Unit::is_written) {
                last = Some(unit);
                written += UNIT_LEN;
            }
            if written < len {
                let leftovers = chunk[written..len].iter().any(|byte| *byte != 0)
                    || self.has_data(at + len as u64)?;
                return Ok((at + written as u64, last, leftovers));
            }
            at += len as u64;
            chunk.resize(CHUNK, 0);
        }
        Ok((at, last, false))
    }

    /// Whether the file that ends behind byte `at`, or at it, holds anything from there on.
    fn has_data(&mut self, at: u64) -> Result<bool, StoreError> {
        let base = self.base_of(at - 1);
        if at == base + self.file_size {
            return Ok(false);
        }
        let data = self.file(base)?.next_data(at - base);
        Ok(data.or_io("read", &self.path(base))?.is_some())
    }

    /// The first unit from byte `first` to `end` whose record is at `log_min` or behind.
    fn first_held(
        &mut self,
        first: u64,
        end: u64,
        log_min: PhysicalOffset,
    ) -> Result<u64, StoreError> {
        let (mut low, mut high) = (first / UNIT_LEN as u64, end / UNIT_LEN as u64);
        let mut middle = low;
        while low < high {
            let unit = self.unit_at(middle * UNIT_LEN as u64)?;
            if !unit.is_blank() && unit.physical_offset >= log_min {
                high = middle;
            } else {
                low = middle + 1;
            }
            middle = low + (high - low) / 2;
        }
        Ok(low * UNIT_LEN as u64)
    }

    fn unit_at(&mut self, byte: u64) -> Result<Unit, StoreError> {
        let mut bytes = [0; UNIT_LEN];
        self.read(byte, &mut bytes)?;
        Ok(Unit::decode(&bytes))
    }

    /// Reads bytes that lie in one file.
    fn read(&mut self, at: u64, out: &mut [u8]) -> Result<(), StoreError> {
        let base = self.base_of(at);
        let file = self.file(base)?;
        file.read_at(out, at - base).or_io("read", &self.path(base))
    }

    fn file(&mut self, base: u64) -> Result<Arc<dyn DiskFile>, StoreError> {
        if let Some((_, file)) = self.open.as_ref().filter(|(open, _)| *open == base) {
            return Ok(file.clone());
        }
        let path = self.path(base);
        let file = self.disk.open(&path).or_io("open", &path)?;
        self.open = Some((base, file.clone()));
        Ok(file)
    }

    fn path(&self, base: u64) -> PathBuf {
        self.dir.join(layout::offset_file_name(base))
    }

    fn base_of(&self, byte: u64) -> u64 {
        byte - byte % self.file_size
    }
}
