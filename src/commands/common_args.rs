//! The options every command takes.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, FromArgMatches};

use super::output::{Colour, Format};
use super::values::duration;

/// Options of every command.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Name servers, `,` or `;` between them [env: NAMESRV_ADDR] [default: the current context, then localhost:9876]
    #[arg(short, long, alias = "namesrvAddr", global = true, value_name = "ADDRS")]
    pub namesrv: Option<String>,
    /// How results are written: table, wide, json, jsonl, yaml, csv or name
    #[arg(short, long, global = true, value_name = "FORMAT", hide_possible_values = true)]
    #[arg(hide_default_value = true, value_enum, default_value_t)]
    pub output: Format,
    /// A named cluster instead of the current one
    #[arg(long, global = true, value_name = "NAME")]
    pub context: Option<String>,
    /// Account that signs requests [env: RMQ_ACCESS_KEY] [default: the context's, then that of
    /// conf/tools.yml in ROCKETMQ_HOME]
    #[arg(long, global = true, value_name = "KEY")]
    pub access_key: Option<String>,
    /// Its secret; others on this machine can see options, so better [env: RMQ_SECRET_KEY]
    #[arg(long, global = true, value_name = "KEY")]
    pub secret_key: Option<String>,
    /// Encrypt connections; servers' certificates are checked against this machine's authorities
    #[arg(long, global = true)]
    pub tls: bool,
    /// The same, against the certificates in this PEM file
    #[arg(long, global = true, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// The same, without checking anything: whoever answers is believed
    #[arg(long, global = true, conflicts_with = "ca")]
    pub insecure: bool,
    /// Certificate to show to servers that ask for one, a PEM file
    #[arg(long, global = true, value_name = "FILE")]
    pub cert: Option<PathBuf>,
    /// Its private key; a password it may have is better not an option [env: RMQ_CERT_KEY_PASSWORD]
    #[arg(long, global = true, value_name = "FILE")]
    pub cert_key: Option<PathBuf>,
    /// How long to wait for each answer, as 5s or 500ms
    #[arg(long, global = true, value_name = "TIME", default_value = "5s", value_parser = duration)]
    pub timeout: Duration,
    /// Say nothing but results and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Log what is done to standard error; -vv and -vvv say more [env: RMQ_LOG]
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Colour: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", hide_possible_values = true)]
    #[arg(hide_default_value = true, value_enum, default_value_t)]
    pub color: Colour,
    /// Answer yes to every question
    #[arg(short, long, global = true)]
    pub yes: bool,
}

impl GlobalArgs {
    /// Those of a command line without any.
    pub fn without_options() -> Self {
        let parser = Self::augment_args(clap::Command::new("rmq").no_binary_name(true));
        let nothing: [&str; 0] = [];
        let parsed = parser.try_get_matches_from(nothing);
        // No option is required, so that there is nothing to refuse.
        parsed.and_then(|matches| Self::from_arg_matches(&matches)).unwrap_or_default()
    }
}
