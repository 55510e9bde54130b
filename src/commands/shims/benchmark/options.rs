//! The options of the benchmark classes, and what they share.

use std::str::FromStr;

use crate::commands::bench::limits::size;
use crate::commands::cli::Cli;
use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::options::{Given, Opt, value};
use crate::commands::shims::command_line;
use crate::engine::client::config::{ClientConfig, NamesrvAddrs};
use crate::engine::protocol::name_rules::{BENCHMARK_TOPIC, TRACE_TOPIC};
use crate::engine::protocol::names::TopicName;
use crate::engine::protocol::signature::Credentials;

/// Options of all classes. Those with two letters stand under a letter that no class uses.
pub const SHARED: [Opt; 7] = [
    value('t', "topic", "Topic, BenchmarkTest by default"),
    value('m', "msgTraceEnable", "Whether messages are traced, false by default"),
    value('a', "aclEnable", "Whether requests are signed, false by default"),
    value(ACCESS_KEY, "ak", "Account"),
    value(ACCESS_KEY, "accessKey", "Account"),
    value(SECRET_KEY, "sk", "Its secret"),
    value(SECRET_KEY, "secretKey", "Its secret"),
];

const ACCESS_KEY: char = 'A';
const SECRET_KEY: char = 'S';

/// The account that Apache's benchmark signs with when none is named.
const ACCOUNT: (&str, &str) = ("rocketmq2", "12345678");

/// The options of a call.
pub struct Call {
    given: Given,
}

impl Call {
    /// Reads `words` as the command line of `name` with options `own` beside those of all; none when
    /// its help was asked for, and shown.
    pub fn parse(
        cli: &Cli,
        name: &str,
        own: &[Opt],
        words: &[String],
    ) -> CommandResult<Option<Self>> {
        let shared = SHARED.iter().filter(|shared| own.iter().all(|o| o.long != shared.long));
        let options: Vec<Opt> = own.iter().chain(shared).copied().collect();
        let given = command_line::given(cli, name, &options, words)?;
        Ok(given.map(|given| Self { given }))
    }

    /// The topic, of which all have the same default.
    pub fn topic(&self) -> &str {
        self.text('t', BENCHMARK_TOPIC)
    }

    /// The value of option `short`, or `default`.
    pub fn text<'c>(&'c self, short: char, default: &'c str) -> &'c str {
        self.given.get(short).unwrap_or(default)
    }

    /// The value of option `short` if it is there.
    pub fn get(&self, short: char) -> Option<&str> {
        self.given.get(short)
    }

    /// The value of option `short` as a number, or `default`.
    pub fn number<T: FromStr>(&self, short: char, default: T) -> CommandResult<T> {
        let Some(text) = self.given.get(short) else { return Ok(default) };
        let wrong = || CommandError::usage(format!("-{short} must be a number, found `{text}`"));
        text.parse().map_err(|_| wrong())
    }

    /// The bytes of a body, or `default`.
    pub fn body_size(&self, default: usize) -> CommandResult<usize> {
        let given = self.given.get('s').map(size).transpose();
        Ok(given.map_err(|why| CommandError::usage(format!("-s: {why}")))?.unwrap_or(default))
    }

    /// Whether option `short` is `true`; anything else is not (`Boolean.parseBoolean`).
    pub fn is(&self, short: char) -> bool {
        self.given.get(short).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// The topic of traces, if there shall be any.
    pub fn trace(&self) -> Option<TopicName> {
        self.is('m').then(|| TRACE_TOPIC.into())
    }

    /// What a client needs to know.
    pub fn client(&self, cli: &Cli) -> CommandResult<ClientConfig> {
        let mut config = match self.given.get('n') {
            Some(addresses) => cli.client_config_for(NamesrvAddrs::parse(addresses)?)?,
            None => cli.client_config()?,
        };
        if self.is('a') {
            let (account, secret) = ACCOUNT;
            let account = self.text(ACCESS_KEY, account);
            config.credentials = Some(Credentials::new(account, self.text(SECRET_KEY, secret)));
        }
        Ok(config)
    }
}
