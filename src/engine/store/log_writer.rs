//! Writes the commit log's files: takes the next file when one is full, reserves room in steps,
//! and tidies up behind a write that failed.
//!
//! Belongs to whoever moves the log's end, the append thread or a slave's replica. Invariant:
//! behind `position` no file holds bytes that a recovery could take for records.

use std::io::IoSlice;
use std::sync::Arc;

use super::append::AppendStatus;
use super::error::is_no_space;
use super::segments::Segment;
use super::shared::Shared;
use super::space;
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::util::clock::TimestampMs;

/// Room is reserved in the log in steps of this many bytes. A file of 1 GiB takes 16 calls,
/// each some tens of microseconds.
pub(super) const RESERVE_STEP: u64 = 64 << 20;

/// The step where the log may take `room` more bytes: small ones near the end, so that little is
/// reserved for records that will not come any more.
fn reserve_step(room: u64) -> u64 {
    const SMALLEST: u64 = 1 << 18;
    (room / 4).clamp(SMALLEST, RESERVE_STEP).min(room)
}

/// The end of the log, for writing.
pub(super) struct LogWriter {
    shared: Arc<Shared>,
    position: PhysicalOffset,
    current: Option<Arc<Segment>>,
    reserved_to: PhysicalOffset,
}

impl LogWriter {
    /// A writer that goes on where the log ends.
    pub fn new(shared: Arc<Shared>) -> Self {
        let position = shared.log.written();
        Self { shared, position, current: None, reserved_to: position }
    }

    /// First offset not written yet.
    pub fn position(&self) -> PhysicalOffset {
        self.position
    }

    /// The file that was written last.
    pub fn current(&self) -> Option<Arc<Segment>> {
        self.current.clone()
    }

    /// The file in which the write position lies; made if it is a new one.
    pub fn file(&mut self) -> Result<Arc<Segment>, AppendStatus> {
        if let Some(current) = &self.current
            && self.position < current.end()
        {
            return Ok(current.clone());
        }
        let log = &self.shared.log;
        let base = log.segments.base_of(self.position);
        let segment = match log.segments.find(self.position) {
            Some(segment) => segment,
            None => match self.shared.next_file.take(log, base) {
                Ok(segment) => {
                    log.segments.push(segment.clone());
                    segment
                }
                Err(error) => {
                    tracing::error!(%error, "no next commit log file");
                    return Err(match error.is_no_space() {
                        true => AppendStatus::DiskFull,
                        false => AppendStatus::FileFailed,
                    });
                }
            },
        };
        self.shared.next_file.want(segment.end());
        self.reserved_to = self.position;
        self.current = Some(segment.clone());
        Ok(segment)
    }

    /// Writes `parts` from the first of two offsets in `segment`, not before the write position,
    /// to the second. Nobody reads them before [`LogWriter::advance`]. When it fails, nothing is
    /// left of them.
    pub fn write(
        &mut self,
        segment: &Segment,
        (from, end): (PhysicalOffset, PhysicalOffset),
        parts: &mut [IoSlice<'_>],
    ) -> Result<(), AppendStatus> {
        let written = self
            .reserve(segment, end)
            .and_then(|()| segment.file.write_at(parts, segment.position(from)));
        written.map_err(|error| self.write_failed(segment, end, &error))
    }

    fn reserve(&mut self, segment: &Segment, end: PhysicalOffset) -> std::io::Result<()> {
        if end <= self.reserved_to {
            return Ok(());
        }
        let from = self.reserved_to.max(self.position);
        let rest = segment.end().since(from) as u64;
        let need = end.since(from) as u64;
        let room = space::room_for_log(&self.shared, segment.dir());
        if need > room {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        let step = rest.min(reserve_step(room).max(need));
        let at = segment.position(from);
        // Near the end of the disk a step may not fit while the records do.
        let reserved = match segment.file.reserve(at, step) {
            Ok(()) => step,
            Err(_) => segment.file.reserve(at, need).map(|()| need)?,
        };
        self.reserved_to = from.plus(reserved as i64);
        Ok(())
    }

    /// Tidies up behind a failed write: bytes that got through must not be taken for records
    /// by a recovery.
    fn write_failed(
        &mut self,
        segment: &Segment,
        end: PhysicalOffset,
        error: &std::io::Error,
    ) -> AppendStatus {
        let at = segment.position(self.position);
        tracing::error!(%error, file = %segment.path.display(), at, "writing the commit log");
        let len = end.since(self.position) as u64;
        if let Err(error) = segment.file.zero(at, len.min(segment.len - at)) {
            tracing::error!(%error, file = %segment.path.display(), at, "zeroing a failed write");
        }
        self.reserved_to = self.position;
        if is_no_space(error) { AppendStatus::DiskFull } else { AppendStatus::Failed }
    }

    /// Lets everybody read up to `end`; the newest record there was stored at `newest`.
    pub fn advance(&mut self, end: PhysicalOffset, newest: TimestampMs) {
        self.position = end;
        self.shared.log.publish(end, newest);
    }

    /// Lets an empty log begin at `start` instead of 0. Files there are empty, and are removed.
    pub fn begin_at(&mut self, start: PhysicalOffset) -> Result<(), AppendStatus> {
        let log = &self.shared.log;
        log.segments.remove_all().map_err(|error| {
            tracing::error!(%error, "removing an empty commit log file");
            AppendStatus::FileFailed
        })?;
        log.start_at(start, start, TimestampMs(0));
        self.shared.dispatched.set(start, TimestampMs(0));
        (self.position, self.reserved_to, self.current) = (start, start, None);
        Ok(())
    }
}
