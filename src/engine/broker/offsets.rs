//! How far every consumer group is in every queue; codes 14 and 15.
//!
//! Ground state: `config/consumerOffset.json` is written every few seconds and at the end, when
//! something changed, and is shared with Java brokers. After a crash groups consume again what
//! they had consumed since the last save. An offset is what the group wants next; it may go
//! backwards when a client says so.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, RwLock};

use super::Broker;
use super::config::BrokerConfig;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::fastjson::Form;
use crate::engine::protocol::bodies::offsets::{ConsumerOffsetTable, TOPIC_GROUP_SEPARATOR};
use crate::engine::protocol::ext::FieldList;
use crate::engine::protocol::headers::offsets::{
    OffsetReply, QueryConsumerOffsetHeader, UpdateConsumerOffsetHeader,
};
use crate::engine::protocol::names::{GroupName, QueueId, QueueOffset, TopicName};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::util::text_file;

/// Next offsets of one group in one topic.
type Queues = Arc<Mutex<BTreeMap<QueueId, QueueOffset>>>;

/// The table of consumer offsets.
pub struct Offsets {
    path: PathBuf,
    table: RwLock<HashMap<TopicName, HashMap<GroupName, Queues>>>,
    /// Whether the file is behind the table.
    changed: AtomicBool,
    /// Held while the file is written.
    saving: Mutex<()>,
}

impl Offsets {
    /// The offsets of `consumerOffset.json`.
    pub fn open(config: &BrokerConfig) -> io::Result<Self> {
        let path = config.config_file("consumerOffset.json");
        let file = text_file::load(&path, |text| ConsumerOffsetTable::decode(text.as_bytes()))?;
        let offsets = Self {
            path,
            table: RwLock::default(),
            changed: AtomicBool::new(false),
            saving: Mutex::default(),
        };
        offsets.adopt(file.unwrap_or_default());
        offsets.changed.store(false, Ordering::Release);
        Ok(offsets)
    }

    /// Takes what another table says of a group in a topic in place of what is here; what it
    /// does not name stays.
    pub fn adopt(&self, other: ConsumerOffsetTable) {
        let mut table = self.table.write();
        for (key, queues) in other.offset_table {
            let (topic, group) = key.split_once(TOPIC_GROUP_SEPARATOR).unwrap_or((&key, ""));
            let groups = table.entry(TopicName::from(topic)).or_default();
            let known = groups.entry(GroupName::from(group)).or_default();
            let mut known = known.lock();
            if *known != queues {
                *known = queues;
                self.changed.store(true, Ordering::Release);
            }
        }
    }

    /// The offset `group` wants next, if it ever said so.
    pub fn get(&self, group: &str, topic: &str, queue: QueueId) -> Option<QueueOffset> {
        self.queues(group, topic)?.lock().get(&queue).copied()
    }

    /// Stores what `group` wants next.
    pub fn commit(&self, group: &str, topic: &str, queue: QueueId, offset: QueueOffset) {
        let queues = self.queues_or_new(group, topic);
        let before = queues.lock().insert(queue, offset);
        if before != Some(offset) {
            self.changed.store(true, Ordering::Release);
        }
        if before.is_some_and(|before| before > offset) {
            tracing::debug!(topic, group, %queue, ?before, %offset, "an offset goes back");
        }
    }

    /// Stores what a pull says that `group` wants next, unless that is behind what is stored.
    ///
    /// A pull says how far its consumer was when it was made. It may arrive after the offset that
    /// the consumer, gone by now, committed with its last words.
    pub fn advance(&self, group: &str, topic: &str, queue: QueueId, offset: QueueOffset) {
        let queues = self.queues_or_new(group, topic);
        let mut queues = queues.lock();
        if queues.get(&queue).is_none_or(|stored| *stored < offset) {
            queues.insert(queue, offset);
            self.changed.store(true, Ordering::Release);
        }
    }

    fn queues_or_new(&self, group: &str, topic: &str) -> Queues {
        self.queues(group, topic).unwrap_or_else(|| {
            let mut table = self.table.write();
            let groups = table.entry(TopicName::from(topic)).or_default();
            groups.entry(GroupName::from(group)).or_default().clone()
        })
    }

    fn queues(&self, group: &str, topic: &str) -> Option<Queues> {
        self.table.read().get(topic)?.get(group).cloned()
    }

    /// Offsets of `group` in all queues of `topic`.
    pub fn of_group(&self, group: &str, topic: &str) -> BTreeMap<QueueId, QueueOffset> {
        self.queues(group, topic).map(|queues| queues.lock().clone()).unwrap_or_default()
    }

    /// Topics in which `group` has offsets.
    pub fn topics_of(&self, group: &str) -> Vec<TopicName> {
        let table = self.table.read();
        let mut topics: Vec<TopicName> =
            table.iter().filter(|(_, g)| g.contains_key(group)).map(|(t, _)| t.clone()).collect();
        topics.sort();
        topics
    }

    /// Groups that have offsets in `topic`.
    pub fn groups_of(&self, topic: &str) -> Vec<GroupName> {
        let table = self.table.read();
        table.get(topic).map(|groups| groups.keys().cloned().collect()).unwrap_or_default()
    }

    /// Forgets every offset of `group`.
    pub fn remove_group(&self, group: &str) {
        let mut table = self.table.write();
        for groups in table.values_mut() {
            if groups.remove(group).is_some() {
                self.changed.store(true, Ordering::Release);
            }
        }
        table.retain(|_, groups| !groups.is_empty());
    }

    /// The whole table as a body (43) and file.
    pub fn to_table(&self) -> ConsumerOffsetTable {
        let table = self.table.read();
        let mut file = ConsumerOffsetTable::default();
        for (topic, groups) in table.iter() {
            for (group, queues) in groups {
                let key = format!("{topic}{TOPIC_GROUP_SEPARATOR}{group}");
                file.offset_table.insert(key, queues.lock().clone());
            }
        }
        file
    }

    /// Writes the file if something changed since it was written. A failure is logged and tried
    /// again the next time.
    pub fn save(&self) {
        let _saving = self.saving.lock();
        if !self.changed.swap(false, Ordering::AcqRel) {
            return;
        }
        let text = self.to_table().encode_as(Form::Pretty);
        if let Err(error) = text_file::replace(&self.path, &String::from_utf8_lossy(&text)) {
            self.changed.store(true, Ordering::Release);
            tracing::error!(path = %self.path.display(), %error, "offsets are not saved");
        }
    }
}

/// QUERY_CONSUMER_OFFSET (14), by the rules of `broker.md` 5.7.
pub fn query(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: QueryConsumerOffsetHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let QueryConsumerOffsetHeader { consumer_group, topic, queue_id } = header;
    // A negative offset counts as none, as in Apache's ConsumerManageProcessor.
    let stored = broker.offsets.get(&consumer_group, &topic, queue_id);
    if let Some(offset) = stored.filter(|offset| offset.0 >= 0) {
        return Reply::with_header(&OffsetReply { offset: Some(offset) });
    }
    if broker.is_young(&topic, queue_id) {
        return Reply::with_header(&OffsetReply { offset: Some(QueueOffset(0)) });
    }
    let remark = "Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first";
    Reply::refuse(ResponseCode::QueryNotFound, remark).and_fields(FieldList::default())
}

/// UPDATE_CONSUMER_OFFSET (15).
pub fn update(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    match request.header::<UpdateConsumerOffsetHeader>() {
        Ok(UpdateConsumerOffsetHeader { consumer_group, topic, queue_id, commit_offset }) => {
            broker.offsets.commit(&consumer_group, &topic, queue_id, commit_offset);
            Reply::success().and_fields(FieldList::default())
        }
        Err(error) => error.into(),
    }
}
