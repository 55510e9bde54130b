//! What `rmq produce` has on its way, and what became of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::cli::{Cli, interrupted};
use super::error::{CommandError, CommandResult, Kind};
use super::input::Input;
use super::message_view::MessageView;
use super::payload::Payload;
use super::produce::Produce;
use super::progress::Bar;
use super::send_view::SendView;
use super::stopping::Stopping;
use super::stream::Stream;
use crate::engine::client::error::ClientError;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::{Producer, QueueChoice, SendResult};
use crate::engine::client::transaction::{LocalState, TransactionProducer};
use crate::engine::protocol::names::{MessageQueue, TopicName};
use crate::engine::protocol::received::ReceivedMessage;

/// Most messages on their way at a time.
const WINDOW: usize = 256;
/// From so many lanes on, those without a message on its way are forgotten.
const MAX_LANES: usize = 1024;
/// On a terminal, results of more messages than this are summed up.
const SHOWN_ON_TERMINAL: u64 = 20;

/// Messages on their way, and what became of them.
pub struct Sending<'c> {
    cli: &'c Cli,
    args: &'c Produce,
    input: Input,
    stopping: Stopping,
    /// Whether somebody wants the command to end.
    stopped: bool,
    /// Messages taken from the input so far.
    taken: u64,
    /// Messages that are known to be stored.
    stored: u64,
    results: Stream<'c>,
    shown: bool,
    bar: Bar<'c>,
    began: Instant,
}

/// One message in each lane (a queue, or a hash key) is on its way at a time: a broker may work on
/// several requests of a connection at once.
#[derive(Default)]
struct Lanes(HashMap<QueueChoice, Arc<Mutex<()>>>);

impl Lanes {
    fn turn(&mut self, lane: &QueueChoice) -> Arc<Mutex<()>> {
        if self.0.len() >= MAX_LANES {
            self.0.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        self.0.entry(lane.clone()).or_default().clone()
    }
}

/// Sends that have ended, shown in the order of the messages.
#[derive(Default)]
struct Ended {
    early: BTreeMap<u64, SendResult>,
    shown: u64,
    failure: Option<CommandError>,
}

impl<'c> Sending<'c> {
    /// Begins to read `payload`. Runs in the runtime.
    pub fn start(cli: &'c Cli, args: &'c Produce, payload: Payload) -> CommandResult<Self> {
        let total = payload.total();
        let many = total.is_none_or(|total| total > SHOWN_ON_TERMINAL);
        let shown = !(many && cli.out.sums_up());
        Ok(Self {
            cli,
            args,
            input: Input::start(payload),
            stopping: Stopping::listen()?,
            stopped: false,
            taken: 0,
            stored: 0,
            results: Stream::new(&cli.out),
            shown,
            bar: Bar::new(&cli.out, total, !shown || cli.out.is_piped()),
            began: Instant::now(),
        })
    }

    /// The next message; none at the end of the input, and when the command shall end.
    async fn next(&mut self) -> CommandResult<Option<(Message, u64)>> {
        if self.stopped {
            return Ok(None);
        }
        let record = tokio::select! {
            biased;
            () = self.stopping.asked() => {
                self.stopped = true;
                None
            }
            record = self.input.next() => record?,
        };
        let Some(record) = record else { return Ok(None) };
        self.taken += 1;
        Ok(Some((self.args.message(record, self.taken)?, self.taken)))
    }

    fn show(&mut self, view: SendView, messages: u64) -> CommandResult {
        self.stored += messages;
        self.bar.set(self.stored);
        if !self.shown {
            return Ok(());
        }
        let line = if self.cli.out.is_table() { view.line().into_bytes() } else { Vec::new() };
        self.results.push(|| view, || line)
    }

    /// Sends without waiting for each answer.
    pub async fn pipelined(&mut self, producer: &Producer) -> CommandResult {
        let topic = TopicName::from(self.args.topic());
        let mut lanes = Lanes::default();
        let mut sends: JoinSet<(u64, Result<SendResult, ClientError>)> = JoinSet::new();
        let mut ended = Ended::default();
        let mut is_more = true;
        loop {
            let takes = is_more && ended.failure.is_none() && sends.len() < WINDOW;
            tokio::select! {
                biased;
                Some(outcome) = sends.join_next(), if !sends.is_empty() => {
                    match outcome {
                        Ok((number, Ok(result))) => drop(ended.early.insert(number, result)),
                        Ok((_, Err(error))) => ended.fail(error.into()),
                        Err(error) => {
                            ended.fail(CommandError::failed("a send was lost").because(error));
                        }
                    }
                    self.show_due(&mut ended)?;
                }
                next = self.next(), if takes => match next {
                    Ok(Some((message, number))) => {
                        let choice = self.args.choice(number);
                        let may_move = choice == QueueChoice::Any;
                        let lane = match choice {
                            QueueChoice::Any => in_turn(producer, &topic, number).await?,
                            chosen => chosen,
                        };
                        let (turn, producer) = (lanes.turn(&lane), producer.clone());
                        sends.spawn(async move {
                            // Tasks start in the order of the messages, and a turn is fair.
                            let _turn = turn.lock().await;
                            (number, send(&producer, &message, &lane, may_move).await)
                        });
                    }
                    Ok(None) => is_more = false,
                    Err(error) => ended.fail(error),
                },
                else => break,
            }
        }
        // Behind a failed message others may have been stored.
        for (_, result) in std::mem::take(&mut ended.early) {
            self.show(result.into(), 1)?;
        }
        ended.failure.map_or(Ok(()), Err)
    }

    fn show_due(&mut self, ended: &mut Ended) -> CommandResult {
        while let Some(result) = ended.early.remove(&(ended.shown + 1)) {
            self.show(result.into(), 1)?;
            ended.shown += 1;
        }
        Ok(())
    }

    /// Sends `size` messages in each request.
    pub async fn batches(&mut self, producer: &Producer, size: usize) -> CommandResult {
        loop {
            let mut batch = Vec::with_capacity(size);
            let mut first = 0;
            while batch.len() < size
                && let Some((message, number)) = self.next().await?
            {
                first = if batch.is_empty() { number } else { first };
                batch.push(message);
            }
            if batch.is_empty() {
                return Ok(());
            }
            let result = producer.send_batch(&batch, &self.args.choice(first)).await?;
            self.show(result.into(), u64::try_from(batch.len()).unwrap_or(u64::MAX))?;
        }
    }

    /// Sends without asking what became of the messages.
    pub async fn oneway(&mut self, producer: &Producer) -> CommandResult {
        while let Some((message, number)) = self.next().await? {
            producer.send_oneway(&message, &self.args.choice(number)).await?;
            self.bar.set(number);
        }
        Ok(())
    }

    /// Sends each message in a transaction that ends as `state` says.
    pub async fn transactions(
        &mut self,
        producer: &TransactionProducer,
        state: LocalState,
    ) -> CommandResult {
        // Brokers may ask about other half messages of the group before the first one is sent.
        producer.producer().announce(&TopicName::from(self.args.topic())).await?;
        while let Some((message, _)) = self.next().await? {
            let sent = producer.send(&message, |_| async move { state }).await?;
            self.show(SendView::in_transaction(sent.half, sent.state), 1)?;
            sent.ended?;
            if sent.state != state {
                return Err(CommandError::failed("the half message is not safe, and rolled back"));
            }
        }
        Ok(())
    }

    /// Sends each message and waits for the reply to it.
    pub async fn requests(&mut self, producer: &Producer) -> CommandResult {
        while let Some((message, number)) = self.next().await? {
            let choice = self.args.choice(number);
            let timeout = self.cli.global.timeout;
            let reply = tokio::select! {
                reply = producer.request(&message, &choice, timeout) => reply?,
                () = self.stopping.asked() => {
                    self.stopped = true;
                    return Ok(());
                }
            };
            self.stored += 1;
            self.bar.set(self.stored);
            self.show_reply(&reply)?;
        }
        Ok(())
    }

    fn show_reply(&mut self, reply: &ReceivedMessage) -> CommandResult {
        let line = || [&reply.body[..], b"\n"].concat();
        let queue = MessageQueue {
            topic: reply.topic.clone(),
            queue_id: reply.queue_id,
            ..MessageQueue::default()
        };
        self.results.push(|| MessageView::new(reply, &queue), line)
    }

    /// Sums up, and says what failed.
    pub fn end(self, outcome: CommandResult) -> CommandResult {
        drop(self.bar);
        let seconds = self.began.elapsed().as_secs_f64();
        if self.args.is_oneway() && outcome.is_ok() {
            self.cli.out.note(&format!("sent {}; nobody was asked to answer", self.taken));
        } else if !self.shown {
            let rate = f64::from(u32::try_from(self.stored).unwrap_or(u32::MAX)) / seconds;
            self.cli.out.note(&format!(
                "stored {} messages in {seconds:.2} s, {rate:.0} a second",
                self.stored
            ));
        }
        if self.shown && !self.args.is_oneway() {
            self.results.finish()?;
        }
        let outcome = if self.stopped { outcome.and(Err(interrupted())) } else { outcome };
        outcome.map_err(|error| match (error.kind, self.stored) {
            (Kind::OutputClosed | Kind::Interrupted, _) | (_, 0) => error,
            (_, stored) => {
                let headline = format!("stored {stored}, then: {}", error.headline);
                CommandError { kind: Kind::Partial, headline, ..error }
            }
        })
    }
}

impl Ended {
    /// The first failure counts.
    fn fail(&mut self, error: CommandError) {
        self.failure.get_or_insert(error);
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
