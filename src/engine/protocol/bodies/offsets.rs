//! Tables of consumer offsets: bodies of 43, 45, 220 to 223 and 308, `consumerOffset.json`,
//! `delayOffset.json`, and the event of an offset that had to move.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::Body;
use super::fastjson::{Form, write};
use super::queue_map::QueueMap;
use crate::engine::protocol::names::{
    BrokerName, ClientId, GroupName, MessageQueue, QueueId, QueueOffset, TopicName,
};

/// Stands between topic and group in the keys of [`ConsumerOffsetTable`].
pub const TOPIC_GROUP_SEPARATOR: char = '@';

/// What every group has consumed: body of 43, and `consumerOffset.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumerOffsetTable {
    /// `topic@group` to queue to next offset.
    pub offset_table: BTreeMap<String, BTreeMap<QueueId, QueueOffset>>,
}

/// What has been delivered of every delay level: body of 45, and `delayOffset.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DelayOffsetTable {
    /// Delay level to next offset in its queue.
    pub offset_table: BTreeMap<i32, QueueOffset>,
}

/// Offsets a group shall go to: body of 220 and of the answer to 222.
///
/// [`Body::decode`] reads the list form too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ResetOffsetBody {
    /// Queue to next offset.
    #[serde(deserialize_with = "map_or_list")]
    pub offset_table: QueueMap<QueueOffset>,
}

impl ResetOffsetBody {
    /// The list form, for C++ clients.
    pub fn encode_list(&self) -> Vec<u8> {
        let entry = |(queue, offset): (&MessageQueue, &QueueOffset)| ListEntry {
            broker_name: queue.broker_name.clone(),
            offset: *offset,
            queue_id: queue.queue_id,
            topic: queue.topic.clone(),
        };
        let offset_table: Vec<_> = self.offset_table.iter().map(entry).collect();
        write(&ListForm { offset_table }, Form::Compact).unwrap_or_default()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListForm {
    offset_table: Vec<ListEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListEntry {
    broker_name: BrokerName,
    offset: QueueOffset,
    queue_id: QueueId,
    topic: TopicName,
}

fn map_or_list<'de, D: Deserializer<'de>>(d: D) -> Result<QueueMap<QueueOffset>, D::Error> {
    d.deserialize_any(MapOrList)
}

struct MapOrList;

impl<'de> Visitor<'de> for MapOrList {
    type Value = QueueMap<QueueOffset>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("offsets by queue, or a list of queues with offsets")
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Self::Value, M::Error> {
        QueueMap::deserialize(serde::de::value::MapAccessDeserializer::new(map))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Self::Value, S::Error> {
        let mut offsets = QueueMap::default();
        while let Some(entry) = list.next_element::<ListEntry>()? {
            let ListEntry { broker_name, offset, queue_id, topic } = entry;
            offsets.insert(MessageQueue { broker_name, queue_id, topic }, offset);
        }
        Ok(offsets)
    }
}

/// Where clients are: body of the answers to 221 (one client) and 223 (all of a group).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumerStatusBody {
    /// Client to its offsets, in the answer to 223.
    pub consumer_table: BTreeMap<ClientId, QueueMap<QueueOffset>>,
    /// The client's own offsets, in the answer to 221.
    pub message_queue_table: QueueMap<QueueOffset>,
}

/// Body of QUERY_CORRECTION_OFFSET (308).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CorrectionOffsetBody {
    /// Queue to the least offset of all groups.
    pub correction_offsets: BTreeMap<QueueId, QueueOffset>,
}

/// Body of the messages in `OFFSET_MOVED_EVENT`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OffsetMovedEvent {
    /// The group that read.
    pub consumer_group: GroupName,
    /// The queue it read.
    pub message_queue: MessageQueue,
    /// The offset it was sent to.
    pub offset_new: QueueOffset,
    /// The offset it had asked for.
    pub offset_request: QueueOffset,
}

impl Body for ConsumerOffsetTable {}
impl Body for DelayOffsetTable {}
impl Body for ResetOffsetBody {}
impl Body for ConsumerStatusBody {}
impl Body for CorrectionOffsetBody {}
impl Body for OffsetMovedEvent {}
