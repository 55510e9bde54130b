//! The options that all measurements share: how long, how fast, and compared with what.

use std::path::PathBuf;
use std::time::Duration;

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::values::duration;
use crate::engine::bench::load::Limit;
use crate::engine::bench::report::Report;
use crate::engine::client::outgoing::MAX_BODY_LEN;

/// How long to measure, and what to compare with.
#[derive(Debug, clap::Args)]
pub struct Limits {
    /// How long to measure, as 30s or 5m [default: 10s, with --count no limit]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    duration: Option<Duration>,
    /// End after so many requests, or messages of a consumer, those of the warm-up aside
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// What comes first is not counted
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = duration)]
    pub warm_up: Duration,
    /// Show the result beside an earlier one, which -o json wrote into this file
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
}

impl Limits {
    /// When the load ends.
    pub fn limit(&self) -> Limit {
        let default = self.count.is_none().then_some(Duration::from_secs(10));
        Limit { time: self.duration.or(default), requests: self.count }
    }

    /// The earlier result.
    ///
    /// # Errors
    /// It cannot be read, or is one of another `kind`.
    pub fn earlier(&self, kind: &str) -> CommandResult<Option<Report>> {
        let Some(path) = &self.compare else { return Ok(None) };
        let name = path.display();
        let text = std::fs::read(path)
            .map_err(|error| CommandError::io(format!("reading {name}"), &error))?;
        let report: Report = serde_json::from_slice(&text).map_err(|error| {
            CommandError::failed(format!("{name} is no result of rmq bench"))
                .because(error)
                .hint(format!("rmq bench {kind} -o json > {name} makes one"))
        })?;
        if report.kind != kind {
            let found = report.kind;
            return Err(CommandError::failed(format!(
                "{name} is a result of `rmq bench {found}`, not of `rmq bench {kind}`"
            )));
        }
        Ok(Some(report))
    }
}

/// Rates that can be held: with less the moment of the next request may be none any more.
const LEAST_RATE: f64 = 0.001;
const MOST_RATE: f64 = 1e7;

/// A rate a second.
pub fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| format!("`{text}` is no rate a second"))?;
    if (LEAST_RATE..=MOST_RATE).contains(&rate) {
        Ok(rate)
    } else {
        Err(format!("{text} a second cannot be held"))
    }
}

/// The bytes of a body.
pub fn size(text: &str) -> Result<usize, String> {
    let size = text.parse().map_err(|_| format!("`{text}` is no number of bytes"))?;
    // The body is made before anything is sent.
    if size <= MAX_BODY_LEN {
        Ok(size)
    } else {
        Err(format!("a message has {MAX_BODY_LEN} bytes at most"))
    }
}
