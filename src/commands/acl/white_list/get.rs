//! `rmq acl white-list get`: the addresses that need no account.

use serde::Serialize;

use super::addresses;
use crate::commands::acl::conclude_asked;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::commands::view::{Column, View};
use crate::engine::protocol::names::BrokerName;

/// Show the addresses from which everybody may do everything, unsigned
#[derive(Debug, clap::Args)]
pub struct WhiteListGet {
    #[command(flatten)]
    target: TargetArgs,
}

impl Command for WhiteListGet {
    const EXAMPLES: &'static [&'static str] =
        &["rmq acl white-list get", "rmq acl white-list get --broker broker-a -o name"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<WhiteRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let brokers = cli.with_admin(async |admin| {
            Ok(admin.acl_configs_of(self.target.brokers(&admin).await?).await)
        })?;
        let mut rows = Vec::new();
        for row in &brokers {
            rows.extend(addresses(row).map(|unsigned_from| WhiteRow {
                broker_name: row.broker.name.clone(),
                broker_id: row.broker.id,
                address: row.broker.address.clone(),
                unsigned_from: unsigned_from.to_owned(),
            }));
        }
        if rows.is_empty() {
            cli.out.note("no address is on a white list");
        }
        cli.out.list(&rows)?;
        conclude_asked(&brokers)
    }
}

/// An entry of one broker's white list.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WhiteRow {
    /// The broker's name.
    broker_name: BrokerName,
    /// The broker's id; 0 is the master.
    broker_id: i64,
    /// `ip:port`.
    address: String,
    /// Addresses from which everything is allowed, unsigned.
    unsigned_from: String,
}

impl View for WhiteRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("BROKER", |r: &Self| r.broker_name.to_string()),
            Column::number("ID", |r| r.broker_id.to_string()),
            Column::text("UNSIGNED FROM", |r| r.unsigned_from.clone()),
            Column::text("ADDRESS", |r: &Self| r.address.clone()).wide(),
        ]
    }

    fn name(&self) -> String {
        self.unsigned_from.clone()
    }
}
