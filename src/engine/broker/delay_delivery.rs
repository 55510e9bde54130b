//! Delivers delayed messages when they are due.
//!
//! One task for all levels sleeps until the next message is due, or until one comes in. A level
//! whose first message cannot be delivered waits with it; the others go on.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::Broker;
use super::delay::queue_of;
use super::put::{NotPut, Puts};
use crate::engine::protocol::message::{property, property_value};
use crate::engine::protocol::name_rules::{HALF_TOPIC, SCHEDULE_TOPIC};
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use crate::engine::protocol::record::{Record, RecordError};
use crate::engine::store::{StoreError, Unit};
use crate::engine::util::clock::TimestampMs;

/// Messages of one level that are delivered together.
const BATCH: usize = 256;
/// Bytes of records after which a batch ends.
const BATCH_BYTES: usize = 4 << 20;
/// Between two attempts to deliver what could not be delivered.
const RETRY: Duration = Duration::from_millis(100);
/// Longest sleep: the wall clock, which says what is due, may be set while the task sleeps.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// One level and how far it is.
struct Level {
    number: i32,
    queue: QueueId,
    delay_ms: i64,
    next: QueueOffset,
    head: Head,
}

/// What is known of a level's next message.
#[derive(Clone, Copy)]
enum Head {
    /// Nothing: there may be one.
    Unknown,
    /// Due then.
    Due(TimestampMs),
    /// Could not be delivered; tried again then.
    Blocked(Instant),
}

/// Delivers until `stop` says so.
pub(super) async fn run(broker: Arc<Broker>, mut stop: watch::Receiver<bool>) {
    let numbered = broker.delay.levels().iter();
    let mut levels: Vec<Level> =
        numbered.map(|(number, delay)| Level::new(&broker, number, delay)).collect();
    while !*stop.borrow() {
        if levels.iter().any(|level| level.may_be_due(&broker)) {
            let working = broker.clone();
            let round = tokio::task::spawn_blocking(move || {
                levels.iter_mut().for_each(|level| level.deliver(&working));
                levels
            });
            levels = match round.await {
                Ok(levels) => levels,
                Err(error) => return tracing::error!(%error, "delivery of delayed messages ended"),
            };
            continue;
        }
        let pause = levels.iter().map(Level::pause).min().unwrap_or(LONGEST_SLEEP);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = broker.delay.news.notified() => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

impl Level {
    fn new(broker: &Broker, number: i32, delay: Duration) -> Self {
        let next = broker.delay.next_of(number, &broker.store);
        let delay_ms = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
        Self { number, queue: queue_of(number), delay_ms, next, head: Head::Unknown }
    }

    fn may_be_due(&self, broker: &Broker) -> bool {
        match self.head {
            Head::Unknown => broker.store.max_offset(SCHEDULE_TOPIC, self.queue) > self.next,
            Head::Due(at) => at <= TimestampMs::now(),
            Head::Blocked(until) => until <= Instant::now(),
        }
    }

    /// How long nothing is to be done as long as nothing comes in.
    fn pause(&self) -> Duration {
        let pause = match self.head {
            Head::Unknown => LONGEST_SLEEP,
            Head::Due(at) => {
                let ms = at.since(TimestampMs::now()).max(0);
                Duration::from_millis(ms.unsigned_abs())
            }
            Head::Blocked(until) => until.saturating_duration_since(Instant::now()),
        };
        pause.min(LONGEST_SLEEP)
    }

    /// Delivers one batch of what is due. Blocks.
    fn deliver(&mut self, broker: &Arc<Broker>) {
        if !self.may_be_due(broker) {
            return;
        }
        let was_blocked = matches!(self.head, Head::Blocked(_));
        self.head = Head::Unknown;
        if let Err(error) = self.deliver_batch(broker) {
            self.head = Head::Blocked(Instant::now() + RETRY);
            if !was_blocked {
                tracing::error!(level = self.number, next = %self.next, %error,
                    "a delayed message cannot be delivered yet");
            }
        }
    }

    fn deliver_batch(&mut self, broker: &Arc<Broker>) -> Result<(), NotDelivered> {
        let units = broker.store.units(SCHEDULE_TOPIC, self.queue, self.next, BATCH)?;
        if units.is_empty() {
            // Cleaning may have taken what was to be delivered.
            self.next = self.next.max(broker.store.min_offset(SCHEDULE_TOPIC, self.queue));
        }
        let now = TimestampMs::now();
        let mut puts = Puts::new(broker);
        // Where to go on when the put of the same place is stored.
        let mut nexts = Vec::with_capacity(units.len());
        let mut end = self.next;
        for unit in units {
            let due = self.due(&unit, now);
            if due > now {
                self.head = Head::Due(due);
                break;
            }
            if puts.bytes() >= BATCH_BYTES {
                break;
            }
            end = end.plus(1);
            match deliver_one(broker, &unit, &mut puts) {
                Ok(()) => nexts.push(end),
                Err(error) => tracing::error!(level = self.number, at = %unit.physical_offset,
                    %error, "a delayed message is left out"),
            }
        }
        if !puts.is_empty() {
            let results = puts.submit()?.all_blocking()?;
            for (next, result) in nexts.into_iter().zip(results) {
                if !result.status.is_written() {
                    return Err(NotPut::Failed(result.status).into());
                }
                self.reached(broker, next);
            }
        }
        self.reached(broker, end);
        Ok(())
    }

    /// When a message is due: as its unit says, but not after the level's whole delay from now,
    /// which a clock that was set back would make of it.
    fn due(&self, unit: &Unit, now: TimestampMs) -> TimestampMs {
        let due = TimestampMs(unit.tags_code);
        if due.since(now) > self.delay_ms { now } else { due }
    }

    fn reached(&mut self, broker: &Broker, next: QueueOffset) {
        if next != self.next {
            self.next = next;
            broker.delay.delivered_to(self.number, next);
        }
    }
}

/// Why a level stands still.
#[derive(Debug, thiserror::Error)]
enum NotDelivered {
    #[error("{0}")]
    Read(#[from] StoreError),
    #[error("{0}")]
    Put(#[from] NotPut),
}

/// Why a message is left out.
#[derive(Debug, thiserror::Error)]
enum Undeliverable {
    #[error("{0}")]
    Read(#[from] StoreError),
    #[error("the log does not hold it any more")]
    Gone,
    #[error("{0}")]
    Record(#[from] RecordError),
    #[error("it does not say for which topic and queue it is")]
    NoTarget,
    #[error("it is a half message of a transaction")]
    Half,
    #[error("{0}")]
    Limit(#[from] crate::engine::protocol::record::RecordLimit),
}

/// Adds the message behind `unit` under its real topic. The properties stay as they are, those
/// about the delay too (`store.md` 5.1).
fn deliver_one(
    broker: &Arc<Broker>,
    unit: &Unit,
    puts: &mut Puts<'_>,
) -> Result<(), Undeliverable> {
    let size = u32::try_from(unit.size).ok();
    let bytes = broker.store.record_at(unit.physical_offset, size)?.ok_or(Undeliverable::Gone)?;
    let record = Record::decode(&bytes)?;
    let topic = property_value(record.properties, property::REAL_TOPIC);
    let queue = property_value(record.properties, property::REAL_QUEUE_ID);
    let (Some(topic), Some(Ok(queue))) = (topic, queue.map(str::parse)) else {
        return Err(Undeliverable::NoTarget);
    };
    if topic == HALF_TOPIC {
        return Err(Undeliverable::Half);
    }
    puts.add(&Record {
        topic,
        queue_id: QueueId(queue),
        prepared_transaction_offset: PhysicalOffset::default(),
        ..record
    })?;
    Ok(())
}
