//! What goes over a replication connection: a slave's reports, a master's transfers.

use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::util::cursor::{Cursor, OutOfBytes};

/// Bytes of a report: the offset up to which the slave has the log, or asks for it.
pub const REPORT_LEN: usize = 8;
/// Bytes of a transfer's head.
pub const HEAD_LEN: usize = 12;

/// A slave's report.
pub fn report(offset: PhysicalOffset) -> [u8; REPORT_LEN] {
    offset.0.to_be_bytes()
}

/// The newest of the whole reports at the front of `bytes`, and how many bytes they take.
pub fn newest_report(bytes: &[u8]) -> Option<(PhysicalOffset, usize)> {
    let (reports, _) = bytes.as_chunks::<REPORT_LEN>();
    let last = reports.last()?;
    Some((PhysicalOffset(i64::from_be_bytes(*last)), reports.len() * REPORT_LEN))
}

/// The head of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferHead {
    /// Where in the log the bytes behind the head stand.
    pub offset: PhysicalOffset,
    /// How many there are; none in a sign of life.
    pub len: i32,
}

impl TransferHead {
    /// The head as it is sent.
    pub fn encode(self) -> [u8; HEAD_LEN] {
        let mut bytes = [0; HEAD_LEN];
        let (offset, len) = bytes.split_at_mut(REPORT_LEN);
        offset.copy_from_slice(&self.offset.0.to_be_bytes());
        len.copy_from_slice(&self.len.to_be_bytes());
        bytes
    }

    /// The head at the front of `bytes`.
    pub fn decode(bytes: &[u8]) -> Result<Self, OutOfBytes> {
        let mut cursor = Cursor::new(bytes);
        Ok(Self { offset: PhysicalOffset(cursor.i64()?), len: cursor.i32()? })
    }
}
