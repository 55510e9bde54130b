//! `brokerStatus`: the runtime figures of brokers.

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::admin::outcome::Failure;
use crate::engine::admin::servers::Target;

/// The command.
pub const SPEC: Spec = Spec {
    name: "brokerStatus",
    alias: "",
    about: "Show the figures of running brokers",
    options: &[
        value('b', "brokerAddr", "The broker"),
        value('c', "clusterName", "A cluster: all its brokers"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let target = call.target()?;
    call.with_admin(async |admin| {
        let mut rows = Vec::new();
        for broker in admin.brokers_of(&target).await? {
            let failure = match admin.broker_runtime(&broker.address, None).await {
                Ok(figures) => {
                    for (key, value) in figures {
                        match target {
                            Target::Broker(_) => call.line(format_args!("{key:<32}: {value}")),
                            Target::Cluster(_) => {
                                let address = &broker.address;
                                call.line(format_args!("{address:<24} {key:<32}: {value}"));
                            }
                        }
                    }
                    None
                }
                Err(error) => Some(Failure::from(&error)),
            };
            rows.push((broker.address, failure));
        }
        let rows = rows.iter().map(|(address, failure)| (address.as_str(), failure.as_ref()));
        changes::conclude("brokers did not tell their figures", rows)
    })
}
