//! How far a push consumer is in its queues, and where that is kept.
//!
//! State: the table in memory is ahead of the store by what was consumed since it was written
//! last; losing that costs redelivery. Ground state is the broker's table in clustering, a local
//! file in broadcasting. Invariant: acknowledging never moves an offset backwards; only
//! [`OffsetStore::reset`] does.

use std::collections::BTreeMap;
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

    /// Stores every offset. What fails is tried again by the next call.
    pub(super) async fn persist(&self) {
        let offsets = self.table.lock().iter().map(|(q, o)| (q.clone(), *o)).collect();
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

    async fn store_at_brokers(&self, offsets: Vec<(MessageQueue, QueueOffset)>) {
        let mut calls = JoinSet::new();
        for (queue, offset) in offsets {
            let (session, group) = (self.session.clone(), self.group.clone());
            calls.spawn(async move {
                if let Err(error) = session.commit_offset(&group, &queue, offset).await {
                    tracing::warn!(%group, ?queue, %offset, %error, "offset not stored");
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
