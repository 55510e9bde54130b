//! Queues read from one end to the other, and messages as one line each.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::text::{ends_of_queue, message_ext, parse_time};
use crate::engine::client::pull::{PullConsumer, PullResult, PullStatus};
use crate::engine::protocol::names::{MessageQueue, QueueOffset};
use crate::engine::util::clock::TimestampMs;

/// The time of option `short`: milliseconds, or `yyyy-MM-dd#HH:mm:ss:SSS`.
pub fn time_option(call: &Call<'_>, short: char) -> CommandResult<Option<TimestampMs>> {
    let Some(text) = call.get(short) else { return Ok(None) };
    let time = parse_time(text).ok_or_else(|| {
        CommandError::usage(format!("-{short} must be a time, found `{text}`"))
            .hint("write milliseconds since 1970, or 2026-01-31#23:59:59:000")
    });
    time.map(Some)
}

/// The ends of `queue`, or the places of the times that `begin` and `end` name.
pub async fn ends(
    consumer: &PullConsumer,
    queue: &MessageQueue,
    begin: Option<TimestampMs>,
    end: Option<TimestampMs>,
) -> CommandResult<(QueueOffset, QueueOffset)> {
    let min = match begin {
        Some(time) => consumer.search_offset(queue, time).await?,
        None => consumer.min_offset(queue).await?,
    };
    let max = match end {
        Some(time) => consumer.search_offset(queue, time).await?,
        None => consumer.max_offset(queue).await?,
    };
    Ok((min, max))
}

/// The messages of a pull, a line each. `body` is what stands for a body that is not shown.
pub fn print(call: &Call<'_>, queue: &MessageQueue, result: &PullResult, with_body: bool) {
    let added = ends_of_queue(result.min_offset, result.max_offset);
    for message in &result.messages {
        let body = match with_body {
            true => String::from_utf8_lossy(&message.body).into_owned(),
            false => "NOT PRINT BODY".to_owned(),
        };
        let text = message_ext(message, &queue.broker_name, &added);
        call.line(format_args!("MSGID: {} {text} BODY: {body}", message.message_id()));
    }
}

/// Java's name of a pull's outcome.
pub fn status_name(status: PullStatus) -> &'static str {
    match status {
        PullStatus::Found => "FOUND",
        PullStatus::NoNewMessage => "NO_NEW_MSG",
        PullStatus::NoMatchedMessage => "NO_MATCHED_MSG",
        PullStatus::OffsetIllegal => "OFFSET_ILLEGAL",
    }
}
