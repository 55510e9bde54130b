//! Consumer groups: create or change (200), delete (207), list (201).

use std::sync::Arc;

use super::refused_on_slave;
use crate::engine::broker::Broker;
use crate::engine::broker::versioned_table::Settings;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use crate::engine::protocol::headers::groups::DeleteSubscriptionGroupHeader;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};

/// UPDATE_AND_CREATE_SUBSCRIPTIONGROUP (200).
pub fn update(broker: &Broker, connection: &Arc<Connection>, request: &Frame) -> Reply {
    if let Some(refusal) = refused_on_slave(broker) {
        return refusal;
    }
    if request.body().is_empty() {
        return Reply::success();
    }
    match SubscriptionGroupConfig::decode(request.body()) {
        Ok(settings) if settings.group_name.is_empty() => {
            Reply::refuse(ResponseCode::SystemError, "The specified group is blank.")
        }
        Ok(settings) => {
            let from = connection.peer();
            tracing::info!(group = %settings.group_name, %from, "group created or changed");
            broker.groups.put(settings);
            Reply::success()
        }
        Err(error) => Reply::refuse(ResponseCode::SystemError, error.to_string()),
    }
}

/// DELETE_SUBSCRIPTIONGROUP (207).
pub fn delete(broker: &Broker, connection: &Arc<Connection>, request: &Frame) -> Reply {
    if let Some(refusal) = refused_on_slave(broker) {
        return refusal;
    }
    let header: DeleteSubscriptionGroupHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let group = header.group_name;
    tracing::info!(%group, from = %connection.peer(), "group deleted");
    broker.groups.remove(&group);
    if header.remove_offset {
        broker.offsets.remove_group(&group);
    }
    if broker.config().auto_delete_unused_stats {
        broker.stats.forget_group(&group);
    }
    Reply::success()
}

/// GET_ALL_SUBSCRIPTIONGROUP_CONFIG (201).
pub fn all(broker: &Broker, _: &Arc<Connection>, _: &Frame) -> Reply {
    Reply::with_body(SubscriptionGroupConfig::to_file(&broker.groups.snapshot()).encode())
}
