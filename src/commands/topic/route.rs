//! `rmq topic route`: which brokers hold a topic.

use std::collections::BTreeMap;

use serde::Serialize;

use super::perm_text;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::view::{Column, View};
use crate::engine::admin::Admin;
use crate::engine::protocol::bodies::route::TopicRouteData;
use crate::engine::protocol::names::{BrokerName, ClusterName, TopicName};

/// Show which brokers hold a topic, and with how many queues
///
/// This is what the name server tells clients.
#[derive(Debug, clap::Args)]
pub struct TopicRoute {
    /// The topic
    topic: String,
}

impl Command for TopicRoute {
    const EXAMPLES: &'static [&'static str] =
        &["rmq topic route TopicTest", "rmq topic route TopicTest -o yaml"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound, Kind::Unreachable];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<RouteRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let admin = Admin::with_config(cli.client_config()?);
        let topic = TopicName::from(self.topic);
        let route = cli.block_on(async { Ok(admin.topic_route(&topic).await?) })?;
        cli.out.list(&rows(route))
    }
}

/// A topic on one broker.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RouteRow {
    /// The cluster.
    cluster: ClusterName,
    /// The broker's name.
    broker_name: BrokerName,
    /// By broker id; 0 is the master.
    broker_addrs: BTreeMap<i64, String>,
    /// Queues to read.
    read_queue_nums: i32,
    /// Queues to write.
    write_queue_nums: i32,
    /// Permission bits: 4 read, 2 write.
    perm: i32,
}

fn rows(route: TopicRouteData) -> Vec<RouteRow> {
    let mut rows: Vec<RouteRow> = route
        .queue_datas
        .iter()
        .map(|queues| {
            let broker = route.broker_datas.iter().find(|b| b.broker_name == queues.broker_name);
            RouteRow {
                cluster: broker.map(|b| b.cluster.clone()).unwrap_or_default(),
                broker_name: queues.broker_name.clone(),
                broker_addrs: broker.map(|b| b.broker_addrs.clone()).unwrap_or_default(),
                read_queue_nums: queues.read_queue_nums,
                write_queue_nums: queues.write_queue_nums,
                perm: queues.perm,
            }
        })
        .collect();
    rows.sort_by(|a, b| (&a.cluster, &a.broker_name).cmp(&(&b.cluster, &b.broker_name)));
    rows
}

impl View for RouteRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLUSTER", |r: &Self| r.cluster.to_string()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::text("ADDRESSES", |r| {
                let pairs = r.broker_addrs.iter().map(|(id, address)| format!("{id}={address}"));
                pairs.collect::<Vec<_>>().join(",")
            }),
            Column::number("READ", |r| r.read_queue_nums.to_string()),
            Column::number("WRITE", |r| r.write_queue_nums.to_string()),
            Column::text("PERM", |r| perm_text(r.perm).to_owned()),
        ]
    }

    fn name(&self) -> String {
        self.broker_name.to_string()
    }
}
