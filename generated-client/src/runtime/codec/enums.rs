//! The three macros that generated enums are written with, from one line for each value. Every enum has a variant
//! `Unknown` for what the client does not know, so that no value of the server is lost.

/// What an enum of texts needs beside its declaration: `string_enum!(Role { Agent = "agent", })`.
#[allow(unused_macros, reason = "not every API has enums of each kind")]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $text:literal,)+ }) => {
        impl $name {
            /// All values that this client knows.
            pub const KNOWN: &'static [&'static str] = &[$($text),+];

            /// Gives the value as it is on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(text) => text,
                }
            }

            fn known(text: &str) -> Option<Self> {
                Some(match text {
                    $($text => Self::$variant,)+
                    _ => return None,
                })
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::known(text).unwrap_or_else(|| Self::Unknown(text.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::known(&text).unwrap_or(Self::Unknown(text))
            }
        }

        impl From<&str> for $crate::runtime::Nullable<$name> {
            fn from(text: &str) -> Self {
                Self::Value(text.into())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::runtime::codec::Serialize for $name {
            fn serialize<S: $crate::runtime::codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::runtime::codec::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::codec::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::codec::read::text(deserializer).map(|text| Self::from(&*text))
            }
        }

        impl $crate::runtime::codec::Argument for $name {
            fn argument(&self) -> $crate::runtime::codec::Arg<'_> {
                $crate::runtime::codec::Arg::Text(::std::borrow::Cow::Borrowed(self.as_str()))
            }
        }
    };
}

/// What an enum of whole numbers needs beside its declaration: `integer_enum!(MessageType { Incoming = 0, })`.
#[allow(unused_macros, reason = "not every API has enums of each kind")]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $number:literal,)+ }) => {
        impl $name {
            /// All values that this client knows.
            pub const KNOWN: &'static [i64] = &[$($number),+];

            /// Gives the value as it is on the wire.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)+
                    Self::Unknown(number) => *number,
                }
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)+
                    _ => Self::Unknown(number),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl $crate::runtime::codec::Serialize for $name {
            fn serialize<S: $crate::runtime::codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> $crate::runtime::codec::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::codec::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::codec::read::integer(deserializer).map(Self::from)
            }
        }

        impl $crate::runtime::codec::Argument for $name {
            fn argument(&self) -> $crate::runtime::codec::Arg<'_> {
                $crate::runtime::codec::Arg::Integer(self.as_i64())
            }
        }
    };
}

/// What an enum of values of several types needs beside its declaration. Each value is given as its JSON text:
/// `value_enum!(Status { Draft = "\"draft\"", One = "1", })`.
#[allow(unused_macros, reason = "not every API has enums of each kind")]
macro_rules! value_enum {
    ($name:ident { $($variant:ident = $json:literal,)+ }) => {
        impl $name {
            /// All values that this client knows, as JSON.
            pub const KNOWN: &'static [&'static str] = &[$($json),+];

            /// Gives the value as it is on the wire.
            pub fn to_value(&self) -> $crate::runtime::Value {
                match self {
                    $(Self::$variant => $crate::runtime::codec::read::constant($json),)+
                    Self::Unknown(value) => value.clone(),
                }
            }
        }

        impl From<$crate::runtime::Value> for $name {
            fn from(value: $crate::runtime::Value) -> Self {
                match value.to_string().as_str() {
                    $($json => Self::$variant,)+
                    _ => Self::Unknown(value),
                }
            }
        }

        impl $crate::runtime::codec::Serialize for $name {
            fn serialize<S: $crate::runtime::codec::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::codec::Serialize::serialize(&self.to_value(), serializer)
            }
        }

        impl<'de> $crate::runtime::codec::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::codec::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <$crate::runtime::Value as $crate::runtime::codec::Deserialize>::deserialize(deserializer)
                    .map(Self::from)
            }
        }

        impl $crate::runtime::codec::Argument for $name {
            fn argument(&self) -> $crate::runtime::codec::Arg<'_> {
                $crate::runtime::codec::Arg::json(&self.to_value())
            }
        }
    };
}

#[allow(unused_imports, reason = "not every API has enums of each kind")]
pub(crate) use {integer_enum, string_enum, value_enum};

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros make public enums")]
mod tests {
    use crate::runtime::Value;
    use crate::runtime::codec::{Arg, Argument};

    #[derive(Clone, Debug, PartialEq)]
    pub enum Role {
        Agent,
        Unknown(String),
    }

    string_enum!(Role {
        Agent = "agent",
    });

    #[derive(Clone, Debug, PartialEq)]
    pub enum Kind {
        None,
        Incoming,
        Unknown(i64),
    }

    integer_enum!(Kind {
        None = -1,
        Incoming = 0,
    });

    #[derive(Clone, Debug, PartialEq)]
    pub enum Status {
        Draft,
        One,
        Unknown(Value),
    }

    value_enum!(Status {
        Draft = "\"draft\"",
        One = "1",
    });

    #[test]
    fn texts_keep_the_unknown() {
        assert_eq!(serde_json::from_str::<Role>("\"a\\u0067ent\"").unwrap(), Role::Agent);
        let unknown: Role = serde_json::from_str("\"new\"").unwrap();
        assert_eq!(unknown, Role::Unknown("new".to_owned()));
        assert_eq!((unknown.to_string(), serde_json::to_string(&unknown).unwrap()), ("new".into(), "\"new\"".into()));
        assert_eq!(serde_json::from_str::<Role>("3").unwrap().as_str(), "3");
        assert!(serde_json::from_str::<Role>("{}").is_err());
        assert_eq!((Role::from("agent".to_owned()), Role::KNOWN), (Role::Agent, &["agent"][..]));
        assert!(matches!(Role::Agent.argument(), Arg::Text(text) if text == "agent"));
    }

    #[test]
    fn numbers_keep_the_unknown() {
        assert_eq!(serde_json::from_str::<Vec<Kind>>("[-1, 0]").unwrap(), [Kind::None, Kind::Incoming]);
        assert_eq!(serde_json::from_str::<Kind>("\"7\"").unwrap(), Kind::Unknown(7));
        assert!(serde_json::from_str::<Kind>("\"seven\"").is_err());
        assert_eq!(serde_json::to_string(&[Kind::None, Kind::from(7)]).unwrap(), "[-1,7]");
        assert_eq!((Kind::None.to_string(), Kind::KNOWN), ("-1".to_owned(), &[-1, 0][..]));
        assert!(matches!(Kind::None.argument(), Arg::Integer(-1)));
    }

    #[test]
    fn mixed_values_keep_the_unknown() {
        let read: Vec<Status> = serde_json::from_str("[\"draft\", 1, \"1\", null]").unwrap();
        let unknown = [Status::Unknown("1".into()), Status::Unknown(Value::Null)];
        assert_eq!((&read[..2], &read[2..]), (&[Status::Draft, Status::One][..], &unknown[..]));
        assert_eq!(serde_json::to_string(&read).unwrap(), "[\"draft\",1,\"1\",null]");
        assert!(matches!(Status::One.argument(), Arg::Integer(1)));
        assert_eq!(Status::KNOWN, ["\"draft\"", "1"]);
    }
}
