//! `repair`: what can be put right without losing anything.
//!
//! Bytes that are cut off the log are kept in a folder beside it. Damage between good records
//! stays where it is: brokers pass it over. After a change the store counts as not stopped
//! properly, so that the next start looks at the end of the log once more.

use std::io::IoSlice;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::Inspector;
use super::finding::Findings;
use super::folder::{self, PlacedFile};
use super::log_walk::{FileEnd, files_in_use, first_data, walk_file};
use super::queue_units::QueueUnits;
use super::rest_check::{damaged_tables, is_possible};
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::protocol::record::{BLANK_HEAD_LEN, blank_head};
use crate::engine::store::commit_log::CommitLog;
use crate::engine::store::disk::DiskFile;
use crate::engine::store::error::{IoContext, StoreError};
use crate::engine::store::layout::{
    CHECKPOINT_FILE, CHECKPOINT_LEN, CONSUME_QUEUE_DIR, CheckpointTimes, UNFINISHED, UNIT_LEN,
};
use crate::engine::store::ownership::Ownership;
use crate::engine::store::replay::Sight;
use crate::engine::store::segments::Segments;
use crate::engine::store::set_aside::set_aside;
use crate::engine::util::clock::TimestampMs;
use crate::engine::util::text_file::backup_path;

/// One thing that was put right, or would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    /// The file.
    pub file: PathBuf,
    /// From which byte of it on.
    pub offset: u64,
    /// What is done.
    pub action: &'static str,
    /// `done`, or `would be done`.
    pub result: &'static str,
    /// Where the bytes that were there are kept.
    pub kept: Option<PathBuf>,
}

/// What `repair` did.
#[derive(Clone, Debug, Default)]
pub struct RepairReport {
    /// Each change.
    pub repairs: Vec<Repair>,
}

struct Work<'a> {
    store: &'a Inspector,
    dry_run: bool,
    repairs: Vec<Repair>,
    log_end: PhysicalOffset,
    newest: TimestampMs,
}

impl Inspector {
    /// Puts right what can be; with `dry_run` only tells it.
    pub fn repair(mut self, dry_run: bool) -> Result<RepairReport, StoreError> {
        let mut ownership = None;
        if !dry_run {
            self._shared = None;
            ownership = Some(Ownership::take(self.disk.clone(), self.root())?);
        }
        let (log_end, newest) = (PhysicalOffset(0), TimestampMs(0));
        let mut work = Work { store: &self, dry_run, repairs: Vec::new(), log_end, newest };
        let done = work.run();
        let repairs = work.repairs;
        if let Some(ownership) = ownership {
            let stays_clean = ownership.was_clean() && repairs.is_empty() && done.is_ok();
            ownership.give_back(stays_clean)?;
        }
        done.map(|()| RepairReport { repairs })
    }
}

impl Work<'_> {
    fn run(&mut self) -> Result<(), StoreError> {
        let mut findings = Findings::default();
        let mut files = self.store.log_files(&mut findings)?;
        let size = self.store.config.commit_log_file_size;
        for file in &mut files {
            self.fit_length(file, size)?;
        }
        let in_use = files_in_use(&*self.store.disk, &files)?;
        for (at, file) in files[..in_use].iter().enumerate() {
            self.mend_log_file(file, at + 1 == in_use)?;
        }
        self.mend_queues(&mut findings)?;
        self.mend_checkpoint()?;
        self.mend_tables()
    }

    fn tell(&mut self, file: &std::path::Path, offset: u64, action: &'static str) -> &mut Repair {
        let result = if self.dry_run { "would be done" } else { "done" };
        self.repairs.push(Repair { file: file.to_owned(), offset, action, result, kept: None });
        let last = self.repairs.len() - 1;
        &mut self.repairs[last]
    }

    fn open(&self, file: &PlacedFile) -> Result<Arc<dyn DiskFile>, StoreError> {
        let disk = &self.store.disk;
        let opened =
            if self.dry_run { disk.open_to_read(&file.path) } else { disk.open(&file.path) };
        opened.or_io("open", &file.path)
    }

    /// Gives a file its length, where zeros are all that comes or goes.
    fn fit_length(&mut self, file: &mut PlacedFile, size: u64) -> Result<(), StoreError> {
        if file.len == size {
            return Ok(());
        }
        let handle = self.open(file)?;
        if file.len > size {
            if first_data(&*handle, size, file.len).or_io("read", &file.path)?.is_some() {
                return Ok(());
            }
            self.tell(&file.path, size, "cut off zeros behind the file's length");
        } else {
            self.tell(&file.path, file.len, "lengthen with zeros");
        }
        if !self.dry_run {
            let resized = handle.set_len(size).and_then(|()| handle.sync_data());
            resized.or_io("change the length of", &file.path)?;
            file.len = size;
        }
        Ok(())
    }

    /// Clears what stands behind the good part of a file; one with more files behind it is closed.
    fn mend_log_file(&mut self, file: &PlacedFile, is_last: bool) -> Result<(), StoreError> {
        let (mut newest, mut log_end) = (self.newest, self.log_end);
        let disk = &self.store.disk;
        let end = walk_file(disk, file, file.log_base(), true, &mut |sight| {
            if let Sight::Record(seen) = sight {
                newest = newest.max(seen.record.store_timestamp);
                log_end = seen.offset.plus(i64::from(seen.len));
            }
            Ok(true)
        })?;
        (self.newest, self.log_end) = (newest, log_end);
        let Some(FileEnd { at, leftover, problem }) = end else { return Ok(()) };
        self.log_end = self.log_end.max(at);
        let is_torn = leftover.is_some() || (problem.is_some() && !is_last);
        if !is_torn {
            return Ok(());
        }
        let position = at.since(file.log_base()) as u64;
        let action = match (leftover.is_some(), is_last) {
            (true, true) => "cut off what is no record",
            (true, false) => "cut off what is no record, and close the file with a blank",
            (false, _) => "close the file with a blank",
        };
        let (dry_run, handle) = (self.dry_run, self.open(file)?);
        let kept = if dry_run {
            None
        } else {
            let segments = Segments::of_one(
                disk.clone(),
                file.path.clone(),
                file.log_base(),
                file.len,
                handle.clone(),
            )?;
            set_aside(&**disk, &CommitLog::new(segments), at)?
        };
        self.tell(&file.path, position, action).kept = kept;
        if dry_run {
            return Ok(());
        }
        let rest = file.len.saturating_sub(position);
        handle.zero(position, rest).or_io("zero the end of", &file.path)?;
        if !is_last && rest >= BLANK_HEAD_LEN as u64 {
            let head = blank_head(i32::try_from(rest).unwrap_or(i32::MAX));
            handle.write_at(&mut [IoSlice::new(&head)], position).or_io("write", &file.path)?;
        }
        handle.sync_data().or_io("flush", &file.path)
    }

    /// Gives queue files their length, and zeroes what stands behind the last unit that leads
    /// into the log.
    fn mend_queues(&mut self, findings: &mut Findings) -> Result<(), StoreError> {
        let root = self.store.root().join(CONSUME_QUEUE_DIR);
        let size = self.store.config.consume_queue_file_size;
        let disk = self.store.disk.clone();
        for mut folder in folder::queue_folders(&*disk, &root, size, findings)? {
            for file in &mut folder.files {
                self.fit_length(file, size)?;
            }
            let files = folder.files.clone();
            if files.is_empty() {
                continue;
            }
            let mut units = QueueUnits::new(folder, size);
            let mut end = units.first();
            while let Some(unit) = units.at(&*disk, end, findings) {
                let leads_out = !unit.is_blank() && unit.physical_offset >= self.log_end;
                if !unit.is_written() || leads_out {
                    break;
                }
                end += 1;
            }
            let byte = end.unsigned_abs() * UNIT_LEN as u64;
            for file in files.iter().filter(|file| file.base + file.len > byte) {
                self.zero_rest(file, byte.saturating_sub(file.base))?;
            }
        }
        Ok(())
    }

    fn zero_rest(&mut self, file: &PlacedFile, from: u64) -> Result<(), StoreError> {
        let handle = self.open(file)?;
        if first_data(&*handle, from, file.len).or_io("read", &file.path)?.is_none() {
            return Ok(());
        }
        self.tell(&file.path, from, "zero what stands behind the last unit");
        if self.dry_run {
            return Ok(());
        }
        let zeroed = handle.zero(from, file.len - from).and_then(|()| handle.sync_data());
        zeroed.or_io("zero the end of", &file.path)
    }

    /// Takes times that cannot be true out of the checkpoint: nothing is sure then.
    fn mend_checkpoint(&mut self) -> Result<(), StoreError> {
        let disk = &self.store.disk;
        let path = self.store.root().join(CHECKPOINT_FILE);
        let Some(bytes) = disk.read(&path).or_io("read", &path)? else { return Ok(()) };
        let times = CheckpointTimes::decode(&bytes);
        let newest = (self.newest.0 > 0).then_some(self.newest);
        let sure = |time: TimestampMs| {
            if is_possible(time, newest) { time } else { TimestampMs(0) }
        };
        let mended = CheckpointTimes {
            physical: sure(times.physical),
            queues: sure(times.queues),
            index: sure(times.index),
        };
        if mended == times && bytes.len() == CHECKPOINT_LEN {
            return Ok(());
        }
        if !self.dry_run {
            let scratch = self.store.root().join(format!("{CHECKPOINT_FILE}{UNFINISHED}"));
            disk.replace(&path, &scratch, &mended.encode()).or_io("write", &path)?;
        }
        self.tell(&path, 0, "set times that cannot be true to 0");
        Ok(())
    }

    /// Puts the version before a damaged table in its place.
    fn mend_tables(&mut self) -> Result<(), StoreError> {
        let disk = self.store.disk.clone();
        for path in damaged_tables(&*disk, self.store.root())? {
            let backup = backup_path(&path);
            let Some(good) = disk.read(&backup).or_io("read", &backup)? else { continue };
            let kept = with_suffix(&path, ".damaged");
            let scratch = with_suffix(&path, ".tmp");
            if !self.dry_run {
                let bad = disk.read(&path).or_io("read", &path)?.unwrap_or_default();
                disk.replace(&kept, &scratch, &bad).or_io("write", &kept)?;
                disk.replace(&path, &scratch, &good).or_io("write", &path)?;
            }
            let kept = (!self.dry_run).then_some(kept);
            self.tell(&path, 0, "take the version before it").kept = kept;
        }
        Ok(())
    }
}

fn with_suffix(path: &std::path::Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
