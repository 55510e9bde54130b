//! What was found, for a person.

use serde::Serialize;

use super::rule::{Hit, Rule, Severity};

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
