//! The front of a queue: where it begins, and files that are not needed any more.
//!
//! The first offset grows before a file goes, so that a reader who finds no file also finds that
//! its offset is too small.

use super::{Queue, QueueFiles, bytes, units};
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset};
use crate::engine::store::error::{IoContext, StoreError};

impl QueueFiles {
    /// Lets the queue begin with the first record that the log, which begins at `log_min`, still
    /// holds, and removes files of which nothing is left, never the last one
    /// (`ConsumeQueue.deleteExpiredFile`). Answers how many.
    pub fn clean(&self, queue: &Queue, log_min: PhysicalOffset) -> Result<usize, StoreError> {
        let mut row = queue.files.lock();
        if row.first == row.end {
            return Ok(0);
        }
        let mut min = queue.min();
        if !self.is_held(queue, min, row.first, log_min)? {
            min = self.first_held(queue, row.first, log_min)?;
            queue.set_min(min);
        }
        let mut removed = 0;
        // A file that ends where the queue ends is the last one, even if the next is there.
        while row.first + self.file_size <= bytes(min) && row.first + self.file_size < row.end {
            let path = self.path(queue, row.first);
            self.disk.remove_file(&path).or_io("remove", &path)?;
            row.first += self.file_size;
            removed += 1;
            self.open.forget(queue.uid());
            if row.first + self.file_size <= bytes(min) {
                // Before the next one goes: a power cut must not leave a gap.
                self.sync_dir(queue)?;
            }
        }
        Ok(removed)
    }

    /// Whether the record of the unit at `min`, where the queue begins so far, is still held.
    fn is_held(
        &self,
        queue: &Queue,
        min: QueueOffset,
        first: u64,
        log_min: PhysicalOffset,
    ) -> Result<bool, StoreError> {
        if min >= queue.max() || bytes(min) < first {
            return Ok(false);
        }
        let unit = self.unit_in(queue, bytes(min))?;
        Ok(!unit.is_blank() && unit.physical_offset >= log_min)
    }

    /// The first offset from byte `first` on whose record the log holds; the maximum if it holds
    /// none.
    fn first_held(
        &self,
        queue: &Queue,
        first: u64,
        log_min: PhysicalOffset,
    ) -> Result<QueueOffset, StoreError> {
        let (mut low, mut high) = (units(first).0, queue.max().0);
        while low < high {
            let middle = low + (high - low) / 2;
            let unit = self.unit_in(queue, bytes(QueueOffset(middle)))?;
            if !unit.is_blank() && unit.physical_offset >= log_min {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(QueueOffset(low))
    }

    /// Removes every file of a queue whose records are all before `log_min`
    /// (`DefaultMessageStore.cleanExpiredConsumerQueue`). The queue stays, empty, and its offsets
    /// go on where they were. Answers whether it was such a queue.
    pub fn remove_expired(
        &self,
        queue: &Queue,
        log_min: PhysicalOffset,
    ) -> Result<bool, StoreError> {
        let mut row = queue.files.lock();
        let (max, behind) = (queue.max(), bytes(queue.max()));
        if row.first == row.end || max.0 == 0 || queue.physical_end() > log_min {
            return Ok(false);
        }
        // Dispatch wrote a unit that it has not made readable yet.
        if behind < row.end && self.unit_in(queue, behind)?.is_written() {
            return Ok(false);
        }
        queue.set_min(max);
        while row.first < row.end {
            let last = row.end - self.file_size;
            let path = self.path(queue, last);
            self.disk.remove_file(&path).or_io("remove", &path)?;
            row.end = last;
        }
        *row = Default::default();
        self.open.forget(queue.uid());
        let dir = self.dir(queue);
        self.disk.remove_dir(&dir).or_io("remove", &dir)?;
        Ok(true)
    }
}
