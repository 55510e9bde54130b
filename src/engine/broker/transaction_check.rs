//! Asks producers about half messages that were neither committed nor rolled back (`broker.md`
//! 5.9, Apache's `TransactionalMessageServiceImpl.check`); code 323.
//!
//! Progress is that of group `CID_RMQ_SYS_TRANS` in the half topic and in the op topic, so that a
//! Java broker goes on where this one stopped, and the reverse. Invariants: a half message is passed
//! only when it is done with, was put back at the end of its queue, or went to
//! `TRANS_CHECK_MAX_TIME_TOPIC`; a note is passed only when its half message is.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::Broker;
use super::put::{NotPut, Puts};
use super::system_topics::PERM_READ_WRITE;
use super::transaction::{DONE_TAG, HALF_QUEUE, real_place};
use crate::engine::protocol::headers::transaction::{
    CheckTransactionStateHeader, ResumeCheckHalfMessageHeader,
};
use crate::engine::protocol::message::{property, property_value, with_properties};
use crate::engine::protocol::name_rules::{CHECK_MAX_TIME_TOPIC, HALF_TOPIC, OP_HALF_TOPIC};
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use crate::engine::protocol::record::{Record, offset_message_id, parse_offset_message_id};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply, Request};
use crate::engine::store::{ReadLimits, ReadStatus};
use crate::engine::util::clock::TimestampMs;

/// The group whose progress the check is.
pub const CHECK_GROUP: &str = "CID_RMQ_SYS_TRANS";
/// Longest round over one queue.
const LONGEST_ROUND: Duration = Duration::from_secs(60);
/// Notes read at once.
const NOTES_AT_ONCE: usize = 32;
const MS_AN_HOUR: i64 = 3_600_000;

/// Runs rounds until `stop` says so.
pub(super) async fn run(broker: Arc<Broker>, mut stop: watch::Receiver<bool>) {
    loop {
        let interval = broker.config().transaction_check_interval.max(1).unsigned_abs();
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(interval)) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        let (broker, stop) = (broker.clone(), stop.clone());
        // A panic in it has been reported already; the next round tries again.
        drop(tokio::task::spawn_blocking(move || check(&broker, &stop)).await);
    }
}

fn check(broker: &Arc<Broker>, stop: &watch::Receiver<bool>) {
    let topic = broker.topics.create_if_absent(HALF_TOPIC, 1, PERM_READ_WRITE, 0);
    let queues = topic.map_or(0, |topic| topic.read_queue_nums);
    for queue in 0..queues {
        let mut round = Round::start(broker, QueueId(queue));
        let end = round.run(stop);
        if let Err(error) = end {
            tracing::warn!(queue, %error, "a round of transaction checks ended early");
        }
        round.save();
    }
}

/// What the op topic says: half messages that are done with, and the notes about them.
#[derive(Default)]
struct Notes {
    /// Half message to its note.
    done: HashMap<QueueOffset, QueueOffset>,
    /// Notes that are not needed any more.
    passed: BTreeSet<QueueOffset>,
    /// Where to read on.
    next: QueueOffset,
}

impl Notes {
    /// Reads every note there is by now. Blocks.
    fn read_on(&mut self, broker: &Broker, queue: QueueId) {
        loop {
            let limits = ReadLimits { max_messages: NOTES_AT_ONCE, ..ReadLimits::default() };
            let mut read = broker.store.read(OP_HALF_TOPIC, queue, self.next, &limits, &|_| true);
            let found = read.records.len();
            broker.store.check_cold(&mut read);
            if read.next_offset <= self.next {
                return;
            }
            let from = std::mem::replace(&mut self.next, read.next_offset);
            if read.records.len() < found {
                // Progress passes damaged notes too; which they are, the others tell below.
                let mut at = from.max(read.min_offset);
                while at < self.next {
                    self.passed.insert(at);
                    at = at.plus(1);
                }
            }
            for note in read.records.iter().filter_map(|bytes| Record::decode(bytes).ok()) {
                let half = std::str::from_utf8(note.body).ok().and_then(|text| text.parse().ok());
                match half {
                    Some(half)
                        if property_value(note.properties, property::TAGS) == Some(DONE_TAG) =>
                    {
                        self.passed.remove(&note.queue_offset);
                        self.done.insert(QueueOffset(half), note.queue_offset);
                    }
                    _ => {
                        tracing::warn!(at = %note.physical_offset, "no note about a half message");
                        self.passed.insert(note.queue_offset);
                    }
                }
            }
        }
    }

    /// Whether `half` is done with; its note is passed then.
    fn take(&mut self, half: QueueOffset) -> bool {
        let note = self.done.remove(&half);
        self.passed.extend(note);
        note.is_some()
    }
}

/// One round over one queue of half messages.
struct Round<'b> {
    broker: &'b Arc<Broker>,
    queue: QueueId,
    started: TimestampMs,
    deadline: Instant,
    /// Progress before the round: half topic, op topic.
    before: (QueueOffset, QueueOffset),
    /// The half message at hand.
    at: QueueOffset,
    notes: Notes,
    /// Whether every copy that an earlier round put back was looked at, so that notes about
    /// messages before them are not needed any more.
    saw_all: bool,
}

/// What to do with a half message.
enum Verdict {
    /// It is done with, or was taken care of.
    Pass,
    /// Neither it nor what follows it is old enough.
    Wait,
}

impl<'b> Round<'b> {
    fn start(broker: &'b Arc<Broker>, queue: QueueId) -> Self {
        let progress = |topic| {
            let (first, end) =
                (broker.store.min_offset(topic, queue), broker.store.max_offset(topic, queue));
            // After a crash the progress may lie behind the end of the queue.
            broker.offsets.get(CHECK_GROUP, topic, queue).unwrap_or(first).max(first).min(end)
        };
        let before = (progress(HALF_TOPIC), progress(OP_HALF_TOPIC));
        Self {
            broker,
            queue,
            started: TimestampMs::now(),
            deadline: Instant::now() + LONGEST_ROUND,
            before,
            at: before.0,
            notes: Notes { next: before.1, ..Notes::default() },
            saw_all: false,
        }
    }

    fn run(&mut self, stop: &watch::Receiver<bool>) -> Result<(), NotPut> {
        while Instant::now() < self.deadline && !*stop.borrow() {
            self.notes.read_on(self.broker, self.queue);
            if self.notes.take(self.at) {
                self.at = self.at.plus(1);
                continue;
            }
            let limits = ReadLimits { max_messages: 1, ..ReadLimits::default() };
            let store = &self.broker.store;
            let mut read = store.read(HALF_TOPIC, self.queue, self.at, &limits, &|_| true);
            let is_there = read.status == ReadStatus::Found;
            // What is damaged is not asked about: it would be stored anew, and be committed so.
            store.check_cold(&mut read);
            match read.status {
                _ if is_there => {}
                ReadStatus::OffsetOverflowOne | ReadStatus::NoMessageInQueue => {
                    self.saw_all = true;
                    return Ok(());
                }
                // The log does not hold these any more, or the queue was made anew.
                _ if read.next_offset != self.at => {
                    self.at = read.next_offset;
                    continue;
                }
                _ => return Ok(()),
            }
            let half = read.records.first().and_then(|bytes| Record::decode(bytes).ok());
            let Some(half) = half else {
                tracing::error!(at = %self.at, "a damaged half message is passed over");
                self.at = self.at.plus(1);
                continue;
            };
            match self.judge(&half)? {
                Verdict::Pass => self.at = self.at.plus(1),
                Verdict::Wait => return Ok(()),
            }
        }
        Ok(())
    }

    fn judge(&mut self, half: &Record<'_>) -> Result<Verdict, NotPut> {
        let config = self.broker.config();
        let now = TimestampMs::now();
        let age = now.since(half.born_timestamp);
        let times = property_value(half.properties, property::TRANSACTION_CHECK_TIMES);
        let times: Option<i32> = times.map(|times| times.parse().unwrap_or(-1));
        let given_up = times.is_some_and(|times| times >= config.transaction_check_max);
        if given_up || age > i64::from(config.file_reserved_time).saturating_mul(MS_AN_HOUR) {
            self.discard(half, if given_up { times } else { next_times(times) })?;
            return Ok(Verdict::Pass);
        }
        if half.store_timestamp >= self.started {
            self.saw_all = true;
            return Ok(Verdict::Wait);
        }
        let timeout = config.transaction_time_out;
        match property_value(half.properties, property::CHECK_IMMUNITY_SECONDS) {
            Some(seconds) => {
                let seconds = seconds.parse().ok().filter(|seconds| *seconds != -1);
                let immunity = seconds.map_or(timeout, |s: i64| s.saturating_mul(1000));
                if age < immunity {
                    self.keep_immune(half)?;
                    return Ok(Verdict::Pass);
                }
            }
            None if (0..timeout).contains(&age) => return Ok(Verdict::Wait),
            None => {}
        }
        self.ask(half, next_times(times))?;
        Ok(Verdict::Pass)
    }

    /// Puts a half message back that shall not be asked about yet, unless the first copy of it is
    /// done with.
    fn keep_immune(&mut self, half: &Record<'_>) -> Result<(), NotPut> {
        let first = property_value(half.properties, property::PREPARED_QUEUE_OFFSET);
        if let Some(first) = first.and_then(|first| first.parse().ok())
            && self.notes.take(QueueOffset(first))
        {
            return Ok(());
        }
        let own = half.queue_offset.to_string();
        let changes = [(property::PREPARED_QUEUE_OFFSET, Some(first.unwrap_or(&own)))];
        let properties = with_properties(half.properties, &changes);
        self.put_back(half, &properties).map(drop)
    }

    /// Puts the half message back and asks a producer of its group about the copy.
    fn ask(&mut self, half: &Record<'_>, times: Option<i32>) -> Result<(), NotPut> {
        // The copies of an immune message are done with when the first one is.
        let first = property_value(half.properties, property::PREPARED_QUEUE_OFFSET);
        if let Some(first) = first.and_then(|first| first.parse().ok())
            && self.notes.take(QueueOffset(first))
        {
            return Ok(());
        }
        let times = times.unwrap_or(1).to_string();
        let changes = [(property::TRANSACTION_CHECK_TIMES, Some(&*times))];
        let properties = with_properties(half.properties, &changes);
        let (queue_offset, physical_offset) = self.put_back(half, &properties)?;
        let properties = with_properties(&properties, &[(property::WAIT, Some("false"))]);
        let copy =
            Record { queue_offset, physical_offset, properties: &properties, ..half.clone() };
        ask_producer(self.broker, &copy);
        Ok(())
    }

    /// Stores the half message once more at the end of its queue.
    fn put_back(
        &self,
        half: &Record<'_>,
        properties: &str,
    ) -> Result<(QueueOffset, PhysicalOffset), NotPut> {
        // With SYNC_FLUSH the copy is on the device before the first one is passed.
        let mut puts = Puts::flushed(self.broker);
        // Apache keeps neither the user's flag nor the attempts.
        puts.add(&Record { properties, flag: 0, reconsume_times: 0, ..half.clone() })?;
        let put = puts.submit()?.first_blocking()?;
        Ok((put.queue_offset, put.physical_offset))
    }

    /// Moves a half message that nobody decided about to a topic of its own.
    fn discard(&self, half: &Record<'_>, times: Option<i32>) -> Result<(), NotPut> {
        tracing::warn!(at = %half.physical_offset, times,
            "a half message is given up and goes to {CHECK_MAX_TIME_TOPIC}");
        self.broker.registration.create_announced(self.broker, CHECK_MAX_TIME_TOPIC, 1, 0);
        let times = times.map(|times| times.to_string());
        let changes = [(property::TRANSACTION_CHECK_TIMES, times.as_deref())];
        let properties = with_properties(half.properties, &changes);
        let mut puts = Puts::flushed(self.broker);
        puts.add(&Record {
            topic: CHECK_MAX_TIME_TOPIC,
            queue_id: QueueId(0),
            properties: &properties,
            ..half.clone()
        })?;
        puts.submit()?.first_blocking().map(drop)
    }

    /// Keeps what the round reached as the group's progress.
    fn save(mut self) {
        let offsets = &self.broker.offsets;
        if self.at != self.before.0 {
            offsets.commit(CHECK_GROUP, HALF_TOPIC, self.queue, self.at);
        }
        if self.saw_all {
            let start = self.before.0;
            self.notes.passed.extend(
                self.notes.done.iter().filter(|(half, _)| **half < start).map(|(_, note)| *note),
            );
        }
        let mut next = self.before.1.max(self.broker.store.min_offset(OP_HALF_TOPIC, self.queue));
        while self.notes.passed.contains(&next) {
            next = next.plus(1);
        }
        if next != self.before.1 {
            offsets.commit(CHECK_GROUP, OP_HALF_TOPIC, self.queue, next);
        }
    }
}

/// The number of the check after `times`; a number that cannot be read counts as -1.
fn next_times(times: Option<i32>) -> Option<i32> {
    Some(times.map_or(1, |times| times.saturating_add(1)))
}

/// Pushes CHECK_TRANSACTION_STATE (39) to one producer of the message's group, if one is online.
/// The body is the record with its real topic and queue.
fn ask_producer(broker: &Broker, half: &Record<'_>) {
    let group = property_value(half.properties, property::PRODUCER_GROUP).unwrap_or_default();
    let Some((topic, queue_id)) = real_place(half) else { return };
    let Some(producer) = broker.producers.next(group) else {
        tracing::debug!(group, at = %half.physical_offset, "no producer to ask about a transaction");
        return;
    };
    let unique_id = property_value(half.properties, property::UNIQUE_KEY).map(str::to_owned);
    let header = CheckTransactionStateHeader {
        tran_state_table_offset: half.queue_offset,
        commit_log_offset: half.physical_offset,
        msg_id: unique_id.clone(),
        transaction_id: unique_id,
        offset_msg_id: Some(offset_message_id(half.store_host, half.physical_offset)),
    };
    let real = Record { topic, queue_id, ..half.clone() };
    let mut body = Vec::new();
    if real.encode(&mut body).is_ok() {
        let request = Request::new(RequestCode::CheckTransactionState, &header).with_body(body);
        producer.send_oneway(&request);
    }
}

/// RESUME_CHECK_HALF_MESSAGE (323): a half message that was given up is checked again.
pub fn resume(broker: &Arc<Broker>, _: &Arc<Connection>, request: &Frame) -> Reply {
    let refuse = |remark: &'static str| Reply::refuse(ResponseCode::SystemError, remark);
    let header: ResumeCheckHalfMessageHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let place = header.msg_id.as_deref().and_then(parse_offset_message_id);
    let bytes = place.and_then(|(_, offset)| broker.store.record_at(offset, None).ok().flatten());
    let record = bytes.as_ref().and_then(|bytes| Record::decode(bytes).ok());
    let Some(record) = record else {
        return refuse(
            "Exception was thrown when putting message back to RMQ_SYS_TRANS_HALF_TOPIC.",
        );
    };
    let changes = [(property::TRANSACTION_CHECK_TIMES, Some("0"))];
    let properties = with_properties(record.properties, &changes);
    let half =
        Record { topic: HALF_TOPIC, queue_id: HALF_QUEUE, properties: &properties, ..record };
    let mut puts = Puts::new(broker);
    let put = puts.add(&half).map_err(NotPut::from).and_then(|()| puts.submit());
    match put.and_then(|outcome| outcome.first_blocking()) {
        Ok(_) => Reply::success(),
        Err(error) => {
            tracing::warn!(%error, "a half message is not put back");
            refuse("Put message back to RMQ_SYS_TRANS_HALF_TOPIC failed.")
        }
    }
}
