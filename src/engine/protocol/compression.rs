//! Compressed message bodies: which kind `sysFlag` says, and both directions (`remoting.md` 3.2).

use std::io::{Read, Write};

use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use lz4_flex::frame::FrameDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::sys_flag;

/// Longest body that is inflated: 16 times the largest a broker takes by default. A few bytes of
/// zlib can say gigabytes.
pub const MAX_PLAIN_LEN: usize = 64 * 1024 * 1024;
/// Bodies from this length on are compressed by Java producers (`compressMsgBodyOverHowmuch`).
pub const COMPRESS_FROM_LEN: usize = 4096;

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compression {
    /// A zlib stream; the only kind before 4.9.
    Zlib,
    /// An LZ4 frame.
    Lz4,
    /// A zstd frame.
    Zstd,
}

/// Why a body could not be inflated.
#[derive(Debug, thiserror::Error)]
pub enum InflateError {
    /// The compression bits have no meaning in 4.9.
    #[error("unknown compression type {0:#x} in sysFlag")]
    UnknownType(i32),
    /// The bytes are not what the flag says.
    #[error("the body is no {kind:?} stream: {reason}")]
    Damaged {
        /// What the flag says.
        kind: Compression,
        /// What is wrong.
        reason: String,
    },
    /// The body inflates to more than [`MAX_PLAIN_LEN`].
    #[error("the body inflates to more than {MAX_PLAIN_LEN} bytes")]
    TooLong,
}

impl Compression {
    /// The kind `sys_flag` says, or `None` for a plain body.
    pub fn of(sys_flag: i32) -> Result<Option<Self>, InflateError> {
        if sys_flag & sys_flag::COMPRESSED == 0 {
            return Ok(None);
        }
        match sys_flag & sys_flag::COMPRESSION_MASK {
            0 | sys_flag::COMPRESSION_ZLIB => Ok(Some(Self::Zlib)),
            sys_flag::COMPRESSION_LZ4 => Ok(Some(Self::Lz4)),
            sys_flag::COMPRESSION_ZSTD => Ok(Some(Self::Zstd)),
            other => Err(InflateError::UnknownType(other)),
        }
    }

    /// Inflates `bytes`.
    pub fn inflate(self, bytes: &[u8]) -> Result<Vec<u8>, InflateError> {
        let damaged = |reason: String| InflateError::Damaged { kind: self, reason };
        let mut plain = Vec::new();
        let limit = MAX_PLAIN_LEN as u64 + 1;
        let read = match self {
            Self::Zlib => ZlibDecoder::new(bytes).take(limit).read_to_end(&mut plain),
            Self::Lz4 => FrameDecoder::new(bytes).take(limit).read_to_end(&mut plain),
            Self::Zstd => StreamingDecoder::new(bytes)
                .map_err(|error| damaged(error.to_string()))?
                .take(limit)
                .read_to_end(&mut plain),
        };
        read.map_err(|error| damaged(error.to_string()))?;
        if plain.len() > MAX_PLAIN_LEN {
            return Err(InflateError::TooLong);
        }
        Ok(plain)
    }
}

/// Flags of a body that [`deflate`] compressed.
pub const DEFLATED_FLAGS: i32 = sys_flag::COMPRESSED | sys_flag::COMPRESSION_ZLIB;

/// Compresses a body as Java producers do: zlib, level 5. Goes with [`DEFLATED_FLAGS`].
pub fn deflate(body: &[u8]) -> Vec<u8> {
    let mut zlib = ZlibEncoder::new(Vec::new(), flate2::Compression::new(5));
    // Writing to a Vec does not fail.
    let _ = zlib.write_all(body);
    zlib.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Compression, DEFLATED_FLAGS, InflateError, MAX_PLAIN_LEN, deflate};

    /// What `CompressorFactory` of Apache 4.9 makes of [`plain`], with `sysFlag`.
    const BY_APACHE: [(i32, &str); 4] = [
        (
            0x101,
            "04224d1860707327000000f900636f6d707265737369626c652030200f001a310f001a320f000f2d00ffff\
             08506c6520302000000000",
        ),
        (
            0x201,
            "28b52ffd00589403007403636f6d707265737369626c652030203132303132303132303132303132303132\
             30313230313230313230313230313230313230313230202720e0e7b2c8273359e493992cf2c94c16f9\
             64268b7c3293453e99c9423e99c9229fcc64914f66b2c8273359e493992cf2c94c162d5f72a43a0100\
             00",
        ),
        (0x301, "785e4bcecf2d284a2d2ece4cca495530504846e61aa2728d50b9a38a4715e3560c00d0f3dae8"),
        (0x001, "785e4bcecf2d284a2d2ece4cca495530504846e61aa2728d50b9a38a4715e3560c00d0f3dae8"),
    ];

    fn plain() -> Vec<u8> {
        (0..40).map(|i| format!("compressible {} ", i % 3)).collect::<String>().into_bytes()
    }

    fn unhex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap())
            .collect()
    }

    #[test]
    fn bodies_compressed_by_apache_inflate() {
        for (sys_flag, hex) in BY_APACHE {
            let kind = Compression::of(sys_flag).unwrap().unwrap();
            assert_eq!(kind.inflate(&unhex(hex)).unwrap(), plain(), "{kind:?}");
        }
        assert_eq!(Compression::of(0x300).unwrap(), None);
        assert!(matches!(Compression::of(0x401), Err(InflateError::UnknownType(0x400))));
    }

    #[test]
    fn damaged_bodies_are_errors() {
        for (sys_flag, hex) in BY_APACHE {
            let kind = Compression::of(sys_flag).unwrap().unwrap();
            let bytes = unhex(hex);
            assert!(kind.inflate(&bytes[1..]).is_err(), "{kind:?}");
            for cut in 0..bytes.len() {
                // Cut behind the last block, a frame may still give all it has.
                let _ = kind.inflate(&bytes[..cut]).map(|body| assert!(plain().starts_with(&body)));
            }
        }
    }

    #[test]
    fn a_body_that_inflates_without_end_is_refused() {
        let bomb = deflate(&vec![0; MAX_PLAIN_LEN + 1]);
        let kind = Compression::of(DEFLATED_FLAGS).unwrap().unwrap();
        assert!(matches!(kind.inflate(&bomb), Err(InflateError::TooLong)));
    }
}
