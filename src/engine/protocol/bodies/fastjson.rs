//! fastjson's dialect: what is not JSON in Apache's bodies and files (`remoting.md` 1.6, `store.md` 2.7).
//!
//! | dialect | here |
//! |---|---|
//! | `{0:"a"}`, `{{"queueId":0}:5}`: keys that are not strings | written raw, or quoted in [`Form::Strict`]; read both ways |
//! | fields that are null are left out | written so; read as absent |
//! | single quotes, bare words as keys, stray commas | read |
//! | numbers in quotes, texts without, one field twice | read, see `coerce` |
//! | pretty text: tabs, no blank after `:`, entries under keys that are not strings on one line | [`Form::Pretty`] |
//!
//! [`write`] is a serde serializer for all three forms. Reading goes through [`to_standard`],
//! which turns the dialect into standard JSON text: a key that is a number or an object becomes
//! a string with the key's own JSON text, which is also how [`Form::Strict`] writes it.

mod coerce;
mod lenient;
mod writer;

pub use lenient::{LenientError, to_standard};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::ser::{SerializeTuple, Serializer};

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

/// Reads standard JSON, and what fastjson would take for it.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, ReadError> {
    if let Ok(value) = serde_json::from_slice(text) {
        return Ok(value);
    }
    let value = serde_json::from_slice(&to_standard(text)?)?;
    Ok(T::deserialize(coerce::Coerce(value))?)
}

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not even fastjson's JSON.
    #[error(transparent)]
    Text(#[from] LenientError),
    /// It does not have the shape that was expected.
    #[error("{0}")]
    Shape(String),
}

impl From<serde_json::Error> for ReadError {
    fn from(error: serde_json::Error) -> Self {
        Self::Shape(error.to_string())
    }
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

/// Writes a field that is an array or a set in Java: it stays on one line in [`Form::Pretty`],
/// where a list has a line for each element.
pub fn on_one_line<T: Serialize, S: Serializer>(
    elements: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut array = serializer.serialize_tuple(elements.len())?;
    for element in elements {
        array.serialize_element(element)?;
    }
    array.end()
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
