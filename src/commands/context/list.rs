//! `rmq context list`: the named clusters.

use serde::Serialize;

use super::{Context, Contexts};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::values::or_dash;
use crate::commands::view::{Column, View};

/// List the named clusters
///
/// The current one counts where neither -n, --context nor NAMESRV_ADDR says which cluster is meant.
#[derive(Debug, clap::Args)]
pub struct ContextList {}

impl Command for ContextList {
    const EXAMPLES: &'static [&'static str] = &["rmq context list", "rmq context list -o json"];
    const EXITS: &'static [Kind] = &[Kind::Failed];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ContextRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let contexts = Contexts::load()?;
        if contexts.contexts.is_empty() {
            cli.out.note("there are no contexts; `rmq up` and `rmq context add` make some");
        }
        let rows: Vec<ContextRow> =
            contexts.contexts.keys().filter_map(|name| ContextRow::of(&contexts, name)).collect();
        cli.out.list(&rows)
    }
}

/// A named cluster, without its secret.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContextRow {
    /// Its name.
    name: String,
    /// Whether commands go to it.
    current: bool,
    /// Its name servers.
    namesrv: String,
    /// The account that signs.
    access_key: Option<String>,
    /// Whether changes have to be confirmed by typing its name.
    protected: bool,
}

impl ContextRow {
    /// The row of the cluster called `name`.
    pub fn of(contexts: &Contexts, name: &str) -> Option<Self> {
        let Context { namesrv, access_key, protected, .. } = contexts.contexts.get(name)?.clone();
        let current = contexts.current.as_deref() == Some(name);
        Some(Self { name: name.to_owned(), current, namesrv, access_key, protected })
    }
}

fn mark(is_so: bool) -> String {
    if is_so { "yes" } else { "-" }.to_owned()
}

impl View for ContextRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("NAME", |r: &Self| r.name.clone()),
            Column::text("CURRENT", |r| mark(r.current)),
            Column::text("NAMESRV", |r| r.namesrv.clone()),
            Column::text("ACCOUNT", |r| or_dash(r.access_key.as_ref())),
            Column::text("PROTECTED", |r| mark(r.protected)),
        ]
    }

    fn name(&self) -> String {
        self.name.clone()
    }
}
