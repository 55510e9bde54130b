//! The append thread: the only writer of the commit log.
//!
//! It takes all groups that wait, stamps offsets and store time into their records, and writes
//! them with one call for as much as fits into the file. Nothing else writes the log (on a slave
//! `replica.rs` does, and no group comes), so there is no append lock; being busy in a round is
//! what Apache calls holding it.

use std::io::IoSlice;
use std::ops::Range;
use std::sync::Arc;

use super::append::{AppendStatus, Appended, Group, Results};
use super::config::FlushMode;
use super::flush::Waiting;
use super::hand_over::AppendedRound;
use super::log_writer::LogWriter;
use super::segments::Segment;
use super::shared::Shared;
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset};
use crate::engine::protocol::record::{self, BLANK_HEAD_LEN, MIN_RECORD_LEN};
use crate::engine::util::clock::TimestampMs;

/// A group on its way through a round.
struct Work {
    group: Group,
    results: Results,
}

/// Stamped records that are not written yet.
#[derive(Default)]
struct Unwritten {
    parts: Vec<Part>,
    len: u64,
}

struct Part {
    group: usize,
    entries: Range<usize>,
    bytes: Range<usize>,
}

/// The state of the append thread.
pub(super) struct Appender {
    shared: Arc<Shared>,
    writer: LogWriter,
}

impl Appender {
    /// An appender that goes on where the log ends.
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { writer: LogWriter::new(shared.clone()), shared }
    }

    /// Appends what comes along the lane, until it is closed and empty.
    pub fn run(mut self) {
        let mut groups = Vec::new();
        while self.shared.lane.take(&mut groups) {
            self.round(std::mem::take(&mut groups));
        }
    }

    fn round(&mut self, groups: Vec<Group>) {
        let stored = TimestampMs::now();
        self.shared.append_busy_since.store(stored.0, std::sync::atomic::Ordering::Relaxed);
        let mut works: Vec<Work> = groups.into_iter().map(Work::new).collect();
        let mut unwritten = Unwritten::default();
        for at in 0..works.len() {
            self.place_group(&mut works, at, &mut unwritten, stored);
        }
        self.write(&mut works, &mut unwritten, None, stored);
        self.shared.append_busy_since.store(0, std::sync::atomic::Ordering::Relaxed);
        self.finish(works);
    }

    /// Stamps the records of one group, and writes what comes before where a file ends.
    fn place_group(
        &mut self,
        works: &mut [Work],
        at: usize,
        unwritten: &mut Unwritten,
        stored: TimestampMs,
    ) {
        let (mut entry, mut byte) = (0, 0);
        while let Some((behind, len)) = works[at].chunk(entry) {
            let entries = &works[at].group.entries;
            let gone = entries[entry..behind].iter().any(|e| entries.queue(e).is_retired());
            let room = match gone {
                true => Err(AppendStatus::QueueGone),
                false => self.room_for(works, unwritten, len as u64, stored),
            };
            match room {
                Ok(()) => {
                    let start = self.writer.position().plus(unwritten.len as i64);
                    works[at].stamp(entry..behind, byte, start, stored);
                    unwritten.push(Part {
                        group: at,
                        entries: entry..behind,
                        bytes: byte..byte + len,
                    });
                }
                Err(status) => works[at].fail(entry..behind, status),
            }
            byte += len;
            entry = behind;
        }
    }

    /// Sees to it that `len` more bytes fit behind what is not written yet: ends the file if
    /// they do not.
    fn room_for(
        &mut self,
        works: &mut [Work],
        unwritten: &mut Unwritten,
        len: u64,
        stored: TimestampMs,
    ) -> Result<(), AppendStatus> {
        let file_size = self.shared.log.segments.file_size();
        let need = len + BLANK_HEAD_LEN as u64;
        if need > file_size {
            return Err(AppendStatus::TooLarge);
        }
        loop {
            let segment = self.writer.file()?;
            let left = segment.end().since(self.writer.position()) as u64;
            if unwritten.len + need <= left {
                return Ok(());
            }
            // A failed write takes its records back, and then there may be room.
            let had = unwritten.len;
            if !self.write(works, unwritten, Some(&segment), stored) && had == 0 {
                return Err(AppendStatus::Failed);
            }
        }
    }

    /// Writes the stamped records, and a blank behind them when `ends` is the file to end.
    /// On failure their offsets are taken back. Answers whether it was written.
    fn write(
        &mut self,
        works: &mut [Work],
        unwritten: &mut Unwritten,
        ends: Option<&Arc<Segment>>,
        stored: TimestampMs,
    ) -> bool {
        let Some(segment) = self.writer.current().filter(|_| unwritten.len > 0 || ends.is_some())
        else {
            return true;
        };
        let start = self.writer.position();
        let records_end = start.plus(unwritten.len as i64);
        let left = segment.end().since(records_end);
        let blank = record::blank_head(i32::try_from(left).unwrap_or(i32::MAX));
        let has_blank = ends.is_some() && left >= BLANK_HEAD_LEN as i64;
        let mut parts: Vec<IoSlice<'_>> = Vec::with_capacity(unwritten.parts.len() + 1);
        for part in &unwritten.parts {
            parts.push(IoSlice::new(&works[part.group].group.records[part.bytes.clone()]));
        }
        if has_blank {
            parts.push(IoSlice::new(&blank));
        }
        let written_end = if has_blank { records_end.plus(8) } else { records_end };
        let result = self.writer.write(&segment, (start, written_end), &mut parts);
        let written = result.is_ok();
        match result {
            Ok(()) => {
                let end = if ends.is_some() { segment.end() } else { records_end };
                self.writer.advance(end, stored);
            }
            Err(status) => {
                for part in unwritten.parts.iter().rev() {
                    works[part.group].take_back(part.entries.clone(), status);
                }
            }
        }
        unwritten.parts.clear();
        unwritten.len = 0;
        written
    }

    /// Tells the sinks, hands over to flush and dispatch.
    fn finish(&mut self, mut works: Vec<Work>) {
        let used = works.iter_mut().map(|work| std::mem::take(&mut work.group.records));
        self.shared.spare.give(used);
        let sync = self.shared.config.flush == FlushMode::Sync;
        let mut groups = Vec::with_capacity(works.len());
        let mut waiting = Vec::new();
        for work in works {
            let Work { group: Group { entries, mut sink, .. }, results } = work;
            let must_wait = |result: &Appended| {
                sync && result.status.is_written()
                    && entries.get(result.entry).is_some_and(|entry| entry.waits_for_flush)
            };
            if sync && results.iter().any(must_wait) {
                let (late, now): (Results, Results) = results.iter().copied().partition(must_wait);
                if !now.is_empty() {
                    sink.done(&now);
                }
                waiting.push(Waiting::new(sink, late));
            } else {
                sink.done(&results);
            }
            groups.push((entries, results));
        }
        if !waiting.is_empty() {
            self.shared.flusher.wait_for(waiting);
        }
        self.shared.hand_over.push(AppendedRound { groups, end: self.writer.position() });
    }
}

impl Unwritten {
    fn push(&mut self, part: Part) {
        self.len += part.bytes.len() as u64;
        match self.parts.last_mut() {
            Some(last) if last.group == part.group && last.bytes.end == part.bytes.start => {
                last.entries.end = part.entries.end;
                last.bytes.end = part.bytes.end;
            }
            _ => self.parts.push(part),
        }
    }
}

impl Work {
    fn new(group: Group) -> Self {
        let mut results = Results::with_capacity(group.entries.len());
        let total: usize = group.entries.iter().map(|entry| entry.len as usize).sum();
        let status = if total == group.records.len()
            && group.entries.iter().all(|entry| entry.len as usize >= MIN_RECORD_LEN)
        {
            AppendStatus::Stored
        } else {
            AppendStatus::Failed
        };
        results.extend((0..group.entries.len()).map(|entry| Appended {
            entry,
            status,
            physical_offset: PhysicalOffset(0),
            queue_offset: QueueOffset(0),
            store_timestamp: TimestampMs(0),
        }));
        Self { group, results }
    }

    /// The entries that must stay in one file, from `first` on: the index behind them and
    /// their bytes. `None` behind the last entry, and when the group contradicts itself.
    fn chunk(&self, first: usize) -> Option<(usize, usize)> {
        let entries = self.group.entries.get(first..)?;
        if self.results.get(first)?.status == AppendStatus::Failed {
            return None;
        }
        let joined = entries.iter().skip(1).take_while(|entry| entry.joined).count();
        let chunk = &entries[..=joined];
        Some((first + 1 + joined, chunk.iter().map(|entry| entry.len as usize).sum()))
    }

    fn stamp(
        &mut self,
        entries: Range<usize>,
        byte: usize,
        start: PhysicalOffset,
        stored: TimestampMs,
    ) {
        let (mut byte, mut offset) = (byte, start);
        for at in entries {
            let entries = &self.group.entries;
            let entry = &entries[at];
            let queue_offset = match entry.kind.is_queued() {
                true => entries.queue(entry).take_next(),
                false => QueueOffset(0),
            };
            let len = entry.len as usize;
            record::stamp(&mut self.group.records[byte..byte + len], queue_offset, offset, stored);
            let result = &mut self.results[at];
            result.physical_offset = offset;
            result.queue_offset = queue_offset;
            result.store_timestamp = stored;
            byte += len;
            offset = offset.plus(len as i64);
        }
    }

    fn fail(&mut self, entries: Range<usize>, status: AppendStatus) {
        for result in &mut self.results[entries] {
            result.status = status;
        }
    }

    /// Takes the offsets of entries back that could not be written.
    fn take_back(&mut self, entries: Range<usize>, status: AppendStatus) {
        for entry in &self.group.entries[entries.clone()] {
            if entry.kind.is_queued() {
                self.group.entries.queue(entry).give_back();
            }
        }
        self.fail(entries, status);
    }
}
