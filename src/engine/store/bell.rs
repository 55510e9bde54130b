//! Wakes a thread of the store that sleeps between its rounds.

use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

/// Ends the waiting of one thread.
#[derive(Default)]
pub(super) struct Bell {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    rung: bool,
    stop: bool,
}

impl Bell {
    /// Waits for `pause`, for [`Bell::ring`] or for the end; answers whether it is the end.
    pub fn wait(&self, pause: Duration) -> bool {
        let mut state = self.state.lock();
        let deadline = Instant::now() + pause;
        while !state.stop && !state.rung {
            if self.wake.wait_until(&mut state, deadline).timed_out() {
                break;
            }
        }
        state.rung = false;
        state.stop
    }

    /// Waits for `pause` or for the end, however often the bell rings; answers whether it is the
    /// end.
    pub fn sleep(&self, pause: Duration) -> bool {
        let mut state = self.state.lock();
        let deadline = Instant::now() + pause;
        while !state.stop && !self.wake.wait_until(&mut state, deadline).timed_out() {}
        state.stop
    }

    /// Wakes the thread, or lets its next wait end at once.
    pub fn ring(&self) {
        self.state.lock().rung = true;
        self.wake.notify_all();
    }

    /// Ends the thread's waiting for good.
    pub fn stop(&self) {
        self.state.lock().stop = true;
        self.wake.notify_all();
    }
}
