//! Sends: 10, 310 and 320 from frame to append.
//!
//! The sends of one read are checked and encoded into one [`Group`], handed to the append thread
//! together, and answered together (`send_answers.rs`). Nothing here waits.

use std::sync::Arc;

use super::Broker;
use super::config::BrokerConfig;
use super::send_answers::{Answers, Waiting};
use super::send_checks::{Accepted, NotAccepted, accept, common_fields, message_illegal};
use crate::engine::protocol::batch::decode_batch;
use crate::engine::protocol::message::{PROPERTY_SEPARATOR, properties, property, push_property};
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use crate::engine::protocol::record::{self, Record};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::store::{Entry, Group, KeyHashes, Kind, Queue, UnitTag, key_hash};
use crate::engine::util::clock::TimestampMs;
use crate::engine::util::java_hash::string_hash;

/// A group with so many bytes of records is handed over before the rest of its read.
const LARGE_GROUP: usize = 8 << 20;
/// Most bytes of records that one batch may become: each of its messages repeats the topic and the
/// batch's own properties, so that a small frame could fill the memory.
const MAX_BATCH_RECORDS: usize = 64 << 20;

/// Room for the property that the broker adds, for most cluster names.
const ROOM_FOR_CLUSTER: usize = 32;

/// The sends of one read, on their way to the append thread.
pub(super) struct SendGroup<'b> {
    broker: &'b Arc<Broker>,
    connection: &'b Arc<Connection>,
    config: Arc<BrokerConfig>,
    records: Vec<u8>,
    entries: Vec<Entry>,
    waiting: Vec<Waiting>,
    /// Requests and bytes of the read: about what the sends among them need room for.
    expected: (usize, usize),
    /// The queues met so far, for the next send to one of them.
    queues: Vec<Arc<Queue>>,
    /// The properties text of the message at hand.
    text: String,
}

impl<'b> SendGroup<'b> {
    /// An empty group of the sends among `frames`, which came over `connection`.
    pub(super) fn new(
        broker: &'b Arc<Broker>,
        connection: &'b Arc<Connection>,
        frames: &[Frame],
    ) -> Self {
        Self {
            broker,
            connection,
            config: broker.config(),
            records: Vec::new(),
            entries: Vec::new(),
            waiting: Vec::new(),
            expected: (frames.len(), frames.iter().map(Frame::wire_len).sum()),
            queues: Vec::new(),
            text: String::new(),
        }
    }

    /// Makes room for all sends of the read when the first one is there.
    fn make_room(&mut self) {
        if self.waiting.capacity() == 0 {
            let (sends, bytes) = self.expected;
            self.records.reserve(bytes.min(LARGE_GROUP));
            self.entries.reserve(sends);
            self.waiting.reserve(sends);
        }
    }

    /// The handle of a queue; those of the last few sends are at hand.
    fn queue(&mut self, topic: &TopicName, id: QueueId) -> Arc<Queue> {
        const AT_HAND: usize = 16;
        let met = self.queues.iter().find(|queue| queue.id() == id && queue.topic() == topic);
        if let Some(queue) = met {
            return queue.clone();
        }
        let queue = self.broker.store.queue(topic, id);
        self.queues.truncate(AT_HAND - 1);
        self.queues.insert(0, queue.clone());
        queue
    }

    /// Checks one send and adds its records, or says why not.
    pub(super) fn add(&mut self, frame: &Frame) -> Result<(), NotAccepted> {
        let send = accept(self.broker, &self.config, self.connection, frame)?;
        self.make_room();
        let (records_before, entries_before) = (self.records.len(), self.entries.len());
        let encoded = if frame.request_code() == RequestCode::SendBatchMessage {
            self.encode_batch(&send)
        } else {
            self.encode_single(&send)
        };
        if let Err(refusal) = encoded {
            self.records.truncate(records_before);
            self.entries.truncate(entries_before);
            return Err(NotAccepted::Refused(refusal.and_fields(common_fields(&self.config))));
        }
        self.waiting.push(Waiting {
            form: frame.form,
            opaque: frame.opaque,
            oneway: frame.is_oneway(),
            queue_id: send.queue_id,
            entries: self.entries.len() - entries_before,
            log_len: self.records.len() - records_before,
            waits: self.entries[entries_before..].iter().any(|entry| entry.waits_for_flush),
            topic: send.topic,
        });
        Ok(())
    }

    fn encode_single(&mut self, send: &Accepted<'_>) -> Result<(), Reply> {
        let mut facts = Facts::default();
        let text = send.header.properties.as_deref().unwrap_or_default();
        self.text.clear();
        self.text.reserve(text.len() + ROOM_FOR_CLUSTER);
        for (name, value) in properties(text) {
            facts.note(&send.topic.topic_name, name, value);
            if name != property::WAIT && name != property::CLUSTER {
                push_property(&mut self.text, name, value);
            }
        }
        push_property(&mut self.text, property::CLUSTER, &self.config.broker_cluster_name);
        facts.check_served()?;
        self.push(send, &Part { body: send.body, flag: send.header.flag, joined: false }, facts)
    }

    fn encode_batch(&mut self, send: &Accepted<'_>) -> Result<(), Reply> {
        let (mut shared, mut shared_facts) = (String::new(), Facts::default());
        let mut waits = true;
        for (name, value) in properties(send.header.properties.as_deref().unwrap_or_default()) {
            waits &= name != property::WAIT || value.eq_ignore_ascii_case("true");
            if name != property::CLUSTER {
                shared_facts.note(&send.topic.topic_name, name, value);
                push_property(&mut shared, name, value);
            }
        }
        push_property(&mut shared, property::CLUSTER, &self.config.broker_cluster_name);
        let (mut joined, before) = (false, self.records.len());
        for message in decode_batch(send.body) {
            let message = message.map_err(|_| message_illegal(&self.config))?;
            let mut facts = Facts::default();
            for (name, value) in properties(message.properties) {
                facts.note(&send.topic.topic_name, name, value);
            }
            // What all share stands behind what each brought, and counts like it.
            facts.add(&shared_facts);
            facts.waits = Some(waits);
            if facts.is_half() || facts.is_delayed() {
                return Err(message_illegal(&self.config));
            }
            self.text.clear();
            self.text.push_str(message.properties);
            if !self.text.is_empty() && !self.text.ends_with(PROPERTY_SEPARATOR) {
                self.text.push(PROPERTY_SEPARATOR);
            }
            self.text.push_str(&shared);
            self.push(send, &Part { body: message.body, flag: message.flag, joined }, facts)?;
            joined = true;
            if self.records.len() - before > MAX_BATCH_RECORDS {
                return Err(message_illegal(&self.config));
            }
        }
        if joined { Ok(()) } else { Err(message_illegal(&self.config)) }
    }

    /// Encodes one message under the properties in `text` and notes its entry.
    fn push(&mut self, send: &Accepted<'_>, part: &Part<'_>, facts: Facts) -> Result<(), Reply> {
        let (header, topic) = (&send.header, &send.topic.topic_name);
        let before = self.records.len();
        let record = Record {
            body_crc: record::body_crc(part.body),
            queue_id: send.queue_id,
            flag: part.flag,
            queue_offset: QueueOffset::default(),
            physical_offset: PhysicalOffset::default(),
            sys_flag: header.sys_flag,
            born_timestamp: header.born_timestamp,
            born_host: self.connection.peer(),
            store_timestamp: TimestampMs::default(),
            store_host: self.broker.store_host,
            reconsume_times: header.reconsume_times.unwrap_or(0),
            prepared_transaction_offset: PhysicalOffset::default(),
            body: part.body,
            topic,
            properties: &self.text,
        };
        record.encode(&mut self.records).map_err(|_| message_illegal(&self.config))?;
        let queue = self.queue(topic, send.queue_id);
        self.entries.push(Entry {
            queue,
            len: (self.records.len() - before) as u32,
            tag: UnitTag::Code(facts.tags_code.unwrap_or(0)),
            key_hashes: facts.key_hashes,
            kind: Kind::of_sys_flag(header.sys_flag),
            waits_for_flush: facts.waits.unwrap_or(true),
            joined: part.joined,
        });
        Ok(())
    }

    /// Whether it is time to hand the group over.
    pub(super) fn is_large(&self) -> bool {
        self.records.len() >= LARGE_GROUP
    }

    /// Hands everything to the append thread; what it does not take is answered at once.
    pub(super) fn submit(self) {
        if self.waiting.is_empty() {
            return;
        }
        let answers = Answers::new(self.broker, self.connection, self.config, self.waiting);
        let (records, entries) = (self.records, self.entries);
        let group = Group { records, entries, sink: Box::new(answers) };
        if let Err(mut refused) = self.broker.store.submit(group) {
            refused.group.sink.refused(refused.reason);
        }
    }
}

/// What sets one message of a send apart from the others.
struct Part<'f> {
    body: &'f [u8],
    flag: i32,
    joined: bool,
}

/// What the properties of a message say to the broker; `None` where they say nothing.
#[derive(Default)]
struct Facts {
    tags_code: Option<i64>,
    key_hashes: KeyHashes,
    waits: Option<bool>,
    is_half: Option<bool>,
    is_delayed: Option<bool>,
}

impl Facts {
    fn note(&mut self, topic: &str, name: &str, value: &str) {
        let is_true = || Some(value.eq_ignore_ascii_case("true"));
        match name {
            property::TAGS => self.tags_code = Some(i64::from(string_hash(value))),
            property::UNIQUE_KEY => self.key_hashes.push(key_hash(topic, value)),
            property::KEYS => {
                for key in value.split(' ').filter(|key| !key.is_empty()) {
                    self.key_hashes.push(key_hash(topic, key));
                }
            }
            property::WAIT => self.waits = is_true(),
            property::TRANSACTION_PREPARED => self.is_half = is_true(),
            property::DELAY => {
                self.is_delayed = Some(value.parse().is_ok_and(|level: i32| level > 0));
            }
            _ => {}
        }
    }

    /// Adds what properties behind these say.
    fn add(&mut self, later: &Self) {
        self.tags_code = later.tags_code.or(self.tags_code);
        later.key_hashes.as_slice().iter().for_each(|hash| self.key_hashes.push(*hash));
        self.waits = later.waits.or(self.waits);
        self.is_half = later.is_half.or(self.is_half);
        self.is_delayed = later.is_delayed.or(self.is_delayed);
    }

    fn is_half(&self) -> bool {
        self.is_half == Some(true)
    }

    fn is_delayed(&self) -> bool {
        self.is_delayed == Some(true)
    }

    /// A half or delayed message stored as a plain one would be delivered when it must not be.
    fn check_served(&self) -> Result<(), Reply> {
        let what = match (self.is_half(), self.is_delayed()) {
            (true, _) => "transaction messages",
            (_, true) => "delayed messages",
            _ => return Ok(()),
        };
        let remark = format!("this broker does not serve {what} yet; nothing was stored");
        Err(Reply::refuse(ResponseCode::RequestCodeNotSupported, remark))
    }
}
