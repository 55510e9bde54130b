//! Every operation of a disk fails once: whatever it is, nothing panics, nothing acknowledged is
//! lost, nothing refused appears, and the store goes on by itself where that is right.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rmq::engine::store::{FlushMode, RefusedReason, Store, StoreConfig};
use rmq::engine::util::clock::TimestampMs;

use crate::disk::{Crash, EIO, ENOSPC, Hook, MemDisk, Op, Verdict, Works};
use crate::ledger::{Expected, Ledger};
use crate::support::{Deaf, Message, small_config};
use crate::waiting::wait_dispatched;

/// Lets the operation with one number fail.
struct Fails {
    at: usize,
    errno: i32,
    counted: AtomicUsize,
    hit: Mutex<Option<(Op, PathBuf)>>,
}

impl Fails {
    fn new(at: usize, errno: i32) -> Self {
        Self { at, errno, counted: AtomicUsize::new(0), hit: Mutex::new(None) }
    }
}

impl Hook for Fails {
    fn before(&self, _: &MemDisk, op: Op, path: &Path) -> Verdict {
        if matches!(op, Op::MidWrite | Op::Space) {
            return Verdict::Go;
        }
        if self.counted.fetch_add(1, Ordering::SeqCst) != self.at {
            return Verdict::Go;
        }
        *self.hit.lock() = Some((op, path.to_owned()));
        Verdict::Torn(rand::random_range(0..2000), self.errno)
    }
}

fn config(flush: FlushMode) -> StoreConfig {
    StoreConfig {
        flush,
        commit_log_file_size: 4096,
        consume_queue_file_size: 100,
        max_hash_slot_num: 20,
        max_index_num: 20,
        flush_interval: Duration::from_millis(1),
        flush_queues_interval: Duration::from_millis(2),
        disk_check_interval: Duration::from_millis(1),
        max_open_queue_files: 2,
        ..small_config(Path::new("/var/store"))
    }
}

fn some(ledger: &Ledger, random: &mut StdRng) -> Vec<Message> {
    let one = |random: &mut StdRng| {
        let (topic, queues) = [("A", 2), ("D", 1)][random.random_range(0..2)];
        ledger.message(topic, random.random_range(0..queues), random.random_range(0..400))
    };
    (0..random.random_range(1..4)).map(|_| one(random)).collect()
}

/// Sends; answers whether the store accepts messages again in the end, or why not.
fn work(store: &Store, config: &StoreConfig, ledger: &Arc<Ledger>) -> Result<(), RefusedReason> {
    let mut random = StdRng::seed_from_u64(1);
    for step in 0..14 {
        let messages = some(ledger, &mut random);
        // What is refused is noted there.
        let _ = ledger.submit(store, config, &messages);
        ledger.wait();
        if step == 7 {
            store.wait_for_dispatch(Duration::from_millis(100));
            ledger.delete(store);
        }
    }
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let before = ledger.acknowledged();
        let refused = ledger.submit(store, config, &some(ledger, &mut random)).err();
        ledger.wait();
        match refused {
            Some(RefusedReason::Poisoned) => return Err(RefusedReason::Poisoned),
            _ if ledger.acknowledged() > before => return Ok(()),
            _ => assert!(Instant::now() < deadline, "still no message stored: {refused:?}"),
        }
    }
}

/// Runs the workload with one failing operation. Answers `false` when there are not that many.
fn fail_at(at: usize, errno: i32, flush: FlushMode) -> bool {
    let config = config(flush);
    let (ledger, disk) = (Arc::new(Ledger::default()), MemDisk::new(at.is_multiple_of(2)));
    let hook = Arc::new(Fails::new(at, errno));
    disk.set_hook(hook.clone());
    let open = || Store::open_on(Arc::new(disk.clone()), config.clone(), Arc::new(Deaf));
    let store = match open() {
        Ok(store) => store,
        Err(error) => {
            let (op, path) = hook.hit.lock().clone().unwrap();
            let named = error.to_string();
            assert!(named.contains("/var"), "{op:?} of {}: {named}", path.display());
            open().unwrap()
        }
    };
    let outcome = work(&store, &config, &ledger);
    let hit = hook.hit.lock().clone();
    let outcome = match outcome {
        // It may have failed in the background, behind the last answer.
        Ok(()) if poisons(&hit) => until_refused(&store, &config, &ledger),
        outcome => outcome,
    };
    let what = format!("{hit:?}, error {errno}, {flush:?}, {outcome:?}");
    assert_eq!(outcome.is_err(), poisons(&hit), "{what}");
    if let Some((Op::SyncData, path)) = &hit {
        assert!(store.close().unwrap_err().to_string().contains(path.to_str().unwrap()));
    }
    let mut random = StdRng::seed_from_u64(at as u64);
    let promise = ledger.promise();
    let cut = disk.image(Crash::PowerCut, &mut random);
    let _ = store.close();
    drop(store);
    disk.set_hook(Arc::new(Works));
    for (disk, all) in [(disk, true), (MemDisk::from_image(&cut), flush == FlushMode::Sync)] {
        let store = Store::open_on(Arc::new(disk), config.clone(), Arc::new(Deaf)).unwrap();
        let end = store.max_physical_offset();
        let expected = Expected { all, durable_to: TimestampMs(0), end };
        let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            ledger.check(&store, &promise, &expected);
        }));
        if let Err(panic) = checked {
            eprintln!("operation {at}: {what}");
            std::panic::resume_unwind(panic);
        }
        ledger.submit(&store, &config, &some(&ledger, &mut random)).unwrap();
        ledger.wait();
        wait_dispatched(&store);
        store.close().unwrap();
    }
    hit.is_some()
}

/// Whether nothing may be acknowledged any more: the kernel may have dropped what it could not
/// write. A flush of a folder's names is one, too.
fn poisons(hit: &Option<(Op, PathBuf)>) -> bool {
    match hit {
        Some((Op::SyncData, _)) => true,
        Some((Op::SyncDir, path)) => {
            path.starts_with("/var/store/consumequeue") || path.starts_with("/var/store/index")
        }
        _ => false,
    }
}

/// Sends until the store is poisoned.
fn until_refused(
    store: &Store,
    config: &StoreConfig,
    ledger: &Arc<Ledger>,
) -> Result<(), RefusedReason> {
    let mut random = StdRng::seed_from_u64(2);
    let deadline = Instant::now() + Duration::from_secs(20);
    while Instant::now() < deadline {
        let refused = ledger.submit(store, config, &some(ledger, &mut random)).err();
        ledger.wait();
        if refused == Some(RefusedReason::Poisoned) {
            return Err(RefusedReason::Poisoned);
        }
    }
    Ok(())
}

fn fail_everywhere(errno: i32, flush: FlushMode) {
    let mut at = 0;
    while fail_at(at, errno, flush) {
        at += 1;
    }
    assert!(at > 50, "only {at} operations");
}

#[test]
fn a_failing_device_costs_nothing_acknowledged() {
    fail_everywhere(EIO, FlushMode::Sync);
    fail_everywhere(EIO, FlushMode::Async);
}

#[test]
fn a_full_disk_costs_nothing_acknowledged() {
    fail_everywhere(ENOSPC, FlushMode::Sync);
    fail_everywhere(ENOSPC, FlushMode::Async);
}

#[test]
fn a_start_on_a_failing_disk_names_what_failed_and_spoils_nothing() {
    for flush in [FlushMode::Sync, FlushMode::Async] {
        let config = config(flush);
        let (ledger, disk) = (Arc::new(Ledger::default()), MemDisk::new(true));
        let store = Store::open_on(Arc::new(disk.clone()), config.clone(), Arc::new(Deaf)).unwrap();
        work(&store, &config, &ledger).unwrap();
        let promise = ledger.promise();
        let mut random = StdRng::seed_from_u64(1);
        let left = [Crash::Kill, Crash::PowerCut].map(|crash| disk.image(crash, &mut random));
        drop(store);
        for (image, all) in left.into_iter().zip([true, flush == FlushMode::Sync]) {
            for at in 0.. {
                let disk = MemDisk::from_image(&image);
                let hook = Arc::new(Fails::new(at, EIO));
                disk.set_hook(hook.clone());
                let open =
                    || Store::open_on(Arc::new(disk.clone()), config.clone(), Arc::new(Deaf));
                let refused = open().map(drop).err();
                let Some((op, path)) = hook.hit.lock().clone() else { break };
                if let Some(error) = refused {
                    let error = error.to_string();
                    assert!(error.contains("/var/store"), "{op:?} {}: {error}", path.display());
                }
                let store = open().unwrap();
                let end = store.max_physical_offset();
                let expected = Expected { all, durable_to: TimestampMs(0), end };
                ledger.check(&store, &promise, &expected);
            }
        }
    }
}
