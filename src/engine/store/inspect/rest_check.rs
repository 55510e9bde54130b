//! Everything in a store but log, queues and index under the eye of `verify`: checkpoint, marks,
//! configuration, and what should not be there.

use std::path::{Path, PathBuf};

use super::finding::{Finding, Findings, Severity};
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::consumer_filter::ConsumerFilterFile;
use crate::engine::protocol::bodies::fastjson;
use crate::engine::protocol::bodies::offsets::{ConsumerOffsetTable, DelayOffsetTable};
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupTable;
use crate::engine::protocol::bodies::topic_config::TopicConfigTable;
use crate::engine::store::disk::Disk;
use crate::engine::store::error::{IoContext, StoreError};
use crate::engine::store::layout::{
    self, ABORT_FILE, CHECKPOINT_FILE, CHECKPOINT_LEN, CheckpointTimes, DELETED_TOPICS_FILE,
    LOCK_CONTENT, LOCK_FILE, PID_FILE,
};
use crate::engine::util::clock::TimestampMs;
use crate::engine::util::text_file::backup_path;

/// Folder of the broker's tables.
const CONFIG_DIR: &str = "config";
/// Ending of a previous version of a table.
const BACKUP: &str = ".bak";

/// Whether `bytes` are the table they should be; otherwise what is wrong.
type Decode = fn(&[u8]) -> Result<(), String>;

/// Every table with its shape.
const TABLES: &[(&str, Decode)] = &[
    ("topics.json", decodes::<TopicConfigTable>),
    ("subscriptionGroup.json", decodes::<SubscriptionGroupTable>),
    ("consumerOffset.json", decodes::<ConsumerOffsetTable>),
    ("delayOffset.json", decodes::<DelayOffsetTable>),
    ("consumerFilter.json", decodes::<ConsumerFilterFile>),
];

fn decodes<T: Body>(bytes: &[u8]) -> Result<(), String> {
    T::decode(bytes).map(drop).map_err(|error| error.to_string())
}

/// Any JSON, in fastjson's dialect.
fn is_json(bytes: &[u8]) -> Result<(), String> {
    fastjson::read::<serde_json::Value>(bytes).map(drop).map_err(|error| error.to_string())
}

/// Looks at the names in the root folder, and at the small files that say how the store was left.
pub(super) fn check_root(
    disk: &dyn Disk,
    root: &Path,
    log_dirs: &[&Path],
    findings: &mut Findings,
) -> Result<(), StoreError> {
    for entry in disk.list(root).or_io("list", root)? {
        let path = root.join(&entry.name);
        if log_dirs.contains(&path.as_path()) {
            continue;
        }
        let problem = match entry.name.as_str() {
            ABORT_FILE => "the store was not stopped properly: the next start reads the log's end",
            LOCK_FILE => {
                let content = disk.read(&path).or_io("read", &path)?.unwrap_or_default();
                if content == LOCK_CONTENT || content.is_empty() {
                    continue;
                }
                "something else than `lock` is written in it; no harm"
            }
            PID_FILE => "a broker that was killed left its process id",
            CHECKPOINT_FILE | DELETED_TOPICS_FILE | CONFIG_DIR => continue,
            layout::CONSUME_QUEUE_DIR | layout::CONSUME_QUEUE_EXT_DIR | layout::INDEX_DIR => {
                continue;
            }
            layout::QUEUE_ENDS_FILE => continue,
            name if name.ends_with(layout::UNFINISHED) => {
                "left unfinished by a process that was killed; the next start removes it"
            }
            name if name.starts_with("commitlog-cut-") => {
                "was cut off the log's end by a start or a repair, and is kept for you to look at"
            }
            name if name.starts_with("dledger-") => "the log of a DLedger broker; not looked at",
            _ => "not part of a store",
        };
        findings.add(Finding::new(Severity::Info, &path, problem));
    }
    Ok(())
}

/// Compares the checkpoint with the latest store time in the log.
pub(super) fn check_checkpoint(
    disk: &dyn Disk,
    root: &Path,
    newest: TimestampMs,
    has_records: bool,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    const HELP: &str = "`rmq store repair` sets it right; brokers then read more of the log once";
    let path = root.join(CHECKPOINT_FILE);
    let Some(bytes) = disk.read(&path).or_io("read", &path)? else {
        if has_records {
            let problem = "there is no checkpoint: after a crash the whole log is read";
            findings.add(Finding::new(Severity::Info, &path, problem));
        }
        return Ok(());
    };
    if bytes.len() != CHECKPOINT_LEN {
        let finding = Finding::new(Severity::Error, &path, "has the wrong length");
        findings.add(finding.expected(CHECKPOINT_LEN, bytes.len()).help(HELP));
    }
    let times = CheckpointTimes::decode(&bytes);
    let named = [("physical", times.physical), ("queue", times.queues), ("index", times.index)];
    let latest = has_records.then_some(newest);
    for (at, (name, time)) in named.into_iter().enumerate() {
        if !is_possible(time, latest) {
            let why = if time.0 < 0 { "negative" } else { "ahead of the log" };
            let problem = format!("the {name} time is {why}");
            let finding = Finding::new(Severity::Error, &path, problem).at(at as u64 * 8);
            findings.add(finding.expected(format!("at most {newest}"), time).help(HELP));
        }
    }
    Ok(())
}

/// Whether a time of the checkpoint can be true of a log whose latest store time this is.
pub(super) fn is_possible(time: TimestampMs, latest: Option<TimestampMs>) -> bool {
    time.0 >= 0 && latest.is_none_or(|latest| time <= latest)
}

/// The shape that the table of this name must have.
fn shape_of(name: &str) -> Decode {
    TABLES.iter().find(|(known, _)| *known == name).map_or(is_json, |table| table.1)
}

/// Tables that do not decode, while the version before them does.
pub(super) fn damaged_tables(disk: &dyn Disk, root: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let dir = root.join(CONFIG_DIR);
    let mut damaged = Vec::new();
    for entry in disk.list(&dir).or_io("list", &dir)? {
        let path = dir.join(&entry.name);
        if entry.is_dir || !entry.name.ends_with(".json") {
            continue;
        }
        let decode = shape_of(&entry.name);
        let is_good = |path: &Path| {
            let bytes = disk.read(path).or_io("read", path)?;
            Ok::<_, StoreError>(bytes.is_some_and(|bytes| decode(&bytes).is_ok()))
        };
        if !is_good(&path)? && is_good(&backup_path(&path))? {
            damaged.push(path);
        }
    }
    Ok(damaged)
}

/// Decodes every table, and the version before it.
pub(super) fn check_tables(
    disk: &dyn Disk,
    root: &Path,
    findings: &mut Findings,
) -> Result<u64, StoreError> {
    let dir = root.join(CONFIG_DIR);
    let mut tables = 0;
    for entry in disk.list(&dir).or_io("list", &dir)? {
        let path = dir.join(&entry.name);
        let name = entry.name.strip_suffix(BACKUP).unwrap_or(&entry.name);
        if entry.is_dir || !name.ends_with(".json") {
            let problem = "not a table of a broker";
            findings.add(Finding::new(Severity::Info, &path, problem));
            continue;
        }
        tables += 1;
        let decode = shape_of(name);
        let bytes = disk.read(&path).or_io("read", &path)?.unwrap_or_default();
        let is_empty = bytes.iter().all(|byte| byte.is_ascii_whitespace());
        let problem = match decode(&bytes) {
            Ok(()) => continue,
            Err(_) if is_empty => "is empty".to_owned(),
            Err(problem) => problem,
        };
        let is_backup = name != entry.name;
        let backup = backup_path(&path);
        let has_backup = !is_backup
            && disk.read(&backup).or_io("read", &backup)?.is_some_and(|b| decode(&b).is_ok());
        let (severity, help) = match (is_backup, has_backup) {
            (true, _) => (Severity::Warning, "it is only read when the table itself is damaged"),
            (false, true) => {
                (Severity::Warning, "brokers take the version before it, in the .bak file")
            }
            (false, false) => {
                (Severity::Error, "bring it back from a copy; without it a broker has the defaults")
            }
        };
        findings.add(Finding::new(severity, &path, problem).help(help));
    }
    Ok(tables)
}
