//! The last ten seconds of a load, from which a line of figures is made.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::engine::bench::measure::Live;

/// Seconds between two lines.
const EVERY: u64 = 10;
/// Looks that are kept, one a second.
const KEPT: usize = 10;

/// The figures of a moment.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    at: Instant,
    /// Requests that were answered well.
    pub requests: u64,
    /// Messages in them.
    pub messages: u64,
    /// Requests that failed on the way.
    pub failed: u64,
    /// Requests that a broker refused.
    pub refused: u64,
    took_ms: u64,
}

impl Look {
    /// At `live`, now.
    pub fn at(live: &Live) -> Self {
        let figure = |figure: &std::sync::atomic::AtomicU64| figure.load(Ordering::Relaxed);
        Self {
            at: Instant::now(),
            requests: figure(&live.requests),
            messages: figure(&live.messages),
            failed: figure(&live.failed),
            refused: figure(&live.refused),
            took_ms: figure(&live.took_ms),
        }
    }
}

/// What happened between two looks.
#[derive(Clone, Copy, Debug)]
pub struct Since {
    /// Requests a second.
    pub requests_a_second: u64,
    /// Messages a second.
    pub messages_a_second: u64,
    /// What a request took on average, in milliseconds.
    pub average_ms: f64,
    /// The same for each message.
    pub average_message_ms: f64,
    /// Figures at the end.
    pub end: Look,
    /// Figures at the beginning.
    pub begin: Look,
}

/// The last looks.
#[derive(Default)]
pub struct Window {
    looks: VecDeque<Look>,
    seconds: u64,
}

impl Window {
    /// A second has passed; every ten seconds what happened in the last ones.
    pub fn tick(&mut self, live: &Live) -> Option<Since> {
        self.looks.push_back(Look::at(live));
        if self.looks.len() > KEPT {
            self.looks.pop_front();
        }
        self.seconds += 1;
        self.seconds.is_multiple_of(EVERY).then(|| self.since()).flatten()
    }

    /// What happened in the last seconds; none before there are two looks.
    pub fn since(&self) -> Option<Since> {
        let (begin, end) = (*self.looks.front()?, *self.looks.back()?);
        let seconds = end.at.duration_since(begin.at).as_secs_f64();
        if seconds == 0.0 {
            return None;
        }
        let (requests, messages) = (end.requests - begin.requests, end.messages - begin.messages);
        let took_ms = (end.took_ms - begin.took_ms) as f64;
        Some(Since {
            requests_a_second: (requests as f64 / seconds) as u64,
            messages_a_second: (messages as f64 / seconds) as u64,
            average_ms: took_ms / requests as f64,
            average_message_ms: took_ms / messages as f64,
            end,
            begin,
        })
    }
}
