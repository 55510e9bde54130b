//! `rebuild`: queues, index and checkpoint made anew from the commit log.
//!
//! The new ones are made in a folder beside the old ones and brought to the device; then they
//! change places, each at once where the file system can do that, and the old ones are removed. A
//! crash before leaves the old ones as they were; one in between leaves old and new ones of which
//! each is whole, and the mark that makes the next start look at the end of the log.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::finding::Findings;
use super::folder::PlacedFile;
use super::log_walk::{files_in_use, walk_file};
use super::{Inspector, OnProgress};
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::store::config::StoreConfig;
use crate::engine::store::consume_queue::QueueFiles;
use crate::engine::store::cq_ext::ExtFiles;
use crate::engine::store::deleted_topics::DeletedTopics;
use crate::engine::store::disk::Disk;
use crate::engine::store::dispatch::{Dispatcher, Replaying};
use crate::engine::store::error::{IoContext, StoreError};
use crate::engine::store::index::Index;
use crate::engine::store::index_file::IndexShape;
use crate::engine::store::layout::{
    CHECKPOINT_FILE, CONSUME_QUEUE_DIR, CONSUME_QUEUE_EXT_DIR, CheckpointTimes, INDEX_DIR,
    UNFINISHED,
};
use crate::engine::store::ownership::Ownership;
use crate::engine::store::queues::Queues;
use crate::engine::store::replay::{Damage, Seen, Sight};
use crate::engine::util::clock::TimestampMs;

/// Messages after which units are written.
const ROUND: usize = 1 << 14;
/// Where the new files are made, below the store root.
const BUILD_DIR: &str = "rebuild";

/// What `rebuild` made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RebuildReport {
    /// Records read.
    pub records: u64,
    /// Damaged stretches passed over.
    pub damaged: u64,
    /// Queues made.
    pub queues: u64,
    /// Messages in them.
    pub messages: u64,
    /// Where the good part of the log ends.
    pub log_end: PhysicalOffset,
}

/// The new files while they are made.
struct Building<'a> {
    config: &'a StoreConfig,
    queues: Arc<Queues>,
    index: Option<Arc<Index>>,
    dispatcher: Dispatcher,
    log_min: PhysicalOffset,
    newest: TimestampMs,
    report: RebuildReport,
}

impl Inspector {
    /// Makes queues, index and checkpoint anew.
    pub fn rebuild(self, progress: OnProgress<'_>) -> Result<RebuildReport, StoreError> {
        let Self { disk, config, _shared: shared } = self;
        drop(shared);
        let ownership = Ownership::take(disk.clone(), &config.root_dir)?;
        let was_clean = ownership.was_clean();
        let built = build_and_swap(&disk, &config, progress);
        // Whatever happened, the store is as good as it was.
        ownership.give_back(was_clean)?;
        built
    }
}

fn build_and_swap(
    disk: &Arc<dyn Disk>,
    config: &StoreConfig,
    progress: OnProgress<'_>,
) -> Result<RebuildReport, StoreError> {
    let root = &config.root_dir;
    let build = root.join(format!("{BUILD_DIR}{UNFINISHED}"));
    disk.remove_dir(&build).or_io("remove", &build)?;
    disk.create_dir(&build).or_io("create", &build)?;
    let (dirs, size) = (config.log_dirs(), config.commit_log_file_size);
    let files = super::folder::log_files(&**disk, &dirs, size, &mut Findings::default())?;
    let in_use = &files[..files_in_use(&**disk, &files)?];
    let mut building = Building::new(disk, config, &build, &files)?;
    for file in in_use {
        building.take_file(disk, file, progress)?;
    }
    if building.report.records == 0 {
        disk.remove_dir(&build).or_io("remove", &build)?;
        let what = "there is no good record to make queues from".to_owned();
        return Err(StoreError::Record { offset: building.log_min, what });
    }
    let times = building.finish(disk, &build, in_use)?;
    for name in [CONSUME_QUEUE_DIR, INDEX_DIR] {
        let (new, old) = (build.join(name), root.join(name));
        if disk.exists(&new).or_io("look for", &new)? {
            disk.exchange(&old, &new).or_io("put new files in place of", &old)?;
        }
    }
    disk.sync_dir(root).or_io("flush", root)?;
    let checkpoint = root.join(CHECKPOINT_FILE);
    let scratch = root.join(format!("{CHECKPOINT_FILE}{UNFINISHED}"));
    disk.replace(&checkpoint, &scratch, &times.encode()).or_io("write", &checkpoint)?;
    disk.remove_dir(&build).or_io("remove", &build)?;
    Ok(building.report)
}

impl<'a> Building<'a> {
    fn new(
        disk: &Arc<dyn Disk>,
        config: &'a StoreConfig,
        build: &Path,
        files: &[PlacedFile],
    ) -> Result<Self, StoreError> {
        let queue_root = build.join(CONSUME_QUEUE_DIR);
        let queue_files = QueueFiles::new(
            disk.clone(),
            queue_root.clone(),
            build.to_owned(),
            config.consume_queue_file_size,
            config.max_open_queue_files,
            ExtFiles::new(
                disk.clone(),
                build.join(CONSUME_QUEUE_EXT_DIR),
                build.to_owned(),
                config.consume_queue_ext_file_size,
                false,
            ),
        );
        let log_min = files.first().map_or(PhysicalOffset(0), PlacedFile::log_base);
        let (queues, _) = Queues::load(disk.clone(), queue_root, queue_files, false, log_min)?;
        let queues = Arc::new(queues);
        let index = if config.index_enabled {
            let shape = IndexShape::of(config);
            let (dir, scratch) = (build.join(INDEX_DIR), build.to_owned());
            let (index, _) = Index::load(disk.clone(), dir, scratch, shape, None)?;
            Some(Arc::new(index))
        } else {
            None
        };
        let deleted = Arc::new(DeletedTopics::load(disk.clone(), &config.root_dir)?);
        let dispatcher = Dispatcher::new(queues.clone(), index.clone(), deleted);
        let (newest, report) = (TimestampMs(0), RebuildReport::default());
        Ok(Self { config, queues, index, dispatcher, log_min, newest, report })
    }

    fn take_file(
        &mut self,
        disk: &Arc<dyn Disk>,
        file: &PlacedFile,
        progress: OnProgress<'_>,
    ) -> Result<(), StoreError> {
        let end = walk_file(disk, file, file.log_base(), true, &mut |sight| {
            match sight {
                Sight::Record(seen) => {
                    self.report.records += 1;
                    self.newest = self.newest.max(seen.record.store_timestamp);
                    self.add(&seen)?;
                }
                Sight::Damage(Damage { at, end, record, .. }) => {
                    self.report.damaged += 1;
                    // It keeps its place in the queue; a pull passes it over.
                    if let Some(record) = record {
                        let len = u32::try_from(end.since(at)).unwrap_or(0);
                        self.add(&Seen { offset: at, len, record })?;
                    }
                }
            }
            Ok(true)
        })?;
        progress(file.log_base().plus(file.len as i64).since(self.log_min) as u64);
        if let Some(end) = end {
            self.report.log_end = end.at;
        }
        Ok(())
    }

    fn add(&mut self, seen: &Seen<'_>) -> Result<(), StoreError> {
        let replaying = Replaying { is_announced: false, ..Replaying::new_ones(self.log_min) };
        self.dispatcher.add_seen(seen, self.config, &replaying)?;
        if self.dispatcher.gathered() >= ROUND {
            self.dispatcher.finish_round()?;
        }
        Ok(())
    }

    /// Brings everything to the device; answers the checkpoint that is true then.
    fn finish(
        &mut self,
        disk: &Arc<dyn Disk>,
        build: &Path,
        log: &[PlacedFile],
    ) -> Result<CheckpointTimes, StoreError> {
        self.dispatcher.finish_round()?;
        let root = build.join(CONSUME_QUEUE_DIR);
        for (topic, ids) in self.queues.topics() {
            let topic_dir = root.join(topic.as_str());
            for id in ids {
                let Some(queue) = self.queues.find(&topic, id) else { continue };
                if queue.is_retired() || queue.max().0 == 0 {
                    continue;
                }
                self.queues.files.flush(&queue)?;
                let dir = topic_dir.join(id.to_string());
                disk.sync_dir(&dir).or_io("flush", &dir)?;
                self.report.queues += 1;
                self.report.messages += queue.max().since(queue.min()).unsigned_abs();
            }
            if disk.exists(&topic_dir).or_io("look for", &topic_dir)? {
                disk.sync_dir(&topic_dir).or_io("flush", &topic_dir)?;
            }
        }
        disk.sync_dir(&root).or_io("flush", &root)?;
        let mut index = TimestampMs(0);
        if let Some(built) = &self.index {
            index = built.flush_all()?.unwrap_or_default();
            let dir = build.join(INDEX_DIR);
            disk.sync_dir(&dir).or_io("flush", &dir)?;
        }
        for file in log {
            let handle = disk.open(&file.path).or_io("open", &file.path)?;
            handle.sync_data().or_io("flush", &file.path)?;
        }
        disk.sync_dir(build).or_io("flush", build)?;
        Ok(CheckpointTimes { physical: self.newest, queues: self.newest, index })
    }
}
