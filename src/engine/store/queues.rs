//! All queues of the store, by topic and number. Derived state, like the queues.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::RwLock;

use super::consume_queue::{Queue, QueueFiles};
use super::disk::Disk;
use super::error::{IoContext, StoreError};
use super::layout;
use crate::engine::protocol::names::{PhysicalOffset, QueueId, TopicName};

/// The table of queues.
pub(super) struct Queues {
    /// Their files.
    pub files: QueueFiles,
    disk: Arc<dyn Disk>,
    root: PathBuf,
    table: RwLock<HashMap<TopicName, BTreeMap<QueueId, Arc<Queue>>>>,
}

impl Queues {
    /// Loads the queues below `root`; `thorough` as in [`QueueFiles::load`].
    pub fn load(
        disk: Arc<dyn Disk>,
        root: PathBuf,
        files: QueueFiles,
        thorough: bool,
    ) -> Result<Self, StoreError> {
        disk.create_dir(&root).or_io("create", &root)?;
        let mut table: HashMap<TopicName, BTreeMap<QueueId, Arc<Queue>>> = HashMap::new();
        for topic in disk.list(&root).or_io("list", &root)?.iter().filter(|entry| entry.is_dir) {
            let name = TopicName::from(topic.name.as_str());
            let dir = root.join(&topic.name);
            for entry in disk.list(&dir).or_io("list", &dir)?.iter().filter(|entry| entry.is_dir) {
                // Java skips what is not a number.
                let Ok(id) = entry.name.parse().map(QueueId) else { continue };
                let queue = Arc::new(Queue::new(name.clone(), id));
                files.load(&queue, thorough)?;
                table.entry(name.clone()).or_default().insert(id, queue);
            }
        }
        Ok(Self { files, disk, root, table: RwLock::new(table) })
    }

    /// The queue, if there is one.
    pub fn find(&self, topic: &str, id: QueueId) -> Option<Arc<Queue>> {
        self.table.read().get(topic)?.get(&id).cloned()
    }

    /// The queue, made if need be.
    pub fn get(&self, topic: &TopicName, id: QueueId) -> Arc<Queue> {
        if let Some(queue) = self.find(topic, id) {
            return queue;
        }
        let mut table = self.table.write();
        let queues = table.entry(topic.clone()).or_default();
        queues.entry(id).or_insert_with(|| Arc::new(Queue::new(topic.clone(), id))).clone()
    }

    /// Empties the queues of `topic` that know nothing behind `end`, where it was deleted: their
    /// files can come back in a power cut.
    pub fn clear_older(&self, topic: &str, end: PhysicalOffset) -> Result<(), StoreError> {
        let queues: Vec<Arc<Queue>> = self
            .table
            .read()
            .get(topic)
            .into_iter()
            .flat_map(|ids| ids.values().cloned())
            .collect();
        queues
            .iter()
            .filter(|queue| queue.physical_end() <= end)
            .try_for_each(|queue| self.files.clear(queue))
    }

    /// Every queue.
    pub fn all(&self) -> Vec<Arc<Queue>> {
        self.table.read().values().flat_map(|queues| queues.values().cloned()).collect()
    }

    /// Topics that have queues, and their queues' numbers.
    pub fn topics(&self) -> Vec<(TopicName, Vec<QueueId>)> {
        let table = self.table.read();
        table.iter().map(|(topic, ids)| (topic.clone(), ids.keys().copied().collect())).collect()
    }

    /// Removes a topic's queues and their files.
    pub fn remove_topic(&self, topic: &str) -> Result<(), StoreError> {
        let Some(queues) = self.table.write().remove(topic) else { return Ok(()) };
        for queue in queues.values() {
            self.files.retire(queue);
        }
        if !layout::is_folder_name(topic) {
            return Ok(());
        }
        let dir = self.files.topic_dir(topic);
        self.disk.remove_dir(&dir).or_io("remove", &dir)
    }

    /// Cuts all queues at the log's end.
    pub fn cut(&self, log_end: PhysicalOffset) -> Result<(), StoreError> {
        self.all().iter().try_for_each(|queue| self.files.cut(queue, log_end))
    }

    /// Fits all queues to the log: minima, and where appending goes on.
    pub fn settle(&self, log_min: PhysicalOffset) -> Result<(), StoreError> {
        self.all().iter().try_for_each(|queue| {
            queue.resume_at_max();
            self.files.correct_min(queue, log_min)
        })
    }

    /// Takes nothing that a killed process left for flushed: moves all queues to `dirty`.
    pub fn doubt(&self, dirty: &mut Vec<Arc<Queue>>) {
        for queue in self.all() {
            self.files.doubt(&queue);
            if queue.mark_dirty() {
                dirty.push(queue);
            }
        }
    }

    /// End of the newest record that any queue knows.
    pub fn physical_end(&self) -> PhysicalOffset {
        self.all().iter().map(|queue| queue.physical_end()).max().unwrap_or_default()
    }

    /// The folder of all queues.
    pub fn root(&self) -> &PathBuf {
        &self.root
    }
}
