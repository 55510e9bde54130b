//! `header!`: one declaration gives the struct, its reader and its writer.

/// Declares a typed header. A field is `name: type = "key"`, or `= "key" / "k"` where
/// SEND_MESSAGE_V2 has a short name. With `<'a>` the header borrows text from its frame.
macro_rules! header {
    ($(#[$meta:meta])* $name:ident<'a> { $($fields:tt)* }) => {
        header!(@emit [$(#[$meta])*] [$name<'a>] $($fields)*);
    };
    ($(#[$meta:meta])* $name:ident { $($fields:tt)* }) => {
        header!(@emit [$(#[$meta])*] [$name] $($fields)*);
    };
    (@emit [$($meta:tt)*] [$name:ident $(<$life:lifetime>)?]
        $( $(#[$doc:meta])* $field:ident: $type:ty = $key:literal $(/ $short:literal)? ),* $(,)?
    ) => {
        $($meta)*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name $(<$life>)? {
            $( $(#[$doc])* pub $field: $type, )*
        }

        impl<'a> $crate::engine::protocol::ext::Header<'a> for $name $(<$life>)? {
            fn set(
                &mut self,
                key: &str,
                value: ::std::borrow::Cow<'a, str>,
            ) -> Result<(), $crate::engine::protocol::ext::FieldError> {
                use $crate::engine::protocol::ext::FieldValue;
                match key {
                    $( $key $(| $short)? => self.$field = <$type as FieldValue<'a>>::read(key, value)?, )*
                    _ => {}
                }
                Ok(())
            }

            #[allow(unused_variables, reason = "headers without short names ignore the spelling")]
            fn write(
                &self,
                spelling: $crate::engine::protocol::ext::Spelling,
                sink: &mut dyn $crate::engine::protocol::ext::FieldSink,
            ) {
                $(
                    #[allow(unused_mut, reason = "only fields with a short name change it")]
                    let mut key = $key;
                    $( if spelling == $crate::engine::protocol::ext::Spelling::Short { key = $short; } )?
                    <$type as $crate::engine::protocol::ext::FieldValue<'_>>::write(&self.$field, key, sink);
                )*
            }
        }
    };
}

pub(crate) use header;
