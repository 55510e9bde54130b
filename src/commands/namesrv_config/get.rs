//! `rmq namesrv-config get`: the settings of running name servers.

use serde::Serialize;

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::view::{Column, View};

/// Show the settings of every name server
#[derive(Debug, clap::Args)]
pub struct NamesrvConfigGet {
    /// Only these keys
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
}

impl Command for NamesrvConfigGet {
    const EXAMPLES: &'static [&'static str] =
        &["rmq namesrv-config get", "rmq namesrv-config get listenPort -o json"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<SettingRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let servers = cli.with_admin(async |admin| Ok(admin.namesrv_configs().await))?;
        let mut rows = Vec::new();
        for server in &servers {
            rows.extend(server.config.iter().map(|(key, value)| SettingRow {
                address: server.address.clone(),
                key: key.clone(),
                value: value.clone(),
            }));
        }
        let missing = self.keys.iter().find(|key| !rows.iter().any(|row| row.key == **key));
        if let (Some(key), false) = (missing, rows.is_empty()) {
            return Err(CommandError::not_found(format!("name servers have no key `{key}`"))
                .hint("rmq namesrv-config get shows all keys"));
        }
        rows.retain(|row| self.keys.is_empty() || self.keys.contains(&row.key));
        cli.out.list(&rows)?;
        conclude(
            "name servers did not tell their settings",
            servers.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
        )
    }
}

/// A setting of one name server.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SettingRow {
    /// `ip:port`.
    address: String,
    /// The key.
    key: String,
    /// Its value.
    value: String,
}

impl View for SettingRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("NAMESRV", |r: &Self| r.address.clone()),
            Column::text("KEY", |r| r.key.clone()),
            Column::text("VALUE", |r| r.value.clone()),
        ]
    }

    fn name(&self) -> String {
        self.key.clone()
    }
}
