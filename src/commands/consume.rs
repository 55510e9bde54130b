//! `rmq consume`: messages to the terminal or into a pipe.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::answering::Answering;
use super::cli::{Cli, interrupted};
use super::command::{Command, JsonForm};
use super::error::{CommandError, CommandResult, Kind};
use super::message_format::{FORMAT_HELP, MessageFormat};
use super::message_view::{MessageView, with_fields};
use super::output::Format;
use super::reading::{Batch, Reader, Reading};
use super::stopping::Stopping;
use super::stream::Stream;
use super::values::{Start, end, start};
use crate::engine::client::config::ClientConfig;
use crate::engine::client::pull::PullConsumer;
use crate::engine::client::push::{PushConfig, PushConsumer, StartAt};
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::bodies::heartbeat::MessageModel;
use crate::engine::protocol::name_rules::{TOOLS_GROUP, TRACE_TOPIC};
use crate::engine::protocol::names::{MessageQueue, QueueId, QueueOffset, TopicName};
use crate::engine::protocol::received::ReceivedMessage;

/// How often progress is stored while reading (`persistConsumerOffsetInterval`).
const COMMIT_EVERY: Duration = Duration::from_secs(5);
/// One message of `-o wide`.
const WIDE: &str = "%d{iso}  %t  %b:%q@%o  %m  [%g]  [%k]  %v";

/// Receive messages
///
/// Prints each body on a line, or what -f or -o say, in order within each queue; -o wide shows
/// where each message is too. Without --group it only looks: it reads every queue, stores no
/// progress and leaves nothing behind. With --group it joins the group as a member: queues are
/// shared with the other members and progress is stored. With --exit-at-end, --to, --pull or
/// --queue it reads on behalf of the group without joining it.
///
/// A group goes on where it stopped; --from counts for queues where it has not been. As with Java
/// clients, the broker puts a new group at the oldest message of a queue from which nothing has
/// been deleted yet, whatever --from says.
///
/// With --reply it answers messages of `rmq produce --request` and other clients that ask.
///
/// Ctrl-C stores progress and ends with exit code 0; with --count or --exit-at-end, which were not
/// reached then, with 130.
#[derive(Debug, clap::Args)]
pub struct Consume {
    /// Where from
    #[arg(required = true)]
    topics: Vec<String>,
    /// Consumer group
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Where to begin: first, last, +N behind the first, -N before the end of each queue, offset
    /// @N, a date and time, or 10m for ten minutes ago [default: first, with --group last]
    #[arg(long, value_name = "START", value_parser = start, allow_hyphen_values = true)]
    from: Option<Start>,
    /// Only these tags: 'TagA || TagB'
    #[arg(long, value_name = "TAGS")]
    tag: Option<String>,
    /// Only messages whose properties this SQL92 expression selects: "a > 5 AND b = 'x'"
    #[arg(long, value_name = "EXPR", conflicts_with = "tag")]
    sql: Option<String>,
    /// End after so many messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// End at what is the end of each queue now
    #[arg(long)]
    exit_at_end: bool,
    /// End before this place: last, offset @N, or a time as in --from
    #[arg(long, value_name = "END", value_parser = end)]
    to: Option<Start>,
    /// Wait for new messages; this is the default
    #[arg(long, conflicts_with_all = ["exit_at_end", "to"])]
    follow: bool,
    /// Receive all messages, not a share of the group's
    #[arg(long, requires = "group", conflicts_with_all = ["exit_at_end", "to", "pull", "queue"])]
    broadcast: bool,
    /// Lock each queue while it is read, so that its order holds over all members of the group
    #[arg(long, requires = "group", conflicts_with_all = ["exit_at_end", "to", "pull", "queue"])]
    orderly: bool,
    /// Reply to messages that ask for it with this text, a format as for -f
    #[arg(long, value_name = "FORMAT", requires = "group")]
    #[arg(conflicts_with_all = ["exit_at_end", "to", "pull", "queue"])]
    reply: Option<MessageFormat>,
    /// Tell in the topic RMQ_SYS_TRACE_TOPIC what becomes of the messages
    #[arg(long, requires = "group", conflicts_with_all = ["exit_at_end", "to", "pull", "queue"])]
    trace: bool,
    /// Namespace of topics and group
    #[arg(long, value_name = "NAME")]
    namespace: Option<String>,
    /// Read without joining the group
    #[arg(long)]
    pull: bool,
    /// Only the queue with this number (on every broker that has one)
    #[arg(long, value_name = "ID")]
    queue: Option<i32>,
    /// Store no progress
    #[arg(long)]
    no_commit: bool,
    /// How to print a message, see below
    #[arg(short, long, value_name = "FORMAT")]
    format: Option<MessageFormat>,
}

impl Command for Consume {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq consume TopicTest --exit-at-end",
        "rmq consume TopicTest --group my-group --tag 'TagA || TagB' -o jsonl",
        "rmq consume TopicTest --from @100 --to @200 -f '%v{base64}'",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused, Kind::Interrupted];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<MessageView>("")];
    const MORE_HELP: &'static str = FORMAT_HELP;

    fn run(self, cli: &Cli) -> CommandResult {
        let filter = match (&self.tag, &self.sql) {
            (_, Some(expression)) => Filter::Sql(expression.clone()),
            (Some(tags), None) => Filter::tags(tags)?,
            (None, None) => Filter::All,
        };
        let mut shown = Shown::new(cli, self.format.clone(), self.count)?;
        cli.run_to_end(async {
            let outcome = match self.joins() {
                Some(group) => self.join(cli, group, filter, &mut shown).await,
                None => self.read(cli, filter, &mut shown).await,
            };
            match outcome {
                Ok(Ended::Interrupted) if self.has_an_end() => {
                    shown.finish()?;
                    Err(interrupted())
                }
                Ok(_) => shown.finish(),
                Err(error) => Err(error),
            }
        })
    }
}

/// How consuming came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Enough,
    Interrupted,
}

impl Consume {
    /// Whether it ends by itself.
    fn has_an_end(&self) -> bool {
        self.count.is_some() || self.exit_at_end || self.to.is_some()
    }

    /// The group to be a member of.
    fn joins(&self) -> Option<&str> {
        let reads = self.exit_at_end || self.to.is_some() || self.pull || self.queue.is_some();
        self.group.as_deref().filter(|_| !reads)
    }

    fn topics(&self) -> impl Iterator<Item = TopicName> {
        self.topics.iter().map(|topic| TopicName::from(topic.as_str()))
    }

    fn client_config(&self, cli: &Cli) -> CommandResult<ClientConfig> {
        Ok(ClientConfig { namespace: self.namespace.clone(), ..cli.client_config()? })
    }

    fn push_config(&self, cli: &Cli, group: &str, filter: &Filter) -> CommandResult<PushConfig> {
        let mut config = PushConfig::new(self.client_config(cli)?, group);
        config.orderly = self.orderly;
        config.trace = self.trace.then(|| TRACE_TOPIC.into());
        config.commit = !self.no_commit;
        config.start_at = match self.from.unwrap_or(Start::Last) {
            Start::First => StartAt::First,
            Start::Last => StartAt::Last,
            Start::At(moment) => StartAt::Time(moment),
            Start::Skip(_) | Start::Tail(_) | Start::Offset(_) => {
                return Err(CommandError::usage("a group cannot begin at +N, -N or @N")
                    .hint("add --pull to read on behalf of the group without joining it"));
            }
        };
        if self.broadcast {
            config.model = MessageModel::Broadcasting;
        }
        for topic in self.topics() {
            config = config.subscribe(topic, filter.clone());
        }
        Ok(config)
    }

    /// Consumes as a member of `group`.
    async fn join(
        &self,
        cli: &Cli,
        group: &str,
        filter: Filter,
        shown: &mut Shown<'_>,
    ) -> CommandResult<Ended> {
        let mut stopping = Stopping::listen()?;
        let config = self.push_config(cli, group, &filter)?;
        let answering = self.reply.clone().map(|text| Answering::start(&config, text));
        let mut consumer = PushConsumer::start(config).await?;
        let outcome = loop {
            let delivery = tokio::select! {
                biased;
                () = stopping.asked() => break Ok(Ended::Interrupted),
                delivery = consumer.next() => delivery,
            };
            let Some(delivery) = delivery else { break Ok(Ended::Enough) };
            if let Err(error) = shown.show(&delivery.message, delivery.queue()) {
                break Err(error);
            }
            if let Some(answering) = &answering {
                answering.answer(cli, &delivery, shown.shown).await;
            }
            delivery.ack();
            if shown.is_enough() {
                break Ok(Ended::Enough);
            }
        };
        consumer.shutdown().await;
        if let Some(answering) = answering {
            answering.end().await;
        }
        outcome
    }

    /// Reads every queue, on behalf of a group or of nobody.
    async fn read(&self, cli: &Cli, filter: Filter, shown: &mut Shown<'_>) -> CommandResult<Ended> {
        let group = self.group.as_deref();
        let otherwise = if group.is_some() { Start::Last } else { Start::First };
        let reading = Reading {
            topics: self.topics().collect(),
            queue: self.queue.map(QueueId),
            filter,
            start: self.from.unwrap_or(otherwise),
            resume: group.is_some(),
            exit_at_end: self.exit_at_end,
            to: self.to,
        };
        let config = self.client_config(cli)?;
        let consumer = Arc::new(PullConsumer::start(config, group.unwrap_or(TOOLS_GROUP)));
        let mut progress = Progress::new(&consumer, group.is_some() && !self.no_commit);
        let mut stopping = Stopping::listen()?;
        let mut reader = tokio::select! {
            biased;
            () = stopping.asked() => return Ok(Ended::Interrupted),
            reader = Reader::start(consumer.clone(), &reading) => reader?,
        };
        let outcome = loop {
            let batch = tokio::select! {
                biased;
                () = stopping.asked() => break Ok(Ended::Interrupted),
                batch = reader.next() => batch,
            };
            match batch {
                None => break Ok(Ended::Enough),
                Some(Err(error)) => break Err(error.into()),
                Some(Ok(batch)) => match take(batch, shown, &mut progress) {
                    Err(error) => break Err(error),
                    Ok(()) if shown.is_enough() => break Ok(Ended::Enough),
                    Ok(()) => progress.store_sometimes().await?,
                },
            }
        };
        progress.store().await?;
        outcome
    }
}

fn take(batch: Batch, shown: &mut Shown<'_>, progress: &mut Progress<'_>) -> CommandResult {
    for message in &batch.messages {
        shown.show(message, &batch.queue)?;
        progress.reached(&batch.queue, message.queue_offset.plus(1));
        if shown.is_enough() {
            return Ok(());
        }
    }
    progress.reached(&batch.queue, batch.next);
    Ok(())
}

/// How far a group has come in each queue that is read on its behalf.
struct Progress<'c> {
    consumer: &'c PullConsumer,
    is_stored: bool,
    reached: HashMap<MessageQueue, QueueOffset>,
    last: Instant,
}

impl<'c> Progress<'c> {
    fn new(consumer: &'c PullConsumer, is_stored: bool) -> Self {
        Self { consumer, is_stored, reached: HashMap::new(), last: Instant::now() }
    }

    fn reached(&mut self, queue: &MessageQueue, offset: QueueOffset) {
        if self.is_stored {
            self.reached.insert(queue.clone(), offset);
        }
    }

    async fn store_sometimes(&mut self) -> CommandResult {
        if self.last.elapsed() >= COMMIT_EVERY { self.store().await } else { Ok(()) }
    }

    async fn store(&mut self) -> CommandResult {
        self.last = Instant::now();
        for (queue, offset) in self.reached.drain() {
            self.consumer.commit(&queue, offset).await?;
        }
        Ok(())
    }
}

/// Messages shown so far, and how.
struct Shown<'c> {
    stream: Stream<'c>,
    is_table: bool,
    format: MessageFormat,
    formatted: bool,
    cli: &'c Cli,
    shown: u64,
    wanted: Option<u64>,
}

impl<'c> Shown<'c> {
    fn new(
        cli: &'c Cli,
        format: Option<MessageFormat>,
        wanted: Option<u64>,
    ) -> CommandResult<Self> {
        let formatted = format.is_some();
        let text = if cli.out.format() == Format::Wide { WIDE } else { "%v" };
        let format = format.map_or_else(|| text.parse(), Ok).map_err(CommandError::failed)?;
        let (stream, is_table) = (Stream::new(&cli.out), cli.out.is_table());
        Ok(Self { stream, is_table, format, formatted, cli, shown: 0, wanted })
    }

    fn show(&mut self, message: &ReceivedMessage, queue: &MessageQueue) -> CommandResult {
        self.shown += 1;
        let mut text = Vec::new();
        if self.formatted || self.is_table {
            with_fields(message, queue, self.shown, |fields| self.format.write(fields, &mut text));
        }
        if self.formatted {
            return self.cli.out.bytes(&[&text]);
        }
        self.stream.push(|| MessageView::new(message, queue), || text)
    }

    fn is_enough(&self) -> bool {
        self.wanted.is_some_and(|wanted| self.shown >= wanted)
    }

    fn finish(self) -> CommandResult {
        if self.formatted { Ok(()) } else { self.stream.finish() }
    }
}
