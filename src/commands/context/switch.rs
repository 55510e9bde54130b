//! `rmq context use`: choose the current cluster.

use super::Contexts;
use crate::commands::cli::Cli;
use crate::commands::command::Command;
use crate::commands::error::{CommandResult, Kind};

/// Make a named cluster the current one
#[derive(Debug, clap::Args)]
pub struct ContextUse {
    /// Its name
    name: String,
}

impl Command for ContextUse {
    const EXAMPLES: &'static [&'static str] = &["rmq context use local", "rmq context use staging"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound];

    fn run(self, cli: &Cli) -> CommandResult {
        let mut contexts = Contexts::load()?;
        let namesrv = contexts.named(&self.name)?.namesrv.clone();
        contexts.current = Some(self.name.clone());
        contexts.save()?;
        cli.out.note(&format!("commands go to {} now: {namesrv}", self.name));
        if std::env::var_os("NAMESRV_ADDR").is_some_and(|text| !text.is_empty()) {
            cli.out.warn("NAMESRV_ADDR is set and counts more than the current context");
        }
        Ok(())
    }
}
