//! A map whose keys are queues, which fastjson writes as objects.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::fastjson::read;
use crate::engine::protocol::names::MessageQueue;

/// Whether `key` is, or is the text of an object with, fastjson's mark of a value written elsewhere
/// in the same text. It is not followed: no body of 4.9 needs it, but one must not fail for it.
fn is_reference(key: &str) -> bool {
    key == "$ref" || key.starts_with(r#"{"$ref":"#)
}

/// Values by queue: `{{"brokerName":"b","queueId":0,"topic":"t"}:value}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct QueueMap<V>(pub BTreeMap<MessageQueue, V>);

impl<V> Default for QueueMap<V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<V> Deref for QueueMap<V> {
    type Target = BTreeMap<MessageQueue, V>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<V> DerefMut for QueueMap<V> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<V> FromIterator<(MessageQueue, V)> for QueueMap<V> {
    fn from_iter<I: IntoIterator<Item = (MessageQueue, V)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<V> IntoIterator for QueueMap<V> {
    type Item = (MessageQueue, V);
    type IntoIter = std::collections::btree_map::IntoIter<MessageQueue, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Reads keys as `fastjson::to_standard` leaves them: JSON texts in strings.
impl<'de, V: Deserialize<'de>> Deserialize<'de> for QueueMap<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(QueueMapVisitor(PhantomData))
    }
}

struct QueueMapVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for QueueMapVisitor<V> {
    type Value = QueueMap<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object whose keys are queues")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<QueueMap<V>, M::Error> {
        let mut queues = QueueMap::default();
        while let Some(key) = map.next_key::<String>()? {
            if is_reference(&key) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let queue = read(key.as_bytes())
                .map_err(|error| M::Error::custom(format!("key `{key}` is no queue: {error}")))?;
            queues.insert(queue, map.next_value()?);
        }
        Ok(queues)
    }
}
