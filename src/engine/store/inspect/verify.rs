//! `verify`: everything in a store compared with everything else, and nothing written.

use serde::Serialize;

use super::finding::{Finding, Findings, Severity};
use super::index_check::IndexCheck;
use super::index_entries::IndexEntries;
use super::log_check::LogCheck;
use super::queue_check::QueueCheck;
use super::{Inspector, OnProgress, folder, rest_check};
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::store::deleted_topics::DeletedTopics;
use crate::engine::store::error::{IoContext, StoreError};
use crate::engine::store::index_file::IndexShape;
use crate::engine::store::layout;
use crate::engine::util::clock::TimestampMs;

/// What was looked at.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// First offset that the log holds.
    pub log_begin: PhysicalOffset,
    /// End of the log.
    pub log_end: PhysicalOffset,
    /// Good records.
    pub records: u64,
    /// Their bytes.
    pub record_bytes: u64,
    /// Store time of the newest.
    pub newest: TimestampMs,
    /// Queues that have files.
    pub queues: u64,
    /// Their units.
    pub units: u64,
    /// Index files.
    pub index_files: u64,
    /// Their entries.
    pub index_entries: u64,
    /// JSON tables, and the versions before them.
    pub tables: u64,
}

/// What `verify` found.
#[derive(Clone, Debug)]
pub struct VerifyReport {
    /// The findings, in the order of log, queues, index and the rest.
    pub findings: Vec<Finding>,
    /// How many more there are that are not listed.
    pub left_out: u64,
    /// What was looked at.
    pub summary: Summary,
}

impl VerifyReport {
    /// How many of the listed findings are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

impl Inspector {
    /// Looks at everything.
    pub fn verify(&self, progress: OnProgress<'_>) -> Result<VerifyReport, StoreError> {
        let (disk, config) = (&*self.disk, &self.config);
        let mut findings = Findings::default();
        let deleted = DeletedTopics::load(self.disk.clone(), self.root())?;
        let abort = self.root().join(layout::ABORT_FILE);
        let was_clean = !disk.exists(&abort).or_io("look for", &abort)?;
        let ext = self.root().join(layout::CONSUME_QUEUE_EXT_DIR);
        let has_ext = disk.exists(&ext).or_io("look for", &ext)?;
        rest_check::check_root(disk, self.root(), &config.log_dirs(), &mut findings)?;

        let files = self.log_files(&mut findings)?;
        let queue_root = self.root().join(layout::CONSUME_QUEUE_DIR);
        let size = config.consume_queue_file_size;
        let folders = folder::queue_folders(disk, &queue_root, size, &mut findings)?;
        let mut queues = QueueCheck::new(config, &deleted, folders, was_clean, has_ext);
        let shape = IndexShape::of(config);
        let index_dir = self.root().join(layout::INDEX_DIR);
        let entries = IndexEntries::load(disk, index_dir, shape, &mut findings)?;
        let has_index = entries.has_files();
        let mut index = IndexCheck::new(entries, &deleted);

        let mut log = LogCheck::default();
        log.read(&self.disk, &files, &mut findings, &mut |log, findings, seen| {
            progress(seen.offset.since(log.min) as u64);
            queues.record(disk, log, seen, findings)?;
            index.record(disk, log, seen, findings);
            Ok(())
        })?;
        queues.finish(disk, &log, &mut findings);
        index.finish(disk, &log, &mut findings);
        let has_records = log.records > 0;
        if !has_index && has_records && config.index_enabled {
            let problem = "there is no index: messages are not found by their keys";
            let finding =
                Finding::new(Severity::Info, &self.root().join(layout::INDEX_DIR), problem);
            findings.add(finding.help("`rmq store rebuild` makes it from the commit log"));
        }
        rest_check::check_checkpoint(disk, self.root(), log.newest, has_records, &mut findings)?;
        let tables = rest_check::check_tables(disk, self.root(), &mut findings)?;

        let (index_files, index_entries) = index.counts();
        let summary = Summary {
            log_begin: log.min,
            log_end: log.end,
            records: log.records,
            record_bytes: log.bytes,
            newest: log.newest,
            queues: queues.count(),
            units: queues.units,
            index_files,
            index_entries,
            tables,
        };
        let (findings, left_out) = findings.into_parts();
        Ok(VerifyReport { findings, left_out, summary })
    }
}
