//! Locks on queues for ordered consumption: LOCK_BATCH_MQ (41), UNLOCK_BATCH_MQ (42).
//!
//! Ground state, in memory only (`broker.md` 5.8): a queue belongs to at most one client of a group
//! at a time. A lock is lost a minute after its owner last asked for it, and not when the owner's
//! connection ends: it may come back and go on.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::Broker;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::lock_batch::{LockBatchBody, LockBatchReply};
use crate::engine::protocol::names::{ClientId, GroupName, MessageQueue};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};

/// How long a lock lasts (`rocketmq.broker.rebalance.lockMaxLiveTime`).
const LIFE: Duration = Duration::from_secs(60);

struct Lock {
    owner: ClientId,
    asked: Instant,
}

/// The locks of every group.
#[derive(Default)]
pub struct OrderLocks {
    groups: Mutex<HashMap<GroupName, HashMap<MessageQueue, Lock>>>,
}

impl OrderLocks {
    /// Locks `queues` for `client` at `now`, as far as no other client of `group` has them.
    /// Answers those that are the client's afterwards.
    pub fn lock(
        &self,
        group: &GroupName,
        client: &ClientId,
        queues: Vec<MessageQueue>,
        now: Instant,
    ) -> Vec<MessageQueue> {
        let mut groups = self.groups.lock();
        let locks = groups.entry(group.clone()).or_default();
        let mut locked = Vec::with_capacity(queues.len());
        for queue in queues {
            let taken = locks.get(&queue).is_some_and(|lock| {
                lock.owner != *client && now.saturating_duration_since(lock.asked) <= LIFE
            });
            if !taken {
                locks.insert(queue.clone(), Lock { owner: client.clone(), asked: now });
                locked.push(queue);
            }
        }
        locked
    }

    /// Lets go of those of `queues` that are `client`'s.
    pub fn unlock(&self, group: &GroupName, client: &ClientId, queues: &[MessageQueue]) {
        let mut groups = self.groups.lock();
        let Some(locks) = groups.get_mut(group) else { return };
        for queue in queues {
            if locks.get(queue).is_some_and(|lock| lock.owner == *client) {
                locks.remove(queue);
            }
        }
    }

    /// Forgets the locks that are over at `now`, which would otherwise stay for good.
    pub fn expire(&self, now: Instant) {
        self.groups.lock().retain(|_, locks| {
            locks.retain(|_, lock| now.saturating_duration_since(lock.asked) <= LIFE);
            !locks.is_empty()
        });
    }
}

fn body(request: &Frame) -> Result<LockBatchBody, Reply> {
    let body = LockBatchBody::decode(request.body());
    body.map_err(|error| Reply::refuse(ResponseCode::SystemError, error.to_string()))
}

/// LOCK_BATCH_MQ (41).
pub fn lock(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    match body(request) {
        Ok(LockBatchBody { client_id, consumer_group, mq_set }) => {
            let now = Instant::now();
            let locked = broker.order_locks.lock(&consumer_group, &client_id, mq_set, now);
            Reply::with_body(LockBatchReply { lock_ok_mq_set: locked }.encode())
        }
        Err(refusal) => refusal,
    }
}

/// UNLOCK_BATCH_MQ (42).
pub fn unlock(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    match body(request) {
        Ok(LockBatchBody { client_id, consumer_group, mq_set }) => {
            broker.order_locks.unlock(&consumer_group, &client_id, &mq_set);
            Reply::success()
        }
        Err(refusal) => refusal,
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::OrderLocks;
    use crate::engine::protocol::names::{ClientId, GroupName, MessageQueue, QueueId};

    fn queue(id: i32) -> MessageQueue {
        MessageQueue { queue_id: QueueId(id), ..MessageQueue::default() }
    }

    #[test]
    fn a_lock_is_lost_after_a_minute_of_silence() {
        let (locks, start) = (OrderLocks::default(), Instant::now());
        let (group, one, two) = (GroupName::from("g"), ClientId::from("1"), ClientId::from("2"));
        let after = |seconds| start + Duration::from_secs(seconds);
        let lock = |client, at| locks.lock(&group, client, vec![queue(0), queue(1)], at).len();
        assert_eq!(lock(&one, start), 2);
        assert_eq!(lock(&two, after(59)), 0);
        assert_eq!(lock(&one, after(50)), 2);
        // The owner asked 50 seconds in: the minute counts from then.
        assert_eq!(lock(&two, after(110)), 0);
        locks.expire(after(110));
        assert_eq!(lock(&two, after(110)), 0);
        assert_eq!(lock(&two, after(111)), 2);
        locks.unlock(&group, &one, &[queue(0)]);
        assert_eq!(lock(&one, after(112)), 0);
        locks.unlock(&group, &two, &[queue(0)]);
        assert_eq!(locks.lock(&group, &one, vec![queue(0), queue(1)], after(112)), [queue(0)]);
    }
}
