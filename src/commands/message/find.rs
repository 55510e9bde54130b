//! Which message an id names, and where it lies.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::message_view::MessageView;
use crate::engine::admin::Admin;
use crate::engine::admin::message::KeyQuery;
use crate::engine::admin::servers::BrokerAt;
use crate::engine::protocol::names::{BrokerName, MessageQueue, TopicName};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::protocol::record::parse_offset_message_id;
use crate::engine::util::clock::TimestampMs;

/// Most messages with one id that are looked at on each broker.
const MOST: i32 = 32;

/// Options that name a message.
#[derive(Debug, clap::Args)]
pub struct Named {
    /// Its id: that of its place, or with --topic also the one its producer gave it
    id: String,
    /// Its topic
    #[arg(short, long, value_name = "TOPIC")]
    topic: Option<String>,
}

/// Messages and the brokers that hold them.
pub struct Finder {
    admin: Admin,
    brokers: Vec<BrokerAt>,
}

impl Finder {
    /// Learns which brokers there are.
    pub async fn new(admin: &Admin) -> CommandResult<Self> {
        Ok(Self { admin: admin.clone(), brokers: admin.all_brokers().await? })
    }

    /// The message that is meant.
    ///
    /// # Errors
    /// There is none, or the id is none of a place and no topic was named.
    pub async fn find(&self, named: &Named) -> CommandResult<ReceivedMessage> {
        if let Some(topic) = &named.topic
            && let Some(message) = self.by_unique_id(topic, &named.id).await?
        {
            return Ok(message);
        }
        // The two kinds of ids look alike. One that leads to no broker here is not asked about.
        let place = parse_offset_message_id(&named.id).filter(|(host, _)| {
            let host = host.to_string();
            self.brokers.iter().any(|broker| broker.address == host)
        });
        let found = match place {
            Some((host, offset)) => self.admin.message_at(host, offset).await?,
            None => None,
        };
        found.ok_or_else(|| missing(named))
    }

    async fn by_unique_id(&self, topic: &str, id: &str) -> CommandResult<Option<ReceivedMessage>> {
        let query = KeyQuery {
            topic: TopicName::from(topic),
            key: id.to_owned(),
            unique: true,
            max: MOST,
            begin: TimestampMs(0),
            end: TimestampMs(i64::MAX),
        };
        let messages = self.admin.messages_by_key(&query).await?;
        Ok(messages.into_iter().min_by_key(|message| message.store_timestamp))
    }

    /// The queue that holds `message`. The broker has no name when the name server does not know it.
    pub fn queue_of(&self, message: &ReceivedMessage) -> MessageQueue {
        let host = message.store_host.to_string();
        let broker = self.brokers.iter().find(|broker| broker.address == host);
        let broker_name = broker.map_or_else(BrokerName::default, |broker| broker.name.clone());
        let (topic, queue_id) = (message.topic.clone(), message.queue_id);
        MessageQueue { topic, broker_name, queue_id }
    }

    /// `message` as it is shown.
    pub fn view(&self, message: &ReceivedMessage) -> MessageView {
        MessageView::new(message, &self.queue_of(message))
    }
}

fn missing(named: &Named) -> CommandError {
    let id = &named.id;
    match &named.topic {
        Some(topic) => CommandError::not_found(format!("topic {topic} has no message {id}"))
            .hint(format!("rmq message list {topic} shows the newest messages")),
        None => CommandError::not_found(format!("no broker here has a message {id}"))
            .hint("add --topic for an id that a producer gave"),
    }
}
