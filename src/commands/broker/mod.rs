//! `rmq broker`: a broker in the foreground; with a word behind it, the brokers of a cluster.

pub mod clean;
pub mod config_get;
pub mod config_set;
pub mod consume_stats;
pub mod list;
pub mod producers;
pub mod status;
pub mod write_perm;

mod entries;
mod setting_view;

use std::path::PathBuf;

use super::cli::Cli;
use super::command::{Command, JsonForm};
use super::error::{CommandResult, Kind};
use super::namesrv::warn;
use super::values::pair;
use crate::engine::node::provenance::Setting;
use crate::engine::node::{BrokerNode, BrokerOptions};

/// Run a broker; or, with a command behind it, look at brokers that run and change them
///
/// It stays in the foreground until SIGTERM or Ctrl-C, which stop it cleanly. Its name servers are
/// those of -n, else of namesrvAddr in the file, else of NAMESRV_ADDR. It takes three ports:
/// listenPort (10911), the next one and the second before.
#[derive(Debug, clap::Args)]
pub struct Broker {
    /// Apache's .properties file
    #[arg(short, long = "configFile", alias = "config", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Port to listen on, instead of listenPort
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Address to listen on, instead of bindAddress
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<String>,
    /// Address that clients are told to connect to, instead of brokerIP1
    #[arg(long, value_name = "ADDRESS")]
    advertise: Option<String>,
    /// A setting by its key in the file, which it overrides; can be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = pair)]
    settings: Vec<(String, String)>,
    /// Do not start when a key is unknown or a value is not used
    #[arg(long)]
    strict_config: bool,
    /// Print the whole configuration and exit
    #[arg(short, long = "printConfigItem")]
    print: bool,
    /// Print the important part of the configuration and exit
    #[arg(short = 'm', long = "printImportantConfig", conflicts_with = "print")]
    print_important: bool,
    /// Show every key with its value and where that came from, and exit
    #[arg(long, conflicts_with_all = ["print", "print_important"])]
    explain_config: bool,
}

impl Command for Broker {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq broker -n localhost:9876",
        "rmq broker -n localhost:9876 --port 10931 --set brokerName=broker-b --set storePathRootDir=store-b",
        "rmq broker --explain-config --set flushDiskType=SYNC_FLUSH -o wide",
    ];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<Setting>("with --explain-config")];

    const IS_NODE: bool = true;

    fn run(self, cli: &Cli) -> CommandResult {
        let options = BrokerOptions {
            defaults: Vec::new(),
            config: self.config,
            namesrv: cli.global.namesrv.as_deref().map(|text| text.replace(',', ";")),
            settings: self.settings,
            port: self.port,
            bind: self.bind,
            advertise: self.advertise,
            strict: self.strict_config,
        };
        if self.explain_config {
            let (settings, warnings) = options.explain()?;
            warn(cli, &warnings);
            return cli.out.list(&settings);
        }
        if self.print || self.print_important {
            return print(cli, &options, self.print_important);
        }
        serve(cli, &options)
    }
}

/// Prints the configuration that `options` make, or its important part only.
pub fn print(cli: &Cli, options: &BrokerOptions, important: bool) -> CommandResult {
    let (text, warnings) = options.print_config(important)?;
    warn(cli, &warnings);
    cli.out.text(text.trim_end())
}

/// Runs a broker until it is told to stop.
pub fn serve(cli: &Cli, options: &BrokerOptions) -> CommandResult {
    cli.serve(async {
        let node = BrokerNode::start(options).await?;
        warn(cli, node.warnings());
        cli.out.text(&node.banner().join("\n"))?;
        node.introduction().iter().for_each(|line| cli.out.note(line));
        let signal = node.run().await;
        tracing::info!(signal, "stopped");
        Ok(())
    })
}
