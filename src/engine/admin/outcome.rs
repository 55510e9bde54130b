//! How asking several servers ended at each of them. As JSON: `view.rs`.

use serde::Serialize;

use crate::engine::client::error::ClientError;
use crate::engine::protocol::names::BrokerName;

/// Why one server's part is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The error in full.
    pub message: String,
    /// The code of the server's refusal.
    pub code: Option<i32>,
    /// Whether the server could not be reached, or did not answer.
    pub unreachable: bool,
    /// Whether the server refused it for want of a right.
    pub refused: bool,
}

impl From<&ClientError> for Failure {
    fn from(error: &ClientError) -> Self {
        Self {
            message: error.to_string(),
            code: error.response_code().map(|code| code.code()),
            unreachable: error.is_unreachable(),
            refused: error.is_refused(),
        }
    }
}

/// What one server made of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The server's address.
    pub address: String,
    /// The broker's name; null for name servers.
    pub broker_name: Option<BrokerName>,
    /// Null when it went well.
    pub error: Option<Failure>,
}

impl Outcome {
    /// Whether it went well.
    pub fn is_done(&self) -> bool {
        self.error.is_none()
    }
}
