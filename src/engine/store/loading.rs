//! What lies in a store's directory, brought into memory. Changes there what a crash left half
//! done: unfinished files, and queues of topics that were being deleted.

use std::sync::Arc;

use super::checkpoint::Checkpoint;
use super::cleaning::Cleaning;
use super::commit_log::CommitLog;
use super::config::StoreConfig;
use super::consume_queue::QueueFiles;
use super::cq_ext::ExtFiles;
use super::deleted_topics::DeletedTopics;
use super::disk::Disk;
use super::error::StoreError;
use super::hand_over::HandOver;
use super::index::Index;
use super::index_file::IndexShape;
use super::lane::Lane;
use super::layout;
use super::log_dirs::LogDirs;
use super::ownership::Ownership;
use super::queue_ends::QueueEnds;
use super::queues::{LastUnit, Queues};
use super::segments::{self, Segments};
use super::shared::{Dispatched, Shared};
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset};

/// The parts of a store before its threads run.
pub(super) struct Loaded {
    pub(super) ownership: Ownership,
    pub(super) shared: Shared,
    pub(super) last_units: Vec<LastUnit>,
    pub(super) ends: Option<QueueEnds>,
    pub(super) index_from: Option<PhysicalOffset>,
}

/// Locks the directory and loads what is in it.
pub(super) fn load(disk: Arc<dyn Disk>, config: StoreConfig) -> Result<Loaded, StoreError> {
    let root = config.root_dir.clone();
    let ownership = Ownership::take(disk.clone(), &root)?;
    segments::remove_unfinished(&*disk, &root)?;
    let clean = ownership.was_clean();
    let checkpoint = Checkpoint::load(disk.clone(), &root)?;
    let deleted_topics = Arc::new(DeletedTopics::load(disk.clone(), &root)?);
    let log_dirs =
        LogDirs::new(config.commit_log_dirs.clone(), config.read_only_commit_log_dirs.clone())?;
    let segments = Segments::load(disk.clone(), log_dirs, config.commit_log_file_size)?;
    let queue_root = root.join(layout::CONSUME_QUEUE_DIR);
    let ext_files = ExtFiles::new(
        disk.clone(),
        root.join(layout::CONSUME_QUEUE_EXT_DIR),
        root.clone(),
        config.consume_queue_ext_file_size,
        config.extend_consume_queues,
    );
    let queue_files = QueueFiles::new(
        disk.clone(),
        queue_root.clone(),
        root.clone(),
        config.consume_queue_file_size,
        config.max_open_queue_files,
        ext_files,
    );
    let ends = QueueEnds::take(&*disk, &root)?;
    let log_min = segments.first().map_or(PhysicalOffset(0), |first| first.base);
    let (queues, mut last_units) =
        Queues::load(disk.clone(), queue_root, queue_files, !clean, log_min)?;
    let queues = Arc::new(queues);
    if config.extend_consume_queues {
        queues.all().iter().try_for_each(|queue| queues.files.ext.check(queue))?;
    }
    for (topic, end) in deleted_topics.all() {
        queues.clear_older(&topic, end)?;
    }
    last_units.retain(|last| last.queue.max() > QueueOffset(0));
    let (index, index_from) = if config.index_enabled {
        let shape = IndexShape::of(&config);
        let trusted = (!clean).then(|| checkpoint.times().index);
        let dir = root.join(layout::INDEX_DIR);
        let (index, from) = Index::load(disk.clone(), dir, root, shape, trusted)?;
        (Some(Arc::new(index)), from)
    } else {
        (None, None)
    };
    let shared = Shared {
        lane: Lane::new(config.max_waiting_bytes, config.max_waiting_requests),
        spare: Default::default(),
        hand_over: HandOver::new(config.max_waiting_dispatch),
        disk,
        log: CommitLog::new(segments),
        queues,
        index,
        deleted_topics,
        checkpoint,
        cleaning: Cleaning::new(config.cleaning.clone()),
        config,
        flags: Default::default(),
        next_file: Default::default(),
        flusher: Default::default(),
        bell: Default::default(),
        dirty_queues: Default::default(),
        append_busy_since: Default::default(),
        dispatched: Dispatched::default(),
    };
    Ok(Loaded { ownership, shared, last_units, ends, index_from })
}
