//! From a request's code to its handler and its lane.

use std::sync::Arc;

use super::routes::ConnectionId;
use super::{NameServer, config, handlers, kv};
use crate::engine::protocol::requests::{Lane, RequestCode};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::{Connection, Router};
use crate::engine::remoting::frame::{Frame, Reply};
use crate::for_each_request;

macro_rules! dispatch {
    ([$server:ident $connection:ident $request:ident]
        $($code:literal $name:ident $apache:literal $lane:ident
        namesrv [$($n:tt)*] broker [$($b:tt)*] client [$($c:tt)*];)*) => {
        match $request.request_code() {
            $( RequestCode::$name => dispatch!(@call [$($n)*] $server $connection $request), )*
            RequestCode::Unknown(code) => Reply::not_supported(code),
        }
    };
    (@call [-] $server:ident $connection:ident $request:ident) => {
        Reply::not_supported($request.code)
    };
    (@call [$handler:path] $server:ident $connection:ident $request:ident) => {
        $handler($server, $connection, $request)
    };
}

fn answer(server: &NameServer, connection: &Arc<Connection>, request: &Frame) -> Reply {
    for_each_request!(dispatch server connection request)
}

/// Hands what one name server receives to its handlers.
pub(super) struct NamesrvRouter(pub(super) Arc<NameServer>);

impl Router for NamesrvRouter {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        let may_be_long = |_: &Frame| true;
        connection.hand_over(frames, may_be_long, |request| match request.request_code().lane() {
            Lane::Admin => self.handle_aside(connection, request),
            _ => connection.reply(&request, &answer(&self.0, connection, &request)),
        });
    }

    fn closed(&self, connection: &Arc<Connection>) {
        self.0.disconnected(ConnectionId(connection.id()));
    }
}

impl NamesrvRouter {
    /// Runs a handler that writes files where it may block.
    fn handle_aside(&self, connection: &Arc<Connection>, request: Frame) {
        let Ok(permit) = self.0.admin.clone().try_acquire_owned() else {
            let busy = Reply::refuse(ResponseCode::SystemBusy, "too many admin requests at once");
            connection.reply(&request, &busy.in_json());
            return;
        };
        let (server, connection) = (self.0.clone(), connection.clone());
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            connection.reply(&request, &answer(&server, &connection, &request));
        });
    }
}
