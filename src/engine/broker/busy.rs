//! Answers of a broker that is busy (`broker.md` 5.1).

use std::fmt::Display;
use std::time::Duration;

use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::Reply;
use crate::engine::store::{RefusedReason, Waited};

/// Too many wait already.
pub(super) const OVERLOAD: &str = "[OVERLOAD]system busy, start flow control for a while";
/// Nothing is appended at present.
const REJECT_REQUEST: &str = "[REJECTREQUEST]system busy, start flow control for a while";

/// SYSTEM_BUSY in these words, in JSON as Apache's framework answers it.
pub(super) fn busy(remark: impl Into<String>) -> Reply {
    Reply::refuse(ResponseCode::SystemBusy, remark.into()).in_json()
}

/// The answer to a request that waited for so long, and left so many behind it.
pub(super) fn timeout_clean_queue(waited: Duration, left: usize) -> Reply {
    cleaned("TIMEOUT_CLEAN_QUEUE", waited.as_millis(), left)
}

fn cleaned(mark: &str, waited_ms: impl Display, left: impl Display) -> Reply {
    busy(format!(
        "[{mark}]broker busy, start flow control for a while, period in queue: {waited_ms}ms, \
         size of queue: {left}"
    ))
}

/// The answer to a request whose messages the store gave back, if it did so because it is busy.
pub(super) fn busy_for(reason: RefusedReason) -> Option<Reply> {
    match reason {
        RefusedReason::LaneFull => Some(busy(OVERLOAD)),
        RefusedReason::Stuck => Some(busy(REJECT_REQUEST)),
        RefusedReason::WaitedStuck(Waited { waited_ms, behind }) => {
            Some(cleaned("PCBUSY_CLEAN_QUEUE", waited_ms, behind))
        }
        RefusedReason::WaitedTooLong(Waited { waited_ms, behind }) => {
            Some(cleaned("TIMEOUT_CLEAN_QUEUE", waited_ms, behind))
        }
        _ => None,
    }
}
