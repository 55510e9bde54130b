//! The string-to-string fields of a header (`extFields`), read and written without a map.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::engine::util::cursor::Cursor;

/// Why header fields could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// The fields are not a JSON object of scalars, or the binary map is cut short.
    #[error("the header fields are malformed: {0}")]
    Malformed(String),
    /// A value does not have the type the header declares.
    #[error("header field `{key}` must be {expected}, found `{found}`")]
    WrongType {
        /// The field's name as it was sent.
        key: String,
        /// What the header declares.
        expected: &'static str,
        /// The text that was sent.
        found: String,
    },
}

/// Takes the fields of a typed header, one by one, in the header's order.
pub trait FieldSink {
    /// A text field.
    fn text(&mut self, key: &str, value: &str);
    /// A number; written in decimal.
    fn number(&mut self, key: &str, value: i64);
}

/// Header fields as owned pairs, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldList(pub Vec<(Cow<'static, str>, String)>);

impl FieldList {
    /// The value of `key`, if present.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// Adds a field, replacing one of the same name.
    pub fn set(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(k, _)| *k == key) {
            Some(pair) => pair.1 = value,
            None => self.0.push((key, value)),
        }
    }

    /// Hands every field to `sink`.
    pub fn write(&self, sink: &mut dyn FieldSink) {
        for (key, value) in &self.0 {
            sink.text(key, value);
        }
    }
}

impl FieldSink for FieldList {
    fn text(&mut self, key: &str, value: &str) {
        self.0.push((Cow::Owned(key.to_owned()), value.to_owned()));
    }

    fn number(&mut self, key: &str, value: i64) {
        self.0.push((Cow::Owned(key.to_owned()), value.to_string()));
    }
}

/// Called with every field, name then value; an error ends the reading.
pub type EachField<'f, 'a> = &'f mut dyn FnMut(&str, Cow<'a, str>) -> Result<(), FieldError>;

/// Undecoded header fields, still inside the frame they came in.
#[derive(Clone, Copy, Debug)]
pub enum Fields<'a> {
    /// The header has none.
    None,
    /// The JSON text of the `extFields` object.
    Json(&'a str),
    /// The binary map (`remoting.md` 1.2).
    Binary(&'a [u8]),
}

impl<'a> Fields<'a> {
    /// Calls `each` with every field; a field whose value is null is left out.
    pub fn for_each(self, each: EachField<'_, 'a>) -> Result<(), FieldError> {
        match self {
            Fields::None => Ok(()),
            Fields::Json(text) => {
                let mut failed = Ok(());
                let visitor = JsonFields { each, failed: &mut failed };
                let mut json = serde_json::Deserializer::from_str(text);
                let parsed = json.deserialize_map(visitor);
                failed?;
                parsed.map_err(|e| FieldError::Malformed(e.to_string()))
            }
            Fields::Binary(bytes) => for_each_binary(bytes, each),
        }
    }

    /// All fields as owned pairs.
    pub fn to_list(self) -> Result<FieldList, FieldError> {
        let mut list = FieldList::default();
        self.for_each(&mut |key, value| {
            list.text(key, &value);
            Ok(())
        })?;
        Ok(list)
    }

    /// The value of one field.
    pub fn get(self, wanted: &str) -> Result<Option<Cow<'a, str>>, FieldError> {
        let mut found = None;
        self.for_each(&mut |key, value| {
            if key == wanted {
                found = Some(value);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Decodes a typed header. Unknown fields are ignored; absent ones keep their default,
    /// as Apache's `decodeCommandCustomHeader` leaves them null or 0.
    pub fn decode<H: Header<'a>>(self) -> Result<H, FieldError> {
        let mut header = H::default();
        self.for_each(&mut |key, value| header.set(key, value))?;
        Ok(header)
    }
}

fn for_each_binary<'a>(bytes: &'a [u8], each: EachField<'_, 'a>) -> Result<(), FieldError> {
    let malformed = |what: &dyn fmt::Display| FieldError::Malformed(what.to_string());
    let mut cursor = Cursor::new(bytes);
    while cursor.remaining() > 0 {
        let key_len = cursor.i16().map_err(|e| malformed(&e))?;
        let key_len = usize::try_from(key_len).map_err(|e| malformed(&e))?;
        let key = cursor.take(key_len).map_err(|e| malformed(&e))?;
        let value_len = cursor.i32().map_err(|e| malformed(&e))?;
        let value_len = usize::try_from(value_len).map_err(|e| malformed(&e))?;
        let value = cursor.take(value_len).map_err(|e| malformed(&e))?;
        if value.is_empty() {
            continue;
        }
        let key = std::str::from_utf8(key).map_err(|e| malformed(&e))?;
        let value = std::str::from_utf8(value).map_err(|e| malformed(&e))?;
        each(key, Cow::Borrowed(value))?;
    }
    Ok(())
}

struct JsonFields<'f, 'a> {
    each: EachField<'f, 'a>,
    failed: &'f mut Result<(), FieldError>,
}

impl<'a> Visitor<'a> for JsonFields<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of strings")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<Scalar<'a>>()? {
            let value = map.next_value::<Scalar<'a>>()?;
            if let (Some(key), Some(value), Ok(())) = (key.0, value.0, &*self.failed) {
                *self.failed = (self.each)(&key, value);
            }
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A JSON scalar as text; null is `None`.
struct Scalar<'a>(Option<Cow<'a, str>>);

impl<'a> serde::Deserialize<'a> for Scalar<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'a> Visitor<'a> for ScalarVisitor {
    type Value = Scalar<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a number, a boolean or null")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Scalar<'a>, E> {
        Ok(Scalar(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar<'a>, E> {
        Ok(Scalar(Some(Cow::Owned(text.to_owned()))))
    }

    fn visit_string<E>(self, text: String) -> Result<Scalar<'a>, E> {
        Ok(Scalar(Some(Cow::Owned(text))))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Scalar<'a>, E> {
        Ok(Scalar(Some(Cow::Owned(value.to_string()))))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Scalar<'a>, E> {
        Ok(Scalar(Some(Cow::Owned(value.to_string()))))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Scalar<'a>, E> {
        Ok(Scalar(Some(Cow::Owned(value.to_string()))))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar<'a>, E> {
        Ok(Scalar(Some(Cow::Borrowed(if value { "true" } else { "false" }))))
    }

    fn visit_unit<E>(self) -> Result<Scalar<'a>, E> {
        Ok(Scalar(None))
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<Scalar<'a>, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Err(serde::de::Error::custom("a header field cannot be an object"))
    }
}

/// Which of two names a field goes by: `topic`, or `b` as in SEND_MESSAGE_V2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// The full names.
    Long,
    /// The one-letter names of `SendMessageRequestHeaderV2`, where there are any.
    Short,
}

/// A typed header: the fields of one request or answer.
pub trait Header<'a>: Default {
    /// Stores the field `key`; a name the header does not have is ignored.
    fn set(&mut self, key: &str, value: Cow<'a, str>) -> Result<(), FieldError>;
    /// Hands every field that is present to `sink`.
    fn write(&self, spelling: Spelling, sink: &mut dyn FieldSink);

    /// The fields as owned pairs under their long names.
    fn to_list(&self) -> FieldList {
        let mut list = FieldList::default();
        self.write(Spelling::Long, &mut list);
        list
    }
}

/// A header without fields; its answer carries `extFields: {}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoFields;

impl Header<'_> for NoFields {
    fn set(&mut self, _: &str, _: Cow<'_, str>) -> Result<(), FieldError> {
        Ok(())
    }

    fn write(&self, _: Spelling, _: &mut dyn FieldSink) {}
}

/// A type a header field can have.
pub trait FieldValue<'a>: Sized {
    /// Reads the text of field `key`.
    fn read(key: &str, text: Cow<'a, str>) -> Result<Self, FieldError>;
    /// Writes the value, or nothing when it is absent.
    fn write(&self, key: &str, sink: &mut dyn FieldSink);
}

macro_rules! parsed_field {
    ($type:ty, $expected:literal, |$value:ident, $key:ident, $sink:ident| $write:expr) => {
        impl FieldValue<'_> for $type {
            fn read(key: &str, text: Cow<'_, str>) -> Result<Self, FieldError> {
                text.trim().parse().map_err(|_| FieldError::WrongType {
                    key: key.to_owned(),
                    expected: $expected,
                    found: text.chars().take(64).collect(),
                })
            }

            fn write(&self, $key: &str, $sink: &mut dyn FieldSink) {
                let $value = *self;
                $write
            }
        }
    };
}

parsed_field!(i32, "a 32-bit integer", |v, key, sink| sink.number(key, i64::from(v)));
parsed_field!(i64, "a 64-bit integer", |v, key, sink| sink.number(key, v));

impl FieldValue<'_> for bool {
    /// As `Boolean.parseBoolean`: everything but `true` in any case is false.
    fn read(_: &str, text: Cow<'_, str>) -> Result<Self, FieldError> {
        Ok(text.eq_ignore_ascii_case("true"))
    }

    fn write(&self, key: &str, sink: &mut dyn FieldSink) {
        sink.text(key, if *self { "true" } else { "false" });
    }
}

impl<'a> FieldValue<'a> for Cow<'a, str> {
    fn read(_: &str, text: Cow<'a, str>) -> Result<Self, FieldError> {
        Ok(text)
    }

    fn write(&self, key: &str, sink: &mut dyn FieldSink) {
        sink.text(key, self);
    }
}

impl FieldValue<'_> for String {
    fn read(_: &str, text: Cow<'_, str>) -> Result<Self, FieldError> {
        Ok(text.into_owned())
    }

    fn write(&self, key: &str, sink: &mut dyn FieldSink) {
        sink.text(key, self);
    }
}

impl<'a, T: FieldValue<'a>> FieldValue<'a> for Option<T> {
    fn read(key: &str, text: Cow<'a, str>) -> Result<Self, FieldError> {
        T::read(key, text).map(Some)
    }

    fn write(&self, key: &str, sink: &mut dyn FieldSink) {
        if let Some(value) = self {
            value.write(key, sink);
        }
    }
}

macro_rules! wrapped_field {
    ($($type:ty => $inner:ty),*) => {$(
        impl FieldValue<'_> for $type {
            fn read(key: &str, text: Cow<'_, str>) -> Result<Self, FieldError> {
                <$inner>::read(key, text).map(Self)
            }

            fn write(&self, key: &str, sink: &mut dyn FieldSink) {
                self.0.write(key, sink);
            }
        }
    )*};
}

use super::names::{
    BrokerName, ClientId, ClusterName, GroupName, PhysicalOffset, QueueId, QueueOffset, TopicName,
};
use crate::engine::util::clock::TimestampMs;
wrapped_field!(PhysicalOffset => i64, QueueOffset => i64, TimestampMs => i64, QueueId => i32);

macro_rules! name_field {
    ($($type:ty),*) => {$(
        impl FieldValue<'_> for $type {
            fn read(_: &str, text: Cow<'_, str>) -> Result<Self, FieldError> {
                Ok(Self::from(text.as_ref()))
            }

            fn write(&self, key: &str, sink: &mut dyn FieldSink) {
                sink.text(key, self.as_str());
            }
        }
    )*};
}

name_field!(TopicName, GroupName, BrokerName, ClusterName, ClientId);
