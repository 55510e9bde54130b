//! `rmq topic update`: change a topic.

use super::{parse_perm, spec_of};
use crate::commands::changes::{ChangeRow, Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::Admin;
use crate::engine::admin::servers::{BrokerAt, Target};
use crate::engine::admin::topic_change::TopicSpec;
use crate::engine::protocol::bodies::route::TopicRouteData;
use crate::engine::protocol::names::TopicName;

/// Change the queues or the permission of a topic on the brokers that hold it
///
/// What no option names stays as it is on each broker. Fewer queues to write than to read lets consumers
/// read what is there, before the number of queues to read follows.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true))]
pub struct TopicUpdate {
    /// The topic
    topic: String,
    #[command(flatten)]
    target: TargetArgs,
    /// Queues on each broker
    #[arg(long, value_name = "N", group = "what", conflicts_with_all = ["read_queues", "write_queues"])]
    #[arg(value_parser = clap::value_parser!(i32).range(1..))]
    queues: Option<i32>,
    /// Queues to read on each broker
    #[arg(short, long, value_name = "N", group = "what")]
    #[arg(value_parser = clap::value_parser!(i32).range(1..))]
    read_queues: Option<i32>,
    /// Queues to write on each broker
    #[arg(short, long, value_name = "N", group = "what")]
    #[arg(value_parser = clap::value_parser!(i32).range(1..))]
    write_queues: Option<i32>,
    /// Permission: rw, r, w, or Apache's numbers 6, 4, 2
    #[arg(short, long, value_parser = parse_perm, group = "what")]
    perm: Option<i32>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for TopicUpdate {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq topic update TopicTest --queues 16 --dry-run",
        "rmq topic update TopicTest --perm r",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let topic = TopicName::from(self.topic.as_str());
        cli.with_admin(async |admin| {
            update(cli, &admin, &topic, &self.target, self.dry_run, |spec| {
                spec.read_queues = self.read_queues.or(self.queues).unwrap_or(spec.read_queues);
                spec.write_queues = self.write_queues.or(self.queues).unwrap_or(spec.write_queues);
                spec.perm = self.perm.unwrap_or(spec.perm);
            })
            .await
        })
    }
}

/// Changes `topic` on each master of it that is meant, as `change` says.
pub async fn update(
    cli: &Cli,
    admin: &Admin,
    topic: &TopicName,
    target: &TargetArgs,
    dry_run: bool,
    change: impl Fn(&mut TopicSpec),
) -> CommandResult {
    let route = admin.topic_route(topic).await?;
    let masters = target.masters(admin).await?;
    let changed: Vec<(BrokerAt, TopicSpec, TopicSpec)> = masters
        .into_iter()
        .filter_map(|master| {
            let before = before(&route, topic, &master)?;
            let mut after = before.clone();
            change(&mut after);
            Some((master, before, after))
        })
        .collect();
    if changed.is_empty() {
        return Err(CommandError::not_found(format!("topic {topic} has no master there"))
            .hint(format!("rmq topic route {topic}")));
    }
    let state = |spec: &TopicSpec| super::state(spec.read_queues, spec.write_queues, spec.perm);
    let plan = changed.iter().map(|(master, before, after)| {
        let (before, after) = (Some(state(before)), Some(state(after)));
        ChangeRow::planned(&master.name, master.address.as_str(), before, after)
    });
    carry_out(cli, plan.collect(), Way { dry_run, question: None }, async {
        let mut outcomes = Vec::new();
        for (master, _, after) in &changed {
            let target = Target::Broker(master.address.clone());
            outcomes.extend(admin.topic_create(after, &target).await?.brokers);
        }
        Ok(outcomes)
    })
    .await
}

fn before(route: &TopicRouteData, topic: &TopicName, master: &BrokerAt) -> Option<TopicSpec> {
    let queues = route.queue_datas.iter().find(|queues| queues.broker_name == master.name)?;
    Some(spec_of(topic, queues))
}
