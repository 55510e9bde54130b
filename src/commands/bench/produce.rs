//! `rmq bench produce`: how many messages brokers store, and how long each takes.

use super::limits::{Limits, rate, size};
use super::running::Running;
use crate::commands::cli::Cli;
use crate::commands::command::Command;
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::engine::bench::load::Load;
use crate::engine::bench::measure;
use crate::engine::bench::report::{Report, Settings};
use crate::engine::bench::senders::{Producers, Senders, Template, Way};
use crate::engine::client::outgoing::MAX_BODY_LEN;
use crate::engine::protocol::name_rules::BENCHMARK_TOPIC;

/// Group of the producers, named as in Apache's benchmark.
pub const GROUP: &str = "benchmark_producer";

/// Requests that may be on their way at a time: each has a task of its own.
const MOST_AT_A_TIME: usize = 1 << 20;

/// Measure how many messages brokers store, and how long each takes
///
/// Without --rate each place of the window sends its next message when the one before is stored: this
/// finds what the cluster can do. With --rate messages are due at that pace whether the ones before
/// are stored or not, and one that is held up counts from when it was due: this finds how long
/// messages take under a load. Nothing is sent twice and nothing compressed. The messages stay.
#[derive(Debug, clap::Args)]
pub struct BenchProduce {
    /// Where to
    #[arg(default_value = BENCHMARK_TOPIC)]
    topic: String,
    /// Bytes of each body
    #[arg(long, value_name = "N", default_value = "128", value_parser = size)]
    size: usize,
    /// Connections to each broker
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = places)]
    connections: usize,
    /// Requests on their way at a time, on each connection
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = places)]
    window: usize,
    /// Requests a second, all connections together; without it as many as go
    #[arg(long, value_name = "N", value_parser = rate)]
    rate: Option<f64>,
    /// Messages in each request
    #[arg(long, value_name = "N", conflicts_with = "transaction", value_parser = places)]
    batch: Option<usize>,
    /// Send each message in a transaction, and commit it
    #[arg(long)]
    transaction: bool,
    #[command(flatten)]
    limits: Limits,
}

/// A number of connections or the like.
fn places(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=65536).contains(count));
    count.ok_or_else(|| format!("`{text}` is not within 1 and 65536"))
}

impl Command for BenchProduce {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq bench produce --duration 5s",
        "rmq bench produce --rate 5000 --size 1024 -o json > before.json",
        "rmq bench produce --batch 32 --connections 2 --window 8 --count 20000",
    ];
    const EXITS: &'static [Kind] = &[
        Kind::Failed,
        Kind::NotFound,
        Kind::Partial,
        Kind::Unreachable,
        Kind::Refused,
        Kind::Interrupted,
    ];

    fn run(self, cli: &Cli) -> CommandResult {
        let earlier = self.limits.earlier("produce")?;
        self.check()?;
        let way = match (self.batch, self.transaction) {
            (Some(size), _) => Way::Batch(size),
            (None, true) => Way::Transaction,
            (None, false) => Way::Single,
        };
        let load = Load {
            window: self.connections * self.window,
            rate: self.rate,
            warm_up: self.limits.warm_up,
            limit: self.limits.limit(),
        };
        let client = cli.client_config()?;
        cli.serve(async {
            let mut running = Running::start()?;
            let template = Template::new(&self.topic, self.size);
            let producers = Producers {
                group: GROUP.to_owned(),
                connections: self.connections,
                way,
                trace: None,
            };
            let senders = Senders::start(&client, &producers, template);
            senders.connect().await?;
            let lanes = senders.clone();
            let request = move |lane, _| {
                let senders = lanes.clone();
                async move { senders.send(lane, None).await }
            };
            let measured = running
                .watch(cli, async |live, stop| measure::run(load, &live, request, stop).await)
                .await?;
            senders.shutdown().await;
            let bytes = measured.messages * self.size as u64;
            let report = Report::new(
                "produce",
                self.words(),
                &self.topic,
                self.settings(load),
                &measured,
                bytes,
            );
            running.end(cli, report, earlier.as_ref())
        })
    }
}

impl BenchProduce {
    /// Refuses what there cannot be: too many requests at a time, or too long ones.
    fn check(&self) -> CommandResult {
        let requests = self.connections * self.window;
        if requests > MOST_AT_A_TIME {
            return Err(CommandError::usage(format!("{requests} requests at a time are too many"))
                .because(format!("connections and window make at most {MOST_AT_A_TIME}"))
                .hint("give fewer --connections, or a smaller --window"));
        }
        let bytes = self.batch.unwrap_or(1) * self.size;
        if bytes > MAX_BODY_LEN {
            return Err(CommandError::usage(format!("a batch of {bytes} bytes is too long"))
                .because(format!("a request takes at most {MAX_BODY_LEN}"))
                .hint("give a smaller --batch, or a smaller --size"));
        }
        Ok(())
    }

    fn settings(&self, load: Load) -> Settings {
        Settings {
            size: Some(self.size),
            batch: Some(self.batch.unwrap_or(1)),
            connections: Some(self.connections),
            window: Some(load.window),
            rate: self.rate,
            warm_up_s: load.warm_up.as_secs_f64(),
            group: None,
        }
    }

    fn words(&self) -> String {
        let Self { size, connections, window, .. } = self;
        let what = match (self.batch, self.transaction) {
            (Some(batch), _) => format!("batches of {batch} messages of {size} bytes"),
            (None, true) => format!("transactions of one message of {size} bytes"),
            (None, false) => format!("messages of {size} bytes"),
        };
        let (pace, from) = match self.rate {
            Some(rate) => (format!("{rate} requests a second"), "from when a request is due"),
            None => ("as many as go".to_owned(), "from when a request is sent"),
        };
        format!(
            "{what}, {pace}, {connections} connections with a window of {window}; {from} to the broker's answer"
        )
    }
}
