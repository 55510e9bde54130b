//! `topicList`: every topic, if asked for with its cluster and its consumers.

use crate::commands::changes::conclude;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::flag;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::front;

/// The command.
pub const SPEC: Spec = Spec {
    name: "topicList",
    alias: "",
    about: "List all topics the name server knows",
    options: &[flag('c', "clusterModel", "With the cluster and the consumer groups of each")],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    if !call.has('c') {
        let topics = call.with_admin(async |admin| Ok(admin.topic_names().await?))?;
        for topic in topics {
            call.line(format_args!("{topic}"));
        }
        return Ok(());
    }
    let rows = call.with_admin(async |admin| Ok(admin.topic_list_with_groups().await?))?;
    call.line(format_args!("{:<20}  {:<48}  {:<48}", "#Cluster Name", "#Topic", "#Consumer Group"));
    for row in &rows {
        let cluster = row.clusters.first().map_or("", |cluster| cluster.as_str());
        let mut groups: Vec<&str> = row.groups.iter().map(|group| group.as_str()).collect();
        if groups.is_empty() {
            groups.push("");
        }
        for group in groups {
            call.line(format_args!(
                "{:<20}  {:<64}  {:<64}",
                front(cluster, 20),
                front(&row.topic, 64),
                front(group, 64)
            ));
        }
    }
    conclude(
        "topics were not found or not fully told",
        rows.iter().map(|row| (row.topic.as_str(), row.error.as_ref())),
    )
}
