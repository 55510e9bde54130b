//! Message properties as text: `name 0x01 value`, joined by `0x02` (`remoting.md` 3.3).

/// Between a property's name and its value.
pub const NAME_VALUE_SEPARATOR: char = '\u{1}';
/// Between two properties.
pub const PROPERTY_SEPARATOR: char = '\u{2}';

/// Well-known property names.
pub mod property {
    /// Space-separated business keys.
    pub const KEYS: &str = "KEYS";
    /// The tag.
    pub const TAGS: &str = "TAGS";
    /// Whether the sender waits for flush and replication.
    pub const WAIT: &str = "WAIT";
    /// Delay level.
    pub const DELAY: &str = "DELAY";
    /// Topic a retried message came from.
    pub const RETRY_TOPIC: &str = "RETRY_TOPIC";
    /// Topic a delayed or half message is meant for.
    pub const REAL_TOPIC: &str = "REAL_TOPIC";
    /// Queue a delayed or half message is meant for.
    pub const REAL_QUEUE_ID: &str = "REAL_QID";
    /// Marks a half message.
    pub const TRANSACTION_PREPARED: &str = "TRAN_MSG";
    /// Producer group of a half message.
    pub const PRODUCER_GROUP: &str = "PGROUP";
    /// The client's unique message id.
    pub const UNIQUE_KEY: &str = "UNIQ_KEY";
    /// Id a retried message had first.
    pub const ORIGIN_MESSAGE_ID: &str = "ORIGIN_MESSAGE_ID";
    /// Attempts so far, on a retry sent as a plain message.
    pub const RECONSUME_TIME: &str = "RECONSUME_TIME";
    /// Attempts allowed, on a retry sent as a plain message.
    pub const MAX_RECONSUME_TIMES: &str = "MAX_RECONSUME_TIMES";
    /// Cluster the message was stored in.
    pub const CLUSTER: &str = "CLUSTER";
    /// First offset of the queue; a client adds it to what it received.
    pub const MIN_OFFSET: &str = "MIN_OFFSET";
    /// One past the last offset of the queue; a client adds it to what it received.
    pub const MAX_OFFSET: &str = "MAX_OFFSET";
    /// When a client began to consume; a client adds it to what it received.
    pub const CONSUME_START_TIME: &str = "CONSUME_START_TIME";
    /// Place of the half message in its queue, on one that was put back.
    pub const PREPARED_QUEUE_OFFSET: &str = "TRAN_PREPARED_QUEUE_OFFSET";
    /// How often the producer was asked about a half message.
    pub const TRANSACTION_CHECK_TIMES: &str = "TRANSACTION_CHECK_TIMES";
    /// Seconds before the producer is asked about a half message.
    pub const CHECK_IMMUNITY_SECONDS: &str = "CHECK_IMMUNITY_TIME_IN_SECONDS";
    /// Region of the broker, where a hook sets it.
    pub const MSG_REGION: &str = "MSG_REGION";
    /// Whether to trace, where a hook sets it.
    pub const TRACE_ON: &str = "TRACE_ON";
    /// Ties a reply to its request.
    pub const CORRELATION_ID: &str = "CORRELATION_ID";
    /// Client that waits for the reply.
    pub const REPLY_TO_CLIENT: &str = "REPLY_TO_CLIENT";
    /// How long it waits, in ms.
    pub const MESSAGE_TTL: &str = "TTL";
    /// When a reply reached the broker.
    pub const REPLY_ARRIVE_TIME: &str = "ARRIVE_TIME";
    /// When the broker pushed a reply on.
    pub const PUSH_REPLY_TIME: &str = "PUSH_REPLY_TIME";
    /// `reply` on a reply.
    pub const MESSAGE_TYPE: &str = "MSG_TYPE";
    /// Instance id, a remnant of commercial clients.
    pub const INSTANCE_ID: &str = "INSTANCE_ID";
    /// Queues a message is to be found in besides its own.
    pub const INNER_MULTI_DISPATCH: &str = "INNER_MULTI_DISPATCH";
    /// Its places in those queues.
    pub const INNER_MULTI_QUEUE_OFFSET: &str = "INNER_MULTI_QUEUE_OFFSET";

    /// Names users may not set themselves (Apache's `MessageConst.STRING_HASH_SET`).
    pub const RESERVED: [&str; 31] = [
        "TRACE_ON",
        "MSG_REGION",
        "KEYS",
        "TAGS",
        "WAIT",
        "DELAY",
        "RETRY_TOPIC",
        "REAL_TOPIC",
        "REAL_QID",
        "TRAN_MSG",
        "PGROUP",
        "MIN_OFFSET",
        "MAX_OFFSET",
        "BUYER_ID",
        "ORIGIN_MESSAGE_ID",
        "TRANSFER_FLAG",
        "CORRECTION_FLAG",
        "MQ2_FLAG",
        "RECONSUME_TIME",
        "UNIQ_KEY",
        "MAX_RECONSUME_TIMES",
        "CONSUME_START_TIME",
        "INSTANCE_ID",
        "CORRELATION_ID",
        "REPLY_TO_CLIENT",
        "TTL",
        "ARRIVE_TIME",
        "PUSH_REPLY_TIME",
        "CLUSTER",
        "MSG_TYPE",
        "INNER_MULTI_QUEUE_OFFSET",
    ];
}

/// Every well-formed property of `text`, in order. A pair without a name or a value is
/// dropped, as `MessageDecoder.string2messageProperties` does.
pub fn properties(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = Some(text);
    let pairs = std::iter::from_fn(move || {
        let (pair, behind) = cut(rest?, PROPERTY_SEPARATOR);
        rest = behind;
        Some(pair)
    });
    pairs.filter_map(|pair| {
        let (name, value) = cut(pair, NAME_VALUE_SEPARATOR);
        value.filter(|value| !name.is_empty() && !value.is_empty()).map(|value| (name, value))
    })
}

/// What stands before and behind the first `separator`, which is ASCII. The texts are short and
/// read for every message: looking at each byte is several times faster than a search for a char.
fn cut(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.bytes().position(|byte| char::from(byte) == separator) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

/// The value of property `name` in `text`; the last one wins, as in a Java map.
pub fn property_value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let [value] = property_values(text, [name]);
    value
}

/// The values of several properties, as [`property_value`] finds them, in one go.
pub fn property_values<'a, const N: usize>(
    text: &'a str,
    names: [&str; N],
) -> [Option<&'a str>; N] {
    let mut values = [None; N];
    for (name, value) in properties(text) {
        if let Some(wanted) = names.iter().position(|wanted| *wanted == name) {
            values[wanted] = Some(value);
        }
    }
    values
}

/// Appends one property to `text`, with a separator where one is needed.
pub fn push_property(text: &mut String, name: &str, value: &str) {
    if !text.is_empty() && !text.ends_with(PROPERTY_SEPARATOR) {
        text.push(PROPERTY_SEPARATOR);
    }
    text.push_str(name);
    text.push(NAME_VALUE_SEPARATOR);
    text.push_str(value);
}

/// `text` with properties changed: each named one gets its value, or is taken out where there is
/// none. What is set stands at the end.
pub fn with_properties(text: &str, changes: &[(&str, Option<&str>)]) -> String {
    let mut changed = String::with_capacity(text.len() + 64);
    let is_changed = |name: &str| changes.iter().any(|(other, _)| *other == name);
    for (name, value) in properties(text).filter(|(name, _)| !is_changed(name)) {
        push_property(&mut changed, name, value);
    }
    for (name, value) in changes {
        if let Some(value) = value {
            push_property(&mut changed, name, value);
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::{property_value, with_properties};

    #[test]
    fn properties_are_set_and_taken_out() {
        let text = "A\u{1}1\u{2}B\u{1}2\u{2}C\u{1}3\u{2}";
        let changed = with_properties(text, &[("B", None), ("C", Some("4")), ("D", Some("5"))]);
        assert_eq!(changed, "A\u{1}1\u{2}C\u{1}4\u{2}D\u{1}5");
        assert_eq!(with_properties(text, &[]), text.trim_end_matches('\u{2}'));
        assert_eq!(property_value(&with_properties("", &[("A", Some("1"))]), "A"), Some("1"));
    }
}
