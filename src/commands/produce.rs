//! `rmq produce`: messages from the command line, a file or standard input.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::common_args::Cli;
use super::error::{CommandError, CommandResult, Kind};
use super::message_format::{FORMAT_HELP, MessageFormat, Record};
use super::payload::{Payload, numbered};
use super::progress::Bar;
use super::send_view::SendView;
use super::stream::Stream;
use super::table::Command;
use super::values::{delay_level, pair};
use crate::engine::client::error::ClientError;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::{Producer, ProducerConfig, QueueChoice, SendResult};
use crate::engine::protocol::names::{QueueId, TopicName};

/// Most messages on their way at a time.
const WINDOW: usize = 256;
/// From so many lanes on, those without a message on its way are forgotten.
const MAX_LANES: usize = 1024;
/// On a terminal, results of more messages than this are summed up.
const SHOWN_ON_TERMINAL: u64 = 20;

/// Send messages
///
/// BODY is one message, or --count of them. Without BODY each line of standard input is one
/// message; empty lines are passed over. Messages to one queue keep their order. Results come in
/// the order of the messages; sending stops at the first failure. On a terminal, results of more
/// than 20 messages are summed up; -o wide shows them all.
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
    /// A property; can be repeated
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
    /// Producer group
    #[arg(long, value_name = "NAME", default_value = "rmq-produce")]
    group: String,
}

impl Command for Produce {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq produce TopicTest 'hello %i' --count 10 --tag TagA --key order-%i",
        "seq 100 | rmq produce TopicTest -o jsonl",
        "rmq consume TopicTest --from first --exit-at-end -f '%g %v' | rmq produce Copy -f '%g %v'",
    ];
    const EXITS: &'static [Kind] = &[
        Kind::Failed,
        Kind::NotFound,
        Kind::Partial,
        Kind::Unreachable,
        Kind::Refused,
        Kind::Interrupted,
    ];
    const MORE_HELP: &'static str = FORMAT_HELP;

    fn run(self, cli: &Cli) -> CommandResult {
        let payload = self.payload(cli)?;
        let mut config = ProducerConfig::new(cli.client_config()?, self.group.as_str());
        config.send_timeout = cli.global.timeout;
        cli.block_on(async {
            let producer = Producer::start(config);
            let mut sending = Sending::new(cli, &self, payload);
            let outcome = match (self.oneway, self.batch) {
                (true, _) => sending.oneway(&producer).await,
                (false, Some(size)) => sending.batches(&producer, size.into()).await,
                (false, None) => sending.pipelined(&producer).await,
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

    fn message(&self, record: Record, number: u64) -> Result<Message, ClientError> {
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
        for (name, value) in self.properties.iter().chain(&record.properties) {
            message = message.with_property(name, value)?;
        }
        Ok(message.with_delay_level(self.delay.or(self.delay_level).unwrap_or(0)))
    }

    fn choice(&self, number: u64) -> QueueChoice {
        match (self.queue, &self.hash_key) {
            (Some(id), _) => QueueChoice::Id(QueueId(id)),
            (None, Some(key)) => QueueChoice::HashKey(numbered(key, number)),
            (None, None) => QueueChoice::Any,
        }
    }
}

/// Messages on their way, and what became of them.
struct Sending<'c> {
    cli: &'c Cli,
    args: &'c Produce,
    payload: Payload,
    /// Messages taken from the payload so far.
    taken: u64,
    /// Messages that are known to be stored.
    stored: u64,
    results: Stream<'c>,
    shown: bool,
    bar: Bar<'c>,
    began: Instant,
}

impl<'c> Sending<'c> {
    fn new(cli: &'c Cli, args: &'c Produce, payload: Payload) -> Self {
        let many = payload.total().is_none_or(|total| total > SHOWN_ON_TERMINAL);
        let shown = !(many && cli.out.sums_up());
        let bar = Bar::new(&cli.out, payload.total(), !shown || cli.out.is_piped());
        let results = Stream::new(&cli.out);
        Self { cli, args, payload, taken: 0, stored: 0, results, shown, bar, began: Instant::now() }
    }

    fn next(&mut self) -> CommandResult<Option<(Message, u64)>> {
        let number = self.taken + 1;
        let Some(record) = self.payload.next(number)? else { return Ok(None) };
        self.taken = number;
        Ok(Some((self.args.message(record, number)?, number)))
    }

    fn show(&mut self, result: SendResult, messages: u64) -> CommandResult {
        self.stored += messages;
        self.bar.set(self.stored);
        if !self.shown {
            return Ok(());
        }
        let view = SendView::from(result);
        let line = if self.cli.out.is_table() { view.line().into_bytes() } else { Vec::new() };
        self.results.push(|| view, || line)
    }

    /// Sends without waiting for each answer. Each lane (a queue, or a hash key) has one message
    /// on its way at a time: a broker may work on several requests of a connection at once.
    async fn pipelined(&mut self, producer: &Producer) -> CommandResult {
        let topic = TopicName::from(self.args.topic.as_str());
        let mut lanes: HashMap<QueueChoice, Arc<Mutex<()>>> = HashMap::new();
        let mut sends: JoinSet<(u64, Result<SendResult, ClientError>)> = JoinSet::new();
        let mut early = BTreeMap::new();
        let mut due = 1;
        let mut failure: Option<CommandError> = None;
        loop {
            let next =
                if failure.is_some() || sends.len() >= WINDOW { Ok(None) } else { self.next() };
            match next {
                Ok(Some((message, number))) => {
                    let choice = self.args.choice(number);
                    let lane = match choice {
                        QueueChoice::Any => in_turn(producer, &topic, number).await?,
                        chosen => chosen,
                    };
                    if lanes.len() >= MAX_LANES {
                        lanes.retain(|_, turn| Arc::strong_count(turn) > 1);
                    }
                    let turn = lanes.entry(lane.clone()).or_default().clone();
                    let may_move = self.args.choice(number) == QueueChoice::Any;
                    let producer = producer.clone();
                    sends.spawn(async move {
                        // Tasks start in the order of the messages, and a turn is fair.
                        let _turn = turn.lock().await;
                        (number, send(&producer, &message, &lane, may_move).await)
                    });
                    if sends.len() < WINDOW {
                        continue;
                    }
                }
                Ok(None) => {}
                Err(error) => drop(failure.get_or_insert(error)),
            }
            let Some(ended) = sends.join_next().await else { break };
            match ended {
                Ok((number, Ok(result))) => drop(early.insert(number, result)),
                Ok((_, Err(error))) => drop(failure.get_or_insert(error.into())),
                Err(error) => {
                    failure.get_or_insert(CommandError::failed("a send was lost").because(error));
                }
            }
            while let Some(result) = early.remove(&due) {
                self.show(result, 1)?;
                due += 1;
            }
        }
        // Behind a failed message others may have been stored.
        for (_, result) in early {
            self.show(result, 1)?;
        }
        failure.map_or(Ok(()), Err)
    }

    async fn batches(&mut self, producer: &Producer, size: usize) -> CommandResult {
        loop {
            let mut batch = Vec::with_capacity(size);
            let mut first = 0;
            while batch.len() < size
                && let Some((message, number)) = self.next()?
            {
                first = if batch.is_empty() { number } else { first };
                batch.push(message);
            }
            if batch.is_empty() {
                return Ok(());
            }
            let result = producer.send_batch(&batch, &self.args.choice(first)).await?;
            self.show(result, u64::try_from(batch.len()).unwrap_or(u64::MAX))?;
        }
    }

    async fn oneway(&mut self, producer: &Producer) -> CommandResult {
        while let Some((message, number)) = self.next()? {
            producer.send_oneway(&message, &self.args.choice(number)).await?;
            self.bar.set(number);
        }
        Ok(())
    }

    /// Sums up, and says what failed.
    fn end(self, outcome: CommandResult) -> CommandResult {
        drop(self.bar);
        let seconds = self.began.elapsed().as_secs_f64();
        if self.args.oneway && outcome.is_ok() {
            self.cli.out.note(&format!("sent {}; nobody was asked to answer", self.taken));
        } else if !self.shown {
            let rate = f64::from(u32::try_from(self.stored).unwrap_or(u32::MAX)) / seconds;
            self.cli.out.note(&format!(
                "stored {} messages in {seconds:.2} s, {rate:.0} a second",
                self.stored
            ));
        }
        if self.shown && !self.args.oneway {
            self.results.finish()?;
        }
        outcome.map_err(|error| match (error.kind, self.stored) {
            (Kind::OutputClosed | Kind::Interrupted, _) | (_, 0) => error,
            (_, stored) => {
                let headline = format!("stored {stored}, then: {}", error.headline);
                CommandError { kind: Kind::Partial, headline, ..error }
            }
        })
    }
}

/// The queue whose turn it is for the `number`th message.
async fn in_turn(
    producer: &Producer,
    topic: &TopicName,
    number: u64,
) -> CommandResult<QueueChoice> {
    let queues = producer.queues(topic).await?;
    let count = u64::try_from(queues.len()).unwrap_or(u64::MAX);
    let at = number.checked_rem(count).and_then(|at| usize::try_from(at).ok());
    Ok(at.and_then(|at| queues.into_iter().nth(at)).map_or(QueueChoice::Any, QueueChoice::Queue))
}

/// Sends to `lane`; to any other queue when that fails and the message `may_move`.
async fn send(
    producer: &Producer,
    message: &Message,
    lane: &QueueChoice,
    may_move: bool,
) -> Result<SendResult, ClientError> {
    match producer.send_to(message, lane).await {
        Err(ClientError::SendFailed { .. } | ClientError::NoQueue { .. }) if may_move => {
            producer.send(message).await
        }
        outcome => outcome,
    }
}
