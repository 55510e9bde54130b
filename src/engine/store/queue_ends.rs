//! Where each queue ended when the store was stopped properly.
//!
//! Derived state, believed only when the log still ends where it ended then. It tells at the
//! next start, without reading the log, that a queue lacks units or has others than it had.
//! Apache has no such file and ignores it. The first line holds the log's end; then one line a
//! queue: its maximum, the end of its newest record, its number, its topic.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;

use super::consume_queue::queue::Queue;
use super::disk::Disk;
use super::error::{IoContext, StoreError};
use super::layout;
use super::queues::{LastUnit, Queues};
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};

/// The ends of all queues.
pub(super) struct QueueEnds {
    /// End of the log.
    pub log_end: PhysicalOffset,
    queues: HashMap<(String, QueueId), (QueueOffset, PhysicalOffset)>,
}

impl QueueEnds {
    /// Reads what [`save`] wrote below `root`, and removes it: it holds for one start only.
    /// `None` when there is nothing, or not all of it.
    pub fn take(disk: &dyn Disk, root: &Path) -> Result<Option<Self>, StoreError> {
        let path = root.join(layout::QUEUE_ENDS_FILE);
        let Some(bytes) = disk.read(&path).or_io("read", &path)? else { return Ok(None) };
        disk.remove_file(&path).or_io("remove", &path)?;
        Ok(std::str::from_utf8(&bytes).ok().and_then(Self::parse))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let log_end = PhysicalOffset(lines.next()?.parse().ok()?);
        let queues = lines.map(|line| {
            let mut words = line.splitn(4, ' ');
            let max = QueueOffset(words.next()?.parse().ok()?);
            let physical_end = PhysicalOffset(words.next()?.parse().ok()?);
            let id = QueueId(words.next()?.parse().ok()?);
            Some(((words.next()?.to_owned(), id), (max, physical_end)))
        });
        Some(Self { log_end, queues: queues.collect::<Option<_>>()? })
    }

    /// Whether `queue` ends where it ended.
    pub fn agree_with(&self, queue: &Queue) -> bool {
        // A queue whose topic was made while the store was used otherwise is none of ours.
        let key = (queue.topic().to_string(), queue.id());
        self.queues.get(&key).is_none_or(|end| *end == (queue.max(), queue.physical_end()))
    }

    /// Whether every queue that had units then has some now; `units` are those of today.
    pub fn are_all_in(&self, units: &[LastUnit]) -> bool {
        let there: HashSet<(&str, QueueId)> =
            units.iter().map(|last| (last.queue.topic().as_str(), last.queue.id())).collect();
        self.queues.keys().all(|(topic, id)| there.contains(&(topic.as_str(), *id)))
    }
}

/// Writes the ends of `queues` below `root`, durably; the log ends at `log_end`.
pub(super) fn save(
    disk: &dyn Disk,
    root: &Path,
    queues: &Queues,
    log_end: PhysicalOffset,
) -> Result<(), StoreError> {
    let mut text = format!("{log_end}\n");
    // One of which nothing is left may have lost its files.
    for queue in queues.all().iter().filter(|queue| queue.max() > queue.min()) {
        let (max, end) = (queue.max(), queue.physical_end());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{max} {end} {} {}", queue.id(), queue.topic());
    }
    let path = root.join(layout::QUEUE_ENDS_FILE);
    let scratch = root.join(format!("{}{}", layout::QUEUE_ENDS_FILE, layout::UNFINISHED));
    disk.replace(&path, &scratch, text.as_bytes()).or_io("write", &path)
}
