//! `updateKvConfig` and `deleteKvConfig`: the key-value configuration of the name servers.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::conclude;
use crate::commands::mqadmin::options::{Opt, value};
use crate::commands::mqadmin::spec::Spec;

const NAMESPACE: Opt = value('s', "namespace", "The namespace").required();
const KEY: Opt = value('k', "key", "The key").required();

/// Sets a value.
pub const UPDATE: Spec = Spec {
    name: "updateKvConfig",
    alias: "",
    about: "Set a key of the name servers' key-value configuration",
    options: &[NAMESPACE, KEY, value('v', "value", "Its value").required()],
    run: update,
};

/// Deletes one.
pub const DELETE: Spec = Spec {
    name: "deleteKvConfig",
    alias: "",
    about: "Delete a key of the name servers' key-value configuration",
    options: &[NAMESPACE, KEY],
    run: delete,
};

fn update(call: &Call<'_>) -> CommandResult {
    let (namespace, key) = (call.required('s')?, call.required('k')?);
    let value = call.required('v')?;
    let outcomes = call.with_admin(async |admin| Ok(admin.kv_put(namespace, key, value).await))?;
    conclude("name servers did not take the value", &outcomes)?;
    call.line(format_args!("create or update kv config to namespace success."));
    Ok(())
}

fn delete(call: &Call<'_>) -> CommandResult {
    let (namespace, key) = (call.required('s')?, call.required('k')?);
    let outcomes = call.with_admin(async |admin| Ok(admin.kv_delete(namespace, key).await))?;
    conclude("name servers did not delete the key", &outcomes)?;
    call.line(format_args!("delete kv config from namespace success."));
    Ok(())
}
