//! The load: producers that send one message after the other through the client, and keep what
//! they were told of each.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rmq::engine::client::outgoing::Message;
use rmq::engine::client::producer::{
    Producer, ProducerConfig, QueueChoice, SendResult, SendStatus,
};
use rmq::engine::protocol::record::parse_offset_message_id;
use tokio::task::JoinSet;

use crate::PATIENCE;
use crate::world::{PAIRS, TOPIC, World};

const PRODUCERS: u16 = 8;
/// Further attempts to send a message, each of which may have been stored too.
pub const RETRIES: usize = 2;
/// Mean pause between two sends of one producer: half an hour of them must fit on the disk.
const PAUSE: Duration = Duration::from_millis(8);

/// One message, whoever sends it how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    pub producer: u16,
    pub number: u32,
}

impl Id {
    /// A body of at least `filler` bytes that says whose it is and how long.
    fn body(self, filler: usize) -> String {
        format!("{self} {filler} {}", "z".repeat(filler))
    }

    /// Reads what `Display` writes.
    pub fn of_text(text: &str) -> Option<Self> {
        let (producer, number) = text.split_once('.')?;
        Some(Self { producer: producer.parse().ok()?, number: number.parse().ok()? })
    }

    /// The message with this body; `None` when it is none of a producer here, or not whole.
    pub fn of_body(body: &[u8]) -> Option<Self> {
        let mut words = std::str::from_utf8(body).ok()?.split(' ');
        let id = Self::of_text(words.next()?)?;
        let filler = words.next()?.parse().ok()?;
        (id.body(filler).as_bytes() == body).then_some(id)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.producer, self.number)
    }
}

/// A message that a master said it has stored, and where.
#[derive(Clone, Copy, Debug)]
pub struct Acknowledged {
    pub id: Id,
    /// Index of the pair.
    pub pair: usize,
    pub queue: usize,
    pub offset: usize,
    pub physical: i64,
    /// Whether the answer was that its slave has it too (code 0). Without that it is still in
    /// the master's log: no process that ends takes bytes along that the kernel has.
    pub is_replicated: bool,
}

/// Producers at work.
pub struct Producers {
    stop: Arc<AtomicBool>,
    tasks: JoinSet<Vec<Acknowledged>>,
}

pub fn start(world: &Arc<World>, seed: u64) -> Producers {
    let (stop, mut tasks) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
    for number in 0..PRODUCERS {
        let config = ProducerConfig {
            send_timeout: Duration::from_secs(1),
            retries: if number % 4 == 3 { 0 } else { RETRIES },
            ..ProducerConfig::new(world.client(), format!("Producers-{}", number % 2))
        };
        let random = StdRng::seed_from_u64(seed.wrapping_add(u64::from(number)));
        let producer = Producer::start(config);
        tasks.spawn(produce(world.clone(), producer, number, random, stop.clone()));
    }
    Producers { stop, tasks }
}

/// How far masters have said that their slaves have the log, by pair, and how often.
#[derive(Default)]
pub struct Promised {
    pairs: [AtomicI64; PAIRS.len()],
    times: AtomicUsize,
}

impl Promised {
    fn note(&self, told: &Acknowledged) {
        if told.is_replicated {
            self.pairs[told.pair].fetch_max(told.physical, Ordering::AcqRel);
            self.times.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Where the last message of a pair begins that its slave must have.
    pub fn of(&self, pair: usize) -> i64 {
        self.pairs[pair].load(Ordering::Acquire)
    }

    /// Waits until so many messages are promised.
    pub async fn until(&self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.times.load(Ordering::Acquire) < count {
            assert!(Instant::now() < deadline, "hardly anything can be sent");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Producers {
    /// Lets every producer end its send, and answers what was acknowledged.
    pub async fn stop(self) -> Vec<Acknowledged> {
        self.stop.store(true, Ordering::Release);
        self.tasks.join_all().await.into_iter().flatten().collect()
    }
}

/// Sends until `stop` says so: the next message when it is known what became of the last.
async fn produce(
    world: Arc<World>,
    producer: Producer,
    own: u16,
    mut random: StdRng,
    stop: Arc<AtomicBool>,
) -> Vec<Acknowledged> {
    let mut acknowledged = Vec::new();
    let mut number = 0;
    while !stop.load(Ordering::Acquire) {
        let count = if random.random_bool(0.1) { random.random_range(2..6) } else { 1 };
        let mut ids = Vec::new();
        let mut messages = Vec::new();
        for _ in 0..count {
            let id = Id { producer: own, number };
            number += 1;
            let filler = match random.random_range(0..20) {
                0 => random.random_range(0..20_000),
                _ => random.random_range(0..600),
            };
            messages.push(Message::new(TOPIC, id.body(filler)).with_keys([id.to_string()]));
            ids.push(id);
        }
        let choice = match random.random_range(0..4) {
            0 => QueueChoice::HashKey(format!("{}", random.random_range(0..50))),
            _ => QueueChoice::Any,
        };
        let sent = match messages.as_slice() {
            [one] => producer.send_to(one, &choice).await,
            several => producer.send_batch(several, &choice).await,
        };
        // What failed may be stored all the same, or not.
        if let Ok(result) = sent {
            let told = places(&ids, &result);
            told.iter().for_each(|told| world.promised.note(told));
            acknowledged.extend(told);
        }
        tokio::time::sleep(PAUSE.mul_f64(random.random_range(0.0..2.0))).await;
    }
    producer.shutdown().await;
    acknowledged
}

fn places(ids: &[Id], result: &SendResult) -> Vec<Acknowledged> {
    let name = result.queue.broker_name.as_str();
    let pair = PAIRS.iter().position(|pair| name == format!("broker-{pair}")).unwrap();
    let offset_ids: Vec<&str> = result.offset_msg_id.split(',').collect();
    assert_eq!(offset_ids.len(), ids.len(), "{result:?}");
    let places = ids.iter().zip(offset_ids).enumerate();
    places
        .map(|(step, (id, offset_id))| Acknowledged {
            id: *id,
            pair,
            queue: usize::try_from(result.queue.queue_id.0).unwrap(),
            offset: usize::try_from(result.queue_offset.0).unwrap() + step,
            physical: parse_offset_message_id(offset_id).unwrap().1.0,
            is_replicated: result.status == SendStatus::SendOk,
        })
        .collect()
}
