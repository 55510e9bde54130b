//! What the brokers serve in the end, read by pulls past the links and past the client.

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lists::KvTable;
use rmq::engine::protocol::headers::offsets::{OffsetReply, QueryConsumerOffsetHeader};
use rmq::engine::protocol::names::{GroupName, QueueId};
use rmq::engine::protocol::received::ReceivedMessage;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Request;

use crate::peer::Peer;
use crate::producers::Id;
use crate::world::{QUEUES, TOPIC, World};

/// A message where it is stored; its place in its queue is its index in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its offset in the log.
    pub physical: i64,
    /// `None` is one that was sent before the producers began.
    pub id: Option<Id>,
}

/// The queues of one broker.
pub type Queues = Vec<Vec<Entry>>;

/// Everything of the topic, by pair.
pub struct Stored {
    pub masters: Vec<Queues>,
    pub slaves: Vec<Queues>,
}

impl Peer {
    /// The offset of the topic's `queue` that `group` has committed; -1 for none.
    pub fn committed(&mut self, group: &GroupName, queue: i32) -> i64 {
        let header = QueryConsumerOffsetHeader {
            consumer_group: group.clone(),
            topic: TOPIC.into(),
            queue_id: QueueId(queue),
        };
        let answer = self.ask(&Request::new(RequestCode::QueryConsumerOffset, &header));
        let reply: OffsetReply = answer.header().unwrap();
        reply.offset.map_or(-1, |offset| offset.0)
    }

    /// How far the broker's log goes.
    pub fn log_end(&mut self) -> i64 {
        let answer = self.ask(&Request::bare(RequestCode::GetBrokerRuntimeInfo));
        let info = KvTable::decode(answer.body()).unwrap();
        info.table["commitLogMaxOffset"].parse().unwrap()
    }
}

/// Reads every queue of every broker. The slaves have to have their masters' logs.
pub fn read(world: &World) -> Stored {
    let of = |seat: u8| {
        let mut peer = Peer::connect(world.broker(seat));
        (0..QUEUES).map(|queue| entries(&mut peer, queue)).collect()
    };
    Stored { masters: (0..2).map(of).collect(), slaves: (2..4).map(of).collect() }
}

/// The messages of a queue. Fails on gaps, wrong sums and bodies that nobody sent.
fn entries(peer: &mut Peer, queue: i32) -> Vec<Entry> {
    peer.read_queue(TOPIC, queue).iter().map(entry).collect()
}

fn entry(message: &ReceivedMessage) -> Entry {
    let id = Id::of_body(&message.body);
    assert!(id.is_some() || message.body == "begin", "a body that nobody sent: {message:?}");
    Entry { physical: message.physical_offset.0, id }
}
