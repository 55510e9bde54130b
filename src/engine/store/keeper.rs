//! The thread for what is due from time to time: late flush answers, disk space, queue flush
//! and checkpoint.

use std::time::{Duration, Instant};

use super::error::StoreError;
use super::index_catch_up;
use super::shared::Shared;
use super::space;

/// How often waiting callers are looked at.
const TICK: Duration = Duration::from_millis(500);
/// How often a full disk is looked at, and an index that is behind is tried again.
const FULL_TICK: Duration = Duration::from_secs(1);

/// Keeps house until the store closes.
pub(super) fn run(shared: &Shared) {
    let mut space_looked_at: Option<Instant> = None;
    let mut tried: Option<Instant> = None;
    let mut saved = Instant::now();
    while !shared.bell.wait(TICK.min(shared.config.disk_check_interval)) {
        shared.flusher.expire(shared.config.sync_flush_timeout);
        let is_full = shared.flags.full_disk().is_some();
        let pause = shared.config.disk_check_interval;
        let pause = if is_full { pause.min(FULL_TICK) } else { pause };
        if space_looked_at.is_none_or(|at| at.elapsed() >= pause) {
            space_looked_at = Some(Instant::now());
            space::look_and_judge(shared);
        }
        let is_behind = shared.index.as_ref().is_some_and(|index| index.is_behind());
        if is_behind && tried.is_none_or(|at| at.elapsed() >= pause.min(FULL_TICK)) {
            tried = Some(Instant::now());
            if let Err(error) = index_catch_up::run(shared) {
                tracing::debug!(%error, "the message index stays behind");
            }
        }
        if saved.elapsed() >= shared.config.flush_queues_interval {
            saved = Instant::now();
            if let Err(error) = save_progress(shared) {
                tracing::error!(%error, "flushing queues and checkpoint");
            }
        }
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
