//! Power cuts: what was not flushed is there in part, by pages, in any combination.
//!
//! [`PowerDisk`] remembers what each file held when it was last flushed. An image after a cut
//! has, page by page, either that or what was written since.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, IoSlice};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{
    AppendStatus, DirEntry, Disk, DiskFile, DiskSpace, FlushMode, LockOutcome, OsDisk, ReadLimits,
    ReadStatus, Store, StoreConfig, WritableRegion, tags_hash,
};

use crate::support::{Deaf, Message, small_config};
use crate::waiting::append;

const PAGE: usize = 4096;

/// Content of each file when it was last flushed; zeros for one that never was.
type Durable = Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>;

#[derive(Default)]
struct PowerDisk {
    durable: Durable,
}

struct PowerFile {
    path: PathBuf,
    file: Arc<dyn DiskFile>,
    durable: Durable,
}

impl PowerDisk {
    fn wrap(&self, path: &Path, file: Arc<dyn DiskFile>) -> Arc<dyn DiskFile> {
        Arc::new(PowerFile { path: path.to_owned(), file, durable: self.durable.clone() })
    }

    /// Writes to `to` what the directory `from` could hold after a power cut now.
    fn image(&self, from: &Path, to: &Path, random: &mut StdRng) {
        std::fs::create_dir_all(to).unwrap();
        let entries = std::fs::read_dir(from).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        // The store goes on meanwhile: the checkpoint must not be newer than the rest.
        paths.sort_by_key(|path| !path.ends_with("checkpoint"));
        for path in paths {
            let target = to.join(path.file_name().unwrap());
            if path.is_dir() {
                self.image(&path, &target, random);
                continue;
            }
            // A file that was renamed or removed meanwhile is none.
            let Ok(mut content) = std::fs::read(&path) else { continue };
            if let Some(durable) = self.durable.lock().get(&path) {
                for (live, durable) in content.chunks_mut(PAGE).zip(durable.chunks(PAGE)) {
                    if random.random_bool(0.5) {
                        live.copy_from_slice(durable);
                    }
                }
            }
            std::fs::write(target, content).unwrap();
        }
    }
}

impl DiskFile for PowerFile {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }
    fn read_at(&self, out: &mut [u8], at: u64) -> io::Result<()> {
        self.file.read_at(out, at)
    }
    fn write_at(&self, parts: &mut [IoSlice<'_>], at: u64) -> io::Result<()> {
        self.file.write_at(parts, at)
    }
    fn reserve(&self, at: u64, len: u64) -> io::Result<()> {
        self.file.reserve(at, len)
    }
    fn zero(&self, at: u64, len: u64) -> io::Result<()> {
        self.file.zero(at, len)
    }
    fn next_data(&self, at: u64) -> io::Result<Option<u64>> {
        self.file.next_data(at)
    }
    fn sync_data(&self) -> io::Result<()> {
        // What is written from here on may miss this flush.
        let mut content = vec![0; self.file.len()? as usize];
        self.file.read_at(&mut content, 0)?;
        if let Some(durable) = self.durable.lock().get_mut(&self.path) {
            *durable = content;
        }
        Ok(())
    }
    fn map_read(&self, len: usize) -> io::Result<Bytes> {
        self.file.map_read(len)
    }
    fn map_write(&self, len: usize) -> io::Result<Box<dyn WritableRegion>> {
        self.file.map_write(len)
    }
}

impl Disk for PowerDisk {
    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        let file = OsDisk.open(path)?;
        let content = std::fs::read(path)?;
        self.durable.lock().entry(path.to_owned()).or_insert(content);
        Ok(self.wrap(path, file))
    }
    fn create(
        &self,
        path: &Path,
        scratch: &Path,
        len: u64,
        durable: bool,
    ) -> io::Result<Arc<dyn DiskFile>> {
        self.durable.lock().insert(path.to_owned(), vec![0; len as usize]);
        Ok(self.wrap(path, OsDisk.create(path, scratch, len, durable)?))
    }
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        OsDisk.read(path)
    }
    fn replace(&self, path: &Path, scratch: &Path, content: &[u8]) -> io::Result<()> {
        OsDisk.replace(path, scratch, content)
    }
    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        OsDisk.list(path)
    }
    fn exists(&self, path: &Path) -> io::Result<bool> {
        OsDisk.exists(path)
    }
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        OsDisk.create_dir(path)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.durable.lock().remove(path);
        OsDisk.remove_file(path)
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        OsDisk.remove_dir(path)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        OsDisk.sync_dir(path)
    }
    fn space(&self, path: &Path) -> io::Result<DiskSpace> {
        OsDisk.space(path)
    }
    fn lock(&self, path: &Path) -> io::Result<LockOutcome> {
        OsDisk.lock(path)
    }
}

fn config(root: &Path, flush: FlushMode) -> StoreConfig {
    StoreConfig {
        flush,
        commit_log_file_size: 65_536,
        consume_queue_file_size: 12_000,
        // The checkpoint moves often.
        flush_queues_interval: Duration::from_millis(20),
        disk_check_interval: Duration::from_millis(10),
        ..small_config(root)
    }
}

type Stored = HashMap<(i32, QueueOffset), (String, PhysicalOffset)>;

/// Every stored message is in its place, with its tag, and its key finds it.
fn check(store: &Store, stored: &Stored) {
    let mut found = 0;
    for queue in 0..3 {
        let id = QueueId(queue);
        let mut at = store.min_offset("T", id);
        while at < store.max_offset("T", id) {
            let tag = tags_hash(Some(&format!("Tag{}", at.0 % 5)));
            let wanted = move |code| code == tag;
            let limits = ReadLimits { max_messages: 1, ..ReadLimits::default() };
            let read = store.read("T", id, at, &limits, &wanted);
            assert_eq!(read.status, ReadStatus::Found, "{queue} at {at}");
            let record = Record::decode(&read.records[0]).unwrap();
            record.check_body().unwrap();
            assert_eq!((record.queue_id, record.queue_offset), (id, at));
            if let Some((body, physical)) = stored.get(&(queue, at)) {
                assert_eq!(record.body, body.as_bytes());
                assert_eq!(record.physical_offset, *physical);
                found += 1;
            }
            at = at.plus(1);
        }
    }
    assert_eq!(found, stored.len(), "messages are missing");
}

/// What a cut took with the end of the log is no loss where nobody was told it is flushed.
fn forget_lost(store: &Store, flush: FlushMode, stored: &mut Stored) {
    if flush == FlushMode::Async {
        let end = store.max_physical_offset();
        stored.retain(|_, (_, physical)| *physical < end);
    }
}

fn cut_again_and_again(seed: u64, flush: FlushMode) {
    let mut random = StdRng::seed_from_u64(seed);
    let dirs = tempfile::tempdir().unwrap();
    let mut root = dirs.path().join("0");
    let mut stored = Stored::new();
    let mut next = [0i64; 3];
    for round in 1..6 {
        let disk = Arc::new(PowerDisk::default());
        let config = config(&root, flush);
        let store = Store::open_on(disk.clone(), config.clone(), Arc::new(Deaf)).unwrap();
        forget_lost(&store, flush, &mut stored);
        check(&store, &stored);
        for queue in 0..3 {
            next[queue as usize] = store.max_offset("T", QueueId(queue)).0;
        }
        for number in 0..random.random_range(20..150) {
            let queue = random.random_range(0..3);
            let offset = next[queue as usize];
            next[queue as usize] += 1;
            let body = format!("{round}-{number}-{}", "x".repeat(random.random_range(0..1500)));
            let message = Message::new("T", queue, body.as_bytes())
                .property("TAGS", &format!("Tag{}", offset % 5))
                .property("KEYS", &format!("{round}-{number}"));
            let placed = append(&store, &config, &[message])[0];
            assert_eq!((placed.status, placed.queue_offset.0), (AppendStatus::Stored, offset));
            stored.insert((queue, placed.queue_offset), (body, placed.physical_offset));
        }
        root = dirs.path().join(round.to_string());
        disk.image(&config.root_dir, &root, &mut random);
    }
    let store = Store::open(config(&root, flush), Arc::new(Deaf)).unwrap();
    forget_lost(&store, flush, &mut stored);
    check(&store, &stored);
}

#[test]
fn flushed_messages_survive_a_power_cut() {
    for seed in 0..40 {
        cut_again_and_again(seed, FlushMode::Sync);
    }
}

#[test]
fn what_a_power_cut_leaves_of_the_unflushed_is_whole() {
    for seed in 0..40 {
        cut_again_and_again(seed, FlushMode::Async);
    }
}
