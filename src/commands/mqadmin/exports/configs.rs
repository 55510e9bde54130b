//! `exportConfigs`: the settings of a cluster that matter for another one like it.

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::exports::{FILE_PATH, export};
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;

/// The command.
pub const SPEC: Spec = Spec {
    name: "exportConfigs",
    alias: "",
    about: "Write the settings of a cluster into a file",
    options: &[value('c', "clusterName", "The cluster").required(), FILE_PATH],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let target = call.target()?;
    call.with_admin(async |admin| {
        let (configs, masters) = admin.export_configs(&target).await?;
        changes::conclude(
            "brokers did not tell their settings",
            masters.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
        )?;
        let path = export(call, "configs.json", &configs)?;
        call.print(format_args!("export {path} success"));
        Ok(())
    })
}
