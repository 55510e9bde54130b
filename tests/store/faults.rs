//! Disks that fail: what was acknowledged stays true, and nothing else is claimed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::store::{
    AppendStatus, CleaningRules, DiskSpace, FlushMode, Moment, RefusedReason, Store, StoreConfig,
    StoreError,
};
use rmq::engine::util::clock::TimestampMs;

use crate::disk::{EIO, ENOSPC, Hook, MemDisk, Op, Verdict, Works};
use crate::support::{Deaf, Message, group, open, small_config};
use crate::waiting::{append, wait_dispatched};

/// What fails at the moment, for files whose path contains a word.
#[derive(Default)]
struct Switches {
    word: &'static str,
    write: AtomicBool,
    reserve: AtomicBool,
    sync: AtomicBool,
    create: AtomicBool,
    hold: AtomicBool,
    full: AtomicBool,
    /// Bytes of a failing write that get through.
    torn: AtomicUsize,
}

fn is_on(switch: &AtomicBool) -> bool {
    switch.load(Ordering::SeqCst)
}

impl Hook for Switches {
    fn before(&self, _: &MemDisk, op: Op, path: &Path) -> Verdict {
        if !path.to_string_lossy().contains(self.word) {
            return Verdict::Go;
        }
        match op {
            Op::WriteAt if is_on(&self.write) => {
                Verdict::Torn(self.torn.load(Ordering::SeqCst), ENOSPC)
            }
            Op::Reserve if is_on(&self.reserve) => Verdict::Fail(ENOSPC),
            Op::Create if is_on(&self.create) => Verdict::Fail(ENOSPC),
            Op::SyncData if is_on(&self.sync) => Verdict::Fail(EIO),
            Op::SyncData if is_on(&self.hold) => {
                until("let go", || !is_on(&self.hold));
                Verdict::Go
            }
            _ => Verdict::Go,
        }
    }

    fn space(&self) -> DiskSpace {
        match is_on(&self.full) {
            true => DiskSpace { used: 95 << 30, available: 5 << 30 },
            false => DiskSpace { used: 5 << 30, available: 95 << 30 },
        }
    }
}

struct Setup {
    disk: MemDisk,
    config: StoreConfig,
    switches: Arc<Switches>,
    store: Arc<Store>,
}

fn setup(word: &'static str, flush: FlushMode) -> Setup {
    setup_with(word, flush, Duration::from_secs(20))
}

fn setup_with(word: &'static str, flush: FlushMode, timeout: Duration) -> Setup {
    let config = StoreConfig {
        flush,
        sync_flush_timeout: timeout,
        disk_check_interval: Duration::from_millis(10),
        ..small_config(Path::new("/var/store"))
    };
    let switches = Arc::new(Switches { word, ..Switches::default() });
    let disk = MemDisk::new(true);
    disk.set_hook(switches.clone());
    let store = Store::open_on(Arc::new(disk.clone()), config.clone(), Arc::new(Deaf)).unwrap();
    Setup { disk, config, switches, store }
}

impl Setup {
    fn append(&self, body: &str) -> (AppendStatus, QueueOffset) {
        let [result] = append(&self.store, &self.config, &[Message::new("T", 0, body)])[..] else {
            panic!("one result")
        };
        (result.status, result.queue_offset)
    }

    /// The store opened anew, as it lies there, on a disk that works.
    fn reopen(self) -> Arc<Store> {
        let Self { disk, config, store, .. } = self;
        drop(store);
        disk.set_hook(Arc::new(Works));
        Store::open_on(Arc::new(disk), config, Arc::new(Deaf)).unwrap()
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
        let store = setup.reopen();
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
    let failed = placed.iter().filter(|(status, _)| *status == AppendStatus::DiskFull).count();
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
    let store = setup.reopen();
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
fn a_nearly_full_disk_loses_its_oldest_files_before_their_time() {
    let setup = setup("commitlog", FlushMode::Async);
    while setup.store.max_physical_offset().0 < 4 * 131_072 {
        setup.append(&"x".repeat(60_000));
    }
    wait_dispatched(&setup.store);
    let moment = Moment { time: TimestampMs::now(), hour: 3 };
    let rules = CleaningRules { log_pause: Duration::ZERO, ..CleaningRules::default() };
    let forbidden = CleaningRules { forcible: false, ..rules.clone() };
    setup.store.set_cleaning_rules(forbidden);
    setup.set(|s| &s.full, true);
    assert_eq!(setup.store.clean(moment).unwrap().log_files, 0);
    setup.store.set_cleaning_rules(rules);
    until("only the last file is left", || {
        setup.store.clean(moment).unwrap();
        setup.store.min_physical_offset().0 == 4 * 131_072
    });
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
    let store = setup.reopen();
    let found = store.query_index("T", "key", 32, TimestampMs(0), TimestampMs(i64::MAX));
    assert_eq!(found.records.len(), 1);
}

#[test]
fn an_index_without_room_catches_up_when_there_is_some() {
    let setup = setup("index", FlushMode::Async);
    let append_key = |key: &str| {
        let message = Message::new("T", 0, key).property("KEYS", key);
        append(&setup.store, &setup.config, &[message]);
        wait_dispatched(&setup.store);
    };
    let found = |key: &str| {
        let (from, to) = (TimestampMs(0), TimestampMs(i64::MAX));
        setup.store.query_index("T", key, 32, from, to).records.len()
    };
    append_key("before");
    setup.set(|s| &s.create, true);
    // One file holds 1999 entries.
    let messages: Vec<Message> =
        (0..2000).map(|n| Message::new("T", 0, "x").property("KEYS", &format!("k{n}"))).collect();
    append(&setup.store, &setup.config, &messages);
    wait_dispatched(&setup.store);
    assert!(setup.store.index_failed());
    assert_eq!((found("before"), found("k1997"), found("k1999")), (1, 1, 0));
    assert_eq!(setup.store.max_offset("T", QueueId(0)), QueueOffset(2001), "messages go on");
    append_key("while it is behind");
    setup.set(|s| &s.create, false);
    until("caught up", || !setup.store.index_failed());
    append_key("after");
    for key in ["before", "k1999", "while it is behind", "after"] {
        let expected = if key.contains(' ') { 0 } else { 1 };
        assert_eq!(found(key), expected, "{key}");
    }
    // A text with blanks is several keys.
    assert_eq!(found("while"), 1);
    setup.store.close().unwrap();
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
