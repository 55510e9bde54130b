//! What a crash leaves of a disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rand::{RngExt, rngs::StdRng};

use super::names::{Names, Tree};
use super::{FileRef, Inode, MemDisk};

/// Bytes that reach the device together, as a rule.
const PAGE: usize = 4096;
/// Bytes that always do.
pub const SECTOR: usize = 512;

/// Who dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// The process: everything written stays, and is no more durable than it was.
    Kill,
    /// The machine: what is not durable stays in part, page by page.
    PowerCut,
}

/// The files and folders that a crash left.
#[derive(Clone)]
pub struct Image {
    /// Names of files by their place in `files`.
    names: Names<usize>,
    files: Vec<Content>,
}

/// The bytes of a file, as a process sees them and as they are on the device.
#[derive(Clone, Default)]
struct Content {
    live: Vec<u8>,
    durable: Vec<u8>,
}

impl MemDisk {
    /// What `crash` would leave at this moment.
    pub fn image(&self, crash: Crash, random: &mut StdRng) -> Image {
        let _gate = self.0.gate.write();
        let names = self.0.names.lock();
        let left = match crash {
            Crash::Kill => names.clone(),
            Crash::PowerCut => {
                write_back(&names.live, random);
                names.after_power_cut(random)
            }
        };
        let (mut places, mut files) = (BTreeMap::new(), Vec::new());
        let names = left.map(&mut |FileRef(inode)| {
            *places.entry(Arc::as_ptr(inode)).or_insert_with(|| {
                files.push(match crash {
                    Crash::Kill => Content { live: inode.live(), durable: inode.durable() },
                    Crash::PowerCut => after_power_cut(inode, random),
                });
                files.len() - 1
            })
        });
        Image { names, files }
    }

    /// A disk that is as `image` says.
    pub fn from_image(image: &Image) -> Self {
        let inode = |content: &Content| FileRef(Inode::new(&content.live, content.durable.clone()));
        let inodes: Vec<FileRef> = image.files.iter().map(inode).collect();
        Self::with(image.names.map(&mut |place| inodes[*place].clone()))
    }
}

impl Image {
    /// Writes folders and files below `to`.
    pub fn keep(&self, to: &Path) -> std::io::Result<()> {
        for (path, place) in &self.names.live {
            let path: PathBuf = to.join(path.strip_prefix("/").unwrap_or(path));
            match place {
                None => std::fs::create_dir_all(path)?,
                Some(place) => std::fs::write(path, &self.files[*place].live)?,
            }
        }
        Ok(())
    }
}

/// The kernel writes pages whenever it likes: some that are not durable become so.
fn write_back(live: &Tree<FileRef>, random: &mut StdRng) {
    for FileRef(inode) in live.values().flatten() {
        if !random.random_bool(0.1) {
            continue;
        }
        let live = inode.live();
        let mut durable = inode.durable.lock();
        durable.resize(live.len(), 0);
        for (old, new) in durable.chunks_mut(PAGE).zip(live.chunks(PAGE)) {
            if random.random_bool(0.5) {
                old.copy_from_slice(new);
            }
        }
    }
}

/// Each page that is not durable is old, new, or torn between two sectors.
fn after_power_cut(inode: &Inode, random: &mut StdRng) -> Content {
    let live = inode.live();
    let mut content = inode.durable();
    // A file whose name is there has its length (journals keep that order).
    content.resize(live.len(), 0);
    let all_old = random.random_bool(0.1);
    for (old, new) in content.chunks_mut(PAGE).zip(live.chunks(PAGE)) {
        if all_old || *old == *new {
            continue;
        }
        match random.random_range(0..10) {
            0..4 => {}
            4..8 => old.copy_from_slice(new),
            8 => {
                let cut = random.random_range(0..=PAGE / SECTOR) * SECTOR;
                let cut = cut.min(new.len());
                old[..cut].copy_from_slice(&new[..cut]);
            }
            _ => {
                for (old, new) in old.chunks_mut(SECTOR).zip(new.chunks(SECTOR)) {
                    if random.random_bool(0.5) {
                        old.copy_from_slice(new);
                    }
                }
            }
        }
    }
    Content { live: content.clone(), durable: content }
}
