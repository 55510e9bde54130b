//! `rmq bench consume`: how many messages consumers get, and how old they are.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::limits::Limits;
use super::running::Running;
use crate::commands::cli::Cli;
use crate::commands::command::Command;
use crate::commands::error::{CommandResult, Kind};
use crate::commands::reading::{Reader, Reading};
use crate::commands::values::{Start, start};
use crate::engine::bench::load::Limit;
use crate::engine::bench::measure::{Live, Measured};
use crate::engine::bench::report::{Report, Settings};
use crate::engine::client::pull::PullConsumer;
use crate::engine::client::push::{PushConfig, PushConsumer, StartAt};
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::name_rules::{BENCHMARK_TOPIC, TOOLS_GROUP};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;

/// Measure how many messages consumers get, and how old they are
///
/// Without --group every queue is read, which leaves nothing behind. With --group it joins the group
/// as a member and stores progress. Ages are counted in milliseconds from when the broker stored a
/// message, by the clocks of both machines. The rate is that up to the last message: waiting for
/// more at the end of a topic does not count.
#[derive(Debug, clap::Args)]
pub struct BenchConsume {
    /// Where from
    #[arg(default_value = BENCHMARK_TOPIC)]
    topic: String,
    /// Consumer group to join
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Where to begin without a group: first, last, +N behind the first, -N before the end of each
    /// queue, offset @N, a date and time, or 10m for ten minutes ago
    #[arg(long, value_name = "START", value_parser = start, allow_hyphen_values = true)]
    #[arg(default_value = "first", conflicts_with = "group")]
    from: Start,
    #[command(flatten)]
    limits: Limits,
}

impl Command for BenchConsume {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq bench consume --warm-up 0s --duration 5s",
        "rmq bench consume --group bench --duration 5s",
        "rmq bench consume TopicTest --warm-up 0s --count 1000 -o json",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused, Kind::Interrupted];

    fn run(self, cli: &Cli) -> CommandResult {
        let earlier = self.limits.earlier("consume")?;
        let client = cli.client_config()?;
        cli.serve(async {
            let mut running = Running::start()?;
            let mut taken =
                Taken::new(running.live.clone(), self.limits.warm_up, self.limits.limit());
            match &self.group {
                Some(group) => {
                    let mut config = PushConfig::new(client, group.as_str());
                    config.start_at = StartAt::First;
                    let config = config.subscribe(self.topic.as_str(), Filter::All);
                    let mut consumer = PushConsumer::start(config).await?;
                    running
                        .watch(cli, async |_, stop| consume(&mut consumer, &mut taken, stop).await)
                        .await?;
                    consumer.shutdown().await;
                }
                None => {
                    let consumer = Arc::new(PullConsumer::start(client, TOOLS_GROUP));
                    let reading = Reading::all(self.topic.as_str().into(), self.from);
                    let mut reader = Reader::start(consumer, &reading).await?;
                    running
                        .watch(cli, async |_, stop| read(&mut reader, &mut taken, stop).await)
                        .await??;
                }
            }
            let settings = Settings {
                warm_up_s: self.limits.warm_up.as_secs_f64(),
                group: self.group.clone(),
                ..Settings::default()
            };
            let Taken { measured, bytes, .. } = taken;
            let report =
                Report::new("consume", self.words(), &self.topic, settings, &measured, bytes);
            running.end(cli, report, earlier.as_ref())
        })
    }
}

impl BenchConsume {
    fn words(&self) -> String {
        let how = match &self.group {
            Some(group) => format!("as a member of group {group}"),
            None => "every queue by itself".to_owned(),
        };
        format!("{how}; ages in milliseconds, from when the broker stored a message to its arrival")
    }
}

/// What has been received.
struct Taken {
    live: Arc<Live>,
    counts_from: Instant,
    until: Option<Instant>,
    most: Option<u64>,
    measured: Measured,
    bytes: u64,
}

impl Taken {
    fn new(live: Arc<Live>, warm_up: Duration, limit: Limit) -> Self {
        let counts_from = Instant::now() + warm_up;
        Self {
            live,
            counts_from,
            until: limit.time.map(|time| counts_from + time),
            most: limit.requests,
            measured: Measured::default(),
            bytes: 0,
        }
    }

    /// Counts `message`.
    fn take(&mut self, message: &ReceivedMessage, now: Instant, clock: TimestampMs) {
        let age = u64::try_from(clock.since(message.store_timestamp)).unwrap_or_default();
        let age = Duration::from_millis(age);
        self.live.answered(1, age);
        if now < self.counts_from || self.is_over(now) {
            return;
        }
        self.measured.messages += 1;
        self.measured.latencies.record(age);
        self.measured.elapsed = now - self.counts_from;
        self.bytes += message.body.len() as u64;
    }

    fn is_over(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| now >= until)
            || self.most.is_some_and(|most| self.measured.messages >= most)
    }

    /// Waits for the end of the time.
    async fn end_of_time(&self) {
        match self.until {
            Some(until) => tokio::time::sleep_until(until.into()).await,
            None => std::future::pending().await,
        }
    }
}

async fn consume(consumer: &mut PushConsumer, taken: &mut Taken, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    while !taken.is_over(Instant::now()) {
        let delivery = tokio::select! {
            () = &mut stop => return,
            () = taken.end_of_time() => return,
            delivery = consumer.next() => delivery,
        };
        let Some(delivery) = delivery else { return };
        taken.take(&delivery.message, Instant::now(), TimestampMs::now());
        delivery.ack();
    }
}

async fn read(
    reader: &mut Reader,
    taken: &mut Taken,
    stop: impl Future<Output = ()>,
) -> CommandResult {
    let mut stop = std::pin::pin!(stop);
    while !taken.is_over(Instant::now()) {
        let batch = tokio::select! {
            () = &mut stop => return Ok(()),
            () = taken.end_of_time() => return Ok(()),
            batch = reader.next() => batch,
        };
        let Some(batch) = batch else { return Ok(()) };
        let (now, clock) = (Instant::now(), TimestampMs::now());
        batch?.messages.iter().for_each(|message| taken.take(message, now, clock));
    }
    Ok(())
}
