//! Which messages one pull wants: by tag, by expression, or by the expression of the topic that a
//! retried message comes from (Apache's `ExpressionMessageFilter` and
//! `ExpressionForRetryMessageFilter`).

use std::sync::Arc;

use super::super::consumers::Subscription;
use super::Expression;
use super::filters::Filters;
use crate::engine::protocol::message::{property, property_value};
use crate::engine::protocol::names::RETRY_TOPIC_PREFIX;
use crate::engine::protocol::record::Record;
use crate::engine::store::Wanted;

/// What one pull wants.
#[derive(Clone)]
pub struct MessageFilter {
    subscription: Arc<Subscription>,
    by: By,
}

/// What is looked at besides the tags code.
#[derive(Clone)]
enum By {
    Nothing,
    Expression(Arc<Expression>),
    /// The filters to look into for the topic that a message comes from.
    RealTopic(Arc<Filters>),
}

impl MessageFilter {
    /// What `subscription` says, with its expression where it has one.
    pub fn new(subscription: Arc<Subscription>, expression: Option<Arc<Expression>>) -> Self {
        let is_tag = subscription.data.is_tag();
        let by = expression.filter(|_| !is_tag).map_or(By::Nothing, By::Expression);
        Self { subscription, by }
    }

    /// The same; on a retry topic `filters` decide instead (`filterSupportRetry`).
    pub fn with_retry(mut self, filters: &Arc<Filters>) -> Self {
        if self.subscription.data.topic.starts_with(RETRY_TOPIC_PREFIX) {
            self.by = By::RealTopic(filters.clone());
        }
        self
    }

    /// Whether a queue unit with this tags code may be wanted.
    pub fn wants_code(&self, tags_code: i64) -> bool {
        !self.subscription.data.is_tag() || self.subscription.wants_code(tags_code)
    }

    /// Whether the record has to be looked at too.
    pub fn needs_record(&self) -> bool {
        !matches!(self.by, By::Nothing) && !self.subscription.data.class_filter_mode
    }

    /// Whether a record is wanted. One that cannot be decoded has no properties.
    pub fn wants_record(&self, record: &[u8]) -> bool {
        if !self.needs_record() {
            return true;
        }
        let record = Record::decode(record);
        let properties = record.as_ref().map_or("", |record| record.properties);
        match &self.by {
            By::Nothing => true,
            By::Expression(expression) => expression.selects(properties),
            By::RealTopic(filters) => {
                let group = self.subscription.data.topic.strip_prefix(RETRY_TOPIC_PREFIX);
                let topic = property_value(properties, property::RETRY_TOPIC);
                let filter = filters.get(group.unwrap_or_default(), topic.unwrap_or_default());
                let expression = filter.and_then(|filter| filter.expression.clone());
                expression.is_none_or(|expression| expression.selects(properties))
            }
        }
    }
}

impl Wanted for MessageFilter {
    fn by_tags_code(&self, tags_code: i64) -> bool {
        self.wants_code(tags_code)
    }

    fn by_record(&self, record: &[u8]) -> bool {
        self.wants_record(record)
    }
}
