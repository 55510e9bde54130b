//! Body of QUERY_CONSUME_QUEUE (321).

use serde::{Deserialize, Serialize};

use super::Body;
use super::heartbeat::SubscriptionData;
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset};

/// One unit of a consume queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumeQueueData {
    /// Filter bits of the unit, as text.
    pub bit_map: Option<String>,
    /// Whether the group's filter lets the message through.
    pub eval: bool,
    /// The unit's extension, as text.
    pub extend_data_json: Option<String>,
    /// Text of a failure.
    pub msg: Option<String>,
    /// Place of the message in the commit log.
    #[serde(rename = "physicOffset")]
    pub physical_offset: PhysicalOffset,
    /// Its size there, in bytes.
    #[serde(rename = "physicSize")]
    pub physical_size: i32,
    /// Tag hash, delivery time, or extension address.
    pub tags_code: i64,
}

/// Body of the answer to 321.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumeQueueBody {
    /// The group's filter, as text.
    pub filter_data: Option<String>,
    /// One past the last unit.
    pub max_queue_index: QueueOffset,
    /// First unit.
    pub min_queue_index: QueueOffset,
    /// The units.
    pub queue_data: Option<Vec<ConsumeQueueData>>,
    /// The group's subscription.
    pub subscription_data: Option<SubscriptionData>,
}

impl Body for ConsumeQueueBody {}
