//! `DataVersion`: tells whether two sides hold the same table.

use serde::{Deserialize, Serialize};

use super::Body;
use crate::engine::util::clock::TimestampMs;

/// Version of a table. Two are the same when both fields are.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize,
)]
#[serde(default, rename_all = "camelCase")]
pub struct DataVersion {
    /// Changes so far.
    pub counter: i64,
    /// When the last change was made.
    pub timestamp: TimestampMs,
}

impl DataVersion {
    /// The version of a table that starts now.
    pub fn start() -> Self {
        Self { counter: 0, timestamp: TimestampMs::now() }
    }

    /// The version after one more change, made now.
    pub fn next(self) -> Self {
        Self { counter: self.counter.saturating_add(1), timestamp: TimestampMs::now() }
    }
}

impl Body for DataVersion {}
