//! What clients tell the broker about themselves, and what it tells of them: codes 34, 35, 38,
//! 46, 203, 204, 328.

use std::sync::Arc;

use super::Broker;
use super::config::BrokerConfig;
use super::filter::filters::compile;
use super::members::Member;
use super::topics::SYS_FLAG_UNIT_SUB;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::connections::ProducerTable;
use crate::engine::protocol::bodies::heartbeat::{CheckClientBody, ConsumerData, HeartbeatData};
use crate::engine::protocol::bodies::lists::ConsumerList;
use crate::engine::protocol::ext::FieldList;
use crate::engine::protocol::headers::clients::{
    ConsumerGroupHeader, ProducerGroupHeader, UnregisterClientHeader,
};
use crate::engine::protocol::names::retry_topic;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::util::clock::TimestampMs;

/// Clients are dropped after so many milliseconds without a heartbeat (`CHANNEL_EXPIRED_TIMEOUT`).
const SILENCE_LIMIT_MS: i64 = 120_000;

/// HEART_BEAT (34). Writes a file when a group is seen for the first time.
pub fn heartbeat(broker: &Broker, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let data = match HeartbeatData::decode(request.body()) {
        Ok(data) => data,
        Err(error) => return Reply::refuse(ResponseCode::SystemError, error.to_string()),
    };
    let config = broker.config();
    let member = Member {
        connection: connection.clone(),
        client_id: data.client_id,
        language: request.language,
        version: request.version,
        last_seen: TimestampMs::now(),
    };
    for group in data.consumer_data_set {
        join(broker, &config, member.clone(), group);
    }
    for group in data.producer_data_set {
        broker.producers.register(member.clone(), &group.group_name);
    }
    // The connection may have closed while the heartbeat waited; then nobody takes it out again.
    if connection.is_closed() {
        closed(broker, connection);
    }
    Reply::success()
}

fn join(broker: &Broker, config: &BrokerConfig, member: Member, group: ConsumerData) {
    let settings = broker.groups.find(config, &group.group_name);
    let mut notify = config.notify_consumer_ids_changed_enable;
    if let Some(settings) = settings {
        notify &= settings.notify_consumer_ids_changed_enable;
        let topic = retry_topic(&group.group_name);
        let flag = if group.unit_mode { SYS_FLAG_UNIT_SUB } else { 0 };
        // The client asks for the route of its retry topic once, then every half minute.
        let queues = settings.retry_queue_nums;
        broker.registration.create_announced(broker, &topic, queues, flag);
    }
    // First, so that no pull by the new subscription finds the old expression.
    broker.filters.register(&group.group_name, &group.subscription_data_set, member.last_seen);
    broker.consumers.register(member, group, notify);
}

/// UNREGISTER_CLIENT (35).
pub fn unregister(broker: &Broker, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let header: UnregisterClientHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    if let Some(group) = header.producer_group {
        broker.producers.unregister(&group, connection.id());
    }
    if let Some(group) = header.consumer_group {
        let config = broker.config();
        let settings = broker.groups.find(&config, &group);
        let notify = config.notify_consumer_ids_changed_enable
            && settings.is_none_or(|s| s.notify_consumer_ids_changed_enable);
        if broker.consumers.unregister(&group, connection.id(), notify) {
            broker.filters.unregister(&group, TimestampMs::now());
        }
    }
    Reply::success().and_fields(FieldList::default())
}

/// CHECK_CLIENT_CONFIG (46).
pub fn check_config(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    if request.body().is_empty() {
        return Reply::success();
    }
    let subscription = match CheckClientBody::decode(request.body()) {
        Ok(body) => body.subscription_data,
        Err(error) => return Reply::refuse(ResponseCode::SystemError, error.to_string()),
    };
    if subscription.is_tag() {
        return Reply::success();
    }
    let kind = &subscription.expression_type;
    if !broker.config().enable_property_filter {
        let remark = format!("The broker does not support consumer to filter message by {kind}");
        return Reply::refuse(ResponseCode::SystemError, remark);
    }
    match compile(kind, &subscription.sub_string) {
        Ok(_) => Reply::success(),
        Err(error) => {
            let remark = format!("Invalid MessageSelector. {error}");
            Reply::refuse(ResponseCode::SubscriptionParseFailed, remark)
        }
    }
}

/// GET_CONSUMER_LIST_BY_GROUP (38).
pub fn consumer_list(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let ConsumerGroupHeader { consumer_group: group } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let consumer_id_list = broker.consumers.client_ids(&group);
    let reply = if consumer_id_list.is_empty() {
        tracing::debug!(%group, "no consumer for this group");
        let remark = format!("no consumer for this group, {group}");
        Reply::refuse(ResponseCode::SystemError, remark)
    } else {
        Reply::with_body(ConsumerList { consumer_id_list }.encode())
    };
    reply.and_fields(FieldList::default())
}

/// GET_CONSUMER_CONNECTION_LIST (203).
pub fn consumer_connections(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let ConsumerGroupHeader { consumer_group: group } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    match broker.consumers.connections(&group) {
        Some(connections) => Reply::with_body(connections.encode()),
        None => {
            let remark = format!("the consumer group[{group}] not online");
            Reply::refuse(ResponseCode::ConsumerNotOnline, remark)
        }
    }
}

/// GET_PRODUCER_CONNECTION_LIST (204).
pub fn producer_connections(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let ProducerGroupHeader { producer_group: group } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    match broker.producers.connections(&group) {
        Some(connections) => Reply::with_body(connections.encode()),
        None => {
            let remark = format!("the producer group[{group}] not exist");
            Reply::refuse(ResponseCode::SystemError, remark)
        }
    }
}

/// GET_ALL_PRODUCER_INFO (328).
pub fn all_producers(broker: &Broker, _: &Arc<Connection>, _: &Frame) -> Reply {
    Reply::with_body(ProducerTable { data: broker.producers.all().into_iter().collect() }.encode())
}

/// Takes a closed connection out of every group; the remaining members hear of it whatever their
/// group's settings say (`broker.md` 5.6).
pub fn closed(broker: &Broker, connection: &Arc<Connection>) {
    broker.producers.closed(connection.id());
    let notify = broker.config().notify_consumer_ids_changed_enable;
    let ended = broker.consumers.closed(connection.id(), notify);
    for group in ended {
        broker.filters.unregister(&group, TimestampMs::now());
    }
}

/// Drops clients that have been silent for two minutes at `now`.
pub fn expire(broker: &Broker, now: TimestampMs) {
    let limit = TimestampMs(now.0.saturating_sub(SILENCE_LIMIT_MS));
    for group in broker.consumers.expire(limit) {
        broker.filters.unregister(&group, now);
    }
    broker.producers.expire(limit);
}
