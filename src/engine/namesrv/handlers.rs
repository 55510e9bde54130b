//! Requests about brokers and routes (`remoting.md` 2.1). All of them touch memory only.

use std::sync::Arc;

use super::NameServer;
use super::kv::ORDER_NAMESPACE;
use super::routes::{ConnectionId, Registration, UnitTopics, WritePermission};
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::bodies::fastjson::Form;
use crate::engine::protocol::bodies::register_broker::RegisterBrokerBody;
use crate::engine::protocol::bodies::topic_config::TopicConfigTable;
use crate::engine::protocol::bodies::{Body, BodyError};
use crate::engine::protocol::headers::register::{
    AddWritePermReply, BrokerIdentityHeader, BrokerNameHeader, QueryDataVersionReply,
    RegisterBrokerHeader, RegisterBrokerReply, WipeWritePermReply,
};
use crate::engine::protocol::headers::route::{
    DeleteTopicInNamesrvHeader, GetRouteInfoHeader, GetTopicsByClusterHeader,
};
use crate::engine::protocol::record::body_crc;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::util::clock::TimestampMs;

/// First version that registers with a [`RegisterBrokerBody`]: V3_0_11.
const REGISTER_BODY_SINCE: i32 = 37;
/// First version that wants routes in standard JSON: V4_9_4.
const STRICT_JSON_SINCE: i32 = 401;

/// Reads the typed header, or answers with what is wrong with it.
macro_rules! header {
    ($request:expr) => {
        match $request.header() {
            Ok(header) => header,
            Err(error) => return Reply::from(error),
        }
    };
}

/// REGISTER_BROKER.
pub fn register_broker(
    server: &NameServer,
    connection: &Arc<Connection>,
    request: &Frame,
) -> Reply {
    let header: RegisterBrokerHeader = header!(request);
    if header.broker_name.is_empty() || header.broker_addr.is_empty() {
        return Reply::refuse(ResponseCode::SystemError, "brokerName or brokerAddr is missing");
    }
    if header.body_crc32 != 0 && header.body_crc32 != body_crc(request.body()) {
        tracing::warn!(peer = %connection.peer(), "registration whose crc32 does not match");
        return Reply::refuse(ResponseCode::SystemError, "crc32 not match");
    }
    let (topics, filter_servers) = match registered_tables(request, header.compressed) {
        Ok(tables) => tables,
        Err(error) => return Reply::refuse(ResponseCode::SystemError, error.to_string()),
    };
    let who = Registration {
        cluster: header.cluster_name,
        broker: header.broker_name,
        id: header.broker_id,
        address: header.broker_addr,
        ha_address: header.ha_server_addr,
        connection: ConnectionId(connection.id()),
    };
    server.remember(connection);
    let now = TimestampMs::now();
    let master = server.routes.write().register(&who, &topics, filter_servers.as_deref(), now);
    let answer = match master {
        Some(master) => RegisterBrokerReply {
            ha_server_addr: Some(master.ha_address),
            master_addr: Some(master.address),
        },
        None => RegisterBrokerReply::default(),
    };
    let mut reply = Reply::with_header(&answer);
    if let Some(order) = server.kv.list(ORDER_NAMESPACE) {
        reply.body = order.encode().into();
    }
    reply
}

type Tables = (TopicConfigTable, Option<Vec<String>>);

fn registered_tables(request: &Frame, compressed: bool) -> Result<Tables, BodyError> {
    let body = request.body();
    if request.version < REGISTER_BODY_SINCE {
        let table =
            if body.is_empty() { Default::default() } else { TopicConfigTable::decode(body)? };
        return Ok((table, None));
    }
    let body = match body {
        [] => RegisterBrokerBody::default(),
        body if compressed => RegisterBrokerBody::decode_compressed(body)?,
        body => RegisterBrokerBody::decode(body)?,
    };
    Ok((body.topic_config_serialize_wrapper, Some(body.filter_server_list)))
}

/// UNREGISTER_BROKER.
pub fn unregister_broker(server: &NameServer, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: BrokerIdentityHeader = header!(request);
    server.routes.write().unregister(&header.broker_addr);
    Reply::success()
}

/// QUERY_DATA_VERSION: whether a broker need register again. If not, it is alive all the same.
pub fn query_data_version(server: &NameServer, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: BrokerIdentityHeader = header!(request);
    let asked = match DataVersion::decode(request.body()) {
        Ok(version) => version,
        Err(error) => return Reply::refuse(ResponseCode::SystemError, error.to_string()),
    };
    let mut routes = server.routes.write();
    let known = routes.version_of(&header.broker_addr);
    let changed = known != Some(asked);
    if !changed {
        routes.heard_of(&header.broker_addr, TimestampMs::now());
    }
    let mut reply = Reply::with_header(&QueryDataVersionReply { changed });
    if let Some(known) = known {
        reply.body = known.encode().into();
    }
    reply
}

/// GET_ROUTEINFO_BY_TOPIC.
pub fn route(server: &NameServer, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: GetRouteInfoHeader = header!(request);
    let strict =
        request.version >= STRICT_JSON_SINCE || header.accept_standard_json_only.unwrap_or(false);
    let form = if strict { Form::Strict } else { Form::Compact };
    match server.encoded_route(&header.topic, form) {
        Some(body) => Reply::with_body(body),
        None => Reply::refuse(
            ResponseCode::TopicNotExist,
            format!(
                "No topic route info in name server for the topic: {}\n\
                 See http://rocketmq.apache.org/docs/faq/ for further details.",
                header.topic
            ),
        ),
    }
}

/// GET_BROKER_CLUSTER_INFO.
pub fn cluster_info(server: &NameServer, _: &Arc<Connection>, _: &Frame) -> Reply {
    let info = server.routes.read().cluster_info();
    Reply::with_body(info.encode())
}

/// WIPE_WRITE_PERM_OF_BROKER.
pub fn wipe_write_perm(
    server: &NameServer,
    connection: &Arc<Connection>,
    request: &Frame,
) -> Reply {
    let header: BrokerNameHeader = header!(request);
    let broker = &header.broker_name;
    let topics = server.routes.write().set_write_permission(broker, WritePermission::Wipe);
    tracing::info!(%broker, topics, peer = %connection.peer(), "write permission wiped");
    Reply::with_header(&WipeWritePermReply { wipe_topic_count: topics })
}

/// ADD_WRITE_PERM_OF_BROKER.
pub fn add_write_perm(server: &NameServer, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let header: BrokerNameHeader = header!(request);
    let broker = &header.broker_name;
    let topics = server.routes.write().set_write_permission(broker, WritePermission::Add);
    tracing::info!(%broker, topics, peer = %connection.peer(), "write permission added");
    Reply::with_header(&AddWritePermReply { add_topic_count: topics })
}

/// GET_ALL_TOPIC_LIST_FROM_NAMESERVER.
pub fn all_topics(server: &NameServer, _: &Arc<Connection>, _: &Frame) -> Reply {
    let topics = server.routes.read().topics();
    Reply::with_body(topics.encode())
}

/// DELETE_TOPIC_IN_NAMESRV.
pub fn delete_topic(server: &NameServer, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let header: DeleteTopicInNamesrvHeader = header!(request);
    let cluster = header.cluster_name.as_ref().map(|name| name.as_str());
    let cluster = cluster.filter(|name| !name.is_empty());
    server.routes.write().delete_topic(&header.topic, cluster);
    tracing::info!(topic = %header.topic, ?cluster, peer = %connection.peer(), "topic deleted");
    Reply::success()
}

/// GET_TOPICS_BY_CLUSTER.
pub fn topics_by_cluster(server: &NameServer, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: GetTopicsByClusterHeader = header!(request);
    let topics = server.routes.read().topics_of_cluster(&header.cluster);
    Reply::with_body(topics.encode())
}

/// GET_SYSTEM_TOPIC_LIST_FROM_NS.
pub fn system_topics(server: &NameServer, _: &Arc<Connection>, _: &Frame) -> Reply {
    let topics = server.routes.read().system_topics();
    Reply::with_body(topics.encode())
}

/// GET_UNIT_TOPIC_LIST.
pub fn unit_topics(server: &NameServer, _: &Arc<Connection>, _: &Frame) -> Reply {
    unit_list(server, UnitTopics::Unit)
}

/// GET_HAS_UNIT_SUB_TOPIC_LIST.
pub fn unit_sub_topics(server: &NameServer, _: &Arc<Connection>, _: &Frame) -> Reply {
    unit_list(server, UnitTopics::Subscribed)
}

/// GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST.
pub fn unit_sub_ununit_topics(server: &NameServer, _: &Arc<Connection>, _: &Frame) -> Reply {
    unit_list(server, UnitTopics::SubscribedOfNoUnit)
}

fn unit_list(server: &NameServer, which: UnitTopics) -> Reply {
    let topics = server.routes.read().unit_topics(which);
    Reply::with_body(topics.encode())
}
