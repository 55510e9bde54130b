//! `rmq broker config set`: change a setting of running brokers.

use crate::commands::changes::{ChangeRow, Way, conclude_outcomes, with_outcomes};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::commands::values::pair;
use crate::engine::admin::Admin;
use crate::engine::admin::servers::{BrokerAt, Target};
use crate::engine::util::nearest::nearest;

/// Change a setting of running brokers
///
/// The broker writes it into its file too. AFTER is what the broker shows afterwards: a key that only a
/// start reads keeps its old value there until the broker is started again.
#[derive(Debug, clap::Args)]
pub struct BrokerConfigSet {
    /// The key and its new value
    #[arg(value_name = "KEY=VALUE", value_parser = pair)]
    setting: (String, String),
    #[command(flatten)]
    target: TargetArgs,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for BrokerConfigSet {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq broker config set fileReservedTime=48 --dry-run",
        "rmq broker config set fileReservedTime=48 --broker broker-a",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (key, value) = &self.setting;
        let way = Way { dry_run: self.dry_run, question: None };
        cli.with_admin(async |admin| {
            let masters = self.target.masters(&admin).await?;
            let before = values(&admin, &masters, key).await?;
            let plan: Vec<ChangeRow> = masters
                .iter()
                .zip(before)
                .map(|(broker, before)| {
                    let (name, address) = (&broker.name, broker.address.as_str());
                    ChangeRow::planned(name, address, before, Some(value.clone()))
                })
                .collect();
            if way.is_only_shown(&plan) {
                return cli.out.list(&plan);
            }
            let mut outcomes = Vec::new();
            for broker in &masters {
                let target = Target::Broker(broker.address.clone());
                outcomes.extend(admin.broker_config_set(&target, key, value).await?);
            }
            let mut rows = with_outcomes(&plan, &outcomes);
            if conclude_outcomes(&outcomes).is_ok() {
                let after = values(&admin, &masters, key).await?;
                for (row, after) in rows.iter_mut().zip(after) {
                    if after.as_ref() != Some(value) {
                        row.after = after;
                        row.result = "done, in force after a restart";
                    }
                }
            }
            cli.out.list(&rows)?;
            conclude_outcomes(&outcomes)
        })
    }
}

/// What `key` is on each of `masters`.
async fn values(
    admin: &Admin,
    masters: &[BrokerAt],
    key: &str,
) -> CommandResult<Vec<Option<String>>> {
    let configs = admin.configs_of(masters.to_vec()).await;
    let keys = configs.iter().flat_map(|row| &row.config).map(|(key, _)| key.as_str());
    let keys: Vec<&str> = keys.collect();
    if !keys.is_empty() && !keys.contains(&key) {
        let error = CommandError::not_found(format!("brokers have no key `{key}`"));
        return Err(match nearest(key, keys) {
            Some(meant) => error.hint(format!("did you mean `{meant}`?")),
            None => error.hint("rmq broker config get shows all keys"),
        });
    }
    let value = |config: &[(String, String)]| {
        config.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone())
    };
    Ok(configs.iter().map(|row| value(&row.config)).collect())
}
