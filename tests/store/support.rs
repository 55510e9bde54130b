//! Opening and filling stores.

use std::path::Path;
use std::sync::{Arc, mpsc};

use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use rmq::engine::protocol::record::{Record, body_crc};
use rmq::engine::store::{
    AppendSink, Appended, Arrival, ArrivalListener, Arrivals, Entries, Entry, Group, Kind, Store,
    StoreConfig, Ticket, key_hashes, unit_tag,
};
use rmq::engine::util::clock::TimestampMs;

/// Hears nothing.
pub struct Deaf;

impl ArrivalListener for Deaf {
    fn arrived(&self, _: &[Arrivals], _: &dyn Fn(&Arrival) -> Option<bytes::Bytes>) {}
}

/// The sizes with which the golden stores were written.
pub fn small_config(root: &Path) -> StoreConfig {
    StoreConfig {
        commit_log_file_size: 131_072,
        consume_queue_file_size: 6000,
        max_hash_slot_num: 500,
        max_index_num: 2000,
        ..StoreConfig::at(root)
    }
}

pub fn open(config: StoreConfig) -> Arc<Store> {
    Store::open(config, Arc::new(Deaf)).unwrap()
}

/// Sends results to a channel.
pub struct Channel(pub mpsc::Sender<Vec<Appended>>);

impl AppendSink for Channel {
    fn done(&mut self, results: &[Appended]) {
        let _ = self.0.send(results.to_vec());
    }
}

/// A message to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub topic: String,
    pub queue: i32,
    pub body: Vec<u8>,
    pub properties: String,
    pub kind_flag: i32,
    pub joined: bool,
}

impl Message {
    pub fn new(topic: &str, queue: i32, body: impl Into<Vec<u8>>) -> Self {
        Self {
            topic: topic.to_owned(),
            queue,
            body: body.into(),
            properties: String::new(),
            kind_flag: 0,
            joined: false,
        }
    }

    pub fn property(mut self, name: &str, value: &str) -> Self {
        rmq::engine::protocol::message::push_property(&mut self.properties, name, value);
        self
    }
}

/// A group of `messages`; results go to the receiver.
pub fn group(
    store: &Store,
    config: &StoreConfig,
    messages: &[Message],
) -> (Group, mpsc::Receiver<Vec<Appended>>) {
    let (sender, receiver) = mpsc::channel();
    let mut records = Vec::new();
    let mut entries = Entries::default();
    for message in messages {
        let start = records.len();
        let record = Record {
            body_crc: body_crc(&message.body),
            queue_id: QueueId(message.queue),
            flag: 0,
            queue_offset: QueueOffset(0),
            physical_offset: PhysicalOffset(0),
            sys_flag: message.kind_flag,
            born_timestamp: TimestampMs(1_700_000_000_000),
            born_host: "127.0.0.1:50000".parse().unwrap(),
            store_timestamp: TimestampMs(0),
            store_host: "127.0.0.1:10911".parse().unwrap(),
            reconsume_times: 0,
            prepared_transaction_offset: PhysicalOffset(0),
            body: &message.body,
            topic: &message.topic,
            properties: &message.properties,
        };
        record.encode(&mut records).unwrap();
        let (topic, id) = (TopicName::from(message.topic.as_str()), QueueId(message.queue));
        let queue = entries.place(&topic, id, || store.queue(&topic, id));
        entries.push(Entry {
            queue,
            len: (records.len() - start) as u32,
            tag: unit_tag(config, &message.topic, &message.properties),
            key_hashes: key_hashes(&message.topic, &message.properties),
            kind: Kind::of_sys_flag(message.kind_flag),
            waits_for_flush: true,
            joined: message.joined,
        });
    }
    (Group { records, entries, sink: Box::new(Channel(sender)), ticket: Ticket::own() }, receiver)
}
