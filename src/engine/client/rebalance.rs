//! Decides which queues are this member's, and starts and stops their loops.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::error::{ClientError, Result, unreadable_body};
use super::order_lock;
use super::process_queue::ProcessQueue;
use super::pull_loop;
use super::push::{Running, Shared, StartAt};
use super::route::TopicRoute;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::heartbeat::MessageModel;
use crate::engine::protocol::bodies::lists::ConsumerList;
use crate::engine::protocol::headers::clients::ConsumerGroupHeader;
use crate::engine::protocol::names::{
    BrokerName, ClientId, MessageQueue, QueueOffset, RETRY_TOPIC_PREFIX, TopicName,
};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;

/// Pause before the next round when one topic could not be divided; it doubles up to the interval.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// How long a rebalance waits for a message that is being consumed in order
/// (`RebalancePushImpl.removeUnnecessaryMessageQueue`).
const GIVE_UP_PATIENCE: Duration = Duration::from_secs(1);

/// Divides queues at every interval, and whenever a member comes or goes.
pub(super) async fn run(shared: Arc<Shared>) {
    let interval = shared.config.rebalance_interval;
    let mut pause = FIRST_PAUSE;
    loop {
        let is_complete = rebalance(&shared).await;
        pause = if is_complete { interval } else { (pause * 2).min(interval) };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = shared.rebalance.notified() => {}
        }
        if is_complete {
            pause = FIRST_PAUSE;
        }
    }
}

/// One round over all topics; false when one could not be divided.
async fn rebalance(shared: &Arc<Shared>) -> bool {
    let mut is_complete = true;
    for topic in shared.subscriptions.keys() {
        let mine = match assigned(shared, topic).await {
            Ok(mine) => mine,
            Err(error) => {
                tracing::debug!(%topic, group = %shared.config.group, %error, "not divided");
                is_complete = false;
                continue;
            }
        };
        is_complete &= apply(shared, topic, mine).await;
    }
    is_complete
}

/// The queues of `topic` that are this member's.
async fn assigned(shared: &Arc<Shared>, topic: &TopicName) -> Result<Vec<MessageQueue>> {
    let session = &shared.session;
    let route = session.routes.get(&session.namesrv, topic).await?;
    if shared.config.model == MessageModel::Broadcasting {
        for broker in &route.data.broker_datas {
            if let Some(address) = broker.master_addr() {
                session.greet(address).await;
            }
        }
        return Ok(route.readable.clone());
    }
    let members = members(shared, topic, &route).await?;
    Ok(shared.config.strategy.assign(&route.readable, &members, &session.id))
}

/// The sorted members of the group. A broker that does not list this one is told of it, and
/// asked again: dividing without oneself would give up every queue.
async fn members(
    shared: &Arc<Shared>,
    topic: &TopicName,
    route: &TopicRoute,
) -> Result<Vec<ClientId>> {
    let (session, group) = (&shared.session, &shared.config.group);
    let code = RequestCode::GetConsumerListByGroup;
    let request = Request::new(code, &ConsumerGroupHeader { consumer_group: group.clone() });
    let mut last = ClientError::NoQueue { topic: topic.clone(), wanted: "readable".to_owned() };
    // Of a broker whose master is gone a slave knows the members too.
    let mut addresses: Vec<(&BrokerName, &str)> = Vec::new();
    for broker in &route.data.broker_datas {
        addresses.extend(broker.broker_addrs.values().map(|a| (&broker.broker_name, a.as_str())));
    }
    for (broker, address) in addresses {
        session.greet(address).await;
        let answer = match session.ask(address, Some(broker), &request).await {
            Ok(answer) => answer,
            Err(error) => {
                last = error;
                continue;
            }
        };
        let list = ConsumerList::decode(answer.body()).map_err(unreadable_body(code, address))?;
        let mut members = list.consumer_id_list;
        if !members.contains(&session.id) {
            session.heartbeat_all().await;
            last = ClientError::bad_answer(code, address, "this member is not in the list");
            continue;
        }
        members.sort();
        members.dedup();
        return Ok(members);
    }
    Err(last)
}

/// Gives up queues of `topic` that are not in `mine`, and starts those that are new; false when
/// one could not be started, or is not given up yet.
async fn apply(shared: &Arc<Shared>, topic: &TopicName, mine: Vec<MessageQueue>) -> bool {
    let wanted: HashSet<&MessageQueue> = mine.iter().collect();
    let unwanted: Vec<MessageQueue> = {
        let queues = shared.queues.lock();
        let unwanted = queues.iter().filter(|(queue, running)| {
            // A loop that ended by itself has failed; its queue is started anew.
            queue.topic == *topic && (!wanted.contains(queue) || running.task.is_finished())
        });
        unwanted.map(|(queue, _)| queue.clone()).collect()
    };
    let mut is_complete = true;
    for queue in unwanted {
        is_complete &= give_up(shared, &queue).await;
    }
    let known = |queue: &MessageQueue| shared.queues.lock().contains_key(queue);
    let mut new: Vec<MessageQueue> = mine.into_iter().filter(|queue| !known(queue)).collect();
    if shared.config.locks_queues() {
        let locked = order_lock::lock(shared, &new).await;
        let before = new.len();
        new.retain(|queue| locked.contains(queue));
        // The others are still another member's, who is about to give them up.
        is_complete &= new.len() == before;
    }
    for queue in new {
        match start_offset(shared, &queue).await {
            Ok(offset) => start(shared, queue, offset),
            Err(error) => {
                tracing::warn!(?queue, %error, "cannot tell where to start");
                is_complete = false;
            }
        }
    }
    is_complete
}

/// Hands `queue` over to whoever is next; false when a message of it is still being consumed in
/// order, so that nobody else may go on yet.
async fn give_up(shared: &Arc<Shared>, queue: &MessageQueue) -> bool {
    let process = match shared.queues.lock().get(queue) {
        Some(running) => running.process.clone(),
        None => return true,
    };
    process.close();
    let idle = if shared.config.locks_queues() {
        match tokio::time::timeout(GIVE_UP_PATIENCE, process.until_idle()).await {
            Ok(guard) => Some(guard),
            Err(_) => return false,
        }
    } else {
        None
    };
    tracing::info!(?queue, group = %shared.config.group, "queue given up");
    process.drop_queue();
    shared.queues.lock().remove(queue);
    shared.offsets.hand_over(queue).await;
    if idle.is_some() {
        order_lock::unlock(shared, [queue.clone()].into()).await;
    }
    true
}

fn start(shared: &Arc<Shared>, queue: MessageQueue, offset: QueueOffset) {
    let mut queues = shared.queues.lock();
    if shared.stopped.load(Ordering::Acquire) {
        return;
    }
    tracing::info!(?queue, group = %shared.config.group, %offset, "queue taken over");
    let process = Arc::new(ProcessQueue::new(queue.clone()));
    let task = tokio::spawn(pull_loop::run(shared.clone(), process.clone(), offset));
    queues.insert(queue, Running { process, task: task.abort_handle() });
}

/// Where to start in `queue` (`RebalancePushImpl.computePullFromWhereWithException`).
async fn start_offset(shared: &Arc<Shared>, queue: &MessageQueue) -> Result<QueueOffset> {
    if let Some(stored) = shared.offsets.stored(queue).await? {
        return Ok(stored);
    }
    let session = &shared.session;
    let is_retry = queue.topic.starts_with(RETRY_TOPIC_PREFIX);
    match shared.config.start_at {
        StartAt::Last if is_retry => Ok(QueueOffset(0)),
        StartAt::Last => session.max_offset(queue).await,
        StartAt::First => session.min_offset(queue).await,
        StartAt::Time(_) if is_retry => session.max_offset(queue).await,
        StartAt::Time(time) => session.search_offset(queue, time).await,
    }
}
