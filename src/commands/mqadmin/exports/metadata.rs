//! `exportMetadata`: the topics and groups of a broker or a cluster.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::exports::{FILE_PATH, export};
use crate::commands::mqadmin::options::{flag, value};
use crate::commands::mqadmin::table::Spec;
use crate::engine::admin::Admin;
use crate::engine::admin::servers::Target;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use crate::engine::protocol::bodies::topic_config::TopicConfig;
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::util::clock::TimestampMs;

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

/// What all masters have together. A part that is not wanted is left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    export_time: TimestampMs,
    topic_config_table: Option<BTreeMap<TopicName, TopicConfig>>,
    subscription_group_table: Option<BTreeMap<GroupName, SubscriptionGroupConfig>>,
}

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
    let mut topics: BTreeMap<TopicName, TopicConfig> = BTreeMap::new();
    let mut groups: BTreeMap<GroupName, SubscriptionGroupConfig> = BTreeMap::new();
    for master in admin.masters_of(target).await? {
        let table = admin.user_topics(&master.address, call.has('s')).await?.topic_config_table;
        for (name, mut topic) in table {
            if let Some(elsewhere) = topics.get(&name) {
                topic.write_queue_nums += elsewhere.write_queue_nums;
                topic.read_queue_nums += elsewhere.read_queue_nums;
            }
            topics.insert(name, topic);
        }
        for (name, mut group) in admin.user_groups(&master.address).await?.subscription_group_table
        {
            if let Some(elsewhere) = groups.get(&name) {
                group.retry_queue_nums += elsewhere.retry_queue_nums;
            }
            groups.insert(name, group);
        }
    }
    let (name, topics, groups) = match (call.has('t'), call.has('g')) {
        (true, _) => (TOPICS_FILE, Some(topics), None),
        (false, true) => (GROUPS_FILE, None, Some(groups)),
        (false, false) => ("metadata.json", Some(topics), Some(groups)),
    };
    let metadata = Metadata {
        export_time: TimestampMs::now(),
        topic_config_table: topics,
        subscription_group_table: groups,
    };
    let path = export(call, name, &metadata)?;
    call.line(format_args!("export {path} success"));
    Ok(())
}
