//! `rmq topic delete`: delete a topic.

use super::state_of;
use crate::commands::changes::{ChangeRow, conclude};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::engine::admin::Admin;
use crate::engine::admin::outcome::Outcome;
use crate::engine::client::error::ClientError;
use crate::engine::protocol::bodies::route::TopicRouteData;
use crate::engine::protocol::name_rules::is_system_topic;
use crate::engine::protocol::names::{ClusterName, TopicName};

/// Delete a topic from its brokers and from the name servers
///
/// Its messages cannot be consumed any more; the disk they take is freed with the log files they
/// are in. A producer that goes on sending to it may create it again.
#[derive(Debug, clap::Args)]
pub struct TopicDelete {
    /// The topic
    topic: String,
    /// Only from this cluster
    #[arg(short, long, value_name = "NAME")]
    cluster: Option<String>,
    /// Show what would be deleted, and delete nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for TopicDelete {
    const EXAMPLES: &'static [&'static str] =
        &["rmq topic delete Orders --dry-run", "rmq topic delete Orders --yes"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        if is_system_topic(&self.topic) {
            return Err(CommandError::usage(format!("{} belongs to the system", self.topic))
                .because("brokers do not work without it"));
        }
        let admin = Admin::with_config(cli.client_config()?);
        let topic = TopicName::from(self.topic.as_str());
        let cluster = self.cluster.as_deref().map(ClusterName::from);
        cli.block_on(async {
            let rows = planned(&admin.topic_route(&topic).await?, cluster.as_ref())?;
            if self.dry_run {
                return cli.out.list(&rows);
            }
            let brokers: Vec<&str> = rows.iter().map(|row| row.server.as_str()).collect();
            let brokers = brokers.join(", ");
            cli.confirm(&format!("Delete topic {topic} with all its messages on {brokers}?"))?;
            let deleted = admin.topic_delete(&topic, cluster.as_ref()).await?;
            let done = deleted.brokers.iter().map(|outcome| {
                let before = rows.iter().find(|row| row.address == outcome.address);
                row(outcome, before.and_then(|row| row.before.clone()))
            });
            let told = deleted.name_servers.iter().map(|outcome| row(outcome, None));
            cli.out.list(&done.chain(told).collect::<Vec<_>>())?;
            let all = deleted.brokers.iter().chain(&deleted.name_servers);
            conclude("servers failed", all.map(|o| (o.address.as_str(), o.error.as_ref())))
        })
    }
}

fn planned(route: &TopicRouteData, cluster: Option<&ClusterName>) -> CommandResult<Vec<ChangeRow>> {
    let brokers: Vec<_> =
        route.broker_datas.iter().filter(|b| cluster.is_none_or(|c| b.cluster == *c)).collect();
    if let (Some(cluster), true) = (cluster, brokers.is_empty()) {
        let known = route.broker_datas.iter().map(|b| b.cluster.to_string()).collect();
        return Err(ClientError::NoCluster { cluster: cluster.to_string(), known }.into());
    }
    let row = |broker: &&crate::engine::protocol::bodies::route::BrokerData| {
        let queues = route.queue_datas.iter().find(|q| q.broker_name == broker.broker_name);
        Some(ChangeRow {
            server: broker.broker_name.to_string(),
            address: broker.master_addr()?.to_owned(),
            before: queues.map(state_of),
            after: None,
            result: "would change",
            error: None,
        })
    };
    Ok(brokers.iter().filter_map(row).collect())
}

fn row(outcome: &Outcome, before: Option<String>) -> ChangeRow {
    let server = outcome.broker_name.as_ref().map_or("namesrv".to_owned(), ToString::to_string);
    let address = outcome.address.clone();
    let change = ChangeRow { server, address, before, after: None, result: "done", error: None };
    change.with_outcome(outcome)
}
