//! A file system that fills up under a running broker: no crash, refusals that say why, every
//! acknowledged message readable, and sends that are taken again when there is room.
//!
//! The file system is a small tmpfs in a mount namespace of its own, reached through the process
//! that holds it. Where none can be mounted these tests say so and check nothing;
//! `store::faults` has the same with errors that are injected, everywhere.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "wire/broker_process.rs"]
mod broker_process;
#[path = "wire/peer.rs"]
mod peer;

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use rmq::engine::protocol::headers::send::{SendMessageHeader, SendMessageReply};
use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Request;

use broker_process::{BrokerProcess, free_port};
use peer::Peer;

const PATIENCE: Duration = Duration::from_secs(60);
const PRODUCERS: usize = 4;
const QUEUES: i32 = 4;
/// Bytes of the file system.
const DISK: usize = 24 << 20;

/// A small file system; it goes with this value.
struct SmallDisk {
    holder: Child,
    _stdin: ChildStdin,
    root: PathBuf,
    _dir: tempfile::TempDir,
}

impl SmallDisk {
    /// `None` where this user cannot mount, with or without a user namespace.
    fn mount() -> Option<Self> {
        [&["--mount"][..], &["--user", "--map-root-user", "--mount"]]
            .into_iter()
            .find_map(Self::mount_with)
    }

    fn mount_with(namespaces: &[&str]) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let script = format!(
            "mount -t tmpfs -o size={DISK} rmq-test {} && echo mounted && exec cat",
            dir.path().display()
        );
        let mut command = Command::new("unshare");
        command.args(namespaces).args(["sh", "-c", &script]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut holder = command.spawn().ok()?;
        let stdin = holder.stdin.take().unwrap();
        let mut said = String::new();
        let mut out = BufReader::new(holder.stdout.take().unwrap());
        let mounted = out.read_line(&mut said).is_ok() && said == "mounted\n";
        let inside = dir.path().strip_prefix("/").unwrap();
        let root = PathBuf::from(format!("/proc/{}/root", holder.id())).join(inside);
        let disk = Self { holder, _stdin: stdin, root, _dir: dir };
        // Another user's namespace may not let anybody in.
        (mounted && std::fs::write(disk.root.join("probe"), "x").is_ok()).then_some(disk)
    }

    /// Takes `bytes` of the file system, or all there is; answers the file.
    fn ballast(&self, name: &str, bytes: usize) -> PathBuf {
        let path = self.root.join(name);
        let mut file = std::fs::File::create(&path).unwrap();
        let mut left = bytes;
        let chunk = [1; 4096];
        while left > 0 && file.write_all(&chunk).is_ok() {
            left = left.saturating_sub(chunk.len());
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill().and_then(|()| self.holder.wait());
    }
}

/// A broker and where it listens.
struct Broker {
    process: BrokerProcess,
    port: u16,
}

impl Broker {
    fn start(disk: &SmallDisk, outside: &Path, settings: &[&str]) -> Self {
        let port = free_port();
        let fixed = [
            "brokerName=broker-a",
            "mappedFileSizeCommitLog=4194304",
            "mappedFileSizeConsumeQueue=6000",
            "maxHashSlotNum=500",
            "maxIndexNum=2000",
            "cleanFileForciblyEnable=false",
        ];
        let (binary, store) = (env!("CARGO_BIN_EXE_rmq"), disk.root.join("store"));
        let settings = [&fixed, settings].concat();
        let mut command = broker_process::command(binary, outside, port, &store, &settings);
        command.env("RMQ_LOG", "off").stdout(Stdio::null());
        Self { process: BrokerProcess::spawn(&mut command).listening(port, PATIENCE), port }
    }

    /// Stops it as an operator does.
    fn stop(mut self) {
        let process = &mut self.process.0;
        let pid = nix::unistd::Pid::from_raw(process.id() as i32);
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
        assert!(process.wait().unwrap().success());
    }
}

fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

fn connect(port: u16) -> Peer {
    Peer::connect(([127, 0, 0, 1], port))
}

/// Sends one message: its place when it was stored, otherwise code and remark.
fn send(peer: &mut Peer, id: &str, queue: i32) -> Result<(i32, QueueOffset), (i32, String)> {
    let header = SendMessageHeader {
        producer_group: "P".into(),
        topic: "T".into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: QUEUES,
        queue_id: QueueId(queue),
        properties: Some(format!("UNIQ_KEY\u{1}{id}").into()),
        ..SendMessageHeader::default()
    };
    let body = format!("{id} {}", "z".repeat(2000));
    let request = Request::short(RequestCode::SendMessageV2, &header).with_body(body);
    let answer = peer.ask(&request);
    if answer.code != 0 {
        return Err((answer.code, answer.remark.unwrap_or_default()));
    }
    let reply: SendMessageReply = answer.header().unwrap();
    Ok((reply.queue_id.0, reply.queue_offset))
}

type Places = HashMap<String, (i32, QueueOffset)>;

/// Sends from several producers until each was refused some times; answers what was acknowledged,
/// and every reason for a refusal.
fn fill(port: u16, round: &str) -> (Places, Vec<String>) {
    let producer = |number: usize| {
        let (mut peer, mut places, mut refusals) = (connect(port), Places::new(), Vec::new());
        for message in 0.. {
            let id = format!("{round}-{number}-{message}");
            match send(&mut peer, &id, message % QUEUES) {
                Ok(place) => assert_eq!(places.insert(id, place), None),
                Err((code, remark)) => {
                    assert_eq!(code, 14, "{remark}");
                    refusals.push(remark);
                }
            }
            if refusals.len() == 20 {
                break;
            }
        }
        (places, refusals)
    };
    let (mut places, mut refusals) = (Places::new(), Vec::new());
    std::thread::scope(|scope| {
        let producer = &producer;
        let threads: Vec<_> =
            (0..PRODUCERS).map(|number| scope.spawn(move || producer(number))).collect();
        for thread in threads {
            let (some, reasons) = thread.join().unwrap();
            places.extend(some);
            refusals.extend(reasons);
        }
    });
    (places, refusals)
}

/// Every message that can be pulled.
fn read_all(port: u16) -> Places {
    let (mut peer, mut found) = (connect(port), Places::new());
    for message in (0..QUEUES).flat_map(|queue| peer.read_queue("T", queue)) {
        let id = message.property("UNIQ_KEY").unwrap().to_owned();
        assert!(message.body.starts_with(format!("{id} z").as_bytes()));
        let place = (message.queue_id.0, message.queue_offset);
        assert_eq!(found.insert(id, place), None, "a message is there twice");
    }
    found
}

fn assert_all_there(found: &Places, acknowledged: &Places) {
    for (id, place) in acknowledged {
        assert_eq!(found.get(id), Some(place), "{id}");
    }
}

/// The whole story; with `limit` percent of the disk in use messages are refused.
fn fills_up_and_recovers(limit: u32) {
    let Some(disk) = SmallDisk::mount() else {
        println!("NOT RUN: no file system can be mounted here; see store::faults");
        return;
    };
    println!("running on a mounted file system of {DISK} bytes, limit {limit} %");
    let outside = tempfile::tempdir().unwrap();
    let setting = format!("diskSpaceWarningLevelRatio={limit}");
    let settings = [setting.as_str()];
    let ballast = disk.ballast("ballast", 6 << 20);
    let mut broker = Broker::start(&disk, outside.path(), &settings);

    let (mut acknowledged, refusals) = fill(broker.port, "first");
    assert!(acknowledged.len() > 500, "{} were taken", acknowledged.len());
    let store = disk.root.join("store").display().to_string();
    for remark in &refusals {
        assert!(remark.starts_with("service not available now: "), "{remark}");
        assert!(remark.contains("% used") && remark.contains("B free"), "{remark}");
        assert!(remark.contains(&store), "{remark}");
    }
    if limit < 100 {
        // What is left of the disk belongs to the queues: all can be read while it is full.
        until("queues are written", || read_all(broker.port).len() >= acknowledged.len());
        assert_all_there(&read_all(broker.port), &acknowledged);
    }

    // Not a byte is left; sends are refused, pulls go on.
    let rest = disk.ballast("rest", DISK);
    let before = read_all(broker.port);
    let refused = send(&mut connect(broker.port), "no", 0).unwrap_err();
    assert_eq!(refused.0, 14, "{}", refused.1);
    assert_all_there(&read_all(broker.port), &before);
    broker.process.assert_runs();

    std::fs::remove_file(&rest).unwrap();
    std::fs::remove_file(&ballast).unwrap();
    let mut peer = connect(broker.port);
    let mut tries = 0;
    until("sends are taken again", || {
        tries += 1;
        let id = format!("again-{tries}");
        let sent = send(&mut peer, &id, 0);
        sent.map(|place| acknowledged.insert(id, place)).is_ok()
    });
    until("all queues are written", || read_all(broker.port).len() >= acknowledged.len());
    assert_all_there(&read_all(broker.port), &acknowledged);

    broker.stop();
    let broker = Broker::start(&disk, outside.path(), &settings);
    assert_all_there(&read_all(broker.port), &acknowledged);
    acknowledged.extend(fill(broker.port, "second").0);
    // Killed, and started on the full disk.
    drop(broker);
    let broker = Broker::start(&disk, outside.path(), &settings);
    let found = read_all(broker.port);
    if limit < 100 {
        assert_all_there(&found, &acknowledged);
    }
}

#[test]
fn a_mounted_disk_fills_up_to_the_limit() {
    fills_up_and_recovers(90);
}

#[test]
fn a_mounted_disk_fills_up_to_the_last_byte() {
    fills_up_and_recovers(100);
}
