//! The thread for what is due from time to time: late flush answers, disk space, queue flush
//! and checkpoint.

use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::error::StoreError;
use super::shared::Shared;

/// How often waiting callers are looked at.
const TICK: Duration = Duration::from_millis(500);

/// Ends the keeper's waiting.
#[derive(Default)]
pub(super) struct Bell {
    stop: Mutex<bool>,
    wake: Condvar,
}

impl Bell {
    /// Waits for `pause`, or for the end; answers whether it is the end.
    fn wait(&self, pause: Duration) -> bool {
        let mut stop = self.stop.lock();
        let deadline = Instant::now() + pause;
        while !*stop && !self.wake.wait_until(&mut stop, deadline).timed_out() {}
        *stop
    }

    /// Ends [`run`].
    pub fn stop(&self) {
        *self.stop.lock() = true;
        self.wake.notify_all();
    }
}

/// Keeps house until the store closes.
pub(super) fn run(shared: &Shared) {
    let mut space_looked_at: Option<Instant> = None;
    let mut saved = Instant::now();
    while !shared.bell.wait(TICK.min(shared.config.disk_check_interval)) {
        shared.flusher.expire(shared.config.sync_flush_timeout);
        if space_looked_at.is_none_or(|at| at.elapsed() >= shared.config.disk_check_interval) {
            space_looked_at = Some(Instant::now());
            look_at_space(shared);
        }
        if saved.elapsed() >= shared.config.flush_queues_interval {
            saved = Instant::now();
            if let Err(error) = save_progress(shared) {
                tracing::error!(%error, "flushing queues and checkpoint");
            }
        }
    }
}

/// Compares the used share of the commit log's disk with the warning ratio.
pub(super) fn look_at_space(shared: &Shared) {
    match shared.disk.space(shared.log.segments.dir()) {
        Ok(space) => {
            shared.flags.set_disk_full(space.used_ratio() > shared.config.disk_warning_ratio);
        }
        Err(error) => tracing::warn!(%error, "looking at the disk's free space"),
    }
}

/// Flushes queues and full index files, then says so in the checkpoint. A flush that fails poisons
/// the store: the kernel may have dropped what it could not write, and a later flush would succeed
/// without it.
pub(super) fn save_progress(shared: &Shared) -> Result<(), StoreError> {
    if shared.flags.poisoned().is_some() {
        return Ok(());
    }
    if let Err(error) = flush_derived(shared) {
        if error.is_failed_flush() {
            shared.flags.poison(error.to_string());
        }
        return Err(error);
    }
    shared.checkpoint.save()
}

fn flush_derived(shared: &Shared) -> Result<(), StoreError> {
    // Read before the flush: units up to it are written.
    let dispatched = shared.dispatched.timestamp();
    let dirty = std::mem::take(&mut *shared.dirty_queues.lock());
    if let Err(error) = shared.queues.files.flush_all(&dirty) {
        shared.dirty_queues.lock().extend(dirty);
        return Err(error);
    }
    shared.queues.files.flush_names()?;
    shared.checkpoint.set_queues(dispatched);
    if let Some(index) = &shared.index
        && let Some(reached) = index.flush_full()?
    {
        shared.checkpoint.set_index(reached);
    }
    Ok(())
}
