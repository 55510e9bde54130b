//! What a pull must pass before anything is read (`broker.md` 5.5, in Apache's order).

use std::net::SocketAddr;
use std::sync::Arc;

use super::Broker;
use super::config::BrokerConfig;
use super::consumers::Subscription;
use super::filter::filters::compile;
use super::filter::message_filter::MessageFilter;
use crate::engine::protocol::bodies::heartbeat::EXPRESSION_TAG;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use crate::engine::protocol::bodies::topic_config::PERM_READ;
use crate::engine::protocol::headers::pull::PullMessageHeader;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::protocol::sys_flag;
use crate::engine::remoting::frame::Reply;

/// Where Apache's remarks send the reader.
const FAQ: &str = "\nSee http://rocketmq.apache.org/docs/faq/ for further details.";

/// Why a pull is not served at once.
pub(super) enum NotServed {
    /// It is refused.
    Refused(Reply),
    /// Its group is new; creating it is for a thread that may write files.
    UnknownGroup,
    /// Its queue's units, or the records its filter looks at, may have to come from the disk: for a
    /// thread that may wait.
    MayWait,
}

impl<R: Into<Reply>> From<R> for NotServed {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal.into())
    }
}

/// The group's settings and what the pull wants, or the refusal.
pub(super) fn check(
    broker: &Broker,
    config: &BrokerConfig,
    header: &PullMessageHeader<'_>,
    consumer: SocketAddr,
) -> Result<(Arc<SubscriptionGroupConfig>, MessageFilter), NotServed> {
    let (group_name, topic_name) = (&*header.consumer_group, &*header.topic);
    let refuse = |code, remark: String| Err(Reply::refuse(code, remark).into());
    if config.broker_permission & PERM_READ == 0 {
        let remark = format!("the broker[{}] pulling message is forbidden", config.broker_ip1);
        return refuse(ResponseCode::NoPermission, remark);
    }
    let group = broker.groups.get(group_name).ok_or(NotServed::UnknownGroup)?;
    if !group.consume_enable {
        let remark = format!("subscription group no permission, {group_name}");
        return refuse(ResponseCode::NoPermission, remark);
    }
    let Some(topic) = broker.topics.get(topic_name) else {
        let remark = format!("topic[{topic_name}] not exist, apply first please! {FAQ}");
        return refuse(ResponseCode::TopicNotExist, remark);
    };
    if topic.perm & PERM_READ == 0 {
        let remark = format!("the topic[{topic_name}] pulling message is forbidden");
        return refuse(ResponseCode::NoPermission, remark);
    }
    let queue = header.queue_id;
    if !(0..topic.read_queue_nums).contains(&queue.0) {
        let remark = format!(
            "queueId[{queue}] is illegal, topic:[{topic_name}] \
             topicConfig.readQueueNums:[{}] consumer:[/{consumer}]",
            topic.read_queue_nums
        );
        return refuse(ResponseCode::SystemError, remark);
    }
    let filter = filter(broker, config, header, &group)?;
    Ok((group, filter))
}

/// Creates the group of a pull that found none, or says why not. Writes files.
pub(super) fn create_group(
    broker: &Broker,
    config: &BrokerConfig,
    group: &str,
) -> Result<(), Reply> {
    broker.groups.find(config, group).map(drop).ok_or_else(|| {
        let remark = format!("subscription group [{group}] does not exist, {FAQ}");
        Reply::refuse(ResponseCode::SubscriptionGroupNotExist, remark)
    })
}

/// What the pull wants, from its header or from its group's heartbeats.
fn filter(
    broker: &Broker,
    config: &BrokerConfig,
    header: &PullMessageHeader<'_>,
    group: &SubscriptionGroupConfig,
) -> Result<MessageFilter, Reply> {
    let filter = if header.sys_flag & sys_flag::PULL_SUBSCRIPTION != 0 {
        filter_of_header(config, header)?
    } else {
        filter_of_group(broker, config, header, group)?
    };
    Ok(if config.filter_support_retry { filter.with_retry(&broker.filters) } else { filter })
}

fn filter_of_header(
    config: &BrokerConfig,
    header: &PullMessageHeader<'_>,
) -> Result<MessageFilter, Reply> {
    let kind = header.expression_type.as_deref().unwrap_or(EXPRESSION_TAG);
    let text = header.subscription.as_deref();
    let subscription = Subscription::from_header(&header.topic, kind, text, header.sub_version);
    let subscription = subscription.map(Arc::new).ok_or_else(|| {
        let remark = "parse the consumer's subscription failed";
        Reply::refuse(ResponseCode::SubscriptionParseFailed, remark)
    })?;
    if subscription.data.is_tag() {
        return Ok(MessageFilter::new(subscription, None));
    }
    check_supported(config, &subscription)?;
    // As Apache: what does not compile filters nothing here. CHECK_CLIENT_CONFIG (46) tells.
    let expression = compile(kind, &subscription.data.sub_string).inspect_err(|error| {
        let (group, topic) = (&*header.consumer_group, &*header.topic);
        tracing::warn!(group, topic, %error, "the expression of a pull does not compile");
    });
    Ok(MessageFilter::new(subscription, expression.ok()))
}

/// Whether expressions are switched on.
fn check_supported(config: &BrokerConfig, subscription: &Subscription) -> Result<(), Reply> {
    if config.enable_property_filter {
        return Ok(());
    }
    let kind = &subscription.data.expression_type;
    let remark = format!("The broker does not support consumer to filter message by {kind}");
    Err(Reply::refuse(ResponseCode::SystemError, remark))
}

fn filter_of_group(
    broker: &Broker,
    config: &BrokerConfig,
    header: &PullMessageHeader<'_>,
    group: &SubscriptionGroupConfig,
) -> Result<MessageFilter, Reply> {
    let refuse = |code, remark: &str| Err(Reply::refuse(code, remark.to_owned()));
    let (group_name, topic) = (&*header.consumer_group, &*header.topic);
    let Some(subscribed) = broker.consumers.subscription(group_name, topic) else {
        let what =
            if broker.consumers.is_online(group_name) { "subscription" } else { "group info" };
        let remark = format!("the consumer's {what} not exist{FAQ}");
        return refuse(ResponseCode::SubscriptionNotExist, &remark);
    };
    if subscribed.broadcasting && !group.consume_broadcast_enable {
        let remark = format!("the consumer group[{group_name}] can not consume by broadcast way");
        return refuse(ResponseCode::NoPermission, &remark);
    }
    if subscribed.subscription.data.sub_version < header.sub_version {
        let remark = "the consumer's subscription not latest";
        return refuse(ResponseCode::SubscriptionNotLatest, remark);
    }
    if subscribed.subscription.data.is_tag() {
        return Ok(MessageFilter::new(subscribed.subscription, None));
    }
    let Some(filter) = broker.filters.get(group_name, topic) else {
        let remark = "The broker's consumer filter data is not exist!Your expression may be wrong!";
        return refuse(ResponseCode::FilterDataNotExist, remark);
    };
    if filter.data.client_version < header.sub_version {
        let remark = "the consumer's consumer filter data not latest";
        return refuse(ResponseCode::FilterDataNotLatest, remark);
    }
    check_supported(config, &subscribed.subscription)?;
    Ok(MessageFilter::new(subscribed.subscription, filter.expression.clone()))
}
