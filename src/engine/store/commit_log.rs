//! The commit log: ground state, everything else in the store follows from it.
//!
//! Invariants: bytes below `written` never change, and are whole records and blanks; nothing
//! reads behind `written`; `flushed <= written`. Only the append thread moves `written`.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::error::{IoContext, StoreError};
use super::segments::{Segment, Segments};
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::util::clock::TimestampMs;

/// The files and how far they are written and flushed.
pub(super) struct CommitLog {
    /// The files.
    pub segments: Segments,
    written: AtomicI64,
    flushed: AtomicI64,
    last_store_timestamp: AtomicI64,
    growth: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl CommitLog {
    /// A log over `segments` that is not open for anything yet: recovery says how far it goes.
    pub fn new(segments: Segments) -> Self {
        Self {
            segments,
            written: AtomicI64::new(0),
            flushed: AtomicI64::new(0),
            last_store_timestamp: AtomicI64::new(0),
            growth: OnceLock::new(),
        }
    }

    /// Lets `told` hear of every [`CommitLog::publish`]; only the first call of this counts.
    pub fn on_growth(&self, told: Box<dyn Fn() + Send + Sync>) {
        drop(self.growth.set(told));
    }

    /// First offset that is still there.
    pub fn min(&self) -> PhysicalOffset {
        self.segments.first().map_or(PhysicalOffset(0), |first| first.base)
    }

    /// First offset not written yet.
    pub fn written(&self) -> PhysicalOffset {
        PhysicalOffset(self.written.load(Ordering::Acquire))
    }

    /// Everything before this offset is on the device.
    pub fn flushed(&self) -> PhysicalOffset {
        PhysicalOffset(self.flushed.load(Ordering::Acquire))
    }

    /// Store time of the newest record.
    pub fn last_store_timestamp(&self) -> TimestampMs {
        TimestampMs(self.last_store_timestamp.load(Ordering::Acquire))
    }

    /// Sets the end that recovery found; what is there was read back and counts as flushed
    /// only once `flush` ran.
    pub fn start_at(&self, end: PhysicalOffset, flushed: PhysicalOffset, newest: TimestampMs) {
        self.written.store(end.0, Ordering::Release);
        self.flushed.store(flushed.0, Ordering::Release);
        self.last_store_timestamp.store(newest.0, Ordering::Release);
    }

    /// Makes bytes up to `end` readable.
    pub fn publish(&self, end: PhysicalOffset, newest: TimestampMs) {
        // The time last: whoever reads it finds `end` behind all records up to it.
        self.written.store(end.0, Ordering::Release);
        self.last_store_timestamp.store(newest.0, Ordering::Release);
        if let Some(told) = self.growth.get() {
            told();
        }
    }

    /// Brings everything written so far to the device. Answers up to where, and the store time
    /// up to which that surely reaches.
    pub fn flush(&self) -> Result<(PhysicalOffset, TimestampMs), StoreError> {
        // The time is read first: records up to it were written before.
        let newest = self.last_store_timestamp();
        let target = self.written();
        let mut at = self.flushed();
        while at < target {
            let Some(segment) = self.segments.find(at) else {
                // Cleaned away since, or no file yet behind a full one.
                at = PhysicalOffset(self.segments.base_of(at).0 + self.segments.file_size() as i64);
                continue;
            };
            segment.file.sync_data().or_io("flush", &segment.path)?;
            at = segment.end();
        }
        self.flushed.fetch_max(target.0, Ordering::AcqRel);
        Ok((target, newest))
    }

    /// `len` written bytes from `offset` on, as a slice of the mapped file.
    pub fn slice(&self, offset: PhysicalOffset, len: usize) -> Option<Bytes> {
        let end = offset.0.checked_add(i64::try_from(len).ok()?)?;
        if end > self.written().0 {
            return None;
        }
        self.segments.find(offset)?.slice(offset, len)
    }

    /// Written bytes from `offset` on, at most `max` and within one file, as a slice of that.
    pub fn written_slice(&self, offset: PhysicalOffset, max: usize) -> Option<Bytes> {
        let segment = self.segments.find(offset)?;
        let there = self.written().min(segment.end()).since(offset);
        let len = usize::try_from(there).ok().filter(|there| *there > 0)?.min(max);
        segment.slice(offset, len)
    }

    /// Fills `out` from `offset` on by `pread`. Answers how much there was: reading stops at
    /// the end of the file.
    pub fn read(
        &self,
        segment: &Arc<Segment>,
        offset: PhysicalOffset,
        out: &mut [u8],
    ) -> Result<usize, StoreError> {
        let position = segment.position(offset);
        let len =
            out.len().min(usize::try_from(segment.len - position.min(segment.len)).unwrap_or(0));
        segment.file.read_at(&mut out[..len], position).or_io("read", &segment.path)?;
        Ok(len)
    }
}
