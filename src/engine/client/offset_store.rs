//! How far a push consumer is in its queues, and where that is kept.
//!
//! State: the table in memory is ahead of the store by what was consumed since it was written
//! last; losing that costs redelivery. Ground state is the broker's table in clustering, a local
//! file in broadcasting. Invariant: acknowledging never moves an offset backwards; only
//! [`OffsetStore::reset`] does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::task::JoinSet;

use super::error::{ClientError, Result};
use super::session::Session;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::fastjson::Form;
use crate::engine::protocol::bodies::offsets::ResetOffsetBody;
use crate::engine::protocol::names::{GroupName, MessageQueue, QueueOffset};
use crate::engine::util::text_file;

/// Where offsets are kept.
pub(super) enum Place {
    /// With the brokers: the members of a group share them.
    Brokers,
    /// In this file, of the shape of Apache's `LocalFileOffsetStore`.
    File(PathBuf),
    /// Nowhere: the next start begins where this one did.
    Nowhere,
}

/// Offsets of one group.
pub(super) struct OffsetStore {
    session: Arc<Session>,
    group: GroupName,
    place: Place,
    table: Mutex<BTreeMap<MessageQueue, QueueOffset>>,
}

impl OffsetStore {
    pub(super) fn new(session: Arc<Session>, group: GroupName, place: Place) -> Self {
        Self { session, group, place, table: Mutex::default() }
    }

    /// Notes that everything before `offset` is done.
    pub(super) fn advance(&self, queue: &MessageQueue, offset: QueueOffset) {
        let mut table = self.table.lock();
        match table.get_mut(queue) {
            Some(known) => *known = offset.max(*known),
            None => drop(table.insert(queue.clone(), offset)),
        }
    }

    /// Sets the offset, also backwards.
    pub(super) fn reset(&self, queue: &MessageQueue, offset: QueueOffset) {
        self.table.lock().insert(queue.clone(), offset);
    }

    /// Forgets the offset in memory.
    pub(super) fn forget(&self, queue: &MessageQueue) {
        self.table.lock().remove(queue);
    }

    /// The offset in memory.
    pub(super) fn known(&self, queue: &MessageQueue) -> Option<QueueOffset> {
        self.table.lock().get(queue).copied()
    }

    /// Whether offsets are the brokers' business.
    pub(super) fn is_remote(&self) -> bool {
        matches!(self.place, Place::Brokers)
    }

    /// The offset in the store; `None` when the group never was in that queue.
    pub(super) async fn stored(&self, queue: &MessageQueue) -> Result<Option<QueueOffset>> {
        match &self.place {
            Place::File(_) => Ok(self.load_file()?.offset_table.get(queue).copied()),
            Place::Brokers | Place::Nowhere => {
                self.session.committed_offset(&self.group, queue).await
            }
        }
    }

    /// Stores the offset of `queue` and forgets it: another member goes on from there.
    pub(super) async fn hand_over(&self, queue: &MessageQueue) {
        let offset = self.table.lock().remove(queue);
        if let Some(offset) = offset {
            self.store(vec![(queue.clone(), offset)]).await;
        }
    }

    /// Stores the offsets of the queues `mine` and forgets others: an acknowledgement that came
    /// in the moment a queue was given up must not overwrite what its new owner stores. What
    /// fails is tried again by the next call.
    pub(super) async fn persist(&self, mine: &BTreeSet<MessageQueue>) {
        let offsets = {
            let mut table = self.table.lock();
            table.retain(|queue, _| mine.contains(queue));
            table.iter().map(|(queue, offset)| (queue.clone(), *offset)).collect()
        };
        self.store(offsets).await;
    }

    async fn store(&self, offsets: Vec<(MessageQueue, QueueOffset)>) {
        match &self.place {
            Place::Nowhere => {}
            Place::Brokers => self.store_at_brokers(offsets).await,
            Place::File(_) => {
                if let Err(error) = self.store_in_file(offsets) {
                    tracing::warn!(group = %self.group, %error, "offsets not stored");
                }
            }
        }
    }

    /// The queues of one topic on one broker go one after the other: when several first offsets
    /// of a group arrive at once, Apache's `ConsumerOffsetManager.commitOffset` may keep only one.
    async fn store_at_brokers(&self, offsets: Vec<(MessageQueue, QueueOffset)>) {
        let mut by_topic: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (queue, offset) in offsets {
            let place = (queue.broker_name.clone(), queue.topic.clone());
            by_topic.entry(place).or_default().push((queue, offset));
        }
        let mut calls = JoinSet::new();
        for offsets in by_topic.into_values() {
            let (session, group) = (self.session.clone(), self.group.clone());
            calls.spawn(async move {
                for (queue, offset) in offsets {
                    if let Err(error) = session.commit_offset(&group, &queue, offset).await {
                        tracing::warn!(%group, ?queue, %offset, %error, "offset not stored");
                    }
                }
            });
        }
        while calls.join_next().await.is_some() {}
    }

    fn store_in_file(&self, offsets: Vec<(MessageQueue, QueueOffset)>) -> Result<()> {
        let Place::File(path) = &self.place else { return Ok(()) };
        let mut body = self.load_file()?;
        body.offset_table.extend(offsets);
        let text = String::from_utf8_lossy(&body.encode_as(Form::Pretty)).into_owned();
        text_file::replace(path, &text).map_err(|source| self.file_error(source))
    }

    fn load_file(&self) -> Result<ResetOffsetBody> {
        let Place::File(path) = &self.place else { return Ok(ResetOffsetBody::default()) };
        text_file::load(path, |text| ResetOffsetBody::decode(text.as_bytes()))
            .map(Option::unwrap_or_default)
            .map_err(|source| self.file_error(source))
    }

    fn file_error(&self, source: std::io::Error) -> ClientError {
        let path = match &self.place {
            Place::File(path) => path.display().to_string(),
            Place::Brokers | Place::Nowhere => String::new(),
        };
        ClientError::LocalOffsets { path, source }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use super::{OffsetStore, Place};
    use crate::engine::client::config::{ClientConfig, NamesrvAddrs};
    use crate::engine::client::session::Session;
    use crate::engine::protocol::names::{MessageQueue, QueueId, QueueOffset};

    /// What `LocalFileOffsetStore` of 4.9.7 wrote for a broadcasting consumer, cut to two queues
    /// of a shorter topic.
    const BY_APACHE: &str = "{\n\t\"offsetTable\":{{\n\t\t\t\"brokerName\":\"broker-a\",\
         \n\t\t\t\"queueId\":0,\n\t\t\t\"topic\":\"T\"\n\t\t}:250,\
         {\n\t\t\t\"brokerName\":\"broker-a\",\n\t\t\t\"queueId\":1,\
         \n\t\t\t\"topic\":\"T\"\n\t\t}:250\n\t}\n}";

    fn store(file: PathBuf) -> OffsetStore {
        let namesrv = NamesrvAddrs::parse("127.0.0.1:1").expect("an address");
        let session = Session::new(ClientConfig::new(namesrv));
        OffsetStore::new(session, "G".into(), Place::File(file))
    }

    fn queue(id: i32) -> MessageQueue {
        MessageQueue { broker_name: "broker-a".into(), queue_id: QueueId(id), topic: "T".into() }
    }

    #[tokio::test]
    async fn only_a_reset_goes_backwards() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = store(directory.path().join("offsets.json"));
        for (offset, expected) in [(5, 5), (9, 9), (7, 9)] {
            store.advance(&queue(0), QueueOffset(offset));
            assert_eq!(store.known(&queue(0)), Some(QueueOffset(expected)));
        }
        store.reset(&queue(0), QueueOffset(3));
        assert_eq!(store.known(&queue(0)), Some(QueueOffset(3)));
    }

    #[tokio::test]
    async fn apaches_file_is_read_and_written() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("a client/offsets.json");
        std::fs::create_dir_all(file.parent().expect("a parent")).expect("made");
        std::fs::write(&file, BY_APACHE).expect("written");
        let first = store(file.clone());
        assert_eq!(first.stored(&queue(1)).await.expect("read"), Some(QueueOffset(250)));
        assert_eq!(first.stored(&queue(9)).await.expect("read"), None);
        first.advance(&queue(1), QueueOffset(251));
        first.advance(&queue(5), QueueOffset(1));
        first.persist(&BTreeSet::from([queue(1)])).await;
        assert_eq!(first.known(&queue(5)), None, "it is another member's");
        let second = store(file.clone());
        assert_eq!(second.stored(&queue(1)).await.expect("read"), Some(QueueOffset(251)));
        assert_eq!(second.stored(&queue(0)).await.expect("read"), Some(QueueOffset(250)));
        let text = std::fs::read_to_string(&file).expect("read");
        assert_eq!(text, BY_APACHE.replace("}:250\n", "}:251\n"));
    }
}
