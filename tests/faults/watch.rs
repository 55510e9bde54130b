//! Looks at the cluster again and again while things go wrong: no group has committed an offset
//! ahead of what it is done with, and no slave lacks what its master said it has.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rmq::engine::client::pull::PullConsumer;
use rmq::engine::client::session::Session;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lists::KvTable;
use rmq::engine::protocol::names::{BrokerName, GroupName, MessageQueue, QueueId};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Request;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::PATIENCE;
use crate::groups::SeenByGroup;
use crate::peer::Peer;
use crate::stored::Queues;
use crate::world::{PAIRS, QUEUES, TOPIC, World};

/// Between two looks.
const PERIOD: Duration = Duration::from_millis(100);
/// Patience with a slave that may be down or frozen.
const SLAVE_PATIENCE: Duration = Duration::from_millis(200);

/// Whoever looks.
pub struct Watching {
    stop: watch::Sender<bool>,
    tasks: [JoinHandle<usize>; 2],
}

impl Watching {
    /// Ends it, and answers how many offsets and slaves' logs it has compared.
    pub async fn stop(self) -> [usize; 2] {
        self.stop.send_replace(true);
        let [offsets, slaves] = self.tasks;
        [offsets.await.unwrap(), slaves.await.unwrap()]
    }
}

pub fn start(world: &Arc<World>, seen: SeenByGroup) -> Watching {
    let (stop, stopped) = watch::channel(false);
    let eye = PullConsumer::start(world.client(), "Eye");
    let offsets = watch_offsets(eye, seen, stopped.clone());
    let slaves = watch_slaves(world.clone(), stopped);
    Watching { stop, tasks: [tokio::spawn(offsets), tokio::spawn(slaves)] }
}

async fn watch_offsets(
    eye: PullConsumer,
    seen: SeenByGroup,
    stopped: watch::Receiver<bool>,
) -> usize {
    let mut looks = 0;
    while !*stopped.borrow() {
        for (group, seen) in &seen {
            for queue in queues() {
                let Ok(committed) = eye.session().committed_offset(group, &queue).await else {
                    continue;
                };
                // Read after the answer: what is done with only grows.
                let (committed, done) = (committed.unwrap_or_default().0, seen.done_up_to(&queue));
                assert!(committed <= done, "{group} {queue:?}: at {committed}, done to {done}");
                looks += usize::from(committed > 0);
            }
        }
        tokio::time::sleep(PERIOD).await;
    }
    eye.shutdown().await;
    looks
}

async fn watch_slaves(world: Arc<World>, stopped: watch::Receiver<bool>) -> usize {
    let (mut looks, session) = (0, Session::new(world.client()));
    while !*stopped.borrow() {
        for (pair, seat) in (0..PAIRS.len()).zip(2..) {
            // Read before the answer: a log only grows.
            let promised = world.promised.of(pair);
            let address = world.broker(seat).to_string();
            let request = Request::bare(RequestCode::GetBrokerRuntimeInfo);
            let asked = session.ask_within(&address, None, &request, SLAVE_PATIENCE).await;
            let Ok(answer) = asked else { continue };
            let info = KvTable::decode(answer.body()).unwrap();
            let end: i64 = info.table["commitLogMaxOffset"].parse().unwrap();
            assert!(promised == 0 || promised < end, "pair {pair}: {promised} is not before {end}");
            looks += usize::from(promised > 0);
        }
        tokio::time::sleep(PERIOD).await;
    }
    looks
}

fn queues() -> Vec<MessageQueue> {
    let of = |pair: &'static str| {
        (0..QUEUES).map(move |id| MessageQueue {
            topic: TOPIC.into(),
            broker_name: BrokerName::from(format!("broker-{pair}")),
            queue_id: QueueId(id),
        })
    };
    PAIRS.into_iter().flat_map(of).collect()
}

/// Waits until `groups` are done with everything that `masters` have, and have said so.
pub async fn until_all_committed(world: &World, masters: &[Queues], groups: &[GroupName]) {
    let deadline = Instant::now() + PATIENCE;
    while let Some(behind) = behind(world, masters, groups) {
        assert!(Instant::now() < deadline, "{behind}");
        tokio::time::sleep(PERIOD).await;
    }
}

/// What one of `groups` has not committed that `masters` have, in words.
pub fn behind(world: &World, masters: &[Queues], groups: &[GroupName]) -> Option<String> {
    for (seat, queues) in (0..).zip(masters) {
        let mut peer = Peer::connect(world.broker(seat));
        for group in groups {
            for (queue, entries) in (0..).zip(queues) {
                let (committed, end) = (peer.committed(group, queue), entries.len() as i64);
                if committed != end {
                    return Some(format!(
                        "{group} is at {committed} of pair {seat}, queue {queue}, not {end}"
                    ));
                }
            }
        }
    }
    None
}
