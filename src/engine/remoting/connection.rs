//! One TCP connection, of a server or of a client: one task reads, hands over whole frames and
//! writes answers as they get ready.
//!
//! The state is derived from the socket and ends with it. Invariants: frames reach the router in
//! the order in which they came in; a server's end reads no more while the peer does not take its
//! answers, and the connection ends when answers to what was read before pile up all the same; a
//! client's end reads on always, so that two ends that flood each other never wait for each other; a
//! request of ours leaves `pending` exactly once: by its answer, its timeout or the close.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::frame::{Frame, FrameError, Reply, Request};
use super::outbox::{Outbox, Writing};
use super::socket::{self, SharedStream};
use super::unread::{MOST_OF_ONE, STEP, Unread};

/// Room made for a read on a connection that says little.
const LEAST_READ_ROOM: usize = 4 * 1024;
/// Room made for a read on a connection that fills every read.
const MOST_READ_ROOM: usize = 256 * 1024;
/// Most room made ahead for a long frame: a declared length is only a stranger's word.
const MAX_READ_ROOM: usize = 1024 * 1024;
/// Frames handled before what they were answered is looked at: a few bytes may ask for many.
const MOST_FRAMES: usize = 128;
/// How often an idle connection is looked at.
const TICK: Duration = Duration::from_secs(5);

/// Handles what a connection receives.
pub trait Router: Send + Sync + 'static {
    /// Handles the whole frames of one read, in order, and takes them out of `frames`. It may leave
    /// the last ones there while the connection [has too much to write](Connection::is_crowded), and
    /// gets them again, before any others, when it has not. Never waits: whatever does is handed to a
    /// lane or a task, which answers through the connection.
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>);

    /// The connection is gone. Not told of one that was refused before its first frame.
    fn closed(&self, connection: &Arc<Connection>) {
        let _ = connection;
    }
}

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
pub enum CloseReason {
    /// The peer closed it.
    #[error("closed by the peer")]
    Peer,
    /// We closed it.
    #[error("closed on this side")]
    Asked,
    /// Nothing came or went for the idle limit.
    #[error("idle for {0:?}")]
    Idle(Duration),
    /// Answers piled up that the peer does not take.
    #[error("the peer does not take its answers")]
    AnswersNotTaken,
    /// The peer sent something that is not a frame.
    #[error("malformed frame: {0}")]
    Frame(#[from] FrameError),
    /// The socket failed.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Why a request of ours has no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No connection could be made.
    #[error("connect to {address} failed: {source}")]
    Connect {
        /// Where to.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// The server was reached, and the two did not come to terms about encryption.
    #[error("TLS handshake with {address} failed: {problem}")]
    Handshake {
        /// Where to.
        address: String,
        /// What went wrong.
        problem: String,
    },
    /// No answer in time.
    #[error("no answer from {address} within {after:?}")]
    Timeout {
        /// Who was asked.
        address: String,
        /// How long.
        after: Duration,
    },
    /// The connection ended first.
    #[error("the connection to {address} was closed before the answer came")]
    Closed {
        /// Who was asked.
        address: String,
    },
}

/// Which end of a connection this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// It accepted; reads no more while its answers are not taken.
    Server,
    /// It dialled; always reads on: what comes are answers, which wait for nobody.
    Client,
}

/// A live connection, as everyone but its own task sees it.
pub struct Connection {
    id: u64,
    side: Side,
    peer: SocketAddr,
    local: SocketAddr,
    unread: Arc<Unread>,
    outbox: Outbox,
    closing: AtomicBool,
    closed: AtomicBool,
    next_opaque: AtomicI32,
    pending: Mutex<HashMap<i32, oneshot::Sender<Frame>>>,
    /// Bytes taken from the outbox that the socket did not take yet.
    unwritten: AtomicUsize,
    written: Notify,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "connection {} with {}", self.id, self.peer)
    }
}

impl Connection {
    /// A client's connection over `stream`, not yet driven, and what to drive it with. What is
    /// written goes straight to the socket when the connection's task sleeps.
    pub fn over(stream: TcpStream) -> io::Result<(Arc<Self>, SharedStream)> {
        let connection = Self::dialled(&stream)?;
        let stream = connection.share(stream);
        Ok((connection, stream))
    }

    /// A client's connection with the addresses of `stream`, to be driven with whatever carries its
    /// bytes.
    pub fn dialled(stream: &TcpStream) -> io::Result<Arc<Self>> {
        Self::new(stream, Side::Client, Arc::default())
    }

    /// The same of a server, whose answers count among `unread`.
    pub fn accepted(stream: &TcpStream, unread: Arc<Unread>) -> io::Result<Arc<Self>> {
        Self::new(stream, Side::Server, unread)
    }

    fn new(stream: &TcpStream, side: Side, unread: Arc<Unread>) -> io::Result<Arc<Self>> {
        static NEXT_ID: AtomicU64 = AtomicU64::new(1);
        stream.set_nodelay(true)?;
        Ok(Arc::new(Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            side,
            peer: unmap(stream.peer_addr()?),
            local: unmap(stream.local_addr()?),
            outbox: Outbox::new(&unread),
            unread,
            closing: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            next_opaque: AtomicI32::new(1),
            pending: Mutex::default(),
            unwritten: AtomicUsize::new(0),
            written: Notify::new(),
        }))
    }

    /// What to drive this connection with when its bytes go over `stream` as they are.
    pub(super) fn share(&self, stream: TcpStream) -> SharedStream {
        let (stream, writer) = socket::share(stream);
        self.outbox.attach(writer);
        stream
    }

    /// A number no other connection of this process has.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The other end's address.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// This end's address.
    pub fn local(&self) -> SocketAddr {
        self.local
    }

    /// Whether the connection is gone.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Answers `request`; nothing is sent when it wanted no answer.
    pub fn reply(&self, request: &Frame, reply: &Reply) {
        if !request.is_oneway() {
            self.outbox.append(|out| reply.encode(request, out));
        }
    }

    /// Lets `fill` append one or more encoded frames.
    pub fn write(&self, fill: impl FnOnce(&mut Vec<u8>)) {
        self.outbox.append(fill);
    }

    /// The same for a thread that others wait for: the connection's task does the writing.
    pub fn write_later(&self, fill: impl FnOnce(&mut Vec<u8>)) {
        self.outbox.append_with_slices(fill, Vec::new());
    }

    /// Lets `fill` append an encoded head whose body is `slices`.
    pub fn write_with_slices(&self, fill: impl FnOnce(&mut Vec<u8>), slices: Vec<Bytes>) {
        self.outbox.append_with_slices(fill, slices);
    }

    /// Sends a request that wants no answer.
    pub fn send_oneway(&self, request: &Request) {
        let opaque = self.next_opaque.fetch_add(1, Ordering::Relaxed);
        self.outbox.append(|out| out.extend_from_slice(&request.encode(opaque, true)));
    }

    /// Sends a request and waits for its answer.
    pub async fn call(&self, request: &Request, timeout: Duration) -> Result<Frame, CallError> {
        let opaque = self.next_opaque.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        self.pending.lock().insert(opaque, answer);
        if self.is_closed() {
            self.pending.lock().remove(&opaque);
            return Err(CallError::Closed { address: self.peer.to_string() });
        }
        let _forget = Forget { connection: self, opaque };
        self.outbox.append(|out| out.extend_from_slice(&request.encode(opaque, false)));
        match tokio::time::timeout(timeout, answered).await {
            Ok(Ok(frame)) => Ok(frame),
            Ok(Err(_)) => Err(CallError::Closed { address: self.peer.to_string() }),
            Err(_) => Err(CallError::Timeout { address: self.peer.to_string(), after: timeout }),
        }
    }

    /// Waits until the peer has taken most of what was queued, or the connection is gone.
    pub async fn until_room(&self) {
        loop {
            let mut written = pin!(self.written.notified());
            written.as_mut().enable();
            if self.waiting() < MOST_OF_ONE || self.is_closed() {
                return;
            }
            written.await;
        }
    }

    /// Bytes that the socket did not take yet.
    fn waiting(&self) -> usize {
        self.unwritten.load(Ordering::Acquire) + self.outbox.waiting()
    }

    /// Whether so much waits for the peer that a router should not make it more: 8 MiB, or less
    /// where many others do not take their answers either. Never on a client's side.
    pub fn is_crowded(&self) -> bool {
        self.side == Side::Server && self.is_too_much(self.waiting())
    }

    /// Hands `frames` to `handle` one by one. While the connection is crowded it leaves the first of
    /// them whose answer `may_be_long`, and those behind it.
    pub fn hand_over(
        &self,
        frames: &mut Vec<Frame>,
        may_be_long: impl Fn(&Frame) -> bool,
        mut handle: impl FnMut(Frame),
    ) {
        let mut left = Vec::new();
        let mut given = frames.drain(..);
        while let Some(frame) = given.next() {
            if may_be_long(&frame) && self.is_crowded() {
                left.push(frame);
                left.extend(given.by_ref());
            } else {
                handle(frame);
            }
        }
        drop(given);
        frames.append(&mut left);
    }

    fn is_too_much(&self, waiting: usize) -> bool {
        waiting >= STEP && waiting >= self.unread.share()
    }

    /// Ends the connection once what is queued has been written.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Release);
        self.outbox.wake();
    }

    /// Drives the connection until it ends.
    pub async fn run<S>(
        self: Arc<Self>,
        stream: S,
        router: Arc<dyn Router>,
        idle_limit: Duration,
    ) -> CloseReason
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let period = TICK.min(idle_limit);
        let mut tick = interval_at(Instant::now() + period, period);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let _ended = Ended { connection: &self, router: &*router };
        let mut driver = Driver {
            connection: &self,
            router: &*router,
            stream,
            input: BytesMut::new(),
            read_room: LEAST_READ_ROOM,
            frames: Vec::new(),
            has_more_frames: false,
            writing: Writing::new(&self.unread),
            unflushed: false,
            tick,
            quiet: Duration::ZERO,
            active: false,
            idle_limit,
        };
        poll_fn(|cx| driver.poll(cx)).await
    }
}

impl Connection {
    fn complete(&self, answer: Frame) {
        let waiter = self.pending.lock().remove(&answer.opaque);
        match waiter {
            // The caller may have given up in this very moment; then nobody wants the answer.
            Some(waiter) => drop(waiter.send(answer)),
            None => tracing::debug!(connection = ?self, opaque = answer.opaque, "late answer"),
        }
    }
}

/// Ends a connection's state however its task ends, a panic in a handler included.
struct Ended<'c> {
    connection: &'c Arc<Connection>,
    router: &'c dyn Router,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.connection.closed.store(true, Ordering::Release);
        self.connection.outbox.close();
        self.connection.pending.lock().clear();
        self.connection.written.notify_waiters();
        self.router.closed(self.connection);
    }
}

/// Takes a request out of `pending` however its wait ends.
struct Forget<'c> {
    connection: &'c Connection,
    opaque: i32,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        self.connection.pending.lock().remove(&self.opaque);
    }
}

/// An IPv4 address that came in over an IPv6 socket, as the IPv4 address it is.
fn unmap(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

struct Driver<'c, S> {
    connection: &'c Arc<Connection>,
    router: &'c dyn Router,
    stream: S,
    input: BytesMut,
    /// Room for the next read: follows what the last ones brought.
    read_room: usize,
    frames: Vec<Frame>,
    /// Whether `input` may hold whole frames already.
    has_more_frames: bool,
    writing: Writing,
    /// What was written may still wait inside the stream, as it can where bytes are encrypted.
    unflushed: bool,
    tick: Interval,
    quiet: Duration,
    active: bool,
    idle_limit: Duration,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Driver<'_, S> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<CloseReason> {
        match self.poll_traffic(cx) {
            Poll::Ready(Err(reason)) => {
                match reason {
                    // The requests before a malformed frame have their answers, as far as the
                    // socket takes them now.
                    CloseReason::Frame(_) => {
                        let _ = self.connection.outbox.take(&mut self.writing, usize::MAX);
                        drop(self.poll_write(cx));
                    }
                    // A peer that has gone takes no answers, but what it said before counts: a
                    // consumer that leaves commits its offsets with its last words.
                    CloseReason::Io(_) => {
                        while let Poll::Ready(Ok(true)) = self.poll_read(cx)
                            && self.frames.is_empty()
                        {}
                    }
                    _ => {}
                }
                return Poll::Ready(self.part(reason, cx));
            }
            Poll::Ready(Ok(())) => return Poll::Ready(self.part(CloseReason::Peer, cx)),
            Poll::Pending => {}
        }
        while self.tick.poll_tick(cx).is_ready() {
            let wrote = self.connection.outbox.take_wrote_directly();
            if std::mem::take(&mut self.active) || wrote {
                self.quiet = Duration::ZERO;
                continue;
            }
            self.quiet += self.tick.period();
            // An idle connection keeps no read buffer.
            if self.input.is_empty() {
                self.input = BytesMut::new();
            }
            if self.quiet >= self.idle_limit {
                return Poll::Ready(self.part(CloseReason::Idle(self.idle_limit), cx));
            }
        }
        Poll::Pending
    }

    /// Says goodbye, as far as the socket takes it now: within TLS an end without it looks like
    /// bytes cut off.
    fn part(&mut self, reason: CloseReason, cx: &mut Context<'_>) -> CloseReason {
        // The reason stands, whatever becomes of the goodbye.
        drop(Pin::new(&mut self.stream).poll_shutdown(cx));
        reason
    }

    /// Writes and reads until both would wait. Ready with `Ok` when the peer closed.
    fn poll_traffic(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), CloseReason>> {
        loop {
            // What is being written is bounded, and so is the outbox.
            if !self.connection.outbox.take(&mut self.writing, MOST_OF_ONE) {
                return Poll::Ready(Err(CloseReason::AnswersNotTaken));
            }
            let may_write_more = self.poll_write(cx)?;
            let has_read = if self.may_read() {
                match self.poll_read(cx) {
                    Poll::Ready(Ok(true)) => true,
                    Poll::Ready(Ok(false)) => return Poll::Ready(Ok(())),
                    Poll::Ready(Err(reason)) => return Poll::Ready(Err(reason)),
                    Poll::Pending => false,
                }
            } else {
                false
            };
            if has_read {
                continue;
            }
            if self.writing.is_empty()
                && !self.unflushed
                && self.connection.closing.load(Ordering::Acquire)
                && self.connection.outbox.waiting() == 0
            {
                return Poll::Ready(Err(CloseReason::Asked));
            }
            // While a write waits for the socket, new answers need no wake-up: they go out after it.
            if !may_write_more
                || !self.connection.outbox.take_or_wait(&mut self.writing, cx.waker())
            {
                return Poll::Pending;
            }
        }
    }

    fn may_read(&self) -> bool {
        self.connection.side == Side::Client || !self.connection.is_too_much(self.writing.len())
    }

    /// Writes what is queued; false when the socket takes no more for now.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Result<bool, CloseReason> {
        if self.writing.is_empty() && !self.unflushed {
            return Ok(true);
        }
        let result = self.write_on(cx);
        self.writing.count();
        self.connection.unwritten.store(self.writing.len(), Ordering::Release);
        self.connection.written.notify_waiters();
        result
    }

    fn write_on(&mut self, cx: &mut Context<'_>) -> Result<bool, CloseReason> {
        while !self.writing.is_empty() {
            let mut slices: Vec<IoSlice<'_>> = Vec::new();
            self.writing.slices(&mut slices);
            match Pin::new(&mut self.stream).poll_write_vectored(cx, &slices) {
                Poll::Ready(Ok(0)) => return Err(io::Error::from(io::ErrorKind::WriteZero).into()),
                Poll::Ready(Ok(written)) => {
                    self.unflushed = true;
                    self.writing.advance(written);
                }
                Poll::Ready(Err(error)) => return Err(error.into()),
                Poll::Pending => return Ok(false),
            }
            self.active = true;
        }
        if let Poll::Ready(flushed) = Pin::new(&mut self.stream).poll_flush(cx) {
            flushed?;
            self.unflushed = false;
        }
        Ok(true)
    }

    /// Handles the frames that are there, and reads once if there are none; ready with false at the
    /// end of the stream.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, CloseReason>> {
        let mut malformed = Ok(());
        if self.frames.is_empty() {
            if !self.has_more_frames && !ready!(self.read_once(cx))? {
                return Poll::Ready(Ok(false));
            }
            malformed = self.take_frames();
        }
        if !self.frames.is_empty() {
            self.router.handle(self.connection, &mut self.frames);
        }
        malformed?;
        Poll::Ready(Ok(true))
    }

    /// Reads what the socket has, as far as there is room; false at the end of the stream.
    fn read_once(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let room = if self.input.is_empty() { 0 } else { Frame::missing(&self.input) };
        self.input.reserve(room.clamp(self.read_room, MAX_READ_ROOM));
        let spare = self.input.capacity() - self.input.len();
        let read = ready!(pin!(self.stream.read_buf(&mut self.input)).poll(cx))?;
        if read == 0 {
            return Poll::Ready(Ok(false));
        }
        if read == spare {
            self.read_room = (self.read_room * 2).min(MOST_READ_ROOM);
        } else if read < self.read_room / 8 {
            self.read_room = (self.read_room / 2).max(LEAST_READ_ROOM);
        }
        self.active = true;
        Poll::Ready(Ok(true))
    }

    /// Moves the next whole frames of `input` to their place. On an error, those before it are kept.
    fn take_frames(&mut self) -> Result<(), FrameError> {
        self.has_more_frames = false;
        while let Some(frame) = Frame::take(&mut self.input)? {
            if frame.is_response() {
                self.connection.complete(frame);
            } else {
                self.frames.push(frame);
                if self.frames.len() == MOST_FRAMES {
                    self.has_more_frames = true;
                    break;
                }
            }
        }
        Ok(())
    }
}
