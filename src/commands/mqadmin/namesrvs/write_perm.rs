//! `wipeWritePerm` and `addWritePerm`: whether producers are sent to a broker.

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::{Opt, value};
use crate::commands::mqadmin::spec::Spec;
use crate::engine::protocol::names::BrokerName;

const BROKER: Opt = value('b', "brokerName", "The broker's name").required();

/// Takes it away.
pub const WIPE: Spec = Spec {
    name: "wipeWritePerm",
    alias: "",
    about: "Send no producer to a broker any more",
    options: &[BROKER],
    run: |call| change(call, "wipe", false),
};

/// Gives it back.
pub const ADD: Spec = Spec {
    name: "addWritePerm",
    alias: "",
    about: "Send producers to a broker again",
    options: &[BROKER],
    run: |call| change(call, "add", true),
};

fn change(call: &Call<'_>, word: &str, writable: bool) -> CommandResult {
    let broker = BrokerName::from(call.required('b')?);
    let rows = call.with_admin(async |admin| Ok(admin.write_perm(&broker, writable).await))?;
    for row in &rows {
        let result = match row.error {
            None => format!("OK, {}", row.topics),
            Some(_) => "Failed".to_owned(),
        };
        let address = &row.address;
        call.line(format_args!(
            "{word} write perm of broker[{broker}] in name server[{address}] {result}"
        ));
    }
    changes::conclude(
        "name servers did not change the permission",
        rows.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
    )
}
