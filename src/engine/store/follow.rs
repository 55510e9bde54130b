//! The dispatch thread: follows the commit log, by what is handed over or by scanning.

use std::collections::VecDeque;
use std::time::Duration;

use super::dispatch::{ArrivalListener, Dispatcher, Replaying};
use super::error::StoreError;
use super::hand_over::{AppendedRound, Work};
use super::replay::{EndCause, Past, Scan};
use super::shared::Shared;
use crate::engine::protocol::names::PhysicalOffset;

/// Messages after which a round is written. The fewer, the sooner the first of them is
/// readable; the more, the fewer writes when there are many queues.
const ROUND: usize = 16_384;
/// Pause before writing queues is tried again, at first; it doubles up to the longest.
const RETRY: Duration = Duration::from_millis(10);
const LONGEST_RETRY: Duration = Duration::from_secs(1);

/// Dispatches until the store closes and everything is dispatched.
pub(super) fn run(shared: &Shared, mut dispatcher: Dispatcher, listener: &dyn ArrivalListener) {
    let mut retry = RETRY;
    loop {
        let result = match shared.hand_over.next() {
            Work::Finished => return,
            Work::Rounds(rounds) => dispatch_rounds(shared, &mut dispatcher, listener, rounds),
            Work::Scan => dispatch_scan(shared, &mut dispatcher, listener),
        };
        shared.flags.set_queue_error(result.as_ref().err().map(StoreError::to_string));
        if let Err(error) = result {
            tracing::error!(%error, "dispatch; it goes on from the commit log");
            if error.is_no_space() {
                shared.next_file.give_room_back();
            }
            // Ends whatever the failed round still holds in memory.
            if dispatcher.finish_round().is_err() {
                tracing::debug!("units of the failed round are dropped");
            }
            // Some queues were written; nobody will tell of their messages again.
            dispatcher.announce(listener, &shared.log);
            shared.hand_over.start_scanning();
            if shared.hand_over.pause(retry) {
                return;
            }
            retry = LONGEST_RETRY.min(retry * 2);
        } else {
            retry = RETRY;
        }
    }
}

fn dispatch_rounds(
    shared: &Shared,
    dispatcher: &mut Dispatcher,
    listener: &dyn ArrivalListener,
    rounds: VecDeque<AppendedRound>,
) -> Result<(), StoreError> {
    let mut timestamp = shared.dispatched.timestamp();
    let mut end = shared.dispatched.to();
    for round in rounds {
        let start = shared.dispatched.to();
        for (entries, results) in &round.groups {
            for result in results {
                // What a scan saw already was handed over late.
                if !result.status.is_written() || result.physical_offset < start {
                    continue;
                }
                let Some(entry) = entries.get(result.entry) else { continue };
                dispatcher.add_appended(entries.queue(entry), entry, result)?;
                timestamp = result.store_timestamp;
            }
        }
        end = end.max(round.end);
        if dispatcher.gathered() >= ROUND {
            finish(shared, dispatcher, listener)?;
            shared.dispatched.set(end, timestamp);
        }
    }
    finish(shared, dispatcher, listener)?;
    shared.dispatched.set(end, timestamp);
    Ok(())
}

fn dispatch_scan(
    shared: &Shared,
    dispatcher: &mut Dispatcher,
    listener: &dyn ArrivalListener,
) -> Result<(), StoreError> {
    let limit = shared.log.written();
    let from = shared.dispatched.to().max(shared.log.min());
    let replaying = Replaying::new_ones(shared.log.min());
    let mut timestamp = shared.dispatched.timestamp();
    let end =
        Scan::new(&shared.log, limit, false).going_past(Past::All).run(from, &mut |seen| {
            dispatcher.add_seen(&seen, &shared.config, &replaying)?;
            timestamp = seen.record.store_timestamp;
            if dispatcher.gathered() >= ROUND {
                finish(shared, dispatcher, listener)?;
                shared.dispatched.set(seen.offset.plus(i64::from(seen.len)), timestamp);
            }
            Ok(true)
        })?;
    finish(shared, dispatcher, listener)?;
    let mut reached = end.at;
    if let EndCause::Damaged { file, problem } = &end.cause {
        // As Apache on a master: what cannot be read cannot be queued (`store.md` 3.3).
        tracing::error!(file, problem, "dispatch skips what is left of the commit log");
        reached = limit;
    }
    shared.dispatched.set(reached.max(from), timestamp);
    shared.hand_over.stop_scanning_if(|| caught_up(shared, reached));
    Ok(())
}

fn caught_up(shared: &Shared, reached: PhysicalOffset) -> bool {
    reached >= shared.log.written()
}

fn finish(
    shared: &Shared,
    dispatcher: &mut Dispatcher,
    listener: &dyn ArrivalListener,
) -> Result<(), StoreError> {
    dispatcher.finish_round()?;
    dispatcher.take_newly_dirty(&mut shared.dirty_queues.lock());
    dispatcher.announce(listener, &shared.log);
    Ok(())
}
