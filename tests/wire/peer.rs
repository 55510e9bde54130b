//! A connection to a broker past every client: requests out, frames in, and queues read to their end.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use rmq::engine::protocol::headers::pull::{PullMessageHeader, PullMessageReply};
use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::received::{ReceivedMessage, decode_records};
use rmq::engine::protocol::record::Record;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};

use self::read_frame::read_frame;

#[path = "read_frame.rs"]
mod read_frame;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a broker answers at the end of a queue (`PULL_NOT_FOUND`).
const NOTHING_MORE: i32 = 19;

/// A connection.
pub struct Peer(TcpStream);

impl Peer {
    pub fn connect(address: impl Into<SocketAddr>) -> Self {
        let stream = TcpStream::connect_timeout(&address.into(), PATIENCE).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(stream)
    }

    pub fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.write_all(bytes)
    }

    pub fn frame(&mut self) -> std::io::Result<Frame> {
        read_frame(&mut self.0)
    }

    pub fn ask(&mut self, request: &Request) -> Frame {
        self.write(&request.encode(1, false)).unwrap();
        self.frame().unwrap()
    }

    /// Reads a queue from its beginning to its end. Fails on gaps and wrong sums.
    pub fn read_queue(&mut self, topic: &str, queue: i32) -> Vec<ReceivedMessage> {
        let mut found = Vec::new();
        loop {
            let at = QueueOffset(found.len() as i64);
            let header = PullMessageHeader {
                consumer_group: "Reader".into(),
                topic: topic.into(),
                queue_id: QueueId(queue),
                queue_offset: at,
                max_msg_nums: 32,
                sys_flag: 4,
                subscription: Some("*".into()),
                ..PullMessageHeader::default()
            };
            let answer = self.ask(&Request::new(RequestCode::PullMessage, &header));
            if answer.code == NOTHING_MORE {
                return found;
            }
            assert_eq!(answer.code, 0, "{topic} {queue} at {at}: {:?}", answer.remark);
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
                found.push(message);
            }
            assert_eq!(reply.next_begin_offset.0, found.len() as i64);
        }
    }
}
