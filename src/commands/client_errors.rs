//! Errors of clients, told to a person: which kind, and what to type next.

use super::error::{CommandError, Kind};
use crate::engine::client::error::{ClientError, Obstacle};
use crate::engine::protocol::names::RETRY_TOPIC_PREFIX;
use crate::engine::protocol::responses::ResponseCode;

/// What to do about a refusal by access control.
pub const WHO_SIGNS: &str =
    "--access-key and --secret-key, or RMQ_ACCESS_KEY and RMQ_SECRET_KEY, say who signs";
/// What to do about a broker that did not answer.
pub const WHO_ANSWERS: &str = "rmq cluster list shows which brokers answer";

impl From<ClientError> for CommandError {
    fn from(error: ClientError) -> Self {
        let kind = kind(&error);
        let hint = hint(&error);
        let text = error.to_string();
        let (headline, cause) = match &error {
            ClientError::NoNameServer { tried } => {
                let addresses: Vec<&str> =
                    tried.iter().map(|(address, _)| address.as_str()).collect();
                let causes: Vec<String> =
                    tried.iter().map(|(_, error)| error.to_string()).collect();
                let headline = format!("no name server answered at {}", addresses.join(", "));
                (headline, Some(causes.join("\n")))
            }
            ClientError::SendFailed { topic, attempts, elapsed } => {
                let causes: Vec<String> = attempts
                    .iter()
                    .map(|a| {
                        format!("{} queue {}: {}", a.queue.broker_name, a.queue.queue_id, a.error)
                    })
                    .collect();
                let headline =
                    format!("a message to topic {topic} could not be sent in {elapsed:?}");
                (headline, Some(causes.join("\n")))
            }
            ClientError::NoQueue { topic, wanted } if wanted.contains("number") => {
                let wanted = wanted.replace("number", "queue number");
                (format!("topic {topic} has no {wanted}"), None)
            }
            _ => (text, None),
        };
        Self { kind, headline, cause, hint }
    }
}

fn kind(error: &ClientError) -> Kind {
    if error.is_unreachable() {
        return Kind::Unreachable;
    }
    if error.is_refused() {
        return Kind::Refused;
    }
    match (error, error.response_code()) {
        (_, Some(ResponseCode::SubscriptionParseFailed)) => Kind::Usage,
        (
            _,
            Some(
                ResponseCode::TopicNotExist
                | ResponseCode::QueryNotFound
                | ResponseCode::SubscriptionGroupNotExist,
            ),
        ) => Kind::NotFound,
        (
            ClientError::NoRoute { .. }
            | ClientError::NoCluster { .. }
            | ClientError::NoBroker { .. }
            | ClientError::NoQueue { .. },
            _,
        ) => Kind::NotFound,
        (
            ClientError::Illegal { .. } | ClientError::IllegalMessage { .. } | ClientError::Name(_),
            _,
        ) => Kind::Usage,
        _ => Kind::Failed,
    }
}

fn hint(error: &ClientError) -> Option<String> {
    if let Some(obstacle) = error.obstacle() {
        return Some(obstacle_hint(obstacle).to_owned());
    }
    match error {
        ClientError::NoNameServer { .. } | ClientError::AddressServer(_) => {
            Some("-n names another name server; `rmq up` starts a local cluster".to_owned())
        }
        ClientError::NoRoute { topic, .. } => Some(match topic.strip_prefix(RETRY_TOPIC_PREFIX) {
            Some(group) => format!(
                "no consumer of group {group} has been there; rmq mqadmin consumerProgress lists groups"
            ),
            None => format!("rmq topic list, or rmq topic create {topic}"),
        }),
        ClientError::NoCluster { .. } => Some("rmq cluster list".to_owned()),
        ClientError::NoQueue { topic, .. } => Some(format!("rmq topic route {topic}")),
        error if error.is_unreachable() => Some(WHO_ANSWERS.to_owned()),
        error
            if error.is_refused() && error.response_code() != Some(ResponseCode::NoPermission) =>
        {
            Some(WHO_SIGNS.to_owned())
        }
        error if error.response_code() == Some(ResponseCode::SubscriptionParseFailed) => {
            let example = "a > 5 AND (color = 'red' OR size IS NULL)";
            Some(format!("an expression compares properties: --sql \"{example}\""))
        }
        error => Some(format!("rmq explain {}", error.response_code()?.code())),
    }
}

fn obstacle_hint(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Handshake => {
            "--ca FILE names the authority that signed the servers' certificates; --insecure \
             checks nothing"
        }
        Obstacle::Closed => "a server that insists on TLS closes what is not; --tls speaks it",
    }
}
