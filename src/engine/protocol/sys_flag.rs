//! Bits of a message's and of a pull's `sysFlag` (`remoting.md` 3.2).

/// The body is compressed.
pub const COMPRESSED: i32 = 0x1;
/// The message carries several tags.
pub const MULTI_TAGS: i32 = 0x2;
/// Mask of the two transaction bits.
pub const TRANSACTION_MASK: i32 = 0xC;
/// Transaction bits: half message.
pub const TRANSACTION_PREPARED: i32 = 0x4;
/// Transaction bits: committed.
pub const TRANSACTION_COMMIT: i32 = 0x8;
/// Transaction bits: rolled back.
pub const TRANSACTION_ROLLBACK: i32 = 0xC;
/// The born host is an IPv6 address.
pub const BORN_HOST_V6: i32 = 0x10;
/// The store host is an IPv6 address.
pub const STORE_HOST_V6: i32 = 0x20;
/// Mask of the compression type bits.
pub const COMPRESSION_MASK: i32 = 0x700;
/// Compression type: LZ4 frames.
pub const COMPRESSION_LZ4: i32 = 0x100;
/// Compression type: zstd.
pub const COMPRESSION_ZSTD: i32 = 0x200;
/// Compression type: zlib; 0 means zlib too.
pub const COMPRESSION_ZLIB: i32 = 0x300;

/// Pull flag: store the commit offset.
pub const PULL_COMMIT_OFFSET: i32 = 0x1;
/// Pull flag: hold the request when there is nothing new.
pub const PULL_SUSPEND: i32 = 0x2;
/// Pull flag: the subscription is in the header.
pub const PULL_SUBSCRIPTION: i32 = 0x4;
/// Pull flag: class filter.
pub const PULL_CLASS_FILTER: i32 = 0x8;
/// Pull flag: sent by a lite pull consumer.
pub const PULL_LITE: i32 = 0x10;
