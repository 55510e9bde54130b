//! The one loop that reads the commit log record by record: for recovery, for dispatch that
//! fell behind, and for whoever checks a store.
//!
//! It reads by `pread`, so that a failing disk is an error and not a signal, and takes nothing
//! for granted about the bytes.

use std::sync::Arc;

use super::commit_log::CommitLog;
use super::error::StoreError;
use super::segments::Segment;
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::protocol::record::{BLANK_HEAD_LEN, BLANK_MAGIC, MESSAGE_MAGIC, Record};

/// Bytes read at once; a longer record is read whole.
const CHUNK: usize = 1 << 20;
/// Bytes that reach the device together.
const PAGE: u64 = 4096;
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
    buffer: Vec<u8>,
    /// What `buffer` holds: this file, from this offset, so many bytes.
    held: Option<(Arc<Segment>, PhysicalOffset, usize)>,
}

enum Step {
    Record(u32),
    NextFile,
    Stop(EndCause),
}

impl<'a> Scan<'a> {
    /// A scan that ends before `limit`.
    pub fn new(log: &'a CommitLog, limit: PhysicalOffset, check_crc: bool) -> Self {
        Self { log, limit, check_crc, buffer: vec![0; CHUNK], held: None }
    }

    /// Shows `visit` every record from `from` on, until it answers `false`.
    pub fn run(
        &mut self,
        from: PhysicalOffset,
        visit: &mut dyn FnMut(Seen<'_>) -> Result<bool, StoreError>,
    ) -> Result<ScanEnd, StoreError> {
        let mut at = from;
        while at < self.limit {
            let Some(segment) = self.log.segments.find(at) else { break };
            match self.step(&segment, at)? {
                Step::NextFile => at = segment.end(),
                Step::Stop(cause) => return Ok(ScanEnd { at, cause }),
                Step::Record(len) => {
                    let bytes = self.fill(&segment, at, len as usize)?;
                    let record = match Record::decode(bytes) {
                        Ok(record) => record,
                        Err(error) => {
                            return Ok(damaged(&segment, at, error.to_string()));
                        }
                    };
                    if !visit(Seen { offset: at, len, record })? {
                        return Ok(ScanEnd { at, cause: EndCause::Visitor });
                    }
                    at = at.plus(i64::from(len));
                }
            }
        }
        Ok(ScanEnd { at, cause: EndCause::Limit })
    }

    /// Looks at what stands at `at`.
    fn step(&mut self, segment: &Arc<Segment>, at: PhysicalOffset) -> Result<Step, StoreError> {
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
            return Ok(stop(segment, problem));
        }
        if size == 0 && magic == 0 {
            return Ok(Step::Stop(EndCause::Unwritten));
        }
        if magic != MESSAGE_MAGIC {
            let problem = format!("magic {magic:#010x} at offset {at}, expected 0xdaa320a7");
            return Ok(stop(segment, problem));
        }
        let len = usize::try_from(size).unwrap_or(0);
        if len < HEAD_LEN || len > left {
            let problem =
                format!("a record of {size} bytes at offset {at}, {left} are left in the file");
            return Ok(stop(segment, problem));
        }
        let own = long_at(head, HEAD_LEN - 8);
        if own != at.0 {
            return Ok(stop(segment, format!("a record of offset {own} at offset {at}")));
        }
        if check_crc {
            let bytes = self.fill(segment, at, len)?;
            let problem = match Record::decode(bytes) {
                Ok(record) => match record.check_body() {
                    Ok(()) => lost_page(bytes, &record, segment.position(at)),
                    Err(error) => Some(error.to_string()),
                },
                Err(error) => Some(error.to_string()),
            };
            if let Some(problem) = problem {
                return Ok(stop(segment, format!("the record at offset {at}: {problem}")));
            }
        }
        Ok(Step::Record(len as u32))
    }

    /// `len` bytes from `at` on, which lie in `segment`.
    fn fill(
        &mut self,
        segment: &Arc<Segment>,
        at: PhysicalOffset,
        len: usize,
    ) -> Result<&[u8], StoreError> {
        if let Some((held, start, filled)) = &self.held {
            let skip = at.since(*start);
            if Arc::ptr_eq(held, segment) && skip >= 0 && skip as usize + len <= *filled {
                return Ok(&self.buffer[skip as usize..skip as usize + len]);
            }
        }
        if self.buffer.len() < len {
            self.buffer.resize(len, 0);
        }
        self.held = None;
        // Not past the limit: what is written there meanwhile must not be held as it was.
        let known = usize::try_from(self.limit.since(at)).unwrap_or(0).max(len);
        let want = self.buffer.len().min(known);
        let filled = self.log.read(segment, at, &mut self.buffer[..want])?;
        self.held = Some((segment.clone(), at, filled));
        self.buffer
            .get(..len.min(filled))
            .ok_or_else(|| StoreError::Record { offset: at, what: "nothing to read".to_owned() })
    }
}

/// Tells of a page that a power cut left as zeros in the topic or the properties. The CRC covers
/// the body only, and the lengths before such a page are right; but no text has a zero byte.
fn lost_page(bytes: &[u8], record: &Record<'_>, position: u64) -> Option<String> {
    for (field, text) in [("topic", record.topic), ("properties", record.properties)] {
        let start = position + (text.as_ptr().addr() - bytes.as_ptr().addr()) as u64;
        let mut page = start.next_multiple_of(PAGE);
        while page < start + text.len() as u64 {
            if text.as_bytes().get((page - start) as usize) == Some(&0) {
                return Some(format!("zeros from file position {page} on, in the {field}"));
            }
            page += PAGE;
        }
    }
    None
}

fn stop(segment: &Segment, problem: String) -> Step {
    Step::Stop(EndCause::Damaged { file: segment.path.display().to_string(), problem })
}

fn damaged(segment: &Segment, at: PhysicalOffset, problem: String) -> ScanEnd {
    let file = segment.path.display().to_string();
    let problem = format!("the record at offset {at}: {problem}");
    ScanEnd { at, cause: EndCause::Damaged { file, problem } }
}

fn int_at(bytes: &[u8], at: usize) -> i32 {
    bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |word| i32::from_be_bytes(*word))
}

fn long_at(bytes: &[u8], at: usize) -> i64 {
    bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |word| i64::from_be_bytes(*word))
}
