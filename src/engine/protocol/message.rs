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
}

/// Every well-formed property of `text`, in order. A pair without a name or a value is
/// dropped, as `MessageDecoder.string2messageProperties` does.
pub fn properties(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(PROPERTY_SEPARATOR).filter_map(|pair| {
        let (name, value) = pair.split_once(NAME_VALUE_SEPARATOR)?;
        (!name.is_empty() && !value.is_empty()).then_some((name, value))
    })
}

/// The value of property `name` in `text`; the last one wins, as in a Java map.
pub fn property_value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    properties(text).filter(|(n, _)| *n == name).map(|(_, v)| v).last()
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
