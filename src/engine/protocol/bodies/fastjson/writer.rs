//! The serde serializer behind [`super::write`].

use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};

use super::{Form, WriteError};
use crate::engine::protocol::json_text::{Escapes, push_double, push_string};

pub(super) struct Writer {
    out: Vec<u8>,
    form: Form,
    indent: usize,
    /// The value just written was absent, and nothing was written for it.
    absent: bool,
}

impl Writer {
    pub(super) fn new(form: Form) -> Self {
        Self { out: Vec::new(), form, indent: 0, absent: false }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.out
    }

    fn line_break(&mut self) {
        if self.form == Form::Pretty {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + self.indent, b'\t');
        }
    }

    fn escapes(&self) -> Escapes {
        if self.form == Form::Strict { Escapes::Browser } else { Escapes::Few }
    }

    fn raw(&mut self, text: impl std::fmt::Display) -> Result<(), WriteError> {
        self.out.extend_from_slice(text.to_string().as_bytes());
        Ok(())
    }

    /// A value inside an array, where fastjson writes what is absent.
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        value.serialize(&mut *self)?;
        if std::mem::take(&mut self.absent) {
            self.out.extend_from_slice(b"null");
        }
        Ok(())
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<bool, WriteError> {
        let start = self.out.len();
        key.serialize(&mut *self)?;
        let is_text = self.out.get(start) == Some(&b'"');
        if !is_text && self.form == Form::Strict {
            let raw = self.out.split_off(start);
            push_string(&mut self.out, &String::from_utf8_lossy(&raw), Escapes::Few);
        }
        Ok(is_text)
    }
}

/// An object or array being written.
pub(super) struct Open<'w> {
    writer: &'w mut Writer,
    empty: bool,
    /// Elements stand on lines of their own in pretty text.
    spread: bool,
    close: u8,
    /// Start of the map entry being written.
    entry: usize,
}

impl<'w> Open<'w> {
    fn new(writer: &'w mut Writer, brackets: [u8; 2], spread: bool) -> Self {
        writer.out.push(brackets[0]);
        writer.indent += 1;
        let entry = writer.out.len();
        Self { writer, empty: true, spread, close: brackets[1], entry }
    }

    fn separate(&mut self) {
        if !self.empty {
            self.writer.out.push(b',');
        }
    }

    fn close(self) -> Result<(), WriteError> {
        self.writer.indent -= 1;
        if !self.empty && self.spread {
            self.writer.line_break();
        }
        self.writer.out.push(self.close);
        Ok(())
    }

    fn push_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.separate();
        if self.spread {
            self.writer.line_break();
        }
        self.empty = false;
        self.writer.element(value)
    }

    /// Keeps the entry just written, or takes it back when its value was absent.
    fn finish_entry(&mut self) {
        if std::mem::take(&mut self.writer.absent) {
            self.writer.out.truncate(self.entry);
        } else {
            self.empty = false;
        }
    }
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Open<'w>;
    type SerializeTuple = Open<'w>;
    type SerializeTupleStruct = Impossible<(), WriteError>;
    type SerializeTupleVariant = Impossible<(), WriteError>;
    type SerializeMap = Open<'w>;
    type SerializeStruct = Open<'w>;
    type SerializeStructVariant = Impossible<(), WriteError>;

    fn serialize_bool(self, value: bool) -> Result<(), WriteError> {
        self.raw(value)
    }

    fn serialize_i8(self, value: i8) -> Result<(), WriteError> {
        self.raw(value)
    }

    fn serialize_i16(self, value: i16) -> Result<(), WriteError> {
        self.raw(value)
    }

    fn serialize_i32(self, value: i32) -> Result<(), WriteError> {
        self.raw(value)
    }

    fn serialize_i64(self, value: i64) -> Result<(), WriteError> {
        self.raw(value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), WriteError> {
        self.raw(value)
    }

    fn serialize_u16(self, value: u16) -> Result<(), WriteError> {
        self.raw(value)
    }

    fn serialize_u32(self, value: u32) -> Result<(), WriteError> {
        self.raw(value)
    }

    fn serialize_u64(self, value: u64) -> Result<(), WriteError> {
        self.raw(value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), WriteError> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), WriteError> {
        push_double(&mut self.out, value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), WriteError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), WriteError> {
        let escapes = self.escapes();
        push_string(&mut self.out, value, escapes);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), WriteError> {
        Err(serde::ser::Error::custom("byte strings"))
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        self.absent = true;
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), WriteError> {
        self.serialize_none()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), WriteError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), WriteError> {
        Err(serde::ser::Error::custom("enum variants with data"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'w>, WriteError> {
        Ok(Open::new(self, *b"[]", true))
    }

    /// Java's arrays: fastjson keeps them on one line.
    fn serialize_tuple(self, _: usize) -> Result<Open<'w>, WriteError> {
        Ok(Open::new(self, *b"[]", false))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, WriteError> {
        Err(serde::ser::Error::custom("tuple structs"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, WriteError> {
        Err(serde::ser::Error::custom("enum variants with data"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'w>, WriteError> {
        Ok(Open::new(self, *b"{}", true))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'w>, WriteError> {
        Ok(Open::new(self, *b"{}", true))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, WriteError> {
        Err(serde::ser::Error::custom("enum variants with data"))
    }
}

impl SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.push_element(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close()
    }
}

impl SerializeTuple for Open<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.push_element(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close()
    }
}

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = WriteError;

    /// fastjson breaks the line before a string key only.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.entry = self.writer.out.len();
        self.separate();
        let start = self.writer.out.len();
        if self.writer.key(key)? && self.writer.form == Form::Pretty {
            let key = self.writer.out.split_off(start);
            self.writer.line_break();
            self.writer.out.extend_from_slice(&key);
        }
        self.writer.out.push(b':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        value.serialize(&mut *self.writer)?;
        self.finish_entry();
        Ok(())
    }

    fn end(self) -> Result<(), WriteError> {
        self.close()
    }
}

impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        self.entry = self.writer.out.len();
        self.separate();
        self.writer.line_break();
        push_string(&mut self.writer.out, key, Escapes::Few);
        self.writer.out.push(b':');
        value.serialize(&mut *self.writer)?;
        self.finish_entry();
        Ok(())
    }

    fn end(self) -> Result<(), WriteError> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{Form, write};
    use crate::engine::protocol::names::{BrokerName, MessageQueue, QueueId, TopicName};

    #[derive(serde::Serialize)]
    struct Sample {
        empty: BTreeMap<i64, i64>,
        ids: BTreeMap<i64, Option<&'static str>>,
        ints: (i32, i32),
        list: Vec<i32>,
        none: Option<i32>,
        queues: BTreeMap<MessageQueue, i64>,
    }

    fn sample() -> Sample {
        let queue = MessageQueue {
            broker_name: BrokerName::from("b"),
            queue_id: QueueId(1),
            topic: TopicName::from("t"),
        };
        Sample {
            empty: BTreeMap::new(),
            ids: BTreeMap::from([(1, Some("x")), (2, None)]),
            ints: (1, 2),
            list: vec![1, 2],
            none: None,
            queues: BTreeMap::from([(queue, 5)]),
        }
    }

    /// The expected texts follow what fastjson 1.2.69 printed for maps and lists of these kinds.
    #[test]
    fn the_three_forms_are_fastjsons() {
        let text = |form| String::from_utf8(write(&sample(), form).unwrap()).unwrap();
        assert_eq!(
            text(Form::Compact),
            r#"{"empty":{},"ids":{1:"x"},"ints":[1,2],"list":[1,2],"queues":{{"brokerName":"b","queueId":1,"topic":"t"}:5}}"#
        );
        assert_eq!(
            text(Form::Strict),
            r#"{"empty":{},"ids":{"1":"x"},"ints":[1,2],"list":[1,2],"queues":{"{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"t\"}":5}}"#
        );
        assert_eq!(
            text(Form::Pretty),
            "{\n\t\"empty\":{},\n\t\"ids\":{1:\"x\"\n\t},\n\t\"ints\":[1,2],\n\t\"list\":[\n\t\t1,\n\t\t2\n\t],\
             \n\t\"queues\":{{\n\t\t\t\"brokerName\":\"b\",\n\t\t\t\"queueId\":1,\n\t\t\t\"topic\":\"t\"\n\t\t}:5\n\t}\n}"
        );
    }
}
