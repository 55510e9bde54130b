//! Removing what is not needed any more: expired queues (306), queues of unknown topics (316),
//! expired commit log files (329).

use std::sync::Arc;

use crate::engine::broker::Broker;
use crate::engine::protocol::name_rules::OP_HALF_TOPIC;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::store::SCHEDULE_TOPIC;

/// Start of the names of light queues, which have no settings either (`MixAll.LMQ_PREFIX`).
const LIGHT_QUEUE_PREFIX: &str = "%LMQ%";

/// CLEAN_EXPIRED_CONSUMEQUEUE (306): removes queues of whose messages none is left.
pub fn expired_queues(broker: &Broker, connection: &Arc<Connection>, _: &Frame) -> Reply {
    match broker.store.remove_expired_queues() {
        Ok(queues) => {
            tracing::info!(queues, from = %connection.peer(), "expired queues removed");
            Reply::success()
        }
        Err(error) => Reply::refuse(ResponseCode::SystemError, error.to_string()),
    }
}

/// CLEAN_UNUSED_TOPIC (316): removes the queues of topics that this broker does not know.
pub fn unused_topics(broker: &Broker, connection: &Arc<Connection>, _: &Frame) -> Reply {
    // Listed first: a topic gets its settings before its queues, so that one that is made
    // meanwhile is either not listed or known.
    for (topic, _) in broker.store.topics() {
        let name = topic.as_str();
        // Delays and the decisions about transactions are kept in topics without settings.
        let is_built_in = [SCHEDULE_TOPIC, OP_HALF_TOPIC].contains(&name);
        if is_built_in || name.starts_with(LIGHT_QUEUE_PREFIX) || broker.topics.get(name).is_some()
        {
            continue;
        }
        tracing::info!(%topic, from = %connection.peer(), "queues of an unknown topic are removed");
        if let Err(error) = broker.store.delete_topic(name) {
            return Reply::refuse(ResponseCode::SystemError, error.to_string());
        }
        if broker.config().auto_delete_unused_stats {
            broker.stats.forget_topic(name);
        }
    }
    Reply::success()
}

/// DELETE_EXPIRED_COMMITLOG (329): lets cleaning begin now and at any hour; as in Apache it is
/// answered before anything is removed.
pub fn expired_log_files(broker: &Broker, connection: &Arc<Connection>, _: &Frame) -> Reply {
    tracing::info!(from = %connection.peer(), "expired commit log files are to be removed");
    broker.store.clean_by_hand();
    Reply::success()
}
