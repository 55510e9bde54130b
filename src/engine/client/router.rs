//! Takes what brokers push to a client to its handler.
//!
//! State: which groups want to be woken when their members change, and whether a connection was
//! lost since the last heartbeat; derived from the consumers that run and from the network.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::pushed;
use crate::engine::protocol::names::GroupName;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::connection::{Connection, Router};
use crate::engine::remoting::frame::{Frame, Reply};
use crate::for_each_request;

/// The requests a client serves, by the `client` column of the request table.
#[derive(Default)]
pub struct PushRouter {
    rebalance: Mutex<HashMap<GroupName, Arc<Notify>>>,
    lost: Notify,
}

impl PushRouter {
    /// Wakes `notify` when the members of `group` change.
    pub(super) fn watch(&self, group: &GroupName, notify: Arc<Notify>) {
        self.rebalance.lock().insert(group.clone(), notify);
    }

    /// Waits until a connection is lost: its broker takes this client for gone.
    pub(super) async fn until_connection_lost(&self) {
        self.lost.notified().await;
    }

    /// What the consumer of `group` waits on for its members to change.
    pub(super) fn watcher(&self, group: &str) -> Option<Arc<Notify>> {
        self.rebalance.lock().get(group).cloned()
    }
}

macro_rules! serve {
    ($router:ident, $request:ident, [-]) => {
        Reply::not_supported($request.code)
    };
    ($router:ident, $request:ident, [$($handler:tt)+]) => {
        $($handler)+($router, $request)
    };
}

macro_rules! dispatch {
    ([] $($code:literal $name:ident $apache:literal $lane:ident
        namesrv [$($n:tt)*] broker [$($b:tt)*] client $client:tt;)*) => {
        fn dispatch(router: &PushRouter, request: &Frame) -> Reply {
            match request.request_code() {
                $( RequestCode::$name => serve!(router, request, $client), )*
                RequestCode::Unknown(code) => Reply::not_supported(code),
            }
        }
    };
}

for_each_request!(dispatch);

impl Router for PushRouter {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for request in frames.drain(..) {
            connection.reply(&request, &dispatch(self, &request));
        }
    }

    fn closed(&self, _: &Arc<Connection>) {
        self.lost.notify_one();
    }
}
