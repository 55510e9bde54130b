//! A load under way: the bar, Ctrl-C, and what is said in the end.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::result::show;
use crate::commands::cli::{Cli, interrupted};
use crate::commands::client_errors::WHO_SIGNS;
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::progress::Bar;
use crate::commands::stopping::Stopping;
use crate::engine::bench::measure::Live;
use crate::engine::bench::report::Report;

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(100);

/// What is known of a load while it runs.
pub struct Running {
    /// The figures so far.
    pub live: Arc<Live>,
    stopping: Stopping,
    was_stopped: bool,
}

/// Is ready when somebody wants the load to end.
pub type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

async fn stop(asked: oneshot::Receiver<()>) {
    // When nobody can ask any more, nobody does.
    if asked.await.is_err() {
        std::future::pending::<()>().await;
    }
}

impl Running {
    /// A load that begins soon; Ctrl-C ends it early from now on. Runs in the runtime.
    pub fn start() -> CommandResult<Self> {
        Ok(Self { live: Arc::default(), stopping: Stopping::listen()?, was_stopped: false })
    }

    /// Runs `load`, which is given what is ready when somebody wants it to end, and shows how far
    /// it is.
    pub async fn watch<T, F: Future<Output = T>>(
        &mut self,
        cli: &Cli,
        load: impl FnOnce(Arc<Live>, Stop) -> F,
    ) -> CommandResult<T> {
        let mut bar = Bar::new(&cli.out, None, true);
        let shown = |live: &Live| {
            bar.set(live.messages.load(Ordering::Relaxed));
            Ok(())
        };
        self.watch_with(TICK, shown, load).await
    }

    /// Runs `load`, and calls `look` in between.
    ///
    /// # Errors
    /// What `look` cannot do; the load ends then.
    pub async fn watch_with<T, F: Future<Output = T>>(
        &mut self,
        every: Duration,
        mut look: impl FnMut(&Live) -> CommandResult,
        load: impl FnOnce(Arc<Live>, Stop) -> F,
    ) -> CommandResult<T> {
        let (ask, asked) = oneshot::channel::<()>();
        let mut ask = Some(ask);
        let mut outcome = Ok(());
        let mut tick = tokio::time::interval_at((Instant::now() + every).into(), every);
        let mut load = std::pin::pin!(load(self.live.clone(), Box::pin(stop(asked))));
        loop {
            let wants_end = tokio::select! {
                result = &mut load => return outcome.map(|()| result),
                _ = tick.tick(), if outcome.is_ok() => {
                    outcome = look(&self.live);
                    outcome.is_err()
                }
                () = self.stopping.asked() => {
                    self.was_stopped = true;
                    true
                }
            };
            if let Some(ask) = ask.take_if(|_| wants_end) {
                // A load that has ended needs not be asked.
                let _ = ask.send(());
            }
        }
    }

    /// An error when somebody ended it.
    pub fn was_left_early(&self) -> CommandResult {
        if self.was_stopped { Err(interrupted()) } else { Ok(()) }
    }

    /// Shows `report`, beside the `earlier` one if there is one.
    ///
    /// # Errors
    /// The load ended early, or with failures.
    pub fn end(&self, cli: &Cli, report: Report, earlier: Option<&Report>) -> CommandResult {
        let concluded = self.conclude(&report);
        show(cli, report, earlier).and(concluded)
    }

    /// How it ended: well, early, or with failures.
    fn conclude(&self, report: &Report) -> CommandResult {
        let why = report.errors.keys().next();
        let error = |kind, headline: String| match why {
            Some(why) => CommandError::new(kind, headline).because(why),
            None => CommandError::new(kind, headline),
        };
        self.was_left_early()?;
        match (report.messages, report.failed) {
            (0, 0) => Err(CommandError::failed("there was nothing to measure")
                .hint("a longer --duration, or a shorter --warm-up")),
            (0, failed) if failed == report.refused => {
                Err(error(Kind::Refused, format!("all {failed} requests were refused"))
                    .hint(WHO_SIGNS))
            }
            (0, failed) => Err(error(Kind::Failed, format!("all {failed} requests failed"))),
            (_, 0) => Ok(()),
            (_, failed) => Err(error(Kind::Partial, format!("{failed} requests failed"))),
        }
    }
}
