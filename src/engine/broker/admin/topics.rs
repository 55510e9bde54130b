//! Topics: create or change (17), delete (215), list (21, 305).

use std::sync::Arc;
use std::time::Duration;

use super::refused_on_slave;
use crate::engine::broker::Broker;
use crate::engine::broker::versioned_table::Settings;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::lists::TopicList;
use crate::engine::protocol::bodies::topic_config::{TopicConfig, TopicFilterType};
use crate::engine::protocol::ext::FieldList;
use crate::engine::protocol::headers::topics::{TopicHeader, UpdateTopicHeader};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};

/// UPDATE_AND_CREATE_TOPIC (17). Answers after the name servers know the topic.
pub fn update(broker: &Broker, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let header: UpdateTopicHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let filter = header.topic_filter_type.as_deref().unwrap_or_default();
    let Some(topic_filter_type) = TopicFilterType::from_name(filter) else {
        let remark = format!("topicFilterType = [{filter}] value invalid");
        return Reply::refuse(ResponseCode::SystemError, remark);
    };
    if let Some(refusal) = refused_on_slave(broker).or_else(|| refused_name(broker, &header.topic))
    {
        return refusal;
    }
    tracing::info!(topic = %header.topic, from = %connection.peer(), "topic created or changed");
    let topic = TopicConfig {
        topic_name: header.topic,
        read_queue_nums: header.read_queue_nums,
        write_queue_nums: header.write_queue_nums,
        perm: header.perm,
        topic_filter_type,
        topic_sys_flag: header.topic_sys_flag.unwrap_or_default(),
        order: false,
    };
    broker.topics.put(topic.clone());
    broker.registration.announce(broker, topic, Duration::MAX);
    // Apache leaves the remark it starts every answer with.
    Reply::refuse(ResponseCode::Success, "not set any response code")
}

/// DELETE_TOPIC_IN_BROKER (215).
pub fn delete(broker: &Broker, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let TopicHeader { topic } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    if let Some(refusal) = refused_on_slave(broker).or_else(|| refused_name(broker, &topic)) {
        return refusal;
    }
    tracing::info!(%topic, from = %connection.peer(), "topic deleted");
    broker.topics.remove(&topic);
    if let Err(error) = broker.store.delete_topic(&topic) {
        tracing::error!(%topic, %error, "the queues of a deleted topic are still there");
    }
    if broker.config().auto_delete_unused_stats {
        broker.stats.forget_topic(&topic);
    }
    Reply::success()
}

/// The refusal to create or delete a topic of this name.
fn refused_name(broker: &Broker, topic: &str) -> Option<Reply> {
    let error = broker.topics.system().check(topic).err()?;
    Some(Reply::refuse(ResponseCode::SystemError, error.to_string()))
}

/// GET_ALL_TOPIC_CONFIG (21).
pub fn all(broker: &Broker, _: &Arc<Connection>, _: &Frame) -> Reply {
    let table = TopicConfig::to_file(&broker.topics.snapshot());
    Reply::with_body(table.encode()).and_fields(FieldList::default())
}

/// GET_SYSTEM_TOPIC_LIST_FROM_BROKER (305).
pub fn system(broker: &Broker, _: &Arc<Connection>, _: &Frame) -> Reply {
    let mut topic_list: Vec<_> = broker.topics.system().names().cloned().collect();
    topic_list.sort();
    Reply::with_body(TopicList { broker_addr: None, topic_list }.encode())
}
