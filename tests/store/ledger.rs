//! What a workload sent, what it was promised, and whether a store keeps the promises.
//!
//! The model knows nothing of files: messages by their ids, acknowledged places, deleted topics.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{
    AppendSink, AppendStatus, Appended, ReadLimits, ReadStatus, RefusedReason, Store, StoreConfig,
    tags_hash,
};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Message, group};

/// The topic that gets deleted now and then.
pub const DELETED: &str = "D";

/// A message on its way or stored.
#[derive(Clone, Debug)]
pub struct Sent {
    pub message: Message,
    /// How often its topic had been deleted before.
    generation: usize,
}

/// A message that was acknowledged.
#[derive(Clone, Debug)]
struct Acknowledged {
    id: String,
    place: Appended,
}

/// Everything that a workload did.
#[derive(Default)]
pub struct Ledger {
    sent: Mutex<BTreeMap<String, Sent>>,
    acknowledged: Mutex<Vec<Acknowledged>>,
    outstanding: AtomicUsize,
    failed: Mutex<Vec<String>>,
    deletions_begun: AtomicUsize,
    deletions_done: AtomicUsize,
    flushed: AtomicI64,
    number: AtomicUsize,
}

/// What had been promised at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Promise {
    acknowledged: usize,
    failed: usize,
    deletions_begun: usize,
    deletions_done: usize,
    /// Messages before this place are promised; none is lost without a power cut.
    flushed: PhysicalOffset,
}

/// How much of what was acknowledged must be there.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// Everything. Otherwise only the following, and what was known to be flushed.
    pub all: bool,
    /// What was stored before this time.
    pub durable_to: TimestampMs,
    /// What lies before the end of the log as it was found after the crash.
    pub end: PhysicalOffset,
}

impl Promise {
    /// Whether a deletion was begun and not done.
    fn is_in_deletion(&self) -> bool {
        self.deletions_begun != self.deletions_done
    }
}

impl Expected {
    fn includes(&self, place: &Appended, promise: &Promise) -> bool {
        self.all
            || place.physical_offset < promise.flushed.max(self.end)
            || place.store_timestamp < self.durable_to
    }
}

struct Sink {
    ledger: Arc<Ledger>,
    ids: Vec<String>,
    open: usize,
}

impl AppendSink for Sink {
    fn done(&mut self, results: &[Appended]) {
        let mut acknowledged = self.ledger.acknowledged.lock();
        for result in results {
            match result.status {
                AppendStatus::Stored => acknowledged
                    .push(Acknowledged { id: self.ids[result.entry].clone(), place: *result }),
                status if status.is_written() => {}
                _ => self.ledger.failed.lock().push(self.ids[result.entry].clone()),
            }
        }
        self.open -= results.len();
        self.ledger.outstanding.fetch_sub(results.len(), Ordering::SeqCst);
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.ledger.outstanding.fetch_sub(self.open, Ordering::SeqCst);
    }
}

impl Ledger {
    /// A message that nothing else resembles: a unique id, a key, perhaps tags.
    pub fn message(&self, topic: &str, queue: i32, filling: usize) -> Message {
        let number = self.number.fetch_add(1, Ordering::SeqCst);
        let id = format!("m{number}");
        let body = format!("{id} {}", "z".repeat(filling));
        let message = Message::new(topic, queue, body)
            .property("UNIQ_KEY", &id)
            .property("KEYS", &format!("key-{number}"));
        match number % 3 {
            0 => message,
            tag => message.property("TAGS", &format!("Tag{tag}")),
        }
    }

    /// Hands `messages` to the store.
    pub fn submit(
        self: &Arc<Self>,
        store: &Store,
        config: &StoreConfig,
        messages: &[Message],
    ) -> Result<(), RefusedReason> {
        let ids: Vec<String> = messages.iter().map(|m| id_of(&m.body).to_owned()).collect();
        let generation = self.deletions_done.load(Ordering::SeqCst);
        for (id, message) in ids.iter().zip(messages) {
            let sent = Sent { message: message.clone(), generation };
            self.sent.lock().insert(id.clone(), sent);
        }
        self.outstanding.fetch_add(ids.len(), Ordering::SeqCst);
        let (mut group, _) = group(store, config, messages);
        group.sink = Box::new(Sink { ledger: self.clone(), open: ids.len(), ids });
        store.submit(group).map_err(|refused| refused.reason)
    }

    /// Waits until the store said of every message what became of it.
    pub fn wait(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while self.outstanding.load(Ordering::SeqCst) > 0 {
            assert!(Instant::now() < deadline, "no answer from the store");
            std::thread::yield_now();
        }
    }

    /// How many messages were acknowledged so far.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.lock().len()
    }

    /// Notes how far the store says it is flushed.
    pub fn note_flushed(&self, store: &Store) {
        self.flushed.fetch_max(store.flushed_to().0, Ordering::SeqCst);
    }

    /// Deletes [`DELETED`]; nothing may be on its way.
    pub fn delete(&self, store: &Store) {
        self.deletions_begun.fetch_add(1, Ordering::SeqCst);
        if store.delete_topic(DELETED).is_ok() {
            self.deletions_done.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// The ledger of a store that lives on after a crash: what it lost is not promised any more.
    /// `None` when the crash came in the middle of a deletion.
    pub fn after_crash(&self, promise: &Promise, expected: &Expected) -> Option<Self> {
        if promise.is_in_deletion() {
            return None;
        }
        let mut acknowledged = self.acknowledged.lock()[..promise.acknowledged].to_vec();
        acknowledged.retain(|message| expected.includes(&message.place, promise));
        Some(Self {
            sent: Mutex::new(self.sent.lock().clone()),
            acknowledged: Mutex::new(acknowledged),
            failed: Mutex::new(self.failed.lock()[..promise.failed].to_vec()),
            deletions_begun: AtomicUsize::new(promise.deletions_begun),
            deletions_done: AtomicUsize::new(promise.deletions_done),
            flushed: AtomicI64::new(promise.flushed.0),
            number: AtomicUsize::new(self.number.load(Ordering::SeqCst)),
            ..Self::default()
        })
    }

    /// What is promised now.
    pub fn promise(&self) -> Promise {
        // In this order: nothing that is acknowledged later may be counted.
        let flushed = PhysicalOffset(self.flushed.load(Ordering::SeqCst));
        let deletions_done = self.deletions_done.load(Ordering::SeqCst);
        let acknowledged = self.acknowledged.lock().len();
        let failed = self.failed.lock().len();
        let deletions_begun = self.deletions_begun.load(Ordering::SeqCst);
        Promise { acknowledged, failed, deletions_begun, deletions_done, flushed }
    }

    /// Compares `store`, opened after a crash, with what was promised.
    pub fn check(&self, store: &Store, promise: &Promise, expected: &Expected) {
        let found = self.read_everything(store, promise);
        let acknowledged = self.acknowledged.lock();
        for Acknowledged { id, place } in &acknowledged[..promise.acknowledged] {
            let sent = self.sent.lock()[id].clone();
            let deleted =
                sent.message.topic == DELETED && sent.generation < promise.deletions_begun;
            if deleted || !expected.includes(place, promise) {
                continue;
            }
            if sent.message.kind_flag & 4 == 0 {
                let there = found.get(id);
                assert_eq!(there, Some(&place.physical_offset), "{id} at {place:?}, {expected:?}");
            }
            self.check_key(store, id, &sent, place.physical_offset);
        }
        drop(acknowledged);
        for id in &self.failed.lock()[..promise.failed] {
            assert!(!found.contains_key(id), "{id} was refused and is there");
        }
        for (id, offset) in &found {
            if promise.is_in_deletion() && self.sent.lock()[id].message.topic == DELETED {
                continue;
            }
            self.check_key(store, id, &self.sent.lock()[id], *offset);
        }
    }

    /// Both keys of a message find it; a rolled back one has none.
    fn check_key(&self, store: &Store, id: &str, sent: &Sent, offset: PhysicalOffset) {
        if store.index_failed() || sent.message.kind_flag & 12 == 12 {
            return;
        }
        for key in [id.to_owned(), id.replace('m', "key-")] {
            let topic = &sent.message.topic;
            let found = store.query_index(topic, &key, 32, TimestampMs(0), TimestampMs(i64::MAX));
            let is_it = |bytes: &bytes::Bytes| {
                Record::decode(bytes).is_ok_and(|record| record.physical_offset == offset)
            };
            assert!(found.records.iter().any(is_it), "key {key} of {topic} does not find {offset}");
        }
    }

    /// Reads all queues: offsets are dense, every message is one that was sent, whole, and there
    /// once. Answers where each is.
    fn read_everything(
        &self,
        store: &Store,
        promise: &Promise,
    ) -> BTreeMap<String, PhysicalOffset> {
        let mut found = BTreeMap::new();
        let mut generations = HashSet::new();
        for (topic, queues) in store.topics() {
            for queue in queues {
                let mut at = store.min_offset(&topic, queue);
                // A deletion that failed may or may not take effect after a restart.
                let unsure = topic.as_str() == DELETED && promise.is_in_deletion();
                assert!(at == QueueOffset(0) || unsure, "{topic}-{queue} begins at {at}");
                while at < store.max_offset(&topic, queue) {
                    let (id, offset) = self.read_one(store, &topic, queue, at);
                    if topic.as_str() == DELETED {
                        let generation = self.sent.lock()[&id].generation;
                        assert!(generation >= promise.deletions_done, "{id} was deleted");
                        generations.insert(generation);
                    }
                    assert_eq!(found.insert(id.clone(), offset), None, "{id} is there twice");
                    at = at.plus(1);
                }
            }
        }
        assert!(generations.len() <= 1, "messages from before and after a deletion");
        found
    }

    fn read_one(
        &self,
        store: &Store,
        topic: &str,
        queue: QueueId,
        at: QueueOffset,
    ) -> (String, PhysicalOffset) {
        let place = format!("{topic}-{queue} at {at}");
        let limits = ReadLimits { max_messages: 1, ..ReadLimits::default() };
        let code = parking_lot::Mutex::new(0);
        let read = store.read(topic, queue, at, &limits, &|tags_code| {
            *code.lock() = tags_code;
            true
        });
        assert_eq!(read.status, ReadStatus::Found, "{place}");
        assert_eq!(read.next_offset, at.plus(1), "{place}");
        let record = Record::decode(&read.records[0]).unwrap_or_else(|e| panic!("{place}: {e}"));
        record.check_body().unwrap_or_else(|e| panic!("{place}: {e}"));
        let id = id_of(record.body).to_owned();
        let sent = self.sent.lock().get(&id).cloned();
        let sent = sent.unwrap_or_else(|| panic!("{place}: nobody sent {id}"));
        let message = &sent.message;
        assert_eq!(record.body, message.body, "{place}");
        assert_eq!(record.properties, message.properties, "{place}");
        assert_eq!((record.topic, record.queue_id.0), (topic, message.queue), "{place}");
        assert_eq!((record.queue_id, record.queue_offset), (queue, at), "{place}");
        let tags = message.properties.split('\u{2}').find_map(|p| p.strip_prefix("TAGS\u{1}"));
        assert_eq!(*code.lock(), tags_hash(tags), "tags code, {place}");
        (id, record.physical_offset)
    }
}

fn id_of(body: &[u8]) -> &str {
    std::str::from_utf8(body).ok().and_then(|body| body.split(' ').next()).unwrap_or_default()
}
