//! The store's only way to files: a trait, so that tests can put a failing disk underneath.
//!
//! [`OsDisk`] is the real one (Linux).

use std::fs::{self, File, OpenOptions};
use std::io::{self, IoSlice};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use nix::errno::Errno;
use nix::fcntl::{FallocateFlags, FcntlArg, PosixFadviseAdvice};
use nix::libc;

use super::layout;
use super::mmap::{self, WritableRegion};
use crate::engine::util::clock::TimestampMs;

/// What lies in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirEntry {
    /// Name within the folder. A name that is not UTF-8 has replacement characters.
    pub name: String,
    /// Bytes of a file.
    pub len: u64,
    /// Whether it is a folder.
    pub is_dir: bool,
}

/// Room on a file system, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskSpace {
    /// In use.
    pub used: u64,
    /// Free for this process.
    pub available: u64,
}

impl DiskSpace {
    /// What can be used at all.
    pub fn total(&self) -> u64 {
        self.used.saturating_add(self.available)
    }

    /// Used share, 0 to 1, rounded up to hundredths as
    /// `UtilAll.getDiskPartitionSpaceUsedPercent` does; `None` for a disk without size.
    pub fn used_ratio(&self) -> Option<f64> {
        let total = u128::from(self.total());
        (total > 0).then(|| (u128::from(self.used) * 100).div_ceil(total) as f64 / 100.0)
    }

    /// Bytes that can be used before the used share passes `ratio`; no limit on a disk without
    /// size.
    pub fn left_below(&self, ratio: f64) -> u64 {
        if self.total() == 0 {
            return u64::MAX;
        }
        // Exact enough: a double holds bytes of disks up to 8 PiB.
        let limit = (self.total() as f64 * ratio) as u64;
        limit.saturating_sub(self.used).min(self.available)
    }
}

/// One open file.
pub trait DiskFile: Send + Sync {
    /// Bytes of the file.
    fn len(&self) -> io::Result<u64>;
    /// Whether the file has no bytes.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }
    /// When the file was last written to.
    fn modified(&self) -> io::Result<TimestampMs>;
    /// Fills `out` from offset `at`; `UnexpectedEof` when the file ends before.
    fn read_at(&self, out: &mut [u8], at: u64) -> io::Result<()>;
    /// Writes all of `parts`, one behind the other, from offset `at`.
    fn write_at(&self, parts: &mut [IoSlice<'_>], at: u64) -> io::Result<()>;
    /// Reserves room for the range, without changing bytes or the length.
    fn reserve(&self, at: u64, len: u64) -> io::Result<()>;
    /// Makes the range read as zeros; its room may be given back.
    fn zero(&self, at: u64, len: u64) -> io::Result<()>;
    /// Changes the length: zeros come, or bytes go.
    fn set_len(&self, _len: u64) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
    /// First offset from `at` on that was ever written to, as far as the file system tells;
    /// `None` when there are only zeros to the end.
    fn next_data(&self, at: u64) -> io::Result<Option<u64>>;
    /// Starts reading a range into memory, as far as the system likes. Errors show when the
    /// range is read.
    fn will_need(&self, _at: u64, _len: u64) {}
    /// Returns when everything written is on the device.
    fn sync_data(&self) -> io::Result<()>;
    /// The first `len` bytes as shared memory that shows later writes.
    fn map_read(&self, len: usize) -> io::Result<Bytes>;
    /// The first `len` bytes as writable shared memory. Its room must be reserved before it is
    /// touched.
    fn map_write(&self, len: usize) -> io::Result<Box<dyn WritableRegion>>;
}

/// A held lock; given back when dropped.
pub trait DiskLock: Send + Sync {}

/// Outcome of trying to lock.
pub enum LockOutcome {
    /// It is ours.
    Taken(Box<dyn DiskLock>),
    /// Another has it: this process, where the system knows it (it does for a JVM).
    HeldBy(Option<u32>),
}

/// A file system.
pub trait Disk: Send + Sync {
    /// Opens an existing file for reading and writing.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>>;
    /// Opens an existing file that nobody will write to through it.
    fn open_to_read(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        self.open(path)
    }
    /// Makes a file of `len` zero bytes that has its name only once it has its length: it is
    /// made as `scratch`, then renamed. With `durable`, file and name are on the device.
    fn create(
        &self,
        path: &Path,
        scratch: &Path,
        len: u64,
        durable: bool,
    ) -> io::Result<Arc<dyn DiskFile>>;
    /// The whole content of a small file; `None` without such a file.
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>>;
    /// Replaces a small file at once, durably.
    fn replace(&self, path: &Path, scratch: &Path, content: &[u8]) -> io::Result<()>;
    /// Files and folders in `path`, by name; none when it does not exist.
    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>>;
    /// Whether there is a file or folder at `path`.
    fn exists(&self, path: &Path) -> io::Result<bool>;
    /// Makes a folder and those above it.
    fn create_dir(&self, path: &Path) -> io::Result<()>;
    /// Removes a file, if there.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder and everything in it, if there.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;
    /// Puts `new` in the place of `old` and `old`, if there is one, in the place of `new`; at once
    /// where the file system can.
    fn exchange(&self, _old: &Path, _new: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
    /// Returns when the names in a folder are on the device.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    /// Returns when everything written to the file system of `path` is on the device; `false`
    /// when this cannot be done for all of it at once.
    fn sync_all(&self, _path: &Path) -> io::Result<bool> {
        Ok(false)
    }
    /// Room on the file system of `path`.
    fn space(&self, path: &Path) -> io::Result<DiskSpace>;
    /// Locks byte 0 of the file at `path`, made if need be, the way Java's `FileChannel` sees
    /// it.
    fn lock(&self, path: &Path) -> io::Result<LockOutcome>;
    /// Locks the same byte of an existing file against those who lock it with [`Disk::lock`], but
    /// not against others who only read.
    fn lock_to_read(&self, path: &Path) -> io::Result<LockOutcome> {
        self.lock(path)
    }
}

/// Makes a folder and those above it, and brings all these names to the device.
pub(super) fn create_dir_durably(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    let above = || path.ancestors().filter(|above| !above.as_os_str().is_empty());
    let mut existing = 0;
    for (at, dir) in above().enumerate() {
        if disk.exists(dir)? {
            existing = at;
            break;
        }
        existing = at + 1;
    }
    disk.create_dir(path)?;
    for (at, dir) in above().enumerate() {
        let Some(parent) = dir.parent() else { break };
        let is_here = parent.as_os_str().is_empty();
        let synced = disk.sync_dir(if is_here { Path::new(".") } else { parent });
        // One that was there before may be in the hands of others. It is flushed all the same: a
        // process that made it may have been killed before it did.
        if at < existing {
            synced?;
        }
    }
    Ok(())
}

/// The operating system's files.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsDisk;

struct OsFile(File);

struct OsLock(File);

impl Drop for OsLock {
    fn drop(&mut self) {
        // Closing is not enough: a process that is being started has the file too until it runs
        // its program, and the lock is that of the open file.
        let range = first_byte(libc::F_UNLCK);
        if let Err(error) = nix::fcntl::fcntl(&self.0, FcntlArg::F_OFD_SETLK(&range)) {
            tracing::warn!(%error, "a lock was not given back");
        }
    }
}

impl DiskLock for OsLock {}

impl Disk for OsDisk {
    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        Ok(Arc::new(OsFile(OpenOptions::new().read(true).write(true).open(path)?)))
    }

    fn open_to_read(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        Ok(Arc::new(OsFile(File::open(path)?)))
    }

    fn create(
        &self,
        path: &Path,
        scratch: &Path,
        len: u64,
        durable: bool,
    ) -> io::Result<Arc<dyn DiskFile>> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(true).open(scratch)?;
        or_without(scratch, file.set_len(len))?;
        if durable {
            or_without(scratch, file.sync_all())?;
        }
        or_without(scratch, fs::rename(scratch, path))?;
        if durable && let Some(parent) = path.parent() {
            self.sync_dir(parent)?;
        }
        Ok(Arc::new(OsFile(file)))
    }

    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn replace(&self, path: &Path, scratch: &Path, content: &[u8]) -> io::Result<()> {
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(scratch)?;
        or_without(scratch, file.write_all_at(content, 0).and_then(|()| file.sync_all()))?;
        or_without(scratch, fs::rename(scratch, path))?;
        path.parent().map_or(Ok(()), |parent| self.sync_dir(parent))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut list = Vec::new();
        for entry in entries {
            let entry = entry?;
            let meta = fs::metadata(entry.path())?;
            list.push(DirEntry {
                name: entry.file_name().to_string_lossy().into_owned(),
                len: meta.len(),
                is_dir: meta.is_dir(),
            });
        }
        list.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(list)
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        path.try_exists()
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        absent_is_fine(fs::remove_file(path))
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        absent_is_fine(fs::remove_dir_all(path))
    }

    fn exchange(&self, old: &Path, new: &Path) -> io::Result<()> {
        if !old.try_exists()? {
            return fs::rename(new, old);
        }
        match swap(old, new) {
            Err(Errno::EINVAL | Errno::ENOSYS) => {
                let mut aside = new.as_os_str().to_owned();
                aside.push(".old");
                fs::rename(old, &aside)?;
                fs::rename(new, old)?;
                fs::rename(&aside, new)
            }
            result => Ok(result?),
        }
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn sync_all(&self, path: &Path) -> io::Result<bool> {
        nix::unistd::syncfs(File::open(path)?)?;
        Ok(true)
    }

    fn space(&self, path: &Path) -> io::Result<DiskSpace> {
        let stat = nix::sys::statvfs::statvfs(path)?;
        let blocks = |n: libc::fsblkcnt_t| n.saturating_mul(stat.fragment_size());
        Ok(DiskSpace {
            used: blocks(stat.blocks().saturating_sub(stat.blocks_free())),
            available: blocks(stat.blocks_available()),
        })
    }

    fn lock(&self, path: &Path) -> io::Result<LockOutcome> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut range = first_byte(libc::F_WRLCK);
        // An open-file-description lock meets the POSIX locks of a JVM, and, unlike them, a
        // second lock of this same process.
        match nix::fcntl::fcntl(&file, FcntlArg::F_OFD_SETLK(&range)) {
            Ok(_) => {
                file.write_all_at(layout::LOCK_CONTENT, 0)?;
                Ok(LockOutcome::Taken(Box::new(OsLock(file))))
            }
            Err(Errno::EAGAIN | Errno::EACCES) => held(&file, &mut range),
            Err(error) => Err(error.into()),
        }
    }

    fn lock_to_read(&self, path: &Path) -> io::Result<LockOutcome> {
        let file = File::open(path)?;
        let mut range = first_byte(libc::F_RDLCK);
        match nix::fcntl::fcntl(&file, FcntlArg::F_OFD_SETLK(&range)) {
            Ok(_) => Ok(LockOutcome::Taken(Box::new(OsLock(file)))),
            Err(Errno::EAGAIN | Errno::EACCES) => held(&file, &mut range),
            Err(error) => Err(error.into()),
        }
    }
}

/// The byte that Java's `FileChannel.tryLock` locks.
fn first_byte(kind: libc::c_int) -> libc::flock {
    libc::flock {
        l_type: kind as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: 0,
        l_len: 1,
        l_pid: 0,
    }
}

/// Who holds the lock that was refused, where the system knows.
fn held(file: &File, range: &mut libc::flock) -> io::Result<LockOutcome> {
    nix::fcntl::fcntl(file, FcntlArg::F_OFD_GETLK(range))?;
    let is_process = range.l_type != libc::F_UNLCK as libc::c_short && range.l_pid > 0;
    Ok(LockOutcome::HeldBy(is_process.then_some(range.l_pid as u32)))
}

impl DiskFile for OsFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn modified(&self) -> io::Result<TimestampMs> {
        Ok(self.0.metadata()?.modified()?.into())
    }

    fn read_at(&self, out: &mut [u8], at: u64) -> io::Result<()> {
        self.0.read_exact_at(out, at)
    }

    fn write_at(&self, mut parts: &mut [IoSlice<'_>], mut at: u64) -> io::Result<()> {
        while !parts.is_empty() {
            let batch = parts.len().min(MAX_PARTS);
            match nix::sys::uio::pwritev(&self.0, &parts[..batch], as_off(at)?) {
                Ok(0) if parts.iter().all(|part| part.is_empty()) => return Ok(()),
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    at += written as u64;
                    IoSlice::advance_slices(&mut parts, written);
                }
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn reserve(&self, at: u64, len: u64) -> io::Result<()> {
        let flags = FallocateFlags::FALLOC_FL_KEEP_SIZE;
        match nix::fcntl::fallocate(&self.0, flags, as_off(at)?, as_off(len)?) {
            Err(Errno::EOPNOTSUPP) => rewrite(&self.0, at, len),
            result => Ok(result?),
        }
    }

    fn zero(&self, at: u64, len: u64) -> io::Result<()> {
        if len == 0 {
            return Ok(());
        }
        let flags = FallocateFlags::FALLOC_FL_PUNCH_HOLE | FallocateFlags::FALLOC_FL_KEEP_SIZE;
        match nix::fcntl::fallocate(&self.0, flags, as_off(at)?, as_off(len)?) {
            Err(Errno::EOPNOTSUPP) => write_zeros(&self.0, at, len),
            result => Ok(result?),
        }
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn next_data(&self, at: u64) -> io::Result<Option<u64>> {
        match nix::unistd::lseek(&self.0, as_off(at)?, nix::unistd::Whence::SeekData) {
            Ok(data) => Ok(Some(data as u64)),
            Err(Errno::ENXIO) => Ok(None),
            Err(Errno::EINVAL | Errno::EOPNOTSUPP) => Ok(Some(at)),
            Err(error) => Err(error.into()),
        }
    }

    fn will_need(&self, at: u64, len: u64) {
        if let (Ok(at), Ok(len)) = (as_off(at), as_off(len)) {
            let advice = PosixFadviseAdvice::POSIX_FADV_WILLNEED;
            // A hint only: where it is not taken, reading waits a little longer.
            nix::fcntl::posix_fadvise(&self.0, at, len, advice).ok();
        }
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn map_read(&self, len: usize) -> io::Result<Bytes> {
        mmap::map_read(&self.0, len)
    }

    fn map_write(&self, len: usize) -> io::Result<Box<dyn WritableRegion>> {
        mmap::map_write(&self.0, len)
    }
}

/// `IOV_MAX` of Linux.
const MAX_PARTS: usize = 1024;
/// Bytes moved at once where a file system cannot reserve room or punch holes.
const CHUNK: u64 = 1 << 16;

fn as_off(value: u64) -> io::Result<libc::off_t> {
    libc::off_t::try_from(value).map_err(|_| io::ErrorKind::InvalidInput.into())
}

#[cfg(target_env = "gnu")]
fn swap(old: &Path, new: &Path) -> nix::Result<()> {
    use nix::fcntl::{AT_FDCWD, RenameFlags, renameat2};
    renameat2(AT_FDCWD, new, AT_FDCWD, old, RenameFlags::RENAME_EXCHANGE)
}

#[cfg(not(target_env = "gnu"))]
fn swap(_: &Path, _: &Path) -> nix::Result<()> {
    Err(Errno::ENOSYS)
}

/// Takes room for a range by writing to it what it holds.
fn rewrite(file: &File, at: u64, len: u64) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK as usize];
    let mut done = 0;
    while done < len {
        let part = &mut chunk[..(len - done).min(CHUNK) as usize];
        file.read_exact_at(part, at + done)?;
        file.write_all_at(part, at + done)?;
        done += part.len() as u64;
    }
    Ok(())
}

fn write_zeros(file: &File, at: u64, len: u64) -> io::Result<()> {
    let zeros = vec![0; CHUNK as usize];
    let mut done = 0;
    while done < len {
        let part = &zeros[..(len - done).min(CHUNK) as usize];
        file.write_all_at(part, at + done)?;
        done += part.len() as u64;
    }
    Ok(())
}

/// Removes what was made of a file when making it failed: it holds room that is short.
fn or_without<T>(scratch: &Path, result: io::Result<T>) -> io::Result<T> {
    if result.is_err() {
        let _ = fs::remove_file(scratch);
    }
    result
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
