//! The end of a slave's log: takes the raw bytes a master sends and appends what is whole.
//!
//! Derived: everything that is not written yet is asked for again after a restart. Invariants: the
//! log grows by whole records and whole blanks, each of which says itself that it belongs there;
//! every byte stands at the offset at which the master has it.

use std::io::IoSlice;
use std::sync::Arc;

use super::append::AppendStatus;
use super::log_writer::LogWriter;
use super::segments::Segment;
use super::shared::Shared;
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::protocol::record::{
    BLANK_HEAD_LEN, BLANK_MAGIC, MESSAGE_MAGIC, RECORD_HEAD_LEN, Record, RecordHead, blank_head,
};
use crate::engine::util::clock::TimestampMs;

/// Why bytes of a master cannot be appended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplicaError {
    /// The master goes on at another offset than where this log ends.
    #[error("the master's log goes on at offset {found}, this slave's log ends at {expected}")]
    NotNext {
        /// Where this log, with what was received of the next record, ends.
        expected: PhysicalOffset,
        /// What the master sent from.
        found: PhysicalOffset,
    },
    /// The first bytes for an empty log do not begin a file.
    #[error(
        "the master sent from offset {found} to an empty slave, where no file of {file_size} bytes \
         can begin: mappedFileSizeCommitLog must be the same on both"
    )]
    NoFileStart {
        /// What the master sent from.
        found: PhysicalOffset,
        /// `mappedFileSizeCommitLog` here.
        file_size: u64,
    },
    /// What the master sent is no record of its log at that place.
    #[error("at offset {at} the master sent {problem}")]
    NoRecord {
        /// Where it would stand.
        at: PhysicalOffset,
        /// What was found and what was expected.
        problem: String,
    },
    /// This store cannot take it now.
    #[error("the slave's commit log cannot be written: {0:?}")]
    NotWritten(AppendStatus),
    /// This store is closed, or broke down.
    #[error("the slave's store takes nothing any more")]
    Closed,
}

impl ReplicaError {
    /// Whether trying again cannot help: the two logs are not copies of one another.
    pub fn is_divergence(&self) -> bool {
        matches!(self, Self::NotNext { .. } | Self::NoFileStart { .. } | Self::NoRecord { .. })
    }
}

/// The end of a slave's log, and what was received behind it.
pub struct Replica {
    shared: Arc<Shared>,
    writer: LogWriter,
    /// Received bytes that stand at the log's end and are not written: part of a record.
    pending: Vec<u8>,
    /// How far the rest of a file behind a blank's head was received, while it is.
    filler: Option<PhysicalOffset>,
}

/// What stands at a place among the received bytes.
enum Piece {
    /// A record of so many bytes.
    Record(usize),
    /// The file ends here; behind a head of so many bytes nothing counts.
    Blank(usize),
    /// Too little to tell, or not all of it.
    Part,
}

impl Replica {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let writer = LogWriter::new(shared.clone());
        Self { shared, writer, pending: Vec::new(), filler: None }
    }

    /// End of the log: everything before it is whole, written and can be read.
    pub fn log_end(&self) -> PhysicalOffset {
        self.writer.position()
    }

    /// Takes `bytes`, which the master has at `at`, and appends the records that became whole. No
    /// bytes only tell where the master goes on. After an error the master has to go on at the
    /// log's end. Blocks.
    pub fn append(&mut self, at: PhysicalOffset, bytes: &[u8]) -> Result<(), ReplicaError> {
        let taken = self.take(at, bytes);
        if taken.is_err() {
            self.forget_part();
        }
        taken
    }

    /// Forgets what was received of the next record: a master that is connected anew begins at
    /// the log's end.
    pub fn forget_part(&mut self) {
        self.pending.clear();
        self.filler = None;
    }

    fn take(&mut self, at: PhysicalOffset, bytes: &[u8]) -> Result<(), ReplicaError> {
        if self.shared.flags.refusal_of_replica() {
            return Err(ReplicaError::Closed);
        }
        let expected = match self.filler {
            Some(received) => received,
            None => self.writer.position().plus(self.pending.len() as i64),
        };
        if expected == PhysicalOffset(0) && at != expected && !bytes.is_empty() {
            self.begin_at(at)?;
        } else if at != expected && expected != PhysicalOffset(0) {
            return Err(ReplicaError::NotNext { expected, found: at });
        }
        let mut bytes = bytes;
        while !bytes.is_empty() {
            bytes = self.fill(bytes)?;
            self.write_whole()?;
        }
        Ok(())
    }

    /// An empty log begins where the master's last file does.
    fn begin_at(&mut self, start: PhysicalOffset) -> Result<(), ReplicaError> {
        let segments = &self.shared.log.segments;
        if start.0 < 0 || segments.base_of(start) != start {
            let file_size = segments.file_size();
            return Err(ReplicaError::NoFileStart { found: start, file_size });
        }
        tracing::info!(%start, "the slave's log begins where the master's last file does");
        self.writer.begin_at(start).map_err(ReplicaError::NotWritten)
    }

    /// Takes from the front of `bytes` what goes behind a blank, or else all; answers the rest.
    fn fill<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], ReplicaError> {
        let Some(from) = self.filler else {
            self.pending.extend_from_slice(bytes);
            return Ok(&[]);
        };
        let file = self.writer.file().map_err(ReplicaError::NotWritten)?;
        let len = bytes.len().min(usize::try_from(file.end().since(from)).unwrap_or(0));
        let (mine, rest) = bytes.split_at(len);
        let end = from.plus(len as i64);
        // Mostly nothing was ever written there; then it stays a hole.
        if mine.iter().any(|byte| *byte != 0) {
            let parts = &mut [IoSlice::new(mine)];
            self.writer.write(&file, (from, end), parts).map_err(ReplicaError::NotWritten)?;
        }
        self.filler = Some(end);
        if end == file.end() {
            self.end_file(&file)?;
        }
        Ok(rest)
    }

    /// Everything of a file is there: its blank's head goes last, so that a restart before asks
    /// for all of the blank again.
    fn end_file(&mut self, file: &Segment) -> Result<(), ReplicaError> {
        let (at, end) = (self.writer.position(), file.end());
        let left = end.since(at);
        if left >= BLANK_HEAD_LEN as i64 {
            let head = blank_head(i32::try_from(left).unwrap_or(i32::MAX));
            let span = (at, at.plus(BLANK_HEAD_LEN as i64));
            let parts = &mut [IoSlice::new(&head)];
            self.writer.write(file, span, parts).map_err(ReplicaError::NotWritten)?;
        }
        self.filler = None;
        self.advance(end, self.shared.log.last_store_timestamp());
        Ok(())
    }

    fn advance(&mut self, end: PhysicalOffset, newest: TimestampMs) {
        self.writer.advance(end, newest);
        self.shared.hand_over.start_scanning();
    }

    /// Appends the whole records at the front of what was received, and begins a blank.
    fn write_whole(&mut self) -> Result<(), ReplicaError> {
        while self.filler.is_none() && !self.pending.is_empty() {
            let file = self.writer.file().map_err(ReplicaError::NotWritten)?;
            let start = self.writer.position();
            let (mut whole, mut last) = (0, 0..0);
            let stops_at = loop {
                match self.piece(&file, whole)? {
                    Piece::Record(len) => {
                        last = whole..whole + len;
                        whole = last.end;
                    }
                    other => break other,
                }
            };
            if whole > 0 {
                // What rots on the master's disk is copied as it is.
                let newest = Record::decode(&self.pending[last]).map_or_else(
                    |_| self.shared.log.last_store_timestamp(),
                    |record| record.store_timestamp,
                );
                let end = start.plus(whole as i64);
                let parts = &mut [IoSlice::new(&self.pending[..whole])];
                self.writer.write(&file, (start, end), parts).map_err(ReplicaError::NotWritten)?;
                self.pending.drain(..whole);
                self.advance(end, newest);
            }
            match stops_at {
                Piece::Blank(head) => {
                    self.filler = Some(self.writer.position().plus(head as i64));
                    let received = self.pending.split_off(head);
                    self.pending.clear();
                    let mut rest = received.as_slice();
                    if self.filler == Some(file.end()) {
                        self.end_file(&file)?;
                    }
                    while !rest.is_empty() {
                        rest = self.fill(rest)?;
                    }
                }
                Piece::Record(_) => {}
                // A file that is full to its last byte is followed by the next one.
                Piece::Part if self.writer.position() == file.end() => {}
                Piece::Part => return Ok(()),
            }
        }
        Ok(())
    }

    /// What stands at `skip` among the received bytes, which begin at the log's end.
    fn piece(&self, file: &Segment, skip: usize) -> Result<Piece, ReplicaError> {
        let at = self.writer.position().plus(skip as i64);
        let left = usize::try_from(file.end().since(at)).unwrap_or(0);
        let bytes = self.pending.get(skip..).unwrap_or_default();
        let no_record = |problem| Err(ReplicaError::NoRecord { at, problem });
        if left == 0 || bytes.is_empty() {
            return Ok(Piece::Part);
        }
        if left < BLANK_HEAD_LEN {
            return Ok(Piece::Blank(0));
        }
        let Some(head) = RecordHead::read(bytes) else { return Ok(Piece::Part) };
        let size = usize::try_from(head.size).unwrap_or(0);
        if head.magic == BLANK_MAGIC {
            if size == left {
                return Ok(Piece::Blank(BLANK_HEAD_LEN));
            }
            return no_record(format!(
                "a blank of {size} bytes, {left} are left in the file: mappedFileSizeCommitLog \
                 must be the same on both"
            ));
        }
        if head.magic != MESSAGE_MAGIC {
            return no_record(format!("magic {:#010x}, expected 0xdaa320a7", head.magic));
        }
        if size < RECORD_HEAD_LEN || size > left {
            return no_record(format!(
                "a record of {size} bytes, {left} are left in the file: mappedFileSizeCommitLog \
                 must be the same on both"
            ));
        }
        match head.physical_offset {
            Some(own) if own != at => {
                no_record(format!("a record that says it is at offset {own}"))
            }
            Some(_) if bytes.len() >= size => Ok(Piece::Record(size)),
            _ => Ok(Piece::Part),
        }
    }
}
