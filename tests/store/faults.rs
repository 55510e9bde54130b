//! Disks that fail: what was acknowledged stays true, and nothing else is claimed.

use std::io::{self, IoSlice};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::store::{
    AppendStatus, DirEntry, Disk, DiskFile, DiskSpace, FlushMode, LockOutcome, OsDisk,
    RefusedReason, Store, StoreConfig, StoreError, WritableRegion,
};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Deaf, Message, group, open, small_config};
use crate::waiting::{append, wait_dispatched};

/// What fails at the moment, for files whose path contains a word.
#[derive(Default)]
struct Switches {
    write: AtomicBool,
    reserve: AtomicBool,
    sync: AtomicBool,
    create: AtomicBool,
    hold: AtomicBool,
    full: AtomicBool,
    /// Bytes of a failing write that get through.
    torn: AtomicUsize,
}

struct FaultyDisk {
    word: &'static str,
    switches: Arc<Switches>,
}

struct FaultyFile {
    file: Arc<dyn DiskFile>,
    switches: Option<Arc<Switches>>,
}

fn no_space() -> io::Error {
    io::Error::from_raw_os_error(28)
}

fn is_on(switch: &AtomicBool) -> bool {
    switch.load(Ordering::SeqCst)
}

impl FaultyDisk {
    fn wrap(&self, path: &Path, file: Arc<dyn DiskFile>) -> Arc<dyn DiskFile> {
        let hit = path.to_string_lossy().contains(self.word);
        Arc::new(FaultyFile { file, switches: hit.then(|| self.switches.clone()) })
    }
}

impl DiskFile for FaultyFile {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }
    fn read_at(&self, out: &mut [u8], at: u64) -> io::Result<()> {
        self.file.read_at(out, at)
    }
    fn write_at(&self, parts: &mut [IoSlice<'_>], at: u64) -> io::Result<()> {
        match &self.switches {
            Some(switches) if is_on(&switches.write) => {
                let all: Vec<u8> = parts.iter().flat_map(|part| part.to_vec()).collect();
                let torn = switches.torn.load(Ordering::SeqCst).min(all.len());
                self.file.write_at(&mut [IoSlice::new(&all[..torn])], at)?;
                Err(no_space())
            }
            _ => self.file.write_at(parts, at),
        }
    }
    fn reserve(&self, at: u64, len: u64) -> io::Result<()> {
        match &self.switches {
            Some(switches) if is_on(&switches.reserve) => Err(no_space()),
            _ => self.file.reserve(at, len),
        }
    }
    fn zero(&self, at: u64, len: u64) -> io::Result<()> {
        self.file.zero(at, len)
    }
    fn next_data(&self, at: u64) -> io::Result<Option<u64>> {
        self.file.next_data(at)
    }
    fn sync_data(&self) -> io::Result<()> {
        match &self.switches {
            Some(switches) if is_on(&switches.sync) => Err(io::Error::from_raw_os_error(5)),
            Some(switches) if is_on(&switches.hold) => {
                until("let go", || !is_on(&switches.hold));
                self.file.sync_data()
            }
            _ => self.file.sync_data(),
        }
    }
    fn map_read(&self, len: usize) -> io::Result<Bytes> {
        self.file.map_read(len)
    }
    fn map_write(&self, len: usize) -> io::Result<Box<dyn WritableRegion>> {
        self.file.map_write(len)
    }
}

impl Disk for FaultyDisk {
    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        Ok(self.wrap(path, OsDisk.open(path)?))
    }
    fn create(
        &self,
        path: &Path,
        scratch: &Path,
        len: u64,
        durable: bool,
    ) -> io::Result<Arc<dyn DiskFile>> {
        if path.to_string_lossy().contains(self.word) && is_on(&self.switches.create) {
            return Err(no_space());
        }
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
        OsDisk.remove_file(path)
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        OsDisk.remove_dir(path)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        OsDisk.sync_dir(path)
    }
    fn space(&self, path: &Path) -> io::Result<DiskSpace> {
        match is_on(&self.switches.full) {
            true => Ok(DiskSpace { used: 95, available: 5 }),
            false => OsDisk.space(path).map(|_| DiskSpace { used: 5, available: 95 }),
        }
    }
    fn lock(&self, path: &Path) -> io::Result<LockOutcome> {
        OsDisk.lock(path)
    }
}

struct Setup {
    _dir: tempfile::TempDir,
    config: StoreConfig,
    switches: Arc<Switches>,
    store: Arc<Store>,
}

fn setup(word: &'static str, flush: FlushMode) -> Setup {
    setup_with(word, flush, Duration::from_secs(20))
}

fn setup_with(word: &'static str, flush: FlushMode, timeout: Duration) -> Setup {
    let dir = tempfile::tempdir().unwrap();
    let config = StoreConfig {
        flush,
        sync_flush_timeout: timeout,
        disk_check_interval: Duration::from_millis(10),
        ..small_config(dir.path())
    };
    let switches = Arc::new(Switches::default());
    let disk = FaultyDisk { word, switches: switches.clone() };
    let store = Store::open_on(Arc::new(disk), config.clone(), Arc::new(Deaf)).unwrap();
    Setup { _dir: dir, config, switches, store }
}

impl Setup {
    fn append(&self, body: &str) -> (AppendStatus, QueueOffset) {
        let [result] = append(&self.store, &self.config, &[Message::new("T", 0, body)])[..] else {
            panic!("one result")
        };
        (result.status, result.queue_offset)
    }

    fn set(&self, switch: impl Fn(&Switches) -> &AtomicBool, on: bool) {
        switch(&self.switches).store(on, Ordering::SeqCst);
    }
}

fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !condition() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

#[test]
fn a_failed_write_takes_no_offset_and_leaves_no_trace() {
    for torn in [0, 10, 100, 10_000] {
        let setup = setup("commitlog", FlushMode::Async);
        assert_eq!(setup.append("one"), (AppendStatus::Stored, QueueOffset(0)));
        let end = setup.store.max_physical_offset();
        setup.switches.torn.store(torn, Ordering::SeqCst);
        setup.set(|s| &s.write, true);
        let lost = [Message::new("T", 0, "lost 1"), Message::new("T", 0, "lost 2")];
        for result in append(&setup.store, &setup.config, &lost) {
            assert_eq!(result.status, AppendStatus::DiskFull);
        }
        assert_eq!(setup.store.max_physical_offset(), end);
        setup.set(|s| &s.write, false);
        // Shorter than what was lost: nothing of that may be found behind it.
        assert_eq!(setup.append("2"), (AppendStatus::Stored, QueueOffset(1)));
        let Setup { store, config, _dir, .. } = setup;
        drop(store);
        let store = open(config);
        assert_eq!(store.max_offset("T", QueueId(0)), QueueOffset(2));
        assert_eq!(store.recovery_report().records, 2, "torn after {torn} bytes");
    }
}

#[test]
fn no_room_for_records_is_an_answer_and_passes() {
    let setup = setup("commitlog", FlushMode::Async);
    setup.set(|s| &s.reserve, true);
    assert_eq!(setup.append("no").0, AppendStatus::DiskFull);
    setup.set(|s| &s.reserve, false);
    assert_eq!(setup.append("yes"), (AppendStatus::Stored, QueueOffset(0)));
}

#[test]
fn no_next_file_is_an_answer_and_passes() {
    let setup = setup("commitlog", FlushMode::Async);
    setup.set(|s| &s.create, true);
    let body = "x".repeat(60_000);
    let mut placed = Vec::new();
    for _ in 0..20 {
        placed.push(setup.append(&body));
    }
    let failed = placed.iter().filter(|(status, _)| *status == AppendStatus::FileFailed).count();
    assert!(failed > 10, "{placed:?}");
    setup.set(|s| &s.create, false);
    let expected = QueueOffset((placed.len() - failed) as i64);
    assert_eq!(setup.append(&body), (AppendStatus::Stored, expected));
}

#[test]
fn a_failed_flush_stops_the_store() {
    let setup = setup("commitlog", FlushMode::Sync);
    assert_eq!(setup.append("one").0, AppendStatus::Stored);
    setup.set(|s| &s.sync, true);
    assert_eq!(setup.append("two").0, AppendStatus::FlushFailed);
    setup.set(|s| &s.sync, false);
    let (group, _) = group(&setup.store, &setup.config, &[Message::new("T", 0, "three")]);
    assert_eq!(setup.store.submit(group).unwrap_err().reason, RefusedReason::Poisoned);
    assert!(matches!(setup.store.close(), Err(StoreError::Poisoned { .. })));
    // The next start finds out what is there.
    let Setup { store, config, _dir, .. } = setup;
    drop(store);
    let store = open(config);
    assert!(!store.recovery_report().clean);
    assert!(store.max_offset("T", QueueId(0)) >= QueueOffset(1));
}

#[test]
fn only_who_waits_for_the_flush_hears_late() {
    let setup = setup_with("commitlog", FlushMode::Sync, Duration::from_millis(20));
    setup.set(|s| &s.hold, true);
    let messages = [Message::new("T", 0, "waits"), Message::new("T", 0, "does not")];
    let (mut group, receiver) = group(&setup.store, &setup.config, &messages);
    group.entries[1].waits_for_flush = false;
    setup.store.submit(group).unwrap();
    let next = || receiver.recv_timeout(Duration::from_secs(20)).unwrap();
    let [first] = next()[..] else { panic!("one result") };
    assert_eq!((first.entry, first.status), (1, AppendStatus::Stored));
    let [late] = next()[..] else { panic!("one result") };
    assert_eq!((late.entry, late.status), (0, AppendStatus::FlushTimedOut));
    assert!(setup.store.flushed_to() < setup.store.max_physical_offset());
    setup.set(|s| &s.hold, false);
    until("flushed", || setup.store.flushed_to() == setup.store.max_physical_offset());
    assert_eq!(setup.append("after").1, QueueOffset(2));
    assert!(receiver.recv_timeout(Duration::from_millis(1)).is_err(), "told twice");
}

#[test]
fn a_full_disk_refuses_and_recovers() {
    let setup = setup("commitlog", FlushMode::Async);
    setup.set(|s| &s.full, true);
    until("refused", || setup.store.refusal() == Some(RefusedReason::DiskFull));
    setup.set(|s| &s.full, false);
    until("accepted", || setup.store.refusal().is_none());
    assert_eq!(setup.append("one").0, AppendStatus::Stored);
}

#[test]
fn queues_that_cannot_be_written_catch_up_later() {
    let setup = setup("consumequeue", FlushMode::Async);
    setup.append("one");
    wait_dispatched(&setup.store);
    setup.set(|s| &s.write, true);
    setup.append("two");
    until("refused", || setup.store.refusal() == Some(RefusedReason::QueueError));
    assert_eq!(setup.store.max_offset("T", QueueId(0)), QueueOffset(1));
    setup.set(|s| &s.write, false);
    until("accepted", || setup.store.refusal().is_none());
    wait_dispatched(&setup.store);
    assert_eq!(setup.store.max_offset("T", QueueId(0)), QueueOffset(2));
    assert_eq!(setup.append("three"), (AppendStatus::Stored, QueueOffset(2)));
}

#[test]
fn an_index_without_room_is_rebuilt_at_the_next_start() {
    let setup = setup("index", FlushMode::Async);
    setup.set(|s| &s.reserve, true);
    let message = Message::new("T", 0, "one").property("KEYS", "key");
    append(&setup.store, &setup.config, &[message]);
    wait_dispatched(&setup.store);
    assert!(setup.store.index_failed());
    assert_eq!(setup.store.max_offset("T", QueueId(0)), QueueOffset(1));
    setup.store.close().unwrap();
    let Setup { store, config, _dir, .. } = setup;
    drop(store);
    let store = open(config);
    let found = store.query_index("T", "key", 32, TimestampMs(0), TimestampMs(i64::MAX));
    assert_eq!(found.records.len(), 1);
}

#[test]
fn files_that_java_would_refuse_are_named() {
    let refused = |spoil: &dyn Fn(&Path) -> PathBuf| {
        let dir = tempfile::tempdir().unwrap();
        let config = small_config(dir.path());
        let store = open(config.clone());
        for _ in 0..5 {
            append(&store, &config, &[Message::new("T", 0, "x".repeat(60_000))]);
        }
        wait_dispatched(&store);
        store.close().unwrap();
        let culprit = spoil(dir.path());
        let error = Store::open(config, Arc::new(Deaf)).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains(culprit.to_str().unwrap()), "{error}");
        error
    };
    let short = refused(&|root| {
        let path = root.join("commitlog/00000000000000131072");
        std::fs::File::options().write(true).open(&path).unwrap().set_len(1000).unwrap();
        path
    });
    assert!(matches!(short, StoreError::FileSize { expected: 131_072, found: 1000, .. }));
    let stray = refused(&|root| {
        let path = root.join("commitlog/notes.txt");
        std::fs::write(&path, "").unwrap();
        path
    });
    assert!(matches!(stray, StoreError::Stray { .. }));
    let gap = refused(&|root| {
        let path = root.join("commitlog/00000000000000131072");
        std::fs::remove_file(&path).unwrap();
        path
    });
    assert!(matches!(gap, StoreError::Gap { .. }));
    let queue = refused(&|root| {
        let path = root.join("consumequeue/T/0/00000000000000000000");
        std::fs::write(&path, [0; 100]).unwrap();
        path
    });
    assert!(matches!(queue, StoreError::FileSize { expected: 6000, found: 100, .. }));
}
