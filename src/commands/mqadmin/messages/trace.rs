//! `queryMsgTraceById`: the way of a message, as clients have traced it.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::time;
use crate::engine::admin::view::{TraceKind, TraceRow, TraceStatus};
use crate::engine::protocol::name_rules::TRACE_TOPIC;
use crate::engine::protocol::names::TopicName;
use crate::engine::util::java_hash::hash_map_order;

/// The command.
pub const SPEC: Spec = Spec {
    name: "queryMsgTraceById",
    alias: "QueryMsgTraceById",
    about: "Show the way of a message, as clients have traced it",
    options: &[
        value('i', "msgId", "The id its producer gave it").required(),
        value('t', "traceTopic", "The topic of traces (RMQ_SYS_TRACE_TOPIC)"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let id = call.required('i')?;
    let topic = TopicName::from(call.get('t').unwrap_or(TRACE_TOPIC));
    let mut rows = call.with_admin(async |admin| Ok(admin.message_trace(&topic, id).await?))?;
    rows.retain(|row| {
        row.msg_id == id && matches!(row.kind, TraceKind::Produced | TraceKind::Consumed)
    });
    if rows.is_empty() {
        return Err(CommandError::not_found(format!("topic {topic} has no trace of {id}")));
    }
    let line = |cells: [&str; 6]| {
        let [kind, group, host, at, cost, status] = cells;
        call.line(format_args!(
            "{kind:<10} {group:<20} {host:<20} {at:<20} {cost:<10} {status:<10}"
        ));
    };
    let row = |kind: &str, row: &TraceRow| {
        let cost = format!("{}ms", row.cost_ms.unwrap_or_default());
        let status = if row.status == TraceStatus::Success { "success" } else { "failed" };
        line([kind, &row.group, &row.client_host, &time(row.time), &cost, status]);
    };
    let of = |kind: TraceKind| rows.iter().filter(move |row| row.kind == kind);
    for produced in of(TraceKind::Produced) {
        line(["#Type", "#ProducerGroup", "#ClientHost", "#SendTime", "#CostTimes", "#Status"]);
        row("Pub", produced);
        call.line(format_args!(""));
    }
    let mut groups: Vec<&str> = Vec::new();
    for consumed in of(TraceKind::Consumed) {
        if !groups.contains(&consumed.group.as_str()) {
            groups.push(&consumed.group);
        }
    }
    for group in hash_map_order(groups, |group| group) {
        line(["#Type", "#ConsumerGroup", "#ClientHost", "#ConsumerTime", "#CostTimes", "#Status"]);
        for consumed in of(TraceKind::Consumed).filter(|row| *row.group == *group) {
            row("Sub", consumed);
        }
        call.line(format_args!(""));
    }
    Ok(())
}
