//! `brokerConsumeStats`: how far every group is on a broker.

use std::time::Duration;

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::{front, time};

/// The command.
pub const SPEC: Spec = Spec {
    name: "brokerConsumeStats",
    alias: "",
    about: "Show how far every group is on a broker",
    options: &[
        value('b', "brokerAddr", "The broker").required(),
        value('t', "timeoutMillis", "How long to wait for the answer (50000 ms)"),
        value('l', "level", "Only queues that are at least so many messages behind (0)"),
        value('o', "order", "Only ordered topics: true or false"),
    ],
    run,
};

/// Patience of Apache's command, in ms.
const TIMEOUT_MS: u64 = 50_000;

fn run(call: &Call<'_>) -> CommandResult {
    let address = call.required('b')?;
    let ordered = call.truth('o').unwrap_or(false);
    let timeout = call.parsed('t', "a number of milliseconds")?.unwrap_or(TIMEOUT_MS);
    let least = call.parsed::<i64>('l', "a number of messages")?.unwrap_or(0);
    let timeout = Duration::from_millis(timeout);
    let stats = call
        .with_admin(async |admin| Ok(admin.consume_stats_of(address, ordered, timeout).await?))?;
    let row = |cells: [&str; 8]| {
        let [topic, group, broker, queue, end, offset, diff, time] = cells;
        call.line(format_args!(
            "{topic:<64}  {group:<64}  {broker:<32}  {queue:<4}  {end:<20}  {offset:<20}  {diff:<20}  {time}"
        ));
    };
    row([
        "#Topic",
        "#Group",
        "#Broker Name",
        "#QID",
        "#Broker Offset",
        "#Consumer Offset",
        "#Diff",
        "#LastTime",
    ]);
    let groups = stats.consume_stats_list.iter().flatten();
    for (group, topics) in groups {
        for (queue, offsets) in topics.iter().flat_map(|topic| topic.offset_table.iter()) {
            let diff = offsets.broker_offset.since(offsets.consumer_offset);
            if diff < least || offsets.last_timestamp.0 <= 0 {
                continue;
            }
            row([
                front(&queue.topic, 64),
                group,
                front(&queue.broker_name, 32),
                &queue.queue_id.to_string(),
                &offsets.broker_offset.to_string(),
                &offsets.consumer_offset.to_string(),
                &diff.to_string(),
                &time(offsets.last_timestamp),
            ]);
        }
    }
    call.line(format_args!("\nDiff Total: {}", stats.total_diff));
    Ok(())
}
