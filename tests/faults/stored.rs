//! What the brokers serve in the end, read by pulls over connections of this file's own, past the
//! links and past the client.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lists::KvTable;
use rmq::engine::protocol::headers::offsets::{OffsetReply, QueryConsumerOffsetHeader};
use rmq::engine::protocol::headers::pull::{PullMessageHeader, PullMessageReply};
use rmq::engine::protocol::names::{GroupName, QueueId, QueueOffset};
use rmq::engine::protocol::received::{ReceivedMessage, decode_records};
use rmq::engine::protocol::record::Record;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};

use crate::producers::Id;
use crate::world::{QUEUES, TOPIC, World};

/// How long an answer of a broker may take that nothing disturbs any more.
const PATIENCE: Duration = Duration::from_secs(20);

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

/// A connection: one request out, one frame in.
pub struct Peer(TcpStream);

impl Peer {
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(stream)
    }

    pub fn ask(&mut self, request: &Request) -> Frame {
        self.0.write_all(&request.encode(1, false)).unwrap();
        let mut length = [0; 4];
        self.0.read_exact(&mut length).unwrap();
        let mut bytes = vec![0; u32::from_be_bytes(length) as usize];
        self.0.read_exact(&mut bytes).unwrap();
        Frame::decode(bytes.into()).unwrap()
    }

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
        (0..QUEUES).map(|queue| read_queue(&mut peer, queue)).collect()
    };
    Stored { masters: (0..2).map(of).collect(), slaves: (2..4).map(of).collect() }
}

/// Reads a queue from its beginning. Fails on gaps, wrong sums and bodies that nobody sent.
fn read_queue(peer: &mut Peer, queue: i32) -> Vec<Entry> {
    let mut found = Vec::new();
    loop {
        let at = QueueOffset(found.len() as i64);
        let header = PullMessageHeader {
            consumer_group: "Reader".into(),
            topic: TOPIC.into(),
            queue_id: QueueId(queue),
            queue_offset: at,
            max_msg_nums: 32,
            sys_flag: 4,
            subscription: Some("*".into()),
            ..PullMessageHeader::default()
        };
        let answer = peer.ask(&Request::new(RequestCode::PullMessage, &header));
        if answer.code == 19 {
            return found;
        }
        assert_eq!(answer.code, 0, "queue {queue} at {at}: {:?}", answer.remark);
        let reply: PullMessageReply = answer.header().unwrap();
        let (messages, error) = decode_records(answer.body_bytes());
        assert!(error.is_none(), "{error:?}");
        let mut rest = answer.body();
        for message in messages {
            let (record, behind) = rest.split_at(message.store_size);
            Record::decode(record).unwrap().check_body().unwrap();
            rest = behind;
            let offset = QueueOffset(found.len() as i64);
            assert_eq!((message.queue_id.0, message.queue_offset), (queue, offset));
            found.push(entry(&message));
        }
        assert_eq!(reply.next_begin_offset.0, found.len() as i64);
    }
}

fn entry(message: &ReceivedMessage) -> Entry {
    let id = Id::of_body(&message.body);
    assert!(id.is_some() || message.body == "begin", "a body that nobody sent: {message:?}");
    Entry { physical: message.physical_offset.0, id }
}
