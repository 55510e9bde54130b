//! `clusterAclConfigVersion`: how often the files of accounts have changed.

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::time;
use crate::engine::admin::servers::Target;

/// The command.
pub const SPEC: Spec = Spec {
    name: "clusterAclConfigVersion",
    alias: "",
    about: "Show how often the files of accounts have changed",
    options: &[
        value('b', "brokerAddr", "The broker").one_of(),
        value('c', "clusterName", "A cluster: each of its masters").one_of(),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let target = call.target()?;
    let rows = call.with_admin(async |admin| Ok(admin.acl_versions(&target).await?))?;
    let line = |cells: [&str; 6]| {
        let [cluster, broker, address, file, version, changed] = cells;
        call.line(format_args!(
            "{cluster:<16}  {broker:<22}  {address:<22}  {file:<20}  {version:<22}  {changed:<22}"
        ));
    };
    // Of one broker Apache's command prints no head.
    let asked = match target {
        Target::Broker(_) => "broker",
        Target::Cluster(_) => {
            line([
                "#Cluster Name",
                "#Broker Name",
                "#Broker Addr",
                "#AclFilePath",
                "#AclConfigVersionNum",
                "#AclLastUpdateTime",
            ]);
            "cluster"
        }
    };
    for row in &rows {
        for (file, version) in &row.files {
            line([
                &row.cluster,
                &row.broker_name,
                &row.broker_address,
                file,
                &version.counter.to_string(),
                &time(version.timestamp),
            ]);
        }
    }
    changes::conclude(
        "brokers did not tell the versions of their accounts",
        rows.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
    )?;
    call.line(format_args!("get {asked}'s plain access config version success."));
    Ok(())
}
