//! Flipped bits, lost sectors and short files, anywhere in a store: it opens, or names the file; it
//! serves every message that was not hit, and no damaged one as good.
//!
//! A failure prints its seed; `RMQ_FLIPS_SEED=<seed>` begins there, `RMQ_FLIPS=5000` tries more.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rmq::engine::protocol::names::QueueId;
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{Appended, ReadLimits, Store, StoreConfig};

use crate::disk::{Crash, Image, MemDisk};
use crate::ledger::Ledger;
use crate::support::{Deaf, Message, small_config};
use crate::waiting::{append, wait_dispatched};

const ROOT: &str = "/var/store";
const LOG_FILE: u64 = 8192;
const QUEUE_FILE: u64 = 200;

fn config() -> StoreConfig {
    StoreConfig {
        commit_log_file_size: LOG_FILE,
        consume_queue_file_size: QUEUE_FILE,
        max_hash_slot_num: 20,
        max_index_num: 40,
        ..small_config(Path::new(ROOT))
    }
}

/// A store as it lies there: its messages and where they went.
struct Stored {
    properly: bool,
    image: Image,
    messages: Vec<(Message, Appended)>,
}

fn stored(properly: bool) -> Stored {
    let (disk, config, ledger) = (MemDisk::new(false), config(), Ledger::default());
    let store = Store::open_on(Arc::new(disk.clone()), config.clone(), Arc::new(Deaf)).unwrap();
    let mut messages = Vec::new();
    for number in 0..100 {
        let message = ledger.message(["A", "B"][number % 2], (number % 3) as i32, number * 5);
        let placed = append(&store, &config, std::slice::from_ref(&message));
        messages.push((message, placed[0]));
    }
    wait_dispatched(&store);
    store.delete_topic("Gone").unwrap();
    let mut image = disk.image(Crash::Kill, &mut StdRng::seed_from_u64(0));
    store.close().unwrap();
    if properly {
        image = disk.image(Crash::Kill, &mut StdRng::seed_from_u64(0));
    }
    Stored { properly, image, messages }
}

/// Bytes of one file that are not what was written.
struct Damage {
    path: PathBuf,
    from: usize,
    to: usize,
    shortened: bool,
}

fn damage(disk: &MemDisk, random: &mut StdRng) -> Damage {
    let folders = ["commitlog", "consumequeue", "index", "checkpoint", "deletedTopics"];
    let folder = Path::new(ROOT).join(folders[random.random_range(0..folders.len())]);
    let files: Vec<PathBuf> = disk
        .files(&folder)
        .into_iter()
        .filter(|path| !disk.content(path).unwrap().is_empty())
        .collect();
    if files.is_empty() {
        return Damage { path: folder, from: 0, to: 0, shortened: false };
    }
    let path = files[random.random_range(0..files.len())].clone();
    let mut content = disk.content(&path).unwrap();
    let at = random.random_range(0..content.len());
    let (from, to, shortened) = match random.random_range(0..10) {
        0 => {
            content.truncate(at);
            (at, usize::MAX, true)
        }
        1 | 2 => {
            let from = at / 512 * 512;
            let to = content.len().min(from + 512);
            content[from..to].fill(0);
            (from, to, false)
        }
        _ => {
            content[at] ^= 1 << random.random_range(0..8);
            (at, at + 1, false)
        }
    };
    disk.put(&path, &content);
    Damage { path, from, to, shortened }
}

impl Damage {
    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(Path::new(ROOT).join(folder))
    }

    /// Whether bytes `from` to `to` of a row of files, each named by its start, are hit.
    fn hits(&self, from: u64, to: u64) -> bool {
        let name = self.path.file_name().unwrap().to_str().unwrap();
        let base = name.parse::<u64>().unwrap();
        from < base.saturating_add(self.to as u64) && to > base + self.from as u64
    }
}

impl Stored {
    /// What the damage may cost: the message itself, and in a log that was not closed all that is
    /// behind it.
    fn may_be_lost(&self, at: usize, damage: &Damage) -> bool {
        let (message, placed) = &self.messages[at];
        if damage.is_in("commitlog") {
            let next = self.messages.get(at + 1).map(|(_, next)| next.physical_offset.0);
            let start = placed.physical_offset.0 as u64;
            let end = next.map_or(start + LOG_FILE, |next| next as u64);
            let before = !self.properly && damage.hits(0, end);
            return before || damage.hits(start, end);
        }
        let queue = format!("consumequeue/{}/{}", message.topic, message.queue);
        let unit = placed.queue_offset.0 as u64 * 20;
        // Units of a store that was not closed are compared with the log.
        self.properly && damage.is_in(&queue) && damage.hits(unit, unit + 20)
    }

    fn check(&self, random: &mut StdRng) {
        let disk = MemDisk::from_image(&self.image);
        let damage = damage(&disk, random);
        let opened = Store::open_on(Arc::new(disk), config(), Arc::new(Deaf));
        let store = match opened {
            Ok(store) => store,
            Err(error) => {
                let (error, path) = (error.to_string(), damage.path.to_str().unwrap());
                assert!(damage.shortened && error.contains(path), "{path}: {error}");
                return;
            }
        };
        let what = || {
            format!(
                "{}, {} to {}, properly {}",
                damage.path.display(),
                damage.from,
                damage.to,
                self.properly
            )
        };
        for (at, (message, placed)) in self.messages.iter().enumerate() {
            let lost = self.may_be_lost(at, &damage);
            let limits = ReadLimits { max_messages: 1, ..ReadLimits::default() };
            let (queue, offset) = (QueueId(message.queue), placed.queue_offset);
            let mut read = store.read(&message.topic, queue, offset, &limits, &|_| true);
            store.check_cold(&mut read);
            let Some(bytes) = read.records.first() else {
                assert!(lost, "message {at} is lost: {:?}, {}", read.status, what());
                continue;
            };
            let record = Record::decode(bytes).unwrap();
            record.check_body().unwrap();
            assert!(lost || record.body == message.body, "another message at {at}: {}", what());
            let is_known = self.messages.iter().any(|(message, _)| message.body == record.body);
            assert!(is_known, "a message nobody sent: {}", what());
        }
        // Whatever it holds now, it works.
        let more = Message::new("A", 0, "more").property("KEYS", "more");
        append(&store, &config(), &[more]);
        wait_dispatched(&store);
        store.close().unwrap();
    }
}

#[test]
fn damage_anywhere_costs_what_it_hits() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let first = number("RMQ_FLIPS_SEED").unwrap_or_else(|| rand::random::<u32>().into());
    let stores = [stored(true), stored(false)];
    for seed in first..first + number("RMQ_FLIPS").unwrap_or(200) {
        let mut random = StdRng::seed_from_u64(seed);
        let stored = &stores[random.random_range(0..2)];
        let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            stored.check(&mut random);
        }));
        if let Err(panic) = checked {
            eprintln!("RMQ_FLIPS_SEED={seed}");
            std::panic::resume_unwind(panic);
        }
    }
}
