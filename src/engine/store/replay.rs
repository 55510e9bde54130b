//! The one loop that reads the commit log record by record: for recovery, for dispatch that
//! fell behind, and for whoever checks a store.
//!
//! It reads by `pread`, so that a failing disk is an error and not a signal, and takes nothing
//! for granted about the bytes.

use std::sync::Arc;

use super::commit_log::CommitLog;
use super::error::{IoContext, StoreError};
use super::read_ahead::{Ahead, Chunk};
use super::segments::Segment;
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::protocol::record::{BLANK_HEAD_LEN, BLANK_MAGIC, MESSAGE_MAGIC, Record};

/// Bytes that are searched at once for the next record.
const CHUNK: usize = 1 << 20;
/// Bytes that a device writes together, at least.
const SECTOR: u64 = 512;
/// Bytes of a record up to and with its physical offset.
const HEAD_LEN: usize = 36;

/// One record on the way.
pub(super) struct Seen<'a> {
    /// Where it starts.
    pub offset: PhysicalOffset,
    /// Its length in bytes.
    pub len: u32,
    /// What it says.
    pub record: Record<'a>,
}

/// A stretch of the log that holds no good record, and that the scan went past.
pub(super) struct Damage<'a> {
    /// Where it starts.
    pub at: PhysicalOffset,
    /// Where the scan goes on.
    pub end: PhysicalOffset,
    /// What was expected and what was found.
    pub problem: &'a str,
    /// The record that stands there, when only its body is wrong.
    pub record: Option<Record<'a>>,
}

/// What a scan shows.
pub(super) enum Sight<'a> {
    /// A good record.
    Record(Seen<'a>),
    /// Something else.
    Damage(Damage<'a>),
}

/// What a scan does about something that is no good record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Past {
    /// It ends there.
    Nothing,
    /// It goes on behind a damaged record whose own place and length are right when a good one
    /// follows: that is no torn end. A record with a sector of zeros in it may still be one, where
    /// a power cut spared what stands behind.
    Rot,
    /// The same in a log that was flushed to its end, so that nothing in it is torn. Before
    /// `queued`, up to where queues know records, it looks for the next good one.
    Flushed {
        /// End of the newest record that has a queue unit.
        queued: PhysicalOffset,
    },
    /// It looks for the next good record. For a log that is known to reach to the limit.
    All,
}

/// Where a scan ended, and why.
#[derive(Debug)]
pub(super) struct ScanEnd {
    /// Everything from the start to here is whole records and blanks.
    pub at: PhysicalOffset,
    /// Why it did not go on.
    pub cause: EndCause,
}

/// Why a scan ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndCause {
    /// The scan came to where it was told to stop, or to the end of the last file.
    Limit,
    /// The visitor had enough.
    Visitor,
    /// Zeros: nothing was written here.
    Unwritten,
    /// Something that is no record.
    Damaged {
        /// The file.
        file: String,
        /// What was expected and what was found.
        problem: String,
    },
}

/// A scan of the log.
pub(super) struct Scan<'a> {
    log: &'a CommitLog,
    limit: PhysicalOffset,
    check_crc: bool,
    past: Past,
    held: Chunk,
    ahead: Option<Ahead>,
}

/// What stands at a place.
enum Step<'b> {
    /// With its length.
    Record(u32, Record<'b>),
    NextFile,
    Unwritten,
    /// With the record's length, where it can be told.
    Damaged(Option<u32>, String),
}

impl<'a> Scan<'a> {
    /// A scan that ends before `limit`, and at the first thing that is no good record.
    pub fn new(log: &'a CommitLog, limit: PhysicalOffset, check_crc: bool) -> Self {
        let (past, held, ahead) = (Past::Nothing, Chunk::default(), None);
        Self { log, limit, check_crc, past, held, ahead }
    }

    /// The same scan, over what another thread reads ahead of it as far as it does.
    pub fn fed_by(mut self, ahead: Ahead) -> Self {
        self.ahead = Some(ahead);
        self
    }

    /// The same scan with another way about damage.
    pub fn going_past(mut self, past: Past) -> Self {
        self.past = past;
        self
    }

    /// Shows `visit` every good record from `from` on, until it answers `false`. Damage that the
    /// scan goes past is logged.
    pub fn run(
        &mut self,
        from: PhysicalOffset,
        visit: &mut dyn FnMut(Seen<'_>) -> Result<bool, StoreError>,
    ) -> Result<ScanEnd, StoreError> {
        self.look(from, &mut |sight| match sight {
            Sight::Record(seen) => visit(seen),
            Sight::Damage(Damage { at, end, problem, record }) => {
                let message = record.map(|r| (r.topic.to_owned(), r.queue_id, r.queue_offset));
                tracing::error!(%at, %end, problem, ?message, "the commit log is damaged");
                Ok(true)
            }
        })
    }

    /// The record of `len` bytes at `at`, if one is there that can be read.
    pub fn record(&mut self, at: PhysicalOffset, len: u32) -> Result<Option<Seen<'_>>, StoreError> {
        self.limit = at.plus(i64::from(len));
        let Some(segment) = self.log.segments.find(at) else { return Ok(None) };
        Ok(match self.step(&segment, at)? {
            Step::Record(found, record) if found == len => Some(Seen { offset: at, len, record }),
            _ => None,
        })
    }

    /// Shows `visit` everything from `from` on, until it answers `false`.
    pub fn look(
        &mut self,
        from: PhysicalOffset,
        visit: &mut dyn FnMut(Sight<'_>) -> Result<bool, StoreError>,
    ) -> Result<ScanEnd, StoreError> {
        let mut at = from;
        let mut in_hand: Option<Arc<Segment>> = None;
        while at < self.limit {
            let segment = match in_hand.take().filter(|segment| at < segment.end()) {
                Some(segment) => segment,
                None => match self.log.segments.find(at) {
                    Some(segment) => segment,
                    None => break,
                },
            };
            let wants_more = match self.step(&segment, at)? {
                Step::NextFile => {
                    at = segment.end();
                    continue;
                }
                Step::Record(len, record) => {
                    let wants_more = visit(Sight::Record(Seen { offset: at, len, record }))?;
                    at = if wants_more { at.plus(i64::from(len)) } else { at };
                    wants_more
                }
                Step::Unwritten => {
                    let problem = "zeros, expected a record";
                    let Some(end) = self.way_past(&segment, at, None)? else {
                        return Ok(ScanEnd { at, cause: EndCause::Unwritten });
                    };
                    let wants_more =
                        visit(Sight::Damage(Damage { at, end, problem, record: None }))?;
                    at = end;
                    wants_more
                }
                Step::Damaged(len, problem) => {
                    let Some(end) = self.way_past(&segment, at, len)? else {
                        let file = segment.path.display().to_string();
                        let problem = format!("at offset {at}: {problem}");
                        return Ok(ScanEnd { at, cause: EndCause::Damaged { file, problem } });
                    };
                    let record = match len {
                        Some(len) => self.decoded(&segment, at, len)?,
                        None => None,
                    };
                    let wants_more =
                        visit(Sight::Damage(Damage { at, end, problem: &problem, record }))?;
                    at = end;
                    wants_more
                }
            };
            if !wants_more {
                return Ok(ScanEnd { at, cause: EndCause::Visitor });
            }
            in_hand = Some(segment);
        }
        Ok(ScanEnd { at, cause: EndCause::Limit })
    }

    /// The record of `len` bytes at `at`, if it can be read as one.
    fn decoded(
        &mut self,
        segment: &Arc<Segment>,
        at: PhysicalOffset,
        len: u32,
    ) -> Result<Option<Record<'_>>, StoreError> {
        Ok(Record::decode(self.fill(segment, at, len as usize)?).ok())
    }

    /// Where to go on behind something that is no good record, if anywhere.
    fn way_past(
        &mut self,
        segment: &Arc<Segment>,
        at: PhysicalOffset,
        len: Option<u32>,
    ) -> Result<Option<PhysicalOffset>, StoreError> {
        let behind = len.map(|len| at.plus(i64::from(len)));
        if self.past == Past::Nothing {
            return Ok(None);
        }
        if let Some(end) = behind {
            let is_torn = self.past == Past::Rot && self.has_zero_sector(segment, at, end)?;
            if !is_torn && self.goes_on(segment, end)? {
                return Ok(Some(end));
            }
        }
        let known = match self.past {
            Past::Nothing | Past::Rot => return Ok(None),
            Past::Flushed { queued } => queued,
            Past::All => self.limit,
        };
        if at >= known {
            return Ok(None);
        }
        let next = self.next_record(segment, at)?.unwrap_or(segment.end());
        Ok((next < known).then_some(next))
    }

    /// Whether the log goes on at `at`, which lies behind a damaged record, in a good way.
    fn goes_on(
        &mut self,
        segment: &Arc<Segment>,
        mut at: PhysicalOffset,
    ) -> Result<bool, StoreError> {
        while at < segment.end() {
            match self.step(segment, at)? {
                Step::Record(..) | Step::NextFile => return Ok(true),
                Step::Unwritten => return Ok(self.past != Past::Rot),
                Step::Damaged(None, _) => return Ok(false),
                Step::Damaged(Some(len), _) => at = at.plus(i64::from(len)),
            }
        }
        Ok(true)
    }

    /// Whether one of the sectors between two places holds only zeros there.
    fn has_zero_sector(
        &mut self,
        segment: &Arc<Segment>,
        at: PhysicalOffset,
        end: PhysicalOffset,
    ) -> Result<bool, StoreError> {
        let start = segment.position(at);
        let bytes = self.fill(segment, at, end.since(at) as usize)?;
        let first = ((start.next_multiple_of(SECTOR) - start) as usize).min(bytes.len());
        let (head, rest) = bytes.split_at(first);
        let is_zero = |part: &[u8]| part.iter().all(|byte| *byte == 0);
        Ok((!head.is_empty() && is_zero(head)) || rest.chunks(SECTOR as usize).any(is_zero))
    }

    /// The next good record of the file behind `at`: one with the right magic, its own place in
    /// it and, whatever this scan checks else, a body of the right CRC.
    fn next_record(
        &mut self,
        segment: &Arc<Segment>,
        at: PhysicalOffset,
    ) -> Result<Option<PhysicalOffset>, StoreError> {
        let mut from = at.plus(1);
        let mut chunk = vec![0; CHUNK];
        while from < segment.end() {
            // Files are mostly holes behind the end of the log.
            let position = segment.position(from);
            let data = segment.file.next_data(position).or_io("read", &segment.path)?;
            let Some(data) = data else { return Ok(None) };
            from = from.plus(data.saturating_sub(position) as i64);
            let len = self.log.read(segment, from, &mut chunk)?;
            let mut skip = 0;
            while let Some(found) = find_magic(&chunk[skip..len]) {
                skip += found + 1;
                let candidate = from.plus((skip - 1) as i64 - MAGIC_AT);
                if candidate > at && self.is_record(segment, candidate)? {
                    return Ok(Some(candidate));
                }
            }
            // A magic may lie across two reads.
            let step = if len > MAGIC.len() { len - MAGIC.len() + 1 } else { len.max(1) };
            from = from.plus(step as i64);
        }
        Ok(None)
    }

    fn is_record(
        &mut self,
        segment: &Arc<Segment>,
        at: PhysicalOffset,
    ) -> Result<bool, StoreError> {
        let checks = std::mem::replace(&mut self.check_crc, true);
        let is_record = self.step(segment, at).map(|step| matches!(step, Step::Record(..)));
        self.check_crc = checks;
        is_record
    }

    /// Looks at what stands at `at`.
    fn step(&mut self, segment: &Arc<Segment>, at: PhysicalOffset) -> Result<Step<'_>, StoreError> {
        let left = segment.end().since(at) as usize;
        if left < BLANK_HEAD_LEN {
            return Ok(Step::NextFile);
        }
        let check_crc = self.check_crc;
        let head = self.fill(segment, at, left.min(HEAD_LEN))?;
        let (size, magic) = (int_at(head, 0), int_at(head, 4));
        if magic == BLANK_MAGIC {
            if usize::try_from(size) == Ok(left) {
                return Ok(Step::NextFile);
            }
            let problem = format!("a blank of {size} bytes, expected {left} to the file's end");
            return Ok(Step::Damaged(None, problem));
        }
        if size == 0 && magic == 0 {
            return Ok(Step::Unwritten);
        }
        if magic != MESSAGE_MAGIC {
            let problem = format!("magic {magic:#010x}, expected 0xdaa320a7");
            return Ok(Step::Damaged(None, problem));
        }
        let len = usize::try_from(size).unwrap_or(0);
        if len < HEAD_LEN || len > left {
            let problem = format!("a record of {size} bytes, {left} are left in the file");
            return Ok(Step::Damaged(None, problem));
        }
        let own = long_at(head, HEAD_LEN - 8);
        if own != at.0 {
            return Ok(Step::Damaged(None, format!("a record that says it is at offset {own}")));
        }
        let bytes = self.fill(segment, at, len)?;
        let len = len as u32;
        let checked = Record::decode(bytes).and_then(|record| {
            if check_crc { record.check_body().map(|()| record) } else { Ok(record) }
        });
        Ok(match checked {
            Ok(record) => {
                let lost = check_crc.then(|| lost_sector(bytes, &record, segment.position(at)));
                match lost.flatten() {
                    Some(problem) => Step::Damaged(Some(len), problem),
                    None => Step::Record(len, record),
                }
            }
            Err(error) => Step::Damaged(Some(len), error.to_string()),
        })
    }

    /// `len` bytes from `at` on, which lie in `segment`.
    fn fill(
        &mut self,
        segment: &Arc<Segment>,
        at: PhysicalOffset,
        len: usize,
    ) -> Result<&[u8], StoreError> {
        if self.held.get(segment, at, len).is_none() {
            let is_here = match &mut self.ahead {
                Some(ahead) => ahead.replace(&mut self.held, segment, at, len)?,
                None => false,
            };
            if !is_here {
                // Not past the limit: what is written there meanwhile must not be held as it was.
                self.held.read(self.log, segment, (at, self.limit), len)?;
            }
        }
        self.held
            .get(segment, at, len)
            .ok_or_else(|| StoreError::Record { offset: at, what: "nothing to read".to_owned() })
    }
}

/// Tells of a sector that a power cut left as zeros in the topic or the properties. The CRC covers
/// the body only, and the lengths before such a sector are right; but no text has that many zeros.
fn lost_sector(bytes: &[u8], record: &Record<'_>, position: u64) -> Option<String> {
    for (field, text) in [("topic", record.topic), ("properties", record.properties)] {
        let start = position + (text.as_ptr().addr() - bytes.as_ptr().addr()) as u64;
        let end = start + text.len() as u64;
        let mut sector = start.next_multiple_of(SECTOR);
        while sector < end {
            let behind = end.min(sector + SECTOR);
            let part = text.as_bytes().get((sector - start) as usize..(behind - start) as usize);
            if part.is_some_and(|part| part.iter().all(|byte| *byte == 0)) {
                return Some(format!("zeros from file position {sector} on, in the {field}"));
            }
            sector += SECTOR;
        }
    }
    None
}

/// Where the magic stands in a record.
const MAGIC_AT: i64 = 4;
const MAGIC: [u8; 4] = MESSAGE_MAGIC.to_be_bytes();

/// Where the first magic of a record starts in `bytes`.
fn find_magic(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == MAGIC[0])?;
        if bytes[at..].starts_with(&MAGIC) {
            return Some(at);
        }
        at += 1;
    }
}

fn int_at(bytes: &[u8], at: usize) -> i32 {
    bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |word| i32::from_be_bytes(*word))
}

fn long_at(bytes: &[u8], at: usize) -> i64 {
    bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |word| i64::from_be_bytes(*word))
}
