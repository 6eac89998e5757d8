//! The keys of a response object that its type does not know. Filled by `codec::ObjectReader`, written back by
//! `codec::ObjectWriter`.

use std::fmt;

use super::{Object, Value};

/// The keys of a response object that this client does not know, kept as they came.
///
/// It is as small as a pointer when there are none, which is the rule.
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Option<Box<Object>>);

impl Extra {
    pub(crate) fn new(object: Option<Box<Object>>) -> Self {
        Self(object)
    }

    /// Gives the value of a key, if the object had it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.as_ref()?.get(key)
    }

    /// Sets a key, for an object that the document leaves open.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        self.0.get_or_insert_default().insert(key.into(), value.into());
    }

    /// Goes through all keys and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|object| object.iter()).map(|(key, value)| (key.as_str(), value))
    }

    /// Tells whether there are no such keys.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Counts the keys.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |object| object.len())
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
