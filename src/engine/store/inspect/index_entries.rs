//! The entries of all index files in order, with the chains that they form.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::finding::{Finding, Findings, Severity};
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::store::disk::{Disk, DiskFile};
use crate::engine::store::error::{IoContext, StoreError};
use crate::engine::store::index_file::IndexShape;
use crate::engine::store::layout::{
    self, INDEX_ENTRY_LEN, INDEX_HEADER_LEN, INDEX_SLOT_LEN, IndexEntry, IndexHeader,
};
use crate::engine::util::clock::TimestampMs;

/// Entries, or slots, read at once.
const WINDOW: usize = 1 << 12;
const REBUILD: &str = "`rmq store rebuild` makes the index anew from the commit log";

/// One entry and where it stands.
#[derive(Clone)]
pub(super) struct Numbered {
    /// Its number in the file, from 1.
    pub number: u32,
    /// What it says.
    pub entry: IndexEntry,
    /// The file.
    pub path: Arc<Path>,
    /// The position in the file.
    pub position: u64,
    /// Time from which the file's seconds count.
    pub begin: TimestampMs,
}

/// All entries of an index.
pub(super) struct IndexEntries {
    dir: PathBuf,
    shape: IndexShape,
    rest: std::vec::IntoIter<PathBuf>,
    open: Option<OpenIndex>,
    has_files: bool,
    files: u64,
    entries: u64,
}

/// The file that is read.
struct OpenIndex {
    path: Arc<Path>,
    file: Arc<dyn DiskFile>,
    header: IndexHeader,
    /// Number of the entry that is next.
    next: u32,
    window: Vec<IndexEntry>,
    window_start: u32,
    /// Newest entry of each slot so far.
    newest: Vec<u32>,
}

impl IndexEntries {
    /// The entries of the files in `dir` of this shape.
    pub fn load(
        disk: &dyn Disk,
        dir: PathBuf,
        shape: IndexShape,
        findings: &mut Findings,
    ) -> Result<Self, StoreError> {
        let mut paths = Vec::new();
        for entry in disk.list(&dir).or_io("list", &dir)? {
            let path = dir.join(&entry.name);
            if entry.is_dir || !layout::is_index_file_name(&entry.name) {
                let problem = "no index file; brokers pass it over";
                findings.add(Finding::new(Severity::Info, &path, problem));
            } else if entry.len != shape.file_len() {
                let finding = Finding::new(Severity::Error, &path, "has the wrong length");
                let length = |len: u64| format!("{len} bytes");
                let finding = finding.expected(length(shape.file_len()), length(entry.len));
                findings.add(finding.help(REBUILD));
            } else {
                paths.push(path);
            }
        }
        let has_files = !paths.is_empty();
        let rest = paths.into_iter();
        Ok(Self { dir, shape, rest, open: None, has_files, files: 0, entries: 0 })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether there is an index.
    pub fn has_files(&self) -> bool {
        self.has_files
    }

    /// Files and entries passed so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.files, self.entries)
    }

    /// The next entry.
    pub fn peek(&mut self, disk: &dyn Disk, findings: &mut Findings) -> Option<Numbered> {
        loop {
            if let Some(open) = &mut self.open {
                match open.entry(self.shape, open.next) {
                    Ok(Some(entry)) => return Some(open.numbered(self.shape, entry)),
                    Ok(None) => {}
                    Err(error) => open.tell(&error, findings),
                }
                self.close(findings);
            }
            self.open_next(disk, findings)?;
        }
    }

    /// The place in the log that the entry behind the next one of the same file tells.
    pub fn peek_second(
        &mut self,
        disk: &dyn Disk,
        findings: &mut Findings,
    ) -> Option<PhysicalOffset> {
        self.peek(disk, findings)?;
        let open = self.open.as_mut()?;
        open.entry(self.shape, open.next + 1).ok()?.map(|entry| entry.physical_offset)
    }

    /// Goes on to the next entry.
    pub fn advance(&mut self, disk: &dyn Disk, findings: &mut Findings) {
        let Some(Numbered { number, entry, position, .. }) = self.peek(disk, findings) else {
            return;
        };
        let Some(open) = &mut self.open else { return };
        open.next += 1;
        self.entries += 1;
        let slot = (entry.key_hash.unsigned_abs() % self.shape.slots) as usize;
        let Some(newest) = open.newest.get_mut(slot) else { return };
        let expected = std::mem::replace(newest, number);
        if i64::from(entry.previous) != i64::from(expected) {
            let problem = format!("entry {number} breaks the chain of slot {slot}");
            let finding = Finding::new(Severity::Error, &open.path, problem).at(position);
            let finding = finding.expected(
                format!("entry {expected} before it"),
                format!("entry {}", entry.previous),
            );
            findings.add(finding.help(REBUILD));
        }
    }

    /// Closes the last file.
    pub fn finish(&mut self, disk: &dyn Disk, findings: &mut Findings) {
        while self.peek(disk, findings).is_some() {
            self.advance(disk, findings);
        }
    }

    fn open_next(&mut self, disk: &dyn Disk, findings: &mut Findings) -> Option<()> {
        let path = self.rest.next()?;
        self.files += 1;
        match OpenIndex::open(disk, &path, self.shape) {
            Ok(mut open) => {
                open.check_header(self.shape, findings);
                self.open = Some(open);
            }
            Err(error) => {
                findings.add(Finding::new(Severity::Error, &path, error.to_string()).help(REBUILD));
            }
        }
        Some(())
    }

    fn close(&mut self, findings: &mut Findings) {
        if let Some(open) = self.open.take() {
            match open.check_slots(self.shape, findings) {
                Ok(used) if used != i64::from(open.header.slot_count) => {
                    let finding =
                        Finding::new(Severity::Warning, &open.path, "slots are miscounted");
                    findings
                        .add(finding.at(0).expected(used, open.header.slot_count).help(REBUILD));
                }
                Ok(_) => {}
                Err(error) => open.tell(&error, findings),
            }
        }
    }
}

impl OpenIndex {
    fn open(disk: &dyn Disk, path: &Path, shape: IndexShape) -> Result<Self, StoreError> {
        let file = disk.open_to_read(path).or_io("open", path)?;
        let mut header = [0; INDEX_HEADER_LEN];
        file.read_at(&mut header, 0).or_io("read", path)?;
        let newest = vec![0; shape.slots as usize];
        let header = IndexHeader::decode(&header);
        let path = Arc::from(path);
        Ok(Self { path, file, header, next: 1, window: Vec::new(), window_start: 0, newest })
    }

    fn tell(&self, error: &StoreError, findings: &mut Findings) {
        findings.add(Finding::new(Severity::Error, &self.path, error.to_string()).help(REBUILD));
    }

    fn check_header(&mut self, shape: IndexShape, findings: &mut Findings) {
        let count = self.header.entry_count;
        if count < 0 || count as u32 > shape.entries {
            let finding = Finding::new(Severity::Error, &self.path, "a wrong number of entries");
            let expected = format!("1 to {}", shape.entries);
            findings.add(finding.at(0).expected(expected, count).help(REBUILD));
            self.header.entry_count = count.clamp(0, i32::try_from(shape.entries).unwrap_or(0));
        }
        if self.header.entry_count <= 1 {
            return;
        }
        let last = self.entry(shape, self.header.entry_count as u32 - 1);
        let first = self.entry(shape, 1);
        for (what, entry, told) in
            [("first", first, self.header.begin_offset), ("last", last, self.header.end_offset)]
        {
            let Ok(Some(entry)) = entry else { continue };
            if entry.physical_offset != told {
                let problem = format!("the header tells another {what} message than the entry");
                let finding = Finding::new(Severity::Error, &self.path, problem).at(0);
                let finding = finding.expected(
                    format!("offset {}", entry.physical_offset),
                    format!("offset {told}"),
                );
                findings.add(finding.help(REBUILD));
            }
        }
    }

    fn numbered(&self, shape: IndexShape, entry: IndexEntry) -> Numbered {
        Numbered {
            number: self.next,
            entry,
            path: self.path.clone(),
            position: layout::index_entry_at(shape.slots, self.next) as u64,
            begin: self.header.begin_timestamp,
        }
    }

    /// Entry `number`; `None` behind the last one.
    fn entry(&mut self, shape: IndexShape, number: u32) -> Result<Option<IndexEntry>, StoreError> {
        let count = u32::try_from(self.header.entry_count).unwrap_or(0);
        if number >= count {
            return Ok(None);
        }
        let held = |open: &Self| {
            let index = number.checked_sub(open.window_start)?;
            open.window.get(index as usize).copied()
        };
        if let Some(entry) = held(self) {
            return Ok(Some(entry));
        }
        let len = ((count - number) as usize).min(WINDOW) * INDEX_ENTRY_LEN;
        let mut bytes = vec![0; len];
        let at = layout::index_entry_at(shape.slots, number) as u64;
        self.file.read_at(&mut bytes, at).or_io("read", &self.path)?;
        self.window.clear();
        self.window.extend(bytes.as_chunks::<INDEX_ENTRY_LEN>().0.iter().map(IndexEntry::decode));
        self.window_start = number;
        Ok(held(self))
    }

    /// Compares the slots with the chains that the entries form; answers how many are in use.
    fn check_slots(&self, shape: IndexShape, findings: &mut Findings) -> Result<i64, StoreError> {
        let mut used = 0;
        let mut bytes = vec![0; WINDOW * INDEX_SLOT_LEN];
        for first in (0..shape.slots as usize).step_by(WINDOW) {
            let len = (shape.slots as usize - first).min(WINDOW);
            let part = &mut bytes[..len * INDEX_SLOT_LEN];
            let at = layout::index_slot_at(first as u32) as u64;
            self.file.read_at(part, at).or_io("read", &self.path)?;
            let slots = part.as_chunks::<INDEX_SLOT_LEN>().0.iter();
            for (slot, (word, newest)) in slots.zip(&self.newest[first..]).enumerate() {
                let found = i32::from_be_bytes(*word);
                used += i64::from(found > 0);
                if i64::from(found) != i64::from(*newest) {
                    let problem = format!("slot {} leads to the wrong entry", first + slot);
                    let finding = Finding::new(Severity::Error, &self.path, problem);
                    let finding = finding.at(at + (slot * INDEX_SLOT_LEN) as u64);
                    findings.add(finding.expected(newest, found).help(REBUILD));
                }
            }
        }
        Ok(used)
    }
}
