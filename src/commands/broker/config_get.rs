//! `rmq broker config get`: the settings of running brokers.

use super::entries::{EntryRow, keep};
use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;

/// Show the settings of running brokers
///
/// Settings are shown as they are in force, whatever the file says.
#[derive(Debug, clap::Args)]
pub struct BrokerConfigGet {
    /// Only these keys
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    #[command(flatten)]
    target: TargetArgs,
}

impl Command for BrokerConfigGet {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq broker config get",
        "rmq broker config get fileReservedTime flushDiskType",
        "rmq broker config get --broker broker-a -o csv",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<EntryRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let configs = cli.with_admin(async |admin| {
            let brokers = self.target.brokers(&admin).await?;
            Ok(admin.configs_of(brokers).await)
        })?;
        let mut rows = Vec::new();
        for broker in &configs {
            rows.extend(broker.config.iter().map(|(key, value)| EntryRow {
                broker_name: broker.broker_name.clone(),
                broker_id: broker.broker_id,
                address: broker.address.clone(),
                key: key.clone(),
                value: value.clone(),
            }));
        }
        keep(&mut rows, &self.keys)?;
        cli.out.list(&rows)?;
        conclude(
            "brokers did not tell their settings",
            configs.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
        )
    }
}
