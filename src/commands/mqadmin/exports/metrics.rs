//! `exportMetrics`: figures to judge the size of a cluster by.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::exports::{FILE_PATH, export};
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;

/// The command.
pub const SPEC: Spec = Spec {
    name: "exportMetrics",
    alias: "",
    about: "Write figures about the size of a cluster into a file",
    options: &[value('c', "clusterName", "The cluster").required(), FILE_PATH],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let target = call.target()?;
    let metrics = call.with_admin(async |admin| Ok(admin.export_metrics(&target).await?))?;
    let path = export(call, "metrics.json", &metrics)?;
    call.print(format_args!("export {path} success"));
    Ok(())
}
