//! A disk on which writes of the commit log hang until they are let go.

use std::io::{self, IoSlice};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::{Condvar, Mutex};
use rmq::engine::store::{
    DirEntry, Disk, DiskFile, DiskSpace, LockOutcome, OsDisk, WritableRegion,
};
use rmq::engine::util::clock::TimestampMs;

/// What writes of the commit log pass through.
#[derive(Default)]
pub struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    is_shut: bool,
    waiting: usize,
}

impl Gate {
    /// Writes hang from here on.
    pub fn shut(&self) {
        self.state.lock().is_shut = true;
    }

    /// Those that hang go on, and others pass.
    pub fn open(&self) {
        self.state.lock().is_shut = false;
        self.changed.notify_all();
    }

    /// How many hang.
    pub fn waiting(&self) -> usize {
        self.state.lock().waiting
    }

    fn pass(&self) {
        let mut state = self.state.lock();
        state.waiting += 1;
        while state.is_shut {
            self.changed.wait(&mut state);
        }
        state.waiting -= 1;
    }
}

/// The machine's disk behind a [`Gate`].
pub struct GatedDisk {
    os: OsDisk,
    gate: Arc<Gate>,
}

impl GatedDisk {
    pub fn behind(gate: &Arc<Gate>) -> Arc<dyn Disk> {
        Arc::new(Self { os: OsDisk, gate: gate.clone() })
    }

    fn gated(&self, path: &Path, file: Arc<dyn DiskFile>) -> Arc<dyn DiskFile> {
        let is_log = path.parent().is_some_and(|dir| dir.ends_with("commitlog"));
        if is_log { Arc::new(GatedFile { file, gate: self.gate.clone() }) } else { file }
    }
}

impl Disk for GatedDisk {
    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        Ok(self.gated(path, self.os.open(path)?))
    }

    fn create(
        &self,
        path: &Path,
        scratch: &Path,
        len: u64,
        durable: bool,
    ) -> io::Result<Arc<dyn DiskFile>> {
        Ok(self.gated(path, self.os.create(path, scratch, len, durable)?))
    }

    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        self.os.read(path)
    }

    fn replace(&self, path: &Path, scratch: &Path, content: &[u8]) -> io::Result<()> {
        self.os.replace(path, scratch, content)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.os.list(path)
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        self.os.exists(path)
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.os.create_dir(path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.os.remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.os.remove_dir(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.os.sync_dir(path)
    }

    fn space(&self, path: &Path) -> io::Result<DiskSpace> {
        self.os.space(path)
    }

    fn lock(&self, path: &Path) -> io::Result<LockOutcome> {
        self.os.lock(path)
    }
}

struct GatedFile {
    file: Arc<dyn DiskFile>,
    gate: Arc<Gate>,
}

impl DiskFile for GatedFile {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn modified(&self) -> io::Result<TimestampMs> {
        self.file.modified()
    }

    fn read_at(&self, out: &mut [u8], at: u64) -> io::Result<()> {
        self.file.read_at(out, at)
    }

    fn write_at(&self, parts: &mut [IoSlice<'_>], at: u64) -> io::Result<()> {
        self.gate.pass();
        self.file.write_at(parts, at)
    }

    fn reserve(&self, at: u64, len: u64) -> io::Result<()> {
        self.file.reserve(at, len)
    }

    fn zero(&self, at: u64, len: u64) -> io::Result<()> {
        self.file.zero(at, len)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn next_data(&self, at: u64) -> io::Result<Option<u64>> {
        self.file.next_data(at)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn map_read(&self, len: usize) -> io::Result<Bytes> {
        self.file.map_read(len)
    }

    fn map_write(&self, len: usize) -> io::Result<Box<dyn WritableRegion>> {
        self.file.map_write(len)
    }
}
