//! `producer`: who is connected to a broker as a producer.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;

/// The command.
pub const SPEC: Spec = Spec {
    name: "producer",
    alias: "",
    about: "Show the producers connected to a broker",
    options: &[value('b', "broker", "The broker's address").required()],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let address = call.required('b')?;
    let table = call.with_admin(async |admin| Ok(admin.producers_of(address).await?))?;
    for (group, producers) in &table.data {
        for producer in producers {
            call.line(format_args!(
                "producer group ({group}) instance : clientId={},remoteIP={}, language={}, version={}, lastUpdateTimestamp={}",
                producer.client_id,
                producer.remote_ip,
                producer.language.name(),
                producer.version,
                producer.last_update_timestamp
            ));
        }
    }
    Ok(())
}
