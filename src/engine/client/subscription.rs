//! What a consumer wants of a topic, as it is told to the broker and checked again here.

use super::error::{ClientError, Result};
use crate::engine::protocol::bodies::heartbeat::{
    EXPRESSION_SQL92, EXPRESSION_TAG, SUBSCRIBE_ALL, SubscriptionData, tags_of,
};
use crate::engine::protocol::names::TopicName;
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;

/// Which messages of a topic are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those with one of these tags.
    Tags(Vec<String>),
    /// Those an SQL92 expression over their properties selects.
    Sql(String),
}

impl Filter {
    /// Reads `A || B`; `*` and an empty text are all (`FilterAPI.buildSubscriptionData`).
    ///
    /// # Errors
    /// Separators without a tag.
    pub fn tags(expression: &str) -> Result<Self> {
        let expression = expression.trim();
        if expression.is_empty() || expression == SUBSCRIBE_ALL {
            return Ok(Self::All);
        }
        let tags: Vec<String> = tags_of(expression).map(str::to_owned).collect();
        if tags.is_empty() {
            return Err(ClientError::Illegal {
                what: "tag expression",
                value: expression.to_owned(),
                problem: "names no tag".to_owned(),
            });
        }
        Ok(Self::Tags(tags))
    }

    /// The type and text of the expression on the wire.
    pub fn expression(&self) -> (&'static str, String) {
        match self {
            Self::All => (EXPRESSION_TAG, SUBSCRIBE_ALL.to_owned()),
            Self::Tags(tags) => (EXPRESSION_TAG, tags.join(" || ")),
            Self::Sql(expression) => (EXPRESSION_SQL92, expression.clone()),
        }
    }

    /// The subscription of `topic` by this filter; its version is the time.
    pub fn subscription(&self, topic: &TopicName) -> SubscriptionData {
        let (kind, text) = self.expression();
        let version = TimestampMs::now().0;
        let by_tags = || SubscriptionData::by_tags(topic, &text, version);
        let by_tags = (kind == EXPRESSION_TAG).then(by_tags).flatten();
        by_tags.unwrap_or_else(|| SubscriptionData {
            expression_type: kind.to_owned(),
            sub_string: text,
            sub_version: version,
            topic: topic.clone(),
            ..SubscriptionData::default()
        })
    }

    /// Whether `message` is wanted. The broker compares hashes of tags only, so that a tag that
    /// merely has a wanted one's hash still comes here. SQL is the broker's business alone.
    pub fn wants(&self, message: &ReceivedMessage) -> bool {
        match self {
            Self::Tags(tags) => {
                message.tags().is_some_and(|tag| tags.iter().any(|wanted| wanted == tag))
            }
            Self::All | Self::Sql(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::engine::protocol::names::TopicName;

    #[test]
    fn expressions_are_split_like_apaches() {
        assert_eq!(Filter::tags("*").ok(), Some(Filter::All));
        assert_eq!(Filter::tags(" ").ok(), Some(Filter::All));
        let two = Filter::tags("TagA || TagB").expect("legal");
        assert_eq!(two, Filter::Tags(vec!["TagA".to_owned(), "TagB".to_owned()]));
        assert!(Filter::tags("||").is_err());
        let data = two.subscription(&TopicName::from("T"));
        // Printed by a JVM: "TagA".hashCode(), "TagB".hashCode().
        assert_eq!(data.code_set, [2_598_919, 2_598_920]);
        assert_eq!(data.sub_string, "TagA || TagB");
    }
}
