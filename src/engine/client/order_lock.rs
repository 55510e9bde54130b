//! Locks on queues that are consumed in order (`remoting.md` 41 and 42): of the members of a group
//! only one has a queue, also while they do not agree on who it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::error::{Result, unreadable_body};
use super::push::Shared;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::lock_batch::{LockBatchBody, LockBatchReply};
use crate::engine::protocol::names::{BrokerName, MessageQueue};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;

/// How long a broker has to answer (`RebalanceImpl.lock`).
const TIMEOUT: Duration = Duration::from_secs(1);

/// Those of `queues` that are locked for this member now.
pub(super) async fn lock(shared: &Shared, queues: &[MessageQueue]) -> BTreeSet<MessageQueue> {
    let mut locked = BTreeSet::new();
    for (broker, queues) in by_broker(queues.iter().cloned()) {
        match ask(shared, &broker, queues, RequestCode::LockBatchMq).await {
            Ok(ours) => locked.extend(ours),
            Err(error) => tracing::warn!(%broker, %error, "queues not locked"),
        }
    }
    locked
}

/// Gives the locks of `queues` back. One that stays goes to another member after 60 s.
pub(super) async fn unlock(shared: &Shared, queues: BTreeSet<MessageQueue>) {
    for (broker, queues) in by_broker(queues) {
        if let Err(error) = ask(shared, &broker, queues, RequestCode::UnlockBatchMq).await {
            tracing::warn!(%broker, %error, "queues not unlocked");
        }
    }
}

/// Renews the locks of all queues at every interval, and forgets queues whose lock is another
/// member's. While a broker cannot be asked, the locks it gave run out here.
pub(super) async fn keep(shared: Arc<Shared>) {
    loop {
        tokio::time::sleep(shared.config.lock_interval).await;
        // One that is being given up must not be locked again behind its unlocking.
        let mine: Vec<MessageQueue> = {
            let queues = shared.queues.lock();
            let kept = queues.iter().filter(|(_, running)| !running.process.is_dropped());
            kept.map(|(queue, _)| queue.clone()).collect()
        };
        for (broker, queues) in by_broker(mine) {
            match ask(&shared, &broker, queues.clone(), RequestCode::LockBatchMq).await {
                Ok(ours) => note(&shared, &queues, &ours),
                Err(error) => tracing::warn!(%broker, %error, "locks not renewed"),
            }
        }
    }
}

fn note(shared: &Shared, asked: &[MessageQueue], ours: &BTreeSet<MessageQueue>) {
    for queue in asked {
        let process = shared.queues.lock().get(queue).map(|running| running.process.clone());
        match process {
            Some(process) if ours.contains(queue) => process.renew_lock(),
            Some(process) => shared.lose(&process),
            None => {}
        }
    }
}

fn by_broker(
    queues: impl IntoIterator<Item = MessageQueue>,
) -> BTreeMap<BrokerName, Vec<MessageQueue>> {
    let mut by_broker: BTreeMap<BrokerName, Vec<MessageQueue>> = BTreeMap::new();
    for queue in queues {
        by_broker.entry(queue.broker_name.clone()).or_default().push(queue);
    }
    by_broker
}

/// Asks the master of `broker`, the only one that keeps locks; gives what it locked.
async fn ask(
    shared: &Shared,
    broker: &BrokerName,
    queues: Vec<MessageQueue>,
    code: RequestCode,
) -> Result<BTreeSet<MessageQueue>> {
    let address = shared.session.routes.master_address(broker)?;
    let body = LockBatchBody {
        client_id: shared.session.id.clone(),
        consumer_group: shared.config.group.clone(),
        mq_set: queues,
    };
    let request = Request::bare(code).with_body(body.encode());
    let answer = shared.session.ask_within(&address, Some(broker), &request, TIMEOUT).await?;
    if code == RequestCode::UnlockBatchMq {
        return Ok(BTreeSet::new());
    }
    let reply = LockBatchReply::decode(answer.body()).map_err(unreadable_body(code, &address))?;
    Ok(reply.lock_ok_mq_set.into_iter().collect())
}
