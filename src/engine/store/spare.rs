//! Buffers for records that go round: from whoever encodes to the append thread, and back.
//!
//! Memory that one thread takes and another frees costs an allocator more than the records of a
//! small group do. Derived state; bounded, and empty until something was appended.

use parking_lot::Mutex;

/// Most buffers kept.
const MAX_BUFFERS: usize = 256;
/// Longest buffer kept: the records of a small group.
const MAX_LEN: usize = 16 << 10;

/// Empty buffers, ready to be filled.
#[derive(Default)]
pub(super) struct SpareBuffers(Mutex<Vec<Vec<u8>>>);

impl SpareBuffers {
    /// An empty buffer; one that was used before if there is one.
    pub fn take(&self) -> Vec<u8> {
        self.0.lock().pop().unwrap_or_default()
    }

    /// Keeps buffers that are not needed any more.
    pub fn give(&self, used: impl Iterator<Item = Vec<u8>>) {
        let mut kept = self.0.lock();
        for mut buffer in used.filter(|buffer| (1..=MAX_LEN).contains(&buffer.capacity())) {
            if kept.len() == MAX_BUFFERS {
                return;
            }
            buffer.clear();
            kept.push(buffer);
        }
    }
}
