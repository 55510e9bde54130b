//! `rmq topic clusters`: which clusters hold a topic.

use serde::Serialize;

use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::view::{Column, View};
use crate::engine::protocol::names::{ClusterName, TopicName};

/// Show which clusters hold a topic
#[derive(Debug, clap::Args)]
pub struct TopicClusters {
    /// The topic
    topic: String,
}

impl Command for TopicClusters {
    const EXAMPLES: &'static [&'static str] =
        &["rmq topic clusters TopicTest", "rmq topic clusters TopicTest -o name"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound, Kind::Unreachable];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ClusterRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let topic = TopicName::from(self.topic);
        let clusters = cli.with_admin(async |admin| Ok(admin.topic_clusters(&topic).await?))?;
        let row = |cluster| ClusterRow { topic: topic.clone(), cluster };
        cli.out.list(&clusters.into_iter().map(row).collect::<Vec<_>>())
    }
}

/// A cluster that holds a topic.
#[derive(Serialize, schemars::JsonSchema)]
struct ClusterRow {
    /// The topic.
    topic: TopicName,
    /// The cluster.
    cluster: ClusterName,
}

impl View for ClusterRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("TOPIC", |r: &Self| r.topic.to_string()),
            Column::text("CLUSTER", |r| r.cluster.to_string()),
        ]
    }

    fn name(&self) -> String {
        self.cluster.to_string()
    }
}
