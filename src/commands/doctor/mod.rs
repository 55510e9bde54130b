//! `rmq doctor`: what is wrong with a running cluster, and what to do about it.

pub mod config;
pub mod route;

use serde::Serialize;

use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::values::counted;
use crate::commands::view::{Column, View};
use crate::engine::doctor::examine;
use crate::engine::doctor::finding::Finding;
use crate::engine::doctor::rule::Rule;
use crate::engine::doctor::rule::Severity;
use crate::engine::doctor::rules::{self, RULES};

/// Look for what is wrong with a running cluster, and tell what to do about it
///
/// Name servers, brokers, topics and groups are asked once, at the same time; nothing is changed. One that
/// does not answer costs one --timeout. An error hurts messages or clients now, a warning may, a
/// note is worth knowing. -o wide, json, jsonl, yaml and csv tell the cause of each too.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// Only this rule, which is explained; can be repeated
    #[arg(long = "rule", value_name = "CODE")]
    rules: Vec<String>,
    /// List the rules instead of looking at a cluster
    #[arg(long)]
    list_rules: bool,
}

impl Command for Doctor {
    const EXAMPLES: &'static [&'static str] =
        &["rmq doctor", "rmq doctor -n localhost:9876 -o json", "rmq doctor --rule clock-skew"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] =
        &[JsonForm::rows::<Finding>(""), JsonForm::rows::<RuleRow>("with --list-rules")];
    const MORE_HELP: &'static str = "The exit code is 0 when nothing worse than warnings was found, and 1 with an error among them.";

    fn run(self, cli: &Cli) -> CommandResult {
        let chosen = self.chosen()?;
        if self.list_rules {
            return cli.out.list(&chosen.into_iter().map(RuleRow::new).collect::<Vec<_>>());
        }
        let wanted = |rule: &Rule| chosen.iter().any(|chosen| chosen.code == rule.code);
        let found = cli.with_admin(async |admin| Ok(examine(&admin, wanted).await?))?;
        cli.out.list(&found.findings)?;
        if !self.rules.is_empty() && cli.out.is_table() {
            chosen.iter().for_each(|rule| cli.out.note(&explanation(rule)));
        }
        let [name_servers, brokers, topics, groups] = found.counts;
        let looked_at = [
            counted(name_servers, "name server"),
            counted(brokers, "broker"),
            counted(topics, "topic"),
            counted(groups, "group"),
        ];
        let errors = found.findings.iter().filter(|f| f.severity == Severity::Error).count();
        if found.findings.is_empty() {
            cli.out.note(&format!("nothing found; looked at {}", looked_at.join(", ")));
        }
        if errors == 0 {
            return Ok(());
        }
        Err(CommandError::failed(format!(
            "{} in {}",
            counted(errors, "error"),
            looked_at.join(", ")
        ))
        .hint("the FIX column has what to type; -o wide has the causes"))
    }
}

impl Doctor {
    fn chosen(&self) -> CommandResult<Vec<&'static Rule>> {
        if self.rules.is_empty() {
            return Ok(RULES.iter().collect());
        }
        let named = |code: &String| {
            rules::named(code).ok_or_else(|| {
                CommandError::not_found(format!("there is no rule `{code}`"))
                    .hint("rmq doctor --list-rules")
            })
        };
        self.rules.iter().map(named).collect()
    }
}

/// A rule in full.
fn explanation(rule: &Rule) -> String {
    let Rule { code, title, cause, fix, .. } = rule;
    format!("{code}: {title}\n  Cause: {cause}\n  Fix:   {fix}")
}

impl View for Finding {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("SEVERITY", |f: &Self| f.severity.to_string()),
            Column::text("CODE", |f| f.code.to_owned()),
            Column::text("WHERE", |f| f.place.clone()),
            Column::text("FOUND", |f| f.found.clone()),
            Column::text("FIX", |f| f.fix.clone()),
            Column::text("CAUSE", |f: &Self| f.cause.to_owned()).wide(),
        ]
    }

    fn name(&self) -> String {
        self.code.to_owned()
    }
}

/// One rule, as it is listed.
#[derive(Serialize, schemars::JsonSchema)]
struct RuleRow {
    /// Its code.
    code: &'static str,
    /// What it finds.
    title: &'static str,
    /// Why that comes.
    cause: &'static str,
    /// What to do about it.
    fix: &'static str,
}

impl RuleRow {
    fn new(rule: &'static Rule) -> Self {
        let Rule { code, title, cause, fix, .. } = rule;
        Self { code, title, cause, fix }
    }
}

impl View for RuleRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CODE", |r: &Self| r.code.to_owned()),
            Column::text("TITLE", |r| r.title.to_owned()),
            Column::text("CAUSE", |r: &Self| r.cause.to_owned()).wide(),
            Column::text("FIX", |r: &Self| r.fix.to_owned()).wide(),
        ]
    }

    fn name(&self) -> String {
        self.code.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::RULES;
    use crate::commands::table::{chosen, parser};

    #[test]
    fn every_command_of_a_fix_is_one() {
        for rule in RULES {
            assert!(rule.fix.matches('`').count() % 2 == 0, "{}", rule.code);
            for command in rule.fix.split('`').skip(1).step_by(2) {
                // Any name does, and a number is one.
                let words = command.split(' ').map(|word| match word.find('<') {
                    Some(at) => format!("{}7", &word[..at]),
                    None => word.to_owned(),
                });
                let matches = parser().try_get_matches_from(words);
                let matches = matches.unwrap_or_else(|e| panic!("{}: `{command}`: {e}", rule.code));
                assert!(chosen(&matches).is_some(), "{}: `{command}`", rule.code);
            }
        }
    }

    #[test]
    fn codes_are_different() {
        for (at, rule) in RULES.iter().enumerate() {
            assert!(RULES[..at].iter().all(|other| other.code != rule.code), "{}", rule.code);
        }
    }
}
