//! Lets the index catch up with the log after an entry could not be added, which is when its disk
//! had no room.

use super::append::{Kind, RefusedReason};
use super::error::StoreError;
use super::index_file::IndexedKey;
use super::layout;
use super::replay::{EndCause, Scan};
use super::shared::Shared;

/// Adds what the index lacks, as far as it can.
pub(super) fn run(shared: &Shared) -> Result<(), StoreError> {
    let Some(index) = &shared.index else { return Ok(()) };
    while let Some(behind) = index.behind() {
        let from = behind.from.max(shared.log.min());
        // Up to and with the record at `to`.
        let limit = behind.to.plus(1);
        let end = Scan::new(&shared.log, limit, false).run(from, &mut |seen| {
            let record = &seen.record;
            if Kind::of_sys_flag(record.sys_flag).is_indexed() {
                let hashes = layout::key_hashes(record.topic, record.properties);
                let (offset, stored) = (seen.offset, record.store_timestamp);
                let keys = hashes.as_slice().iter();
                let keys: Vec<_> = keys.map(|&hash| IndexedKey { hash, offset, stored }).collect();
                index.add_missing(&keys)?;
            }
            Ok(shared.flags.refusal() != Some(RefusedReason::Closed))
        })?;
        if end.cause == EndCause::Visitor {
            // The next start makes it again.
            break;
        }
        index.caught_up(behind.to, end.at);
        tracing::info!(from = %behind.from, to = %end.at, "the message index has caught up");
    }
    Ok(())
}
