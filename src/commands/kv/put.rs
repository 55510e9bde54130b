//! `rmq kv put`: set a key.

use crate::commands::changes::ChangeRow;
use crate::commands::changes::{Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::namesrv_config::plan;

/// Set a key on every name server
#[derive(Debug, clap::Args)]
pub struct KvPut {
    /// The namespace
    namespace: String,
    /// The key
    key: String,
    /// Its new value
    value: String,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for KvPut {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq kv put my-namespace my-key my-value",
        "rmq kv put my-namespace my-key my-value --dry-run",
    ];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::Partial, Kind::Unreachable];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let Self { namespace, key, value, dry_run } = self;
        cli.with_admin(async |admin| {
            let before = admin.kv_get(&namespace, &key).await?;
            let plan = plan(&admin, before.as_deref(), Some(&value)).await?;
            let act = async { Ok(admin.kv_put(&namespace, &key, &value).await) };
            carry_out(cli, plan, Way { dry_run, question: None }, act).await
        })
    }
}
