//! A big-endian reader that checks every length before it uses it.

/// Where a read went past the end of what was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("needs {wanted} bytes at offset {at}, {left} are left")]
pub struct OutOfBytes {
    /// Offset of the failed read from the start of the buffer.
    pub at: usize,
    /// Bytes the read asked for.
    pub wanted: usize,
    /// Bytes that were left.
    pub left: usize,
}

/// Reads big-endian integers and byte runs from a slice, front to back.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at the first byte of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Offset of the next read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Bytes not read yet.
    pub fn remaining(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The next `n` bytes.
    #[inline]
    pub fn take(&mut self, n: usize) -> Result<&'a [u8], OutOfBytes> {
        let left = self.remaining();
        if n > left {
            return Err(OutOfBytes { at: self.at, wanted: n, left });
        }
        let run = &self.bytes[self.at..self.at + n];
        self.at += n;
        Ok(run)
    }

    /// The next `N` bytes as an array.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], OutOfBytes> {
        let run = self.take(N)?;
        let mut out = [0; N];
        out.copy_from_slice(run);
        Ok(out)
    }

    /// One signed byte.
    #[inline]
    pub fn i8(&mut self) -> Result<i8, OutOfBytes> {
        Ok(i8::from_be_bytes(self.array()?))
    }

    /// A 16-bit signed integer.
    #[inline]
    pub fn i16(&mut self) -> Result<i16, OutOfBytes> {
        Ok(i16::from_be_bytes(self.array()?))
    }

    /// A 32-bit signed integer.
    #[inline]
    pub fn i32(&mut self) -> Result<i32, OutOfBytes> {
        Ok(i32::from_be_bytes(self.array()?))
    }

    /// A 64-bit signed integer.
    #[inline]
    pub fn i64(&mut self) -> Result<i64, OutOfBytes> {
        Ok(i64::from_be_bytes(self.array()?))
    }
}
