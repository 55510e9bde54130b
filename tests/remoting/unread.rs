//! Answers that the peer does not take: they stop what makes more of them, or end the connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rmq::engine::remoting::client::Client;
use rmq::engine::remoting::connection::{Connection, Router};
use rmq::engine::remoting::frame::{Frame, Reply, Request};
use rmq::engine::remoting::server::Server;

use crate::peer::{
    ASK_BACK, ECHO, EchoRouter, NO_LIMIT, RawPeer, SOON, echo, echo_server, shown, until,
};

/// Bytes of a generous answer.
const ANSWER: usize = 128 * 1024;

/// Answers every request with so much and counts them.
#[derive(Default)]
struct Generous(AtomicUsize);

impl Router for Generous {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        connection.hand_over(
            frames,
            |_| true,
            |request| {
                self.0.fetch_add(1, Ordering::SeqCst);
                connection.reply(&request, &Reply::with_body(vec![b'x'; ANSWER]));
            },
        );
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

/// However many there are of them; those that read are served meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_do_not_read_share_one_bound() {
    const DEAF: usize = 32;
    const QUESTIONS: usize = 200;
    let generous = Arc::new(Generous::default());
    let any = ([127, 0, 0, 1], 0).into();
    let server = Server::bind(any, generous.clone(), NO_LIMIT).await.unwrap();
    let questions: Vec<u8> = (0..QUESTIONS).flat_map(|n| echo(n as i32, "")).collect();
    let mut deaf = Vec::new();
    for _ in 0..DEAF {
        let mut peer = RawPeer::connect(&server).await;
        peer.write(&questions).await;
        deaf.push(peer);
    }
    until("much waits", || server.unread_bytes() > 64 << 20).await;
    let mut good = RawPeer::connect(&server).await;
    let mut most = 0;
    for opaque in 0..50 {
        good.write(&echo(opaque, "")).await;
        assert_eq!(good.read().await.unwrap().opaque, opaque);
        most = most.max(server.unread_bytes());
    }
    // An answer each may come on top of what they share.
    assert!(
        most <= (128 << 20) + DEAF * 2 * ANSWER,
        "{most} bytes wait for those that do not read"
    );
    // Once they read, each gets all of its answers, in order.
    for mut peer in deaf {
        for opaque in 0..QUESTIONS {
            assert_eq!(peer.read().await.unwrap().opaque, opaque as i32);
        }
    }
    until("nothing waits any more", || server.unread_bytes() == 0).await;
    assert_eq!(generous.0.load(Ordering::SeqCst), DEAF * QUESTIONS + 50);
}

/// Each of the two has more to write than its own buffers and the system's hold, before it has read
/// anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_ends_that_flood_each_other_do_not_wait_for_each_other() {
    const CALLS: usize = 300;
    let (server, state) = echo_server(NO_LIMIT).await;
    let client = Client::new(Arc::new(EchoRouter(state)));
    let address = server.local_addr().to_string();
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..CALLS {
        let (client, address) = (client.clone(), address.clone());
        calls.spawn(async move {
            // Goes back and forth twice.
            let body = vec![n as u8; ANSWER];
            let request = Request::bare(ASK_BACK).with_body(body.clone());
            let answer = client.call(&address, &request, SOON).await.unwrap();
            assert!(answer.body() == body, "another call's answer");
        });
    }
    while let Some(call) = calls.join_next().await {
        call.unwrap();
    }
}
