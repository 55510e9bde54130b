//! `rmq broker status`: the figures of running brokers.

use super::entries::{EntryRow, keep};
use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::outcome::Failure;

/// Show every figure that brokers tell of themselves
///
/// The keys are those of mqadmin brokerStatus. Rates are three numbers: over 10 s, 60 s and 600 s.
#[derive(Debug, clap::Args)]
pub struct BrokerStatus {
    /// Only these figures
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    #[command(flatten)]
    target: TargetArgs,
}

impl Command for BrokerStatus {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq broker status",
        "rmq broker status putTps commitLogDiskRatio",
        "rmq broker status --broker broker-a -o json",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<EntryRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (mut rows, asked) = cli.with_admin(async |admin| {
            let brokers = self.target.brokers(&admin).await?;
            let (mut rows, mut asked) = (Vec::new(), Vec::new());
            for (broker, figures) in admin.broker_figures(brokers).await {
                match figures {
                    Ok(figures) => {
                        rows.extend(figures.into_iter().map(|(key, value)| EntryRow {
                            broker_name: broker.name.clone(),
                            broker_id: broker.id,
                            address: broker.address.clone(),
                            key,
                            value,
                        }));
                        asked.push((broker.address, None));
                    }
                    Err(error) => asked.push((broker.address, Some(Failure::from(&error)))),
                }
            }
            Ok((rows, asked))
        })?;
        keep(&mut rows, &self.keys)?;
        cli.out.list(&rows)?;
        let asked = asked.iter().map(|(address, failure)| (address.as_str(), failure.as_ref()));
        conclude("brokers did not tell their figures", asked)
    }
}
