//! `deleteTopic`: deletes a topic from a cluster and from the name servers.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::conclude;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::admin::Admin;
use crate::engine::protocol::names::{ClusterName, TopicName};

/// The command.
pub const SPEC: Spec = Spec {
    name: "deleteTopic",
    alias: "",
    about: "Delete a topic from its brokers and from the name servers",
    options: &[
        value('t', "topic", "The topic").required(),
        value('c', "clusterName", "The cluster to delete it from").required(),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let topic = TopicName::from(call.required('t')?);
    let cluster = ClusterName::from(call.required('c')?);
    call.with_admin(async |admin| delete(call, &admin, &topic, &cluster).await)
}

/// Deletes `topic` and says so, server by server.
pub async fn delete(
    call: &Call<'_>,
    admin: &Admin,
    topic: &TopicName,
    cluster: &ClusterName,
) -> CommandResult {
    let deleted = admin.topic_delete(topic, Some(cluster)).await?;
    conclude("brokers did not delete the topic", &deleted.brokers)?;
    call.line(format_args!("delete topic [{topic}] from cluster [{cluster}] success."));
    conclude("name servers did not delete the topic", &deleted.name_servers)?;
    call.line(format_args!("delete topic [{topic}] from NameServer success."));
    Ok(())
}
