//! From frames to handlers: expands the request table for the broker.
//!
//! The sends of one read become one group; pulls and requests that touch only memory run at once;
//! what may touch files goes to a bounded lane of blocking threads and answers from there; what
//! waits for an append or for another client answers by itself.

use std::sync::Arc;

use super::blocking::run_blocking;
use super::pull::{self, Attempt};
use super::register::ROUTE_PATIENCE;
use super::send::SendGroup;
use super::send_checks::{NotAccepted, prepare};
use super::{
    Broker, admin, clients, delay, offsets, order_lock, query, relay, reply_message, reset_offsets,
    send_back, transaction, transaction_check,
};
use crate::engine::protocol::requests::{Lane, RequestCode};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::{Connection, Router};
use crate::engine::remoting::frame::{Frame, Reply};
use crate::for_each_request;

/// Which of the broker's two ports a connection came in on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Port {
    /// `listenPort`: everything.
    Main,
    /// `listenPort - 2`: everything but pulls.
    Vip,
}

/// Serves the connections of one port.
pub(super) struct BrokerRouter {
    broker: Arc<Broker>,
    port: Port,
}

macro_rules! handler {
    (later $handler:tt $broker:ident $connection:ident $request:ident) => {
        Reply::not_supported($request.code)
    };
    ($lane:ident [-] $broker:ident $connection:ident $request:ident) => {
        Reply::not_supported($request.code)
    };
    ($lane:ident [$($path:tt)+] $broker:ident $connection:ident $request:ident) => {
        $($path)+($broker, $connection, $request)
    };
}

macro_rules! later_handler {
    (later [-] $broker:ident $connection:ident $request:ident) => {
        refuse_unknown($connection, &$request)
    };
    (later [$($path:tt)+] $broker:ident $connection:ident $request:ident) => {
        $($path)+($broker, $connection, $request)
    };
    ($lane:ident $handler:tt $broker:ident $connection:ident $request:ident) => {
        refuse_unknown($connection, &$request)
    };
}

macro_rules! dispatch {
    ([] $($code:literal $name:ident $apache:literal $lane:ident
        namesrv $n:tt broker $handler:tt client $c:tt;)*) => {
        /// Runs the handler that the request table names.
        fn run_handler(
            broker: &Arc<Broker>,
            connection: &Arc<Connection>,
            request: &Frame,
        ) -> Reply {
            match request.request_code() {
                $( RequestCode::$name => handler!($lane $handler broker connection request), )*
                RequestCode::Unknown(code) => Reply::not_supported(code),
            }
        }

        /// Runs the handler of a request that is answered later.
        fn run_later(broker: &Arc<Broker>, connection: &Arc<Connection>, request: Frame) {
            match request.request_code() {
                $( RequestCode::$name => later_handler!($lane $handler broker connection request), )*
                RequestCode::Unknown(_) => refuse_unknown(connection, &request),
            }
        }

        /// Whether the broker serves a request at all.
        fn is_served(code: RequestCode) -> bool {
            match code {
                $( RequestCode::$name => !matches!(stringify!($handler), "[-]"), )*
                RequestCode::Unknown(_) => false,
            }
        }
    };
}

for_each_request!(dispatch);

fn handle_and_reply(broker: &Arc<Broker>, connection: &Arc<Connection>, request: &Frame) {
    connection.reply(request, &run_handler(broker, connection, request));
}

fn refuse_unknown(connection: &Connection, request: &Frame) {
    connection.reply(request, &Reply::not_supported(request.code));
}

fn prepare_and_send(broker: &Arc<Broker>, connection: &Arc<Connection>, request: Frame) {
    let mut sends = SendGroup::new(broker, connection, std::slice::from_ref(&request));
    let outcome =
        prepare(broker, connection, &request).map_err(NotAccepted::Refused).and_then(|created| {
            if let Some(topic) = created {
                // Whoever was told that the message is stored can ask for the topic's route.
                broker.registration.announce(broker, (*topic).clone(), ROUTE_PATIENCE);
            }
            sends.add(&request)
        });
    match outcome {
        Ok(()) => sends.submit(),
        Err(NotAccepted::Refused(refusal)) => connection.reply(&request, &refusal),
        Err(NotAccepted::Unprepared) => {
            let remark = "the topic was deleted while it was being created";
            connection.reply(&request, &Reply::refuse(ResponseCode::TopicNotExist, remark));
        }
    }
}

/// The refusal of a request by access control; the remark begins as clients know it.
fn not_allowed(request: &Frame, connection: &Connection, reason: &str) -> Reply {
    tracing::debug!(code = request.code, peer = %connection.peer(), reason, "not allowed");
    let remark = format!("org.apache.rocketmq.acl.common.AclException: {reason}");
    Reply::refuse(ResponseCode::SystemError, remark)
}

impl BrokerRouter {
    pub(super) fn new(broker: Arc<Broker>, port: Port) -> Arc<Self> {
        Arc::new(Self { broker, port })
    }

    fn send_not_accepted(&self, connection: &Arc<Connection>, request: Frame, reason: NotAccepted) {
        match reason {
            NotAccepted::Refused(refusal) => connection.reply(&request, &refusal),
            NotAccepted::Unprepared => {
                run_blocking(&self.broker, connection, request, prepare_and_send);
            }
        }
    }

    /// Handles a request, or adds it to the sends of its read.
    fn handle_one<'b>(
        &'b self,
        connection: &'b Arc<Connection>,
        request: Frame,
        sends: &mut SendGroup<'b>,
    ) {
        if let Some(acl) = &self.broker.acl
            && let Err(reason) = acl.check(&request, connection.peer().ip())
        {
            return connection.reply(&request, &not_allowed(&request, connection, &reason));
        }
        match request.request_code() {
            RequestCode::SendMessage
            | RequestCode::SendMessageV2
            | RequestCode::SendBatchMessage => {
                if let Err(reason) = sends.add(&request) {
                    self.send_not_accepted(connection, request, reason);
                }
                if sends.is_large() {
                    let next = SendGroup::new(&self.broker, connection, &[]);
                    std::mem::replace(sends, next).submit();
                }
            }
            RequestCode::PullMessage if self.port == Port::Main => {
                pull::serve(&self.broker, connection, request, Attempt::First);
            }
            RequestCode::PullMessage => refuse_unknown(connection, &request),
            code if code.lane() == Lane::Later => run_later(&self.broker, connection, request),
            code if is_served(code) && matches!(code.lane(), Lane::Query | Lane::Admin) => {
                run_blocking(&self.broker, connection, request, |broker, connection, request| {
                    handle_and_reply(broker, connection, &request);
                });
            }
            _ => handle_and_reply(&self.broker, connection, &request),
        }
    }
}

impl Router for BrokerRouter {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        let mut sends = SendGroup::new(&self.broker, connection, frames);
        // Answers to sends are short.
        let may_be_long = |request: &Frame| request.request_code().lane() != Lane::Send;
        connection.hand_over(frames, may_be_long, |request| {
            self.handle_one(connection, request, &mut sends);
        });
        sends.submit();
    }

    fn closed(&self, connection: &Arc<Connection>) {
        clients::closed(&self.broker, connection);
    }
}
