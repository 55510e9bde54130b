//! `rmq kv delete`: delete a key.

use crate::commands::changes::ChangeRow;
use crate::commands::changes::{Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::namesrv_config::plan;

/// Delete a key from every name server
#[derive(Debug, clap::Args)]
pub struct KvDelete {
    /// The namespace
    namespace: String,
    /// The key
    key: String,
    /// Show what would be deleted, and delete nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for KvDelete {
    const EXAMPLES: &'static [&'static str] =
        &["rmq kv delete my-namespace my-key --dry-run", "rmq kv delete my-namespace my-key --yes"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let Self { namespace, key, dry_run } = self;
        cli.with_admin(async |admin| {
            let Some(before) = admin.kv_get(&namespace, &key).await? else {
                return Err(CommandError::not_found(format!("{namespace} has no key {key}"))
                    .hint(format!("rmq kv list {namespace}")));
            };
            let plan = plan(&admin, Some(&before), None).await?;
            let question = format!("Delete key {key} of {namespace}?");
            let act = async { Ok(admin.kv_delete(&namespace, &key).await) };
            carry_out(cli, plan, Way { dry_run, question: Some(&question) }, act).await
        })
    }
}
