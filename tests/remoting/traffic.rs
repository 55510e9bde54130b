//! Bytes, segments, slow readers and silence.

use std::time::Duration;

use rmq::engine::remoting::frame::Request;
use tokio::io::AsyncWriteExt;

use crate::peer::{ECHO, NO_LIMIT, PANIC, RawPeer, SOON, echo, echo_server, shown, until};

#[tokio::test]
async fn two_requests_in_one_segment_are_answered_in_order() {
    let (server, _) = echo_server(NO_LIMIT).await;
    let mut peer = RawPeer::connect(&server).await;
    let mut both = echo(1, "first");
    both.extend(echo(2, "second"));
    peer.write(&both).await;
    for (opaque, body) in [(1, "first"), (2, "second")] {
        let answer = peer.read().await.unwrap();
        assert_eq!((answer.opaque, answer.body()), (opaque, body.as_bytes()));
        assert!(answer.is_response());
    }
}

#[tokio::test]
async fn a_request_may_come_one_byte_at_a_time() {
    let (server, _) = echo_server(NO_LIMIT).await;
    let mut peer = RawPeer::connect(&server).await;
    for byte in echo(9, "slowly") {
        peer.write(&[byte]).await;
        tokio::task::yield_now().await;
    }
    let answer = peer.read().await.unwrap();
    assert_eq!((answer.opaque, answer.body()), (9, &b"slowly"[..]));
}

#[tokio::test]
async fn the_longest_frame_passes() {
    let (server, _) = echo_server(NO_LIMIT).await;
    let mut peer = RawPeer::connect(&server).await;
    let overhead = echo(3, "").len() - 4;
    let body = "x".repeat(16 * 1024 * 1024 - overhead);
    let request = echo(3, &body);
    assert_eq!(request.len() - 4, 16 * 1024 * 1024);
    peer.write(&request).await;
    // The answer's header differs from the request's, so that its frame may be over the limit:
    // only its first bytes are looked at.
    let mut head = [0u8; 8];
    let read = tokio::io::AsyncReadExt::read_exact(&mut peer.stream, &mut head);
    tokio::time::timeout(SOON, read).await.unwrap().unwrap();
    assert!(u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize > body.len());
}

#[tokio::test]
async fn a_one_way_request_gets_no_answer() {
    let (server, _) = echo_server(NO_LIMIT).await;
    let mut peer = RawPeer::connect(&server).await;
    peer.write(&Request::bare(ECHO).encode(1, true)).await;
    peer.write(&echo(2, "next")).await;
    assert_eq!(peer.read().await.unwrap().opaque, 2);
}

/// Answers nobody takes stop the reading: a peer that only writes cannot fill our memory.
#[tokio::test]
async fn a_peer_that_does_not_read_is_not_read_from() {
    let (server, _) = echo_server(NO_LIMIT).await;
    let mut peer = RawPeer::connect(&server).await;
    let mut neighbour = RawPeer::connect(&server).await;
    let request = echo(1, &"x".repeat(256 * 1024));
    let limit = 64 * 1024 * 1024;
    let mut written = 0;
    // Far more than every buffer between here and there.
    while written < limit {
        let write = peer.stream.write_all(&request);
        if tokio::time::timeout(Duration::from_secs(2), write).await.is_err() {
            break;
        }
        written += request.len();
    }
    assert!(written < limit, "the server took {written} bytes without being read from");
    neighbour.works().await;
    // The last write was cut off in the middle; what was written whole is answered.
    for _ in 0..written / request.len() {
        assert_eq!(peer.read().await.unwrap().opaque, 1);
    }
}

#[tokio::test]
async fn a_silent_connection_is_closed_and_a_busy_one_is_not() {
    let limit = Duration::from_millis(500);
    let (server, state) = echo_server(limit).await;
    let mut silent = RawPeer::connect(&server).await;
    let mut busy = RawPeer::connect(&server).await;
    let began = tokio::time::Instant::now();
    silent.works().await;
    let keep_busy = async {
        loop {
            busy.works().await;
            tokio::time::sleep(limit / 10).await;
        }
    };
    tokio::select! {
        closed = silent.read() => assert!(closed.is_none()),
        () = keep_busy => {}
    }
    assert!(began.elapsed() >= limit, "closed before it was idle for the limit");
    state.closed.notified().await;
    busy.works().await;
}

#[tokio::test]
async fn a_panic_in_a_handler_ends_its_own_connection() {
    let (server, state) = echo_server(NO_LIMIT).await;
    let mut neighbour = RawPeer::connect(&server).await;
    neighbour.works().await;
    let mut peer = RawPeer::connect(&server).await;
    peer.write(&Request::bare(PANIC).encode(1, false)).await;
    assert!(peer.read().await.is_none());
    tokio::time::timeout(SOON, state.closed.notified()).await.expect("the router is told");
    until("it is off the list", || server.connections() == 1).await;
    neighbour.works().await;
}

#[tokio::test]
async fn a_stopping_server_writes_out_its_answers() {
    let (server, _) = echo_server(NO_LIMIT).await;
    let mut peer = RawPeer::connect(&server).await;
    peer.works().await;
    let body = "x".repeat(4 * 1024 * 1024);
    peer.write(&echo(8, &body)).await;
    // Its first bytes are here: the request was handled.
    peer.stream.readable().await.unwrap();
    let (answer, ()) = tokio::join!(peer.read(), server.stop());
    assert_eq!(answer.expect("the whole answer").body().len(), body.len());
    assert!(peer.read().await.is_none());
}

/// Far more than the socket takes is added by a thread that never waits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_thread_adds_arrives_whole_and_in_order() {
    const FRAMES: i32 = 4000;
    let (_server, mut peer, connection) = shown().await;
    let adding = std::thread::spawn(move || {
        for number in 0..FRAMES {
            let body = format!("{number}").repeat(1 + number as usize % 1500);
            connection.write(|out| out.extend_from_slice(&echo(number, &body)));
        }
    });
    for number in 0..FRAMES {
        let frame = peer.read().await.expect("the next frame");
        assert_eq!(frame.opaque, number);
        assert_eq!(frame.body(), format!("{number}").repeat(1 + number as usize % 1500).as_bytes());
    }
    adding.join().unwrap();
}

#[tokio::test]
async fn whoever_remembers_a_connection_does_not_keep_its_socket_open() {
    let (_server, mut peer, connection) = shown().await;
    connection.close();
    assert!(peer.read().await.is_none(), "the peer sees the end");
    until("the connection ended", || connection.is_closed()).await;
    connection.write(|out| out.push(0));
}
