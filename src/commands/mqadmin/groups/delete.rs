//! `deleteSubGroup`: deletes a consumer group.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::topics;
use crate::commands::mqadmin::{conclude, done};
use crate::engine::admin::servers::Target;
use crate::engine::protocol::names::{
    DEAD_LETTER_TOPIC_PREFIX, GroupName, RETRY_TOPIC_PREFIX, TopicName,
};

/// The command.
pub const SPEC: Spec = Spec {
    name: "deleteSubGroup",
    alias: "",
    about: "Delete a consumer group",
    options: &[
        value('b', "brokerAddr", "The broker to delete it from"),
        value(
            'c',
            "clusterName",
            "The cluster to delete it from, with its retry and dead letter topics",
        ),
        value('g', "groupName", "The group").required(),
        value('r', "removeOffset", "Whether its offsets go too: true or false"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let group = GroupName::from(call.required('g')?);
    let remove_offset = call.truth('r').unwrap_or(false);
    let target = call.target()?;
    call.with_admin(async |admin| {
        let outcomes = admin.group_delete(&target, &group, remove_offset).await?;
        for address in done(&outcomes) {
            match &target {
                Target::Broker(_) => call.line(format_args!(
                    "delete subscription group [{group}] from broker [{address}] success."
                )),
                Target::Cluster(cluster) => call.line(format_args!(
                    "delete subscription group [{group}] from broker [{address}] in cluster [{cluster}] success."
                )),
            }
        }
        conclude("brokers did not delete the group", &outcomes)?;
        if let Target::Cluster(cluster) = &target {
            for prefix in [RETRY_TOPIC_PREFIX, DEAD_LETTER_TOPIC_PREFIX] {
                let topic = TopicName::from(format!("{prefix}{group}"));
                topics::delete::delete(call, &admin, &topic, cluster).await?;
            }
        }
        Ok(())
    })
}
