//! `rmq bench latency`: how long messages take from a sender to a receiver.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use parking_lot::Mutex;

use super::limits::{Limits, rate, size};
use super::produce::{BenchProduce, GROUP};
use super::running::Running;
use crate::commands::cli::Cli;
use crate::commands::command::Command;
use crate::commands::error::{CommandResult, Kind};
use crate::commands::reading::{Reader, Reading};
use crate::commands::values::Start;
use crate::engine::bench::latencies::Latencies;
use crate::engine::bench::load::{Load, Turn};
use crate::engine::bench::measure;
use crate::engine::bench::report::{Figures, Report, Settings};
use crate::engine::bench::senders::{Producers, Senders, Template, Way};
use crate::engine::client::pull::PullConsumer;
use crate::engine::protocol::name_rules::{BENCHMARK_TOPIC, TOOLS_GROUP};

/// Requests on their way at a time.
const WINDOW: usize = 64;
/// How long the last messages are waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes that each body begins with: which run, and when its message was due.
const STAMP: usize = 16;

/// Measure how long messages take from a sender to a receiver
///
/// Both are in this process, so that one clock counts. Messages are due at --rate, whether the ones
/// before are stored or not, and count from when they were due: to the broker's answer, and end to
/// end to the receiver, which waits for them in every queue. The messages stay.
#[derive(Debug, clap::Args)]
pub struct BenchLatency {
    /// Through which topic
    #[arg(default_value = BENCHMARK_TOPIC)]
    topic: String,
    /// Bytes of each body, 16 at least
    #[arg(long, value_name = "N", default_value = "128", value_parser = size)]
    size: usize,
    /// Messages a second
    #[arg(long, value_name = "N", default_value = "1000", value_parser = rate)]
    rate: f64,
    #[command(flatten)]
    limits: Limits,
}

impl Command for BenchLatency {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq bench latency --duration 5s",
        "rmq bench latency --rate 10000 --size 1024 --duration 5s",
        "rmq bench latency --rate 200 --count 1000 -o json",
    ];
    const EXITS: &'static [Kind] = BenchProduce::EXITS;

    fn run(self, cli: &Cli) -> CommandResult {
        let earlier = self.limits.earlier("latency")?;
        let load = Load {
            window: WINDOW,
            rate: Some(self.rate),
            warm_up: self.limits.warm_up,
            limit: self.limits.limit(),
        };
        let client = cli.client_config()?;
        let size = self.size.max(STAMP);
        cli.serve(async {
            let mut running = Running::start()?;
            let template = Template::new(&self.topic, size);
            let producers = Producers {
                group: GROUP.to_owned(),
                connections: 1,
                way: Way::Single,
                trace: None,
            };
            let senders = Senders::start(&client, &producers, template);
            senders.connect().await?;
            // A topic that is not there yet is made by the first message, before anybody reads.
            senders.send(0, None).await?;
            let stamps = Arc::new(Stamps::new(size));
            let consumer = Arc::new(PullConsumer::start(client, TOOLS_GROUP));
            let reading = Reading::all(self.topic.as_str().into(), Start::Last);
            let reader = Reader::start(consumer, &reading).await?;
            let arrivals = Arc::new(Mutex::new(Latencies::default()));
            let receiving = tokio::spawn(receive(reader, stamps.clone(), arrivals.clone()));
            let lanes = senders.clone();
            let request = move |lane, turn: Turn| {
                let (senders, body) = (lanes.clone(), stamps.body(&turn));
                async move { senders.send(lane, Some(body)).await }
            };
            let measured = running
                .watch(cli, async |live, stop| measure::run(load, &live, request, stop).await)
                .await?;
            let came = all_of(measured.messages, &arrivals).await;
            receiving.abort();
            senders.shutdown().await;
            let bytes = measured.messages * size as u64;
            let settings = Settings {
                size: Some(size),
                batch: Some(1),
                connections: Some(1),
                window: Some(WINDOW),
                rate: Some(self.rate),
                warm_up_s: load.warm_up.as_secs_f64(),
                group: None,
            };
            let mut report =
                Report::new("latency", self.words(), &self.topic, settings, &measured, bytes);
            report.end_to_end = Some(Figures::from(&*arrivals.lock()));
            if came < measured.messages {
                let missing = measured.messages - came;
                cli.out.warn(&format!(
                    "{missing} messages had not come {PATIENCE:?} after the last was stored"
                ));
            }
            running.end(cli, report, earlier.as_ref())
        })
    }
}

impl BenchLatency {
    fn words(&self) -> String {
        format!(
            "messages of {} bytes, {} a second on one connection; from when a message is due to the broker's answer, and end to end to its arrival",
            self.size.max(STAMP),
            self.rate
        )
    }
}

/// Bodies that tell when their messages were due.
struct Stamps {
    run: u64,
    began: Instant,
    size: usize,
}

impl Stamps {
    fn new(size: usize) -> Self {
        Self { run: rand::random(), began: Instant::now(), size }
    }

    fn body(&self, turn: &Turn) -> Bytes {
        // What does not count gets no time that could be read.
        let since = turn.from.saturating_duration_since(self.began).as_nanos();
        let due = if turn.counts { u64::try_from(since).unwrap_or(u64::MAX) } else { u64::MAX };
        let mut body = Vec::with_capacity(self.size);
        body.extend_from_slice(&self.run.to_be_bytes());
        body.extend_from_slice(&due.to_be_bytes());
        body.resize(self.size, b'x');
        body.into()
    }

    /// How long the message with this `body` has been due; none when it is no message of this run.
    fn age(&self, body: &[u8], now: Instant) -> Option<Duration> {
        let (run, rest) = body.split_first_chunk::<8>()?;
        let (due, _) = rest.split_first_chunk::<8>()?;
        let due = u64::from_be_bytes(*due);
        if u64::from_be_bytes(*run) != self.run || due == u64::MAX {
            return None;
        }
        let due = self.began.checked_add(Duration::from_nanos(due))?;
        Some(now.saturating_duration_since(due))
    }
}

async fn receive(mut reader: Reader, stamps: Arc<Stamps>, arrivals: Arc<Mutex<Latencies>>) {
    while let Some(batch) = reader.next().await {
        let now = Instant::now();
        match batch {
            Ok(batch) => {
                let mut arrivals = arrivals.lock();
                let ages =
                    batch.messages.iter().filter_map(|message| stamps.age(&message.body, now));
                ages.for_each(|age| arrivals.record(age));
            }
            Err(error) => tracing::warn!(%error, "a queue is read no further"),
        }
    }
}

/// Waits until `messages` have arrived, or for as long as that may take; how many have.
async fn all_of(messages: u64, arrivals: &Mutex<Latencies>) -> u64 {
    const LOOK: Duration = Duration::from_millis(10);
    let until = Instant::now() + PATIENCE;
    loop {
        let came = arrivals.lock().count();
        if came >= messages || Instant::now() >= until {
            return came;
        }
        tokio::time::sleep(LOOK).await;
    }
}
