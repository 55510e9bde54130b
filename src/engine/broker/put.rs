//! Messages that the broker itself stores: retries, delayed ones that are due, ends of
//! transactions, replies, events.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::Broker;
use super::busy::busy_for;
use super::counter::Count;
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use crate::engine::protocol::record::{Record, RecordLimit, body_crc};
use crate::engine::store::{
    AppendSink, AppendStatus, Appended, Entries, Entry, Group, Kind, Queue, RefusedReason, Ticket,
    key_hashes,
};
use crate::engine::util::clock::TimestampMs;

/// Records on their way to the append thread.
pub(super) struct Puts<'b> {
    broker: &'b Arc<Broker>,
    waits_for_flush: bool,
    patience: Option<Duration>,
    records: Vec<u8>,
    entries: Entries,
}

/// Why a record is not stored, or not known to be.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum NotPut {
    /// The store took nothing.
    #[error("{0}")]
    Refused(#[from] RefusedReason),
    /// The append failed.
    #[error("appending ended with {0:?}")]
    Failed(AppendStatus),
    /// The store broke down before it said.
    #[error("the store broke down; whether the message is stored is unknown")]
    Unknown,
    /// The message is too long for a record.
    #[error("{0}")]
    Limit(#[from] RecordLimit),
}

/// What became of [`Puts`], in time.
pub(super) struct Outcome(oneshot::Receiver<Result<Vec<Appended>, RefusedReason>>);

/// A new message from the broker itself for a topic and a queue of it; the append stamps the rest.
pub(super) fn own_record<'r>(
    broker: &Broker,
    (topic, queue_id): (&'r str, QueueId),
    body: &'r [u8],
    properties: &'r str,
) -> Record<'r> {
    Record {
        body_crc: body_crc(body),
        queue_id,
        flag: 0,
        queue_offset: QueueOffset::default(),
        physical_offset: PhysicalOffset::default(),
        sys_flag: 0,
        born_timestamp: TimestampMs::now(),
        born_host: broker.store_host,
        store_timestamp: TimestampMs::default(),
        store_host: broker.store_host,
        reconsume_times: 0,
        prepared_transaction_offset: PhysicalOffset::default(),
        body,
        topic,
        properties,
    }
}

impl<'b> Puts<'b> {
    /// No records yet; none waits for the flush, whatever `flushDiskType` says (Apache's
    /// `setWaitStoreMsgOK(false)`).
    pub(super) fn new(broker: &'b Arc<Broker>) -> Self {
        Self {
            broker,
            waits_for_flush: false,
            patience: None,
            records: Vec::new(),
            entries: Entries::default(),
        }
    }

    /// As [`Puts::new`], but the outcome comes after the flush under SYNC_FLUSH.
    pub(super) fn flushed(broker: &'b Arc<Broker>) -> Self {
        Self { waits_for_flush: true, ..Self::new(broker) }
    }

    /// The same for a client that is answered so: after `patience` in the lane they are given up.
    pub(super) fn for_client(self, patience: Option<Duration>) -> Self {
        Self { patience, ..self }
    }

    /// Adds a record. Offsets and store time are stamped by the append.
    pub(super) fn add(&mut self, record: &Record<'_>) -> Result<(), RecordLimit> {
        self.push(record, false)
    }

    /// Adds a record that is stored exactly if the one before it is.
    pub(super) fn add_joined(&mut self, record: &Record<'_>) -> Result<(), RecordLimit> {
        self.push(record, true)
    }

    fn push(&mut self, record: &Record<'_>, joined: bool) -> Result<(), RecordLimit> {
        let before = self.records.len();
        record.encode(&mut self.records)?;
        let store = &self.broker.store;
        let queue = self.entries.place(record.topic, record.queue_id, || {
            store
                .find_queue(record.topic, record.queue_id)
                .unwrap_or_else(|| store.queue(&TopicName::from(record.topic), record.queue_id))
        });
        self.entries.push(Entry {
            queue,
            len: (self.records.len() - before) as u32,
            tag: store.unit_tag(record.topic, record.properties),
            key_hashes: key_hashes(record.topic, record.properties),
            kind: Kind::of_sys_flag(record.sys_flag),
            waits_for_flush: self.waits_for_flush,
            joined,
        });
        Ok(())
    }

    /// Bytes of all records.
    pub(super) fn bytes(&self) -> usize {
        self.records.len()
    }

    /// Whether there is no record.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Hands the records to the append thread. Dropping the outcome changes nothing for them.
    pub(super) fn submit(self) -> Result<Outcome, NotPut> {
        let (told, outcome) = oneshot::channel();
        let entries = self.entries.iter();
        let stored_in = entries.map(|e| (self.entries.queue(e).clone(), e.len)).collect();
        let broker = self.broker.clone();
        let ticket = Ticket { patience: self.patience, ..Ticket::own() };
        let sink = Teller { broker, stored_in, since: ticket.since, told: Some(told) };
        let (records, entries) = (self.records, self.entries);
        match self.broker.store.submit(Group { records, entries, sink: Box::new(sink), ticket }) {
            Ok(()) => Ok(Outcome(outcome)),
            Err(mut refused) => {
                refused.group.sink.refused(refused.reason);
                Err(refused.reason.into())
            }
        }
    }
}

impl Outcome {
    /// What became of each record, in order.
    pub(super) async fn all(self) -> Result<Vec<Appended>, NotPut> {
        Ok(self.0.await.map_err(|_| NotPut::Unknown)??)
    }

    /// As [`Outcome::all`], for a thread that may block.
    pub(super) fn all_blocking(self) -> Result<Vec<Appended>, NotPut> {
        Ok(self.0.blocking_recv().map_err(|_| NotPut::Unknown)??)
    }

    /// Where the first record is stored.
    pub(super) async fn first(self) -> Result<Appended, NotPut> {
        first(self.all().await?)
    }

    /// As [`Outcome::first`], for a thread that may block.
    pub(super) fn first_blocking(self) -> Result<Appended, NotPut> {
        first(self.all_blocking()?)
    }
}

fn first(results: Vec<Appended>) -> Result<Appended, NotPut> {
    match results.into_iter().next() {
        Some(appended) if appended.status.is_written() => Ok(appended),
        Some(appended) => Err(NotPut::Failed(appended.status)),
        None => Err(NotPut::Unknown),
    }
}

impl NotPut {
    /// The name Apache's `PutMessageStatus` has for it, where a remark holds it.
    pub(super) fn apache_name(&self) -> &'static str {
        match self {
            Self::Refused(reason) if busy_for(*reason).is_some() => "OS_PAGECACHE_BUSY",
            Self::Refused(_) | Self::Failed(AppendStatus::DiskFull) => "SERVICE_NOT_AVAILABLE",
            Self::Failed(AppendStatus::FileFailed) => "CREATE_MAPEDFILE_FAILED",
            Self::Failed(AppendStatus::TooLarge) => "MESSAGE_ILLEGAL",
            Self::Limit(RecordLimit::Properties(_)) => "PROPERTIES_SIZE_EXCEEDED",
            Self::Limit(_) => "MESSAGE_ILLEGAL",
            Self::Failed(_) | Self::Unknown => "UNKNOWN_ERROR",
        }
    }
}

/// Counts what was stored and tells who waits.
struct Teller {
    broker: Arc<Broker>,
    stored_in: Vec<(Arc<Queue>, u32)>,
    since: Instant,
    told: Option<oneshot::Sender<Result<Vec<Appended>, RefusedReason>>>,
}

impl AppendSink for Teller {
    fn done(&mut self, results: &[Appended]) {
        let stats = &self.broker.stats;
        let took_ms = i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX);
        stats.put_took(took_ms, results.len() as u64);
        for (result, (queue, len)) in results.iter().zip(&self.stored_in) {
            if result.status.is_written() {
                let count = Count::call(1, u64::from(*len));
                stats.put(queue.topic(), std::iter::once((queue.id(), count)));
            } else {
                stats.put_failed(1);
            }
        }
        if let Some(told) = self.told.take() {
            // Whoever asked may have gone; the records stay.
            drop(told.send(Ok(results.to_vec())));
        }
    }

    fn refused(&mut self, reason: RefusedReason) {
        self.broker.stats.put_failed(self.stored_in.len() as u64);
        if let Some(told) = self.told.take() {
            drop(told.send(Err(reason)));
        }
    }
}
