//! What an inspection has to say: one finding a place, and how serious it is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::engine::protocol::message::{property, property_value};
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use crate::engine::protocol::record::Record;

/// Findings about one file that are listed; a file that is wrong all over is told by fewer.
const LISTED_OF_A_FILE: u64 = 50;
/// Findings that are listed at all.
const LISTED: usize = 20_000;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Not as it should be; the next start of a broker, or one command, puts it right.
    Warning,
    /// Something was lost or would be answered wrongly.
    Error,
}

/// Which message a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessagePlace {
    /// Its topic.
    pub topic: TopicName,
    /// Its queue.
    pub queue_id: QueueId,
    /// Its place in the queue.
    pub queue_offset: QueueOffset,
    /// Where its record starts in the commit log.
    pub physical_offset: PhysicalOffset,
    /// The producer's id for it, else the one made of its place; null when its record is lost.
    pub message_id: Option<String>,
}

impl MessagePlace {
    /// The place of `record`, which was found at `at`.
    pub(super) fn of(record: &Record<'_>, at: PhysicalOffset) -> Self {
        let unique = property_value(record.properties, property::UNIQUE_KEY).map(str::to_owned);
        Self {
            topic: TopicName::from(record.topic),
            queue_id: record.queue_id,
            queue_offset: record.queue_offset,
            physical_offset: at,
            message_id: Some(unique.unwrap_or_else(|| record.offset_message_id())),
        }
    }
}

/// One thing that is not as it should be, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How serious it is.
    pub severity: Severity,
    /// The file or folder.
    pub file: PathBuf,
    /// The byte of the file where it starts.
    pub offset: Option<u64>,
    /// What it is.
    pub problem: String,
    /// What should be there.
    pub expected: Option<String>,
    /// What is there.
    pub found: Option<String>,
    /// The message concerned.
    pub message: Option<MessagePlace>,
    /// What helps.
    pub help: Option<&'static str>,
}

impl Finding {
    /// A finding about the whole of `file`.
    pub(super) fn new(severity: Severity, file: &Path, problem: impl Into<String>) -> Self {
        Self {
            severity,
            file: file.to_owned(),
            offset: None,
            problem: problem.into(),
            expected: None,
            found: None,
            message: None,
            help: None,
        }
    }

    /// The same from byte `offset` of the file on.
    pub(super) fn at(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// The same with what should be there and what is.
    pub(super) fn expected(mut self, expected: impl ToString, found: impl ToString) -> Self {
        self.expected = Some(expected.to_string());
        self.found = Some(found.to_string());
        self
    }

    /// The same with the message concerned.
    pub(super) fn message(mut self, message: Option<MessagePlace>) -> Self {
        self.message = message;
        self
    }

    /// The same with what helps.
    pub(super) fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }
}

/// Findings so far. Bounded, however much is wrong.
#[derive(Default)]
pub(super) struct Findings {
    list: Vec<Finding>,
    of_file: HashMap<PathBuf, u64>,
    left_out: u64,
}

impl Findings {
    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        let known = self.of_file.entry(finding.file.clone()).or_default();
        *known += 1;
        if *known > LISTED_OF_A_FILE || self.list.len() >= LISTED {
            self.left_out += 1;
            return;
        }
        self.list.push(finding);
    }

    /// All of them, and how many more there were.
    pub fn into_parts(self) -> (Vec<Finding>, u64) {
        (self.list, self.left_out)
    }
}
