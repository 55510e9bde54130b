//! All queues of the store, by topic and number. Derived state, like the queues.

use std::collections::{BTreeMap, HashMap};
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::RwLock;

use super::consume_queue::QueueFiles;
use super::consume_queue::queue::Queue;
use super::disk::Disk;
use super::error::{IoContext, StoreError};
use super::layout::{self, Unit};
use crate::engine::protocol::names::{PhysicalOffset, QueueId, TopicName};

/// Threads that load queues: more than processors, since most of it is waiting for a cold disk.
const LOADERS: usize = 8;

/// A queue with the last unit that its files hold.
#[derive(Clone)]
pub(super) struct LastUnit {
    /// The queue.
    pub queue: Arc<Queue>,
    /// Its last unit.
    pub unit: Unit,
}

/// The table of queues.
pub(super) struct Queues {
    /// Their files.
    pub files: QueueFiles,
    disk: Arc<dyn Disk>,
    root: PathBuf,
    table: RwLock<HashMap<TopicName, BTreeMap<QueueId, Arc<Queue>>>>,
}

impl Queues {
    /// Loads the queues below `root`, several at a time; `thorough` and `log_min` as in
    /// [`QueueFiles::load`]. Second answer: the queues that have units, with the last of each.
    pub fn load(
        disk: Arc<dyn Disk>,
        root: PathBuf,
        files: QueueFiles,
        thorough: bool,
        log_min: PhysicalOffset,
    ) -> Result<(Self, Vec<LastUnit>), StoreError> {
        disk.create_dir(&root).or_io("create", &root)?;
        let mut topics = disk.list(&root).or_io("list", &root)?;
        topics.retain(|entry| entry.is_dir);
        let next = AtomicUsize::new(0);
        let work = || {
            let (mut queues, mut units) = (Vec::new(), Vec::new());
            while let Some(topic) = topics.get(next.fetch_add(1, Ordering::Relaxed)) {
                let name = TopicName::from(topic.name.as_str());
                let dir = root.join(&topic.name);
                let entries = disk.list(&dir).or_io("list", &dir)?;
                for entry in entries.iter().filter(|entry| entry.is_dir) {
                    // Java skips what is not a number.
                    let Ok(id) = entry.name.parse().map(QueueId) else { continue };
                    let queue = Arc::new(Queue::new(name.clone(), id));
                    let last = files.load(&queue, thorough, log_min)?;
                    units.extend(last.map(|unit| LastUnit { queue: queue.clone(), unit }));
                    queues.push(queue);
                }
            }
            Ok((queues, units))
        };
        let loaded: Vec<Result<_, StoreError>> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..LOADERS.min(topics.len())).map(|_| scope.spawn(work)).collect();
            let results = threads.into_iter().map(|thread| thread.join());
            results.map(|result| result.unwrap_or_else(|panic| resume_unwind(panic))).collect()
        });
        let mut table: HashMap<TopicName, BTreeMap<QueueId, Arc<Queue>>> = HashMap::new();
        let mut last_units = Vec::new();
        for part in loaded {
            let (queues, units) = part?;
            last_units.extend(units);
            for queue in queues {
                table.entry(queue.topic().clone()).or_default().insert(queue.id(), queue);
            }
        }
        Ok((Self { files, disk, root, table: RwLock::new(table) }, last_units))
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
        self.disk.remove_dir(&dir).or_io("remove", &dir)?;
        self.files.ext.remove_topic(topic)
    }

    /// Cuts all queues at the log's end.
    pub fn cut(&self, log_end: PhysicalOffset) -> Result<(), StoreError> {
        self.all().iter().try_for_each(|queue| self.files.cut(queue, log_end))
    }

    /// Lets appending go on where the queues end.
    pub fn resume(&self) {
        self.table.read().values().flat_map(BTreeMap::values).for_each(|q| q.resume_at_max());
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
        let table = self.table.read();
        let queues = table.values().flat_map(BTreeMap::values);
        queues.map(|queue| queue.physical_end()).max().unwrap_or_default()
    }

    /// The folder of all queues.
    pub fn root(&self) -> &PathBuf {
        &self.root
    }
}
