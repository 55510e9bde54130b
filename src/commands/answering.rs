//! Replies to the messages that ask for one, as `rmq consume --reply` gives them.

use super::cli::Cli;
use super::message_format::MessageFormat;
use super::message_view::with_fields;
use crate::engine::client::producer::{Producer, ProducerConfig};
use crate::engine::client::push::{Delivery, PushConfig};
use crate::engine::protocol::message::property;

/// Who replies, and what.
pub struct Answering {
    producer: Producer,
    text: MessageFormat,
}

impl Answering {
    /// Replies by `text` to what a consumer with these settings receives.
    pub fn start(config: &PushConfig, text: MessageFormat) -> Self {
        let producer = ProducerConfig::new(config.client.clone(), config.group.clone());
        Self { producer: Producer::start(producer), text }
    }

    /// Replies to the `number`th message if it asks. A reply that nobody takes is only noted: who
    /// asked is gone.
    pub async fn answer(&self, cli: &Cli, delivery: &Delivery, number: u64) {
        let message = &delivery.message;
        if message.property(property::REPLY_TO_CLIENT).is_none() {
            return;
        }
        let mut body = Vec::new();
        with_fields(message, delivery.queue(), number, |fields| {
            self.text.write(fields, &mut body);
        });
        // The newline ends a message in a stream; a reply is one anyway.
        if body.ends_with(b"\n") {
            body.pop();
        }
        if let Err(error) = self.producer.reply(message, body).await {
            cli.out.note(&format!("no reply to {}: {error}", message.message_id()));
        }
    }

    /// Closes the connections.
    pub async fn end(self) {
        self.producer.shutdown().await;
    }
}
