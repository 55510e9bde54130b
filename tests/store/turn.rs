//! One turn of this store at a directory that Apache's store works on as well: `tests/interop/run
//! --suite store` lets both take turns. The journal's lines are explained in `StoreJournal.java`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use rmq::engine::protocol::record::{Record, body_crc};
use rmq::engine::protocol::{message, sys_flag};
use rmq::engine::store::{
    Entries, Entry, Group, Kind, ReadLimits, Store, StoreConfig, Ticket, key_hashes, unit_tag,
};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Channel, open};
use crate::waiting::wait_dispatched;

/// One line of the journal: a record that somebody acknowledged.
struct Noted {
    physical: i64,
    topic: String,
    queue: i32,
    /// -1 for a record that is not queued.
    offset: i64,
    key: String,
    bytes: Vec<u8>,
    indexed: bool,
}

fn read_journal(path: &Path) -> Vec<Noted> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let mut noted: Vec<Noted> = Vec::new();
    for line in text.lines() {
        let part: Vec<&str> = line.split(' ').collect();
        match part[..] {
            ["i"] => noted.iter_mut().for_each(|line| line.indexed = false),
            ["m", physical, topic, queue, offset, key, hex] => noted.push(Noted {
                physical: physical.parse().unwrap(),
                topic: topic.to_owned(),
                queue: queue.parse().unwrap(),
                offset: offset.parse().unwrap(),
                key: key.to_owned(),
                bytes: from_hex(hex),
                indexed: key != "-",
            }),
            _ => {}
        }
    }
    noted
}

fn from_hex(hex: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap() as u8;
    hex.as_bytes().as_chunks::<2>().0.iter().map(|[a, b]| digit(*a) << 4 | digit(*b)).collect()
}

fn note(record: &[u8]) -> String {
    let decoded = Record::decode(record).unwrap();
    let kind = Kind::of_sys_flag(decoded.sys_flag);
    let key = message::property_value(decoded.properties, message::property::KEYS).unwrap();
    let (offset, key) = (
        if kind.is_queued() { decoded.queue_offset.0 } else { -1 },
        if kind.is_indexed() { key } else { "-" },
    );
    let hex: String = record.iter().map(|byte| format!("{byte:02X}")).collect();
    let Record { physical_offset, topic, queue_id, .. } = decoded;
    format!("m {physical_offset} {topic} {queue_id} {offset} {key} {hex}\n")
}

/// Every noted record is where it was, byte for byte, and is found in every way.
fn verify(store: &Store, noted: &[Noted]) {
    let mut queues: BTreeMap<(&str, i32), BTreeMap<i64, &Noted>> = BTreeMap::new();
    for line in noted {
        let found = store.record_at(PhysicalOffset(line.physical), None).unwrap().unwrap();
        assert!(found == line.bytes, "the record at {} changed", line.physical);
        if line.offset >= 0 {
            queues.entry((&line.topic, line.queue)).or_default().insert(line.offset, line);
        }
        if line.indexed {
            let ever = (TimestampMs(0), TimestampMs(i64::MAX));
            let found = store.query_index(&line.topic, &line.key, 32, ever.0, ever.1).records;
            assert!(found.iter().eq([&line.bytes]), "{}#{}", line.topic, line.key);
        }
    }
    for ((topic, queue), lines) in queues {
        let id = QueueId(queue);
        let last = *lines.last_key_value().unwrap().0;
        let mut at = QueueOffset(0);
        while at.0 <= last {
            let result = store.read(topic, id, at, &ReadLimits::default(), &|_| true);
            assert!(!result.records.is_empty(), "{topic}-{queue} ends at {at}, not {last}");
            for record in result.records {
                // A broker delivers delayed messages when they are due: nobody noted them.
                if let Some(line) = lines.get(&at.0) {
                    assert!(record == line.bytes, "{topic}-{queue} at {at}");
                }
                at = at.plus(1);
            }
        }
    }
}

/// One record of each kind after the other, in the same order as `StoreTurn.java`.
fn record(turn: &str, at: usize, body: &[u8], properties: &str) -> Vec<u8> {
    let v4 = "127.0.0.1:10911".parse().unwrap();
    let v6 = "[2001:db8::17]:10911".parse().unwrap();
    let (mut flags, mut hosts, mut place) = (0, (v4, v4), ("Kinds", at as i32 % 2));
    match at % 8 {
        1 => hosts.0 = v6,
        2 => hosts = (v6, v6),
        3 => flags = sys_flag::COMPRESSED,
        4 => flags = sys_flag::TRANSACTION_PREPARED,
        5 => flags = sys_flag::TRANSACTION_COMMIT,
        6 => (flags, hosts.1) = (sys_flag::TRANSACTION_ROLLBACK, v6),
        // The last level: it is not due while the suite runs.
        7 => place = ("SCHEDULE_TOPIC_XXXX", 17),
        _ => {}
    }
    let mut out = Vec::new();
    Record {
        body_crc: body_crc(body),
        queue_id: QueueId(place.1),
        flag: at as i32,
        queue_offset: QueueOffset(0),
        physical_offset: PhysicalOffset(0),
        sys_flag: flags,
        born_timestamp: TimestampMs::now(),
        born_host: hosts.0,
        store_timestamp: TimestampMs(0),
        store_host: hosts.1,
        reconsume_times: turn.len() as i32,
        prepared_transaction_offset: PhysicalOffset(4711 * i64::from(at % 8 == 5)),
        body,
        topic: place.0,
        properties,
    }
    .encode(&mut out)
    .unwrap();
    out
}

fn body_and_properties(turn: &str, at: usize) -> (Vec<u8>, String) {
    let mut properties = String::new();
    let mut property = |name, value: &str| message::push_property(&mut properties, name, value);
    property("TAGS", &format!("Tag{}", at % 3));
    property("KEYS", &format!("k{turn}-{at}"));
    property("UNIQ_KEY", &format!("unique-{turn}-{at}"));
    if at % 8 == 7 {
        property("DELAY", "18");
        property("REAL_TOPIC", "Delayed");
        property("REAL_QID", "1");
    }
    let mut body = format!("rmq {turn}-{at} {}", "x".repeat(at * 37 % 700)).into_bytes();
    if at % 8 == 3 {
        let text = "y".repeat(5000);
        let level = flate2::Compression::default();
        let mut packer = flate2::read::ZlibEncoder::new(text.as_bytes(), level);
        body.clear();
        std::io::Read::read_to_end(&mut packer, &mut body).unwrap();
    }
    (body, properties)
}

/// Appends records of every kind, every 40th joined with the four behind it, and notes each
/// once it is acknowledged.
fn write(store: &Store, config: &StoreConfig, turn: &str, journal: &Path) {
    use std::io::Write;
    let mut journal = fs::OpenOptions::new().append(true).create(true).open(journal).unwrap();
    let mut at = 0;
    while at < 120 {
        let together = if at % 40 == 0 { 5 } else { 1 };
        let (records, entries) = (Vec::new(), Entries::default());
        let ticket = Ticket::own();
        let mut group = Group { records, entries, sink: Box::new(Deaf), ticket };
        for step in 0..together {
            let (body, properties) = body_and_properties(turn, at + step);
            // What is joined goes into one queue, as a batch does.
            let kind = if together > 1 { 0 } else { at + step };
            let bytes = record(turn, kind, &body, &properties);
            let decoded = Record::decode(&bytes).unwrap();
            let (topic, id) = (TopicName::from(decoded.topic), decoded.queue_id);
            let queue = group.entries.place(&topic, id, || store.queue(&topic, id));
            group.entries.push(Entry {
                queue,
                len: bytes.len() as u32,
                tag: unit_tag(config, decoded.topic, &properties),
                key_hashes: key_hashes(decoded.topic, &properties),
                kind: Kind::of_sys_flag(decoded.sys_flag),
                waits_for_flush: true,
                joined: step > 0,
            });
            group.records.extend(bytes);
        }
        let (sender, receiver) = mpsc::channel();
        group.sink = Box::new(Channel(sender));
        store.submit(group).unwrap();
        for result in receiver.recv().unwrap() {
            assert!(result.status.is_written(), "{result:?}");
            let bytes = store.record_at(result.physical_offset, None).unwrap().unwrap();
            journal.write_all(note(&bytes).as_bytes()).unwrap();
        }
        at += together;
    }
}

struct Deaf;

impl rmq::engine::store::AppendSink for Deaf {
    fn done(&mut self, _: &[rmq::engine::store::Appended]) {}
}

fn argument(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

#[test]
#[ignore = "one step of tests/interop/run --suite store, which says where the directory is"]
fn take_a_turn() {
    let journal = PathBuf::from(argument("TURN_JOURNAL"));
    let config = StoreConfig {
        commit_log_file_size: 131_072,
        consume_queue_file_size: 2000,
        max_hash_slot_num: 500,
        max_index_num: 400,
        commit_log_dirs: argument("TURN_LOG").split(',').map(PathBuf::from).collect(),
        extend_consume_queues: argument("TURN_EXT") != "0",
        consume_queue_ext_file_size: 1000,
        ..StoreConfig::at(argument("TURN_STORE"))
    };
    let store = open(config.clone());
    verify(&store, &read_journal(&journal));
    write(&store, &config, &argument("TURN"), &journal);
    if argument("TURN_END") == "kill" {
        fs::write(argument("TURN_DONE"), "").unwrap();
        nix::sys::signal::kill(nix::unistd::Pid::this(), nix::sys::signal::SIGKILL).unwrap();
    }
    wait_dispatched(&store);
    store.close().unwrap();
    fs::write(argument("TURN_DONE"), "").unwrap();
}
