//! `rmq context remove`: forget a named cluster.

use super::Contexts;
use crate::commands::cli::Cli;
use crate::commands::command::Command;
use crate::commands::error::{CommandResult, Kind};

/// Forget a named cluster
///
/// The cluster itself stays as it is. `rmq down` forgets the context of its cluster by itself.
#[derive(Debug, clap::Args)]
pub struct ContextRemove {
    /// Its name
    name: String,
}

impl Command for ContextRemove {
    const EXAMPLES: &'static [&'static str] =
        &["rmq context remove staging --yes", "rmq context remove staging"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound];

    fn run(self, cli: &Cli) -> CommandResult {
        let mut contexts = Contexts::load()?;
        let context = contexts.named(&self.name)?.clone();
        cli.confirm_in(
            Some((self.name.as_str(), &context)),
            &format!("Forget context {} ({})?", self.name, context.namesrv),
        )?;
        contexts.remove(&self.name);
        contexts.save()?;
        cli.out.note(&format!("forgot context {}", self.name));
        Ok(())
    }
}
