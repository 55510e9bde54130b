//! Answers that the peer does not take: they stop what makes more of them, or end the connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rmq::engine::remoting::connection::{Connection, Router};
use rmq::engine::remoting::frame::{Frame, Reply, Request};
use rmq::engine::remoting::server::Server;

use crate::peer::{ECHO, NO_LIMIT, RawPeer, echo, shown, until};

/// Answers every request with 128 KiB and counts them.
#[derive(Default)]
struct Generous(AtomicUsize);

impl Router for Generous {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for request in frames.drain(..) {
            self.0.fetch_add(1, Ordering::SeqCst);
            connection.reply(&request, &Reply::with_body(vec![b'x'; 128 * 1024]));
        }
    }
}

/// Thousands of requests fit into one read; each may ask for much.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_of_one_read_wait_for_the_answers_to_those_before() {
    const QUESTIONS: usize = 2000;
    let generous = Arc::new(Generous::default());
    let any = ([127, 0, 0, 1], 0).into();
    let server = Server::bind(any, generous.clone(), NO_LIMIT).await.unwrap();
    let mut peer = RawPeer::connect(&server).await;
    // Requests that want no answer, so many that the server makes room for long reads.
    let mut bytes = Request::bare(ECHO).with_body(vec![0; 64]).encode(0, true).repeat(40_000);
    let before = 40_000;
    (1..=QUESTIONS).for_each(|n| bytes.extend(echo(n as i32, "")));
    peer.write(&bytes).await;
    let handled = || generous.0.load(Ordering::SeqCst);
    until("the questions come in", || handled() > before).await;
    for read in 1..=QUESTIONS {
        assert_eq!(peer.read().await.expect("an answer").opaque, read as i32);
        let ahead = handled() - before - read;
        // What the buffers hold, here and in the system, is some 200 answers.
        assert!(
            ahead < QUESTIONS / 2,
            "{ahead} answers of 128 KiB were ready before they were read"
        );
    }
}

/// Answers may come after the reading stopped, from other threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_pile_up_end_the_connection() {
    const ANSWERS: usize = 400;
    let (server, mut peer, connection) = shown().await;
    let mut neighbour = RawPeer::connect(&server).await;
    neighbour.write(&echo(1, "")).await;
    let answer = echo(1, &"x".repeat(1024 * 1024));
    let mut kept = 0;
    for _ in 0..ANSWERS {
        connection.write(|out| {
            kept += 1;
            out.extend_from_slice(&answer);
        });
    }
    assert!(kept < ANSWERS / 2, "{kept} MiB wait for a peer that does not read");
    let mut read = 0;
    while peer.read().await.is_some() {
        read += 1;
    }
    assert!(read < kept, "{read} of {kept} answers");
    until("only the neighbour stays", || server.connections() == 1).await;
    assert!(connection.is_closed());
}
