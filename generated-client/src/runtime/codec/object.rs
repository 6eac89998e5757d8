//! Reading and writing an object key by key: [`object!`] implements serde's traits for a generated struct over a reader and
//! a writer, from one line for each key. That is much less for the compiler than what serde's derive would make of it.
//!
//! A line begins with the states that the key can be in, which is also what the reader's and the writer's functions for it
//! are called: `required` (a value), `nullable` (an `Option`, whose `None` is written as null), `optional` (an `Option`,
//! whose `None` is left out) and `three_state` (a [`Nullable`]).

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::runtime::{Extra, Nullable, Object};

/// What a struct needs beside its declaration:
///
/// ```text
/// object!(Channel {
///     required "website_url" => website_url,
///     optional "welcome_title" => welcome_title,
/// } fixed {
///     "type" = "web_widget",
/// } keep extra);
/// ```
#[allow(unused_macros, reason = "all faces may be left out")]
macro_rules! object {
    (
        $name:ident { $($state:ident $wire:literal => $field:ident,)* }
        $(fixed { $($fixed:literal = $value:literal,)* })?
        $(keep $extra:ident)?
        $(refuse $others:ident)?
    ) => {
        impl<'de> $crate::runtime::codec::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::codec::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::codec::read::object(deserializer)
            }
        }

        impl $crate::runtime::codec::ReadObject for $name {
            const NAME: &'static str = stringify!($name);

            #[allow(unused_mut, reason = "it depends on the keys")]
            fn read<'de, M: $crate::runtime::codec::MapAccess<'de>>(
                mut object: $crate::runtime::codec::ObjectReader<'de, M>,
            ) -> Result<Self, M::Error> {
                $(let mut $field = Default::default();)*
                while let Some(key) = object.key()? {
                    match &*key {
                        $($wire => $field = object.value()?,)*
                        _ => object.other(key, &[$(stringify!($extra))?], &[$(stringify!($others))?])?,
                    }
                }
                Ok(Self {
                    $($field: object.$state($wire, $field)?,)*
                    $($extra: object.extra(),)?
                })
            }
        }

        impl $crate::runtime::codec::Serialize for $name {
            #[allow(unused_mut, reason = "it depends on the keys")]
            fn serialize<S: $crate::runtime::codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut object = $crate::runtime::codec::ObjectWriter::new(serializer)?;
                $($(object.required($fixed, &$value)?;)*)?
                $(object.$state($wire, &self.$field)?;)*
                $(object.keep(&self.$extra)?;)?
                object.end()
            }
        }
    };
}

/// Lets a type be sent as a parameter.
#[allow(unused_macros, reason = "not every API sends types of its own")]
macro_rules! sent {
    ($name:ident) => {
        impl $crate::runtime::codec::Argument for $name {
            fn argument(&self) -> $crate::runtime::codec::Arg<'_> {
                $crate::runtime::codec::Arg::json(self)
            }
        }
    };
}

/// Makes a parameter struct a request: its fields in the order of the operation's table. serde reads and writes it with the
/// names of its fields as keys, and reads no others: what is misspelt must not go unsent in silence.
#[allow(unused_macros, reason = "all faces may be left out")]
macro_rules! request {
    ($name:ident => $operation:path { $($state:ident $key:literal => $field:ident,)* }) => {
        $crate::runtime::object!($name { $($state $key => $field,)* } refuse others);

        impl From<$name> for $crate::runtime::Request {
            #[allow(unused_variables, reason = "it depends on the fields")]
            fn from(parameters: $name) -> Self {
                $crate::runtime::Request::new(&$operation, &[$(&parameters.$field),*])
            }
        }
    };
}

#[allow(unused_imports, reason = "not every API sends types of its own")]
pub(crate) use {object, request, sent};

/// A type that is read from an object, key by key.
pub trait ReadObject: Sized {
    /// The name for error messages.
    const NAME: &'static str;

    /// Reads the object.
    ///
    /// # Errors
    ///
    /// When a value has the wrong type or a required one is missing.
    fn read<'de, M: MapAccess<'de>>(object: ObjectReader<'de, M>) -> Result<Self, M::Error>;
}

/// A key of an object, borrowed from the input where that is possible.
#[derive(Clone, Debug)]
pub struct Key<'de>(Cow<'de, str>);

impl Deref for Key<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, key: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(key)))
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(key.to_owned())))
    }

    fn visit_string<E: serde::de::Error>(self, key: String) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(key)))
    }
}

/// An object that is being read.
pub struct ObjectReader<'de, M> {
    map: M,
    extra: Option<Box<Object>>,
    input: PhantomData<&'de ()>,
}

impl<'de, M: MapAccess<'de>> ObjectReader<'de, M> {
    pub(super) fn new(map: M) -> Self {
        Self { map, extra: None, input: PhantomData }
    }

    /// Gives the next key, or nothing at the end.
    ///
    /// # Errors
    ///
    /// When the input is not valid.
    pub fn key(&mut self) -> Result<Option<Key<'de>>, M::Error> {
        self.map.next_key()
    }

    /// Reads the value of the key just given.
    ///
    /// # Errors
    ///
    /// When the value is of another type.
    pub fn value<T: Deserialize<'de>>(&mut self) -> Result<T, M::Error> {
        self.map.next_value()
    }

    /// Keeps the value of the key just given among the extra keys, or passes over it when there is no field to keep it in.
    ///
    /// # Errors
    ///
    /// When the input is not valid, or the type refuses keys that it does not have.
    pub fn other(&mut self, key: Key<'de>, kept_in: &[&str], refused: &[&str]) -> Result<(), M::Error> {
        if !refused.is_empty() {
            return Err(serde::de::Error::custom(format_args!("unknown field `{}`", &*key)));
        }
        if kept_in.is_empty() {
            return self.map.next_value::<IgnoredAny>().map(drop);
        }
        let value = self.map.next_value()?;
        self.extra.get_or_insert_default().insert(key.0.into_owned(), value);
        Ok(())
    }

    /// Gives the value of a field that must be there.
    ///
    /// # Errors
    ///
    /// When it is missing or null.
    pub fn required<T>(&self, name: &'static str, value: Option<T>) -> Result<T, M::Error> {
        value.ok_or_else(|| missing(name))
    }

    /// Gives the value of a field that may be missing.
    ///
    /// # Errors
    ///
    /// None.
    pub fn optional<T>(&self, _: &'static str, value: Option<T>) -> Result<Option<T>, M::Error> {
        Ok(value)
    }

    /// Gives the value of a field that may be null.
    ///
    /// # Errors
    ///
    /// None.
    pub fn nullable<T>(&self, _: &'static str, value: Option<T>) -> Result<Option<T>, M::Error> {
        Ok(value)
    }

    /// Gives the value of a field that may be missing or null, and says which.
    ///
    /// # Errors
    ///
    /// None.
    pub fn three_state<T>(&self, _: &'static str, value: Nullable<T>) -> Result<Nullable<T>, M::Error> {
        Ok(value)
    }

    /// Gives the keys that were kept.
    pub fn extra(self) -> Extra {
        Extra::new(self.extra)
    }
}

#[cold]
fn missing<E: serde::de::Error>(name: &'static str) -> E {
    E::custom(format_args!("missing field `{name}`, or it is null"))
}

pub(super) struct ObjectVisitor<T>(pub(super) PhantomData<T>);

impl<'de, T: ReadObject> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object (`{}`)", T::NAME)
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
        T::read(ObjectReader::new(map))
    }
}

/// An object that is being written.
pub struct ObjectWriter<S: Serializer> {
    map: S::SerializeMap,
}

impl<S: Serializer> ObjectWriter<S> {
    /// Starts an object.
    ///
    /// # Errors
    ///
    /// When the serializer refuses it.
    pub fn new(serializer: S) -> Result<Self, S::Error> {
        Ok(Self { map: serializer.serialize_map(None)? })
    }

    /// Writes a field.
    ///
    /// # Errors
    ///
    /// When the value cannot be written.
    pub fn required<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), S::Error> {
        self.map.serialize_entry(name, value)
    }

    /// Writes a field that has a value, and leaves it out otherwise.
    ///
    /// # Errors
    ///
    /// When the value cannot be written.
    pub fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) -> Result<(), S::Error> {
        match value {
            Some(value) => self.required(name, value),
            None => Ok(()),
        }
    }

    /// Writes a field that has a value or null. What may be null is written as null: a key too much says nothing, one too
    /// few would lose what was said.
    ///
    /// # Errors
    ///
    /// When the value cannot be written.
    pub fn nullable<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) -> Result<(), S::Error> {
        self.required(name, value)
    }

    /// Writes a field that is null or has a value, and leaves out an absent one.
    ///
    /// # Errors
    ///
    /// When the value cannot be written.
    pub fn three_state<T: Serialize>(&mut self, name: &'static str, value: &Nullable<T>) -> Result<(), S::Error> {
        if value.is_absent() { Ok(()) } else { self.required(name, value) }
    }

    /// Writes the keys that were kept.
    ///
    /// # Errors
    ///
    /// When the serializer refuses them.
    pub fn keep(&mut self, extra: &Extra) -> Result<(), S::Error> {
        for (key, value) in extra.iter() {
            self.map.serialize_entry(key, value)?;
        }
        Ok(())
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// When the serializer refuses it.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map.end()
    }
}
