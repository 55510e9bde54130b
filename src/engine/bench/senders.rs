//! Producers that a load is put on, and what they send.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use rand::RngExt;

use crate::engine::client::config::ClientConfig;
use crate::engine::client::error::ClientError;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::{Producer, ProducerConfig, QueueChoice};
use crate::engine::client::transaction::{LocalState, TransactionProducer};
use crate::engine::protocol::names::TopicName;

/// What every message is like.
#[derive(Clone, Debug)]
pub struct Template {
    topic: TopicName,
    body: Bytes,
    /// Whether it has a key: the second at which it is sent.
    pub keys: bool,
    /// So many tags take turns; 0 is none.
    pub tags: u64,
    /// Bytes of user properties, about.
    pub property_bytes: usize,
    /// The level of its delay; 0 is none.
    pub delay_level: i32,
}

impl Template {
    /// Messages to `topic` with `size` letters and digits.
    pub fn new(topic: &str, size: usize) -> Self {
        let letters = rand::rng().sample_iter(rand::distr::Alphanumeric);
        Self {
            topic: topic.into(),
            body: letters.take(size).collect(),
            keys: false,
            tags: 0,
            property_bytes: 0,
            delay_level: 0,
        }
    }

    /// Where they go.
    pub fn topic(&self) -> &TopicName {
        &self.topic
    }

    /// A message with the body of all, or with its own.
    ///
    /// # Errors
    /// None for what can be asked for here.
    pub fn message(&self, body: Option<Bytes>) -> Result<Message, ClientError> {
        let body = body.unwrap_or_else(|| self.body.clone());
        let mut message = Message::new(self.topic.clone(), body).with_delay_level(self.delay_level);
        if !self.keys && self.tags == 0 && self.property_bytes == 0 {
            return Ok(message);
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        if self.keys {
            message = message.with_keys([now.as_secs().to_string()]);
        }
        let tag = u64::try_from(now.as_millis()).unwrap_or_default().checked_rem(self.tags);
        if let Some(tag) = tag {
            message = message.with_tag(&format!("tag{tag}"));
        }
        let (mut bytes, mut number) = (0, 0);
        while bytes < self.property_bytes {
            let (name, value) = (format!("prop{number}"), format!("hello{number}"));
            message = message.with_property(&name, &value)?;
            bytes += name.len() + value.len();
            number += 1;
        }
        Ok(message)
    }
}

/// How messages are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One in each request.
    Single,
    /// So many in each request.
    Batch(usize),
    /// Each in a transaction that is committed.
    Transaction,
}

impl Way {
    /// Messages of a request.
    pub fn batch(self) -> usize {
        match self {
            Self::Batch(size) => size,
            Self::Single | Self::Transaction => 1,
        }
    }
}

/// Which producers there are.
#[derive(Clone, Debug)]
pub struct Producers {
    /// Their group.
    pub group: String,
    /// How many: each has connections of its own.
    pub connections: usize,
    /// How they send.
    pub way: Way,
    /// Where traces of the messages go; `None` is nowhere.
    pub trace: Option<TopicName>,
}

/// A producer, with transactions or without.
enum Sender {
    Plain(Producer),
    Transactions(TransactionProducer),
}

impl Sender {
    fn producer(&self) -> &Producer {
        match self {
            Self::Plain(producer) => producer,
            Self::Transactions(producer) => producer.producer(),
        }
    }
}

/// Producers, each with connections of its own. Clones share them.
#[derive(Clone)]
pub struct Senders {
    senders: Arc<Vec<Sender>>,
    template: Arc<Template>,
    way: Way,
}

impl Senders {
    /// Producers that send messages like `template`. A send is tried once and not compressed: what is
    /// measured is the broker.
    pub fn start(client: &ClientConfig, producers: &Producers, template: Template) -> Self {
        let way = producers.way;
        let mut config = ProducerConfig::new(client.clone(), producers.group.as_str());
        config.send_timeout = client.call_timeout;
        config.retries = 0;
        config.compress_from = usize::MAX;
        config.trace.clone_from(&producers.trace);
        let senders = (0..producers.connections.max(1)).map(|number| {
            let mut config = config.clone();
            // Each has a client id of its own, and so connections of its own.
            config.client.instance_name =
                Some(format!("{}-{number}-{}", std::process::id(), rand::random::<u32>()));
            match way {
                Way::Transaction => {
                    Sender::Transactions(TransactionProducer::start(config, |_| async {
                        LocalState::Commit
                    }))
                }
                Way::Single | Way::Batch(_) => Sender::Plain(Producer::start(config)),
            }
        });
        Self { senders: Arc::new(senders.collect()), template: Arc::new(template), way }
    }

    /// Connects.
    ///
    /// # Errors
    /// No name server, or no broker for the topic.
    pub async fn connect(&self) -> Result<(), ClientError> {
        for sender in self.senders.iter() {
            sender.producer().announce(&self.template.topic).await?;
        }
        Ok(())
    }

    /// Sends the next request of `lane` and waits until it is stored; the number of messages in it.
    /// A `body` is for the one message of a request.
    pub async fn send(&self, lane: usize, body: Option<Bytes>) -> Result<u64, ClientError> {
        let Some(sender) = self.senders.get(lane % self.senders.len().max(1)) else { return Ok(0) };
        let batch = self.way.batch();
        match (sender, self.way) {
            (Sender::Plain(producer), Way::Batch(_)) => {
                let messages: Result<Vec<Message>, ClientError> =
                    (0..batch).map(|_| self.template.message(None)).collect();
                producer.send_batch(&messages?, &QueueChoice::Any).await?;
            }
            (Sender::Plain(producer), _) => {
                producer.send(&self.template.message(body)?).await?;
            }
            (Sender::Transactions(producer), _) => {
                let message = self.template.message(body)?;
                producer.send(&message, |_| async { LocalState::Commit }).await?.ended?;
            }
        }
        Ok(u64::try_from(batch).unwrap_or(u64::MAX))
    }

    /// Leaves the group and closes the connections. Nothing may be on its way.
    pub async fn shutdown(self) {
        for sender in self.senders.iter() {
            sender.producer().clone().shutdown().await;
        }
    }
}
