//! How a node is, asked from outside over its own protocol.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;

use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::route::{ClusterInfo, MASTER_ID, TopicRouteData};
use crate::engine::protocol::bodies::topic_config::PERM_WRITE;
use crate::engine::protocol::headers::route::GetRouteInfoHeader;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::client::Client;
use crate::engine::remoting::frame::Request;

/// A topic every broker registers at its start (`remoting.md` 4.4).
const TOPIC_OF_EVERY_BROKER: &str = "SELF_TEST_TOPIC";

/// The place a broker should have in a name server.
#[derive(Clone, Copy, Debug)]
pub struct Seat<'a> {
    /// `brokerName`.
    pub broker: &'a str,
    /// `brokerId`.
    pub id: i64,
    /// Its address, `ip:port`.
    pub address: &'a str,
    /// Whether its topics should be writable; only a master's are looked at.
    pub writable: bool,
}

/// Whether something accepts connections at `address` within `patience`.
pub async fn listens(address: SocketAddr, patience: Duration) -> bool {
    let connected = tokio::time::timeout(patience, TcpStream::connect(address)).await;
    matches!(connected, Ok(Ok(_)))
}

/// What `who` lacks at the name server `namesrv`; `None` when it is registered there and, where
/// that is wanted, writable.
pub async fn registration_gap(
    client: &Client,
    namesrv: &str,
    who: &Seat<'_>,
    patience: Duration,
) -> Option<String> {
    let request = Request::bare(RequestCode::GetBrokerClusterInfo);
    let info: ClusterInfo = match ask(client, namesrv, &request, patience).await {
        Ok(info) => info,
        Err(problem) => return Some(problem),
    };
    let broker = info.broker_addr_table.get(who.broker);
    match broker.and_then(|broker| broker.broker_addrs.get(&who.id)) {
        Some(address) if address == who.address => {}
        Some(other) => {
            let Seat { broker, id, .. } = who;
            return Some(format!("{broker} id {id} is registered in {namesrv} as {other}"));
        }
        None => return Some(format!("{} is not registered in {namesrv}", who.address)),
    }
    if !who.writable || who.id != MASTER_ID {
        return None;
    }
    let header = GetRouteInfoHeader {
        topic: TOPIC_OF_EVERY_BROKER.into(),
        accept_standard_json_only: Some(true),
    };
    let request = Request::new(RequestCode::GetRouteInfoByTopic, &header);
    let route: TopicRouteData = match ask(client, namesrv, &request, patience).await {
        Ok(route) => route,
        Err(problem) => return Some(problem),
    };
    let queues = route.queue_datas.iter().find(|queues| *queues.broker_name == *who.broker);
    if queues.is_some_and(|queues| queues.perm & PERM_WRITE != 0) {
        return None;
    }
    Some(format!("{} is not writable according to {namesrv}", who.broker))
}

async fn ask<B: Body>(
    client: &Client,
    namesrv: &str,
    request: &Request,
    patience: Duration,
) -> Result<B, String> {
    let answer =
        client.call(namesrv, request, patience).await.map_err(|error| error.to_string())?;
    if answer.response_code() != ResponseCode::Success {
        let remark = answer.remark.unwrap_or_default();
        return Err(format!(
            "{namesrv} answers {} to {}: {remark}",
            answer.code,
            request.code.name()
        ));
    }
    B::decode(answer.body()).map_err(|error| format!("{namesrv} answers {error}"))
}
