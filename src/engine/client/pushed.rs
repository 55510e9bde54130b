//! Handlers of what brokers push to clients (`remoting.md` 2.3).

use super::router::PushRouter;
use crate::engine::protocol::headers::clients::ConsumerGroupHeader;
use crate::engine::remoting::frame::{Frame, Reply};

/// NOTIFY_CONSUMER_IDS_CHANGED (40): the members of a group changed, its queues are divided anew.
pub(super) fn ids_changed(router: &PushRouter, request: &Frame) -> Reply {
    let header: ConsumerGroupHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    if let Some(rebalance) = router.watcher(&header.consumer_group) {
        rebalance.notify_one();
    }
    Reply::success()
}
