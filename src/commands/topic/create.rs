//! `rmq topic create`: make a topic.

use std::collections::BTreeMap;

use super::{parse_perm, state, state_of};
use crate::commands::changes::{ChangeRow, UNCHANGED, conclude_outcomes, with_outcomes};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::Admin;
use crate::engine::admin::servers::Target;
use crate::engine::admin::topic_change::TopicSpec;
use crate::engine::client::error::ClientError;
use crate::engine::protocol::bodies::route::ClusterInfo;
use crate::engine::protocol::names::{BrokerName, TopicName};

/// Make a topic on every master of a cluster
///
/// Waits until the name server tells clients of it. A topic that is there already with the same
/// queues and permission is left alone; with others, --update changes it.
#[derive(Debug, clap::Args)]
pub struct TopicCreate {
    /// Its name: letters, digits, `-`, `_`, `%` and `|`
    topic: String,
    #[command(flatten)]
    target: TargetArgs,
    /// Queues on each broker
    #[arg(long, value_name = "N", default_value_t = 8)]
    #[arg(value_parser = clap::value_parser!(i32).range(1..))]
    queues: i32,
    /// Queues to read on each broker, when they are not the same
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..))]
    read_queues: Option<i32>,
    /// Queues to write on each broker, when they are not the same
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..))]
    write_queues: Option<i32>,
    /// Permission: rw, r, w, or Apache's numbers 6, 4, 2
    #[arg(short, long, default_value = "rw", value_parser = parse_perm)]
    perm: i32,
    /// Change the topic if it is there already
    #[arg(long)]
    update: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for TopicCreate {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq topic create Orders",
        "rmq topic create Orders --queues 16 --update --dry-run",
        "rmq topic create Audit --cluster DefaultCluster --perm r -o json",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let admin = Admin::with_config(cli.client_config()?);
        let spec = TopicSpec {
            read_queues: self.read_queues.unwrap_or(self.queues),
            write_queues: self.write_queues.unwrap_or(self.queues),
            perm: self.perm,
            ..TopicSpec::new(self.topic.as_str())
        };
        cli.block_on(async {
            let info = admin.cluster_info().await?;
            let target = self.target.one(&info)?;
            let before = before(&admin, &spec.topic).await?;
            let rows = planned(&spec, &masters(&info, &target), &before);
            let other = rows.iter().find(|r| r.before.is_some() && r.before != r.after);
            if let (Some(row), false) = (other, self.update) {
                return Err(exists(&self.topic, row));
            }
            if self.dry_run || rows.iter().all(|row| row.result == UNCHANGED) && !rows.is_empty() {
                return cli.out.list(&rows);
            }
            let created = admin.topic_create(&spec, &target).await?;
            cli.out.list(&with_outcomes(&rows, &created.brokers))?;
            conclude_outcomes(&created.brokers)?;
            if !created.in_route {
                cli.out.warn("the name server does not tell clients of it yet");
            }
            Ok(())
        })
    }
}

/// What the topic is now on each broker that has it.
async fn before(admin: &Admin, topic: &TopicName) -> CommandResult<BTreeMap<BrokerName, String>> {
    match admin.topic_route(topic).await {
        Ok(route) => {
            Ok(route.queue_datas.iter().map(|q| (q.broker_name.clone(), state_of(q))).collect())
        }
        Err(ClientError::NoRoute { .. }) => Ok(BTreeMap::new()),
        Err(error) => Err(error.into()),
    }
}

/// Name and address of the masters that are meant.
fn masters(info: &ClusterInfo, target: &Target) -> Vec<(BrokerName, String)> {
    let masters = info.broker_addr_table.values().filter(|broker| match target {
        Target::Cluster(cluster) => broker.cluster == *cluster,
        Target::Broker(address) => broker.broker_addrs.values().any(|a| a == address),
    });
    masters.filter_map(|b| Some((b.broker_name.clone(), b.master_addr()?.to_owned()))).collect()
}

fn planned(
    spec: &TopicSpec,
    masters: &[(BrokerName, String)],
    before: &BTreeMap<BrokerName, String>,
) -> Vec<ChangeRow> {
    let after = state(spec.read_queues, spec.write_queues, spec.perm);
    let row = |(name, address): &(BrokerName, String)| {
        ChangeRow::planned(name, address, before.get(name).cloned(), Some(after.clone()))
    };
    masters.iter().map(row).collect()
}

fn exists(topic: &str, row: &ChangeRow) -> CommandError {
    let before = row.before.as_deref().unwrap_or_default();
    CommandError::failed(format!("topic {topic} exists on {} with {before}", row.server))
        .hint("add --update to change it; --dry-run shows what would change")
}
