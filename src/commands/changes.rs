//! What a change did on each server, or would do; and the exit code that follows.

use serde::Serialize;

use super::error::{CommandError, CommandResult, Kind};
use super::output::{Column, View};
use crate::engine::admin::view::{Failure, Outcome};
use crate::engine::protocol::responses::ResponseCode;

/// The result where everything was as wanted already.
pub const UNCHANGED: &str = "unchanged";

/// One server's part of a change.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeRow {
    /// The broker's name; `namesrv` for a name server.
    pub server: String,
    /// Its address.
    pub address: String,
    /// What was there; null for nothing.
    pub before: Option<String>,
    /// What is there now; null for nothing.
    pub after: Option<String>,
    /// `done`, `would change`, `unchanged`, or `failed`.
    pub result: &'static str,
    /// Why it failed.
    pub error: Option<String>,
}

impl ChangeRow {
    /// The row with what became of it.
    pub fn with_outcome(mut self, outcome: &Outcome) -> Self {
        self.error = outcome.error.as_ref().map(|failure| failure.message.clone());
        self.result = match (outcome.is_done(), self.result) {
            (true, UNCHANGED) => UNCHANGED,
            (true, _) => "done",
            (false, _) => "failed",
        };
        if !outcome.is_done() {
            self.after.clone_from(&self.before);
        }
        self
    }
}

impl View for ChangeRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("SERVER", |r: &Self| r.server.clone()),
            Column::text("ADDRESS", |r| r.address.clone()),
            Column::text("BEFORE", |r| shown(r.before.as_ref())),
            Column::text("AFTER", |r| shown(r.after.as_ref())),
            Column::text("RESULT", |r| match &r.error {
                Some(error) => format!("{}: {error}", r.result),
                None => r.result.to_owned(),
            }),
        ]
    }

    fn name(&self) -> String {
        self.server.clone()
    }
}

fn shown(state: Option<&String>) -> String {
    state.cloned().unwrap_or_else(|| "-".to_owned())
}

/// The error that the failures among `servers` (address and failure) make, if any: partly done
/// when some did it, else what kept the first from it.
pub fn conclude<'s>(
    what: &str,
    servers: impl Iterator<Item = (&'s str, Option<&'s Failure>)>,
) -> CommandResult {
    let mut total = 0;
    let mut failed: Vec<(&str, &Failure)> = Vec::new();
    for (address, failure) in servers {
        total += 1;
        failed.extend(failure.map(|failure| (address, failure)));
    }
    let Some((_, first)) = failed.first() else { return Ok(()) };
    let kind = match first {
        _ if failed.len() < total => Kind::Partial,
        failure if failure.unreachable => Kind::Unreachable,
        failure if failure.code == Some(ResponseCode::NoPermission.code()) => Kind::Refused,
        _ => Kind::Failed,
    };
    let causes: Vec<String> =
        failed.iter().map(|(address, failure)| format!("{address}: {}", failure.message)).collect();
    Err(CommandError::new(kind, format!("{} of {total} {what}", failed.len()))
        .because(causes.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::{Failure, Kind, conclude};

    #[test]
    fn the_exit_code_says_whether_some_did_it() {
        let failure = |unreachable, code| Failure { message: "no".into(), code, unreachable };
        let (down, refused) = (failure(true, None), failure(false, Some(16)));
        let kind = |servers: &[Option<&Failure>]| {
            conclude("failed", servers.iter().map(|f| ("x:1", *f))).err().map(|e| e.kind)
        };
        assert_eq!(kind(&[None, None]), None);
        assert_eq!(kind(&[None, Some(&down)]), Some(Kind::Partial));
        assert_eq!(kind(&[Some(&down)]), Some(Kind::Unreachable));
        assert_eq!(kind(&[Some(&refused)]), Some(Kind::Refused));
    }
}
