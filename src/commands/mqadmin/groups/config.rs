//! `getConsumerConfig`: the settings of a consumer group.

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::groups::update::fields;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::protocol::names::GroupName;

/// The command.
pub const SPEC: Spec = Spec {
    name: "getConsumerConfig",
    alias: "",
    about: "Show the settings of a consumer group",
    options: &[value('g', "groupName", "The group").required()],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let group = GroupName::from(call.required('g')?);
    let rows = call.with_admin(async |admin| Ok(admin.group_configs(&group).await?))?;
    for row in &rows {
        let Some(config) = &row.config else { continue };
        let rule = "=".repeat(29);
        call.line(format_args!("{rule}{}:{}{rule}", row.cluster, row.broker_name));
        for (key, value) in fields(config) {
            call.line(format_args!("{key:<40}=  {value}"));
        }
    }
    changes::conclude(
        "brokers did not tell their groups",
        rows.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
    )
}
