//! fastjson's dialect: what is not JSON in Apache's bodies and files (`remoting.md` 1.6, `store.md` 2.7).
//!
//! | dialect | here |
//! |---|---|
//! | `{0:"a"}`, `{{"queueId":0}:5}`: keys that are not strings | written raw, or quoted in [`Form::Strict`]; read both ways |
//! | fields that are null are left out | written so; read as absent |
//! | single quotes, bare words as keys, stray commas | read |
//! | pretty text: tabs, no blank after `:`, entries under keys that are not strings on one line | [`Form::Pretty`] |
//!
//! [`write`] is a serde serializer for all three forms. Reading goes through [`to_standard`],
//! which turns the dialect into standard JSON text: a key that is a number or an object becomes
//! a string with the key's own JSON text, which is also how [`Form::Strict`] writes it.

mod lenient;
mod writer;

pub use lenient::{LenientError, to_standard};

use serde::Serialize;

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// On one line, keys that are not strings raw: the bodies of requests and answers.
    Compact,
    /// Standard JSON in ASCII (fastjson's `BrowserCompatible`), for those who ask for it.
    Strict,
    /// Indented by tabs: the files.
    Pretty,
}

/// Writes `value` in `form`.
///
/// Everything that derives `Serialize` can be written, but enum variants with data and byte
/// strings, which no body has; those fail.
pub fn write<T: Serialize + ?Sized>(value: &T, form: Form) -> Result<Vec<u8>, WriteError> {
    let mut out = writer::Writer::new(form);
    value.serialize(&mut out)?;
    Ok(out.finish())
}

/// A value has a shape that fastjson bodies do not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot be written as JSON: {0}")]
pub struct WriteError(String);

impl serde::ser::Error for WriteError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}
