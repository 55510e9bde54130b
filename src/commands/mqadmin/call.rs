//! One call of an mqadmin command: its options, the cluster it is for, and what it prints.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::str::FromStr;

use super::options::Given;
use crate::commands::cli::Cli;
use crate::commands::error::{CommandError, CommandResult};
use crate::engine::admin::servers::Target;
use crate::engine::admin::{ADMIN_TIMEOUT, Admin};
use crate::engine::client::config::{ClientConfig, NamesrvAddrs};
use crate::engine::protocol::names::ClusterName;

/// A command under way.
pub struct Call<'c> {
    /// The command line around it.
    pub cli: &'c Cli,
    given: Given,
    printed: RefCell<String>,
}

impl<'c> Call<'c> {
    /// A call with these options.
    pub fn new(cli: &'c Cli, given: Given) -> Self {
        Self { cli, given, printed: RefCell::default() }
    }

    /// The value of option `short`.
    pub fn get(&self, short: char) -> Option<&str> {
        self.given.get(short)
    }

    /// Whether option `short` is there.
    pub fn has(&self, short: char) -> bool {
        self.given.has(short)
    }

    /// The value of an option that the table marks as required.
    pub fn required(&self, short: char) -> CommandResult<&str> {
        let missing = || CommandError::usage(format!("Missing required option: {short}"));
        self.get(short).ok_or_else(missing)
    }

    /// The value of option `short` as a number or the like; an error names what was expected.
    pub fn parsed<T: FromStr>(&self, short: char, expected: &str) -> CommandResult<Option<T>> {
        let Some(text) = self.get(short) else { return Ok(None) };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => {
                Err(CommandError::usage(format!("-{short} must be {expected}, found `{text}`")))
            }
        }
    }

    /// The value of option `short` as Java's `Boolean.parseBoolean` takes it: anything but `true`
    /// is false.
    pub fn truth(&self, short: char) -> Option<bool> {
        self.get(short).map(|text| text.eq_ignore_ascii_case("true"))
    }

    /// The broker of `-b` or the cluster of `-c`.
    pub fn target(&self) -> CommandResult<Target> {
        match (self.get('b'), self.get('c')) {
            (Some(address), _) => Ok(Target::Broker(address.to_owned())),
            (None, Some(cluster)) => Ok(Target::Cluster(ClusterName::from(cluster))),
            (None, None) => Err(CommandError::usage("-b or -c is needed: a broker or a cluster")),
        }
    }

    /// Adds to what is printed.
    pub fn print(&self, text: fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = fmt::Write::write_fmt(&mut *self.printed.borrow_mut(), text);
    }

    /// Adds a line to what is printed.
    pub fn line(&self, text: fmt::Arguments<'_>) {
        self.print(text);
        self.printed.borrow_mut().push('\n');
    }

    /// Brings what was printed so far to standard output: before waiting, and at the end.
    pub fn flush(&self) -> CommandResult {
        let text = std::mem::take(&mut *self.printed.borrow_mut());
        if text.is_empty() { Ok(()) } else { self.cli.out.bytes(&[text.as_bytes()]) }
    }

    /// The name servers: `-n`, then what the other commands use.
    pub fn name_servers(&self) -> CommandResult<NamesrvAddrs> {
        match self.get('n') {
            Some(text) => Ok(NamesrvAddrs::parse(text)?),
            None => self.cli.name_servers(),
        }
    }

    /// Settings of a client, with the patience of Apache's administrator.
    pub fn client_config(&self) -> CommandResult<ClientConfig> {
        let mut config = self.cli.client_config_for(self.name_servers()?)?;
        config.call_timeout = ADMIN_TIMEOUT;
        Ok(config)
    }

    /// Gives `work` an administrator and waits for it.
    pub fn with_admin<T, F: Future<Output = CommandResult<T>>>(
        &self,
        work: impl FnOnce(Admin) -> F,
    ) -> CommandResult<T> {
        let config = self.client_config()?;
        self.cli.block_on(async {
            let admin = Admin::with_config(config);
            let result = work(admin.clone()).await;
            admin.shutdown().await;
            result
        })
    }
}
