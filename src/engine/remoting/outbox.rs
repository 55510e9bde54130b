//! What a connection has yet to write.
//!
//! Small answers are gathered in one buffer; large bodies stay slices of the memory they are in.
//! While the connection's task sleeps, nothing is queued or half written: whoever has an answer
//! then writes it to the socket itself, which costs less than waking the task. What the socket
//! does not take at once is left to the task. While the task runs, it finds what was added.
//!
//! Invariant: what was copied for a peer that does not take it is bounded. Beyond the bound nothing
//! is added any more, and the connection is to be closed.

use std::collections::VecDeque;
use std::io::IoSlice;
use std::sync::Arc;
use std::task::Waker;

use bytes::{Buf, Bytes};
use parking_lot::Mutex;

use super::socket::SharedWriter;
use super::unread::{Counted, Unread};

/// A body at least this long is written from where it is; a shorter one is copied, which costs
/// less than another slice in the vectored write.
const COPY_BELOW: usize = 4 * 1024;
/// Room made for answers before the first of a round is written.
const FIRST_ROOM: usize = 256;
/// Most room made for a round on the strength of the previous one.
const MAX_ROOM: usize = 128 * 1024;
/// What is gathered in one piece before the next one is begun: pieces that wait are of few sizes and
/// nearly full, so that the allocator uses their places again.
const FULL_PIECE: usize = MAX_ROOM / 4 * 3;
/// Most room kept for the next answer once one was written directly.
const MAX_KEPT_ROOM: usize = 1024;
/// Copied bytes that wait at most; slices of mapped files cost no memory and do not count. More than
/// any client has on its way to it at one time; each answer is short of this by far.
const MAX_COPIED: usize = 64 * 1024 * 1024;
/// Most slices in one vectored write (`IOV_MAX` is 1024; more than this gains nothing).
const MAX_SLICES: usize = 64;

struct State {
    /// What waits here, among all that waits for peers.
    counted: Counted,
    tail: Vec<u8>,
    /// Bytes of the last round's tail: the best guess for the next one.
    last_round: usize,
    chunks: VecDeque<Chunk>,
    chunk_bytes: usize,
    /// The part of `chunk_bytes` that was copied.
    copied: usize,
    /// Whether nothing is taken any more: too much waited, or the connection is gone.
    given_up: bool,
    /// Wakes the writer; what it left the last time that it went to sleep.
    waker: Option<Waker>,
    /// Whether the writer sleeps.
    asleep: bool,
    /// Woken without an addition, while the writer ran.
    nudged: bool,
    /// The socket, where bytes may go to it without the writer.
    socket: Option<SharedWriter>,
    /// Whether something was written without the writer since it last asked.
    wrote_directly: bool,
}

/// The queue of bytes between everyone who answers and the task that writes.
pub struct Outbox {
    state: Mutex<State>,
}

/// Bytes that wait in one piece.
struct Chunk {
    bytes: Bytes,
    /// Whether they were copied; if not, they are part of a mapped file.
    copied: bool,
}

/// Bytes taken out of an [`Outbox`] to be written now.
pub struct Writing {
    chunks: VecDeque<Chunk>,
    len: usize,
    copied: usize,
    counted: Counted,
}

impl Outbox {
    /// An empty one, whose bytes count among `unread`.
    pub fn new(unread: &Arc<Unread>) -> Self {
        let state = State {
            counted: Counted::of(unread),
            tail: Vec::new(),
            last_round: 0,
            chunks: VecDeque::new(),
            chunk_bytes: 0,
            copied: 0,
            given_up: false,
            waker: None,
            asleep: false,
            nudged: false,
            socket: None,
            wrote_directly: false,
        };
        Self { state: Mutex::new(state) }
    }

    /// From here on, additions go to `socket` at once while the writer sleeps.
    pub fn attach(&self, socket: SharedWriter) {
        self.state.lock().socket = Some(socket);
    }

    /// Lets `fill` append bytes. They are on their way when this returns, or the writer is.
    pub fn append(&self, fill: impl FnOnce(&mut Vec<u8>)) {
        let waker = {
            let mut state = self.state.lock();
            if state.is_full() {
                return;
            }
            fill(state.roomy_tail());
            let direct = state.asleep && !state.tail.is_empty();
            let waker = if direct { state.write_directly() } else { None };
            state.count();
            waker
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Lets `fill` append a head, then queues `slices` behind it.
    pub fn append_with_slices(&self, fill: impl FnOnce(&mut Vec<u8>), slices: Vec<Bytes>) {
        let waker = {
            let mut state = self.state.lock();
            if state.is_full() {
                return;
            }
            fill(state.roomy_tail());
            for slice in slices {
                state.push(slice);
            }
            state.count();
            state.rouse()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Wakes the writer without adding anything; one that runs goes round once more.
    pub fn wake(&self) {
        let waker = {
            let mut state = self.state.lock();
            state.nudged = true;
            state.rouse()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Moves everything queued to `writing`, unless that holds `most` bytes, and wakes nobody from
    /// here on: the writer runs. False when answers were dropped because the peer left too many of
    /// them waiting.
    #[must_use]
    pub fn take(&self, writing: &mut Writing, most: usize) -> bool {
        let mut state = self.state.lock();
        state.asleep = false;
        if writing.len() < most {
            state.move_to(writing);
        }
        !state.given_up
    }

    /// Moves everything queued to `writing`. When there is nothing at all, the writer may sleep
    /// until `waker` is woken; answers false then.
    pub fn take_or_wait(&self, writing: &mut Writing, waker: &Waker) -> bool {
        let mut state = self.state.lock();
        let nudged = std::mem::take(&mut state.nudged);
        if state.tail.is_empty() && state.chunks.is_empty() && !nudged {
            if !state.waker.as_ref().is_some_and(|known| known.will_wake(waker)) {
                state.waker = Some(waker.clone());
            }
            state.asleep = true;
            return false;
        }
        state.move_to(writing);
        true
    }

    /// Whether anything was written without the writer since the last call.
    pub fn take_wrote_directly(&self) -> bool {
        std::mem::take(&mut self.state.lock().wrote_directly)
    }

    /// Lets go of the socket and of everything queued: the connection is gone. Nothing is added any
    /// more, however many hold on to the connection to answer it.
    pub fn close(&self) {
        let mut state = self.state.lock();
        state.socket = None;
        state.give_up();
    }

    /// Bytes waiting here.
    pub fn waiting(&self) -> usize {
        let state = self.state.lock();
        state.tail.len() + state.chunk_bytes
    }
}

impl State {
    /// Whether nothing may be added, since the peer does not take what is here. The writer does
    /// not sleep then, and hears of it the next time it looks.
    fn is_full(&mut self) -> bool {
        if !self.given_up && self.tail.len() + self.copied >= MAX_COPIED {
            self.give_up();
        }
        self.given_up
    }

    fn give_up(&mut self) {
        self.given_up = true;
        self.tail = Vec::new();
        self.chunks = VecDeque::new();
        (self.chunk_bytes, self.copied) = (0, 0);
        self.count();
    }

    fn count(&mut self) {
        self.counted.set(self.tail.len() + self.copied);
    }

    /// The waker of a writer that sleeps, which it does no more from here on.
    fn rouse(&mut self) -> Option<Waker> {
        if std::mem::take(&mut self.asleep) { self.waker.clone() } else { None }
    }

    /// Writes the tail, all there is while the writer sleeps. Answers the writer's waker when
    /// something is left to it: a full socket, or one that failed.
    fn write_directly(&mut self) -> Option<Waker> {
        if let Some(socket) = &self.socket
            && let Ok(written) = socket.try_write(&self.tail)
        {
            self.wrote_directly = true;
            if written == self.tail.len() {
                self.last_round = written;
                self.tail.clear();
                if self.tail.capacity() > MAX_KEPT_ROOM {
                    self.tail = Vec::new();
                }
                return None;
            }
            self.tail.drain(..written);
        }
        self.rouse()
    }

    fn roomy_tail(&mut self) -> &mut Vec<u8> {
        if self.tail.len() >= FULL_PIECE {
            self.seal_tail();
        }
        if self.tail.capacity() == 0 {
            let room = self.last_round.clamp(FIRST_ROOM, MAX_ROOM).next_power_of_two();
            self.tail.reserve(room);
        }
        &mut self.tail
    }

    fn push(&mut self, slice: Bytes) {
        if slice.len() < COPY_BELOW {
            self.tail.extend_from_slice(&slice);
        } else {
            self.seal_tail();
            self.chunk_bytes += slice.len();
            self.chunks.push_back(Chunk { bytes: slice, copied: false });
        }
    }

    fn move_to(&mut self, writing: &mut Writing) {
        self.seal_tail();
        writing.chunks.append(&mut self.chunks);
        writing.len += std::mem::take(&mut self.chunk_bytes);
        writing.copied += std::mem::take(&mut self.copied);
        self.count();
    }

    fn seal_tail(&mut self) {
        if !self.tail.is_empty() {
            let tail = std::mem::take(&mut self.tail);
            self.last_round = tail.len();
            self.chunk_bytes += tail.len();
            self.copied += tail.len();
            self.chunks.push_back(Chunk { bytes: Bytes::from(tail), copied: true });
        }
    }
}

impl Writing {
    /// Nothing yet; what is in it counts among `unread`.
    pub fn new(unread: &Arc<Unread>) -> Self {
        Self { chunks: VecDeque::new(), len: 0, copied: 0, counted: Counted::of(unread) }
    }

    /// Whether everything was written.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Bytes left to write.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The next slices for a vectored write.
    pub fn slices<'a>(&'a self, into: &mut Vec<IoSlice<'a>>) {
        into.extend(self.chunks.iter().take(MAX_SLICES).map(|chunk| IoSlice::new(&chunk.bytes)));
    }

    /// Drops `written` bytes from the front.
    pub fn advance(&mut self, mut written: usize) {
        self.len -= written;
        while let Some(front) = self.chunks.front_mut() {
            let len = front.bytes.len();
            let taken = written.min(len);
            written -= taken;
            if front.copied {
                self.copied -= taken;
            }
            if taken < len {
                front.bytes.advance(taken);
                break;
            }
            self.chunks.pop_front();
        }
    }

    /// Says how much is left when the socket takes no more.
    pub fn count(&mut self) {
        self.counted.set(self.copied);
    }
}
