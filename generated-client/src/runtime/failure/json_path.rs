//! Finds what a serde_json error is about: walks the body up to the line and column of the error and gives the JSON
//! pointer of the value there. `decode` asks for it, and only after a failure.

/// A place in a JSON text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The JSON pointer of the value there.
    pub(super) pointer: String,
    /// The offset of the place in bytes.
    pub(super) offset: usize,
}

/// Finds the value at a line and column as serde_json counts them: lines from 1, and columns as the number of bytes that
/// were read of the line.
///
/// An error comes after the value it is about, except that an object or list of which nothing is wanted is not read at
/// all: the error then stands just before its bracket. A missing field is reported at the end of its object.
pub(super) fn locate(body: &[u8], line: usize, column: usize) -> Place {
    let line_starts = body.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(index, _)| index + 1);
    let start = std::iter::once(0).chain(line_starts).nth(line.saturating_sub(1)).unwrap_or(body.len());
    let offset = start.saturating_add(column).min(body.len());
    let mut walk = Walk { body, at: 0, levels: Vec::new() };
    walk.run(offset);
    Place { pointer: walk.pointer(), offset }
}

/// An object or list that is open: the raw key or the index of what is being read in it.
enum Level {
    Object { key: Option<(usize, usize)>, expects_key: bool },
    Array { index: usize },
}

struct Walk<'body> {
    body: &'body [u8],
    at: usize,
    levels: Vec<Level>,
}

impl Walk<'_> {
    /// Walks until the value at the offset is the one that `levels` leads to.
    fn run(&mut self, offset: usize) {
        loop {
            self.skip_whitespace();
            let Some(byte) = self.body.get(self.at).copied() else {
                return;
            };
            let is_reached = self.at >= offset;
            match byte {
                b'{' | b'[' => {
                    if is_reached {
                        return;
                    }
                    self.at += 1;
                    self.levels.push(match byte {
                        b'{' => Level::Object { key: None, expects_key: true },
                        _ => Level::Array { index: 0 },
                    });
                }
                b'}' | b']' => {
                    self.levels.pop();
                    self.at += 1;
                    if self.at >= offset {
                        return;
                    }
                }
                b',' => {
                    self.next_item();
                    self.at += 1;
                }
                b':' => self.at += 1,
                // A single value that was not read: what is wrong is the object or list around it.
                _ if is_reached => {
                    self.levels.pop();
                    return;
                }
                _ => {
                    self.token(byte);
                    if self.at >= offset {
                        return;
                    }
                }
            }
        }
    }

    fn next_item(&mut self) {
        match self.levels.last_mut() {
            Some(Level::Object { expects_key, .. }) => *expects_key = true,
            Some(Level::Array { index }) => *index += 1,
            None => {}
        }
    }

    /// Passes over a text, number or word, and keeps it when it is a key.
    fn token(&mut self, first: u8) {
        let start = self.at;
        self.at = if first == b'"' { self.string_end() } else { self.word_end() };
        if let Some(Level::Object { key, expects_key }) = self.levels.last_mut() {
            if *expects_key {
                *key = Some((start, self.at));
                *expects_key = false;
            }
        }
    }

    fn string_end(&self) -> usize {
        let mut at = self.at + 1;
        while let Some(byte) = self.body.get(at) {
            match byte {
                b'"' => return at + 1,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        self.body.len()
    }

    fn word_end(&self) -> usize {
        let is_end = |byte: &u8| b",:{}[]\"".contains(byte) || byte.is_ascii_whitespace();
        let length = self.body[self.at..].iter().position(is_end);
        length.map_or(self.body.len(), |length| self.at + length.max(1))
    }

    fn skip_whitespace(&mut self) {
        let rest = &self.body[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for level in &self.levels {
            match level {
                Level::Object { key: Some((start, end)), .. } => {
                    let raw = &self.body[*start..*end];
                    let key = serde_json::from_slice(raw).unwrap_or_else(|_| String::from_utf8_lossy(raw).into_owned());
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                Level::Object { key: None, .. } => {}
                Level::Array { index } => {
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                }
            }
        }
        pointer
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::de::DeserializeOwned;

    use super::super::super::{Timestamp, Value};
    use super::{Place, locate};

    /// The pointer for the error of reading the text as `T`.
    fn pointer<T: DeserializeOwned>(text: &str) -> String {
        let error = serde_json::from_str::<T>(text).err().expect("it can be read");
        locate(text.as_bytes(), error.line(), error.column()).pointer
    }

    type Map<T> = BTreeMap<String, T>;

    #[test]
    fn finds_single_values() {
        assert_eq!(pointer::<i64>("\"x\""), "");
        assert_eq!(pointer::<Vec<i64>>("[1, 2, \"x\", 3]"), "/2");
        assert_eq!(pointer::<Vec<i64>>("[true]"), "/0");
        assert_eq!(pointer::<Vec<String>>("[\"a\",17,\"b\"]"), "/1");
        assert_eq!(pointer::<Map<i64>>("{\"a\": 1, \"b\": null}"), "/b");
        assert_eq!(pointer::<Map<Vec<u8>>>("{\n  \"a\": [1],\n  \"b\": [2, 3, 256]\n}"), "/b/2");
        assert_eq!(pointer::<Vec<Vec<Vec<bool>>>>("[[[true]], [[], [true, false, 0]]]"), "/1/1/2");
    }

    #[test]
    fn finds_objects_and_lists_that_are_not_wanted() {
        assert_eq!(pointer::<Map<i64>>("{\"a\": {\"b\": 1}}"), "/a");
        assert_eq!(pointer::<Vec<i64>>("[1, [2]]"), "/1");
        assert_eq!(pointer::<Vec<i64>>("[ \n {}]"), "/0");
        assert_eq!(pointer::<Map<i64>>("[1]"), "");
        assert_eq!(pointer::<Vec<Map<i64>>>("[{\"a\":1},[1]]"), "/1");
        // These are entered before they are refused.
        assert_eq!(pointer::<Map<Timestamp>>("{\"x\": 1, \"a\": [1, 2]}"), "/a");
        assert_eq!(pointer::<Map<Timestamp>>("{\"a\": {\"b\": 1}}"), "/a");
        assert_eq!(pointer::<Map<Timestamp>>("{\"a\": [], \"b\": 1}"), "/a");
        assert_eq!(pointer::<Map<Timestamp>>("{\"a\": {}, \"b\": 1}"), "/a");
    }

    #[test]
    fn missing_fields_point_to_their_object() {
        #[derive(Debug)]
        struct Item;

        impl crate::runtime::codec::ReadObject for Item {
            const NAME: &'static str = "Item";

            fn read<'de, M: serde::de::MapAccess<'de>>(
                mut object: crate::runtime::codec::ObjectReader<'de, M>,
            ) -> Result<Self, M::Error> {
                let mut id = None::<i64>;
                while let Some(key) = object.key()? {
                    match &*key {
                        "id" => id = object.value()?,
                        _ => object.other(key, &["extra"], &[])?,
                    }
                }
                object.required("id", id).map(|_| Self)
            }
        }

        #[derive(Debug)]
        struct Read;

        impl<'de> serde::Deserialize<'de> for Read {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::runtime::codec::read::object::<Item, D>(deserializer).map(|_| Self)
            }
        }

        assert_eq!(pointer::<Read>("{}"), "");
        assert_eq!(pointer::<Map<Vec<Read>>>("{\"a\": [{\"id\": 1}, {\"x\": {\"y\": [1]}}], \"b\": []}"), "/a/1");
        assert_eq!(pointer::<Map<Read>>("{\"a\": {\"id\": 1},\n\"b\": { }}"), "/b");
        assert_eq!(pointer::<Map<Read>>("{\"a\": {\"id\": \"1\"}}"), "/a/id");
        assert_eq!(pointer::<Map<Read>>("{\"a\": {\"x\": 1, \"id\": {\"id\": 1}}}"), "/a/id");
    }

    #[test]
    fn keys_are_unescaped_and_pointers_escaped() {
        assert_eq!(pointer::<Map<i64>>("{\"\\u00e4\\\"\\\\\": \"x\"}"), "/ä\"\\");
        assert_eq!(pointer::<Map<i64>>("{\"a/b~c\": \"x\"}"), "/a~1b~0c");
        assert_eq!(pointer::<Map<i64>>("{\"日本 😀\": \"ü\"}"), "/日本 😀");
        assert_eq!(pointer::<Map<i64>>("{\"\": \"x\"}"), "/");
        assert_eq!(pointer::<Map<Value>>("{\"a\": \"]}\\\"{[,:\", \"b\": NaN}"), "/b");
        assert_eq!(pointer::<Map<Vec<i64>>>("{\"k\": [1, \"a\\\\\"]}"), "/k/1");
    }

    #[test]
    fn broken_text_gives_the_place_reached() {
        assert_eq!(pointer::<Map<Value>>("{\"a\": [1, {\"b\": "), "/a/1/b");
        assert_eq!(pointer::<Value>("<html>"), "");
        assert_eq!(pointer::<Value>(""), "");
        assert_eq!(pointer::<Value>("[1, 2"), "/1");
        assert_eq!(pointer::<Value>("{\"a\": \"x"), "/a");
        assert_eq!(pointer::<Value>("{\"a\" 1}"), "/a");
        for text in ["\\", "\"\\", "}}]]", ",,", "[,]", ":", "{:1}", "\u{feff}{}"] {
            let _ = pointer::<Map<i64>>(text);
        }
    }

    #[test]
    fn positions_beyond_the_text_are_harmless() {
        for (line, column) in [(0, 0), (9, 9), (1, usize::MAX), (usize::MAX, usize::MAX)] {
            let Place { offset, .. } = locate(b"{\"a\":\n1}", line, column);
            assert!(offset <= 8);
        }
        assert_eq!(locate(b"[1]", 1, 2), Place { pointer: "/0".to_owned(), offset: 2 });
    }
}
