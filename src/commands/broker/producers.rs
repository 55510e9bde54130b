//! `rmq broker producers`: who is connected as a producer.

use serde::Serialize;

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::commands::values::local_time;
use crate::commands::view::{Column, View};
use crate::engine::admin::outcome::Failure;
use crate::engine::protocol::names::{BrokerName, ClientId, GroupName};
use crate::engine::protocol::version::version_name;
use crate::engine::util::clock::TimestampMs;

/// Show the producers connected to the brokers
///
/// A client counts as a producer of its group for two minutes after its last heartbeat.
#[derive(Debug, clap::Args)]
pub struct BrokerProducers {
    #[command(flatten)]
    target: TargetArgs,
    /// Only this producer group
    #[arg(short, long, value_name = "GROUP")]
    group: Option<String>,
}

impl Command for BrokerProducers {
    const EXAMPLES: &'static [&'static str] =
        &["rmq broker producers", "rmq broker producers --group my-producers -o json"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ProducerRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (mut rows, asked) = cli.with_admin(async |admin| {
            let (mut rows, mut asked) = (Vec::new(), Vec::new());
            for broker in self.target.masters(&admin).await? {
                let table = admin.producers_of(&broker.address).await;
                let failure = table.as_ref().err().map(Failure::from);
                asked.push((broker.address, failure));
                for (group, producers) in table.map(|table| table.data).unwrap_or_default() {
                    rows.extend(producers.into_iter().map(|producer| ProducerRow {
                        group: group.clone(),
                        client_id: producer.client_id,
                        address: producer.remote_ip.trim_start_matches('/').to_owned(),
                        language: producer.language.name(),
                        version: version_name(producer.version),
                        last_heartbeat: producer.last_update_timestamp,
                        broker_name: broker.name.clone(),
                    }));
                }
            }
            Ok((rows, asked))
        })?;
        rows.retain(|row: &ProducerRow| {
            self.group.as_ref().is_none_or(|group| row.group.as_str() == group)
        });
        if rows.is_empty() {
            cli.out.note("no producer is connected");
        }
        cli.out.list(&rows)?;
        let asked = asked.iter().map(|(address, failure)| (address.as_str(), failure.as_ref()));
        conclude("brokers did not tell their producers", asked)
    }
}

/// A producer at one broker.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProducerRow {
    /// The consumer group.
    group: GroupName,
    /// The client's id.
    client_id: ClientId,
    /// `ip:port`.
    address: String,
    /// The client's language.
    language: &'static str,
    /// The client's protocol version, `V4_9_7` for example.
    version: String,
    /// When the broker last heard of it.
    last_heartbeat: TimestampMs,
    /// The broker's name.
    broker_name: BrokerName,
}

impl View for ProducerRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("GROUP", |r: &Self| r.group.to_string()),
            Column::text("CLIENT", |r| r.client_id.to_string()),
            Column::text("ADDRESS", |r| r.address.clone()),
            Column::text("LANGUAGE", |r| r.language.to_owned()),
            Column::text("VERSION", |r| r.version.clone()),
            Column::text("LAST HEARTBEAT", |r| local_time(r.last_heartbeat)),
            Column::text("BROKER", |r| r.broker_name.to_string()),
        ]
    }

    fn name(&self) -> String {
        self.client_id.to_string()
    }
}
