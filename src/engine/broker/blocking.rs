//! Work that may touch files, on threads that may wait for it.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::Broker;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};

/// Requests that may be queued or running on blocking threads at one time; a long one counts as
/// several.
pub(super) const MAX_BLOCKING: usize = 20_000;
/// Bytes of a request for each time that it counts, so that those that wait never hold more than
/// some 300 MiB.
const BYTES_OF_ONE: usize = 16 * 1024;

/// Runs `job` on a thread that may touch files, or answers `request` that too many wait for one.
/// For a task or thread of the broker's runtime.
pub(super) fn run_blocking(
    broker: &Arc<Broker>,
    connection: &Arc<Connection>,
    request: Frame,
    job: impl FnOnce(&Arc<Broker>, &Arc<Connection>, Frame) + Send + 'static,
) {
    let times = u32::try_from(1 + request.wire_len() / BYTES_OF_ONE).unwrap_or(u32::MAX);
    let Ok(permit) = broker.blocking.clone().try_acquire_many_owned(times) else {
        let remark = "[OVERLOAD]system busy, start flow control for a while";
        let busy = Reply::refuse(ResponseCode::SystemBusy, remark).in_json();
        return connection.reply(&request, &busy);
    };
    let (broker, connection) = (broker.clone(), connection.clone());
    Handle::current().spawn_blocking(move || {
        job(&broker, &connection, request);
        drop(permit);
    });
}
