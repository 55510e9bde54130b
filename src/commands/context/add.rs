//! `rmq context add`: name a cluster.

use super::list::ContextRow;
use super::{Context, Contexts};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::common_args::GlobalArgs;
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::engine::client::config::NamesrvAddrs;

/// Name a cluster, so that -n need not be typed
///
/// Its name servers are those of -n, its account that of --access-key and --secret-key, its encryption
/// that of --tls and its like; the file that keeps them can be read by its owner only. In a protected context whatever cannot be undone asks for
/// the context's name, and --yes does not answer. The first context becomes the current one.
#[derive(Debug, clap::Args)]
pub struct ContextAdd {
    /// Its name
    name: String,
    /// Ask for the name before anything that cannot be undone
    #[arg(long)]
    protected: bool,
    /// Make it the current one
    #[arg(long = "use")]
    switch: bool,
    /// Replace the context that has this name
    #[arg(long)]
    replace: bool,
}

impl Command for ContextAdd {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq context add staging -n 'ns1:9876;ns2:9876' --use",
        "rmq context add production -n ns:9876 --protected --access-key admin --secret-key secret",
    ];
    const EXITS: &'static [Kind] = &[Kind::Failed];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ContextRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let Some(namesrv) = cli.global.namesrv.clone() else {
            return Err(CommandError::usage("no name server is given")
                .hint(format!("rmq context add {} -n HOST:PORT", self.name)));
        };
        NamesrvAddrs::parse(&namesrv)?;
        let account = (cli.global.access_key.clone(), cli.global.secret_key.clone());
        if account.0.is_some() != account.1.is_some() {
            return Err(CommandError::usage("an account needs --access-key and --secret-key"));
        }
        let mut contexts = Contexts::load()?;
        if contexts.contexts.contains_key(&self.name) && !self.replace {
            return Err(CommandError::failed(format!(
                "there is a context `{}` already",
                self.name
            ))
            .hint("add --replace to replace it; rmq context list"));
        }
        let (access_key, secret_key) = account;
        let GlobalArgs { tls, ca, insecure, cert, cert_key, .. } = cli.global.clone();
        let protected = self.protected;
        // The context is used from other folders, too.
        let [ca, cert, cert_key] = [ca, cert, cert_key]
            .map(|path| path.map(|path| std::path::absolute(&path).unwrap_or(path)));
        let context = Context {
            namesrv,
            access_key,
            secret_key,
            tls,
            ca,
            insecure,
            cert,
            cert_key,
            protected,
        };
        contexts.contexts.insert(self.name.clone(), context);
        if self.switch || contexts.current.is_none() {
            contexts.current = Some(self.name.clone());
        }
        contexts.save()?;
        cli.out.list(&ContextRow::of(&contexts, &self.name).into_iter().collect::<Vec<_>>())
    }
}
