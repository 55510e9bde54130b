//! The units of one queue, read in order from whatever files there are.

use std::path::PathBuf;

use super::finding::{Finding, Findings, Severity};
use super::folder::{PlacedFile, QueueFolder};
use super::log_walk::first_data;
use crate::engine::protocol::names::{QueueId, TopicName};
use crate::engine::store::disk::Disk;
use crate::engine::store::error::{IoContext, StoreError};
use crate::engine::store::layout::{UNIT_LEN, Unit};

/// Units read at once. Many queues are open at a time.
const WINDOW: usize = 64;

/// One queue's units.
pub(super) struct QueueUnits {
    folder: QueueFolder,
    file_size: u64,
    window: Vec<Unit>,
    window_start: i64,
    failed: bool,
}

impl QueueUnits {
    /// The units in `folder`, which has at least one file.
    pub fn new(folder: QueueFolder, file_size: u64) -> Self {
        Self { folder, file_size, window: Vec::new(), window_start: 0, failed: false }
    }

    /// Topic and number.
    pub fn queue(&self) -> (TopicName, QueueId) {
        (self.folder.topic.clone(), self.folder.id)
    }

    /// Number of the first unit.
    pub fn first(&self) -> i64 {
        self.folder.files.first().map_or(0, |file| (file.base / UNIT_LEN as u64) as i64)
    }

    /// Number behind the last unit that has room in the files.
    pub fn end(&self) -> i64 {
        let end = self.folder.files.last().map_or(0, |file| file.base + file.len);
        (end / UNIT_LEN as u64) as i64
    }

    /// The file and the position in it where unit `at` stands, or would.
    pub fn place(&self, at: i64) -> (PathBuf, u64) {
        let byte = u64::try_from(at).unwrap_or(0).saturating_mul(UNIT_LEN as u64);
        match self.file_of(byte) {
            Some(file) => (file.path.clone(), byte - file.base),
            None => {
                let name =
                    crate::engine::store::layout::offset_file_name(byte - byte % self.file_size);
                (self.folder.dir.join(name), byte % self.file_size)
            }
        }
    }

    fn file_of(&self, byte: u64) -> Option<&PlacedFile> {
        let behind = self.folder.files.partition_point(|file| file.base <= byte);
        self.folder.files[..behind].last().filter(|file| byte - file.base < self.file_size)
    }

    /// Unit `at`, written or not; `None` where there is no room for it. What cannot be read is
    /// told once.
    pub fn at(&mut self, disk: &dyn Disk, at: i64, findings: &mut Findings) -> Option<Unit> {
        if let Some(unit) = self.held(at) {
            return Some(unit);
        }
        if self.failed {
            return None;
        }
        match self.fill(disk, at) {
            Ok(()) => self.held(at),
            Err(error) => {
                self.failed = true;
                let (path, position) = self.place(at);
                findings.add(Finding::new(Severity::Error, &path, error.to_string()).at(position));
                None
            }
        }
    }

    fn held(&self, at: i64) -> Option<Unit> {
        let index = usize::try_from(at.checked_sub(self.window_start)?).ok()?;
        self.window.get(index).copied()
    }

    fn fill(&mut self, disk: &dyn Disk, at: i64) -> Result<(), StoreError> {
        self.window.clear();
        self.window_start = at;
        let Some(byte) = u64::try_from(at).ok().and_then(|at| at.checked_mul(UNIT_LEN as u64))
        else {
            return Ok(());
        };
        let Some(file) = self.file_of(byte) else { return Ok(()) };
        let left = file.len.saturating_sub(byte - file.base) / UNIT_LEN as u64 * UNIT_LEN as u64;
        let mut bytes = vec![0; left.min((WINDOW * UNIT_LEN) as u64) as usize];
        if bytes.is_empty() {
            return Ok(());
        }
        let handle = disk.open_to_read(&file.path).or_io("open", &file.path)?;
        handle.read_at(&mut bytes, byte - file.base).or_io("read", &file.path)?;
        self.window.extend(Unit::decode_all(&bytes));
        Ok(())
    }

    /// Tells of anything but zeros from unit `end` on.
    pub fn check_rest(&self, disk: &dyn Disk, end: i64, findings: &mut Findings) {
        let byte = u64::try_from(end).unwrap_or(0).saturating_mul(UNIT_LEN as u64);
        for file in self.folder.files.iter().filter(|file| file.base + file.len > byte) {
            let from = byte.saturating_sub(file.base);
            let rest = disk
                .open_to_read(&file.path)
                .and_then(|handle| first_data(&*handle, from, file.len))
                .or_io("read", &file.path);
            match rest {
                Ok(None) => {}
                Ok(Some(at)) => {
                    let problem = "stale bytes behind the last unit";
                    let finding = Finding::new(Severity::Info, &file.path, problem).at(at);
                    findings.add(finding.help("they do no harm; `rmq store repair` zeroes them"));
                }
                Err(error) => {
                    findings.add(Finding::new(Severity::Error, &file.path, error.to_string()));
                }
            }
        }
    }
}
