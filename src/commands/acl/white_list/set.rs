//! `rmq acl white-list set`: who needs no account.

use super::addresses;
use crate::commands::acl::conclude_asked;
use crate::commands::changes::{ChangeRow, Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::servers::Target;

/// Set the addresses from which everybody may do everything, unsigned
///
/// They take the place of those that are there. A broker with several files of accounts shows the
/// lists of all of them; only that of one file is set.
#[derive(Debug, clap::Args)]
pub struct WhiteListSet {
    /// The addresses, for example 10.10.103.* or 192.168.0.1
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// The file of accounts they stand in, instead of each broker's default one
    #[arg(long, value_name = "FILE")]
    file: Option<String>,
    #[command(flatten)]
    target: TargetArgs,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for WhiteListSet {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq acl white-list set 127.0.0.1 '192.168.0.*' --dry-run",
        "rmq acl white-list set 127.0.0.1 --broker broker-a --yes",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let wanted = self.addresses.join(",");
        cli.with_admin(async |admin| {
            let brokers = admin.acl_configs_of(self.target.brokers(&admin).await?).await;
            conclude_asked(&brokers)?;
            let plan: Vec<ChangeRow> = brokers
                .iter()
                .map(|row| {
                    let before = addresses(row).collect::<Vec<_>>().join(",");
                    let before = Some(before).filter(|before| !before.is_empty());
                    let (name, address) = (&row.broker.name, row.broker.address.as_str());
                    ChangeRow::planned(name, address, before, Some(wanted.clone()))
                })
                .collect();
            let question = format!("Let everybody at {wanted} do everything, unsigned?");
            let way = Way { dry_run: self.dry_run, question: Some(&question) };
            let addresses: Vec<String> = plan.iter().map(|row| row.address.clone()).collect();
            carry_out(cli, plan, way, async {
                let mut outcomes = Vec::new();
                for address in addresses {
                    let (broker, file) = (Target::Broker(address), self.file.as_deref());
                    outcomes.extend(admin.acl_white_list_set(&broker, &wanted, file).await?);
                }
                Ok(outcomes)
            })
            .await
        })
    }
}
