//! What operators ask for and change: `mqadmin`, the dashboard, and brokers that copy this one.

pub mod acl;

pub mod cleaning;

pub mod config;

pub mod groups;

pub mod progress;

pub mod runtime;

pub mod stats;

pub mod topics;

use super::Broker;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::Reply;

/// The refusal of a slave to change what its master decides; `None` on a master.
fn refused_on_slave(broker: &Broker) -> Option<Reply> {
    let remark = "Can't modify topic or subscription group from slave broker, please execute it from master broker.";
    broker.config().is_slave().then(|| Reply::refuse(ResponseCode::SystemError, remark))
}
