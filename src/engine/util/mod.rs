//! Small things every layer needs: the clock, a checked byte cursor, sizes, files.

pub mod clock;
pub mod cursor;
pub mod holder;
pub mod java_hash;
pub mod nearest;
pub mod odd_address;
pub mod properties;
pub mod text_file;

pub mod yaml;
