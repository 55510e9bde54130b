//! A message before it is sent, and the rules it must keep (`remoting.md` 3.3, 3.6).

use std::sync::LazyLock;

use bytes::Bytes;

use super::config::local_ip;
use super::error::{ClientError, Result};
use crate::engine::protocol::message::{property, push_property};
use crate::engine::protocol::name_rules::check_topic;
use crate::engine::protocol::names::{RETRY_TOPIC_PREFIX, TopicName};
use crate::engine::protocol::record::MAX_PROPERTIES_LEN;
use crate::engine::protocol::unique_id::UniqueIds;

/// Longest body a client sends (`maxMessageSize`); brokers refuse longer ones by default too.
pub const MAX_BODY_LEN: usize = 4 * 1024 * 1024;

/// Makes the unique ids of this process.
static UNIQUE_IDS: LazyLock<UniqueIds> =
    LazyLock::new(|| UniqueIds::new(local_ip(), std::process::id(), rand::random()));

/// An id that no other message has.
pub(super) fn unique_id() -> String {
    UNIQUE_IDS.next()
}

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where it goes.
    pub topic: TopicName,
    /// What it says.
    pub body: Bytes,
    /// The user's flag, carried along unread.
    pub flag: i32,
    properties: Vec<(String, String)>,
}

impl Message {
    /// A message without tag, keys or properties. Its unique id is made now.
    pub fn new(topic: impl Into<TopicName>, body: impl Into<Bytes>) -> Self {
        let properties = vec![(property::UNIQUE_KEY.to_owned(), unique_id())];
        Self { topic: topic.into(), body: body.into(), flag: 0, properties }
    }

    /// This message with a tag; an empty one is none.
    pub fn with_tag(self, tag: &str) -> Self {
        self.with_system(property::TAGS, tag)
    }

    /// This message with business keys, by which it can be found again.
    pub fn with_keys<K: AsRef<str>>(self, keys: impl IntoIterator<Item = K>) -> Self {
        let keys: Vec<String> = keys.into_iter().map(|key| key.as_ref().to_owned()).collect();
        self.with_system(property::KEYS, &keys.join(" "))
    }

    /// This message, delivered after the delay of `level` (1-based; 0 is none).
    pub fn with_delay_level(self, level: i32) -> Self {
        let level = if level > 0 { level.to_string() } else { String::new() };
        self.with_system(property::DELAY, &level)
    }

    /// This message, answered before flush and replication when `wait` is false.
    pub fn with_wait(self, wait: bool) -> Self {
        self.with_system(property::WAIT, if wait { "true" } else { "false" })
    }

    /// This message with a user's property.
    ///
    /// # Errors
    /// A reserved name, an empty name or value, and the separators 0x01 and 0x02.
    pub fn with_property(self, name: &str, value: &str) -> Result<Self> {
        let problem = if property::RESERVED.contains(&name) {
            "is a reserved name"
        } else if name.trim().is_empty() {
            "is an empty name"
        } else if value.trim().is_empty() {
            "has an empty value"
        } else if [name, value].iter().any(|text| text.contains(['\u{1}', '\u{2}'])) {
            "contains a separator (0x01 or 0x02)"
        } else {
            return Ok(self.with_system(name, value));
        };
        Err(ClientError::Illegal {
            what: "message property",
            value: name.to_owned(),
            problem: problem.to_owned(),
        })
    }

    /// Sets a property without checks; an empty value removes it.
    pub(super) fn with_system(mut self, name: &str, value: &str) -> Self {
        self.properties.retain(|(n, _)| n != name);
        if !value.is_empty() {
            self.properties.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The value of a property.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The unique id, which the message keeps through every attempt to send it.
    pub fn unique_id(&self) -> &str {
        self.property(property::UNIQUE_KEY).unwrap_or_default()
    }

    /// The properties as they travel.
    pub(super) fn properties_text(&self) -> String {
        let len = self.properties.iter().map(|(n, v)| n.len() + v.len() + 2).sum();
        let mut text = String::with_capacity(len);
        for (name, value) in &self.properties {
            push_property(&mut text, name, value);
        }
        text
    }

    /// Checks what a broker would refuse.
    ///
    /// # Errors
    /// An illegal topic, an empty or too long body, properties over 32767 bytes.
    pub fn check(&self) -> Result<()> {
        check_topic(&self.topic)?;
        let illegal = |problem| ClientError::IllegalMessage {
            topic: self.topic.as_str().to_owned(),
            problem,
        };
        if self.body.is_empty() {
            return Err(illegal("the body is empty".to_owned()));
        }
        if self.body.len() > MAX_BODY_LEN {
            let len = self.body.len();
            return Err(illegal(format!("the body has {len} bytes, at most {MAX_BODY_LEN} fit")));
        }
        let properties: usize = self.properties.iter().map(|(n, v)| n.len() + v.len() + 2).sum();
        if properties > MAX_PROPERTIES_LEN {
            return Err(illegal(format!(
                "the properties have {properties} bytes, at most {MAX_PROPERTIES_LEN} fit"
            )));
        }
        Ok(())
    }

    /// Whether the message may be part of a batch, and if not, why.
    pub(super) fn batch_obstacle(&self) -> Option<&'static str> {
        if self.property(property::DELAY).is_some() {
            return Some("a batch cannot be delayed");
        }
        self.topic.starts_with(RETRY_TOPIC_PREFIX).then_some("a batch cannot go to a retry topic")
    }
}

#[cfg(test)]
mod tests {
    use super::Message;
    use crate::engine::protocol::message::{properties, property};

    #[test]
    fn properties_travel_as_pairs() {
        let message = Message::new("T", "x")
            .with_tag("A")
            .with_keys(["k1", "k2"])
            .with_delay_level(3)
            .with_delay_level(0)
            .with_property("color", "red")
            .expect("legal");
        let text = message.properties_text();
        let pairs: Vec<_> = properties(&text).collect();
        let id = message.unique_id();
        assert_eq!(
            pairs,
            [(property::UNIQUE_KEY, id), ("TAGS", "A"), ("KEYS", "k1 k2"), ("color", "red")]
        );
    }

    #[test]
    fn reserved_and_broken_properties_are_refused() {
        for (name, value) in [("TAGS", "x"), ("", "x"), ("a", ""), ("a", "x\u{1}y"), ("\u{2}", "x")]
        {
            assert!(Message::new("T", "x").with_property(name, value).is_err(), "{name:?}");
        }
    }

    #[test]
    fn what_a_broker_refuses_is_refused_before() {
        assert!(Message::new("T", "x").check().is_ok());
        assert!(Message::new("T", "").check().is_err());
        assert!(Message::new("T", vec![0; 4 * 1024 * 1024 + 1]).check().is_err());
        assert!(Message::new("no blanks", "x").check().is_err());
        assert!(Message::new("t".repeat(128), "x").check().is_err());
        let long = Message::new("T", "x").with_property("p", &"v".repeat(32_768)).expect("legal");
        assert!(long.check().is_err());
    }
}
