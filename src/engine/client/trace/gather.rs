//! Gathers traces into messages.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::encode::Line;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::Producer;
use crate::engine::protocol::names::TopicName;

/// How long the first event waits for others.
const WAIT: Duration = Duration::from_millis(500);
/// From so many bytes of text on a message is sent.
const TEXT_LIMIT: usize = 118_000;
/// The same for its keys: the properties of a message have 32 KiB of room.
const KEYS_LIMIT: usize = 24_000;

/// Sends what comes out of `lines` to `topic`, until that is closed and empty.
pub(super) async fn run(producer: Producer, topic: TopicName, mut lines: mpsc::Receiver<Line>) {
    while let Some(first) = lines.recv().await {
        let deadline = Instant::now() + WAIT;
        let mut batch = Batch::default();
        batch.add(first);
        while !batch.is_full() {
            match tokio::time::timeout_at(deadline, lines.recv()).await {
                Ok(Some(line)) => batch.add(line),
                Ok(None) | Err(_) => break,
            }
        }
        let message = Message::new(topic.clone(), batch.text).with_keys(&batch.keys);
        if let Err(error) = producer.send(&message).await {
            tracing::warn!(%error, "traces not sent");
        }
    }
}

#[derive(Default)]
struct Batch {
    text: String,
    keys: BTreeSet<String>,
    keys_len: usize,
}

impl Batch {
    fn add(&mut self, line: Line) {
        self.text.push_str(&line.text);
        for key in line.keys {
            let len = key.len() + 1;
            if self.keys.insert(key) {
                self.keys_len += len;
            }
        }
    }

    fn is_full(&self) -> bool {
        self.text.len() >= TEXT_LIMIT || self.keys_len >= KEYS_LIMIT
    }
}
