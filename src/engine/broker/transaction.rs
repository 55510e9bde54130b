//! Transactions: half messages, and their ends by END_TRANSACTION (37) (`broker.md` 5.9,
//! `store.md` 5.2).
//!
//! Everything is in the log, in Apache's form: the half message, the message that a commit makes of
//! it, and a note in the op topic which half message is done with. What is neither committed nor
//! rolled back is asked about by `transaction_check.rs`.

use std::sync::Arc;

use super::Broker;
use super::blocking::{Class, run_blocking};
use super::busy::busy_for;
use super::config::BrokerConfig;
use super::detour::Detour;
use super::put::{NotPut, Outcome, Puts, own_record};
use super::send_checks::message_illegal;
use crate::engine::protocol::headers::transaction::EndTransactionHeader;
use crate::engine::protocol::message::{property, property_value, push_property, with_properties};
use crate::engine::protocol::name_rules::{HALF_TOPIC, OP_HALF_TOPIC};
use crate::engine::protocol::names::QueueId;
use crate::engine::protocol::record::{Record, RecordLimit};
use crate::engine::protocol::responses::{NO_REMARK, ResponseCode};
use crate::engine::protocol::sys_flag;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::store::AppendStatus;

/// The queue of new half messages.
pub(super) const HALF_QUEUE: QueueId = QueueId(0);
/// Tag of a note that a half message is done with (`TransactionalMessageUtil.REMOVETAG`).
pub(super) const DONE_TAG: &str = "d";

/// The detour of a half message, or the refusal of a broker that takes none.
pub(super) fn detour(
    config: &BrokerConfig,
    real_place: (&str, QueueId),
    properties: &str,
) -> Result<Detour, Reply> {
    if config.reject_transaction_message {
        let ip = &config.broker_ip1;
        let remark = format!("the broker[{ip}] sending transaction message is forbidden");
        return Err(Reply::refuse(ResponseCode::NoPermission, remark));
    }
    Ok(Detour::new((HALF_TOPIC, HALF_QUEUE), real_place, properties))
}

/// What the producer decided.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decision {
    Commit,
    Rollback,
}

/// Serves END_TRANSACTION. A producer that does not know yet gets no answer.
pub(super) fn end(broker: &Arc<Broker>, connection: &Arc<Connection>, request: Frame) {
    run_blocking(broker, connection, request, |broker, connection, request| {
        let header: EndTransactionHeader = match request.header() {
            Ok(header) => header,
            Err(error) => return connection.reply(&request, &error.into()),
        };
        if let Err(missing) = check_decision(&request) {
            return connection.reply(&request, &missing);
        }
        if broker.config().is_slave() {
            let slave = Reply::refuse(ResponseCode::SlaveNotAvailable, NO_REMARK);
            return connection.reply(&request, &slave);
        }
        let decision = match header.commit_or_rollback {
            sys_flag::TRANSACTION_COMMIT => Decision::Commit,
            sys_flag::TRANSACTION_ROLLBACK => Decision::Rollback,
            _ => return,
        };
        match decide(broker, &header, decision) {
            Err(answer) => connection.reply(&request, &answer),
            Ok(outcome) => {
                let (broker, connection) = (broker.clone(), connection.clone());
                tokio::spawn(async move {
                    let answer = match outcome.first().await {
                        Ok(_) => ended(decision),
                        Err(error) => not_ended(&broker, &error),
                    };
                    connection.reply(&request, &answer);
                });
            }
        }
    });
}

/// Whether the request has a decision at all: one without is wrong, not undecided.
fn check_decision(request: &Frame) -> Result<(), Reply> {
    const FIELD: &str = "commitOrRollback";
    match request.fields().get(FIELD)? {
        Some(_) => Ok(()),
        None => {
            let remark = format!("the custom field <{FIELD}> is null");
            Err(Reply::refuse(ResponseCode::SystemError, remark))
        }
    }
}

fn ended(decision: Decision) -> Reply {
    match decision {
        Decision::Commit => Reply::success(),
        Decision::Rollback => Reply::refuse(ResponseCode::Success, NO_REMARK),
    }
}

/// As `EndTransactionProcessor.sendFinalMessage` answers.
fn not_ended(broker: &Broker, error: &NotPut) -> Reply {
    tracing::warn!(%error, "the end of a transaction is not stored");
    let refuse = |code, remark| Reply::refuse(code, remark);
    match error {
        NotPut::Refused(reason) if busy_for(*reason).is_some() => {
            refuse(ResponseCode::SystemError, "OS page cache busy, please try another machine")
        }
        NotPut::Refused(_) | NotPut::Failed(AppendStatus::DiskFull) => {
            refuse(ResponseCode::ServiceNotAvailable, "Service not available now.")
        }
        NotPut::Failed(AppendStatus::FileFailed) => {
            refuse(ResponseCode::SystemError, "Create mapped file failed.")
        }
        NotPut::Failed(AppendStatus::TooLarge) | NotPut::Limit(_) => {
            message_illegal(&broker.config())
        }
        NotPut::Failed(_) | NotPut::Unknown => refuse(ResponseCode::SystemError, "UNKNOWN_ERROR"),
    }
}

/// Hands what the decision makes of the half message to the append thread.
fn decide(
    broker: &Arc<Broker>,
    header: &EndTransactionHeader,
    decision: Decision,
) -> Result<Outcome, Reply> {
    let wrong = |remark: &'static str| Reply::refuse(ResponseCode::SystemError, remark);
    let bytes = broker.store.record_at(header.commit_log_offset, None).ok().flatten();
    let half = bytes.as_ref().and_then(|bytes| Record::decode(bytes).ok());
    let half = half.ok_or_else(|| wrong("Find prepared transaction message failed"))?;
    // A record without a group is no half message; Apache answers an exception.
    if property_value(half.properties, property::PRODUCER_GROUP) != Some(&*header.producer_group) {
        return Err(wrong("The producer group wrong"));
    }
    if half.queue_offset != header.tran_state_table_offset {
        return Err(wrong("The transaction state table offset wrong"));
    }
    if half.physical_offset != header.commit_log_offset {
        return Err(wrong("The commit log offset wrong"));
    }
    // Nothing but a half message: a commit would write any other message a second time.
    if half.topic != HALF_TOPIC {
        return Err(wrong("Find prepared transaction message failed"));
    }
    let mut puts = Puts::new(broker).for_client(Class::Transaction.patience(&broker.config()));
    let added = match decision {
        Decision::Commit => {
            let place = real_place(&half);
            let place = place.ok_or_else(|| wrong("Find prepared transaction message failed"))?;
            add_commit(&mut puts, broker, &half, place)
        }
        Decision::Rollback => add_done(&mut puts, broker, &half, false),
    };
    let submitted = added.map_err(NotPut::from).and_then(|()| puts.submit());
    submitted.map_err(|error| not_ended(broker, &error))
}

/// Adds the message itself, and the note that its half is done with.
fn add_commit(
    puts: &mut Puts<'_>,
    broker: &Broker,
    half: &Record<'_>,
    (topic, queue_id): (&str, QueueId),
) -> Result<(), RecordLimit> {
    let level = property_value(half.properties, property::DELAY);
    let level = level.and_then(|level| level.parse().ok()).unwrap_or(0);
    // Apache spells the properties anew only where there is a delay.
    let undelayed = with_properties(half.properties, &[(property::TRANSACTION_PREPARED, None)]);
    let detour = broker.delay.detour(level, (topic, queue_id), &undelayed);
    let (topic, queue_id, properties) = match &detour {
        Some(detour) => (detour.topic, detour.queue_id, detour.properties.as_str()),
        None => (topic, queue_id, half.properties),
    };
    puts.add(&Record {
        topic,
        queue_id,
        properties,
        sys_flag: half.sys_flag & !sys_flag::TRANSACTION_MASK | sys_flag::TRANSACTION_COMMIT,
        prepared_transaction_offset: half.physical_offset,
        ..half.clone()
    })?;
    add_done(puts, broker, half, true)
}

/// The topic and queue a half message is for.
pub(super) fn real_place<'a>(half: &Record<'a>) -> Option<(&'a str, QueueId)> {
    let topic = property_value(half.properties, property::REAL_TOPIC)?;
    let queue = property_value(half.properties, property::REAL_QUEUE_ID)?.parse().ok()?;
    Some((topic, QueueId(queue)))
}

/// Adds the note that a half message is done with, which is stored exactly if the message before
/// it is.
fn add_done(
    puts: &mut Puts<'_>,
    broker: &Broker,
    half: &Record<'_>,
    joined: bool,
) -> Result<(), RecordLimit> {
    let body = half.queue_offset.to_string();
    let mut properties = String::new();
    push_property(&mut properties, property::WAIT, "true");
    push_property(&mut properties, property::TAGS, DONE_TAG);
    let place = (OP_HALF_TOPIC, half.queue_id);
    let note = own_record(broker, place, body.as_bytes(), &properties);
    if joined { puts.add_joined(&note) } else { puts.add(&note) }
}
