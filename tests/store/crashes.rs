//! Crashes at any operation: a scripted workload runs on a memory disk, images of what a killed
//! process or a power cut would leave are taken at its writes, flushes and changes of names, and a
//! store opened on each must keep what had been promised by then. Further images are taken while
//! those stores recover.
//!
//! `RMQ_CRASH_IMAGES=20000 cargo test --release --test store crash -- --nocapture` checks that many
//! images instead of 200. A failure prints the seed of its workload and keeps the image;
//! `RMQ_CRASH_SEED=<seed>` begins with that workload (its choices, not its timing).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rmq::engine::store::{FlushMode, Store, StoreConfig};
use rmq::engine::util::clock::TimestampMs;

use crate::disk::{Crash, Hook, Image, MemDisk, Op, Verdict};
use crate::ledger::{DELETED, Expected, Ledger, Promise};
use crate::support::{Deaf, Message, small_config};
use crate::waiting::wait_dispatched;

const ROOT: &str = "/var/store";
/// Images of one workload at most.
const EACH: usize = 20;
/// Workloads one after the other on one disk, with a crash in between.
const LIVES: usize = 3;

/// What a crash left, and what had been promised then.
struct Picture {
    crash: Crash,
    at: (Op, PathBuf),
    promise: Promise,
    image: Image,
}

/// Takes pictures of operations, at random.
struct Camera {
    ledger: Arc<Ledger>,
    random: Mutex<StdRng>,
    chance: f64,
    left: AtomicUsize,
    pictures: Mutex<Vec<Picture>>,
}

impl Camera {
    fn new(ledger: &Arc<Ledger>, random: &mut StdRng, chance: f64, most: usize) -> Arc<Self> {
        Arc::new(Self {
            ledger: ledger.clone(),
            random: Mutex::new(StdRng::seed_from_u64(random.random())),
            chance,
            left: AtomicUsize::new(most),
            pictures: Mutex::default(),
        })
    }
}

impl Hook for Camera {
    fn before(&self, disk: &MemDisk, op: Op, path: &Path) -> Verdict {
        if !op.changes() || self.left.load(Ordering::SeqCst) == 0 {
            return Verdict::Go;
        }
        let mut random = self.random.lock();
        if random.random_bool(self.chance) {
            let crash = if random.random_bool(0.3) { Crash::Kill } else { Crash::PowerCut };
            let promise = self.ledger.promise();
            let image = disk.image(crash, &mut random);
            self.pictures.lock().push(Picture { crash, at: (op, path.to_owned()), promise, image });
            self.left.fetch_sub(1, Ordering::SeqCst);
        }
        Verdict::Go
    }
}

/// Small files, so that all kinds roll, and a checkpoint that moves all the time.
fn config(random: &mut StdRng) -> StoreConfig {
    let flush = if random.random() { FlushMode::Sync } else { FlushMode::Async };
    let pick = |random: &mut StdRng, few: &[u64]| few[random.random_range(0..few.len())];
    StoreConfig {
        flush,
        commit_log_file_size: pick(random, &[4096, 8192, 20_000]),
        consume_queue_file_size: pick(random, &[100, 200, 6000]),
        max_hash_slot_num: 20,
        max_index_num: pick(random, &[8, 40, 300]) as u32,
        flush_interval: Duration::from_millis(pick(random, &[1, 20])),
        flush_queues_interval: Duration::from_millis(pick(random, &[1, 5, 50])),
        disk_check_interval: Duration::from_millis(1),
        max_waiting_dispatch: pick(random, &[4, 1000]) as usize,
        max_open_queue_files: 4,
        ..small_config(Path::new(ROOT))
    }
}

fn open(disk: &MemDisk, config: &StoreConfig) -> Arc<Store> {
    Store::open_on(Arc::new(disk.clone()), config.clone(), Arc::new(Deaf)).unwrap()
}

/// Groups of a few messages, alone and as batches, of all kinds.
fn messages(ledger: &Ledger, random: &mut StdRng, largest: usize) -> Vec<Message> {
    let joined = random.random_bool(0.2);
    (0..random.random_range(1..6))
        .map(|at| {
            let (topic, queues) = [("A", 3), ("B", 1), (DELETED, 2)][random.random_range(0..3)];
            let filling = random.random_range(0..largest);
            let message = ledger.message(topic, random.random_range(0..queues), filling);
            let kind_flag = match random.random_range(0..10) {
                // Prepared and rolled back records have no place in a queue.
                0 if topic != DELETED => 4,
                1 if topic != DELETED => 12,
                2 => 8,
                _ => 0,
            };
            Message { kind_flag, joined: joined && at > 0, ..message }
        })
        .collect()
}

/// Sends, waits, deletes, stops and starts.
fn work(disk: &MemDisk, config: &StoreConfig, ledger: &Arc<Ledger>, random: &mut StdRng) {
    let mut store = open(disk, config);
    for _ in 0..random.random_range(20..60) {
        match random.random_range(0..24) {
            0 => {
                ledger.wait();
                store.close().unwrap();
                drop(store);
                store = open(disk, config);
            }
            1 => {
                ledger.wait();
                drop(store);
                store = open(disk, config);
            }
            2 => {
                ledger.wait();
                wait_dispatched(&store);
                ledger.delete(&store);
            }
            3..8 => ledger.wait(),
            _ => {
                let messages = messages(ledger, random, 600);
                ledger.submit(&store, config, &messages).unwrap();
            }
        }
        ledger.note_flushed(&store);
    }
    ledger.wait();
    if random.random() {
        wait_dispatched(&store);
        store.close().unwrap();
    }
}

/// What the checkpoint is ahead of the truth in this test.
const AHEAD_MS: i64 = 2999;

/// The checkpoint says of data that it is durable, and recovery believes it after three seconds:
/// for this test, after a millisecond. `moved` holds the times that were moved already. Answers up
/// to when the log is said to be durable.
fn trust_the_checkpoint(disk: &MemDisk, moved: &mut [i64; 2]) -> TimestampMs {
    let path = Path::new(ROOT).join("checkpoint");
    let Some(mut content) = disk.content(&path) else { return TimestampMs(0) };
    for (word, moved) in content.as_chunks_mut::<8>().0.iter_mut().zip(moved.iter_mut()) {
        let time = i64::from_be_bytes(*word);
        if time > 0 && time != *moved {
            *moved = time + AHEAD_MS;
            *word = moved.to_be_bytes();
        }
    }
    disk.put(&path, &content);
    TimestampMs(moved[0] - AHEAD_MS)
}

/// What is checked, in one life of a store.
struct Trial {
    config: StoreConfig,
    ledger: Arc<Ledger>,
    random: StdRng,
    /// The image that is being checked, and what happened when it was taken.
    current: Option<(String, Image)>,
}

impl Trial {
    /// A store opened on what a crash left keeps the promise, and works. `moved` as in
    /// [`trust_the_checkpoint`].
    fn check(&mut self, picture: Picture, mut moved: [i64; 2], depth: u32) -> Expected {
        let Picture { crash, at, promise, image } = picture;
        self.current = Some((format!("{crash:?} before {at:?}"), image.clone()));
        let flush = self.config.flush;
        let all = flush == FlushMode::Sync || crash == Crash::Kill;
        let disk = MemDisk::from_image(&image);
        let durable_to = trust_the_checkpoint(&disk, &mut moved);
        let again = Camera::new(&self.ledger, &mut self.random, 0.05, usize::from(depth < 2));
        disk.set_hook(again.clone());
        let store = open(&disk, &self.config);
        disk.set_hook(Arc::new(crate::disk::Works));
        let expected = Expected { all, durable_to, end: store.max_physical_offset() };
        self.ledger.check(&store, &promise, &expected);
        if self.random.random_bool(0.2) {
            self.go_on(&disk, store, &promise, &expected);
        }
        for picture in again.pictures.lock().drain(..) {
            // What a killed process left in the page cache was never promised to outlive a cut;
            // otherwise the first crash decides what may be missing.
            let crash = if all && flush == FlushMode::Async { picture.crash } else { crash };
            self.check(Picture { crash, promise, ..picture }, moved, depth + 1);
        }
        expected
    }

    /// The store takes more messages, and has everything after a proper stop.
    fn go_on(&mut self, disk: &MemDisk, store: Arc<Store>, promise: &Promise, expected: &Expected) {
        let mut more = messages(&self.ledger, &mut self.random, 600);
        more.retain(|message| message.topic != DELETED);
        self.ledger.submit(&store, &self.config, &more).unwrap();
        self.ledger.wait();
        wait_dispatched(&store);
        store.close().unwrap();
        drop(store);
        let store = open(disk, &self.config);
        assert!(store.recovery_report().clean);
        self.ledger.check(&store, promise, expected);
    }
}

/// One workload and its images, then another one on what one of the crashes left, and so on.
/// Answers how many images there were.
fn crash_at_random(seed: u64) -> usize {
    let mut random = StdRng::seed_from_u64(seed);
    let config = config(&mut random);
    let chance = [0.02, 0.1, 0.5][random.random_range(0..3)];
    let mut disk = MemDisk::new(random.random());
    let ledger = Arc::default();
    let mut trial = Trial { config, ledger, random, current: None };
    let mut taken = 0;
    let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for _ in 0..LIVES {
            let camera = Camera::new(&trial.ledger, &mut trial.random, chance, EACH);
            disk.set_hook(camera.clone());
            work(&disk, &trial.config, &trial.ledger, &mut trial.random);
            let pictures = std::mem::take(&mut *camera.pictures.lock());
            taken += pictures.len();
            let mut next = None;
            for picture in pictures {
                let copy =
                    Picture { at: picture.at.clone(), image: picture.image.clone(), ..picture };
                let expected = trial.check(picture, [0; 2], 0);
                next =
                    trial.ledger.after_crash(&copy.promise, &expected).map(|l| (copy, l)).or(next);
            }
            let Some((picture, ledger)) = next else { break };
            disk = MemDisk::from_image(&picture.image);
            trial.ledger = Arc::new(ledger);
        }
    }));
    if let (Err(panic), Some((what, image))) = (checked, trial.current) {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("crash-{seed}"));
        let _ = std::fs::remove_dir_all(&kept);
        image.keep(&kept).unwrap();
        eprintln!("RMQ_CRASH_SEED={seed}: {what}, {:?}, see {}", trial.config, kept.display());
        std::panic::resume_unwind(panic);
    }
    taken
}

#[test]
fn crash_images_keep_what_was_promised() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let wanted = number("RMQ_CRASH_IMAGES").unwrap_or(200) as usize;
    let first = number("RMQ_CRASH_SEED").unwrap_or_else(|| rand::random::<u32>().into());
    let (mut checked, mut seed) = (0, first);
    while checked < wanted {
        checked += crash_at_random(seed);
        seed += 1;
    }
    println!("{checked} images of the workloads RMQ_CRASH_SEED={first} to {}", seed - 1);
}
