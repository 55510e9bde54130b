//! Keeps what recovery is about to cut off behind a damaged record.
//!
//! A torn write at the end of the log is worth nothing, but a damaged record, or a stretch
//! that a power cut left as zeros, may also have whole records behind it. Apache throws them away; here they move into a folder beside the
//! commit log, named by the offset of the cut, from which they can be looked at and salvaged.

use std::io::IoSlice;
use std::path::{Path, PathBuf};

use super::commit_log::CommitLog;
use super::disk::{Disk, create_dir_durably};
use super::error::{IoContext, StoreError};
use super::layout;
use super::segments::Segment;
use crate::engine::protocol::names::PhysicalOffset;

/// Bytes copied at once.
const CHUNK: usize = 1 << 20;

/// Moves everything written from `cut` on out of the log. Answers the folder, if there was
/// anything but zeros. The bytes in the file that `cut` lies in are copied, not removed.
pub(super) fn set_aside(
    disk: &dyn Disk,
    log: &CommitLog,
    cut: PhysicalOffset,
) -> Result<Option<PathBuf>, StoreError> {
    let dir = log.segments.dir();
    let name = format!("commitlog-cut-{}", layout::offset_file_name(cut.0.unsigned_abs()));
    let aside = dir.parent().unwrap_or(dir).join(name);
    let mut kept = false;
    for segment in log.segments.all() {
        if segment.end() <= cut {
            continue;
        }
        let from = segment.position(cut);
        let len = written_len(&segment, from)?;
        if len == 0 {
            continue;
        }
        if !kept {
            create_dir_durably(disk, &aside).or_io("create", &aside)?;
            kept = true;
        }
        copy(disk, &segment, from, len, &aside)?;
    }
    Ok(kept.then_some(aside))
}

/// Bytes from `from` on up to the last one that is not zero.
fn written_len(segment: &Segment, from: u64) -> Result<u64, StoreError> {
    // Files are mostly holes behind the end; reading them would fill the page cache.
    if segment.file.next_data(from).or_io("read", &segment.path)?.is_none() {
        return Ok(0);
    }
    let mut chunk = vec![0; CHUNK];
    let mut end = segment.len;
    while end > from {
        let len = (end - from).min(CHUNK as u64);
        let part = &mut chunk[..len as usize];
        segment.file.read_at(part, end - len).or_io("read", &segment.path)?;
        if let Some(last) = part.iter().rposition(|byte| *byte != 0) {
            return Ok(end - len + last as u64 + 1 - from);
        }
        end -= len;
    }
    Ok(0)
}

/// Copies `len` bytes of a file to a new one that is named by the offset of its first byte.
fn copy(
    disk: &dyn Disk,
    segment: &Segment,
    from: u64,
    len: u64,
    aside: &Path,
) -> Result<(), StoreError> {
    let name = layout::offset_file_name(segment.base.0.unsigned_abs() + from);
    let path = aside.join(&name);
    let scratch = aside.join(format!("{name}{}", layout::UNFINISHED));
    let to = disk.create(&path, &scratch, len, true).or_io("create", &path)?;
    let mut chunk = vec![0; CHUNK];
    let mut done = 0;
    while done < len {
        let part = &mut chunk[..(len - done).min(CHUNK as u64) as usize];
        segment.file.read_at(part, from + done).or_io("read", &segment.path)?;
        to.write_at(&mut [IoSlice::new(part)], done).or_io("write", &path)?;
        done += part.len() as u64;
    }
    to.sync_data().or_io("flush", &path)
}
