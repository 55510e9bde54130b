//! Work that may touch files, on threads that may wait for it.
//!
//! Requests wait in lanes by what they are, each with threads of its own, so that a disk on which
//! pulls hang does not delay heartbeats. Derived state; bounded by number and bytes together.
//! Invariant: while a request waits in a lane, a thread serves that lane.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Broker;
use super::busy::{OVERLOAD, busy, timeout_clean_queue};
use super::config::BrokerConfig;
use crate::engine::protocol::requests::{Lane as Table, RequestCode};
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::Frame;

/// Requests that may be queued or running on blocking threads at one time; a long one counts as
/// several.
const MAX_BLOCKING: usize = 20_000;
/// Bytes of a request for each time that it counts, so that those that wait never hold more than
/// some 300 MiB.
const BYTES_OF_ONE: usize = 16 * 1024;
/// Threads of one lane at most: as many long answers are made at one time. All of them together are
/// fewer than a runtime gives.
const MAX_THREADS: usize = 16;

/// What a request is to those that wait with it; the executors of `BrokerController`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Sends whose topic is to be made, messages that are sent back.
    Send,
    Pull,
    Heartbeat,
    /// Ends of transactions.
    Transaction,
    Query,
    Other,
}

const CLASSES: [Class; 6] =
    [Class::Send, Class::Pull, Class::Heartbeat, Class::Transaction, Class::Query, Class::Other];

impl Class {
    fn of(code: RequestCode) -> Self {
        match code {
            RequestCode::ConsumerSendMsgBack => Self::Send,
            RequestCode::HeartBeat => Self::Heartbeat,
            RequestCode::EndTransaction => Self::Transaction,
            code => match code.lane() {
                Table::Send => Self::Send,
                Table::Pull => Self::Pull,
                Table::Query => Self::Query,
                Table::Now | Table::Admin | Table::Later => Self::Other,
            },
        }
    }

    /// Whether the answer to such a request may be long.
    fn may_be_long(self) -> bool {
        matches!(self, Self::Pull | Self::Query | Self::Other)
    }

    /// How many requests may wait.
    pub(super) fn capacity(self, config: &BrokerConfig) -> i32 {
        match self {
            Self::Send => config.send_thread_pool_queue_capacity,
            Self::Pull => config.pull_thread_pool_queue_capacity,
            Self::Heartbeat => config.heartbeat_thread_pool_queue_capacity,
            Self::Transaction => config.end_transaction_pool_queue_capacity,
            Self::Query => config.query_thread_pool_queue_capacity,
            Self::Other => i32::MAX,
        }
    }

    /// How long a request may wait; `None` for those that wait for as long as it takes.
    pub(super) fn patience(self, config: &BrokerConfig) -> Option<Duration> {
        let ms = match self {
            Self::Send => config.wait_time_mills_in_send_queue,
            Self::Pull => config.wait_time_mills_in_pull_queue,
            Self::Heartbeat => config.wait_time_mills_in_heartbeat_queue,
            Self::Transaction => config.wait_time_mills_in_transaction_queue,
            Self::Query | Self::Other => return None,
        };
        let is_on = config.broker_fast_failure_enable;
        is_on.then(|| Duration::from_millis(ms.max(0).unsigned_abs()))
    }
}

type Job = Box<dyn FnOnce(&Arc<Broker>, &Arc<Connection>, Frame) + Send>;

/// A request that waits for a thread.
struct Waiting {
    connection: Arc<Connection>,
    request: Frame,
    since: Instant,
    job: Job,
    room: OwnedSemaphorePermit,
}

#[derive(Default)]
struct Lane {
    waiting: VecDeque<Waiting>,
    threads: usize,
}

/// Requests that wait for threads that may touch files.
pub(super) struct BlockingLanes {
    lanes: [Mutex<Lane>; CLASSES.len()],
    room: Arc<Semaphore>,
}

impl BlockingLanes {
    pub(super) fn new() -> Self {
        Self { lanes: Default::default(), room: Arc::new(Semaphore::new(MAX_BLOCKING)) }
    }

    fn lane(&self, class: Class) -> &Mutex<Lane> {
        &self.lanes[class as usize]
    }

    /// How many requests of a class wait, and for how long the oldest one has.
    pub(super) fn load(&self, class: Class) -> (usize, Duration) {
        let lane = self.lane(class).lock();
        let oldest = lane.waiting.front().map(|waiting| waiting.since.elapsed());
        (lane.waiting.len(), oldest.unwrap_or_default())
    }

    /// Answers requests that have waited too long at `now`, the oldest first. Answers when the next
    /// one will have.
    pub(super) fn give_up(&self, now: Instant, config: &BrokerConfig) -> Option<Instant> {
        let next_of = |class: Class| {
            let patience = class.patience(config)?;
            loop {
                let mut lane = self.lane(class).lock();
                let since = lane.waiting.front()?.since;
                let ends = since.checked_add(patience)?;
                if ends > now {
                    return Some(ends);
                }
                let Waiting { connection, request, .. } = lane.waiting.pop_front()?;
                let left = lane.waiting.len();
                drop(lane);
                let waited = now.saturating_duration_since(since);
                connection.reply(&request, &timeout_clean_queue(waited, left));
            }
        };
        CLASSES.into_iter().filter_map(next_of).min()
    }

    /// Adds a request, if there is room for it. Answers whether a thread is to be started.
    fn add(&self, class: Class, capacity: usize, waiting: Waiting) -> Result<bool, Box<Waiting>> {
        let mut lane = self.lane(class).lock();
        // One always gets through to a thread that is free.
        if lane.waiting.len() >= capacity.max(1) {
            return Err(Box::new(waiting));
        }
        lane.waiting.push_back(waiting);
        let starts = lane.threads < MAX_THREADS;
        lane.threads += usize::from(starts);
        Ok(starts)
    }

    /// The next request for a thread of `class`, which ends when there is none.
    fn next(&self, class: Class) -> Option<Waiting> {
        let mut lane = self.lane(class).lock();
        let next = lane.waiting.pop_front();
        lane.threads -= usize::from(next.is_none());
        next
    }
}

/// Runs `job` on a thread that may touch files, or answers `request` that too many wait for one.
/// For a task or thread of the broker's runtime.
pub(super) fn run_blocking(
    broker: &Arc<Broker>,
    connection: &Arc<Connection>,
    request: Frame,
    job: impl FnOnce(&Arc<Broker>, &Arc<Connection>, Frame) + Send + 'static,
) {
    let times = u32::try_from(1 + request.wire_len() / BYTES_OF_ONE).unwrap_or(u32::MAX);
    let lanes = &broker.blocking;
    let Ok(room) = lanes.room.clone().try_acquire_many_owned(times) else {
        return connection.reply(&request, &busy(OVERLOAD));
    };
    let class = Class::of(request.request_code());
    let capacity = usize::try_from(class.capacity(&broker.config())).unwrap_or(0);
    let (connection, since) = (connection.clone(), Instant::now());
    let waiting = Waiting { connection, request, since, job: Box::new(job), room };
    match lanes.add(class, capacity, waiting) {
        Ok(true) => start_thread(broker.clone(), class),
        Ok(false) => {}
        Err(waiting) => waiting.connection.reply(&waiting.request, &busy(OVERLOAD)),
    }
}

fn start_thread(broker: Arc<Broker>, class: Class) {
    Handle::current().spawn_blocking(move || {
        let thread = LaneThread { broker: &broker, class };
        while let Some(waiting) = broker.blocking.next(class) {
            let Waiting { connection, request, job, room, .. } = waiting;
            // Nothing is done for a client that does not take the answers to what was done before.
            match class.may_be_long() && connection.is_crowded() {
                true => connection.reply(&request, &busy(OVERLOAD)),
                false => job(&broker, &connection, request),
            }
            drop(room);
        }
        drop(thread);
    });
}

/// Puts another thread in the place of one that panicked.
struct LaneThread<'b> {
    broker: &'b Arc<Broker>,
    class: Class,
}

impl Drop for LaneThread<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            start_thread(self.broker.clone(), self.class);
        }
    }
}
