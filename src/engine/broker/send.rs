//! Sends: 10, 310 and 320 from frame to append.
//!
//! The sends of one read are checked and encoded into one [`Group`], handed to the append thread
//! together, and answered together (`send_answers.rs`). Nothing here waits.

use std::sync::Arc;
use std::time::Instant;

use smallvec::SmallVec;

use super::blocking::Class;
use super::busy::busy_for;
use super::detour::Detour;
use super::live_config::CurrentConfig;
use super::send_answers::{Answers, Waiting};
use super::send_checks::{Accepted, NotAccepted, accept, common_fields, message_illegal};
use super::{Broker, transaction};
use crate::engine::protocol::batch::decode_batch;
use crate::engine::protocol::message::{
    PROPERTY_SEPARATOR, properties, property, push_property, with_properties,
};
use crate::engine::protocol::name_rules::HALF_TOPIC;
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use crate::engine::protocol::record::{self, Record};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::sys_flag;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::store::{
    Entries, Entry, Group, KeyHashes, Kind, RefusedReason, Ticket, UnitTag, key_hash, key_hashes,
};
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
    config: CurrentConfig,
    records: Vec<u8>,
    entries: Entries,
    waiting: SmallVec<[Waiting; 1]>,
    /// Requests and bytes of the read: about what the sends among them need room for.
    expected: (usize, usize),
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
            entries: Entries::default(),
            waiting: SmallVec::new(),
            expected: (frames.len(), frames.iter().map(Frame::wire_len).sum()),
            text: String::new(),
        }
    }

    /// Makes room for all sends of the read when the first one is there.
    fn make_room(&mut self) {
        if self.records.capacity() == 0 {
            let (sends, bytes) = self.expected;
            self.records = self.broker.store.spare_buffer();
            self.records.reserve(bytes.min(LARGE_GROUP));
            self.entries.reserve(sends);
            self.waiting.reserve(sends);
        }
    }

    /// Checks one send and adds its records, or says why not.
    pub(super) fn add(&mut self, frame: &Frame) -> Result<(), NotAccepted> {
        // Before any work is done for it, as `SendMessageProcessor.rejectRequest`.
        if self.broker.store.is_stuck()
            && let Some(busy) = busy_for(RefusedReason::Stuck)
        {
            return Err(NotAccepted::Refused(busy));
        }
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
        let entries = &self.entries[entries_before..];
        let queue = entries.first().map(|entry| self.entries.queue(entry));
        let topic = match queue.map(|queue| queue.topic()) {
            Some(detour) if *detour != send.topic.topic_name => detour.clone(),
            _ => send.topic.topic_name.clone(),
        };
        self.waiting.push(Waiting {
            form: frame.form,
            opaque: frame.opaque,
            oneway: frame.is_oneway(),
            stored_in: queue.map_or(send.answered_queue, |queue| queue.id()),
            queue_id: send.answered_queue,
            entries: entries.len(),
            log_len: self.records.len() - records_before,
            waits: entries.iter().any(|entry| entry.waits_for_flush),
            topic,
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
        let part = Part { body: send.body, flag: send.header.flag, joined: false };
        if (facts.is_half() || facts.delay_level() > 0)
            && let Some(detour) = self.detour(send, &facts)?
        {
            return self.push_detour(send, &part, detour, facts.waits);
        }
        self.push(&Place::of(send), send, &part, facts)
    }

    /// Where a half message, or one with a delay, is stored.
    fn detour(&self, send: &Accepted<'_>, facts: &Facts) -> Result<Option<Detour>, Reply> {
        let cluster = self.config.broker_cluster_name.as_str();
        let sent = send.header.properties.as_deref().unwrap_or_default();
        // `WAIT` stays in such a text, as it does in Apache's.
        let text = with_properties(sent, &[(property::CLUSTER, Some(cluster))]);
        let real_place = (send.topic.topic_name.as_str(), send.queue_id);
        if facts.is_half() {
            return transaction::detour(&self.config, real_place, &text).map(Some);
        }
        if !Kind::of_sys_flag(send.sys_flag).is_queued() {
            return Ok(None);
        }
        Ok(self.broker.delay.detour(facts.delay_level(), real_place, &text))
    }

    fn push_detour(
        &mut self,
        send: &Accepted<'_>,
        part: &Part<'_>,
        detour: Detour,
        waits: Option<bool>,
    ) -> Result<(), Reply> {
        let (topic, text) = (TopicName::from(detour.topic), detour.properties);
        let facts = Facts {
            tag: Some(self.broker.store.unit_tag(&topic, &text)),
            key_hashes: key_hashes(&topic, &text),
            waits,
            ..Facts::default()
        };
        let sys_flag = if topic.as_str() == HALF_TOPIC {
            send.sys_flag & !sys_flag::TRANSACTION_MASK
        } else {
            send.sys_flag
        };
        self.text = text;
        let place = Place { topic: &topic, queue_id: detour.queue_id, sys_flag };
        self.push(&place, send, part, facts)
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
            if facts.is_half() || facts.delay_level() > 0 {
                return Err(message_illegal(&self.config));
            }
            self.text.clear();
            self.text.push_str(message.properties);
            if !self.text.is_empty() && !self.text.ends_with(PROPERTY_SEPARATOR) {
                self.text.push(PROPERTY_SEPARATOR);
            }
            self.text.push_str(&shared);
            let part = Part { body: message.body, flag: message.flag, joined };
            self.push(&Place::of(send), send, &part, facts)?;
            joined = true;
            if self.records.len() - before > MAX_BATCH_RECORDS {
                return Err(message_illegal(&self.config));
            }
        }
        if joined { Ok(()) } else { Err(message_illegal(&self.config)) }
    }

    /// Encodes one message under the properties in `text` and notes its entry.
    fn push(
        &mut self,
        place: &Place<'_>,
        send: &Accepted<'_>,
        part: &Part<'_>,
        facts: Facts,
    ) -> Result<(), Reply> {
        let header = &send.header;
        let before = self.records.len();
        let record = Record {
            body_crc: record::body_crc(part.body),
            queue_id: place.queue_id,
            flag: part.flag,
            queue_offset: QueueOffset::default(),
            physical_offset: PhysicalOffset::default(),
            sys_flag: place.sys_flag,
            born_timestamp: header.born_timestamp,
            born_host: self.connection.peer(),
            store_timestamp: TimestampMs::default(),
            store_host: self.broker.store_host,
            reconsume_times: header.reconsume_times.unwrap_or(0),
            prepared_transaction_offset: PhysicalOffset::default(),
            body: part.body,
            topic: place.topic,
            properties: &self.text,
        };
        record.encode(&mut self.records).map_err(|_| message_illegal(&self.config))?;
        let store = &self.broker.store;
        let queue = self
            .entries
            .place(place.topic, place.queue_id, || store.queue(place.topic, place.queue_id));
        self.entries.push(Entry {
            queue,
            len: (self.records.len() - before) as u32,
            tag: facts.tag.unwrap_or(UnitTag::Code(0)),
            key_hashes: facts.key_hashes,
            kind: Kind::of_sys_flag(place.sys_flag),
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
        let (since, requests) = (Instant::now(), self.waiting.len());
        let ticket = Ticket { since, patience: Class::Send.patience(&self.config), requests };
        let answers = Answers::new(self.broker, self.connection, self.waiting, since);
        let (records, entries) = (self.records, self.entries);
        let group = Group { records, entries, sink: Box::new(answers), ticket };
        if let Err(mut refused) = self.broker.store.submit(group) {
            refused.group.sink.refused(refused.reason);
        }
    }
}

/// Where the messages of a send are stored.
struct Place<'a> {
    topic: &'a TopicName,
    queue_id: QueueId,
    sys_flag: i32,
}

impl<'a> Place<'a> {
    fn of(send: &'a Accepted<'_>) -> Self {
        let topic = &send.topic.topic_name;
        Self { topic, queue_id: send.queue_id, sys_flag: send.sys_flag }
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
    tag: Option<UnitTag>,
    key_hashes: KeyHashes,
    waits: Option<bool>,
    is_half: Option<bool>,
    delay_level: Option<i32>,
}

impl Facts {
    fn note(&mut self, topic: &str, name: &str, value: &str) {
        let is_true = || Some(value.eq_ignore_ascii_case("true"));
        match name {
            property::TAGS => self.tag = Some(UnitTag::Code(i64::from(string_hash(value)))),
            property::UNIQUE_KEY => self.key_hashes.push(key_hash(topic, value)),
            property::KEYS => {
                for key in value.split(' ').filter(|key| !key.is_empty()) {
                    self.key_hashes.push(key_hash(topic, key));
                }
            }
            property::WAIT => self.waits = is_true(),
            property::TRANSACTION_PREPARED => self.is_half = is_true(),
            property::DELAY => self.delay_level = Some(value.parse().unwrap_or(0)),
            _ => {}
        }
    }

    /// Adds what properties behind these say.
    fn add(&mut self, later: &Self) {
        self.tag = later.tag.or(self.tag);
        later.key_hashes.as_slice().iter().for_each(|hash| self.key_hashes.push(*hash));
        self.waits = later.waits.or(self.waits);
        self.is_half = later.is_half.or(self.is_half);
        self.delay_level = later.delay_level.or(self.delay_level);
    }

    fn is_half(&self) -> bool {
        self.is_half == Some(true)
    }

    /// 0 and less: none.
    fn delay_level(&self) -> i32 {
        self.delay_level.unwrap_or(0)
    }
}
