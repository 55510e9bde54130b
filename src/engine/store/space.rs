//! How much room the store's disks have.

use std::path::{Path, PathBuf};

use super::disk::DiskSpace;
use super::error::{IoContext, StoreError};
use super::shared::Shared;

/// Room on the disk of one of the store's folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// The folder.
    pub path: PathBuf,
    /// What its disk has.
    pub space: DiskSpace,
}

/// A disk that is too full to take messages, and what made it so.
#[derive(Clone, Debug, PartialEq)]
pub struct FullDisk {
    /// The folder that is to be written to.
    pub path: PathBuf,
    /// What its disk has.
    pub space: DiskSpace,
    /// Used share from which on nothing is taken (`diskSpaceWarningLevelRatio`), 0 to 1.
    pub limit: f64,
}

impl std::fmt::Display for FullDisk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, space, limit } = self;
        let used = space.used as f64 * 100.0 / space.total().max(1) as f64;
        let (path, free, limit) = (path.display(), space.available, limit * 100.0);
        write!(
            f,
            "{used:.2}% of the disk of {path} are used, {limit:.0}% may be, {free} B are free"
        )
    }
}

/// Room of the commit log's disk, the emptiest of several, and of the queues' disk.
pub(super) fn look(shared: &Shared) -> Result<[Room; 2], StoreError> {
    let segments = &shared.log.segments;
    let log = segments.dirs().space(&*shared.disk)?;
    let root = shared.queues.root();
    let queues = shared.disk.space(root).or_io("look at the space of", root)?;
    Ok([
        Room { path: segments.dir().to_owned(), space: log },
        Room { path: root.to_owned(), space: queues },
    ])
}

/// Used share of the fuller disk, rounded up to hundredths; `None` when it cannot be told.
pub(super) fn most_used(shared: &Shared) -> Option<f64> {
    let rooms = look(shared).ok()?;
    rooms.iter().filter_map(|room| room.space.used_ratio()).reduce(f64::max)
}

/// A disk is full above the limit, and stays so until this much is free below it: a hundredth of
/// the disk, at most 64 MiB. Otherwise a few freed blocks would open and close the store.
fn margin(space: &DiskSpace) -> u64 {
    (space.total() / 100).min(64 << 20)
}

/// Looks at the disks and lets the store take messages, or refuse them.
pub(super) fn look_and_judge(shared: &Shared) {
    let limit = shared.config.disk_warning_ratio;
    let rooms = match look(shared) {
        Ok(rooms) => rooms,
        Err(error) => return tracing::warn!(%error, "looking at the disk's free space"),
    };
    let was_full = shared.flags.full_disk().is_some();
    let full = rooms.into_iter().find(|Room { space, .. }| {
        let left = space.left_below(limit);
        left == 0 || (was_full && left < margin(space))
    });
    match full {
        Some(Room { path, space }) => refuse(shared, FullDisk { path, space, limit }),
        None => {
            shared.flags.set_full_disk(None);
        }
    }
}

/// Refuses messages from now on, and lets cleaning see what it can do about it.
fn refuse(shared: &Shared, full: FullDisk) {
    if shared.flags.set_full_disk(Some(full)) {
        shared.cleaning.bell.ring();
    }
}

/// Bytes that a commit log file in `dir` may still take: below the limit there is room for queues,
/// index and settings. When no disk of the log has any, the store refuses messages from now on.
pub(super) fn room_for_log(shared: &Shared, dir: &Path) -> u64 {
    // A disk that does not tell is asked by writing to it.
    let Ok(space) = shared.disk.space(dir) else { return u64::MAX };
    let limit = shared.config.disk_warning_ratio;
    let left = space.left_below(limit);
    if left > 0 {
        return left;
    }
    let elsewhere = shared.log.segments.dirs().space(&*shared.disk);
    if elsewhere.is_ok_and(|space| space.left_below(limit) > 0) {
        // The file that was begun here ends here; the next one goes to another disk.
        return space.available;
    }
    refuse(shared, FullDisk { path: dir.to_owned(), space, limit });
    0
}
