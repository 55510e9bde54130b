//! Requests and their answers, in both directions.

use std::sync::Arc;
use std::time::Duration;

use rmq::engine::remoting::client::Client;
use rmq::engine::remoting::connection::CallError;
use rmq::engine::remoting::frame::Request;
use rmq::engine::remoting::server::Server;

use crate::peer::{ASK_BACK, ECHO, Echo, EchoRouter, HELD, NO_LIMIT, SOON, echo_server, until};

fn client() -> Arc<Client> {
    Client::new(Arc::new(EchoRouter(Arc::new(Echo::default()))))
}

#[tokio::test]
async fn an_answer_does_not_wait_for_another_request() {
    let (server, state) = echo_server(NO_LIMIT).await;
    let address = server.local_addr().to_string();
    let client = client();
    let held = Request::bare(HELD).with_body("held");
    let quick = Request::bare(ECHO).with_body("quick");
    let held = client.call(&address, &held, SOON);
    tokio::pin!(held);
    // The held request is on its way before the quick one.
    tokio::select! {
        biased;
        _ = &mut held => panic!("answered while held"),
        answer = client.call(&address, &quick, SOON) => {
            assert_eq!(answer.unwrap().body(), b"quick");
        }
    }
    state.release.notify_one();
    assert_eq!(held.await.unwrap().body(), b"held");
    assert_eq!(server.connections(), 1, "both went over one connection");
}

#[tokio::test]
async fn the_server_asks_its_client() {
    let (server, _) = echo_server(NO_LIMIT).await;
    let request = Request::bare(ASK_BACK).with_body("and back");
    let address = server.local_addr().to_string();
    let answer = client().call(&address, &request, SOON).await.unwrap();
    assert_eq!(answer.body(), b"and back");
}

#[tokio::test]
async fn a_late_answer_is_dropped_and_the_connection_stays() {
    let (server, state) = echo_server(NO_LIMIT).await;
    let address = server.local_addr().to_string();
    let client = client();
    let held = Request::bare(HELD);
    let error = client.call(&address, &held, Duration::from_millis(50)).await.unwrap_err();
    assert!(matches!(error, CallError::Timeout { .. }), "{error}");
    assert!(error.to_string().contains(&address), "{error}");
    state.release.notify_one();
    let echo = Request::bare(ECHO).with_body("next");
    assert_eq!(client.call(&address, &echo, SOON).await.unwrap().body(), b"next");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_call_fails_at_once_when_the_connection_ends() {
    let (server, state) = echo_server(NO_LIMIT).await;
    let address = server.local_addr().to_string();
    let client = client();
    let held = Request::bare(HELD);
    let call = client.call(&address, &held, NO_LIMIT);
    let stop = async {
        until("the connection is there", || server.connections() == 1).await;
        server.stop().await;
    };
    let (answer, ()) = tokio::time::timeout(SOON, async { tokio::join!(call, stop) })
        .await
        .expect("the call ends with its connection");
    assert!(matches!(answer, Err(CallError::Closed { .. })), "{answer:?}");
    drop(state);
}

#[tokio::test]
async fn a_client_finds_a_restarted_server_again() {
    let (server, state) = echo_server(NO_LIMIT).await;
    let local = server.local_addr();
    let address = local.to_string();
    let client = client();
    let echo = Request::bare(ECHO).with_body("hello");
    client.call(&address, &echo, SOON).await.unwrap();
    server.stop().await;
    let error = client.call(&address, &echo, SOON).await.unwrap_err();
    assert!(
        matches!(error, CallError::Connect { .. } | CallError::Closed { .. }),
        "nobody listens: {error}"
    );
    let again = Server::bind(local, Arc::new(EchoRouter(state)), NO_LIMIT).await.unwrap();
    // Calls fail at once until the pause after the failed attempt is over.
    let found = async {
        loop {
            match client.call(&address, &echo, SOON).await {
                Ok(answer) => return answer,
                Err(CallError::Connect { .. }) => {
                    tokio::time::sleep(Duration::from_millis(5)).await
                }
                Err(error) => panic!("{error}"),
            }
        }
    };
    let answer = tokio::time::timeout(SOON, found).await.expect("the server is found again");
    assert_eq!(answer.body(), b"hello");
    assert_eq!(again.connections(), 1);
}

#[tokio::test]
async fn many_callers_share_a_connection_and_get_their_own_answers() {
    let (server, _) = echo_server(NO_LIMIT).await;
    let address = server.local_addr().to_string();
    let client = client();
    let calls = (0..200).map(|i| {
        let (client, address) = (client.clone(), address.clone());
        tokio::spawn(async move {
            let body = format!("{i}-").repeat(i * 7);
            let request = Request::bare(ECHO).with_body(body.clone());
            let answer = client.call(&address, &request, SOON).await.unwrap();
            assert_eq!(answer.body(), body.as_bytes());
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}
