//! What is not a frame ends its own connection and nothing else.

use crate::peer::{NO_LIMIT, RawPeer, echo, echo_server, until};

/// `bytes` end the connection they come on; another one goes on.
async fn closes_only_its_own(bytes: &[u8]) {
    let (server, _) = echo_server(NO_LIMIT).await;
    let mut neighbour = RawPeer::connect(&server).await;
    neighbour.works().await;
    let mut bad = RawPeer::connect(&server).await;
    bad.works().await;
    bad.write(bytes).await;
    assert!(bad.read().await.is_none(), "the connection must be closed");
    neighbour.works().await;
    until("the bad connection is off the list", || server.connections() == 1).await;
}

/// Length word, mark and the rest.
fn frame(length: i32, mark: u32, rest: &[u8]) -> Vec<u8> {
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.extend_from_slice(&mark.to_be_bytes());
    bytes.extend_from_slice(rest);
    bytes
}

#[tokio::test]
async fn a_length_over_the_limit() {
    closes_only_its_own(&frame(16 * 1024 * 1024 + 1, 2, b"{}")).await;
}

#[tokio::test]
async fn a_negative_length() {
    closes_only_its_own(&frame(-1, 2, b"{}")).await;
}

#[tokio::test]
async fn a_length_without_room_for_the_mark() {
    closes_only_its_own(&frame(3, 2, b"{}")).await;
}

#[tokio::test]
async fn a_header_longer_than_its_frame() {
    closes_only_its_own(&frame(6, 3, b"{}")).await;
}

#[tokio::test]
async fn a_header_that_is_not_json() {
    closes_only_its_own(&frame(4 + 9, 9, b"GET / HTT")).await;
}

#[tokio::test]
async fn an_unknown_header_form() {
    closes_only_its_own(&frame(6, 7 << 24 | 2, b"{}")).await;
}

#[tokio::test]
async fn a_binary_header_that_is_cut_short() {
    closes_only_its_own(&frame(4 + 5, 1 << 24 | 5, &[0, 10, 0, 0, 0])).await;
}

#[tokio::test]
async fn a_tls_hello_and_an_http_request() {
    closes_only_its_own(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").await;
    closes_only_its_own(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
}

#[tokio::test]
async fn requests_before_a_bad_frame_are_answered() {
    let (server, _) = echo_server(NO_LIMIT).await;
    let mut peer = RawPeer::connect(&server).await;
    let mut bytes = echo(5, "good");
    bytes.extend(frame(-1, 2, b"{}"));
    peer.write(&bytes).await;
    assert_eq!(peer.read().await.expect("the answer to the good one").opaque, 5);
    assert!(peer.read().await.is_none());
}
