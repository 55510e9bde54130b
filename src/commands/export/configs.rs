//! `rmq export configs`: the settings of brokers as one document.

use super::PlaceArgs;
use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::export::configs::Configs;

/// Write down the settings of a cluster that matter for another one like it, as JSON
///
/// They are those that mqadmin exportConfigs writes; rmq broker config get shows all there are.
#[derive(Debug, clap::Args)]
pub struct ExportConfigs {
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    place: PlaceArgs,
}

impl Command for ExportConfigs {
    const EXAMPLES: &'static [&'static str] =
        &["rmq export configs --file configs.json", "rmq export configs -o yaml"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::one::<Configs>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (configs, masters) = cli.with_admin(async |admin| {
            let target = self.target.one(&admin.cluster_info().await?)?;
            Ok(admin.export_configs(&target).await?)
        })?;
        conclude(
            "brokers did not tell their settings",
            masters.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
        )?;
        self.place.write(cli, &configs)
    }
}
