//! The commit log's files: a contiguous row of files of one size (`store.md` 1.1).
//!
//! Ground state. Every file in the row has its exact full size from the moment it carries its
//! name, and its name is the offset of its first byte.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use bytes::Bytes;
use parking_lot::RwLock;

use super::disk::{DirEntry, Disk, DiskFile};
use super::error::{IoContext, StoreError};
use super::layout;
use super::log_dirs::LogDirs;
use crate::engine::protocol::names::PhysicalOffset;

/// One file of the commit log.
pub(super) struct Segment {
    /// Offset of its first byte.
    pub base: PhysicalOffset,
    /// Bytes, all of them usable.
    pub len: u64,
    /// Where it lies.
    pub path: PathBuf,
    /// For writing, and for reading where a failing disk must be an error.
    pub file: Arc<dyn DiskFile>,
    region: Bytes,
    mapped: Weak<()>,
}

/// A mapped file that tells whether somebody still reads it.
struct Mapped {
    region: Bytes,
    _alive: Arc<()>,
}

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        &self.region
    }
}

impl Segment {
    fn new(
        base: PhysicalOffset,
        len: u64,
        path: PathBuf,
        file: Arc<dyn DiskFile>,
    ) -> Result<Self, StoreError> {
        let region = usize::try_from(len)
            .map_err(|_| std::io::ErrorKind::InvalidInput.into())
            .and_then(|len| file.map_read(len))
            .or_io("map", &path)?;
        let alive = Arc::new(());
        let mapped = Arc::downgrade(&alive);
        let region = Bytes::from_owner(Mapped { region, _alive: alive });
        Ok(Self { base, len, path, file, region, mapped })
    }

    /// Tells, once the segment is dropped, whether slices of it are still held.
    pub fn readers(&self) -> Weak<()> {
        self.mapped.clone()
    }

    /// The folder in which it lies.
    pub fn dir(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// First offset behind this file.
    pub fn end(&self) -> PhysicalOffset {
        self.base.plus(self.len as i64)
    }

    /// Where `offset` stands in this file.
    pub fn position(&self, offset: PhysicalOffset) -> u64 {
        u64::try_from(offset.since(self.base)).unwrap_or(0)
    }

    /// `len` bytes from `offset` on as a slice of the mapped file; `None` outside of it.
    pub fn slice(&self, offset: PhysicalOffset, len: usize) -> Option<Bytes> {
        let start = usize::try_from(offset.since(self.base)).ok()?;
        let end = start.checked_add(len)?;
        (end <= self.region.len()).then(|| self.region.slice(start..end))
    }
}

/// The row of files.
pub(super) struct Segments {
    disk: Arc<dyn Disk>,
    dirs: LogDirs,
    file_size: u64,
    row: RwLock<VecDeque<Arc<Segment>>>,
}

impl Segments {
    /// Opens what lies in `dirs`; refuses files that Java would refuse, and gaps.
    pub fn load(disk: Arc<dyn Disk>, dirs: LogDirs, file_size: u64) -> Result<Self, StoreError> {
        let mut files = Vec::new();
        for dir in dirs.present(&*disk)? {
            remove_unfinished(&*disk, scratch_dir(dir))?;
            for entry in disk.list(dir).or_io("list", dir)? {
                files.push((dir.join(&entry.name), entry));
            }
        }
        files.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
        let mut row: VecDeque<Arc<Segment>> = VecDeque::new();
        for (path, entry) in files {
            let base = PhysicalOffset(base_of_file(&path, &entry, file_size)?);
            if let Some(before) = row.back().filter(|before| before.end() != base) {
                return Err(not_next(before, path));
            }
            let file = disk.open(&path).or_io("open", &path)?;
            row.push_back(Arc::new(Segment::new(base, file_size, path, file)?));
        }
        Ok(Self { disk, dirs, file_size, row: RwLock::new(row) })
    }

    /// One file by itself, whatever its length, for who reads it by `pread`: it is not mapped.
    pub fn of_one(
        disk: Arc<dyn Disk>,
        path: PathBuf,
        base: PhysicalOffset,
        len: u64,
        file: Arc<dyn DiskFile>,
    ) -> Result<Self, StoreError> {
        let dirs = LogDirs::new(path.parent().map(Path::to_owned).into_iter().collect(), vec![])?;
        let segment = Segment { base, len, path, file, region: Bytes::new(), mapped: Weak::new() };
        Ok(Self { disk, dirs, file_size: len, row: RwLock::new([Arc::new(segment)].into()) })
    }

    /// Bytes of each file.
    pub fn file_size(&self) -> u64 {
        self.file_size
    }

    /// The folder, the first one where there are several.
    pub fn dir(&self) -> &Path {
        self.dirs.home()
    }

    /// All folders.
    pub fn dirs(&self) -> &LogDirs {
        &self.dirs
    }

    /// Start of the file in which `offset` lies.
    pub fn base_of(&self, offset: PhysicalOffset) -> PhysicalOffset {
        PhysicalOffset(offset.0 - offset.0.rem_euclid(self.file_size as i64))
    }

    /// The file in which `offset` lies.
    pub fn find(&self, offset: PhysicalOffset) -> Option<Arc<Segment>> {
        let row = self.row.read();
        let distance = u64::try_from(offset.since(row.front()?.base)).ok()?;
        row.get(usize::try_from(distance / self.file_size).ok()?).cloned()
    }

    /// The first file.
    pub fn first(&self) -> Option<Arc<Segment>> {
        self.row.read().front().cloned()
    }

    /// The last file.
    pub fn last(&self) -> Option<Arc<Segment>> {
        self.row.read().back().cloned()
    }

    /// All files.
    pub fn all(&self) -> Vec<Arc<Segment>> {
        self.row.read().iter().cloned().collect()
    }

    /// Makes the file that starts at `base`, on the device, without putting it in the row.
    pub fn make(&self, base: PhysicalOffset) -> Result<Arc<Segment>, StoreError> {
        let name = layout::offset_file_name(base.0.unsigned_abs());
        let dir = self.dirs.for_file(&*self.disk, base.0.unsigned_abs() / self.file_size);
        let path = dir.join(&name);
        let scratch = scratch_dir(dir).join(format!("commitlog-{name}{}", layout::UNFINISHED));
        let file =
            self.disk.create(&path, &scratch, self.file_size, true).or_io("create", &path)?;
        Ok(Arc::new(Segment::new(base, self.file_size, path, file)?))
    }

    /// Puts `segment` behind the last file.
    pub fn push(&self, segment: Arc<Segment>) {
        self.row.write().push_back(segment);
    }

    /// Removes every file that starts behind `end`.
    pub fn remove_behind(&self, end: PhysicalOffset) -> Result<(), StoreError> {
        while let Some(last) = self.last().filter(|last| last.base > end) {
            self.remove(&last)?;
            self.row.write().pop_back();
            let dir = last.path.parent().unwrap_or(self.dir());
            self.disk.sync_dir(dir).or_io("flush", dir)?;
        }
        Ok(())
    }

    /// Removes every file, the last one first.
    pub fn remove_all(&self) -> Result<(), StoreError> {
        while let Some(last) = self.last() {
            self.remove(&last)?;
            self.row.write().pop_back();
        }
        Ok(())
    }

    /// Removes the first file, durably, unless it is the only one; the log begins with the next
    /// one then. Slices of it that are held stay readable. Answers whether it was removed.
    pub fn remove_first(&self) -> Result<bool, StoreError> {
        let first = {
            let row = self.row.read();
            let Some(first) = row.front().filter(|_| row.len() > 1) else { return Ok(false) };
            first.clone()
        };
        self.remove(&first)?;
        self.row.write().pop_front();
        // Before the next one goes: a power cut must not leave a gap.
        self.disk.sync_dir(first.dir()).or_io("flush", first.dir())?;
        Ok(true)
    }

    /// Removes the file of a segment.
    pub fn remove(&self, segment: &Segment) -> Result<(), StoreError> {
        self.disk.remove_file(&segment.path).or_io("remove", &segment.path)
    }
}

/// The offset of the first byte of what may be a log file.
fn base_of_file(path: &Path, entry: &DirEntry, file_size: u64) -> Result<i64, StoreError> {
    let base = layout::parse_offset_file_name(&entry.name)
        .filter(|base| !entry.is_dir && base % file_size == 0)
        .and_then(|base| i64::try_from(base).ok());
    let Some(base) = base else {
        return Err(StoreError::Stray {
            path: path.to_owned(),
            expected: "only files named by their start offset, 20 digits, \
                       a multiple of mappedFileSizeCommitLog",
        });
    };
    if entry.len != file_size {
        return Err(StoreError::FileSize {
            path: path.to_owned(),
            expected: file_size,
            found: entry.len,
            hint: "mappedFileSizeCommitLog must be what the files were made with",
        });
    }
    Ok(base)
}

/// Why `path` cannot stand behind `before`.
fn not_next(before: &Segment, path: PathBuf) -> StoreError {
    if path.file_name() == before.path.file_name() {
        let expected = "one file of this name among all paths of the commit log";
        return StoreError::Stray { path, expected };
    }
    let name = layout::offset_file_name(before.end().0.unsigned_abs());
    StoreError::Gap { expected: before.path.with_file_name(name), found: path }
}

/// Unfinished files lie beside the folder: Java refuses a store with a stray file in it.
fn scratch_dir(dir: &Path) -> &Path {
    dir.parent().unwrap_or(dir)
}

/// Removes files that a killed process left unfinished in `dir`.
pub(super) fn remove_unfinished(disk: &dyn Disk, dir: &Path) -> Result<(), StoreError> {
    for entry in disk.list(dir).or_io("list", dir)? {
        if !entry.is_dir && entry.name.ends_with(layout::UNFINISHED) {
            let path = dir.join(&entry.name);
            disk.remove_file(&path).or_io("remove", &path)?;
        }
    }
    Ok(())
}
