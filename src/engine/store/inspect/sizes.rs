//! With which sizes a store was made, told from its files: whoever inspects a store need not have
//! its broker's configuration at hand.

use std::collections::HashMap;
use std::path::Path;

use crate::engine::store::config::StoreConfig;
use crate::engine::store::disk::Disk;
use crate::engine::store::error::{IoContext, StoreError};
use crate::engine::store::layout::{
    self, INDEX_ENTRY_LEN, INDEX_HEADER_LEN, INDEX_SLOT_LEN, index_file_len,
};

/// Entries for each slot, in Apache's defaults and in what people make of them.
const ENTRIES_PER_SLOT: u32 = 4;

/// The sizes that the files of a store show; `None` where there are none to tell by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreSizes {
    /// `mappedFileSizeCommitLog`.
    pub commit_log_file: Option<u64>,
    /// `mappedFileSizeConsumeQueue`.
    pub consume_queue_file: Option<u64>,
    /// `maxHashSlotNum` and `maxIndexNum`.
    pub index: Option<(u32, u32)>,
}

impl StoreSizes {
    /// Looks at the files of the store that `config` names.
    pub fn look(disk: &dyn Disk, config: &StoreConfig) -> Result<Self, StoreError> {
        let queues = config.root_dir.join(layout::CONSUME_QUEUE_DIR);
        let mut queue_lengths = Vec::new();
        for topic in disk.list(&queues).or_io("list", &queues)?.iter().filter(|e| e.is_dir) {
            let dir = queues.join(&topic.name);
            for queue in disk.list(&dir).or_io("list", &dir)?.iter().filter(|e| e.is_dir) {
                queue_lengths.extend(lengths(disk, &dir.join(&queue.name))?.iter().map(|f| f.1));
            }
        }
        let index = config.root_dir.join(layout::INDEX_DIR);
        let index = disk.list(&index).or_io("list", &index)?;
        let index = index.iter().filter(|e| layout::is_index_file_name(&e.name)).map(|e| e.len);
        let mut log_files = Vec::new();
        for dir in config.log_dirs() {
            log_files.extend(lengths(disk, dir)?);
        }
        log_files.sort_unstable();
        Ok(Self {
            commit_log_file: commit_log_size(&log_files),
            consume_queue_file: most_common(queue_lengths.into_iter()),
            index: most_common(index).and_then(index_shape),
        })
    }
}

/// Start and length of each file that is named by its start.
fn lengths(disk: &dyn Disk, dir: &Path) -> Result<Vec<(u64, u64)>, StoreError> {
    let entries = disk.list(dir).or_io("list", dir)?;
    let place = |name: &str| layout::parse_offset_file_name(name);
    Ok(entries.iter().filter_map(|e| Some((place(&e.name)?, e.len))).collect())
}

/// Neighbours in a row are one file apart; a file alone has its length, unless it was cut.
fn commit_log_size(files: &[(u64, u64)]) -> Option<u64> {
    let apart = files.windows(2).map(|pair| pair[1].0 - pair[0].0).min();
    let alone = || match files.first() {
        Some((_, len)) if *len > 0 && len % 1024 == 0 => Some(*len),
        Some((_, len)) => len.checked_next_power_of_two(),
        None => None,
    };
    apart.or_else(alone).filter(|size| *size >= 1024 && *size <= i32::MAX as u64)
}

fn most_common(lengths: impl Iterator<Item = u64>) -> Option<u64> {
    let mut counts: HashMap<u64, u64> = HashMap::new();
    lengths.filter(|len| *len > 0).for_each(|len| *counts.entry(len).or_default() += 1);
    counts.into_iter().max_by_key(|(len, count)| (*count, *len)).map(|(len, _)| len)
}

/// Slots and entries of an index file of `len` bytes with Apache's proportion of both.
fn index_shape(len: u64) -> Option<(u32, u32)> {
    let per_slot = INDEX_SLOT_LEN as u64 + u64::from(ENTRIES_PER_SLOT) * INDEX_ENTRY_LEN as u64;
    let slots = u32::try_from(len.checked_sub(INDEX_HEADER_LEN as u64)? / per_slot).ok()?;
    let entries = slots.checked_mul(ENTRIES_PER_SLOT)?;
    (slots > 0 && index_file_len(slots, entries) == len).then_some((slots, entries))
}

#[cfg(test)]
mod tests {
    use super::{commit_log_size, index_shape};

    #[test]
    fn sizes_follow_from_the_files() {
        assert_eq!(commit_log_size(&[]), None);
        assert_eq!(commit_log_size(&[(0, 131_072)]), Some(131_072));
        assert_eq!(commit_log_size(&[(0, 131_071)]), Some(131_072));
        assert_eq!(commit_log_size(&[(0, 9), (1 << 30, 9), (3 << 30, 1)]), Some(1 << 30));
        assert_eq!(index_shape(420_000_040), Some((5_000_000, 20_000_000)));
        assert_eq!(index_shape(42_040), Some((500, 2000)));
        assert_eq!(index_shape(42_041), None);
    }
}
