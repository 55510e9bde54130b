//! Spinners and progress bars on standard error, when it is a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Printer;

/// How often a spinner turns.
const TICK: Duration = Duration::from_millis(80);

/// Something that moves until it is dropped; nothing without a terminal.
pub struct Progress(Option<ProgressBar>);

impl Progress {
    /// So many are done.
    pub fn set(&self, done: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(done);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// A spinner that says what is waited for.
pub fn spinner(out: &Printer, what: &'static str) -> Progress {
    Progress(out.shows_progress().then(|| {
        let bar = ProgressBar::new_spinner().with_message(what);
        bar.enable_steady_tick(TICK);
        bar
    }))
}

/// A bar up to `total`, or a counter when that is not known.
pub fn bar(out: &Printer, total: Option<u64>) -> Progress {
    Progress(out.shows_progress().then(|| {
        let template = match total {
            Some(_) => "{bar:40} {human_pos}/{human_len} {per_sec} {eta}",
            None => "{spinner} {human_pos} {per_sec}",
        };
        let style = ProgressStyle::with_template(template);
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        style.map_or(bar.clone(), |style| bar.with_style(style))
    }))
}
