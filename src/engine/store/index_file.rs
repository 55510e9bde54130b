//! One index file: a hash table on disk from key hashes to records (`store.md` 2.3).
//!
//! Derived state. The only file that is written through a mapping; room for whatever part is
//! touched next is reserved before, so that a full disk is an error and never a signal.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::RwLock;

use super::config::StoreConfig;
use super::disk::DiskFile;
use super::error::{IoContext, StoreError};
use super::layout::{self, INDEX_ENTRY_LEN, INDEX_HEADER_LEN, IndexEntry, IndexHeader};
use super::mmap::WritableRegion;
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::util::clock::TimestampMs;

/// Entries for which room is reserved at once: 1.25 MiB.
const RESERVE_ENTRIES: u32 = 1 << 16;

/// Slots touched together before entries are linked to them.
const TOUCHED_AHEAD: usize = 16;

/// A key of a record, for the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct IndexedKey {
    /// Hash of topic and key, see [`layout::key_hash`].
    pub hash: i32,
    /// The record.
    pub offset: PhysicalOffset,
    /// Its store time.
    pub stored: TimestampMs,
}

/// Slots and entries of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct IndexShape {
    /// Hash slots.
    pub slots: u32,
    /// Entry numbers, of which 0 is not used.
    pub entries: u32,
}

impl IndexShape {
    /// That of the files `config` asks for.
    pub fn of(config: &StoreConfig) -> Self {
        Self { slots: config.max_hash_slot_num, entries: config.max_index_num }
    }

    /// Bytes of a file of this shape.
    pub fn file_len(self) -> u64 {
        layout::index_file_len(self.slots, self.entries)
    }
}

/// An open index file.
pub(super) struct IndexFile {
    path: PathBuf,
    shape: IndexShape,
    file: Arc<dyn DiskFile>,
    inner: RwLock<Inner>,
}

struct Inner {
    header: IndexHeader,
    region: Box<dyn WritableRegion>,
    /// First entry number without reserved room; 0 when not even the slots have room.
    reserved: u32,
}

impl IndexFile {
    /// Opens `file` of the given shape. A file without entries starts with `inherited`.
    pub fn new(
        path: PathBuf,
        file: Arc<dyn DiskFile>,
        shape: IndexShape,
        inherited: IndexHeader,
    ) -> Result<Self, StoreError> {
        let len = usize::try_from(shape.file_len()).unwrap_or(usize::MAX);
        let region = file.map_write(len).or_io("map", &path)?;
        let mut header = region
            .bytes()
            .first_chunk::<INDEX_HEADER_LEN>()
            .map(IndexHeader::decode)
            .unwrap_or_default();
        if header.entry_count <= 0 {
            header = IndexHeader { slot_count: 0, entry_count: 1, ..inherited };
        }
        let inner = Inner { header, region, reserved: 0 };
        Ok(Self { path, shape, file, inner: RwLock::new(inner) })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its header.
    pub fn header(&self) -> IndexHeader {
        self.inner.read().header
    }

    /// Whether no further entry fits.
    pub fn is_full(&self) -> bool {
        self.header().entry_count as u32 >= self.shape.entries
    }

    /// Adds an entry for each key, until the file is full; answers how many.
    pub fn put(&self, keys: &[IndexedKey]) -> Result<usize, StoreError> {
        let mut inner = self.inner.write();
        let room = (self.shape.entries as usize).saturating_sub(inner.header.entry_count as usize);
        let keys = &keys[..keys.len().min(room)];
        let result = keys.chunks(TOUCHED_AHEAD).try_for_each(|some| {
            // Slots lie all over the file: touched together, they are waited for once.
            let slots = some.iter().map(|key| int_at(inner.region.bytes(), self.slot_at(key.hash)));
            std::hint::black_box(slots.fold(0, |all, slot| all ^ slot));
            some.iter().try_for_each(|key| self.put_one(&mut inner, key))
        });
        let header = inner.header.encode();
        put_at(inner.region.bytes_mut(), 0, &header);
        result.map(|()| keys.len())
    }

    fn slot_at(&self, key_hash: i32) -> usize {
        layout::index_slot_at(key_hash.unsigned_abs() % self.shape.slots)
    }

    /// Adds one entry, all but the header's bytes.
    fn put_one(&self, inner: &mut Inner, key: &IndexedKey) -> Result<(), StoreError> {
        let number = inner.header.entry_count as u32;
        self.reserve(inner, number)?;
        let header = &mut inner.header;
        if number <= 1 {
            header.begin_offset = key.offset;
            header.begin_timestamp = key.stored;
        }
        let slot_at = self.slot_at(key.hash);
        let previous = int_at(inner.region.bytes(), slot_at);
        let previous = if previous > 0 && previous < header.entry_count { previous } else { 0 };
        let seconds = key.stored.since(header.begin_timestamp) / 1000;
        let entry = IndexEntry {
            key_hash: key.hash,
            physical_offset: key.offset,
            seconds: seconds.clamp(0, i64::from(i32::MAX)) as i32,
            previous,
        };
        if previous == 0 {
            header.slot_count += 1;
        }
        header.entry_count += 1;
        header.end_offset = key.offset;
        header.end_timestamp = key.stored;
        let entry_at = layout::index_entry_at(self.shape.slots, number);
        let region = inner.region.bytes_mut();
        put_at(region, entry_at, &entry.encode());
        put_at(region, slot_at, &(number as i32).to_be_bytes());
        Ok(())
    }

    /// Takes room for slots and entry `number` before either is touched.
    fn reserve(&self, inner: &mut Inner, number: u32) -> Result<(), StoreError> {
        if number < inner.reserved {
            return Ok(());
        }
        let reserve = |from: usize, to: usize| {
            self.file.reserve(from as u64, (to - from) as u64).or_io("reserve room in", &self.path)
        };
        if inner.reserved == 0 {
            reserve(0, layout::index_slot_at(self.shape.slots))?;
        }
        let end = number.saturating_add(RESERVE_ENTRIES).min(self.shape.entries);
        let entry_at = |number| layout::index_entry_at(self.shape.slots, number);
        reserve(entry_at(number), entry_at(end))?;
        inner.reserved = end;
        Ok(())
    }

    /// Adds the records of `key_hash` stored from `begin` to `end`, newest first, until there
    /// are `max` (`IndexFile.selectPhyOffset`).
    pub fn select(
        &self,
        key_hash: i32,
        max: usize,
        (begin, end): (TimestampMs, TimestampMs),
        found: &mut Vec<PhysicalOffset>,
    ) {
        let inner = self.inner.read();
        let count = inner.header.entry_count;
        let bytes = inner.region.bytes();
        let slot = key_hash.unsigned_abs() % self.shape.slots;
        let mut number = int_at(bytes, layout::index_slot_at(slot));
        // A chain leads to ever lower numbers, so that a damaged one ends too.
        while number > 0 && number < count && found.len() < max {
            let at = layout::index_entry_at(self.shape.slots, number as u32);
            let Some(entry) = bytes.get(at..).and_then(|b| b.first_chunk::<INDEX_ENTRY_LEN>())
            else {
                return;
            };
            let entry = IndexEntry::decode(entry);
            if entry.seconds < 0 {
                return;
            }
            let stored =
                inner.header.begin_timestamp.0.saturating_add(i64::from(entry.seconds) * 1000);
            if entry.key_hash == key_hash && stored >= begin.0 && stored <= end.0 {
                found.push(entry.physical_offset);
            }
            if stored < begin.0 || entry.previous >= number {
                return;
            }
            number = entry.previous;
        }
    }

    /// Whether the record at `offset` has an entry for `key_hash` here.
    pub fn holds(&self, key_hash: i32, offset: PhysicalOffset) -> bool {
        let mut found = Vec::new();
        let ever = (TimestampMs(0), TimestampMs(i64::MAX));
        self.select(key_hash, usize::MAX, ever, &mut found);
        found.contains(&offset)
    }

    /// Brings the file to the device.
    pub fn sync(&self) -> Result<(), StoreError> {
        // Through the file, not the mapping, so that entries can be added meanwhile.
        self.file.sync_data().or_io("flush", &self.path)
    }
}

fn int_at(bytes: &[u8], at: usize) -> i32 {
    bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |word| i32::from_be_bytes(*word))
}

fn put_at(region: &mut [u8], at: usize, value: &[u8]) {
    if let Some(place) = region.get_mut(at..at + value.len()) {
        place.copy_from_slice(value);
    }
}
