//! `rmq namesrv-config set`: change a setting of running name servers.

use crate::commands::changes::{ChangeRow, Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::values::pair;

/// Change a setting of every name server
#[derive(Debug, clap::Args)]
pub struct NamesrvConfigSet {
    /// The key and its new value
    #[arg(value_name = "KEY=VALUE", value_parser = pair)]
    setting: (String, String),
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for NamesrvConfigSet {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq namesrv-config set orderMessageEnable=true --dry-run",
        "rmq namesrv-config set orderMessageEnable=true",
    ];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::Partial, Kind::Unreachable];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (key, value) = self.setting;
        cli.with_admin(async |admin| {
            let plan: Vec<ChangeRow> = admin
                .namesrv_configs()
                .await
                .into_iter()
                .map(|server| {
                    let before = server.config.into_iter().find(|(name, _)| *name == key);
                    let (before, after) = (before.map(|(_, value)| value), Some(value.clone()));
                    ChangeRow::planned("namesrv", server.address, before, after)
                })
                .collect();
            let act = async { Ok(admin.namesrv_config_set(&key, &value).await) };
            carry_out(cli, plan, Way { dry_run: self.dry_run, question: None }, act).await
        })
    }
}
