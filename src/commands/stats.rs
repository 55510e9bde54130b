//! `rmq stats`: what goes through topics and to groups.

use serde::Serialize;

use super::changes::conclude;
use super::cli::Cli;
use super::command::{Command, JsonForm};
use super::error::{CommandError, CommandResult, Kind};
use super::values::or_dash;
use super::view::{Column, View};
use crate::engine::admin::outcome::Failure;
use crate::engine::admin::view::TopicTraffic;
use crate::engine::protocol::name_rules::is_system_topic;
use crate::engine::protocol::names::{GroupName, TopicName};

/// Show how much goes into each topic and out to each consumer group
///
/// A row is a group and a topic it consumes; a topic that nobody consumes has one without a group.
/// Rates are messages a second over the last minute. DAY is the last 24 hours; as long as brokers have
/// not counted that long, it is the last hour, and before that the last minute.
#[derive(Debug, clap::Args)]
pub struct Stats {
    /// Only this topic
    topic: Option<String>,
    /// Only where there was any message
    #[arg(short, long)]
    active: bool,
    /// Topics of the system too
    #[arg(long)]
    system: bool,
}

impl Command for Stats {
    const EXAMPLES: &'static [&'static str] =
        &["rmq stats", "rmq stats TopicTest -o json", "rmq stats --active --watch"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<FlowRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let only = self.topic.as_deref();
        let mut topics = cli.with_admin(async |admin| Ok(admin.traffic(only).await?))?;
        if let (Some(topic), true) = (only, topics.is_empty()) {
            let headline = format!("topic {topic} is not known, or is one of retries");
            return Err(CommandError::not_found(headline).hint("rmq topic list"));
        }
        topics.retain(|(topic, _)| only.is_some() || self.system || !is_system_topic(topic));
        let mut rows = Vec::new();
        let mut failures = Vec::new();
        for (topic, traffic) in &topics {
            failures.push((topic.as_str(), traffic.as_ref().err().map(Failure::from)));
            rows.extend(traffic.iter().flat_map(flows));
        }
        rows.retain(|row| !self.active || row.in_day > 0 || row.out_day.is_some_and(|n| n > 0));
        cli.out.list(&rows)?;
        let asked = failures.iter().map(|(topic, failure)| (*topic, failure.as_ref()));
        conclude("topics have no figures", asked)
    }
}

/// The flow into a topic, and out of it to one group.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct FlowRow {
    /// The topic.
    topic: TopicName,
    /// The group; null where nobody consumes the topic.
    group: Option<GroupName>,
    /// Messages the group has not consumed yet; null where nobody consumes the topic.
    behind: Option<i64>,
    /// Messages stored a second, over the last minute.
    in_tps: f64,
    /// Messages handed out to the group a second, over the last minute.
    out_tps: Option<f64>,
    /// Messages stored over the last day, as far as it has been counted.
    in_day: i64,
    /// Messages handed out to the group over the last day, as far as it has been counted.
    out_day: Option<i64>,
}

fn flows(traffic: &TopicTraffic) -> Vec<FlowRow> {
    let alone = FlowRow {
        topic: traffic.topic.clone(),
        group: None,
        behind: None,
        in_tps: traffic.in_tps,
        out_tps: None,
        in_day: traffic.in_day,
        out_day: None,
    };
    if traffic.groups.is_empty() {
        return vec![alone];
    }
    let to_groups = traffic.groups.iter().map(|group| FlowRow {
        topic: traffic.topic.clone(),
        group: Some(group.group.clone()),
        behind: Some(group.behind),
        out_tps: Some(group.out_tps),
        out_day: Some(group.out_day),
        ..alone
    });
    to_groups.collect()
}

impl View for FlowRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("TOPIC", |r: &Self| r.topic.to_string()),
            Column::text("GROUP", |r| or_dash(r.group.as_ref())),
            Column::number("BEHIND", |r| or_dash(r.behind)),
            Column::number("IN/S", |r| format!("{:.2}", r.in_tps)),
            Column::number("OUT/S", |r| or_dash(r.out_tps.map(|tps| format!("{tps:.2}")))),
            Column::number("IN DAY", |r| r.in_day.to_string()),
            Column::number("OUT DAY", |r| or_dash(r.out_day)),
        ]
    }

    fn name(&self) -> String {
        self.topic.to_string()
    }
}
