//! The files of a store as they lie there, whatever is wrong with their names and lengths.

use std::path::{Path, PathBuf};

use super::finding::{Finding, Findings, Severity};
use crate::engine::protocol::names::{PhysicalOffset, QueueId, TopicName};
use crate::engine::store::disk::Disk;
use crate::engine::store::error::{IoContext, StoreError};
use crate::engine::store::layout;

/// A file whose name says where it begins.
#[derive(Clone, Debug)]
pub(super) struct PlacedFile {
    /// Offset of its first byte.
    pub base: u64,
    /// Bytes it has.
    pub len: u64,
    /// Where it lies.
    pub path: PathBuf,
}

/// The files of one queue.
#[derive(Debug)]
pub(super) struct QueueFolder {
    /// The topic.
    pub topic: TopicName,
    /// The queue's number.
    pub id: QueueId,
    /// Its folder.
    pub dir: PathBuf,
    /// Its files, in order.
    pub files: Vec<PlacedFile>,
}

/// Which kind of file a folder holds.
struct FileKind {
    size: u64,
    stray: &'static str,
    wrong_length: &'static str,
    gap: &'static str,
}

/// The files of the commit log.
pub(super) fn log_files(
    disk: &dyn Disk,
    dirs: &[&Path],
    size: u64,
    findings: &mut Findings,
) -> Result<Vec<PlacedFile>, StoreError> {
    let kind = FileKind {
        size,
        stray: "move it away: no broker opens a commit log with a stray file in it",
        wrong_length: "`rmq store repair` gives it its length where that loses nothing",
        gap: "bring the file back from a copy: no broker opens a commit log with a gap",
    };
    let mut files = Vec::new();
    for dir in dirs {
        files.extend(placed_files(disk, dir, &kind, findings)?);
    }
    files.sort_by_key(|file| file.base);
    check_row(&files, &kind, findings);
    Ok(files)
}

/// The files of every queue below `root`.
pub(super) fn queue_folders(
    disk: &dyn Disk,
    root: &Path,
    size: u64,
    findings: &mut Findings,
) -> Result<Vec<QueueFolder>, StoreError> {
    let kind = FileKind {
        size,
        stray: "move it away",
        wrong_length: "`rmq store rebuild` makes all queues anew",
        gap: "`rmq store rebuild` makes all queues anew",
    };
    let mut folders = Vec::new();
    for topic in disk.list(root).or_io("list", root)? {
        let topic_dir = root.join(&topic.name);
        if !topic.is_dir {
            findings.add(Finding::new(Severity::Info, &topic_dir, "a file among the topics"));
            continue;
        }
        for queue in disk.list(&topic_dir).or_io("list", &topic_dir)? {
            let dir = topic_dir.join(&queue.name);
            let Some(id) = queue.name.parse().ok().filter(|_| queue.is_dir) else {
                let problem = "not the number of a queue; brokers pass it over";
                findings.add(Finding::new(Severity::Info, &dir, problem));
                continue;
            };
            let files = placed_files(disk, &dir, &kind, findings)?;
            check_row(&files, &kind, findings);
            let topic = TopicName::from(topic.name.as_str());
            folders.push(QueueFolder { topic, id: QueueId(id), dir, files });
        }
    }
    Ok(folders)
}

/// The files in `dir` that are named by their offset, with a finding for everything else.
fn placed_files(
    disk: &dyn Disk,
    dir: &Path,
    kind: &FileKind,
    findings: &mut Findings,
) -> Result<Vec<PlacedFile>, StoreError> {
    let mut files: Vec<PlacedFile> = Vec::new();
    for entry in disk.list(dir).or_io("list", dir)? {
        let path = dir.join(&entry.name);
        let base = layout::parse_offset_file_name(&entry.name)
            .filter(|base| !entry.is_dir && base % kind.size == 0 && *base <= i64::MAX as u64);
        let Some(base) = base else {
            let found = if entry.is_dir { "a folder" } else { "a file" };
            let expected = format!("files named by a multiple of {}, with 20 digits", kind.size);
            let finding = Finding::new(Severity::Error, &path, "does not belong here");
            findings.add(finding.expected(expected, found).help(kind.stray));
            continue;
        };
        if entry.len != kind.size {
            let finding = Finding::new(Severity::Error, &path, "has the wrong length");
            let (expected, found) = (bytes(kind.size), bytes(entry.len));
            findings.add(finding.expected(expected, found).help(kind.wrong_length));
        }
        files.push(PlacedFile { base, len: entry.len, path });
    }
    Ok(files)
}

/// Tells where a file should stand between two others, or only one of two.
fn check_row(files: &[PlacedFile], kind: &FileKind, findings: &mut Findings) {
    for pair in files.windows(2) {
        let [before, file] = pair else { continue };
        let (expected, found) = (before.base + kind.size, layout::offset_file_name(file.base));
        if expected != file.base {
            let missing = layout::offset_file_name(expected);
            let path = before.path.with_file_name(&missing);
            let finding = Finding::new(Severity::Error, &path, "is missing");
            findings.add(finding.expected(missing, found).help(kind.gap));
        }
    }
}

fn bytes(len: u64) -> String {
    format!("{len} bytes")
}

impl PlacedFile {
    /// The start of the file as a place in the commit log.
    pub fn log_base(&self) -> PhysicalOffset {
        PhysicalOffset(self.base as i64)
    }
}
