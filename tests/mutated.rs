//! Mutated frames at a broker process: they cost their own connections at most, nothing panics,
//! nothing hangs, and what was taken for them is given back.
//!
//! `RMQ_MUTATED=1000000` sends that many. A run prints its seed; `RMQ_MUTATED_SEED` repeats its
//! frames (not the order in which they arrive), `RMQ_MUTATED_BINARY` names another broker.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::io::{BufReader, ErrorKind, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use procfs::process::FDTarget;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rmq::engine::protocol::headers::pull::PullMessageHeader;
use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::frame::{Frame, Request};

use crate::broker_process::{BrokerProcess, free_port};
use crate::mutate::{asked, mutate};
use crate::read_frame::read_frame;

#[path = "wire/broker_process.rs"]
mod broker_process;
#[allow(dead_code, reason = "the requests alone are wanted here")]
#[path = "wire/golden.rs"]
mod golden;
#[path = "hostile/mutate.rs"]
mod mutate;
#[path = "wire/read_frame.rs"]
mod read_frame;

const PATIENCE: Duration = Duration::from_secs(20);
const CLIENTS: u64 = 4;
/// Frames that one connection brings; the first that is none ends it.
const FRAMES: usize = 4;
/// What comes behind them when their lengths are true, and its number.
const LAST: RequestCode = RequestCode::GetSystemTopicListFromBroker;
const LAST_OPAQUE: i32 = 0x7a57_f4a3;
/// Connections between two looks whether an honest client is served.
const ROUNDS: usize = 1000;
/// Anonymous memory that may stay behind, MiB. A million frames make thousands of groups, and ask for
/// all of them side by side; what such answers took, the allocator keeps in part.
const MEMORY: u64 = 512;

/// A broker, where it listens, and where its files are.
struct Broker {
    process: BrokerProcess,
    port: u16,
    root: tempfile::TempDir,
}

impl Broker {
    fn start() -> Self {
        let (root, port) = (tempfile::tempdir().unwrap(), free_port());
        let binary = std::env::var("RMQ_MUTATED_BINARY");
        let binary = binary.as_deref().unwrap_or(env!("CARGO_BIN_EXE_rmq"));
        let settings =
            ["mappedFileSizeCommitLog=16777216", "maxHashSlotNum=500", "maxIndexNum=2000"];
        let store = root.path().join("store");
        let mut command = broker_process::command(binary, root.path(), port, &store, &settings);
        let words = std::fs::File::create(root.path().join("words")).unwrap();
        command.env("RMQ_LOG", "error").stdout(words.try_clone().unwrap()).stderr(words);
        let process = BrokerProcess::spawn(&mut command).listening(port, PATIENCE);
        Self { process, port, root }
    }

    /// What it said, its panics among it.
    fn words(&self) -> String {
        std::fs::read_to_string(self.root.path().join("words")).unwrap()
    }

    /// Its anonymous memory in MiB, and its sockets.
    fn holds(&self) -> (u64, usize) {
        let process = procfs::process::Process::new(self.process.0.id().cast_signed()).unwrap();
        let memory = process.status().unwrap().rssanon.unwrap() >> 10;
        let files = process.fd().unwrap().flatten();
        let sockets = files.filter(|file| matches!(file.target, FDTarget::Socket(_)));
        (memory, sockets.count())
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a message to a topic and pulls it, as an honest client does.
    fn serves(&self, topic: &str) {
        let mut stream = self.connect();
        let header = SendMessageHeader {
            topic: topic.into(),
            default_topic: "TBW102".into(),
            default_topic_queue_nums: 1,
            ..SendMessageHeader::default()
        };
        let send = Request::short(RequestCode::SendMessageV2, &header).with_body(&b"x"[..]);
        until_success(&mut stream, &send);
        let header = PullMessageHeader {
            consumer_group: "G".into(),
            topic: topic.into(),
            max_msg_nums: 1,
            sys_flag: 4,
            ..PullMessageHeader::default()
        };
        until_success(&mut stream, &Request::new(RequestCode::PullMessage, &header));
    }

    /// Brings `frames` and waits until the broker has answered what comes behind them, or has
    /// ended the connection; how many frames it sent.
    fn bring(&self, frames: &Frames) -> u64 {
        let mut stream = self.connect();
        let mut reading = BufReader::new(stream.try_clone().unwrap());
        // The broker may end the connection at the first of them.
        let brought = stream.write_all(&frames.bytes).and_then(|()| match frames.framed {
            true => stream.write_all(&Request::bare(LAST).encode(LAST_OPAQUE, false)),
            false => stream.shutdown(Shutdown::Write),
        });
        let mut answers = 0;
        loop {
            match read_frame(&mut reading) {
                Ok(answer) if answer.is_response() && answer.opaque == LAST_OPAQUE => break,
                Ok(_) => answers += 1,
                Err(error) => {
                    let hangs = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                    let shown = frames.bytes.escape_ascii();
                    assert!(!hangs, "the broker neither answers nor closes: {brought:?} {shown}");
                    break;
                }
            }
        }
        answers
    }
}

/// Asks until the answer is good: a broker may be busy for a moment, and a message is pulled when
/// it stands in its queue.
fn until_success(stream: &mut TcpStream, request: &Request) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        stream.write_all(&request.encode(1, false)).unwrap();
        let answer = read_frame(stream).unwrap();
        if answer.response_code() == ResponseCode::Success {
            return;
        }
        let code = request.code;
        assert!(Instant::now() < deadline, "{code:?}: {} {:?}", answer.code, answer.remark);
        std::thread::yield_now();
    }
}

/// What one connection brings.
struct Frames {
    bytes: Vec<u8>,
    /// Whether every length is true, so that something may come behind them.
    framed: bool,
}

impl Frames {
    fn new(seeds: &[Vec<u8>], random: &mut StdRng) -> Self {
        let framed = random.random_ratio(15, 16);
        let mut bytes = Vec::new();
        for _ in 0..FRAMES {
            bytes.extend(mutated(seeds, framed, random));
        }
        Self { bytes, framed }
    }
}

/// A mutated request: its bytes as they are, its body, or what one of its fields says. None of those
/// by which an administrator may ask for anything: other settings, or as many queues as there are
/// numbers.
fn mutated(seeds: &[Vec<u8>], framed: bool, random: &mut StdRng) -> Vec<u8> {
    loop {
        let seed = any(seeds, random);
        let mut bytes = match random.random_range(0..4) {
            0 => changed(seed, seeds, random),
            part => changed_inside(seed, part == 1, seeds, random),
        };
        let Some((length, rest)) = bytes.split_first_chunk_mut::<4>() else { continue };
        if framed {
            *length = i32::try_from(rest.len()).unwrap().to_be_bytes();
        }
        let code = Frame::decode(rest.to_vec().into()).map(|frame| frame.request_code());
        if !matches!(
            code,
            Ok(RequestCode::UpdateBrokerConfig
                | RequestCode::UpdateAndCreateTopic
                | RequestCode::UpdateAndCreateSubscriptionGroup)
        ) {
            return bytes;
        }
    }
}

fn changed(bytes: &[u8], seeds: &[Vec<u8>], random: &mut StdRng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    mutate(&mut bytes, random, |random| any(seeds, random));
    bytes
}

/// A request that is a frame and differs from `seed` in its body, or in one of its fields.
fn changed_inside(seed: &[u8], body: bool, seeds: &[Vec<u8>], random: &mut StdRng) -> Vec<u8> {
    let frame = golden::frame(seed);
    let mut fields = frame.fields().to_list().unwrap();
    let mut bytes = frame.body().to_vec();
    if body || fields.0.is_empty() {
        bytes = changed(&bytes, seeds, random);
    } else {
        let number = random.random_range(0..fields.0.len());
        let value = &mut fields.0[number].1;
        *value = String::from_utf8_lossy(&changed(value.as_bytes(), seeds, random)).into_owned();
    }
    let request = Request { fields, ..Request::bare(frame.request_code()) };
    request.with_body(bytes).encode(frame.opaque, frame.is_oneway())
}

fn any<'s>(seeds: &'s [Vec<u8>], random: &mut StdRng) -> &'s [u8] {
    &seeds[random.random_range(0..seeds.len())]
}

#[test]
fn a_broker_outlives_mutated_frames() {
    let (wanted, seed) = asked("RMQ_MUTATED", 20_000);
    let seeds: Vec<_> = golden::exchanges().into_iter().map(|exchange| exchange.request).collect();
    let mut broker = Broker::start();
    broker.serves("Before");
    let (memory, sockets) = broker.holds();
    let answered = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (broker, seeds, answered) = (&broker, &seeds, &answered);
            scope.spawn(move || {
                let mut random = StdRng::seed_from_u64(seed ^ client << 32);
                let connections = (wanted / CLIENTS) as usize / FRAMES;
                for connection in 0..connections {
                    let answers = broker.bring(&Frames::new(seeds, &mut random));
                    answered.fetch_add(answers, Ordering::Relaxed);
                    if connection % ROUNDS == 0 {
                        broker.serves(&format!("Between-{client}-{connection}"));
                    }
                }
            });
        }
    });
    broker.serves("After");
    assert_eq!(broker.process.0.try_wait().unwrap(), None, "{}", broker.words());
    assert!(!broker.words().contains("panicked"), "{}", broker.words());
    let deadline = Instant::now() + PATIENCE;
    while broker.holds().1 > sockets {
        assert!(Instant::now() < deadline, "{sockets} sockets before, now {}", broker.holds().1);
        std::thread::yield_now();
    }
    // Some of what was asked is still being answered, for nobody.
    let deadline = Instant::now() + PATIENCE;
    while broker.holds().0 >= memory + MEMORY {
        assert!(Instant::now() < deadline, "{memory} MiB before, {} MiB after", broker.holds().0);
        std::thread::yield_now();
    }
    let after = broker.holds().0;
    let answered = answered.into_inner();
    println!("{answered} answers; memory {memory} MiB before, {after} MiB after");
    assert!(answered > wanted / 5, "{answered} answers: hardly a frame was read");
}
