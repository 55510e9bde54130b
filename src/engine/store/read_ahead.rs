//! Reading the log ahead of a scan: one thread reads, chunk by chunk, while the scan checks and
//! dispatches what was read before.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};

use super::commit_log::CommitLog;
use super::error::StoreError;
use super::segments::Segment;
use crate::engine::protocol::names::PhysicalOffset;

/// Bytes read at once.
const CHUNK: usize = 1 << 20;
/// Bytes kept free before a chunk, for the start of a record that ends in it.
const ROOM: usize = CHUNK;
/// Chunks that are in use or ready.
const CHUNKS: usize = 4;
/// Bytes for which the system is asked at once. Linux reads no more than a device's read-ahead
/// for one request, which is 128 KiB where nobody changed it.
const STEP: i64 = 128 << 10;
/// How far ahead of the reading thread the system is asked to read.
const AHEAD: i64 = 32 << 20;

/// Bytes of one log file, in memory.
#[derive(Default)]
pub(super) struct Chunk {
    segment: Option<Arc<Segment>>,
    /// The bytes stand from `first` to `end`.
    buffer: Vec<u8>,
    first: usize,
    end: usize,
    /// Where in the log the first of them stands.
    start: PhysicalOffset,
}

impl Chunk {
    /// `len` bytes from `at` on, if all of them are here.
    pub fn get(&self, segment: &Arc<Segment>, at: PhysicalOffset, len: usize) -> Option<&[u8]> {
        let held = self.segment.as_ref().is_some_and(|held| Arc::ptr_eq(held, segment));
        let skip = usize::try_from(at.since(self.start)).ok().filter(|_| held)?;
        self.buffer.get(self.first..self.end)?.get(skip..skip.checked_add(len)?)
    }

    /// Reads from `at` on: `least` bytes or a usual chunk, whichever is more, but not past the
    /// end of the file or `limit`. What was here before is gone, whatever comes.
    pub fn read(
        &mut self,
        log: &CommitLog,
        segment: &Arc<Segment>,
        (at, limit): (PhysicalOffset, PhysicalOffset),
        least: usize,
    ) -> Result<(), StoreError> {
        self.segment = None;
        let known = usize::try_from(limit.since(at)).unwrap_or(0);
        let want = CHUNK.min(known).max(least);
        if self.buffer.len() < ROOM + want {
            self.buffer = vec![0; ROOM + want];
        }
        let read = log.read(segment, at, &mut self.buffer[ROOM..ROOM + want])?;
        (self.first, self.end, self.start) = (ROOM, ROOM + read, at);
        self.segment = Some(segment.clone());
        Ok(())
    }

    fn behind(&self) -> PhysicalOffset {
        self.start.plus((self.end - self.first) as i64)
    }

    /// Puts the end of `before`, from `at` on, in front of this chunk, if that is all that stands
    /// between and there is room.
    fn reach_back(&mut self, before: &Chunk, at: PhysicalOffset) -> Option<()> {
        let missing = usize::try_from(self.start.since(at)).ok()?;
        let first = self.first.checked_sub(missing)?;
        let bytes = before.get(self.segment.as_ref()?, at, missing)?;
        self.buffer[first..self.first].copy_from_slice(bytes);
        (self.first, self.start) = (first, at);
        Some(())
    }
}

/// The scan's end of it: chunks in the order of the log.
pub(super) struct Ahead {
    chunks: Receiver<Result<Chunk, StoreError>>,
    /// Gives chunks back, to be filled again; each is leave to read one more.
    spent: Sender<Chunk>,
    lent: usize,
    next: Option<Chunk>,
}

/// Runs `scan` while another thread reads the log for it, from `from` to `limit`. Reading ends
/// when the scan ends, however it ends.
pub(super) fn reading_ahead<T>(
    log: &CommitLog,
    from: PhysicalOffset,
    limit: PhysicalOffset,
    scan: impl FnOnce(Ahead) -> T,
) -> T {
    let (spent, to_fill) = mpsc::channel();
    let (filled, chunks) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || read(log, (from, limit), &to_fill, &filled));
        let mut ahead = Ahead { chunks, spent, lent: 0, next: None };
        // Not more for a scan that ends at once, as after a proper stop.
        ahead.lend(1);
        scan(ahead)
    })
}

impl Ahead {
    /// Puts `len` bytes from `at` on in place of what `held` has, if they were read ahead.
    /// `held` has nothing of use behind `at` but the start of a record.
    pub fn replace(
        &mut self,
        held: &mut Chunk,
        segment: &Arc<Segment>,
        at: PhysicalOffset,
        len: usize,
    ) -> Result<bool, StoreError> {
        let mut next = loop {
            match self.next.take().map_or_else(|| self.chunks.recv(), |next| Ok(Ok(next))) {
                Ok(chunk) => {
                    let chunk = chunk?;
                    if chunk.behind() > at {
                        break chunk;
                    }
                    self.give_back(chunk);
                }
                Err(mpsc::RecvError) => return Ok(false),
            }
        };
        self.lend(CHUNKS);
        if next.start > at {
            next.reach_back(held, at);
        }
        if next.get(segment, at, len).is_none() {
            self.next = Some(next);
            return Ok(false);
        }
        self.give_back(std::mem::replace(held, next));
        Ok(true)
    }

    fn lend(&mut self, total: usize) {
        while self.lent < total {
            self.lent += 1;
            self.give_back(Chunk::default());
        }
    }

    fn give_back(&self, chunk: Chunk) {
        // Nobody takes it when all is read.
        self.spent.send(chunk).ok();
    }
}

/// The reading thread: fills what it is given until it comes to the limit, an error, or the
/// scan's end.
fn read(
    log: &CommitLog,
    (from, limit): (PhysicalOffset, PhysicalOffset),
    to_fill: &Receiver<Chunk>,
    filled: &Sender<Result<Chunk, StoreError>>,
) {
    let (mut at, mut asked) = (from, from);
    while at < limit
        && let Ok(mut chunk) = to_fill.recv()
    {
        if at > from {
            asked = ask(log, asked.max(at), limit.min(at.plus(AHEAD)));
        }
        let Some(segment) = log.segments.find(at) else { return };
        let result = chunk.read(log, &segment, (at, limit), 0);
        at = chunk.behind();
        let ends = result.is_err();
        if filled.send(result.map(|()| chunk)).is_err() || ends {
            return;
        }
    }
}

/// Asks the system to read from `at` to `end`; answers up to where it did.
fn ask(log: &CommitLog, mut at: PhysicalOffset, end: PhysicalOffset) -> PhysicalOffset {
    while at < end
        && let Some(segment) = log.segments.find(at)
    {
        let len = segment.end().since(at).min(STEP);
        segment.file.will_need(segment.position(at), len.unsigned_abs());
        at = at.plus(len);
    }
    at
}
