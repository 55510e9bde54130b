//! `exportMetadata`: the topics and groups of a broker or a cluster.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::exports::{FILE_PATH, export};
use crate::commands::mqadmin::options::{flag, value};
use crate::commands::mqadmin::spec::Spec;
use crate::engine::admin::Admin;
use crate::engine::admin::servers::Target;

/// The command.
pub const SPEC: Spec = Spec {
    name: "exportMetadata",
    alias: "",
    about: "Write the topics and groups of a broker or a cluster into a file",
    options: &[
        value('c', "clusterName", "A cluster: its masters together"),
        value('b', "brokerAddr", "One broker, with -t or -g"),
        FILE_PATH,
        flag('t', "topic", "Topics only"),
        flag('g', "subscriptionGroup", "Groups only"),
        flag('s', "specialTopic", "Topics of retries and dead letters too"),
    ],
    run,
};

const TOPICS_FILE: &str = "topic.json";
const GROUPS_FILE: &str = "subscriptionGroup.json";

fn run(call: &Call<'_>) -> CommandResult {
    let target = call.target()?;
    call.with_admin(async |admin| match &target {
        Target::Broker(address) => of_broker(call, &admin, address).await,
        Target::Cluster(_) => of_cluster(call, &admin, &target).await,
    })
}

async fn of_broker(call: &Call<'_>, admin: &Admin, address: &str) -> CommandResult {
    let path = if call.has('t') {
        export(call, TOPICS_FILE, &admin.user_topics(address, call.has('s')).await?)?
    } else if call.has('g') {
        export(call, GROUPS_FILE, &admin.user_groups(address).await?)?
    } else {
        return Err(CommandError::usage("-b needs -t or -g: topics or groups"));
    };
    call.print(format_args!("export {path} success"));
    Ok(())
}

async fn of_cluster(call: &Call<'_>, admin: &Admin, target: &Target) -> CommandResult {
    let mut metadata = admin.export_metadata(target, call.has('s')).await?;
    let name = match (call.has('t'), call.has('g')) {
        (true, _) => {
            metadata.subscription_group_table = None;
            TOPICS_FILE
        }
        (false, true) => {
            metadata.topic_config_table = None;
            GROUPS_FILE
        }
        (false, false) => "metadata.json",
    };
    let path = export(call, name, &metadata)?;
    call.line(format_args!("export {path} success"));
    Ok(())
}
