//! A disk in memory that knows what it has and what a power cut would leave of it.
//!
//! Every file is a memory file behind the production [`DiskFile`], so that reads, writes,
//! reservations and mappings are the real ones. Beside it stands what of it is durable: bytes are
//! after [`DiskFile::sync_data`], names after [`Disk::sync_dir`]. A [`Hook`] sees every operation
//! before it happens, can let it fail, and can take an [`Image`] of what a crash would leave.

mod image;
mod names;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, IoSlice};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use nix::sys::memfd::{MFdFlags, memfd_create};
use parking_lot::{Mutex, RwLock};
use rmq::engine::store::{
    DirEntry, Disk, DiskFile, DiskLock, DiskSpace, LockOutcome, OsDisk, WritableRegion,
};
use rmq::engine::util::clock::TimestampMs;

pub use self::image::{Crash, Image, SECTOR};
use self::names::{Change, Names};

/// Error number of a device that fails.
pub const EIO: i32 = nix::errno::Errno::EIO as i32;
/// Error number of a full disk.
pub const ENOSPC: i32 = nix::errno::Errno::ENOSPC as i32;

/// What can go wrong at one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It works.
    Go,
    /// It fails with this error number and does nothing.
    Fail(i32),
    /// A write that gets so many bytes through and then fails with this error number; another
    /// operation fails.
    Torn(usize, i32),
}

/// An operation on a disk, by the name of its method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Op {
    Open,
    Create,
    Read,
    Replace,
    List,
    Exists,
    CreateDir,
    RemoveFile,
    RemoveDir,
    SyncDir,
    Space,
    Lock,
    ReadAt,
    WriteAt,
    /// In the middle of a write; it cannot fail here.
    MidWrite,
    Reserve,
    Zero,
    NextData,
    SyncData,
    MapRead,
    MapWrite,
}

impl Op {
    /// Whether it changes what a crash leaves.
    pub fn changes(self) -> bool {
        use Op::*;
        !matches!(
            self,
            Open | Read | List | Exists | Space | ReadAt | NextData | MapRead | MapWrite | Lock
        )
    }
}

/// Sees operations before they happen. Runs on the thread that wants them.
pub trait Hook: Send + Sync {
    /// What becomes of `op` on `path`.
    fn before(&self, disk: &MemDisk, op: Op, path: &Path) -> Verdict;
    /// The disk's room.
    fn space(&self) -> DiskSpace {
        DiskSpace { used: 5 << 30, available: 95 << 30 }
    }
}

/// Lets everything work.
pub struct Works;

impl Hook for Works {
    fn before(&self, _: &MemDisk, _: Op, _: &Path) -> Verdict {
        Verdict::Go
    }
}

/// A disk in memory. Clones are the same disk.
#[derive(Clone)]
pub struct MemDisk(Arc<Inner>);

struct Inner {
    hook: RwLock<Arc<dyn Hook>>,
    names: Mutex<Names<FileRef>>,
    locks: Arc<Mutex<BTreeSet<PathBuf>>>,
    /// Held for reading while something changes, for writing while an image is taken.
    gate: RwLock<()>,
}

/// A file; the same one when it is the same inode.
#[derive(Clone)]
struct FileRef(Arc<Inode>);

impl PartialEq for FileRef {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// One file: its bytes, and what of them is durable.
struct Inode {
    bytes: Arc<dyn DiskFile>,
    durable: Mutex<Vec<u8>>,
}

impl Inode {
    fn new(content: &[u8], durable: Vec<u8>) -> Arc<Self> {
        let file = File::from(memfd_create("file", MFdFlags::MFD_CLOEXEC).unwrap());
        file.set_len(content.len() as u64).unwrap();
        let bytes = OsDisk.open(Path::new(&format!("/proc/self/fd/{}", file.as_raw_fd()))).unwrap();
        if content.iter().any(|byte| *byte != 0) {
            bytes.write_at(&mut [IoSlice::new(content)], 0).unwrap();
        }
        Arc::new(Self { bytes, durable: Mutex::new(durable) })
    }

    fn durable(&self) -> Vec<u8> {
        self.durable.lock().clone()
    }

    fn live(&self) -> Vec<u8> {
        let mut content = vec![0; self.bytes.len().unwrap() as usize];
        self.bytes.read_at(&mut content, 0).unwrap();
        content
    }

    fn sync(&self) {
        // What is written from here on may miss this flush.
        *self.durable.lock() = self.live();
    }
}

/// An open file of a [`MemDisk`].
struct MemFile {
    disk: MemDisk,
    path: PathBuf,
    inode: Arc<Inode>,
}

fn not_found() -> io::Error {
    io::ErrorKind::NotFound.into()
}

impl MemDisk {
    /// An empty disk. `strict`: folders become durable one by one and in any order, as POSIX
    /// allows; otherwise changes of names become durable in the order in which they happened, as
    /// journals do it.
    pub fn new(strict: bool) -> Self {
        Self::with(Names::new(strict))
    }

    fn with(names: Names<FileRef>) -> Self {
        Self(Arc::new(Inner {
            hook: RwLock::new(Arc::new(Works)),
            names: Mutex::new(names),
            locks: Arc::default(),
            gate: RwLock::new(()),
        }))
    }

    /// Asks `hook` from now on.
    pub fn set_hook(&self, hook: Arc<dyn Hook>) {
        *self.0.hook.write() = hook;
    }

    fn ask(&self, op: Op, path: &Path) -> io::Result<()> {
        let hook = self.0.hook.read().clone();
        match hook.before(self, op, path) {
            Verdict::Go => Ok(()),
            Verdict::Fail(errno) | Verdict::Torn(_, errno) => {
                Err(io::Error::from_raw_os_error(errno))
            }
        }
    }

    fn file(&self, path: &Path) -> Option<Arc<Inode>> {
        self.0.names.lock().live.get(path)?.as_ref().map(|FileRef(inode)| inode.clone())
    }

    fn handle(&self, path: &Path, inode: Arc<Inode>) -> Arc<dyn DiskFile> {
        Arc::new(MemFile { disk: self.clone(), path: path.to_owned(), inode })
    }

    /// Puts a durable file there.
    pub fn put(&self, path: &Path, content: &[u8]) {
        let file = FileRef(Inode::new(content, content.to_owned()));
        let mut names = self.0.names.lock();
        names.live.insert(path.to_owned(), Some(file.clone()));
        names.durable.insert(path.to_owned(), Some(file));
    }

    /// All files below `path`.
    pub fn files(&self, path: &Path) -> Vec<PathBuf> {
        let names = self.0.names.lock();
        let below = names.live.iter().filter(|(at, file)| at.starts_with(path) && file.is_some());
        below.map(|(at, _)| at.clone()).collect()
    }

    /// A file's bytes, if there is one.
    pub fn content(&self, path: &Path) -> Option<Vec<u8>> {
        self.file(path).map(|inode| inode.live())
    }
}

impl Disk for MemDisk {
    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        self.ask(Op::Open, path)?;
        Ok(self.handle(path, self.file(path).ok_or_else(not_found)?))
    }

    fn create(
        &self,
        path: &Path,
        scratch: &Path,
        len: u64,
        durable: bool,
    ) -> io::Result<Arc<dyn DiskFile>> {
        self.ask(Op::Create, path)?;
        let inode = Inode::new(&vec![0; len as usize], Vec::new());
        {
            let _gate = self.0.gate.read();
            let mut names = self.0.names.lock();
            names.change(Change::Link(scratch.to_owned(), FileRef(inode.clone())))?;
            if durable {
                inode.sync();
            }
            let file = FileRef(inode.clone());
            names.change(Change::Rename(scratch.to_owned(), path.to_owned(), file))?;
        }
        if durable && let Some(parent) = path.parent() {
            self.sync_dir(parent)?;
        }
        Ok(self.handle(path, inode))
    }

    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        self.ask(Op::Read, path)?;
        Ok(self.content(path))
    }

    fn replace(&self, path: &Path, scratch: &Path, content: &[u8]) -> io::Result<()> {
        self.ask(Op::Replace, path)?;
        let inode = Inode::new(content, Vec::new());
        {
            let _gate = self.0.gate.read();
            let mut names = self.0.names.lock();
            names.change(Change::Link(scratch.to_owned(), FileRef(inode.clone())))?;
            inode.sync();
            let file = FileRef(inode);
            names.change(Change::Rename(scratch.to_owned(), path.to_owned(), file))?;
        }
        path.parent().map_or(Ok(()), |parent| self.sync_dir(parent))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.ask(Op::List, path)?;
        let names = self.0.names.lock();
        let inside = names.live.iter().filter(|(at, _)| at.parent() == Some(path));
        let entry = |(at, node): (&PathBuf, &Option<FileRef>)| {
            let (len, is_dir) = match node {
                None => (0, true),
                Some(FileRef(inode)) => (inode.bytes.len()?, false),
            };
            let name = at.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(DirEntry { name, len, is_dir })
        };
        inside.map(entry).collect()
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        self.ask(Op::Exists, path)?;
        Ok(self.0.names.lock().live.contains_key(path))
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.ask(Op::CreateDir, path)?;
        let _gate = self.0.gate.read();
        self.0.names.lock().make_dirs(path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.ask(Op::RemoveFile, path)?;
        let _gate = self.0.gate.read();
        let mut names = self.0.names.lock();
        if names.live.contains_key(path) {
            names.change(Change::Unlink(path.to_owned()))?;
        }
        Ok(())
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.ask(Op::RemoveDir, path)?;
        let _gate = self.0.gate.read();
        self.0.names.lock().remove_below(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.ask(Op::SyncDir, path)?;
        let _gate = self.0.gate.read();
        self.0.names.lock().sync_dir(path)
    }

    fn space(&self, path: &Path) -> io::Result<DiskSpace> {
        self.ask(Op::Space, path)?;
        Ok(self.0.hook.read().space())
    }

    fn lock(&self, path: &Path) -> io::Result<LockOutcome> {
        self.ask(Op::Lock, path)?;
        if self.file(path).is_none() {
            let file = FileRef(Inode::new(b"lock", Vec::new()));
            let _gate = self.0.gate.read();
            self.0.names.lock().change(Change::Link(path.to_owned(), file))?;
        }
        if !self.0.locks.lock().insert(path.to_owned()) {
            return Ok(LockOutcome::HeldBy(None));
        }
        let lock = MemLock { path: path.to_owned(), locks: self.0.locks.clone() };
        Ok(LockOutcome::Taken(Box::new(lock)))
    }
}

struct MemLock {
    path: PathBuf,
    locks: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl DiskLock for MemLock {}

impl Drop for MemLock {
    fn drop(&mut self) {
        self.locks.lock().remove(&self.path);
    }
}

impl MemFile {
    fn ask(&self, op: Op) -> io::Result<()> {
        self.disk.ask(op, &self.path)
    }
}

impl DiskFile for MemFile {
    fn len(&self) -> io::Result<u64> {
        self.inode.bytes.len()
    }

    /// Files here are never old.
    fn modified(&self) -> io::Result<TimestampMs> {
        Ok(TimestampMs::now())
    }

    fn read_at(&self, out: &mut [u8], at: u64) -> io::Result<()> {
        self.ask(Op::ReadAt)?;
        self.inode.bytes.read_at(out, at)
    }

    fn write_at(&self, parts: &mut [IoSlice<'_>], at: u64) -> io::Result<()> {
        let all: Vec<u8> = parts.iter().flat_map(|part| part.to_vec()).collect();
        let put = |bytes: &[u8]| {
            let _gate = self.disk.0.gate.read();
            self.inode.bytes.write_at(&mut [IoSlice::new(bytes)], at)
        };
        let hook = self.disk.0.hook.read().clone();
        match hook.before(&self.disk, Op::WriteAt, &self.path) {
            Verdict::Go => {}
            Verdict::Fail(errno) => return Err(io::Error::from_raw_os_error(errno)),
            Verdict::Torn(len, errno) => {
                put(&all[..len.min(all.len())])?;
                return Err(io::Error::from_raw_os_error(errno));
            }
        }
        // The kernel copies page by page, a device writes sector by sector.
        let whole = (at + rand::random_range(0..=all.len() as u64)) / SECTOR as u64 * SECTOR as u64;
        put(&all[..all.len().min(whole.saturating_sub(at) as usize)])?;
        hook.before(&self.disk, Op::MidWrite, &self.path);
        put(&all)
    }

    fn reserve(&self, at: u64, len: u64) -> io::Result<()> {
        self.ask(Op::Reserve)?;
        self.inode.bytes.reserve(at, len)
    }

    fn zero(&self, at: u64, len: u64) -> io::Result<()> {
        self.ask(Op::Zero)?;
        let _gate = self.disk.0.gate.read();
        self.inode.bytes.zero(at, len)
    }

    fn next_data(&self, at: u64) -> io::Result<Option<u64>> {
        self.ask(Op::NextData)?;
        self.inode.bytes.next_data(at)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.ask(Op::SyncData)?;
        let _gate = self.disk.0.gate.read();
        self.inode.sync();
        Ok(())
    }

    fn map_read(&self, len: usize) -> io::Result<Bytes> {
        self.ask(Op::MapRead)?;
        self.inode.bytes.map_read(len)
    }

    fn map_write(&self, len: usize) -> io::Result<Box<dyn WritableRegion>> {
        self.ask(Op::MapWrite)?;
        self.inode.bytes.map_write(len)
    }
}
