//! The broker's configuration: shown (26) and changed while it runs (25).

use std::sync::Arc;

use crate::engine::broker::Broker;
use crate::engine::broker::live_config::ChangeError;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::ext::Header;
use crate::engine::protocol::headers::admin::GetBrokerConfigReply;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::util::properties;

/// GET_BROKER_CONFIG (26).
pub fn get(broker: &Broker, _: &Arc<Connection>, _: &Frame) -> Reply {
    let version = String::from_utf8_lossy(&broker.live_config.version().encode()).into_owned();
    let fields = GetBrokerConfigReply { version };
    Reply::with_body(broker.config().to_text()).and_fields(fields.to_list())
}

/// UPDATE_BROKER_CONFIG (25). The remark of a success says of each key what became of it.
pub fn update(broker: &Broker, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let given = properties::parse(&String::from_utf8_lossy(request.body()));
    let changed = match broker.live_config.change(&given) {
        Ok(changed) => changed,
        Err(error @ ChangeError::Fixed(_)) => {
            return Reply::refuse(ResponseCode::NoPermission, error.to_string());
        }
        Err(error) => return Reply::refuse(ResponseCode::SystemError, error.to_string()),
    };
    tracing::info!(%changed, peer = %connection.peer(), "configuration changed");
    broker.store.set_cleaning_rules(broker.config().cleaning_rules());
    if changed.live.iter().any(|key| key == "brokerPermission") {
        broker.topics.touch();
    }
    Reply { remark: Some(changed.to_string().into()), ..Reply::success() }
}
