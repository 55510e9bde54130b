//! Reads scalars as fastjson does: by what the field is, not by how the text spells it.
//!
//! A number may stand in quotes, as in the `codeSet` of Go clients, a string may be a bare number,
//! and a truth value either.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

/// A value that becomes what is asked for where fastjson would make it so.
pub(super) struct Coerce(pub(super) Value);

impl Coerce {
    /// The whole number this value stands for, if it does; fastjson cuts fractions off.
    fn whole(&self) -> Option<i64> {
        match &self.0 {
            Value::Bool(value) => Some(i64::from(*value)),
            Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|f| f as i64)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn unfit<T>(&self, wanted: &str) -> Result<T, serde_json::Error> {
        let shown: String = self.0.to_string().chars().take(64).collect();
        Err(Error::custom(format!("expected {wanted}, found {shown}")))
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for Coerce {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! whole_numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.whole() {
                Some(number) => visitor.visit_i64(number),
                None => self.unfit("a whole number"),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Coerce {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => number.deserialize_any(visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(list) => {
                visitor.visit_seq(SeqDeserializer::new(list.into_iter().map(Coerce)))
            }
            Value::Object(map) => {
                let entries = map.into_iter().map(|(k, v)| (Coerce(Value::String(k)), Coerce(v)));
                visitor.visit_map(MapDeserializer::new(entries))
            }
        }
    }

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let number = match &self.0 {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number {
            Some(number) => visitor.visit_f64(number),
            None => self.unfit("a number"),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let value = match &self.0 {
            Value::Bool(value) => Some(*value),
            Value::Number(number) => number.as_i64().map(|number| number == 1),
            Value::String(text) if text.eq_ignore_ascii_case("true") || text == "1" => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") || text == "0" => Some(false),
            _ => None,
        };
        match value {
            Some(value) => visitor.visit_bool(value),
            None => self.unfit("true or false"),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            Value::Bool(_) | Value::Number(_) => visitor.visit_string(self.0.to_string()),
            _ => self.unfit("a text"),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct seq tuple tuple_struct map struct enum
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::read;

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    #[serde(default)]
    struct Sample {
        flag: bool,
        id: i32,
        list: Vec<i32>,
        map: BTreeMap<i64, String>,
        maybe: Option<i64>,
        rate: f64,
        text: String,
    }

    #[test]
    fn scalars_become_what_the_field_is() {
        let text = br#"{"flag":"true","id":"7","list":["1",2,3.9],"map":{1:5,"2":"x"},
            "maybe":"9","rate":"0.5","text":12}"#;
        let map = BTreeMap::from([(1, "5".to_owned()), (2, "x".to_owned())]);
        let expected = Sample {
            flag: true,
            id: 7,
            list: vec![1, 2, 3],
            map,
            maybe: Some(9),
            rate: 0.5,
            text: "12".to_owned(),
        };
        assert_eq!(read::<Sample>(text), Ok(expected));
    }

    #[test]
    fn the_last_of_equal_fields_counts_and_null_is_absent() {
        let sample: Sample = read(br#"{"id":1,"id":2,"text":null,"list":null}"#).unwrap();
        assert_eq!(sample, Sample { id: 2, ..Sample::default() });
    }

    #[test]
    fn what_cannot_be_meant_is_an_error() {
        for text in [r#"{"id":"x"}"#, r#"{"id":[1]}"#, r#"{"id":5000000000}"#, r#"{"list":{}}"#] {
            assert!(read::<Sample>(text.as_bytes()).is_err(), "{text}");
        }
    }
}
