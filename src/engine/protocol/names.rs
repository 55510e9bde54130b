//! Names and offsets as types of their own, so that none can stand in for another.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(Arc::from(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(Arc::from(text))
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self(Arc::from(""))
            }
        }
    };
}

name_type! {
    /// Name of a topic.
    TopicName
}
name_type! {
    /// Name of a producer or consumer group.
    GroupName
}
name_type! {
    /// Name shared by a master and its slaves (`brokerName`).
    BrokerName
}
name_type! {
    /// Name of a cluster (`brokerClusterName`).
    ClusterName
}
name_type! {
    /// Id of one client process in its groups: `ip@instance[@unit]`.
    ClientId
}

macro_rules! offset_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// This offset moved by `n`.
            pub fn plus(self, n: i64) -> Self {
                Self(self.0.saturating_add(n))
            }

            /// The distance from `start` to `self`.
            pub fn since(self, start: Self) -> i64 {
                self.0.saturating_sub(start.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

offset_type! {
    /// A byte position in the commit log, counted over all its files.
    PhysicalOffset
}
offset_type! {
    /// The index of a message in its queue: 0, 1, 2 and so on.
    QueueOffset
}

/// Number of a queue within its topic on one broker.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    schemars::JsonSchema,
    Deserialize,
)]
#[serde(transparent)]
pub struct QueueId(pub i32);

impl fmt::Display for QueueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One queue of a topic on a named broker (fastjson's `MessageQueue`).
///
/// Ordered by topic, broker and number, as Apache's `compareTo`: clients that share queues
/// among themselves must all see them in this order.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema, Deserialize,
)]
#[serde(default, rename_all = "camelCase")]
pub struct MessageQueue {
    /// The broker that holds the queue.
    pub broker_name: BrokerName,
    /// The queue's number.
    pub queue_id: QueueId,
    /// The topic.
    pub topic: TopicName,
}

impl Ord for MessageQueue {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.topic, &self.broker_name, self.queue_id).cmp(&(
            &other.topic,
            &other.broker_name,
            other.queue_id,
        ))
    }
}

impl PartialOrd for MessageQueue {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Prefix of the topic that holds a group's messages to be consumed again.
pub const RETRY_TOPIC_PREFIX: &str = "%RETRY%";
/// Prefix of the topic that holds a group's dead letters.
pub const DEAD_LETTER_TOPIC_PREFIX: &str = "%DLQ%";

/// The retry topic of a group.
pub fn retry_topic(group: &str) -> TopicName {
    TopicName::from(format!("{RETRY_TOPIC_PREFIX}{group}"))
}

/// The dead letter topic of a group.
pub fn dead_letter_topic(group: &str) -> TopicName {
    TopicName::from(format!("{DEAD_LETTER_TOPIC_PREFIX}{group}"))
}
