//! What one rule found at one place.

use std::fmt;

use serde::Serialize;

use super::rules::Rule;

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

/// What was found: a row for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The rule's code.
    pub code: &'static str,
    /// The server, topic or group.
    #[serde(rename = "where")]
    pub place: String,
    /// What was found.
    pub found: String,
    /// What to type, or to do.
    pub fix: String,
    /// What the rule is about.
    pub title: &'static str,
    /// Why it happens, most often.
    pub cause: &'static str,
}

impl Finding {
    /// What `hit` of `rule` says to a person.
    pub fn new(rule: &Rule, hit: Hit) -> Self {
        let mut fix = rule.fix.to_owned();
        for (word, name) in &hit.names {
            fix = fix.replace(&format!("<{word}>"), name);
        }
        let Hit { severity, place, found, .. } = hit;
        let Rule { code, title, cause, .. } = rule;
        Self { severity, code, place, found, fix, title, cause }
    }
}
