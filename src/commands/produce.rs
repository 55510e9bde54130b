//! `rmq produce`: messages from the command line, a file or standard input.

use std::path::PathBuf;

use super::cli::Cli;
use super::command::{Command, JsonForm};
use super::error::{CommandError, CommandResult, Kind};
use super::message_format::{FORMAT_HELP, MessageFormat, Record};
use super::payload::{Payload, numbered};
use super::sending::Sending;
use super::values::{delay_level, pair};
use crate::commands::send_view::SendView;
use crate::engine::client::error::ClientError;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::{Producer, ProducerConfig, QueueChoice};
use crate::engine::client::transaction::{LocalState, TransactionProducer};
use crate::engine::protocol::name_rules::TRACE_TOPIC;
use crate::engine::protocol::names::QueueId;

/// How the transaction of every message ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum End {
    /// Consumers get the message
    Commit,
    /// Nobody gets it
    Rollback,
    /// Not decided: the broker asks the group
    Unknown,
}

impl From<End> for LocalState {
    fn from(end: End) -> Self {
        match end {
            End::Commit => Self::Commit,
            End::Rollback => Self::Rollback,
            End::Unknown => Self::Unknown,
        }
    }
}

/// Send messages
///
/// BODY is one message, or --count of them. Without BODY each line of standard input is one
/// message; empty lines are passed over. Messages to one queue keep their order. Results come in
/// the order of the messages; sending stops at the first failure. On a terminal, results of more
/// than 20 messages are summed up; -o wide shows them all.
///
/// With --transaction each message is stored as a half that nobody sees, then committed or rolled
/// back. While the command runs it gives the same answer for other half messages of its --group
/// that brokers ask about; `unknown` leaves a message to those.
///
/// Ctrl-C takes no more messages, waits for those on their way and ends with exit code 130.
#[derive(Debug, clap::Args)]
pub struct Produce {
    /// Where to; a topic that does not exist is created if the broker allows it
    topic: String,
    /// The body; %i is the running number from 1, %% a per cent sign
    body: Option<String>,
    /// How many messages
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// Send the content of a file as one message; with -f, the messages in it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["body", "count"])]
    file: Option<PathBuf>,
    /// Cut or fill the body up to so many bytes
    #[arg(long, value_name = "BYTES", conflicts_with = "file")]
    size: Option<usize>,
    /// How messages are told apart in the input, see below
    #[arg(short, long, value_name = "FORMAT", conflicts_with = "body")]
    format: Option<MessageFormat>,
    /// The tag
    #[arg(long)]
    tag: Option<String>,
    /// A key to find the message by, %i as in BODY; can be repeated
    #[arg(long = "key", value_name = "KEY")]
    keys: Vec<String>,
    /// A property, %i in its value as in BODY; can be repeated
    #[arg(long = "property", value_name = "NAME=VALUE", value_parser = pair)]
    properties: Vec<(String, String)>,
    /// Send to the queue with this number
    #[arg(long, value_name = "ID", conflicts_with = "hash_key")]
    queue: Option<i32>,
    /// Send everything with the same key to the same queue, %i as in BODY
    #[arg(long, value_name = "KEY")]
    hash_key: Option<String>,
    /// Deliver later: one of 1s 5s 10s 30s 1m to 10m 20m 30m 1h 2h
    #[arg(long, value_name = "TIME", value_parser = delay_level)]
    delay: Option<i32>,
    /// Deliver later, by the number of the broker's delay level
    #[arg(long, value_name = "LEVEL", conflicts_with = "delay")]
    delay_level: Option<i32>,
    /// Send so many messages in one request; they share a queue
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    #[arg(conflicts_with_all = ["delay", "delay_level"])]
    batch: Option<u16>,
    /// Do not ask what became of the messages
    #[arg(long, conflicts_with = "batch")]
    oneway: bool,
    /// Send each message in a transaction that ends so: commit, rollback or unknown
    #[arg(long, value_name = "END", value_enum, hide_possible_values = true)]
    #[arg(conflicts_with_all = ["batch", "oneway", "queue", "hash_key", "delay", "delay_level"])]
    transaction: Option<End>,
    /// Wait up to --timeout for the reply to each message, and print the reply
    #[arg(long, conflicts_with_all = ["batch", "oneway", "transaction", "delay", "delay_level"])]
    request: bool,
    /// Tell in the topic RMQ_SYS_TRACE_TOPIC what becomes of the messages
    #[arg(long)]
    trace: bool,
    /// Namespace of topic and group
    #[arg(long, value_name = "NAME")]
    namespace: Option<String>,
    /// Producer group
    #[arg(long, value_name = "NAME", default_value = "rmq-produce")]
    group: String,
}

impl Command for Produce {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq produce TopicTest 'hello %i' --count 10 --tag TagA --key order-%i",
        "rmq consume TopicTest --exit-at-end -f '%g %v' | rmq produce Copy -f '%g %v'",
        "rmq produce TopicTest 'paid' --transaction commit",
    ];
    const EXITS: &'static [Kind] = &[
        Kind::Failed,
        Kind::NotFound,
        Kind::Partial,
        Kind::Unreachable,
        Kind::Refused,
        Kind::Interrupted,
    ];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<SendView>("")];
    const MORE_HELP: &'static str = FORMAT_HELP;

    fn run(self, cli: &Cli) -> CommandResult {
        let payload = self.payload(cli)?;
        let mut client = cli.client_config()?;
        client.namespace = self.namespace.clone();
        let mut config = ProducerConfig::new(client, self.group.as_str());
        config.send_timeout = cli.global.timeout;
        config.trace = self.trace.then(|| TRACE_TOPIC.into());
        cli.run_to_end(async {
            let mut sending = Sending::start(cli, &self, payload)?;
            if let Some(end) = self.transaction {
                let state = LocalState::from(end);
                let producer = TransactionProducer::start(config, move |_| async move { state });
                let outcome = sending.transactions(&producer, state).await;
                producer.shutdown().await;
                return sending.end(outcome);
            }
            let producer = Producer::start(config);
            let outcome = match (self.oneway, self.batch, self.request) {
                (true, _, _) => sending.oneway(&producer).await,
                (_, Some(size), _) => sending.batches(&producer, size.into()).await,
                (_, _, true) => sending.requests(&producer).await,
                _ => sending.pipelined(&producer).await,
            };
            producer.shutdown().await;
            sending.end(outcome)
        })
    }
}

impl Produce {
    fn payload(&self, cli: &Cli) -> CommandResult<Payload> {
        let format = self.format.clone();
        if let Some(format) = &format {
            format.check_readable().map_err(|problem| {
                CommandError::usage("the format cannot be read by").because(problem)
            })?;
        }
        let count = self.count.unwrap_or(1);
        match (&self.body, &self.file) {
            (Some(body), _) => Ok(Payload::Text { body: body.clone(), size: self.size, count }),
            (None, Some(path)) => Payload::file(path, format),
            (None, None) if self.size.is_some() => {
                Ok(Payload::Text { body: String::new(), size: self.size, count })
            }
            (None, None) if self.count.is_some() => {
                Err(CommandError::usage("--count needs a BODY or --size"))
            }
            (None, None) => {
                if Payload::stdin_is_terminal() {
                    cli.out.note("each line is a message; Ctrl-D ends");
                }
                Ok(Payload::stdin(format))
            }
        }
    }

    /// The topic.
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// Whether nobody is asked what became of the messages.
    pub fn is_oneway(&self) -> bool {
        self.oneway
    }

    /// The `number`th message.
    pub fn message(&self, record: Record, number: u64) -> Result<Message, ClientError> {
        let mut message = Message::new(self.topic.as_str(), record.body);
        if let Some(tag) = self.tag.as_ref().or(record.tag.as_ref()) {
            message = message.with_tag(tag);
        }
        let own: Vec<String> = self.keys.iter().map(|key| numbered(key, number)).collect();
        let read = record.keys.unwrap_or_default();
        let read = read.split(' ').filter(|key| !key.is_empty());
        let keys: Vec<&str> = own.iter().map(String::as_str).chain(read).collect();
        if !keys.is_empty() {
            message = message.with_keys(keys);
        }
        for (name, value) in &self.properties {
            message = message.with_property(name, &numbered(value, number))?;
        }
        for (name, value) in &record.properties {
            message = message.with_property(name, value)?;
        }
        Ok(message.with_delay_level(self.delay.or(self.delay_level).unwrap_or(0)))
    }

    /// Where the `number`th message goes.
    pub fn choice(&self, number: u64) -> QueueChoice {
        match (self.queue, &self.hash_key) {
            (Some(id), _) => QueueChoice::Id(QueueId(id)),
            (None, Some(key)) => QueueChoice::HashKey(numbered(key, number)),
            (None, None) => QueueChoice::Any,
        }
    }
}
