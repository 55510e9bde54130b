//! What a change did on each server, or would do; and the exit code that follows.

use std::future::Future;

use serde::Serialize;

use super::cli::Cli;
use super::client_errors::{WHO_ANSWERS, WHO_SIGNS};
use super::error::{CommandError, CommandResult, Kind};
use super::values::or_dash;
use super::view::{Column, View};
use crate::engine::admin::outcome::{Failure, Outcome};
use crate::engine::client::error::Result;
use crate::engine::protocol::responses::ResponseCode;

/// The result where everything was as wanted already.
pub const UNCHANGED: &str = "unchanged";

/// The result where a change is only looked at.
pub const WOULD_CHANGE: &str = "would change";

/// One server's part of a change.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
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
    /// What is to become of one server.
    pub fn planned(
        server: impl std::fmt::Display,
        address: impl Into<String>,
        before: Option<String>,
        after: Option<String>,
    ) -> Self {
        let result = if before == after { UNCHANGED } else { WOULD_CHANGE };
        let (server, address) = (server.to_string(), address.into());
        Self { server, address, before, after, result, error: None }
    }

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
            Column::text("BEFORE", |r| or_dash(r.before.as_ref())),
            Column::text("AFTER", |r| or_dash(r.after.as_ref())),
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

/// How a change is to be made.
pub struct Way<'q> {
    /// Whether it is only shown.
    pub dry_run: bool,
    /// What to ask first, where the change cannot be undone.
    pub question: Option<&'q str>,
}

impl Way<'_> {
    /// Whether there is nothing to do but to show `plan`.
    pub fn is_only_shown(&self, plan: &[ChangeRow]) -> bool {
        self.dry_run || plan.iter().all(|row| row.result == UNCHANGED)
    }
}

/// Shows `plan` when it is only looked at or changes nothing. Otherwise asks first, has `act` done,
/// and shows what each server made of it.
///
/// # Errors
/// The person does not agree, or a server failed.
pub async fn carry_out(
    cli: &Cli,
    plan: Vec<ChangeRow>,
    way: Way<'_>,
    act: impl Future<Output = Result<Vec<Outcome>>>,
) -> CommandResult {
    if way.is_only_shown(&plan) {
        return cli.out.list(&plan);
    }
    if let Some(question) = way.question {
        cli.confirm(question)?;
    }
    let outcomes = act.await?;
    cli.out.list(&with_outcomes(&plan, &outcomes))?;
    conclude_outcomes(&outcomes)
}

/// A row for each of `outcomes`, with what was planned for that server.
pub fn with_outcomes(plan: &[ChangeRow], outcomes: &[Outcome]) -> Vec<ChangeRow> {
    let row = |outcome: &Outcome| {
        let planned = plan.iter().find(|row| row.address == outcome.address).cloned();
        // A server that came up after the plan was made.
        let unplanned = || {
            let server = outcome.broker_name.as_ref().map_or("namesrv", |name| name.as_str());
            let after = plan.first().and_then(|row| row.after.clone());
            ChangeRow {
                result: "done",
                ..ChangeRow::planned(server, &outcome.address, None, after)
            }
        };
        planned.unwrap_or_else(unplanned).with_outcome(outcome)
    };
    outcomes.iter().map(row).collect()
}

/// [`conclude`] for what servers made of a change.
pub fn conclude_outcomes(outcomes: &[Outcome]) -> CommandResult {
    conclude("servers failed", outcomes.iter().map(|o| (o.address.as_str(), o.error.as_ref())))
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
        failure if failure.refused => Kind::Refused,
        _ => Kind::Failed,
    };
    let causes: Vec<String> =
        failed.iter().map(|(address, failure)| format!("{address}: {}", failure.message)).collect();
    let error = CommandError::new(kind, format!("{} of {total} {what}", failed.len()))
        .because(causes.join("\n"));
    Err(match hint(first) {
        Some(hint) => error.hint(hint),
        None => error,
    })
}

/// What to do about a failure.
fn hint(failure: &Failure) -> Option<String> {
    match failure.code {
        _ if failure.unreachable => Some(WHO_ANSWERS.to_owned()),
        Some(code) if code == ResponseCode::NoPermission.code() => {
            Some(format!("rmq explain {code}"))
        }
        _ if failure.refused => Some(WHO_SIGNS.to_owned()),
        code => code.map(|code| format!("rmq explain {code}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, Kind, conclude};

    #[test]
    fn the_exit_code_says_whether_some_did_it() {
        let failure = |unreachable, refused, code| Failure {
            message: "no".into(),
            code,
            unreachable,
            refused,
        };
        let (down, refused) = (failure(true, false, None), failure(false, true, Some(1)));
        let kind = |servers: &[Option<&Failure>]| {
            conclude("failed", servers.iter().map(|f| ("x:1", *f))).err().map(|e| e.kind)
        };
        assert_eq!(kind(&[None, None]), None);
        assert_eq!(kind(&[None, Some(&down)]), Some(Kind::Partial));
        assert_eq!(kind(&[Some(&down)]), Some(Kind::Unreachable));
        assert_eq!(kind(&[Some(&refused)]), Some(Kind::Refused));
    }
}
