//! From what the append reports to the answers of a read's sends, written together.

use std::sync::Arc;
use std::time::{Duration, Instant};

use smallvec::SmallVec;

use super::Broker;
use super::busy::busy_for;
use super::config::{BrokerConfig, BrokerRole};
use super::counter::Count;
use super::send_checks::common_fields;
use crate::engine::protocol::names::{PhysicalOffset, QueueId, TopicName};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::protocol::version::Language;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{FLAG_RESPONSE, Head, HeaderForm, Reply};
use crate::engine::store::{AppendSink, AppendStatus, Appended, RefusedReason};

/// One send that waits for its append.
#[derive(Clone)]
pub(super) struct Waiting {
    pub(super) form: HeaderForm,
    pub(super) opaque: i32,
    pub(super) oneway: bool,
    /// The topic it is stored under.
    pub(super) topic: TopicName,
    /// The queue of it.
    pub(super) stored_in: QueueId,
    /// The queue to answer.
    pub(super) queue_id: QueueId,
    /// How many entries of the group are its messages; they follow the previous send's.
    pub(super) entries: usize,
    /// Bytes of its records.
    pub(super) log_len: usize,
    /// Whether its sender waits for flush and replication.
    pub(super) waits: bool,
}

/// Whether this thread may take the time to write an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Now,
    Soon,
}

/// What is known of a slave's copy of a send's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copied {
    /// It is there, or nobody asked.
    Yes,
    /// It did not come in time (`slaveTimeout`).
    Late,
    /// There is no slave to wait for.
    NoSlave,
}

/// A send whose messages are stored, and which waits for a slave.
struct Uncopied {
    send: Waiting,
    results: Vec<Appended>,
    worst: AppendStatus,
}

/// Answers the sends of one group on the connection they came from.
#[derive(Clone)]
pub(super) struct Answers {
    broker: Arc<Broker>,
    connection: Arc<Connection>,
    waiting: SmallVec<[Waiting; 1]>,
    since: Instant,
}

impl Answers {
    pub(super) fn new(
        broker: &Arc<Broker>,
        connection: &Arc<Connection>,
        waiting: SmallVec<[Waiting; 1]>,
        since: Instant,
    ) -> Self {
        let (broker, connection) = (broker.clone(), connection.clone());
        Self { broker, connection, waiting, since }
    }

    fn write(
        &self,
        out: &mut Vec<u8>,
        config: &BrokerConfig,
        send: &Waiting,
        (results, worst): (&[Appended], AppendStatus),
        copied: Copied,
    ) {
        let (mut code, remark) = answer_of(&self.broker, worst, send.log_len);
        // As in Apache, a missing copy overrides a late flush.
        code = match copied {
            Copied::Yes => code,
            Copied::Late => ResponseCode::FlushSlaveTimeout,
            Copied::NoSlave => ResponseCode::SlaveNotAvailable,
        };
        let (form, remark) = (send.form, remark.as_deref());
        let (code, flag, opaque) = (code.code(), FLAG_RESPONSE, send.opaque);
        let head = Head { form, code, opaque, flag, remark, language: Language::Java };
        if !worst.is_written() || worst == AppendStatus::FlushFailed {
            let fields = common_fields(config);
            return head.write(out, Some(&|sink| fields.write(sink)), 0);
        }
        let queue_offset = results.first().map_or(0, |first| first.queue_offset.0);
        let ids = self.broker.message_ids.joined(results.iter().map(|r| r.physical_offset));
        head.write(
            out,
            Some(&|sink| {
                sink.text("msgId", &ids);
                sink.number("queueId", i64::from(send.queue_id.0));
                sink.number("queueOffset", queue_offset);
                sink.text("MSG_REGION", &config.region_id);
                sink.text("TRACE_ON", if config.trace_on { "true" } else { "false" });
            }),
            0,
        );
    }

    /// Counts what was stored, once for each run of sends to one topic.
    fn count(&self, stored: &[(&Waiting, usize)], failed: usize) {
        let stats = &self.broker.stats;
        // Sends to one topic share its name's text.
        for run in stored.chunk_by(|(a, _), (b, _)| std::ptr::eq(&*a.topic, &*b.topic)) {
            let sends = run.iter().map(|(send, messages)| {
                (send.stored_in, Count::call(*messages as u64, send.log_len as u64))
            });
            stats.put(&run[0].0.topic, sends);
        }
        if failed > 0 {
            stats.put_failed(failed as u64);
        }
    }

    /// Answers the sends that `results` are about.
    fn tell(&self, mut results: &[Appended], when: When) {
        let took_ms = i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.broker.stats.put_took(took_ms, results.len() as u64);
        let (mut stored, mut failed) = (Vec::with_capacity(self.waiting.len()), 0);
        let mut uncopied = Vec::new();
        let config = self.broker.config();
        let fill = |out: &mut Vec<u8>| {
            let mut end = 0;
            for send in &self.waiting {
                end += send.entries;
                let own = results.iter().take_while(|r| r.entry < end).count();
                let (mine, rest) = results.split_at(own);
                results = rest;
                let Some(worst) = mine.iter().max_by_key(|r| severity(r.status)) else { continue };
                if worst.status.is_written() {
                    stored.push((send, own));
                } else {
                    failed += own;
                }
                let worst = worst.status;
                let copied = self.copied(&config, send, mine, worst);
                if copied == Copied::Late {
                    uncopied.push(Uncopied { send: send.clone(), results: mine.to_vec(), worst });
                } else if !send.oneway {
                    self.write(out, &config, send, (mine, worst), copied);
                }
            }
        };
        match when {
            When::Now => self.connection.write(fill),
            When::Soon => self.connection.write_later(fill),
        }
        self.count(&stored, failed);
        if !uncopied.is_empty() {
            self.answer_when_copied(&config, uncopied);
        }
    }

    /// Whether the answer of a send waits for a slave; [`Copied::Late`] means that it does.
    fn copied(
        &self,
        config: &BrokerConfig,
        send: &Waiting,
        results: &[Appended],
        worst: AppendStatus,
    ) -> Copied {
        let is_kept = matches!(worst, AppendStatus::Stored | AppendStatus::FlushTimedOut);
        let is_asked = config.broker_role == BrokerRole::SyncMaster && send.waits;
        if !is_asked || !is_kept || send.oneway {
            return Copied::Yes;
        }
        let furthest_behind = i64::from(config.ha_slave_fallbehind_max);
        match self.broker.acknowledged.can_follow(end_of(send, results), furthest_behind) {
            true => Copied::Late,
            false => Copied::NoSlave,
        }
    }

    /// Answers sends together, once a slave has the messages of all of them.
    fn answer_when_copied(&self, config: &BrokerConfig, uncopied: Vec<Uncopied>) {
        let ends = uncopied.iter().map(|late| end_of(&late.send, &late.results));
        let Some(end) = ends.max() else { return };
        let patience = Duration::from_millis(config.slave_timeout.max(0).unsigned_abs().into());
        let this = Self { waiting: SmallVec::new(), ..self.clone() };
        let acknowledged = &self.broker.acknowledged;
        let told = move |has| {
            let copied = if has { Copied::Yes } else { Copied::Late };
            let config = this.broker.config();
            this.connection.write(|out| {
                for late in &uncopied {
                    this.write(out, &config, &late.send, (&late.results, late.worst), copied);
                }
            });
        };
        acknowledged.wait(end, patience, Box::new(told));
    }
}

/// First offset behind the records of a send, which stand one behind the other.
fn end_of(send: &Waiting, results: &[Appended]) -> PhysicalOffset {
    let start = results.iter().map(|result| result.physical_offset).min().unwrap_or_default();
    start.plus(send.log_len as i64)
}

impl AppendSink for Answers {
    fn done(&mut self, results: &[Appended]) {
        self.tell(results, When::Now);
    }

    fn flushed(&mut self, results: &[Appended]) {
        self.tell(results, When::Soon);
    }

    fn refused(&mut self, reason: RefusedReason) {
        self.broker.stats.put_failed(self.waiting.len() as u64);
        let reply = refusal(&self.broker, &self.broker.config(), reason);
        let this = &*self;
        this.connection.write(|out| {
            for send in this.waiting.iter().filter(|send| !send.oneway) {
                let form = if reply.always_json { HeaderForm::Json } else { send.form };
                reply.encode_for(form, send.opaque, out);
            }
        });
    }
}

/// Orders outcomes: a send of several messages is answered by its worst.
fn severity(status: AppendStatus) -> u8 {
    match status {
        AppendStatus::Stored => 0,
        AppendStatus::FlushTimedOut => 1,
        AppendStatus::FlushFailed => 2,
        _ => 3,
    }
}

/// Response code and remark of a put, as `SendMessageProcessor.handlePutMessageResult` where
/// clients or tools read the words; otherwise the one true cause.
fn answer_of(
    broker: &Broker,
    status: AppendStatus,
    bytes: usize,
) -> (ResponseCode, Option<String>) {
    let (code, remark) = match status {
        AppendStatus::Stored => return (ResponseCode::Success, None),
        AppendStatus::FlushTimedOut => return (ResponseCode::FlushDiskTimeout, None),
        AppendStatus::DiskFull => {
            let cause = format!("the disk is full, {bytes} bytes are needed");
            (ResponseCode::ServiceNotAvailable, broker.unavailable(&cause))
        }
        AppendStatus::FileFailed => (
            ResponseCode::SystemError,
            "create mapped file failed, server is busy or broken.".to_owned(),
        ),
        AppendStatus::TooLarge => {
            (ResponseCode::MessageIllegal, "the message does not fit a commit log file".to_owned())
        }
        AppendStatus::QueueGone => {
            (ResponseCode::TopicNotExist, "the topic was deleted meanwhile".to_owned())
        }
        AppendStatus::Failed => (ResponseCode::SystemError, "UNKNOWN_ERROR".to_owned()),
        AppendStatus::FlushFailed => (
            ResponseCode::ServiceNotAvailable,
            broker.unavailable("the flush failed; whether the message survives a crash is unknown"),
        ),
    };
    (code, Some(remark))
}

/// What a send is answered when the store does not take it.
fn refusal(broker: &Broker, config: &BrokerConfig, reason: RefusedReason) -> Reply {
    busy_for(reason).unwrap_or_else(|| {
        let remark = broker.unavailable(&broker.store.why(reason));
        Reply::refuse(ResponseCode::ServiceNotAvailable, remark).and_fields(common_fields(config))
    })
}

impl Broker {
    /// Remark of code 14: Apache's opening words, then the cause and how full the disk of the
    /// commit log is.
    fn unavailable(&self, cause: &str) -> String {
        let Ok(space) = self.store.commit_log_space() else {
            return format!("service not available now: {cause}");
        };
        let paths = self.config().commit_log_paths();
        let path = paths.first().map(|path| path.display().to_string()).unwrap_or_default();
        let used = space.used as f64 * 100.0 / space.total().max(1) as f64;
        let free = space.available;
        format!("service not available now: {cause} [{path}: {used:.2}% used, {free} B free]")
    }
}
