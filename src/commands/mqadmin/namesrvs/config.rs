//! `getNamesrvConfig` and `updateNamesrvConfig`: the settings of the name servers.

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::conclude;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;

/// Shows them.
pub const GET: Spec = Spec {
    name: "getNamesrvConfig",
    alias: "",
    about: "Show the settings of the name servers",
    options: &[],
    run: get,
};

/// Changes one.
pub const UPDATE: Spec = Spec {
    name: "updateNamesrvConfig",
    alias: "",
    about: "Change a setting of the name servers",
    options: &[
        value('k', "key", "The key").required(),
        value('v', "value", "Its new value").required(),
    ],
    run: update,
};

fn get(call: &Call<'_>) -> CommandResult {
    let rows = call.with_admin(async |admin| Ok(admin.namesrv_configs().await))?;
    for row in rows.iter().filter(|row| row.error.is_none()) {
        call.line(format_args!("============{}============", row.address));
        for (key, value) in &row.config {
            call.line(format_args!("{key:<50}=  {value}"));
        }
    }
    changes::conclude(
        "name servers did not tell their settings",
        rows.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
    )
}

fn update(call: &Call<'_>) -> CommandResult {
    let (key, value) = (call.required('k')?, call.required('v')?);
    let outcomes = call.with_admin(async |admin| Ok(admin.namesrv_config_set(key, value).await))?;
    conclude("name servers did not take the setting", &outcomes)?;
    let servers: Vec<&str> = match call.has('n') {
        true => outcomes.iter().map(|outcome| outcome.address.as_str()).collect(),
        false => Vec::new(),
    };
    let servers =
        if servers.is_empty() { String::new() } else { format!("[{}]", servers.join(", ")) };
    call.line(format_args!("update name server config success!{servers}\n{key} : {value}"));
    Ok(())
}
