//! What a command runs with: the options every command takes, and what they resolve to.

use std::future::Future;

use super::common_args::GlobalArgs;
use super::context::{Context, Contexts};
use super::credentials::credentials;
use super::encryption::encryption;
use super::error::{CommandError, CommandResult, Kind};
use super::output::{self, Printer};
use super::selection::ViewArgs;
use crate::engine::admin::Admin;
use crate::engine::client::config::{ClientConfig, NamesrvAddrs};
use crate::engine::node::open_files;

/// Name server tried when nothing else is said.
const DEFAULT_NAME_SERVER: &str = "localhost:9876";

/// What a command runs with.
pub struct Cli {
    /// The global options as given.
    pub global: GlobalArgs,
    /// Where results go.
    pub out: Printer,
}

impl Cli {
    /// The command line with these options.
    pub fn new(global: GlobalArgs) -> Self {
        let out = Printer::new(global.output, global.color, global.quiet);
        Self { global, out }
    }

    /// The command line with these options, of a command that shows a view.
    pub fn with_view(global: GlobalArgs, view: ViewArgs) -> Self {
        let Self { global, out } = Self::new(global);
        Self { global, out: out.with_view(view) }
    }

    /// What a client of the cluster needs to know.
    pub fn client_config(&self) -> CommandResult<ClientConfig> {
        self.client_config_for(self.name_servers()?)
    }

    /// The same for a cluster behind other name servers.
    pub fn client_config_for(&self, namesrv: NamesrvAddrs) -> CommandResult<ClientConfig> {
        let mut config = ClientConfig::new(namesrv);
        config.call_timeout = self.global.timeout;
        let context = self.context()?;
        let context = context.as_ref().map(|(_, context)| context);
        config.credentials = credentials(&self.global, context)?;
        config.tls = encryption(&self.global, context)?;
        Ok(config)
    }

    /// The context that counts, with its name: the one that is named, or the current one when
    /// nothing else says where the cluster is.
    fn context(&self) -> CommandResult<Option<(String, Context)>> {
        let owned = |(name, context): (&str, &Context)| (name.to_owned(), context.clone());
        match (&self.global.namesrv, &self.global.context) {
            (_, Some(name)) => Ok(Some(owned((name, Contexts::load()?.named(name)?)))),
            (Some(_), None) => Ok(None),
            (None, None) if name_servers_of_environment().is_some() => Ok(None),
            (None, None) => Ok(Contexts::load()?.current().map(owned)),
        }
    }

    /// Addresses of the name servers: option, environment, context, default.
    pub fn name_servers(&self) -> CommandResult<NamesrvAddrs> {
        let text = match (&self.global.namesrv, self.context()?) {
            (Some(text), _) => text.clone(),
            (None, Some((_, context))) => context.namesrv,
            (None, None) => {
                name_servers_of_environment().unwrap_or_else(|| DEFAULT_NAME_SERVER.to_owned())
            }
        };
        Ok(NamesrvAddrs::parse(&text)?)
    }

    /// Whether the person agrees to something that cannot be undone.
    pub fn confirm(&self, question: &str) -> CommandResult {
        let context = self.context()?;
        self.confirm_in(context.as_ref().map(|(name, context)| (name.as_str(), context)), question)
    }

    /// The same for something that concerns `context`. In a protected one the person has to type
    /// its name, and `--yes` does not answer.
    pub fn confirm_in(&self, context: Option<(&str, &Context)>, question: &str) -> CommandResult {
        if let Some((name, _)) = context.filter(|(_, context)| context.protected) {
            let question = format!("{question} Context {name} is protected; type its name");
            return match output::ask_for_text(&question) {
                Some(typed) if typed.trim() == name => Ok(()),
                Some(_) => Err(CommandError::failed("not confirmed, nothing was changed")),
                None => Err(CommandError::usage(format!("context {name} is protected"))
                    .because("its name has to be typed on a terminal; --yes does not answer")
                    .hint("a script names the cluster itself: -n ADDRS --yes")),
            };
        }
        if self.global.yes {
            return Ok(());
        }
        match output::ask(question) {
            Some(true) => Ok(()),
            Some(false) => Err(CommandError::failed("not confirmed, nothing was changed")),
            None => {
                Err(CommandError::usage("this cannot be undone and there is no terminal to ask on")
                    .because(question)
                    .hint("add --yes if you mean it"))
            }
        }
    }

    /// Runs `work` with an administrator of the cluster, as [`Cli::block_on`] does.
    pub fn with_admin<T>(
        &self,
        work: impl AsyncFnOnce(Admin) -> CommandResult<T>,
    ) -> CommandResult<T> {
        let admin = Admin::with_config(self.client_config()?);
        self.block_on(work(admin))
    }

    /// Runs a short task of the network on this thread; Ctrl-C ends it with exit code 130.
    pub fn block_on<T>(&self, task: impl Future<Output = CommandResult<T>>) -> CommandResult<T> {
        self.run_to_end(async {
            tokio::select! {
                // First: nobody hears of a Ctrl-C any more that comes with the end of the task, and
                // `--watch` would go on.
                biased;
                _ = tokio::signal::ctrl_c() => Err(interrupted()),
                result = task => result,
            }
        })
    }

    /// Runs a task of the network on this thread; what Ctrl-C does is up to the task.
    pub fn run_to_end<T>(&self, task: impl Future<Output = CommandResult<T>>) -> CommandResult<T> {
        let runtime = runtime(tokio::runtime::Builder::new_current_thread())?;
        let result = runtime.block_on(task);
        runtime.shutdown_background();
        result
    }

    /// Runs a server on all processors, with as many connections as the system allows.
    pub fn serve<T>(&self, task: impl Future<Output = CommandResult<T>>) -> CommandResult<T> {
        open_files::raise_limit();
        runtime(tokio::runtime::Builder::new_multi_thread())?.block_on(task)
    }
}

fn name_servers_of_environment() -> Option<String> {
    std::env::var("NAMESRV_ADDR").ok().filter(|text| !text.trim().is_empty())
}

/// The error of a command that Ctrl-C ended.
pub fn interrupted() -> CommandError {
    CommandError::new(Kind::Interrupted, "interrupted")
}

fn runtime(mut builder: tokio::runtime::Builder) -> CommandResult<tokio::runtime::Runtime> {
    builder
        .enable_all()
        .build()
        .map_err(|error| CommandError::failed("the runtime could not be started").because(error))
}
