//! Takes what brokers push to a client to its handler.
//!
//! State: the consumers and transaction groups of this client, who waits for which reply, and
//! whether a connection was lost since the last heartbeat; derived from the clients that run and
//! from the network.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};

use super::push::Shared;
use super::pushed;
use super::transaction::Checks;
use crate::engine::protocol::names::GroupName;
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::connection::{Connection, Router};
use crate::engine::remoting::frame::{Frame, Reply};
use crate::for_each_request;

/// The requests a client serves, by the `client` column of the request table.
#[derive(Default)]
pub struct PushRouter {
    consumers: Mutex<HashMap<GroupName, Weak<Shared>>>,
    checks: Mutex<HashMap<GroupName, Arc<Checks>>>,
    replies: Mutex<HashMap<String, oneshot::Sender<ReceivedMessage>>>,
    lost: Notify,
}

impl PushRouter {
    /// Pushes for `group` go to this consumer from now on.
    pub(super) fn serve(&self, group: &GroupName, consumer: Weak<Shared>) {
        self.consumers.lock().insert(group.clone(), consumer);
    }

    /// The consumer of `group` that runs here.
    pub(super) fn consumer(&self, group: &str) -> Option<Arc<Shared>> {
        self.consumers.lock().get(group)?.upgrade()
    }

    /// Brokers that ask about half messages of `group` are answered by `checks` from now on.
    pub(super) fn answer_checks(&self, group: &GroupName, checks: Arc<Checks>) {
        self.checks.lock().insert(group.clone(), checks);
    }

    /// Who answers questions about half messages of `group`.
    pub(super) fn checks(&self, group: &str) -> Option<Arc<Checks>> {
        self.checks.lock().get(group).cloned()
    }

    /// Waits for the reply with this correlation id.
    pub(super) fn await_reply(&self, correlation_id: &str) -> AwaitedReply<'_> {
        let (sender, receiver) = oneshot::channel();
        self.replies.lock().insert(correlation_id.to_owned(), sender);
        AwaitedReply { router: self, correlation_id: correlation_id.to_owned(), receiver }
    }

    /// Hands a reply to who waits for it; false when nobody does any more.
    pub(super) fn replied(&self, correlation_id: &str, reply: ReceivedMessage) -> bool {
        let waiting = self.replies.lock().remove(correlation_id);
        waiting.is_some_and(|waiting| waiting.send(reply).is_ok())
    }

    /// Waits until a connection is lost: its broker takes this client for gone.
    pub(super) async fn until_connection_lost(&self) {
        self.lost.notified().await;
    }
}

/// A reply on its way. Whoever drops this does not wait any more.
pub(super) struct AwaitedReply<'r> {
    router: &'r PushRouter,
    correlation_id: String,
    receiver: oneshot::Receiver<ReceivedMessage>,
}

impl AwaitedReply<'_> {
    /// The reply.
    pub(super) async fn arrived(mut self) -> Option<ReceivedMessage> {
        (&mut self.receiver).await.ok()
    }
}

impl Drop for AwaitedReply<'_> {
    fn drop(&mut self) {
        self.router.replies.lock().remove(&self.correlation_id);
    }
}

macro_rules! serve {
    ($router:ident, $connection:ident, $request:ident, [-]) => {
        Some(Reply::not_supported($request.code))
    };
    ($router:ident, $connection:ident, $request:ident, [$($handler:tt)+]) => {
        $($handler)+($router, $connection, $request)
    };
}

macro_rules! dispatch {
    ([] $($code:literal $name:ident $apache:literal $lane:ident
        namesrv [$($n:tt)*] broker [$($b:tt)*] client $client:tt;)*) => {
        /// The answer; none where a handler gives it later, or where the broker wants none.
        fn dispatch(
            router: &PushRouter,
            connection: &Arc<Connection>,
            request: &Frame,
        ) -> Option<Reply> {
            match request.request_code() {
                $( RequestCode::$name => serve!(router, connection, request, $client), )*
                RequestCode::Unknown(code) => Some(Reply::not_supported(code)),
            }
        }
    };
}

for_each_request!(dispatch);

impl Router for PushRouter {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for request in frames.drain(..) {
            if let Some(reply) = dispatch(self, connection, &request) {
                connection.reply(&request, &reply);
            }
        }
    }

    fn closed(&self, _: &Arc<Connection>) {
        self.lost.notify_one();
    }
}
