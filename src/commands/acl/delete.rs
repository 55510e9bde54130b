//! `rmq acl delete`: delete an account.

use super::{account, conclude_asked, summary};
use crate::commands::changes::{ChangeRow, Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::servers::Target;

/// Delete an account: what it signs is refused from then on
#[derive(Debug, clap::Args)]
pub struct AclDelete {
    /// The account (its access key)
    account: String,
    #[command(flatten)]
    target: TargetArgs,
    /// Show where it would be deleted, and delete nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for AclDelete {
    const EXAMPLES: &'static [&'static str] =
        &["rmq acl delete my-account --dry-run", "rmq acl delete my-account --yes"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let name = &self.account;
        cli.with_admin(async |admin| {
            let brokers = admin.acl_configs_of(self.target.brokers(&admin).await?).await;
            conclude_asked(&brokers)?;
            let plan: Vec<ChangeRow> = brokers
                .iter()
                .filter_map(|row| {
                    let before = Some(summary(account(row, name)?));
                    let (broker, address) = (&row.broker.name, row.broker.address.as_str());
                    Some(ChangeRow::planned(broker, address, before, None))
                })
                .collect();
            if plan.is_empty() {
                let headline = format!("no broker has an account {name}");
                return Err(CommandError::not_found(headline).hint("rmq acl list"));
            }
            let question = format!("Delete account {name}?");
            let way = Way { dry_run: self.dry_run, question: Some(&question) };
            let addresses: Vec<String> = plan.iter().map(|row| row.address.clone()).collect();
            carry_out(cli, plan, way, async {
                let mut outcomes = Vec::new();
                for address in addresses {
                    let broker = Target::Broker(address);
                    outcomes.extend(admin.acl_account_delete(&broker, name).await?);
                }
                Ok(outcomes)
            })
            .await
        })
    }
}
