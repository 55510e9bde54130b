//! Sends to one broker as fast as it answers, or so many messages, and says how fast that was.
//!
//! `cargo bench --bench sends -- ADDRESS CONNECTIONS WINDOW BYTES SECONDS|COUNTx` keeps WINDOW
//! messages of BYTES bytes on their way over each connection, for SECONDS, or until COUNT were
//! answered. One line: messages a second, how long answers took, how often each code came.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::names::QueueId;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};

/// Queues of the topic, which the first send creates.
const QUEUES: usize = 4;

/// When to stop.
struct Goal {
    until: Option<Instant>,
    /// Messages that may still be sent.
    left: AtomicI64,
}

impl Goal {
    fn read(word: &str) -> Self {
        let number = |text: &str| text.parse().expect("seconds, or a count with an x behind it");
        match word.strip_suffix('x') {
            Some(count) => Self { until: None, left: AtomicI64::new(number(count)) },
            None => {
                let until = Instant::now() + Duration::from_secs(number(word).unsigned_abs());
                Self { until: Some(until), left: AtomicI64::new(i64::MAX) }
            }
        }
    }

    /// Whether one more message is to be sent.
    fn take(&self) -> bool {
        self.until.is_none_or(|until| Instant::now() < until)
            && self.left.fetch_sub(1, Ordering::Relaxed) > 0
    }
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    took: Vec<Duration>,
    codes: BTreeMap<i32, usize>,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [address, connections, window, bytes, goal] = &words[..] else {
        // `cargo test --benches` comes here.
        println!(
            "usage: cargo bench --bench sends -- ADDRESS CONNECTIONS WINDOW BYTES SECONDS|COUNTx"
        );
        return;
    };
    let number = |word: &String| word.parse::<usize>().expect("a number");
    let (window, bytes, goal) = (number(window), number(bytes), Goal::read(goal));
    let began = Instant::now();
    let seen: Vec<Seen> = std::thread::scope(|scope| {
        let send = |_| scope.spawn(|| send(address, window, bytes, &goal));
        let senders: Vec<_> = (0..number(connections)).map(send).collect();
        senders.into_iter().map(|sender| sender.join().expect("a connection that lasts")).collect()
    });
    report(seen, began.elapsed());
}

/// Keeps `window` messages on their way until the goal is reached and all are answered.
fn send(address: &str, window: usize, bytes: usize, goal: &Goal) -> Seen {
    let mut stream = TcpStream::connect(address).expect("the broker");
    stream.set_nodelay(true).expect("no delay");
    // The number of a request says which frame it was.
    let frames: Vec<Vec<u8>> = (0..window).map(|number| frame(number, bytes)).collect();
    let mut sent_at = vec![Instant::now(); window];
    let mut idle: Vec<usize> = (0..window).collect();
    let (mut seen, mut received, mut out) = (Seen::default(), Vec::new(), Vec::new());
    let mut piece = vec![0; 64 << 10];
    loop {
        while let Some(number) = idle.pop_if(|_| goal.take()) {
            out.extend_from_slice(&frames[number]);
            sent_at[number] = Instant::now();
        }
        if out.is_empty() && idle.len() == window {
            return seen;
        }
        stream.write_all(&out).expect("written");
        out.clear();
        let len = stream.read(&mut piece).expect("answers");
        assert!(len > 0, "the broker closed the connection");
        received.extend_from_slice(&piece[..len]);
        let mut rest = received.as_slice();
        while let Some((length, behind)) = rest.split_first_chunk::<4>()
            && let Some((answer, behind)) =
                behind.split_at_checked(u32::from_be_bytes(*length) as usize)
        {
            let answer = Frame::decode(answer.to_vec().into()).expect("an answer");
            let number = usize::try_from(answer.opaque).expect("a number of mine");
            seen.took.push(sent_at[number].elapsed());
            *seen.codes.entry(answer.code).or_default() += 1;
            idle.push(number);
            rest = behind;
        }
        let done = received.len() - rest.len();
        received.drain(..done);
    }
}

fn frame(number: usize, bytes: usize) -> Vec<u8> {
    let header = SendMessageHeader {
        producer_group: "Sends".into(),
        topic: "Sends".into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: QUEUES as i32,
        queue_id: QueueId((number % QUEUES) as i32),
        ..SendMessageHeader::default()
    };
    let request = Request::short(RequestCode::SendMessageV2, &header).with_body(vec![b'x'; bytes]);
    request.encode(number as i32, false)
}

fn report(seen: Vec<Seen>, elapsed: Duration) {
    let mut codes = BTreeMap::<i32, usize>::new();
    let mut took = Vec::new();
    for one in seen {
        took.extend(one.took);
        for (code, times) in one.codes {
            *codes.entry(code).or_default() += times;
        }
    }
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_micros();
    println!(
        "{:.0}/s p50 {} us p99 {} us codes {codes:?}",
        took.len() as f64 / elapsed.as_secs_f64(),
        at(0.5),
        at(0.99),
    );
}
