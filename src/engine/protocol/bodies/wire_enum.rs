//! `wire_enum!`: a Java enum as JSON has it.

/// Declares an enum with the names of its constants, in Java's order. It is written by name, and
/// read by name or by number. Any other text gives the default: fastjson leaves such a field null,
/// and clients that are not Java send some.
macro_rules! wire_enum {
    ($(#[$meta:meta])* $type:ident {
        $( $(#[$doc:meta])* $variant:ident $name:literal, )*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum $type {
            $( $(#[$doc])* $variant, )*
        }

        impl $type {
            /// Every constant, in Java's order.
            pub const ALL: &[$type] = &[$( $type::$variant, )*];

            /// The name on the wire.
            pub fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// The constant of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $( $name => Some(Self::$variant), )* _ => None }
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl ::schemars::JsonSchema for $type {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({ "enum": [$($name),*] })
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                struct Constant;

                impl ::serde::de::Visitor<'_> for Constant {
                    type Value = $type;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(concat!("the name of a ", stringify!($type)))
                    }

                    fn visit_str<E>(self, name: &str) -> Result<$type, E> {
                        Ok($type::from_name(name).unwrap_or_default())
                    }

                    fn visit_i64<E: ::serde::de::Error>(self, number: i64) -> Result<$type, E> {
                        let index = usize::try_from(number).unwrap_or(usize::MAX);
                        Ok($type::ALL.get(index).copied().unwrap_or_default())
                    }

                    fn visit_u64<E: ::serde::de::Error>(self, number: u64) -> Result<$type, E> {
                        self.visit_i64(i64::try_from(number).unwrap_or(-1))
                    }
                }

                d.deserialize_any(Constant)
            }
        }
    };
}

pub(super) use wire_enum;
