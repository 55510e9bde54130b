//! `updateGlobalWhiteAddr`: addresses that need no account.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::{conclude, done};

/// The command.
pub const SPEC: Spec = Spec {
    name: "updateGlobalWhiteAddr",
    alias: "",
    about: "Set the addresses that need no account",
    options: &[
        value('b', "brokerAddr", "The broker to set them on").one_of(),
        value('c', "clusterName", "The cluster to set them on, on each of its brokers").one_of(),
        value('g', "globalWhiteRemoteAddresses", "For example 10.10.103.*,192.168.0.*").required(),
        value('p', "aclFileFullPath", "The file of accounts that holds them"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let (target, addresses, file) = (call.target()?, call.required('g')?, call.get('p'));
    let outcomes = call
        .with_admin(async |admin| Ok(admin.acl_white_list_set(&target, addresses, file).await?))?;
    for address in done(&outcomes) {
        call.line(format_args!("update global white remote addresses to {address} success."));
    }
    conclude("brokers did not take the addresses", &outcomes)
}
