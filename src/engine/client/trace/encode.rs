//! The text of traces (`TraceDataEncoder`): a line for each event, its fields in order, with 0x01
//! between fields and 0x02 behind a line. What is not there is the word `null`, as Java prints it.

use std::fmt::{Display, Write};

use crate::engine::util::clock::TimestampMs;

const FIELD_END: char = '\u{1}';
const LINE_END: char = '\u{2}';

/// One event as it is stored: its line, and the keys to find it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// Message id and business keys.
    pub keys: Vec<String>,
}

/// What every event says of its message.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// When the event was; for a send when it began.
    pub at: TimestampMs,
    /// Region of the broker.
    pub region: Option<&'a str>,
    /// Group of the producer or consumer, without namespace.
    pub group: &'a str,
    /// Topic, without namespace.
    pub topic: &'a str,
    /// The unique id; comma-joined for a batch.
    pub msg_id: &'a str,
    /// The tag.
    pub tags: Option<&'a str>,
    /// The business keys, separated by blanks.
    pub keys: Option<&'a str>,
}

/// A message was sent (`Pub`).
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    /// The message.
    pub subject: Subject<'a>,
    /// Where it went, `ip:port`.
    pub address: &'a str,
    /// Bytes of its body as sent.
    pub body_len: usize,
    /// Milliseconds until the answer.
    pub cost_ms: u128,
    /// 0 plain, 1 half of a transaction, 3 delayed (`MessageType`).
    pub kind: u8,
    /// Id made of address and place.
    pub offset_msg_id: &'a str,
    /// Whether it was stored as durably as asked.
    pub success: bool,
}

/// A consumer begins with a message (`SubBefore`), or is through with it (`SubAfter`).
#[derive(Clone, Copy, Debug)]
pub struct Consumed<'a> {
    /// The message.
    pub subject: Subject<'a>,
    /// Ties both events together.
    pub request_id: &'a str,
}

/// A transaction was ended (`EndTransaction`).
#[derive(Clone, Copy, Debug)]
pub struct TransactionEnd<'a> {
    /// The message.
    pub subject: Subject<'a>,
    /// The broker, `ip:port`.
    pub address: &'a str,
    /// The transaction's id, where the broker gave one.
    pub transaction_id: Option<&'a str>,
    /// `COMMIT_MESSAGE`, `ROLLBACK_MESSAGE` or `UNKNOW`.
    pub state: &'a str,
    /// Whether the broker had asked.
    pub from_check: bool,
}

/// `Trans_msg_Commit` among the numbers of `MessageType`.
const KIND_COMMIT: u8 = 2;

impl Published<'_> {
    /// The line of the event.
    pub fn line(&self) -> Line {
        let of = self.subject;
        let (tags, keys) = (or_null(of.tags), or_null(of.keys));
        let region = or_null(of.region);
        of.line(&[
            &"Pub",
            &of.at,
            &region,
            &of.group,
            &of.topic,
            &of.msg_id,
            &tags,
            &keys,
            &self.address,
            &self.body_len,
            &self.cost_ms,
            &self.kind,
            &self.offset_msg_id,
            &self.success,
        ])
    }
}

impl Consumed<'_> {
    /// The line of the beginning; `attempts` were made before.
    pub fn before(&self, attempts: i32) -> Line {
        let of = self.subject;
        let (region, keys) = (or_null(of.region), or_null(of.keys));
        let id = &self.request_id;
        of.line(&[&"SubBefore", &of.at, &region, &of.group, id, &of.msg_id, &attempts, &keys])
    }

    /// The line of the end, `cost_ms` later; `code` says how it ended (`ConsumeReturnType`).
    pub fn after(&self, cost_ms: u128, success: bool, code: u8) -> Line {
        let of = self.subject;
        let (id, keys) = (&self.request_id, or_null(of.keys));
        of.line(&[&"SubAfter", id, &of.msg_id, &cost_ms, &success, &keys, &code, &of.at, &of.group])
    }
}

impl TransactionEnd<'_> {
    /// The line of the event.
    pub fn line(&self) -> Line {
        let of = self.subject;
        let (tags, keys) = (or_null(of.tags), or_null(of.keys));
        let (region, transaction_id) = (or_null(of.region), or_null(self.transaction_id));
        of.line(&[
            &"EndTransaction",
            &of.at,
            &region,
            &of.group,
            &of.topic,
            &of.msg_id,
            &tags,
            &keys,
            &self.address,
            &KIND_COMMIT,
            &transaction_id,
            &self.state,
            &self.from_check,
        ])
    }
}

impl Subject<'_> {
    fn line(&self, fields: &[&dyn Display]) -> Line {
        let mut text = String::with_capacity(256);
        for (number, field) in fields.iter().enumerate() {
            if number > 0 {
                text.push(FIELD_END);
            }
            // Writing to a String does not fail.
            let _ = write!(text, "{field}");
        }
        text.push(LINE_END);
        let own = self.keys.unwrap_or_default().split(' ').filter(|key| !key.is_empty());
        Line { text, keys: std::iter::once(self.msg_id).chain(own).map(str::to_owned).collect() }
    }
}

fn or_null(value: Option<&str>) -> &str {
    value.unwrap_or("null")
}
