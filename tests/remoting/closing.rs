//! The end of a connection, polled by hand: who is woken, without any clock.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use rmq::engine::remoting::connection::{CallError, CloseReason, Connection, Router};
use rmq::engine::remoting::frame::{Frame, Request};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::peer::{ECHO, EchoRouter, HELD, NO_LIMIT};

/// Remembers that it was woken.
#[derive(Default)]
struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Bell {
    fn new() -> (Arc<Self>, Waker) {
        let bell = Arc::new(Self::default());
        (bell.clone(), bell.into())
    }

    fn rang(&self) -> bool {
        self.0.swap(false, Ordering::SeqCst)
    }
}

/// A connection that nothing drives yet; its socket lends it addresses only.
async fn undriven() -> Arc<Connection> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let socket = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    Connection::accepted(&socket, Arc::default()).unwrap()
}

#[tokio::test]
async fn closing_wakes_a_silent_connection_and_its_callers() {
    let connection = undriven().await;
    let (stream, _far_end) = tokio::io::duplex(1024);
    let router = Arc::new(EchoRouter(Arc::default()));
    let mut running = Box::pin(connection.clone().run(stream, router, NO_LIMIT));
    let request = Request::bare(HELD);
    let mut call = pin!(connection.call(&request, NO_LIMIT));
    let ((driver, driver_waker), (caller, caller_waker)) = (Bell::new(), Bell::new());
    assert!(running.as_mut().poll(&mut Context::from_waker(&driver_waker)).is_pending());
    assert!(call.as_mut().poll(&mut Context::from_waker(&caller_waker)).is_pending());
    assert!(driver.rang(), "the request is to be written");
    assert!(running.as_mut().poll(&mut Context::from_waker(&driver_waker)).is_pending());
    assert!(!driver.rang() && !caller.rang(), "all is quiet");

    connection.close();
    assert!(driver.rang(), "the task is told at once");
    let ended = running.as_mut().poll(&mut Context::from_waker(&driver_waker));
    assert!(matches!(ended, Poll::Ready(CloseReason::Asked)), "{ended:?}");
    drop(running);
    assert!(connection.is_closed());
    assert!(caller.rang(), "the caller is told at once");
    let answer = call.as_mut().poll(&mut Context::from_waker(&caller_waker));
    assert!(matches!(answer, Poll::Ready(Err(CallError::Closed { .. }))), "{answer:?}");
}

#[tokio::test]
async fn a_connection_closed_before_it_runs_ends_at_its_first_turn() {
    let connection = undriven().await;
    connection.close();
    let (stream, _far_end) = tokio::io::duplex(1024);
    let router = Arc::new(EchoRouter(Arc::default()));
    let mut running = pin!(connection.clone().run(stream, router, NO_LIMIT));
    let ended = running.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(ended, Poll::Ready(CloseReason::Asked)), "{ended:?}");
}

#[tokio::test]
async fn whoever_waits_for_room_is_woken_when_the_connection_is_dropped() {
    let connection = undriven().await;
    let (stream, _far_end) = tokio::io::duplex(1024);
    let router = Arc::new(EchoRouter(Arc::default()));
    let mut running = Box::pin(connection.clone().run(stream, router, NO_LIMIT));
    connection.write(|out| out.resize(32 * 1024 * 1024, 0));
    assert!(running.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let (sender, waker) = Bell::new();
    let mut room = pin!(connection.until_room());
    assert!(room.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    assert!(!sender.rang());
    drop(running);
    assert!(sender.rang());
    assert!(room.as_mut().poll(&mut Context::from_waker(&waker)).is_ready());
    assert!(connection.is_closed());
}

/// Counts what it is given.
#[derive(Default)]
struct Counter(AtomicUsize);

impl Router for Counter {
    fn handle(&self, _: &Arc<Connection>, frames: &mut Vec<Frame>) {
        self.0.fetch_add(frames.drain(..).count(), Ordering::SeqCst);
    }
}

#[tokio::test]
async fn the_last_words_of_a_peer_that_takes_no_answer_are_heard() {
    let connection = undriven().await;
    let (stream, mut far_end) = tokio::io::duplex(1024);
    let request = Request::bare(ECHO);
    far_end.write_all(&request.encode(1, true)).await.unwrap();
    far_end.write_all(&request.encode(2, true)).await.unwrap();
    drop(far_end);
    connection.write(|out| out.push(0));
    let counter = Arc::new(Counter::default());
    let mut running = pin!(connection.clone().run(stream, counter.clone(), NO_LIMIT));
    let ended = running.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(ended, Poll::Ready(CloseReason::Io(_))), "{ended:?}");
    assert_eq!(counter.0.load(Ordering::SeqCst), 2);
}
