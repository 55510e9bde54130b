//! `rmq message trace`: the way of a message, as clients have traced it.

use serde::Serialize;

use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::values::{local_time, or_dash};
use crate::commands::view::{Column, View};
use crate::engine::admin::trace::as_way;
use crate::engine::admin::view::{TraceKind, TraceRow, TraceStatus};
use crate::engine::protocol::name_rules::TRACE_TOPIC;
use crate::engine::protocol::names::TopicName;
use crate::engine::util::clock::TimestampMs;

/// Show the way of a message: who sent it, who consumed it, how long that took and how it ended
///
/// Clients tell it if they trace (`--trace` of rmq produce and consume, enableMsgTrace in Java), a
/// moment after it happened. AFTER counts from the first step. A key shows every message that has it.
#[derive(Debug, clap::Args)]
pub struct MessageTrace {
    /// The id its producer gave the message, or one of its keys
    message: String,
    /// The topic of traces
    #[arg(short, long, value_name = "TOPIC", default_value = TRACE_TOPIC)]
    topic: String,
}

impl Command for MessageTrace {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq message trace C0A800010000137C036125E68AE60570",
        "rmq message trace order-17",
        "rmq message trace order-17 -o json",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<StepRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let topic = TopicName::from(self.topic.as_str());
        let wanted = &self.message;
        let steps =
            cli.with_admin(async |admin| Ok(admin.message_trace(&topic, wanted).await?))?;
        if steps.is_empty() {
            return Err(CommandError::not_found(format!("topic {topic} has no trace of {wanted}"))
                .hint("clients trace when they are told to: rmq produce --trace"));
        }
        cli.out.list(&rows(as_way(steps)))
    }
}

/// One step of a message.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StepRow {
    #[serde(flatten)]
    step: TraceRow,
    /// Milliseconds since the first step of the message.
    after_ms: i64,
    /// How it hangs on the step before.
    #[serde(skip)]
    branch: &'static str,
}

fn rows(way: Vec<TraceRow>) -> Vec<StepRow> {
    let mut rows: Vec<StepRow> = Vec::with_capacity(way.len());
    let mut first: Option<(String, TimestampMs)> = None;
    for step in way {
        let begun = first.as_ref().filter(|(id, _)| *id == step.msg_id).map(|(_, at)| *at);
        if begun.is_some()
            && let Some(before) = rows.last_mut().filter(|row| row.branch == "└ ")
        {
            before.branch = "├ ";
        }
        let branch = if begun.is_some() { "└ " } else { "" };
        let begun = begun.unwrap_or(step.time);
        first = Some((step.msg_id.clone(), begun));
        rows.push(StepRow { after_ms: step.time.since(begun), branch, step });
    }
    rows
}

impl StepRow {
    fn what(&self) -> &'static str {
        match (self.step.kind, self.step.from_check) {
            (TraceKind::Produced, _) => "produced",
            (TraceKind::Ended, Some(true)) => "checked",
            (TraceKind::Ended, _) => "ended",
            (TraceKind::Began | TraceKind::Consumed, _) => "consumed",
        }
    }

    fn status(&self) -> &'static str {
        match self.step.status {
            TraceStatus::Success => "success",
            TraceStatus::Failed => "failed",
            TraceStatus::Open => "open",
            TraceStatus::Committed => "committed",
            TraceStatus::RolledBack => "rolled back",
            TraceStatus::Undecided => "undecided",
        }
    }
}

impl View for StepRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("STEP", |r: &Self| format!("{}{}", r.branch, r.what())),
            Column::text("TIME", |r| local_time(r.step.time)),
            Column::number("AFTER", |r| format!("{} ms", r.after_ms)),
            Column::text("GROUP", |r| r.step.group.to_string()),
            Column::text("CLIENT", |r| r.step.client_host.clone()),
            Column::number("COST", |r| or_dash(r.step.cost_ms.map(|cost| format!("{cost} ms")))),
            Column::text("STATUS", |r| r.status().to_owned()),
            Column::number("TRY", |r| or_dash(r.step.attempts_before.map(|n| n.saturating_add(1)))),
            Column::text("MESSAGE", |r| r.step.msg_id.clone()),
            Column::text("TOPIC", |r: &Self| or_dash(r.step.topic.as_ref())).wide(),
            Column::text("KEYS", |r: &Self| or_dash(r.step.keys.as_ref())).wide(),
            Column::text("STORED AT", |r: &Self| or_dash(r.step.store_host.as_ref())).wide(),
        ]
    }

    fn name(&self) -> String {
        self.step.msg_id.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::rows;
    use crate::engine::admin::view::{TraceKind, TraceRow, TraceStatus};
    use crate::engine::util::clock::TimestampMs;

    fn step(id: &str, time: i64) -> TraceRow {
        TraceRow {
            msg_id: id.to_owned(),
            topic: None,
            keys: None,
            kind: TraceKind::Produced,
            group: "G".into(),
            client_host: String::new(),
            store_host: None,
            time: TimestampMs(time),
            cost_ms: None,
            status: TraceStatus::Success,
            attempts_before: None,
            from_check: None,
            request_id: None,
        }
    }

    #[test]
    fn the_steps_of_each_message_hang_on_its_first() {
        let way = vec![step("A", 10), step("A", 15), step("A", 30), step("B", 20), step("B", 21)];
        let drawn: Vec<_> = rows(way).iter().map(|row| (row.branch, row.after_ms)).collect();
        assert_eq!(drawn, [("", 0), ("├ ", 5), ("└ ", 20), ("", 0), ("└ ", 1)]);
    }
}
