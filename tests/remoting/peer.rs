//! Both ends of the tests: a server that echoes, and a peer that writes bytes as it likes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use parking_lot::Mutex;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::connection::{Connection, Router};
use rmq::engine::remoting::frame::{Frame, Reply, Request};
use rmq::engine::remoting::server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// Longest wait for something that must happen.
pub const SOON: Duration = Duration::from_secs(20);
/// Idle limit where none is tested.
pub const NO_LIMIT: Duration = Duration::from_secs(3600);

/// Answered with the request's own body.
pub const ECHO: RequestCode = RequestCode::GetMaxOffset;
/// Answered once `Echo::release` is notified.
pub const HELD: RequestCode = RequestCode::PullMessage;
/// The server asks the sender the same on its own, and answers with what it was told.
pub const ASK_BACK: RequestCode = RequestCode::GetConsumerRunningInfo;
/// The server panics.
pub const PANIC: RequestCode = RequestCode::CleanUnusedTopic;

/// The server's side.
#[derive(Default)]
pub struct Echo {
    /// Lets one held request go.
    pub release: Notify,
    /// Notified at the end of every connection.
    pub closed: Notify,
}

/// The router of a server over `Echo`.
pub struct EchoRouter(pub Arc<Echo>);

impl Router for EchoRouter {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for request in frames.drain(..) {
            let (state, connection) = (self.0.clone(), connection.clone());
            match request.request_code() {
                HELD => drop(tokio::spawn(async move {
                    state.release.notified().await;
                    connection.reply(&request, &Reply::with_body(request.body_bytes()));
                })),
                ASK_BACK => drop(tokio::spawn(async move {
                    let question = Request::bare(ECHO).with_body(request.body_bytes());
                    let answer = connection.call(&question, SOON).await.unwrap();
                    connection.reply(&request, &Reply::with_body(answer.body_bytes()));
                })),
                PANIC => panic!("a handler failed, as the test asked for"),
                _ => connection.reply(&request, &Reply::with_body(request.body_bytes())),
            }
        }
    }

    fn closed(&self, _: &Arc<Connection>) {
        self.0.closed.notify_one();
    }
}

/// A running echo server.
pub async fn echo_server(idle_limit: Duration) -> (Server, Arc<Echo>) {
    let state = Arc::new(Echo::default());
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::bind(any, Arc::new(EchoRouter(state.clone())), idle_limit).await.unwrap();
    (server, state)
}

/// Shows the connection on which the last request came.
#[derive(Default)]
struct Showing(Mutex<Option<Arc<Connection>>>);

impl Router for Showing {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        frames.clear();
        *self.0.lock() = Some(connection.clone());
    }
}

/// A peer and the server's side of its connection, whose task sleeps or soon will.
pub async fn shown() -> (Server, RawPeer, Arc<Connection>) {
    let showing = Arc::new(Showing::default());
    let any = ([127, 0, 0, 1], 0).into();
    let server = Server::bind(any, showing.clone(), NO_LIMIT).await.unwrap();
    let mut peer = RawPeer::connect(&server).await;
    peer.write(&echo(1, "")).await;
    until("the request came", || showing.0.lock().is_some()).await;
    let connection = showing.0.lock().clone().unwrap();
    (server, peer, connection)
}

/// A peer that writes raw bytes and reads frames.
pub struct RawPeer {
    pub stream: TcpStream,
    input: BytesMut,
}

impl RawPeer {
    /// Connects.
    pub async fn connect(server: &Server) -> Self {
        let stream = TcpStream::connect(server.local_addr()).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, input: BytesMut::new() }
    }

    /// Writes `bytes` as they are.
    pub async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// The next frame; `None` when the server closed the connection.
    pub async fn read(&mut self) -> Option<Frame> {
        let wait = async {
            loop {
                if let Some(frame) = Frame::take(&mut self.input).unwrap() {
                    return Some(frame);
                }
                match self.stream.read_buf(&mut self.input).await {
                    Ok(0) | Err(_) => return None,
                    Ok(_) => {}
                }
            }
        };
        tokio::time::timeout(SOON, wait).await.expect("neither a frame nor the end came")
    }

    /// Asks for an echo and gets it: the connection works.
    pub async fn works(&mut self) {
        self.write(&echo(77, "still here")).await;
        let answer = self.read().await.expect("an answer");
        assert_eq!((answer.opaque, answer.body()), (77, &b"still here"[..]));
    }
}

/// A whole request frame for an echo of `body`.
pub fn echo(opaque: i32, body: &str) -> Vec<u8> {
    Request::bare(ECHO).with_body(body.to_owned()).encode(opaque, false)
}

/// Polls `done` until it is true.
pub async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let poll = async {
        while !done() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(SOON, poll).await.unwrap_or_else(|_| panic!("never: {what}"));
}
