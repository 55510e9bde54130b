//! `rmq namesrv`: a name server in the foreground.

use std::path::PathBuf;

use super::cli::Cli;
use super::command::Command;
use super::error::{CommandError, CommandResult, Kind};
use super::values::pair;
use crate::engine::node::settings::Warning;
use crate::engine::node::{NamesrvNode, NamesrvOptions, StartError};

/// Run a name server
///
/// It stays in the foreground until SIGTERM or Ctrl-C, which stop it cleanly. Without options it
/// listens on port 9876 of every address.
#[derive(Debug, clap::Args)]
pub struct Namesrv {
    /// Apache's .properties file
    #[arg(short, long = "configFile", alias = "config", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Port to listen on, instead of listenPort
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Address to listen on, instead of bindAddress
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<String>,
    /// A setting by its key in the file, which it overrides; can be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = pair)]
    settings: Vec<(String, String)>,
    /// Do not start when a key is unknown
    #[arg(long)]
    strict_config: bool,
    /// Print the whole configuration and exit
    #[arg(short, long = "printConfigItem")]
    print: bool,
}

impl Command for Namesrv {
    const EXAMPLES: &'static [&'static str] =
        &["rmq namesrv", "rmq namesrv --port 9877 --bind 127.0.0.1", "rmq namesrv -p"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound];

    const IS_NODE: bool = true;

    fn run(self, cli: &Cli) -> CommandResult {
        let options = NamesrvOptions {
            defaults: Vec::new(),
            config: self.config,
            settings: self.settings,
            port: self.port,
            bind: self.bind,
            strict: self.strict_config,
        };
        if self.print { print(cli, &options) } else { serve(cli, &options) }
    }
}

/// Prints the configuration that `options` make.
pub fn print(cli: &Cli, options: &NamesrvOptions) -> CommandResult {
    let (config, warnings) = options.load()?;
    warn(cli, &warnings);
    cli.out.text(config.to_text().trim_end())
}

/// Runs a name server until it is told to stop.
pub fn serve(cli: &Cli, options: &NamesrvOptions) -> CommandResult {
    cli.serve(async {
        let node = NamesrvNode::start(options).await?;
        warn(cli, node.warnings());
        cli.out.text(&node.banner().join("\n"))?;
        let signal = node.run().await;
        tracing::info!(signal, "stopped");
        Ok(())
    })
}

/// Tells what is odd about the settings.
pub(super) fn warn(cli: &Cli, warnings: &[Warning]) {
    warnings.iter().for_each(|warning| cli.out.warn(&warning.to_string()));
}

impl From<StartError> for CommandError {
    fn from(error: StartError) -> Self {
        let (kind, hint) = match &error {
            StartError::ConfigFile { source, .. } => {
                let missing = source.kind() == std::io::ErrorKind::NotFound;
                (if missing { Kind::NotFound } else { Kind::Failed }, None)
            }
            StartError::Setting { .. } | StartError::UnknownKeys(_) => {
                (Kind::Usage, Some("-p prints every key with its value"))
            }
            StartError::PortTaken { .. } => {
                (Kind::Failed, Some("stop that process, or take another port with --port"))
            }
            StartError::StoreInUse { .. } => {
                (Kind::Failed, Some("give each broker a storePathRootDir of its own"))
            }
            StartError::StoreFiles { path, .. } => {
                let hint = format!(
                    "`rmq store verify {}` lists what is wrong and what helps; Apache does not \
                     start with such files either, or loses messages",
                    path.display()
                );
                return Self::new(Kind::Failed, error.to_string()).hint(hint);
            }
            StartError::Listen { .. } => {
                (Kind::Failed, Some("bindAddress must be an address of this machine"))
            }
            StartError::File { .. } | StartError::Role(_) => (Kind::Failed, None),
        };
        Self { kind, headline: error.to_string(), cause: None, hint: hint.map(str::to_owned) }
    }
}
