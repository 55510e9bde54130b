//! Which topics and groups may be named, created and sent to (`remoting.md` 3.6 and 4.4).
//!
//! The texts are those of Apache's `TopicValidator` and `Validators`: users search for them.

use super::names::TopicName;

/// Longest topic, in characters.
pub const MAX_TOPIC_CHARS: usize = 127;
/// Longest group, in characters.
pub const MAX_GROUP_CHARS: usize = 255;

/// What names consist of, as Apache's texts say it.
const ALLOWED: &str = "^[%|a-zA-Z0-9_-]+$";

/// Topic whose settings new topics inherit.
pub const AUTO_CREATE_TOPIC: &str = "TBW102";
/// Topic that holds delayed messages, one queue a level.
pub const SCHEDULE_TOPIC: &str = "SCHEDULE_TOPIC_XXXX";
/// Topic for benchmarks.
pub const BENCHMARK_TOPIC: &str = "BenchmarkTest";
/// Topic that holds half messages.
pub const HALF_TOPIC: &str = "RMQ_SYS_TRANS_HALF_TOPIC";
/// Topic that says which half messages are done with.
pub const OP_HALF_TOPIC: &str = "RMQ_SYS_TRANS_OP_HALF_TOPIC";
/// Topic that holds traces, unless configured otherwise.
pub const TRACE_TOPIC: &str = "RMQ_SYS_TRACE_TOPIC";
/// Topic that holds half messages checked in vain too often.
pub const CHECK_MAX_TIME_TOPIC: &str = "TRANS_CHECK_MAX_TIME_TOPIC";
/// Topic for self tests.
pub const SELF_TEST_TOPIC: &str = "SELF_TEST_TOPIC";
/// Topic that tells of offsets that had to move.
pub const OFFSET_MOVED_TOPIC: &str = "OFFSET_MOVED_EVENT";
/// Start of further system topics.
pub const SYSTEM_TOPIC_PREFIX: &str = "rmq_sys_";
/// End of a cluster's topic for replies.
const REPLY_TOPIC_POSTFIX: &str = "REPLY_TOPIC";
/// Start of system groups.
pub const SYSTEM_GROUP_PREFIX: &str = "CID_RMQ_SYS_";

/// The system topics every broker knows. Its own name, its cluster's and the reply topic are
/// system topics too, which only the broker can tell.
pub const SYSTEM_TOPICS: [&str; 9] = [
    AUTO_CREATE_TOPIC,
    SCHEDULE_TOPIC,
    BENCHMARK_TOPIC,
    HALF_TOPIC,
    TRACE_TOPIC,
    OP_HALF_TOPIC,
    CHECK_MAX_TIME_TOPIC,
    SELF_TEST_TOPIC,
    OFFSET_MOVED_TOPIC,
];

/// Topics only the broker itself writes to.
const CLOSED_TOPICS: [&str; 6] = [
    SCHEDULE_TOPIC,
    HALF_TOPIC,
    OP_HALF_TOPIC,
    CHECK_MAX_TIME_TOPIC,
    SELF_TEST_TOPIC,
    OFFSET_MOVED_TOPIC,
];

/// Group of Apache's own tools (`MixAll.TOOLS_CONSUMER_GROUP`): every broker has it, so that reading
/// leaves no group behind.
pub const TOOLS_GROUP: &str = "TOOLS_CONSUMER";

/// Groups every broker has.
pub const BUILT_IN_GROUPS: [&str; 7] = [
    TOOLS_GROUP,
    "FILTERSRV_CONSUMER",
    "SELF_TEST_C_GROUP",
    "CID_ONS-HTTP-PROXY",
    "CID_ONSAPI_PULL",
    "CID_ONSAPI_PERMISSION",
    "CID_ONSAPI_OWNER",
];

/// Why a name is refused, in the words a broker answers with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but blanks.
    #[error("The specified topic is blank.")]
    BlankTopic,
    /// Other characters than allowed.
    #[error("The specified topic contains illegal characters, allowing only {ALLOWED}")]
    TopicCharacters,
    /// Over [`MAX_TOPIC_CHARS`].
    #[error("The specified topic is longer than topic max length.")]
    TopicTooLong,
    /// The topic belongs to the system.
    #[error("The topic[{0}] is conflict with system topic.")]
    SystemTopic(String),
    /// The topic is written by the broker only.
    #[error("Sending message to topic[{0}] is forbidden.")]
    ClosedTopic(String),
    /// Nothing but blanks.
    #[error("the specified group is blank")]
    BlankGroup,
    /// Other characters than allowed.
    #[error("the specified group[{0}] contains illegal characters, allowing only {ALLOWED}")]
    GroupCharacters(String),
    /// Over [`MAX_GROUP_CHARS`].
    #[error("the specified group is longer than group max length 255.")]
    GroupTooLong,
}

/// Whether `name` has characters that neither topics nor groups may have.
pub fn has_illegal_characters(name: &str) -> bool {
    !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%|_-".contains(&byte))
}

fn is_blank(name: &str) -> bool {
    name.chars().all(char::is_whitespace)
}

/// Java's length: UTF-16 units.
fn java_len(name: &str) -> usize {
    name.encode_utf16().count()
}

/// Checks the name of a topic, in the order a broker does.
pub fn check_topic(topic: &str) -> Result<(), NameError> {
    if is_blank(topic) {
        Err(NameError::BlankTopic)
    } else if has_illegal_characters(topic) {
        Err(NameError::TopicCharacters)
    } else if java_len(topic) > MAX_TOPIC_CHARS {
        Err(NameError::TopicTooLong)
    } else {
        Ok(())
    }
}

/// Checks the name of a group, as clients do.
pub fn check_group(group: &str) -> Result<(), NameError> {
    if is_blank(group) {
        Err(NameError::BlankGroup)
    } else if java_len(group) > MAX_GROUP_CHARS {
        Err(NameError::GroupTooLong)
    } else if has_illegal_characters(group) {
        Err(NameError::GroupCharacters(group.to_owned()))
    } else {
        Ok(())
    }
}

/// Whether every broker takes `topic` for a system topic; see [`SYSTEM_TOPICS`].
pub fn is_system_topic(topic: &str) -> bool {
    SYSTEM_TOPICS.contains(&topic) || topic.starts_with(SYSTEM_TOPIC_PREFIX)
}

/// The topic that replies to requests from `cluster` go through.
pub fn reply_topic(cluster: &str) -> TopicName {
    TopicName::from(format!("{cluster}_{REPLY_TOPIC_POSTFIX}"))
}

/// Checks that clients may send to `topic`.
pub fn check_open_to_send(topic: &str) -> Result<(), NameError> {
    if CLOSED_TOPICS.contains(&topic) {
        return Err(NameError::ClosedTopic(topic.to_owned()));
    }
    Ok(())
}

/// Whether `group` belongs to the system: it is created even where groups are not.
pub fn is_system_group(group: &str) -> bool {
    group.starts_with(SYSTEM_GROUP_PREFIX)
}

#[cfg(test)]
mod tests {
    use super::{NameError, check_group, check_open_to_send, check_topic, is_system_topic};

    #[test]
    fn topics_are_checked_as_a_broker_does() {
        assert_eq!(check_topic("%RETRY%a|b-c_1"), Ok(()));
        assert_eq!(check_topic(" \t"), Err(NameError::BlankTopic));
        assert_eq!(check_topic("bad topic!"), Err(NameError::TopicCharacters));
        assert_eq!(check_topic("é"), Err(NameError::TopicCharacters));
        assert_eq!(check_topic(&"a".repeat(127)), Ok(()));
        assert_eq!(check_topic(&"a".repeat(128)), Err(NameError::TopicTooLong));
    }

    /// The texts are the remarks in captured answers of 4.9.7 to 10, 17 and 215.
    #[test]
    fn refusals_have_the_texts_of_a_broker() {
        assert_eq!(
            NameError::TopicCharacters.to_string(),
            "The specified topic contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$"
        );
        assert_eq!(
            NameError::SystemTopic("SCHEDULE_TOPIC_XXXX".into()).to_string(),
            "The topic[SCHEDULE_TOPIC_XXXX] is conflict with system topic."
        );
        assert_eq!(
            check_open_to_send("SCHEDULE_TOPIC_XXXX").unwrap_err().to_string(),
            "Sending message to topic[SCHEDULE_TOPIC_XXXX] is forbidden."
        );
    }

    #[test]
    fn system_topics_are_closed_or_open() {
        assert!(is_system_topic("TBW102") && is_system_topic("rmq_sys_x"));
        assert!(!is_system_topic("%RETRY%g"));
        assert_eq!(check_open_to_send("TBW102"), Ok(()));
        assert!(check_open_to_send("SELF_TEST_TOPIC").is_err());
    }

    #[test]
    fn groups_are_checked_as_clients_do() {
        assert_eq!(check_group("CID_ONS-HTTP-PROXY"), Ok(()));
        assert_eq!(check_group(""), Err(NameError::BlankGroup));
        assert_eq!(check_group(&"g".repeat(256)), Err(NameError::GroupTooLong));
        assert!(matches!(check_group("a b"), Err(NameError::GroupCharacters(_))));
    }
}
