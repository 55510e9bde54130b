//! The way of a message as clients have traced it: messages of their own, in a topic of their own.

use std::collections::HashMap;

use super::Admin;
use super::message::KeyQuery;
use super::view::{TraceKind, TraceRow, TraceStatus};
use crate::engine::client::error::Result;
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;

/// Most messages of each broker (`QueryMsgTraceByIdSubCommand`).
const MOST: i32 = 64;
/// Ends a step in the body of a trace.
const STEP_END: char = '\u{2}';
/// Stands between the parts of a step.
const PART_END: char = '\u{1}';
/// What is written for nothing.
const NOTHING: &str = "null";

impl Admin {
    /// The steps traced in `trace_topic` of messages with the unique id or key `wanted`.
    pub async fn message_trace(
        &self,
        trace_topic: &TopicName,
        wanted: &str,
    ) -> Result<Vec<TraceRow>> {
        let query = KeyQuery {
            topic: trace_topic.clone(),
            key: wanted.to_owned(),
            unique: false,
            max: MOST,
            begin: TimestampMs(0),
            end: TimestampMs::now(),
        };
        let messages = self.messages_by_key(&query).await?;
        Ok(messages.iter().flat_map(|message| steps(message, wanted)).collect())
    }
}

impl TraceRow {
    /// Whether it is about a message with the unique id or key `wanted`.
    fn is_about(&self, wanted: &str) -> bool {
        let has_key = |keys: &String| keys.split(' ').any(|key| key == wanted);
        self.msg_id.split(',').any(|id| id == wanted) || self.keys.as_ref().is_some_and(has_key)
    }
}

/// The steps of messages with id or key `wanted` that `message` tells of. What cannot be read is
/// left out: bodies are whatever clients wrote.
fn steps(message: &ReceivedMessage, wanted: &str) -> Vec<TraceRow> {
    let body = String::from_utf8_lossy(&message.body);
    let host = message.born_host.ip().to_string();
    let steps = body.split(STEP_END).filter_map(|step| read_step(step, &host));
    steps.filter(|step| step.is_about(wanted)).collect()
}

/// One step. Old clients write fewer parts (`TraceDataEncoder`).
fn read_step(step: &str, client_host: &str) -> Option<TraceRow> {
    // Java's split drops empty parts at the end.
    let parts: Vec<&str> = step.trim_end_matches(PART_END).split(PART_END).collect();
    let part = |at: usize| parts.get(at).copied();
    let said = |at: usize| part(at).filter(|text| *text != NOTHING && !text.is_empty());
    let text = |at: usize| said(at).map(str::to_owned);
    let time = |at: usize| part(at)?.parse().ok().map(TimestampMs);
    let row = |kind, id: usize, keys: usize| {
        Some(TraceRow {
            msg_id: part(id)?.to_owned(),
            topic: None,
            keys: text(keys),
            kind,
            group: GroupName::default(),
            client_host: client_host.to_owned(),
            store_host: None,
            time: TimestampMs(0),
            cost_ms: None,
            status: TraceStatus::Open,
            attempts_before: None,
            from_check: None,
            request_id: None,
        })
    };
    let group = |at: usize| GroupName::from(part(at).unwrap_or_default());
    let sent = |kind| {
        let (topic, store_host) = (said(4).map(TopicName::from), text(8));
        Some(TraceRow { topic, store_host, group: group(3), time: time(1)?, ..row(kind, 5, 7)? })
    };
    match part(0)? {
        // The parts from the 12th on differ from version to version.
        "Pub" => {
            let success = if parts.len() == 13 { part(12)? } else { part(13).unwrap_or("true") };
            let (cost_ms, status) = (Some(part(10)?.parse().ok()?), outcome(success));
            Some(TraceRow { cost_ms, status, ..sent(TraceKind::Produced)? })
        }
        "EndTransaction" => {
            let status = match part(11)? {
                "COMMIT_MESSAGE" => TraceStatus::Committed,
                "ROLLBACK_MESSAGE" => TraceStatus::RolledBack,
                _ => TraceStatus::Undecided,
            };
            let from_check = part(12).map(is_true);
            Some(TraceRow { status, from_check, ..sent(TraceKind::Ended)? })
        }
        "SubBefore" => Some(TraceRow {
            time: time(1)?,
            group: group(3),
            request_id: text(4),
            attempts_before: part(6)?.parse().ok(),
            ..row(TraceKind::Began, 5, 7)?
        }),
        "SubAfter" => {
            let (time, group) = match parts.len() {
                9.. => (time(7)?, group(8)),
                _ => (TimestampMs(0), GroupName::default()),
            };
            let (cost_ms, status) = (Some(part(3)?.parse().ok()?), outcome(part(4)?));
            let request_id = text(1);
            let row = row(TraceKind::Consumed, 2, 5)?;
            Some(TraceRow { time, group, cost_ms, status, request_id, ..row })
        }
        _ => None,
    }
}

fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}

fn outcome(text: &str) -> TraceStatus {
    if is_true(text) { TraceStatus::Success } else { TraceStatus::Failed }
}

/// The steps with each consumption as one: its end takes what only its beginning tells, the moment
/// among it. Sorted by message, in the order in which they begin, and by time.
pub fn as_way(mut steps: Vec<TraceRow>) -> Vec<TraceRow> {
    let began: Vec<TraceRow> = steps.extract_if(.., |step| step.kind == TraceKind::Began).collect();
    for begin in began {
        let is_end = |step: &&mut TraceRow| {
            step.kind == TraceKind::Consumed
                && step.msg_id == begin.msg_id
                && step.request_id.is_some()
                && step.request_id == begin.request_id
        };
        match steps.iter_mut().find(is_end) {
            Some(end) => {
                end.time = begin.time;
                end.group = begin.group;
                end.attempts_before = begin.attempts_before;
            }
            None => steps.push(begin),
        }
    }
    steps.sort_by_key(|step| step.time);
    let mut first: HashMap<String, usize> = HashMap::new();
    for (at, step) in steps.iter().enumerate() {
        first.entry(step.msg_id.clone()).or_insert(at);
    }
    steps.sort_by_key(|step| first.get(&step.msg_id).copied());
    steps
}

#[cfg(test)]
mod tests {
    use super::{TraceKind, TraceRow, TraceStatus, as_way, read_step};

    fn step(text: &str) -> Option<TraceRow> {
        read_step(&text.replace('|', "\u{1}"), "10.0.0.1")
    }

    #[test]
    fn steps_of_old_and_new_clients_are_read() {
        let read = |text: &str| {
            let row = step(text).filter(|row| row.is_about("ID"))?;
            let success = row.status == TraceStatus::Success;
            Some((row.kind, row.group.to_string(), row.time.0, row.cost_ms?, success))
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

    #[test]
    fn steps_are_found_by_key_and_in_batches() {
        let about = |wanted: &str, text: &str| step(text).is_some_and(|row| row.is_about(wanted));
        let batch = "Pub|17|r|P|T|ID1,ID2|tag|k1 k2|host|4|5|0|true";
        for (wanted, is_about) in [("ID2", true), ("k1", true), ("k", false), ("ID", false)] {
            assert_eq!(about(wanted, batch), is_about, "{wanted}");
        }
        assert!(!about("null", "SubBefore|17|r|G|request|ID|0|null"));
    }

    #[test]
    fn a_consumption_is_one_step_that_begins_where_it_began() {
        let lines = [
            "SubAfter|r2|ID|7|true|key|0|40|G",
            "SubBefore|30|r|G|r2|ID|1|key",
            "SubBefore|50|r|H|r3|ID|0|key",
            "EndTransaction|20|r|P|T|ID|t|key|h|2|TX|COMMIT_MESSAGE|true",
            "Pub|17|r|P|T|ID|tag|key|host|4|5|1|offset-id|true",
            "Pub|5|r|P|T|EARLIER|tag|key|host|4|5|0|offset-id|false",
        ];
        let way = as_way(lines.iter().filter_map(|line| step(line)).collect());
        let seen: Vec<_> =
            way.iter().map(|row| (row.kind, row.time.0, row.status, row.attempts_before)).collect();
        use TraceKind::{Began, Consumed, Ended, Produced};
        use TraceStatus::{Committed, Failed, Open, Success};
        let expected = [
            (Produced, 5, Failed, None),
            (Produced, 17, Success, None),
            (Ended, 20, Committed, None),
            (Consumed, 30, Success, Some(1)),
            (Began, 50, Open, Some(0)),
        ];
        assert_eq!(seen, expected);
    }
}
