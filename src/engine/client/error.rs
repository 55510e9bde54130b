//! What can go wrong between a client and a cluster, with what a user needs to see.

use std::time::Duration;

use crate::engine::protocol::bodies::BodyError;
use crate::engine::protocol::ext::FieldError;
use crate::engine::protocol::name_rules::NameError;
use crate::engine::protocol::names::{BrokerName, MessageQueue, TopicName};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::address_server::FetchError;
use crate::engine::remoting::connection::CallError;
use crate::engine::remoting::frame::Frame;

/// In the remark of a refusal by access control, which Apache answers with code 1.
const ACL_MARK: &str = "AclException";

/// Why a server that was reached answered nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The two did not come to terms about encryption.
    Handshake,
    /// It closed the connection.
    Closed,
}

impl Obstacle {
    fn of(error: &CallError) -> Option<Self> {
        match error {
            CallError::Handshake { .. } => Some(Self::Handshake),
            CallError::Closed { .. } => Some(Self::Closed),
            CallError::Connect { .. } | CallError::Timeout { .. } => None,
        }
    }
}

/// Result of an operation of a client.
pub type Result<T, E = ClientError> = std::result::Result<T, E>;

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No name server answered. Holds every address tried and why it failed.
    #[error("no name server answered ({})", list_failures(tried))]
    NoNameServer {
        /// Address and error, in the order of the attempts.
        tried: Vec<(String, CallError)>,
    },
    /// The address server gave no list of name servers.
    #[error(transparent)]
    AddressServer(#[from] FetchError),
    /// The name server knows no route of the topic.
    #[error("topic {topic} has no route at name server {namesrv}")]
    NoRoute {
        /// The topic.
        topic: TopicName,
        /// Who was asked.
        namesrv: String,
    },
    /// The topic has a route, but no queue in it can be used.
    #[error("topic {topic} has no {wanted} queue")]
    NoQueue {
        /// The topic.
        topic: TopicName,
        /// What was looked for: `writable`, `readable`, or a queue id.
        wanted: String,
    },
    /// No broker of that name, or none with the wanted id, is known.
    #[error("no address is known for broker {broker}")]
    NoBroker {
        /// The broker's name.
        broker: BrokerName,
    },
    /// No cluster of that name is known.
    #[error("cluster {cluster} is not known; there is {}", list_or_none(known))]
    NoCluster {
        /// The name asked for.
        cluster: String,
        /// The clusters there are.
        known: Vec<String>,
    },
    /// A server answered with a code other than success.
    #[error("{address} refused {}: {code}{}", request.name(), after_colon(remark))]
    Broker {
        /// What was asked for.
        request: RequestCode,
        /// The answer's code.
        code: ResponseCode,
        /// The answer's remark; empty when there is none.
        remark: String,
        /// The broker's name, where one was meant; `None` for name servers.
        broker: Option<BrokerName>,
        /// Who answered.
        address: String,
    },
    /// No answer: the connection failed, or time ran out.
    #[error(transparent)]
    Remoting(#[from] CallError),
    /// A server's answer could not be read.
    #[error("the answer of {address} to {} cannot be read: {problem}", request.name())]
    BadAnswer {
        /// What was asked for.
        request: RequestCode,
        /// Who answered.
        address: String,
        /// What is wrong.
        problem: String,
    },
    /// A message could not be sent to any of the brokers tried.
    #[error("message to topic {topic} could not be sent: {} attempts in {elapsed:?}{}",
        attempts.len(), last_attempt(attempts))]
    SendFailed {
        /// The topic.
        topic: TopicName,
        /// Every attempt in order.
        attempts: Vec<SendAttempt>,
        /// From the first attempt to giving up.
        elapsed: Duration,
    },
    /// The message breaks a rule that every broker enforces.
    #[error("message to topic {topic} cannot be sent: {problem}")]
    IllegalMessage {
        /// The topic.
        topic: String,
        /// Which rule.
        problem: String,
    },
    /// A topic or group has a name that every broker refuses.
    #[error(transparent)]
    Name(#[from] NameError),
    /// An argument has a form that no cluster accepts.
    #[error("{what} `{value}` {problem}")]
    Illegal {
        /// Which argument.
        what: &'static str,
        /// What was given.
        value: String,
        /// Which rule it breaks.
        problem: String,
    },
    /// The file of local offsets cannot be used.
    #[error("local offsets in {path}: {source}")]
    LocalOffsets {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something that should have shown up did not.
    #[error("{what} did not show up within {after:?}")]
    NotSeen {
        /// What was waited for.
        what: String,
        /// How long.
        after: Duration,
    },
}

/// One attempt to send a message.
#[derive(Debug)]
pub struct SendAttempt {
    /// Where to.
    pub queue: MessageQueue,
    /// Why it failed.
    pub error: ClientError,
}

impl ClientError {
    /// The code of a server's refusal, also when it was the last of several attempts to send.
    pub fn response_code(&self) -> Option<ResponseCode> {
        match self {
            Self::Broker { code, .. } => Some(*code),
            Self::SendFailed { attempts, .. } => {
                attempts.last().and_then(|a| a.error.response_code())
            }
            _ => None,
        }
    }

    /// Whether a server could not be reached or did not answer.
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::NoNameServer { .. } | Self::AddressServer(_) | Self::Remoting(_) => true,
            Self::SendFailed { attempts, .. } => {
                attempts.last().is_some_and(|a| a.error.is_unreachable())
            }
            _ => false,
        }
    }

    /// Whether a server refused it for want of a right: access control, or a permission.
    pub fn is_refused(&self) -> bool {
        match self {
            Self::Broker { code, remark, .. } => {
                *code == ResponseCode::NoPermission || remark.contains(ACL_MARK)
            }
            Self::SendFailed { attempts, .. } => {
                attempts.last().is_some_and(|a| a.error.is_refused())
            }
            // The topic's permission leaves no queue; a number of a queue there is not is another thing.
            Self::NoQueue { wanted, .. } => !wanted.contains("number"),
            _ => false,
        }
    }

    /// What a server that was reached had against the connection.
    pub fn obstacle(&self) -> Option<Obstacle> {
        match self {
            Self::NoNameServer { tried } => tried.iter().find_map(|(_, e)| Obstacle::of(e)),
            Self::Remoting(error) => Obstacle::of(error),
            _ => None,
        }
    }

    /// The error for an answer with a code other than the expected ones.
    pub(in crate::engine) fn refused(
        request: RequestCode,
        answer: &Frame,
        address: &str,
        broker: Option<&BrokerName>,
    ) -> Self {
        Self::Broker {
            request,
            code: answer.response_code(),
            remark: answer.remark.clone().unwrap_or_default(),
            broker: broker.cloned(),
            address: address.to_owned(),
        }
    }

    /// The error for an answer that cannot be read.
    pub(in crate::engine) fn bad_answer(
        request: RequestCode,
        address: &str,
        problem: impl std::fmt::Display,
    ) -> Self {
        Self::BadAnswer { request, address: address.to_owned(), problem: problem.to_string() }
    }
}

/// Turns an unreadable header into an error that says whose.
pub(in crate::engine) fn unreadable(
    request: RequestCode,
    address: &str,
) -> impl Fn(FieldError) -> ClientError + '_ {
    move |error| ClientError::bad_answer(request, address, error)
}

/// Turns an unreadable body into an error that says whose.
pub(in crate::engine) fn unreadable_body(
    request: RequestCode,
    address: &str,
) -> impl Fn(BodyError) -> ClientError + '_ {
    move |error| ClientError::bad_answer(request, address, error)
}

fn list_failures(tried: &[(String, CallError)]) -> String {
    let texts: Vec<String> = tried.iter().map(|(_, error)| error.to_string()).collect();
    texts.join("; ")
}

fn list_or_none(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn after_colon(remark: &str) -> String {
    if remark.is_empty() { String::new() } else { format!(": {remark}") }
}

fn last_attempt(attempts: &[SendAttempt]) -> String {
    attempts.last().map_or_else(String::new, |a| {
        format!(", the last to queue {} of {}: {}", a.queue.queue_id, a.queue.broker_name, a.error)
    })
}
