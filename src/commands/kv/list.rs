//! `rmq kv list`: the keys of a namespace.

use super::KvRow;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};

/// Show the keys and values of a namespace
///
/// Name servers keep them for other programs; ORDER_TOPIC_CONFIG is the namespace of ordered topics.
#[derive(Debug, clap::Args)]
pub struct KvList {
    /// The namespace
    namespace: String,
}

impl Command for KvList {
    const EXAMPLES: &'static [&'static str] =
        &["rmq kv list ORDER_TOPIC_CONFIG", "rmq kv list my-namespace -o json"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::Unreachable];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<KvRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let table = cli.with_admin(async |admin| Ok(admin.kv_list(&self.namespace).await?))?;
        let row = |(key, value)| KvRow { namespace: self.namespace.clone(), key, value };
        let rows: Vec<KvRow> = table.into_iter().map(row).collect();
        if rows.is_empty() {
            cli.out.note(&format!("namespace {} has no keys", self.namespace));
        }
        cli.out.list(&rows)
    }
}
