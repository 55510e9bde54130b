//! `rmq kv get`: the value of a key.

use super::KvRow;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};

/// Print the value of a key
#[derive(Debug, clap::Args)]
pub struct KvGet {
    /// The namespace
    namespace: String,
    /// The key
    key: String,
}

impl Command for KvGet {
    const EXAMPLES: &'static [&'static str] =
        &["rmq kv get my-namespace my-key", "rmq kv get ORDER_TOPIC_CONFIG TopicTest -o json"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound, Kind::Unreachable];
    const JSON: &'static [JsonForm] = &[JsonForm::one::<KvRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let Self { namespace, key } = self;
        let value = cli.with_admin(async |admin| Ok(admin.kv_get(&namespace, &key).await?))?;
        let Some(value) = value else {
            return Err(CommandError::not_found(format!("{namespace} has no key {key}"))
                .hint(format!("rmq kv list {namespace}")));
        };
        let text = value.clone();
        cli.out.item(&KvRow { namespace, key, value }, || text)
    }
}
