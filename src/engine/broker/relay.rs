//! Questions that the broker passes on to one consumer: its running information (307), and to
//! consume one message now (309).

use std::sync::Arc;
use std::time::Duration;

use super::Broker;
use super::blocking::run_blocking;
use crate::engine::protocol::headers::clients::{
    ConsumeMessageDirectlyHeader, ConsumerRunningInfoHeader,
};
use crate::engine::protocol::record::parse_offset_message_id;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::{CallError, Connection};
use crate::engine::remoting::frame::{Frame, Reply, Request};

/// How long a client has to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// GET_CONSUMER_RUNNING_INFO (307).
pub(super) fn running_info(broker: &Arc<Broker>, connection: &Arc<Connection>, request: Frame) {
    let header: ConsumerRunningInfoHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return connection.reply(&request, &error.into()),
    };
    match forwarded(&request, RequestCode::GetConsumerRunningInfo) {
        Ok(asked) => {
            let target = (&*header.consumer_group, &*header.client_id);
            pass_on(broker, connection, request, target, asked);
        }
        Err(refusal) => connection.reply(&request, &refusal),
    }
}

/// CONSUME_MESSAGE_DIRECTLY (309): the client gets the stored message too.
pub(super) fn consume_directly(broker: &Arc<Broker>, connection: &Arc<Connection>, request: Frame) {
    run_blocking(broker, connection, request, |broker, connection, request| {
        let header: ConsumeMessageDirectlyHeader = match request.header() {
            Ok(header) => header,
            Err(error) => return connection.reply(&request, &error.into()),
        };
        let id = header.msg_id.as_deref().unwrap_or_default();
        let place = parse_offset_message_id(id);
        let message =
            place.and_then(|(_, offset)| broker.store.record_at(offset, None).ok().flatten());
        let Some(message) = message else {
            let remark = format!("there is no message {id} on this broker");
            return connection.reply(&request, &Reply::refuse(ResponseCode::SystemError, remark));
        };
        match forwarded(&request, RequestCode::ConsumeMessageDirectly) {
            Ok(mut asked) => {
                asked.fields.set("brokerName", broker.config().broker_name.as_str());
                asked.body = message;
                // Apache's words where no client is named.
                let client = header.client_id.as_deref().unwrap_or("null");
                let target = (&*header.consumer_group, client);
                pass_on(broker, connection, request, target, asked);
            }
            Err(refusal) => connection.reply(&request, &refusal),
        }
    });
}

/// The request as the client gets it: all fields of the one that came.
fn forwarded(request: &Frame, code: RequestCode) -> Result<Request, Reply> {
    let fields = request.fields().to_list()?;
    Ok(Request { fields, ..Request::bare(code).with_body(request.body_bytes()) })
}

/// Asks the client and hands its answer back as it is.
fn pass_on(
    broker: &Broker,
    connection: &Arc<Connection>,
    request: Frame,
    (group, client): (&str, &str),
    asked: Request,
) {
    let Some(member) = broker.consumers.member(group, client) else {
        let remark = format!("The Consumer <{group}> <{client}> not online");
        return connection.reply(&request, &Reply::refuse(ResponseCode::SystemError, remark));
    };
    let (connection, group, client) = (connection.clone(), group.to_owned(), client.to_owned());
    tokio::spawn(async move {
        let reply = match member.connection.call(&asked, PATIENCE).await {
            Ok(answer) => verbatim(&answer),
            Err(error @ CallError::Timeout { .. }) => {
                let remark = format!("consumer <{group}> <{client}> Timeout: {error}");
                Reply::refuse(ResponseCode::ConsumeMsgTimeout, remark)
            }
            Err(error) => {
                let remark = format!("invoke consumer <{group}> <{client}> Exception: {error}");
                Reply::refuse(ResponseCode::SystemError, remark)
            }
        };
        connection.reply(&request, &reply);
    });
}

fn verbatim(answer: &Frame) -> Reply {
    let mut reply = Reply::with_body(answer.body_bytes());
    reply.code = answer.response_code();
    reply.remark = answer.remark.clone().map(Into::into);
    reply.fields = answer.fields().to_list().ok().filter(|fields| !fields.0.is_empty());
    reply
}
