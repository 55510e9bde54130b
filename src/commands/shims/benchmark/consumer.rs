//! `benchmark.Consumer`.

use std::time::{Duration, Instant};

use super::options::Call;
use crate::commands::cli::Cli;
use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::options::value;
use crate::commands::shims::java::Java;
use crate::commands::stopping::Stopping;
use crate::engine::client::push::{PushConfig, PushConsumer};
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;

/// Between two lines.
const EVERY: Duration = Duration::from_secs(10);

/// What was received since the last line.
#[derive(Default)]
struct Received {
    count: u64,
    failed: u64,
    /// Milliseconds from birth to arrival, together and at most.
    born: (i64, i64),
    /// The same from when they were stored.
    stored: (i64, i64),
}

impl Received {
    fn add(&mut self, message: &ReceivedMessage) {
        let now = TimestampMs::now();
        self.count += 1;
        for (figures, since) in
            [(&mut self.born, message.born_timestamp), (&mut self.stored, message.store_timestamp)]
        {
            let age = now.since(since);
            *figures = (figures.0.saturating_add(age), figures.1.max(age));
        }
    }

    fn line(&self, took: Duration) -> String {
        let average = |total: i64| total as f64 / self.count as f64;
        format!(
            "Current Time: {} TPS: {:.0} FAIL: {} AVG(B2C) RT(ms): {:7.3} AVG(S2C) RT(ms): {:7.3} MAX(B2C) RT(ms): {} MAX(S2C) RT(ms): {}",
            TimestampMs::now().0,
            self.count as f64 / took.as_secs_f64(),
            self.failed,
            average(self.born.0),
            average(self.stored.0),
            self.born.1,
            self.stored.1,
        )
    }
}

/// `consumer.sh`.
pub fn consumer(cli: &Cli, java: &Java, words: &[String]) -> CommandResult {
    java.tell_client(&cli.out);
    let own = [
        value('w', "threadCount", "Threads, 20 by default, which have no effect here"),
        value('g', "group", "Consumer group, benchmark_consumer by default"),
        value(
            'p',
            "group prefix enable",
            "Whether the group gets a number behind it, false by default",
        ),
        value('f', "filterType", "TAG or SQL92"),
        value('e', "expression", "File with the expression"),
        value('r', "fail rate", "Share of the messages that are to come again, 0 by default"),
    ];
    let Some(call) = Call::parse(cli, "benchmarkConsumer", &own, words)? else { return Ok(()) };
    let (prefix, numbered) = (call.text('g', "benchmark_consumer"), call.is('p'));
    let group = match numbered {
        true => format!("{prefix}_{}", TimestampMs::now().0.rem_euclid(100)),
        false => prefix.to_owned(),
    };
    let topic = call.topic();
    cli.out.text(&format!(
        "topic: {topic}, threadCount {}, group: {group}, suffix: {numbered}, filterType: {}, expression: {}, msgTraceEnable: {}, aclEnable: {}",
        call.text('w', "20"),
        call.text('f', "null"),
        call.text('e', "null"),
        call.is('m'),
        call.is('a'),
    ))?;
    let filter = filter(cli, &call)?;
    let fail_rate = call.number('r', 0.0)?;
    let mut config = PushConfig::new(call.client(cli)?, group.as_str());
    config.trace = call.trace();
    let config = config.subscribe(topic, filter);
    cli.serve(consume(cli, config, fail_rate))
}

fn filter(cli: &Cli, call: &Call) -> CommandResult<Filter> {
    let (Some(kind), Some(path)) = (call.get('f'), call.get('e')) else { return Ok(Filter::All) };
    let expression = std::fs::read_to_string(path)
        .map_err(|error| CommandError::io(format!("reading {path}"), &error))?;
    let expression = expression.trim();
    let filter = match kind {
        "TAG" => Filter::tags(expression)?,
        "SQL92" => Filter::Sql(expression.to_owned()),
        _ => return Err(CommandError::usage(format!("-f must be TAG or SQL92, found `{kind}`"))),
    };
    cli.out.text(&format!("Expression: {expression}"))?;
    Ok(filter)
}

async fn consume(cli: &Cli, config: PushConfig, fail_rate: f64) -> CommandResult {
    let mut stopping = Stopping::listen()?;
    let mut consumer = PushConsumer::start(config).await?;
    cli.out.text("Consumer Started.")?;
    let (mut received, mut since) = (Received::default(), Instant::now());
    let mut tick = tokio::time::interval_at((since + EVERY).into(), EVERY);
    let mut outcome = Ok(());
    while outcome.is_ok() {
        tokio::select! {
            biased;
            () = stopping.asked() => break,
            _ = tick.tick() => {
                outcome = cli.out.text(&received.line(since.elapsed()));
                (received, since) = (Received::default(), Instant::now());
            }
            delivery = consumer.next() => {
                let Some(delivery) = delivery else { break };
                received.add(&delivery.message);
                if rand::random::<f64>() < fail_rate {
                    received.failed += 1;
                    if let Err(error) = delivery.retry(0).await {
                        tracing::warn!(%error, "it comes again after a restart");
                    }
                } else {
                    delivery.ack();
                }
            }
        }
    }
    consumer.shutdown().await;
    outcome
}
