//! PULL_MESSAGE (11): checks, read, answer, or a place among the held pulls (`broker.md` 5.5).

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::MissedTickBehavior;

use super::blocking::run_blocking;
use super::config::BrokerConfig;
use super::counter::Count;
use super::filter::message_filter::MessageFilter;
use super::long_poll::HeldPull;
use super::pull_checks::{NotServed, check, create_group};
use super::{Broker, offset_moved};
use crate::engine::protocol::ext::{FieldList, FieldSink, Header, Spelling};
use crate::engine::protocol::headers::pull::{PullMessageHeader, PullMessageReply};
use crate::engine::protocol::names::QueueOffset;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::protocol::sys_flag;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Head, HeaderForm, Reply};
use crate::engine::store::{ReadLimits, ReadResult, ReadStatus};

/// How often deadlines of held pulls are looked at.
const TICK: Duration = Duration::from_millis(100);

/// How often a pull has been run, which decides what it may still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// As it came in: may store the commit offset and may be held.
    First,
    /// After it was held: answers whatever it finds.
    Woken,
}

/// Serves one pull. Never waits: what may not be in memory is read by a blocking thread before the
/// socket sees it.
pub(super) fn serve(
    broker: &Arc<Broker>,
    connection: &Arc<Connection>,
    frame: Frame,
    attempt: Attempt,
) {
    serve_on(broker, connection, frame, attempt, Thread::OfConnection);
}

/// Which thread a pull is run by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Thread {
    /// One that must not wait.
    OfConnection,
    /// One that may.
    Blocking,
}

fn serve_on(
    broker: &Arc<Broker>,
    connection: &Arc<Connection>,
    frame: Frame,
    attempt: Attempt,
    thread: Thread,
) {
    match run(broker, connection, &frame, attempt, thread) {
        Ok(Outcome::Held) => {}
        Ok(Outcome::Answer(answer)) => send(broker, connection, &frame, answer, thread),
        Err(NotServed::Refused(refusal)) => refuse(connection, &frame, refusal),
        Err(NotServed::UnknownGroup) => create_group_and_serve(broker, connection, frame, attempt),
        Err(NotServed::MayWait) => {
            run_blocking(broker, connection, frame, move |broker, connection, frame| {
                serve_on(broker, connection, frame, attempt, Thread::Blocking);
            });
        }
    }
}

fn refuse(connection: &Connection, frame: &Frame, refusal: Reply) {
    connection.reply(frame, &refusal.and_fields(FieldList::default()));
}

fn create_group_and_serve(
    broker: &Arc<Broker>,
    connection: &Arc<Connection>,
    frame: Frame,
    attempt: Attempt,
) {
    run_blocking(broker, connection, frame, move |broker, connection, frame| {
        let created = frame
            .header::<PullMessageHeader<'_>>()
            .map_err(Reply::from)
            .and_then(|header| create_group(broker, &broker.config(), &header.consumer_group));
        match created {
            Ok(()) => serve(broker, connection, frame, attempt),
            Err(refusal) => refuse(connection, &frame, refusal),
        }
    });
}

enum Outcome {
    Held,
    Answer(Answer),
}

struct Answer {
    form: HeaderForm,
    code: ResponseCode,
    header: PullMessageReply,
    read: ReadResult,
}

fn run(
    broker: &Arc<Broker>,
    connection: &Arc<Connection>,
    frame: &Frame,
    attempt: Attempt,
    thread: Thread,
) -> Result<Outcome, NotServed> {
    let header: PullMessageHeader<'_> = frame.header()?;
    let config = broker.config();
    let (group, filter) = check(broker, &config, &header, connection.peer())?;
    let (topic, queue, group_name) = (&*header.topic, header.queue_id, &*header.consumer_group);
    let limits = read_limits(&config, header.max_msg_nums);
    if thread == Thread::OfConnection
        && (broker.store.is_queue_maybe_cold(topic, queue, header.queue_offset)
            || filter.needs_record() && broker.store.max_offset(topic, queue) > header.queue_offset)
    {
        return Err(NotServed::MayWait);
    }
    let began = Instant::now();
    let mut read = broker.store.read(topic, queue, header.queue_offset, &limits, &filter);
    let mut code = code_of(read.status, header.queue_offset);
    if config.is_slave() && !config.offset_check_in_slave {
        code = keep_offset(&mut read, code, header.queue_offset);
    }
    let is_first = attempt == Attempt::First;
    let may_commit = is_first && !config.is_slave();
    if may_commit && header.sys_flag & sys_flag::PULL_COMMIT_OFFSET != 0 {
        broker.offsets.advance(group_name, topic, queue, header.commit_offset);
    }
    if read.records.is_empty() {
        broker.stats.missed();
    } else {
        let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let count = Count::call(read.records.len() as u64, read.total_bytes as u64);
        broker.stats.got(group_name, topic, queue, Count { took_ms, ..count });
    }
    let may_wait = is_first && header.sys_flag & sys_flag::PULL_SUSPEND != 0;
    if may_wait && code == ResponseCode::PullNotFound {
        hold(broker, &config, connection, frame, &header, filter);
        return Ok(Outcome::Held);
    }
    if code == ResponseCode::PullOffsetMoved {
        tracing::info!(group = group_name, topic, %queue, asked = %header.queue_offset,
            next = %read.next_offset, status = ?read.status, "a pull asked for an offset out of range");
        let moved = (header.queue_offset, read.next_offset);
        offset_moved::tell(broker, &config, group_name, (topic, queue), moved);
    }
    let suggest_which_broker_id = match (config.slave_read_enable, read.slow_consumer) {
        (false, _) => 0,
        (true, true) => group.which_broker_when_consume_slowly,
        (true, false) => group.broker_id,
    };
    let header = PullMessageReply {
        suggest_which_broker_id,
        next_begin_offset: read.next_offset,
        min_offset: read.min_offset,
        max_offset: read.max_offset,
    };
    let form = if is_first { frame.form } else { HeaderForm::Json };
    Ok(Outcome::Answer(Answer { form, code, header, read }))
}

/// On a slave without `offsetCheckInSlave`: it may lack what the master has, and moves nobody's
/// offset.
fn keep_offset(read: &mut ReadResult, code: ResponseCode, asked: QueueOffset) -> ResponseCode {
    let read_something = matches!(
        read.status,
        ReadStatus::Found | ReadStatus::NoMatchedMessage | ReadStatus::MessageWasRemoving
    );
    if !read_something {
        read.next_offset = asked;
    }
    match code {
        ResponseCode::PullOffsetMoved => ResponseCode::PullRetryImmediately,
        code => code,
    }
}

fn read_limits(config: &BrokerConfig, asked: i32) -> ReadLimits {
    let size = |value: i32| usize::try_from(value).unwrap_or(0);
    ReadLimits {
        max_messages: size(asked),
        memory_bytes: size(config.max_transfer_bytes_on_message_in_memory),
        memory_count: size(config.max_transfer_count_on_message_in_memory),
        disk_bytes: size(config.max_transfer_bytes_on_message_in_disk),
        disk_count: size(config.max_transfer_count_on_message_in_disk),
    }
}

fn send(
    broker: &Arc<Broker>,
    connection: &Arc<Connection>,
    frame: &Frame,
    answer: Answer,
    thread: Thread,
) {
    if frame.is_oneway() {
        return;
    }
    let first = answer.read.first_physical_offset;
    if !first.is_some_and(|offset| broker.store.is_maybe_cold(offset)) {
        return write(connection, frame, answer);
    }
    if thread == Thread::Blocking {
        return check_and_write(broker, connection, frame, answer);
    }
    run_blocking(broker, connection, frame.clone(), move |broker, connection, frame| {
        check_and_write(broker, connection, &frame, answer);
    });
}

fn check_and_write(broker: &Broker, connection: &Connection, frame: &Frame, mut answer: Answer) {
    broker.store.check_cold(&mut answer.read);
    if answer.read.records.is_empty() {
        // All of it was damaged: the client goes on behind it at once.
        answer.code = ResponseCode::PullRetryImmediately;
    }
    write(connection, frame, answer);
}

fn write(connection: &Connection, frame: &Frame, answer: Answer) {
    let Answer { form, code, header, read } = answer;
    let head = Head { form, ..Head::answer(frame, code, Some(read.status.name())) };
    let fields = |sink: &mut dyn FieldSink| header.write(Spelling::Long, sink);
    connection
        .write_with_slices(|out| head.write(out, Some(&fields), read.total_bytes), read.records);
}

/// Registers the pull, then looks once more: what arrived in between finds it registered.
fn hold(
    broker: &Arc<Broker>,
    config: &BrokerConfig,
    connection: &Arc<Connection>,
    frame: &Frame,
    header: &PullMessageHeader<'_>,
    filter: MessageFilter,
) {
    let wait_ms = if config.long_polling_enable {
        header.suspend_timeout_millis
    } else {
        config.short_polling_time_mills
    };
    let pull = HeldPull {
        connection: connection.clone(),
        frame: frame.detached(),
        offset: header.queue_offset,
        filter,
        deadline: Instant::now() + Duration::from_millis(u64::try_from(wait_ms).unwrap_or(0)),
    };
    let (topic, queue) = (&*header.topic, header.queue_id);
    broker.long_polls.hold(topic, queue, pull);
    let max_offset = broker.store.max_offset(topic, queue);
    if max_offset > header.queue_offset {
        wake(broker, broker.long_polls.passed_by(topic, queue, max_offset));
    }
}

/// Answers held pulls as messages arrive or their time runs out, until the store is gone.
pub(super) async fn answer_held(broker: Arc<Broker>, mut woken: UnboundedReceiver<Vec<HeldPull>>) {
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            pulls = woken.recv() => match pulls {
                Some(pulls) => wake(&broker, pulls),
                None => return,
            },
            _ = tick.tick() => wake(&broker, broker.long_polls.expired(Instant::now())),
        }
    }
}

/// Runs pulls that were held again; each answers now.
fn wake(broker: &Arc<Broker>, pulls: Vec<HeldPull>) {
    for pull in pulls {
        serve(broker, &pull.connection, pull.frame, Attempt::Woken);
    }
}

/// `GetMessageStatus` to response code, as `PullMessageProcessor` maps it.
fn code_of(status: ReadStatus, asked: QueueOffset) -> ResponseCode {
    match status {
        ReadStatus::Found => ResponseCode::Success,
        ReadStatus::MessageWasRemoving | ReadStatus::NoMatchedMessage => {
            ResponseCode::PullRetryImmediately
        }
        ReadStatus::NoMatchedLogicQueue | ReadStatus::NoMessageInQueue if asked.0 != 0 => {
            ResponseCode::PullOffsetMoved
        }
        ReadStatus::NoMatchedLogicQueue
        | ReadStatus::NoMessageInQueue
        | ReadStatus::OffsetFoundNull
        | ReadStatus::OffsetOverflowOne => ResponseCode::PullNotFound,
        ReadStatus::OffsetOverflowBadly | ReadStatus::OffsetTooSmall => {
            ResponseCode::PullOffsetMoved
        }
    }
}
