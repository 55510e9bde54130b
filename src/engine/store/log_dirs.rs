//! The folders of the commit log: one, or several among which new files take turns
//! (`store.md` 1.1, `MultiPathMappedFileQueue`).

use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Disk, DiskSpace, create_dir_durably};
use super::error::{IoContext, StoreError};

/// Used share of a disk, in percent, above which it gets no new file while another one has room
/// (`diskSpaceCleanForciblyRatio`).
const FULL_PERCENT: u128 = 85;

/// Where the files of the log lie, and where new ones are made.
pub(super) struct LogDirs {
    /// In the order of Java's strings, in which new files go through them. Never empty.
    writable: Vec<PathBuf>,
    read_only: Vec<PathBuf>,
}

impl LogDirs {
    /// New files go to `paths` without those that are `read_only`.
    pub fn new(mut paths: Vec<PathBuf>, read_only: Vec<PathBuf>) -> Result<Self, StoreError> {
        paths.retain(|path| !read_only.contains(path));
        // As text: paths compare by their parts otherwise.
        paths.sort_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        paths.dedup();
        if paths.is_empty() {
            return Err(StoreError::Setting {
                key: "storePathCommitLog",
                found: 0,
                why: "none of its paths is outside of readOnlyCommitLogStorePaths",
            });
        }
        Ok(Self { writable: paths, read_only })
    }

    /// The folder beside which things go that belong to the log but not into it.
    pub fn home(&self) -> &Path {
        self.writable.first().map_or(Path::new("."), PathBuf::as_path)
    }

    /// Folders that get new files.
    pub fn writable(&self) -> &[PathBuf] {
        &self.writable
    }

    /// All folders, after seeing to it that each of them is there. A missing one that is only read
    /// is no empty one: its disk is not mounted.
    pub fn present(&self, disk: &dyn Disk) -> Result<impl Iterator<Item = &Path>, StoreError> {
        for dir in &self.writable {
            create_dir_durably(disk, dir).or_io("create", dir)?;
        }
        for dir in &self.read_only {
            if !disk.exists(dir).or_io("look for", dir)? {
                return Err(io::ErrorKind::NotFound.into()).or_io("read the commit log in", dir);
            }
        }
        Ok(self.writable.iter().chain(&self.read_only).map(PathBuf::as_path))
    }

    /// The folder for the log's file number `number`, counted from offset 0.
    pub fn for_file(&self, disk: &dyn Disk, number: u64) -> &Path {
        if self.writable.len() == 1 {
            return self.home();
        }
        let has_room = |dir: &&PathBuf| disk.space(dir).is_ok_and(|space| !is_full(&space));
        let with_room: Vec<&PathBuf> = self.writable.iter().filter(has_room).collect();
        let all: Vec<&PathBuf> = self.writable.iter().collect();
        let dirs = if with_room.is_empty() { all } else { with_room };
        dirs.get((number % dirs.len() as u64) as usize).map_or(self.home(), |dir| dir.as_path())
    }

    /// Room on the writable disk that has the smallest share in use.
    pub fn space(&self, disk: &dyn Disk) -> Result<DiskSpace, StoreError> {
        let mut least: Option<DiskSpace> = None;
        for dir in &self.writable {
            let space = disk.space(dir).or_io("look at the space of", dir)?;
            if least.is_none_or(|least| is_fuller(&least, &space)) {
                least = Some(space);
            }
        }
        Ok(least.unwrap_or(DiskSpace { used: 0, available: 0 }))
    }
}

fn is_full(space: &DiskSpace) -> bool {
    u128::from(space.used) * 100 > FULL_PERCENT * total(space)
}

fn is_fuller(one: &DiskSpace, other: &DiskSpace) -> bool {
    u128::from(one.used) * total(other) > u128::from(other.used) * total(one)
}

fn total(space: &DiskSpace) -> u128 {
    u128::from(space.used) + u128::from(space.available)
}
