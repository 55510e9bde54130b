//! `rmq broker consume-stats`: how far every group is on a broker.

use serde::Serialize;

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::commands::values::{local_time, or_dash};
use crate::commands::view::{Column, View};
use crate::engine::admin::outcome::Failure;
use crate::engine::protocol::names::{BrokerName, GroupName, QueueId, QueueOffset, TopicName};
use crate::engine::util::clock::TimestampMs;

/// Show how far every consumer group is on the brokers
///
/// A row is a queue of a topic that a group consumes. --behind leaves what is worth looking at.
#[derive(Debug, clap::Args)]
pub struct BrokerConsumeStats {
    #[command(flatten)]
    target: TargetArgs,
    /// Only queues that are at least so many messages behind
    #[arg(long, value_name = "N", default_value_t = 0)]
    behind: i64,
    /// Only ordered topics
    #[arg(long)]
    ordered: bool,
}

impl Command for BrokerConsumeStats {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq broker consume-stats",
        "rmq broker consume-stats --broker broker-a --behind 1000 -o json",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<LagRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        // A broker reads the log for each queue.
        let timeout = cli.global.timeout * 3;
        let (rows, asked) = cli.with_admin(async |admin| {
            let (mut rows, mut asked) = (Vec::new(), Vec::new());
            for broker in self.target.masters(&admin).await? {
                let stats = admin.consume_stats_of(&broker.address, self.ordered, timeout).await;
                let failure = stats.as_ref().err().map(Failure::from);
                asked.push((broker.address, failure));
                let groups = stats.map(|stats| stats.consume_stats_list).unwrap_or_default();
                for (group, topics) in groups.into_iter().flatten() {
                    let queues = topics.into_iter().flat_map(|topic| topic.offset_table);
                    rows.extend(queues.map(|(queue, offsets)| LagRow {
                        group: group.clone(),
                        topic: queue.topic,
                        broker_name: queue.broker_name,
                        queue_id: queue.queue_id,
                        consumer_offset: offsets.consumer_offset,
                        broker_offset: offsets.broker_offset,
                        lag: offsets.broker_offset.since(offsets.consumer_offset),
                        last_consumed: Some(offsets.last_timestamp).filter(|at| at.0 > 0),
                    }));
                }
            }
            Ok((rows, asked))
        })?;
        let mut rows = rows;
        rows.retain(|row| row.lag >= self.behind);
        rows.sort_by(|a, b| {
            let key = |row: &LagRow| {
                let names = (row.group.clone(), row.topic.clone(), row.broker_name.clone());
                (names, row.queue_id)
            };
            key(a).cmp(&key(b))
        });
        cli.out.list(&rows)?;
        let asked = asked.iter().map(|(address, failure)| (address.as_str(), failure.as_ref()));
        conclude("brokers did not tell how far groups are", asked)
    }
}

/// How far a group is in one queue.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LagRow {
    /// The consumer group.
    group: GroupName,
    /// The topic.
    topic: TopicName,
    /// The broker's name.
    broker_name: BrokerName,
    /// The queue's number.
    queue_id: QueueId,
    /// Next message the group wants.
    consumer_offset: QueueOffset,
    /// One past the queue's last message.
    broker_offset: QueueOffset,
    /// Messages between the two.
    lag: i64,
    /// Store time of the last message consumed; null when unknown.
    last_consumed: Option<TimestampMs>,
}

impl View for LagRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("GROUP", |r: &Self| r.group.to_string()),
            Column::text("TOPIC", |r| r.topic.to_string()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::number("QUEUE", |r| r.queue_id.to_string()),
            Column::number("CONSUMER", |r| r.consumer_offset.to_string()),
            Column::number("END", |r| r.broker_offset.to_string()),
            Column::number("LAG", |r| r.lag.to_string()),
            Column::text("LAST CONSUMED", |r| or_dash(r.last_consumed.map(local_time))),
        ]
    }

    fn name(&self) -> String {
        self.group.to_string()
    }
}
