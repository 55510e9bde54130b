//! The commit log read file by file, each by itself: a file that is short, missing or not to be
//! read costs the look at no other.

use std::sync::Arc;

use super::folder::PlacedFile;
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::store::commit_log::CommitLog;
use crate::engine::store::disk::{Disk, DiskFile};
use crate::engine::store::error::{IoContext, StoreError};
use crate::engine::store::replay::{EndCause, Past, Scan, Sight};
use crate::engine::store::segments::Segments;

/// Bytes read at once in search of something that is not zero.
const CHUNK: usize = 1 << 16;

/// How the good part of one file ends.
pub(super) struct FileEnd {
    /// The end, as a place in the log.
    pub at: PhysicalOffset,
    /// The first byte behind it that is not zero, as a position in the file.
    pub leftover: Option<u64>,
    /// Why there is no good record at the end; `None` when the file is full.
    pub problem: Option<String>,
}

/// Shows `visit` the good records of `file` from `from` on, and what is damaged between them,
/// until it answers `false`; then the answer is `None`.
pub(super) fn walk_file(
    disk: &Arc<dyn Disk>,
    file: &PlacedFile,
    from: PhysicalOffset,
    check_crc: bool,
    visit: &mut dyn FnMut(Sight<'_>) -> Result<bool, StoreError>,
) -> Result<Option<FileEnd>, StoreError> {
    if file.len == 0 {
        let problem = Some("nothing, expected a record".to_owned());
        return Ok(Some(FileEnd { at: file.log_base(), leftover: None, problem }));
    }
    let handle = disk.open_to_read(&file.path).or_io("open", &file.path)?;
    let segments = Segments::of_one(
        disk.clone(),
        file.path.clone(),
        file.log_base(),
        file.len,
        handle.clone(),
    )?;
    let log = CommitLog::new(segments);
    let limit = file.log_base().plus(file.len as i64);
    let end = Scan::new(&log, limit, check_crc).going_past(Past::All).look(from, visit)?;
    let problem = match end.cause {
        EndCause::Visitor => return Ok(None),
        EndCause::Limit => None,
        EndCause::Unwritten => Some("zeros, expected a record".to_owned()),
        EndCause::Damaged { problem, .. } => Some(problem),
    };
    let leftover = match problem {
        Some(_) => first_data(&*handle, end.at.since(file.log_base()) as u64, file.len)
            .or_io("read", &file.path)?,
        None => None,
    };
    Ok(Some(FileEnd { at: end.at, leftover, problem }))
}

/// The first byte from `at` on, before `len`, that is not zero.
pub(super) fn first_data(
    file: &dyn DiskFile,
    mut at: u64,
    len: u64,
) -> std::io::Result<Option<u64>> {
    let mut chunk = vec![0; CHUNK];
    while at < len {
        // Files are mostly holes behind their end.
        at = match file.next_data(at)? {
            Some(data) => data.max(at),
            None => return Ok(None),
        };
        let part = &mut chunk[..(len.saturating_sub(at)).min(CHUNK as u64) as usize];
        file.read_at(part, at)?;
        if let Some(found) = part.iter().position(|byte| *byte != 0) {
            return Ok(Some(at + found as u64));
        }
        at += part.len().max(1) as u64;
    }
    Ok(None)
}

/// Whether anything but zeros stands in `file`.
pub(super) fn has_data(disk: &dyn Disk, file: &PlacedFile) -> Result<bool, StoreError> {
    let handle: Arc<dyn DiskFile> = disk.open_to_read(&file.path).or_io("open", &file.path)?;
    Ok(first_data(&*handle, 0, file.len).or_io("read", &file.path)?.is_some())
}

/// The number of files up to and with the last one that holds anything.
pub(super) fn files_in_use(disk: &dyn Disk, files: &[PlacedFile]) -> Result<usize, StoreError> {
    for (at, file) in files.iter().enumerate().rev() {
        // One that cannot be read may hold anything.
        if has_data(disk, file).unwrap_or(true) {
            return Ok(at + 1);
        }
    }
    Ok(0)
}
