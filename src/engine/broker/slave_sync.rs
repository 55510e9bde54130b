//! What a slave copies from its master besides the log: topics (21), consumer offsets (43),
//! progress of delayed messages (45) and consumer groups (201), every ten seconds
//! (`SlaveSynchronize`), and when a message comes whose topic it does not know.
//!
//! Each table is taken by itself: one that cannot be had stays as it is, and is asked for again in
//! the next round.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::Broker;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::BodyError;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::client::Client;
use crate::engine::remoting::connection::{CallError, Connection, Router};
use crate::engine::remoting::frame::{Frame, Reply, Request};

/// From one round to the next.
const PERIOD: Duration = Duration::from_secs(10);
/// Pause after a round in which the master did not answer.
const RETRY: Duration = Duration::from_secs(1);
/// Patience with one table.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Why a table was not copied.
#[derive(Debug, thiserror::Error)]
enum NotCopied {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("refused with {code}: {remark}")]
    Refused { code: ResponseCode, remark: String },
    #[error("not readable: {0}")]
    Body(#[from] BodyError),
}

/// A master has nothing to ask its slave.
struct NoQuestions;

impl Router for NoQuestions {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for frame in frames.drain(..) {
            connection.reply(&frame, &Reply::not_supported(frame.code));
        }
    }
}

/// Copies the master's tables until `stop` says so.
pub(super) async fn run(broker: Arc<Broker>, mut stop: watch::Receiver<bool>) {
    let mut master = broker.registration.master();
    let mut told = None;
    loop {
        let address = master.borrow_and_update().clone();
        let mut pause = PERIOD;
        if let Some(address) = address {
            let round = tokio::select! {
                round = copy_all(&broker, &address) => round,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            pause = if round.is_ok() { PERIOD } else { RETRY };
            let words = round.err().map(|error| error.to_string());
            if let Some(error) = words.as_ref().filter(|_| words != told) {
                tracing::warn!(master = address, error, "the master's tables are not copied");
            }
            told = words;
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = broker.new_topics.until_unknown(&broker.topics) => {}
            changed = master.changed() => if changed.is_err() { return },
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// One round; answers the first failure.
async fn copy_all(broker: &Arc<Broker>, master: &str) -> Result<(), NotCopied> {
    // Accounts may change from one round to the next.
    let credentials = broker.acl.as_ref().and_then(|acl| acl.own_credentials());
    let tls = broker.registration.tls();
    let client = Client::secured(Arc::new(NoQuestions), credentials, tls);
    let results = [
        copy(broker, &client, (master, RequestCode::GetAllTopicConfig), |broker, table| {
            if broker.topics.adopt(table) {
                tracing::info!("topics are those of the master");
            }
        })
        .await,
        copy(broker, &client, (master, RequestCode::GetAllConsumerOffset), |broker, table| {
            broker.offsets.adopt(table);
            broker.offsets.save();
        })
        .await,
        copy(broker, &client, (master, RequestCode::GetAllDelayOffset), |broker, table| {
            broker.delay.adopt(table);
        })
        .await,
        copy(
            broker,
            &client,
            (master, RequestCode::GetAllSubscriptionGroupConfig),
            |broker, table| {
                if broker.groups.adopt(table) {
                    tracing::info!("consumer groups are those of the master");
                }
            },
        )
        .await,
    ];
    client.close().await;
    results.into_iter().collect()
}

/// Asks `master` for one table and lets `adopt` take it, on a thread that may write files.
async fn copy<T: Body + Send + 'static>(
    broker: &Arc<Broker>,
    client: &Client,
    (master, code): (&str, RequestCode),
    adopt: impl FnOnce(&Broker, T) + Send + 'static,
) -> Result<(), NotCopied> {
    let answer = client.call(master, &Request::bare(code), TIMEOUT).await?;
    if answer.response_code() != ResponseCode::Success {
        let (code, remark) = (answer.response_code(), answer.remark.clone().unwrap_or_default());
        return Err(NotCopied::Refused { code, remark });
    }
    let table = T::decode(answer.body())?;
    let broker = broker.clone();
    // A panic in it has been reported already; the next round tries again.
    drop(tokio::task::spawn_blocking(move || adopt(&broker, table)).await);
    Ok(())
}
