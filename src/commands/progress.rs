//! Spinners and progress bars on standard error, when it is a terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Printer;

/// How often a spinner turns.
const TICK: Duration = Duration::from_millis(80);

/// What takes so long gets a bar.
const LONG: Duration = Duration::from_millis(500);

/// Something that moves until it is dropped; nothing without a terminal.
pub struct Progress(Option<ProgressBar>);

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

/// A bar up to a total, or a counter when that is not known; it appears when it takes long.
pub struct Bar<'p> {
    out: &'p Printer,
    total: Option<u64>,
    is_bytes: bool,
    wanted: bool,
    began: Instant,
    drawn: Option<Progress>,
}

impl<'p> Bar<'p> {
    /// A bar that is not drawn yet, and never when it is not `wanted`.
    pub fn new(out: &'p Printer, total: Option<u64>, wanted: bool) -> Self {
        Self { out, total, is_bytes: false, wanted, began: Instant::now(), drawn: None }
    }

    /// A bar up to so many bytes.
    pub fn of_bytes(out: &'p Printer, total: u64) -> Self {
        Self { is_bytes: true, ..Self::new(out, Some(total), true) }
    }

    /// So many are done.
    pub fn set(&mut self, done: u64) {
        if !self.wanted {
            return;
        }
        if self.drawn.is_none() && self.began.elapsed() >= LONG {
            self.drawn = Some(draw(self.out, self.total, self.is_bytes));
        }
        if let Some(Progress(Some(bar))) = &self.drawn {
            bar.set_position(done);
        }
    }
}

fn draw(out: &Printer, total: Option<u64>, is_bytes: bool) -> Progress {
    Progress(out.shows_progress().then(|| {
        let template = match total {
            Some(_) if is_bytes => "{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
            Some(_) => "{bar:40} {human_pos}/{human_len} {per_sec} {eta}",
            None => "{spinner} {human_pos} {per_sec}",
        };
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }))
}
