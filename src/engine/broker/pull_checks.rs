//! What a pull must pass before anything is read (`broker.md` 5.5, in Apache's order).

use std::sync::Arc;

use super::Broker;
use super::config::BrokerConfig;
use super::consumers::Subscription;
use crate::engine::protocol::bodies::heartbeat::EXPRESSION_TAG;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use crate::engine::protocol::bodies::topic_config::PERM_READ;
use crate::engine::protocol::headers::pull::PullMessageHeader;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::protocol::sys_flag;
use crate::engine::remoting::frame::Reply;

/// Why a pull is not served at once.
pub(super) enum NotServed {
    /// It is refused.
    Refused(Reply),
    /// Its group is new; creating it is for a thread that may write files.
    UnknownGroup,
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
) -> Result<(Arc<SubscriptionGroupConfig>, Arc<Subscription>), NotServed> {
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
        let remark = format!("topic[{topic_name}] not exist, apply first please!");
        return refuse(ResponseCode::TopicNotExist, remark);
    };
    if topic.perm & PERM_READ == 0 {
        let remark = format!("the topic[{topic_name}] pulling message is forbidden");
        return refuse(ResponseCode::NoPermission, remark);
    }
    let queue = header.queue_id;
    if !(0..topic.read_queue_nums).contains(&queue.0) {
        let remark = format!(
            "queueId[{queue}] is illegal, topic:[{topic_name}] topicConfig.readQueueNums:[{}]",
            topic.read_queue_nums
        );
        return refuse(ResponseCode::SystemError, remark);
    }
    let subscription = subscription(broker, header, &group)?;
    // Expressions over properties are not evaluated, `enablePropertyFilter` or not: taken for a
    // filter that matches nothing, they would move the group past its messages.
    if !subscription.is_tag() {
        let remark = "The broker does not support consumer to filter message by SQL92";
        return refuse(ResponseCode::SystemError, remark.to_owned());
    }
    Ok((group, subscription))
}

/// Creates the group of a pull that found none, or says why not. Writes files.
pub(super) fn create_group(
    broker: &Broker,
    config: &BrokerConfig,
    group: &str,
) -> Result<(), Reply> {
    broker.groups.find(config, group).map(drop).ok_or_else(|| {
        let remark = format!("subscription group [{group}] does not exist");
        Reply::refuse(ResponseCode::SubscriptionGroupNotExist, remark)
    })
}

fn subscription(
    broker: &Broker,
    header: &PullMessageHeader<'_>,
    group: &SubscriptionGroupConfig,
) -> Result<Arc<Subscription>, Reply> {
    let refuse = |code, remark: &str| Err(Reply::refuse(code, remark.to_owned()));
    let (group_name, topic) = (&*header.consumer_group, &*header.topic);
    if header.sys_flag & sys_flag::PULL_SUBSCRIPTION != 0 {
        let kind = header.expression_type.as_deref().unwrap_or(EXPRESSION_TAG);
        let text = header.subscription.as_deref();
        let subscription = Subscription::from_header(topic, kind, text, header.sub_version);
        return subscription.map(Arc::new).ok_or_else(|| {
            let remark = "parse the consumer's subscription failed";
            Reply::refuse(ResponseCode::SubscriptionParseFailed, remark)
        });
    }
    let Some(subscribed) = broker.consumers.subscription(group_name, topic) else {
        let remark = "the consumer's subscription not exist";
        return refuse(ResponseCode::SubscriptionNotExist, remark);
    };
    if subscribed.broadcasting && !group.consume_broadcast_enable {
        let remark = format!("the consumer group[{group_name}] can not consume by broadcast way");
        return refuse(ResponseCode::NoPermission, &remark);
    }
    if subscribed.subscription.data.sub_version < header.sub_version {
        let remark = "the consumer's subscription not latest";
        return refuse(ResponseCode::SubscriptionNotLatest, remark);
    }
    Ok(subscribed.subscription)
}
