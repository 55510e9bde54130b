//! The only unsafe code: mapping files into memory.
//!
//! A mapping is sound as long as nobody shrinks the file. Store files have their full size
//! before they are mapped and are never cut, only removed; a removed file stays mapped.

#![allow(unsafe_code)]

use std::fs::File;
use std::io;

use bytes::Bytes;
use memmap2::{Mmap, MmapMut, MmapOptions};

/// Writable memory that is a file. `DiskFile::sync_data` brings changes to the device.
pub trait WritableRegion: Send + Sync {
    /// The bytes.
    fn bytes(&self) -> &[u8];
    /// The bytes, to be changed.
    fn bytes_mut(&mut self) -> &mut [u8];
}

/// The first `len` bytes of `file`, read-only. Writes through the file show up in it.
pub(super) fn map_read(file: &File, len: usize) -> io::Result<Bytes> {
    // SAFETY: the file keeps its length (see above). Its bytes do change below the returned
    // slice, but only behind the published write position, which readers never pass.
    let map: Mmap = unsafe { MmapOptions::new().len(len).map(file)? };
    Ok(Bytes::from_owner(map))
}

/// The first `len` bytes of `file`, writable and shared with it.
pub(super) fn map_write(file: &File, len: usize) -> io::Result<Box<dyn WritableRegion>> {
    // SAFETY: the file keeps its length (see above), and the store's lock keeps other
    // processes away; in this process the region has one owner, behind a lock.
    let map = unsafe { MmapOptions::new().len(len).map_mut(file)? };
    Ok(Box::new(MappedRegion(map)))
}

struct MappedRegion(MmapMut);

impl WritableRegion for MappedRegion {
    fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}
