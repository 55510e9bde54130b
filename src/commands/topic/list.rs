//! `rmq topic list`: the topics of a cluster.

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::view::{Column, View};
use crate::engine::admin::Admin;
use crate::engine::admin::view::TopicRow;
use crate::engine::protocol::name_rules::is_system_topic;
use crate::engine::protocol::names::{DEAD_LETTER_TOPIC_PREFIX, RETRY_TOPIC_PREFIX};

/// List all topics, sorted
///
/// KIND is normal, system, retry (what a group consumes again) or dlq (what it has given up). Topics
/// named after a broker or a cluster belong to the system too, but count as normal here.
#[derive(Debug, clap::Args)]
pub struct TopicList {
    /// Show the clusters and the consumer groups of each topic too; without retry and dlq topics
    #[arg(short = 'c', long)]
    groups: bool,
}

impl Command for TopicList {
    const EXAMPLES: &'static [&'static str] =
        &["rmq topic list", "rmq topic list --groups", "rmq topic list -o name"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] =
        &[JsonForm::rows::<NameRow>(""), JsonForm::rows::<TopicRow>("with --groups")];

    fn run(self, cli: &Cli) -> CommandResult {
        let admin = Admin::with_config(cli.client_config()?);
        if self.groups {
            let rows = cli.block_on(async { Ok(admin.topic_list_with_groups().await?) })?;
            cli.out.list(&rows)?;
            return conclude(
                "topics could not be looked up",
                rows.iter().map(|row| (row.topic.as_str(), row.error.as_ref())),
            );
        }
        let names = cli.block_on(async { Ok(admin.topic_names().await?) })?;
        let rows: Vec<NameRow> = names
            .iter()
            .map(|topic| NameRow { topic: topic.to_string(), kind: kind(topic) })
            .collect();
        cli.out.list(&rows)
    }
}

fn kind(topic: &str) -> &'static str {
    if topic.starts_with(RETRY_TOPIC_PREFIX) {
        "retry"
    } else if topic.starts_with(DEAD_LETTER_TOPIC_PREFIX) {
        "dlq"
    } else if is_system_topic(topic) {
        "system"
    } else {
        "normal"
    }
}

/// A topic by its name alone.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct NameRow {
    /// The topic.
    topic: String,
    /// `normal`, `system`, `retry` or `dlq`.
    kind: &'static str,
}

impl View for NameRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("TOPIC", |r: &Self| r.topic.clone()),
            Column::text("KIND", |r| r.kind.to_owned()),
        ]
    }

    fn name(&self) -> String {
        self.topic.clone()
    }
}

pub(super) fn joined<T: std::fmt::Display>(names: &[T]) -> String {
    match names {
        [] => "-".to_owned(),
        names => names.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    }
}

impl View for TopicRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("TOPIC", |r: &Self| r.topic.to_string()),
            Column::text("CLUSTERS", |r| joined(&r.clusters)),
            Column::text("GROUPS", |r| joined(&r.groups)),
        ]
    }

    fn name(&self) -> String {
        self.topic.to_string()
    }
}
