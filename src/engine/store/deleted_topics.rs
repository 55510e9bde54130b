//! Topics that were deleted while the log still holds records of them.
//!
//! Ground state, though a small one: without it a replay of the log would bring the queues of
//! a deleted topic back. Apache has no such memory and ignores the file. One line a topic: the
//! log offset below which its records are not dispatched, a space, the name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::RwLock;

use super::disk::Disk;
use super::error::{IoContext, StoreError};
use super::layout;
use crate::engine::protocol::names::{PhysicalOffset, TopicName};

/// The deleted topics of one store.
pub(super) struct DeletedTopics {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    scratch: PathBuf,
    table: RwLock<BTreeMap<TopicName, PhysicalOffset>>,
}

impl DeletedTopics {
    /// Reads the list in `root`; a missing one is empty, and lines that cannot be read are
    /// passed over.
    pub fn load(disk: Arc<dyn Disk>, root: &Path) -> Result<Self, StoreError> {
        let path = root.join(layout::DELETED_TOPICS_FILE);
        let scratch = root.join(format!("{}{}", layout::DELETED_TOPICS_FILE, layout::UNFINISHED));
        let bytes = disk.read(&path).or_io("read", &path)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().filter_map(|line| {
            let (offset, topic) = line.split_once(' ')?;
            Some((TopicName::from(topic), PhysicalOffset(offset.parse().ok()?)))
        });
        let table = RwLock::new(lines.collect());
        Ok(Self { disk, path, scratch, table })
    }

    /// Whether the record of `topic` at `offset` was there when the topic was deleted.
    pub fn covers(&self, topic: &str, offset: PhysicalOffset) -> bool {
        self.table.read().get(topic).is_some_and(|end| offset < *end)
    }

    /// Every deleted topic with the offset below which its records are passed over.
    pub fn all(&self) -> Vec<(TopicName, PhysicalOffset)> {
        self.table.read().iter().map(|(topic, end)| (topic.clone(), *end)).collect()
    }

    /// Remembers that `topic` was deleted when the log ended at `end`, and forgets topics of
    /// which the log, which begins at `log_min`, holds nothing any more.
    pub fn add(
        &self,
        topic: &str,
        end: PhysicalOffset,
        log_min: PhysicalOffset,
    ) -> Result<(), StoreError> {
        let mut table = self.table.write();
        let mut changed = table.clone();
        changed.retain(|_, end| *end > log_min);
        changed.insert(TopicName::from(topic), end);
        self.save(&changed)?;
        *table = changed;
        Ok(())
    }

    /// The log ends at `log_end` after a crash: what is appended from there on is not covered,
    /// even if the log had been longer.
    pub fn cut(&self, log_end: PhysicalOffset) -> Result<(), StoreError> {
        let mut table = self.table.write();
        if table.values().all(|end| *end <= log_end) {
            return Ok(());
        }
        table.values_mut().for_each(|end| *end = log_end.min(*end));
        self.save(&table)
    }

    fn save(&self, table: &BTreeMap<TopicName, PhysicalOffset>) -> Result<(), StoreError> {
        let lines: String = table.iter().map(|(topic, end)| format!("{end} {topic}\n")).collect();
        self.disk.replace(&self.path, &self.scratch, lines.as_bytes()).or_io("write", &self.path)
    }
}
