//! The way of a message as clients have traced it: messages of their own, in a topic of their own.

use super::Admin;
use super::message::KeyQuery;
use super::view::{TraceKind, TraceRow};
use crate::engine::client::error::Result;
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;

/// The topic of traces, unless clients are told another one.
pub const TRACE_TOPIC: &str = "RMQ_SYS_TRACE_TOPIC";
/// Most messages of each broker (`QueryMsgTraceByIdSubCommand`).
const MOST: i32 = 64;
/// Ends a step in the body of a trace.
const STEP_END: char = '\u{2}';
/// Stands between the parts of a step.
const PART_END: char = '\u{1}';

impl Admin {
    /// The steps traced in `trace_topic` of the message with unique id `id`.
    pub async fn message_trace(&self, trace_topic: &TopicName, id: &str) -> Result<Vec<TraceRow>> {
        let query = KeyQuery {
            topic: trace_topic.clone(),
            key: id.to_owned(),
            unique: false,
            max: MOST,
            begin: TimestampMs(0),
            end: TimestampMs::now(),
        };
        let messages = self.messages_by_key(&query).await?;
        Ok(messages.iter().flat_map(|message| steps(message, id)).collect())
    }
}

/// The steps of message `id` that `message` tells of. What cannot be read is left out: bodies are
/// whatever clients wrote.
fn steps(message: &ReceivedMessage, id: &str) -> Vec<TraceRow> {
    let body = String::from_utf8_lossy(&message.body);
    let host = message.born_host.ip().to_string();
    body.split(STEP_END).filter_map(|step| read_step(step, id, &host)).collect()
}

/// One step, if it is about message `id`, and neither the beginning of consumption nor the end of a
/// transaction. Old clients write fewer parts (`TraceDataEncoder`).
fn read_step(step: &str, id: &str, client_host: &str) -> Option<TraceRow> {
    // Java's split drops empty parts at the end.
    let parts: Vec<&str> = step.trim_end_matches(PART_END).split(PART_END).collect();
    let part = |at: usize| parts.get(at).copied();
    let (kind, step_id, time, group, cost, success) = match part(0)? {
        // The parts from the 12th on differ from version to version.
        "Pub" => {
            let success = if parts.len() == 13 { part(12)? } else { part(13).unwrap_or("true") };
            (TraceKind::Produced, part(5)?, part(1), part(3), part(10)?, success)
        }
        "SubAfter" => {
            let (time, group) = if parts.len() >= 9 { (part(7), part(8)) } else { (None, None) };
            (TraceKind::Consumed, part(2)?, time, group, part(3)?, part(4)?)
        }
        _ => return None,
    };
    (step_id == id).then_some(())?;
    Some(TraceRow {
        kind,
        group: GroupName::from(group.unwrap_or_default()),
        client_host: client_host.to_owned(),
        time: TimestampMs(time.map_or(Ok(0), str::parse).ok()?),
        cost_ms: cost.parse().ok()?,
        success: success.eq_ignore_ascii_case("true"),
    })
}

#[cfg(test)]
mod tests {
    use super::{TraceKind, read_step};

    #[test]
    fn steps_of_old_and_new_clients_are_read() {
        let read = |text: &str| {
            let row = read_step(&text.replace('|', "\u{1}"), "ID", "10.0.0.1")?;
            Some((row.kind, row.group.to_string(), row.time.0, row.cost_ms, row.success))
        };
        let produced = |success| Some((TraceKind::Produced, "P".to_owned(), 17, 5, success));
        for (text, expected) in [
            ("Pub|17|r|P|T|ID|tag|key|host|4|5|0|true", produced(true)),
            ("Pub|17|r|P|T|ID|tag|key|host|4|5|0|false", produced(false)),
            ("Pub|17|r|P|T|ID|tag|key|host|4|5|0|offset-id|false", produced(false)),
            ("Pub|17|r|P|T|ID|||host|4|5|0|offset-id|true|client", produced(true)),
            (
                "SubAfter|request|ID|7|true|key|0|19|G",
                Some((TraceKind::Consumed, "G".to_owned(), 19, 7, true)),
            ),
            (
                "SubAfter|request|ID|7|false|key|0",
                Some((TraceKind::Consumed, String::new(), 0, 7, false)),
            ),
            ("SubAfter|request|OTHER|7|true|key|0|19|G", None),
            ("SubBefore|17|r|G|request|ID|0|key", None),
            ("Pub|soon|r|P|T|ID|tag|key|host|4|5|0|true", None),
            ("Pub|17", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
