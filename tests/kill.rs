//! A broker process is killed at any moment while producers send: after its next start every
//! acknowledged message is there exactly once, in the queue and at the offsets of its answer. What
//! a synchronous master acknowledged is on its slave too.
//!
//! A run prints its seed; `RMQ_KILL_SEED` repeats its choices (not its timing). `RMQ_KILLS=100`
//! kills each broker that often instead of 8 times. An odd seed means log files so small that many
//! are full between two kills.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "wire/broker_process.rs"]
mod broker_process;
#[path = "wire/peer.rs"]
mod peer;

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rmq::engine::protocol::batch::BatchMessage;
use rmq::engine::protocol::headers::send::{SendMessageHeader, SendMessageReply};
use rmq::engine::protocol::headers::topics::UpdateTopicHeader;
use rmq::engine::protocol::names::QueueId;
use rmq::engine::protocol::record::parse_offset_message_id;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Request;

use broker_process::{BrokerProcess, free_port};
use peer::Peer;

const PATIENCE: Duration = Duration::from_secs(20);
const QUEUES: i32 = 4;
const PRODUCERS: usize = 4;

/// What stays the same from one start to the next.
struct Setup {
    flush: &'static str,
    log_file_size: u32,
    /// Its part in replication, as settings.
    role: Vec<String>,
}

/// Starts a broker on the store in `root` and waits until it listens.
fn start(root: &Path, port: u16, setup: &Setup, checkpoint_ms: u32) -> BrokerProcess {
    spawn(root, port, setup, checkpoint_ms).listening(port, PATIENCE)
}

/// Starts a broker on the store in `root`. `checkpoint_ms` decides from where the log is read
/// after the kill: from the start when no checkpoint was written, else from a late file.
fn spawn(root: &Path, port: u16, setup: &Setup, checkpoint_ms: u32) -> BrokerProcess {
    let mut settings = vec![
        format!("flushDiskType={}", setup.flush),
        format!("flushConsumeQueueThoroughInterval={checkpoint_ms}"),
        "flushIntervalCommitLog=10".to_owned(),
        "brokerName=broker-a".to_owned(),
        format!("mappedFileSizeCommitLog={}", setup.log_file_size),
        "mappedFileSizeConsumeQueue=6000".to_owned(),
        "maxHashSlotNum=500".to_owned(),
        "maxIndexNum=2000".to_owned(),
    ];
    settings.extend_from_slice(&setup.role);
    let binary = env!("CARGO_BIN_EXE_rmq");
    let mut command = broker_process::command(binary, root, port, &root.join("store"), &settings);
    BrokerProcess::spawn(command.env("RMQ_LOG", "warn").stdout(Stdio::null()))
}

/// Ends the process as `kill -9` does.
fn kill(mut broker: BrokerProcess) {
    broker.assert_runs();
    broker.0.kill().unwrap();
    broker.0.wait().unwrap();
}

fn connect(port: u16) -> Peer {
    Peer::connect(([127, 0, 0, 1], port))
}

/// Where a message is: queue, place in it, place in the log.
type Place = (i32, i64, i64);

/// An acknowledged message by its topic and id, and where its answer says it is.
type Acknowledged = (String, Place);

/// One send on its way: the ids of its messages.
struct OnItsWay {
    ids: Vec<String>,
    bytes: Vec<u8>,
}

/// A send of one message or of several, each with an id that no other attempt has.
fn make(random: &mut StdRng, topic: &str, name: &str, opaque: i32) -> OnItsWay {
    let header = SendMessageHeader {
        producer_group: "P".into(),
        topic: topic.into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: QUEUES,
        queue_id: QueueId(random.random_range(0..QUEUES)),
        ..SendMessageHeader::default()
    };
    let count = if random.random_bool(0.2) { random.random_range(1..9) } else { 0 };
    let ids: Vec<String> = (0..count.max(1)).map(|n| format!("{topic}-{name}-{n}")).collect();
    let body = |id: &str, length: usize| format!("{id} {}", "z".repeat(length));
    if count == 0 {
        let properties = Some(format!("UNIQ_KEY\u{1}{}", ids[0]).into());
        let header = SendMessageHeader { properties, ..header };
        let body = body(&ids[0], random.random_range(0..3000));
        let request = Request::short(RequestCode::SendMessageV2, &header).with_body(body);
        return OnItsWay { ids, bytes: request.encode(opaque, false) };
    }
    let mut batch = Vec::new();
    for id in &ids {
        let (properties, body) = (format!("UNIQ_KEY\u{1}{id}"), body(id, 100));
        let message = BatchMessage { flag: 0, body: body.as_bytes(), properties: &properties };
        message.encode(&mut batch).unwrap();
    }
    let request = Request::short(RequestCode::SendBatchMessage, &header).with_body(batch);
    OnItsWay { ids, bytes: request.encode(opaque, false) }
}

/// Sends until the broker is gone and passes on what was acknowledged. Nothing is sent twice.
fn produce(
    mut peer: Peer,
    topic: &str,
    producer: usize,
    seed: u64,
    acknowledged: &Sender<Acknowledged>,
) {
    let mut random = StdRng::seed_from_u64(seed);
    let mut waiting = HashMap::new();
    let mut opaque = 0;
    loop {
        let mut bytes = Vec::new();
        for _ in 0..random.random_range(1..30) {
            opaque += 1;
            let send = make(&mut random, topic, &format!("{producer}-{opaque}"), opaque);
            bytes.extend(send.bytes);
            waiting.insert(opaque, send.ids);
        }
        // Answers that came before the end count even when nothing more can be written.
        let written = peer.write(&bytes);
        while !waiting.is_empty() {
            let Ok(answer) = peer.frame() else { return };
            let ids = waiting.remove(&answer.opaque).expect("an answer nobody waits for");
            // Stored, but a synchronous master could not tell that its slave has it: no promise.
            if [11, 12].contains(&answer.code) {
                continue;
            }
            assert_eq!((answer.code, &answer.remark), (0, &None));
            let reply: SendMessageReply = answer.header().unwrap();
            assert_eq!(reply.msg_id.split(',').count(), ids.len());
            let offsets = reply.queue_offset.0..;
            for ((id, message_id), offset) in ids.iter().zip(reply.msg_id.split(',')).zip(offsets) {
                let (_, physical) = parse_offset_message_id(message_id).unwrap();
                let place = (reply.queue_id.0, offset, physical.0);
                acknowledged.send((id.clone(), place)).unwrap();
            }
        }
        if written.is_err() {
            return;
        }
    }
}

/// Every message of `topic` by its id. Fails on gaps, on what is there twice, on wrong sums.
fn read_all(port: u16, topic: &str) -> HashMap<String, Place> {
    let (mut peer, mut found) = (connect(port), HashMap::new());
    for message in (0..QUEUES).flat_map(|queue| peer.read_queue(topic, queue)) {
        let place = (message.queue_id.0, message.queue_offset.0, message.physical_offset.0);
        let id = message.property("UNIQ_KEY").unwrap().to_owned();
        assert!(
            message.body.starts_with(format!("{id} z").as_bytes())
                || message.body == format!("{id} ")
        );
        let before = found.insert(id.clone(), place);
        assert_eq!(before, None, "{id} is there twice, again at {place:?}");
    }
    found
}

/// Lets producers send until `enough` messages are acknowledged, kills the broker, and answers
/// everything that was acknowledged.
fn send_and_kill(
    broker: BrokerProcess,
    port: u16,
    topic: &str,
    random: &mut StdRng,
) -> HashMap<String, Place> {
    let enough = random.random_range(1..3000);
    let (sender, receiver): (_, Receiver<Acknowledged>) = channel();
    // Connected before anything is sent, so that none comes too late.
    let peers: Vec<(Peer, u64)> =
        (0..PRODUCERS).map(|_| (connect(port), random.random())).collect();
    std::thread::scope(|scope| {
        for (producer, (peer, seed)) in peers.into_iter().enumerate() {
            let sender = sender.clone();
            scope.spawn(move || produce(peer, topic, producer, seed, &sender));
        }
        drop(sender);
        let next = || receiver.recv_timeout(PATIENCE).expect("no more acknowledgements");
        let mut acknowledged: HashMap<_, _> = (0..enough).map(|_| next()).collect();
        kill(broker);
        acknowledged.extend(receiver.iter());
        acknowledged
    })
}

fn kill_again_and_again(flush: &'static str) {
    let seed: u64 =
        std::env::var("RMQ_KILL_SEED").map_or_else(|_| rand::random(), |s| s.parse().unwrap());
    println!("RMQ_KILL_SEED={seed} {flush}");
    let log_file_size = if seed.is_multiple_of(2) { 262_144 } else { 16_384 };
    let setup = Setup { flush, log_file_size, role: Vec::new() };
    let mut random = StdRng::seed_from_u64(seed);
    let (root, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut all: Vec<(String, HashMap<String, Place>)> = Vec::new();
    let rounds = std::env::var("RMQ_KILLS").map_or(8, |kills| kills.parse().unwrap());
    for round in 0..rounds {
        if random.random_bool(0.4) {
            // Killed while it starts.
            let broker = spawn(root.path(), port, &setup, 10);
            let moment = Instant::now() + Duration::from_millis(random.random_range(0..150));
            while let Some(left) = moment.checked_duration_since(Instant::now()) {
                std::thread::park_timeout(left);
            }
            kill(broker);
        }
        let checkpoint_ms = if random.random_bool(0.7) { 10 } else { 60_000 };
        let broker = start(root.path(), port, &setup, checkpoint_ms);
        check(port, &all[all.len().saturating_sub(3)..]);
        // A new topic each round: what made it must outlive the kill too.
        let topic = format!("T{round}");
        let acknowledged = send_and_kill(broker, port, &topic, &mut random);
        println!("round {round}: {} acknowledged", acknowledged.len());
        all.push((topic, acknowledged));
    }
    let broker = start(root.path(), port, &setup, 10);
    check(port, &all);
    kill(broker);
}

fn check(port: u16, all: &[(String, HashMap<String, Place>)]) {
    for (topic, acknowledged) in all {
        let found = read_all(port, topic);
        for (id, place) in acknowledged {
            let there = found.get(id);
            assert_eq!(there, Some(place), "{id}, {} of {}", found.len(), acknowledged.len());
        }
    }
}

#[test]
fn acknowledged_messages_survive_a_killed_broker_sync() {
    kill_again_and_again("SYNC_FLUSH");
}

#[test]
fn acknowledged_messages_survive_a_killed_broker_async() {
    kill_again_and_again("ASYNC_FLUSH");
}

/// A synchronous master is killed at any moment; each time its slave, started as a master, has all
/// that was acknowledged.
#[test]
fn what_a_killed_master_acknowledged_is_on_its_slave() {
    let seed: u64 =
        std::env::var("RMQ_KILL_SEED").map_or_else(|_| rand::random(), |s| s.parse().unwrap());
    println!("RMQ_KILL_SEED={seed} SYNC_MASTER");
    let mut random = StdRng::seed_from_u64(seed);
    let (root, slave_root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (port, slave_port) = (free_port(), free_port());
    let setup = |role: &[String]| Setup {
        flush: "ASYNC_FLUSH",
        log_file_size: 262_144,
        role: role.to_vec(),
    };
    let master = setup(&["brokerRole=SYNC_MASTER".to_owned()]);
    let slave = setup(&[
        "brokerRole=SLAVE".to_owned(),
        "brokerId=1".to_owned(),
        format!("haMasterAddress=127.0.0.1:{}", port + 1),
    ]);
    let alone = setup(&[]);
    let mut all: Vec<(String, HashMap<String, Place>)> = Vec::new();
    let rounds = std::env::var("RMQ_KILLS").map_or(8, |kills| kills.parse().unwrap());
    for round in 0..rounds {
        let master = start(root.path(), port, &master, 10);
        let copying = start(slave_root.path(), slave_port, &slave, 10);
        let topic = format!("T{round}");
        await_slave(port, &topic);
        let acknowledged = send_and_kill(master, port, &topic, &mut random);
        println!("round {round}: {} acknowledged", acknowledged.len());
        all.push((topic, acknowledged));
        kill(copying);
        let promoted = start(slave_root.path(), slave_port, &alone, 10);
        create(slave_port, &all[round].0);
        check(slave_port, &all[all.len().saturating_sub(3)..]);
        kill(promoted);
    }
}

/// Sends until an answer says that a slave has the message.
fn await_slave(port: u16, topic: &str) {
    let (mut peer, deadline) = (connect(port), Instant::now() + PATIENCE);
    for opaque in 1.. {
        let properties = format!("UNIQ_KEY\u{1}{topic}-first-{opaque}");
        let header = SendMessageHeader {
            topic: topic.into(),
            default_topic: "TBW102".into(),
            default_topic_queue_nums: QUEUES,
            properties: Some(properties.into()),
            ..SendMessageHeader::default()
        };
        let body = format!("{topic}-first-{opaque} ");
        let request = Request::short(RequestCode::SendMessageV2, &header).with_body(body);
        if peer.ask(&request).code == 0 {
            return;
        }
        assert!(Instant::now() < deadline, "no slave comes");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

fn create(port: u16, topic: &str) {
    let header = UpdateTopicHeader {
        topic: topic.into(),
        default_topic: "TBW102".into(),
        read_queue_nums: QUEUES,
        write_queue_nums: QUEUES,
        perm: 6,
        topic_filter_type: Some("SINGLE_TAG".to_owned()),
        ..UpdateTopicHeader::default()
    };
    let mut peer = connect(port);
    let request = Request::new(RequestCode::UpdateAndCreateTopic, &header);
    assert_eq!(peer.ask(&request).code, 0);
}
