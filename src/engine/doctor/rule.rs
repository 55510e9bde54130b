//! A rule, and what its check gives.

use std::fmt;

use serde::Serialize;

use super::facts::Facts;

/// One rule.
pub struct Rule {
    /// How people and scripts call it.
    pub code: &'static str,
    /// What it looks for.
    pub title: &'static str,
    /// Why that happens, most often.
    pub cause: &'static str,
    /// What to type, or to do.
    pub fix: &'static str,
    /// Finds where it holds.
    pub check: fn(&Facts) -> Vec<Hit>,
}

/// How bad it is; the worst is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Messages or clients suffer now.
    Error,
    /// They will, or may.
    Warning,
    /// Worth knowing.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A rule holds somewhere: what its check gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// How bad it is here.
    pub severity: Severity,
    /// The server, topic or group.
    pub place: String,
    /// What was found, with its figures.
    pub found: String,
    /// What stands in the rule's fix for `<BROKER>` and the like.
    pub names: Vec<(&'static str, String)>,
}

impl Hit {
    /// A hit at `place`.
    pub fn new(severity: Severity, place: impl ToString, found: impl Into<String>) -> Self {
        Self { severity, place: place.to_string(), found: found.into(), names: Vec::new() }
    }

    /// The same, with `name` for `word` in the fix.
    pub fn with(mut self, word: &'static str, name: impl ToString) -> Self {
        self.names.push((word, name.to_string()));
        self
    }
}
