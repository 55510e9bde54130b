//! Sends messages that become visible only when something else succeeded: a half message, a local
//! transaction, and the word about its outcome (`remoting.md` 37 and 39, `broker.md` on
//! transactions). A broker that never gets the word asks for it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Weak};

use super::error::{ClientError, Result};
use super::outgoing::Message;
use super::producer::{Producer, ProducerConfig, QueueChoice, SendResult, SendStatus};
use super::session::Session;
use super::trace::{Ended, Tracer};
use crate::engine::protocol::headers::transaction::{
    CheckTransactionStateHeader, EndTransactionHeader,
};
use crate::engine::protocol::message::property;
use crate::engine::protocol::names::{GroupName, PhysicalOffset};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::protocol::record::parse_offset_message_id;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::sys_flag;
use crate::engine::remoting::frame::Request;

/// How the local transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalState {
    /// It succeeded: consumers get the message.
    Commit,
    /// It failed: nobody gets the message.
    Rollback,
    /// It is not decided: the broker asks again later.
    Unknown,
}

impl LocalState {
    /// The name of Java's `LocalTransactionState`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Commit => "COMMIT_MESSAGE",
            Self::Rollback => "ROLLBACK_MESSAGE",
            Self::Unknown => "UNKNOW",
        }
    }

    fn flag(self) -> i32 {
        match self {
            Self::Commit => sys_flag::TRANSACTION_COMMIT,
            Self::Rollback => sys_flag::TRANSACTION_ROLLBACK,
            Self::Unknown => 0,
        }
    }
}

/// What became of a message sent in a transaction.
#[derive(Debug)]
pub struct TransactionSent {
    /// Where the half message is.
    pub half: SendResult,
    /// How the local transaction ended.
    pub state: LocalState,
    /// Whether the broker took the word. When it did not, it asks the group later.
    pub ended: Result<()>,
}

/// Tells how the transaction of a half message stands.
type Answer = Pin<Box<dyn Future<Output = LocalState> + Send>>;

/// What a producer group does when a broker asks about a half message.
pub(super) struct Checks {
    session: Weak<Session>,
    group: GroupName,
    tracer: Option<Arc<Tracer>>,
    check: Box<dyn Fn(ReceivedMessage) -> Answer + Send + Sync>,
}

impl Checks {
    /// Finds out how the transaction of `message` stands, and tells the broker at `address`.
    pub(super) async fn answer(
        &self,
        address: String,
        asked: CheckTransactionStateHeader,
        message: ReceivedMessage,
    ) {
        // A check that panics is one without an answer: the broker asks again.
        let state = tokio::spawn((self.check)(message.clone())).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a transaction's state could not be told");
            LocalState::Unknown
        });
        let Some(session) = self.session.upgrade() else { return };
        let id = message.message_id();
        let header = EndTransactionHeader {
            producer_group: self.group.clone(),
            tran_state_table_offset: asked.tran_state_table_offset,
            commit_log_offset: asked.commit_log_offset,
            commit_or_rollback: state.flag(),
            from_transaction_check: true,
            msg_id: id.clone(),
            transaction_id: asked.transaction_id,
        };
        let request = Request::new(RequestCode::EndTransaction, &header);
        let timeout = session.config.call_timeout;
        if let Err(error) = session.client.oneway(&address, &request, timeout).await {
            tracing::warn!(id, %error, "the broker asks again");
        }
        if let Some(tracer) = &self.tracer {
            tracer.ended(&Ended {
                topic: message.property(property::REAL_TOPIC).unwrap_or(&message.topic),
                msg_id: &id,
                tags: message.tags(),
                keys: message.property(property::KEYS),
                address: &address,
                region: message.property(property::MSG_REGION),
                transaction_id: Some(&id),
                state,
                from_check: true,
            });
        }
    }
}

/// A producer whose messages are sent in transactions. The brokers of its group may ask any member
/// about any half message of the group, also those of a process that is gone.
pub struct TransactionProducer {
    producer: Producer,
}

impl TransactionProducer {
    /// A producer that is in its group until [`TransactionProducer::shutdown`], and tells by
    /// `check` how the transactions of half messages stand.
    pub fn start<C, F>(config: ProducerConfig, check: C) -> Self
    where
        C: Fn(ReceivedMessage) -> F + Send + Sync + 'static,
        F: Future<Output = LocalState> + Send + 'static,
    {
        let producer = Producer::start(config);
        let checks = Checks {
            session: Arc::downgrade(producer.session()),
            group: producer.group().clone(),
            tracer: producer.tracer().cloned(),
            check: Box::new(move |message| Box::pin(check(message))),
        };
        producer.session().pushes.answer_checks(producer.group(), Arc::new(checks));
        Self { producer }
    }

    /// Sends `message` as a half, runs `local`, and tells the broker how that ended. A half that
    /// was stored less durably than its broker promises is rolled back without running `local`. A
    /// delay does not count in a transaction.
    ///
    /// # Errors
    /// The half message could not be stored; `local` was not run then.
    pub async fn send<L, F>(&self, message: &Message, local: L) -> Result<TransactionSent>
    where
        L: FnOnce(SendResult) -> F,
        F: Future<Output = LocalState>,
    {
        let group = self.producer.group();
        let half_message = message
            .clone()
            .with_delay_level(0)
            .with_system(property::TRANSACTION_PREPARED, "true")
            .with_system(property::PRODUCER_GROUP, group);
        let half = self.producer.send_to(&half_message, &QueueChoice::Any).await?;
        let state = match half.status {
            SendStatus::SendOk => local(half.clone()).await,
            _ => LocalState::Rollback,
        };
        let ended = self.end(&half_message, &half, state).await;
        Ok(TransactionSent { half, state, ended })
    }

    async fn end(&self, message: &Message, half: &SendResult, state: LocalState) -> Result<()> {
        let session = self.producer.session();
        let broker = &half.queue.broker_name;
        let address = session.routes.master_address(broker)?;
        let header = EndTransactionHeader {
            producer_group: self.producer.group().clone(),
            tran_state_table_offset: half.queue_offset,
            commit_log_offset: physical_offset(half, &address)?,
            commit_or_rollback: state.flag(),
            from_transaction_check: false,
            msg_id: half.msg_id.clone(),
            transaction_id: Some(half.msg_id.clone()),
        };
        let request = Request::new(RequestCode::EndTransaction, &header);
        if let Some(tracer) = self.producer.tracer() {
            tracer.ended(&Ended {
                topic: &message.topic,
                msg_id: &half.msg_id,
                tags: message.property(property::TAGS),
                keys: message.property(property::KEYS),
                address: &address,
                region: None,
                transaction_id: None,
                state,
                from_check: false,
            });
        }
        let timeout = session.config.call_timeout;
        match state {
            // Apache's broker does not answer that nothing is decided.
            LocalState::Unknown => Ok(session.client.oneway(&address, &request, timeout).await?),
            LocalState::Commit | LocalState::Rollback => {
                session.ask(&address, Some(broker), &request).await.map(drop)
            }
        }
    }

    /// The producer underneath, for messages without a transaction.
    pub fn producer(&self) -> &Producer {
        &self.producer
    }

    /// Leaves the group and closes the connections.
    pub async fn shutdown(self) {
        self.producer.shutdown().await;
    }
}

fn physical_offset(half: &SendResult, address: &str) -> Result<PhysicalOffset> {
    parse_offset_message_id(&half.offset_msg_id).map(|(_, offset)| offset).ok_or_else(|| {
        let problem = format!("`{}` is no message id", half.offset_msg_id);
        ClientError::bad_answer(RequestCode::SendMessageV2, address, problem)
    })
}
