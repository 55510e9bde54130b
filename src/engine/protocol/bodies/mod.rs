//! JSON bodies and files, one family a file. Shapes: `remoting.md` 2 and `store.md` 2.7.
//!
//! Fields stand in alphabetical order because fastjson writes them so. An absent field is read as
//! the value Apache's class starts with, an `Option` that is `None` is left out when written, and
//! unknown fields are ignored. Maps are sorted, so that the same table always gives the same bytes.

pub mod acl;
pub mod connections;
pub mod consume_queue;
pub mod consumer_filter;
pub mod data_version;
pub mod fastjson;
pub mod heartbeat;
pub mod lists;
pub mod lock_batch;
pub mod offsets;
pub mod queue_map;
pub mod register_broker;
pub mod route;
pub mod running_info;
pub mod stats;
pub mod subscription_group;
pub mod time_span;
pub mod topic_config;
mod wire_enum;

use serde::Serialize;
use serde::de::DeserializeOwned;

use fastjson::{Form, read, write};

/// A body, or a file of the same kind.
pub trait Body: Serialize + DeserializeOwned {
    /// The bytes Apache would send: fastjson's compact form.
    fn encode(&self) -> Vec<u8> {
        self.encode_as(Form::Compact)
    }

    /// The bytes in `form`.
    ///
    /// # Panics
    /// When the type has a shape no body has, whatever its values.
    fn encode_as(&self, form: Form) -> Vec<u8> {
        write(self, form).expect("bodies consist of shapes that JSON has")
    }

    /// Reads standard JSON and fastjson's dialect of it.
    fn decode(bytes: &[u8]) -> Result<Self, BodyError> {
        read(bytes).map_err(BodyError::new::<Self>)
    }
}

/// Bytes that are not the body they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {body}: {reason}")]
pub struct BodyError {
    /// Which body was expected.
    pub body: &'static str,
    /// What is wrong with the bytes, and where.
    pub reason: String,
}

impl BodyError {
    /// The bytes are not a `T` for `reason`.
    pub fn new<T>(reason: impl std::fmt::Display) -> Self {
        let path = std::any::type_name::<T>();
        let body = path.rsplit("::").next().unwrap_or(path);
        Self { body, reason: reason.to_string() }
    }
}
