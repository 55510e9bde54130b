//! `rmq topic describe`: everything about a topic.

use serde::Serialize;

use super::perm_text;
use crate::commands::changes::conclude_outcomes;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::values::{local_time, or_dash};
use crate::commands::view::{Column, View};
use crate::engine::admin::namesrv::ORDER_TOPIC_CONFIG;
use crate::engine::admin::view::{QueueRow, TopicStatus};
use crate::engine::protocol::bodies::route::{QueueData, TopicRouteData};
use crate::engine::protocol::names::{BrokerName, ClusterName, GroupName, TopicName};
use crate::engine::util::clock::TimestampMs;

/// Show where a topic is, what it holds and who consumes it
///
/// MESSAGES counts what can be read, in all queues of a broker. `rmq topic status` shows each queue.
#[derive(Debug, clap::Args)]
pub struct TopicDescribe {
    /// The topic
    topic: String,
}

impl Command for TopicDescribe {
    const EXAMPLES: &'static [&'static str] =
        &["rmq topic describe TopicTest", "rmq topic describe TopicTest -o yaml"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::one::<Description>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let topic = TopicName::from(self.topic);
        let (description, status) = cli.with_admin(async |admin| {
            let route = admin.topic_route(&topic).await?;
            let status = admin.topic_status(&topic).await?;
            let groups = admin.groups_of(&topic).await?;
            let order = admin.kv_get(ORDER_TOPIC_CONFIG, &topic).await?;
            let brokers = rows(&route, &status);
            Ok((Description { topic: topic.clone(), order, groups, brokers }, status))
        })?;
        if cli.out.is_table() {
            cli.out.text(&format!("Topic:   {topic}"))?;
            cli.out.text(&format!("Groups:  {}", super::list::joined(&description.groups)))?;
            cli.out.text(&format!("Order:   {}\n", or_dash(description.order.as_ref())))?;
            cli.out.list(&description.brokers)?;
        } else {
            cli.out.item(&description, String::new)?;
        }
        conclude_outcomes(&status.failures)
    }
}

/// A topic.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Description {
    /// The topic.
    topic: TopicName,
    /// Queues of each broker, for ordered topics.
    order: Option<String>,
    /// Groups that consume it.
    groups: Vec<GroupName>,
    /// How it is on each broker.
    brokers: Vec<HoldRow>,
}

impl View for Description {
    fn columns() -> Vec<Column<Self>> {
        vec![Column::text("TOPIC", |d: &Self| d.topic.to_string())]
    }

    fn name(&self) -> String {
        self.topic.to_string()
    }
}

/// A topic on one broker.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct HoldRow {
    /// The cluster.
    cluster: ClusterName,
    /// The broker's name.
    broker_name: BrokerName,
    /// Queues to read.
    read_queue_nums: i32,
    /// Queues to write.
    write_queue_nums: i32,
    /// Permission bits: 4 read, 2 write.
    perm: i32,
    /// Bits of the system: 1 the topic is a unit, 2 its subscriptions are.
    topic_sys_flag: i32,
    /// Messages that can be read; null when the broker did not tell.
    messages: Option<i64>,
    /// When the last message was stored.
    last_updated: Option<TimestampMs>,
}

fn rows(route: &TopicRouteData, status: &TopicStatus) -> Vec<HoldRow> {
    let row = |queues: &QueueData| {
        let broker = route.broker_datas.iter().find(|b| b.broker_name == queues.broker_name);
        let own: Vec<&QueueRow> =
            status.queues.iter().filter(|q| q.broker_name == queues.broker_name).collect();
        let counts = own.iter().map(|queue| queue.max_offset.since(queue.min_offset));
        let messages = counts.fold(0, i64::saturating_add);
        HoldRow {
            cluster: broker.map(|broker| broker.cluster.clone()).unwrap_or_default(),
            broker_name: queues.broker_name.clone(),
            read_queue_nums: queues.read_queue_nums,
            write_queue_nums: queues.write_queue_nums,
            perm: queues.perm,
            topic_sys_flag: queues.topic_sys_flag,
            messages: (!own.is_empty()).then_some(messages),
            last_updated: own.iter().filter_map(|queue| queue.last_updated).max(),
        }
    };
    let mut rows: Vec<HoldRow> = route.queue_datas.iter().map(row).collect();
    rows.sort_by(|a, b| (&a.cluster, &a.broker_name).cmp(&(&b.cluster, &b.broker_name)));
    rows
}

impl View for HoldRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLUSTER", |r: &Self| r.cluster.to_string()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::number("READ", |r| r.read_queue_nums.to_string()),
            Column::number("WRITE", |r| r.write_queue_nums.to_string()),
            Column::text("PERM", |r| perm_text(r.perm).to_owned()),
            Column::number("MESSAGES", |r| or_dash(r.messages)),
            Column::text("LAST MESSAGE", |r| or_dash(r.last_updated.map(local_time))),
        ]
    }

    fn name(&self) -> String {
        self.broker_name.to_string()
    }
}
