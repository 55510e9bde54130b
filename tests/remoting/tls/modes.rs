//! What a server makes of a connection's first byte, and bytes over a connection with TLS.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use rmq::engine::remoting::connection::CallError;
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::remoting::server::Server;
use rmq::engine::remoting::tls::{Mode, Refusal, ServerTls, TlsSettings, certificates};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{believing, echo, named, plain, serve, settings, showing};
use crate::peer::{ASK_BACK, ECHO, NO_LIMIT, SOON, until};

const MODE: &str = "tls.server.mode";

#[tokio::test]
async fn a_permissive_server_takes_both_on_one_port() {
    assert_eq!(TlsSettings::default().mode(), Mode::Permissive);
    let server = serve(TlsSettings::default()).await;
    echo(&plain(), &server, "plain").await.unwrap();
    echo(&believing(), &server, "encrypted").await.unwrap();
    echo(&plain(), &server, "plain again").await.unwrap();
}

#[tokio::test]
async fn an_enforcing_server_refuses_plain_frames() {
    let server = serve(settings(&[(MODE, "enforcing")])).await;
    let error = echo(&plain(), &server, "plain").await.unwrap_err();
    assert!(matches!(error, CallError::Closed { .. }), "{error}");
    echo(&believing(), &server, "encrypted").await.unwrap();
}

#[tokio::test]
async fn a_disabled_server_refuses_tls() {
    let server = serve(settings(&[(MODE, "DISABLED")])).await;
    let error = echo(&believing(), &server, "encrypted").await.unwrap_err();
    assert!(matches!(error, CallError::Handshake { .. }), "{error}");
    echo(&plain(), &server, "plain").await.unwrap();
    until("the refused one is gone", || server.connections() == 1).await;
}

/// What a server says of a client that writes `first` and waits.
async fn refusal(settings: TlsSettings, first: &[u8]) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    client.write_all(first).await.unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    let tls = ServerTls::open(settings).unwrap();
    match tls.accept(stream, NO_LIMIT).await {
        Err(refusal @ (Refusal::Tls | Refusal::Plain | Refusal::Handshake(_))) => {
            refusal.to_string()
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("taken"),
    }
}

#[tokio::test]
async fn a_refusal_names_the_mode() {
    let said = refusal(settings(&[(MODE, "enforcing")]), b"\0\0\0\x40").await;
    assert_eq!(said, "the peer does not speak TLS, and tls.server.mode is enforcing");
    let said = refusal(settings(&[(MODE, "disabled")]), b"\x16\x03\x01").await;
    assert_eq!(said, "the peer speaks TLS, and tls.server.mode is disabled");
    let said = refusal(TlsSettings::default(), b"\x16no handshake at all").await;
    assert!(said.starts_with("TLS handshake failed: "), "{said}");
}

#[tokio::test]
async fn a_bad_handshake_costs_its_connection_only() {
    let server = serve(TlsSettings::default()).await;
    let client = believing();
    echo(&client, &server, "before").await.unwrap();
    let mut half = TcpStream::connect(server.local_addr()).await.unwrap();
    half.write_all(b"\x16\x03\x01\x02").await.unwrap();
    let mut garbage = TcpStream::connect(server.local_addr()).await.unwrap();
    garbage.write_all(&[0x16; 4096]).await.unwrap();
    // The server may say why before it closes.
    let mut said = Vec::new();
    drop(tokio::time::timeout(SOON, garbage.read_to_end(&mut said)).await.expect("closed"));
    echo(&client, &server, "meanwhile").await.unwrap();
    drop(half);
    until("both are gone", || server.connections() == 1).await;
}

#[tokio::test]
async fn a_stop_does_not_wait_for_who_says_nothing() {
    let server = serve(TlsSettings::default()).await;
    let silent = TcpStream::connect(server.local_addr()).await.unwrap();
    until("it is there", || server.connections() == 1).await;
    tokio::time::timeout(SOON, server.stop()).await.expect("stopped");
    drop(silent);
}

#[tokio::test]
async fn requests_go_both_ways_and_in_any_size() {
    let server = serve(TlsSettings::default()).await;
    let client = believing();
    let address = server.local_addr().to_string();
    let request = Request::bare(ASK_BACK).with_body("and back");
    let answer = client.call(&address, &request, SOON).await.unwrap();
    assert_eq!(answer.body(), b"and back");
    let mut calls = tokio::task::JoinSet::new();
    for size in [0, 1, 16_383, 16_384, 16_385, 70_000, 1 << 20, 5 << 20] {
        let (client, address) = (client.clone(), address.clone());
        calls.spawn(async move {
            let body = vec![b'x'; size];
            let request = Request::bare(ECHO).with_body(body.clone());
            assert!(client.call(&address, &request, SOON).await.unwrap().body() == body);
        });
    }
    while let Some(done) = calls.join_next().await {
        done.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

/// A raw connection with TLS to a server that shows `server.pem`.
async fn raw(server: &Server) -> TlsStream<TcpStream> {
    let pem = certificates(&named("ca.pem")).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(pem);
    let provider = Arc::new(rustls_graviola::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(server.local_addr()).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
}

#[tokio::test]
async fn a_slow_reader_gets_every_answer() {
    let server = serve(showing("server", &[])).await;
    let (mut reader, mut writer) = tokio::io::split(raw(&server).await);
    const REQUESTS: i32 = 200;
    let body = vec![b'y'; 100_000];
    let sent = body.clone();
    let writing = tokio::spawn(async move {
        for opaque in 0..REQUESTS {
            let request = Request::bare(ECHO).with_body(sent.clone()).encode(opaque, false);
            writer.write_all(&request).await.unwrap();
        }
        writer.flush().await.unwrap();
        writer
    });
    // Longer than the sockets take, whether the server still reads or not: its answers wait.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut input = BytesMut::new();
    let mut answers = Vec::new();
    while answers.len() < usize::try_from(REQUESTS).unwrap() {
        match Frame::take(&mut input).unwrap() {
            Some(frame) => {
                assert!(frame.body() == body);
                answers.push(frame.opaque);
            }
            None => {
                let read = tokio::time::timeout(SOON, reader.read_buf(&mut input)).await;
                assert_ne!(read.expect("an answer").unwrap(), 0, "closed");
            }
        }
    }
    assert_eq!(answers, (0..REQUESTS).collect::<Vec<_>>());
    drop(writing.await.unwrap());
}

#[tokio::test]
async fn the_end_is_announced() {
    let server = serve(showing("server", &[])).await;
    let mut stream = raw(&server).await;
    stream.write_all(&Request::bare(ECHO).encode(1, false)).await.unwrap();
    let mut some = [0; 4];
    stream.read_exact(&mut some).await.unwrap();
    server.stop().await;
    // Without a goodbye the stream would end with an error.
    let mut rest = Vec::new();
    tokio::time::timeout(SOON, stream.read_to_end(&mut rest)).await.unwrap().unwrap();
}

#[tokio::test]
async fn every_certificate_openssl_makes_can_be_shown() {
    for name in ["server", "other", "nameless", "plain-v1", "self"] {
        let server = serve(showing(name, &[])).await;
        echo(&believing(), &server, name).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let tls = ServerTls::open(TlsSettings::default()).unwrap();
    let any = ([127, 0, 0, 1], 0).into();
    let server = Server::bind_with(any, super::router(), Duration::from_millis(50), tls).await;
    let server = server.unwrap();
    let mut silent = TcpStream::connect(server.local_addr()).await.unwrap();
    let closed = tokio::time::timeout(SOON, silent.read(&mut [0])).await.expect("closed");
    assert_eq!(closed.unwrap(), 0);
}
