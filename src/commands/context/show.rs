//! `rmq context show`: which cluster is meant.

use super::Contexts;
use super::list::ContextRow;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};

/// Show a named cluster, by default the current one
#[derive(Debug, clap::Args)]
pub struct ContextShow {
    /// Its name
    name: Option<String>,
}

impl Command for ContextShow {
    const EXAMPLES: &'static [&'static str] =
        &["rmq context show", "rmq context show local -o json"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ContextRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let contexts = Contexts::load()?;
        let name = self.name.or_else(|| contexts.current.clone()).ok_or_else(|| {
            CommandError::not_found("there is no current context").hint("rmq context use NAME")
        })?;
        contexts.named(&name)?;
        cli.out.list(&ContextRow::of(&contexts, &name).into_iter().collect::<Vec<_>>())
    }
}
