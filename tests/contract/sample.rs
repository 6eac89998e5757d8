//! Makes answers from the document's schemas, for `calls` to send and to compare with what the client read.

use serde_json::{Map, Value, json};

use crate::document::{Document, Way};

/// Which of the many valid answers is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Every property is there, also one that is not declared. Of alternatives the first is taken.
    Full,
    /// Like `Full`, but of alternatives the one of this number is taken, or the last. The first is number 0.
    Nth(usize),
    /// Every property is there. Of alternatives the last is taken; numbers and texts are odd ones.
    Other,
    /// Only what is required is there, null where that is possible; lists are empty.
    Least,
}

impl Style {
    /// Enough of them to take each alternative once.
    pub(crate) const ALL: [Self; 6] = [Self::Full, Self::Nth(1), Self::Nth(2), Self::Nth(3), Self::Other, Self::Least];

    /// The most alternatives of which they take each: all of them but `Least` take another.
    const ALTERNATIVES: usize = Self::ALL.len() - 1;

    fn is_full(self) -> bool {
        matches!(self, Self::Full | Self::Nth(_))
    }

    /// Takes one of several alternatives.
    fn choose<T>(self, mut alternatives: impl ExactSizeIterator<Item = T> + DoubleEndedIterator) -> Option<T> {
        let count = alternatives.len();
        assert!(count <= Self::ALTERNATIVES, "{count} alternatives are more than this test takes");
        match self {
            Self::Full | Self::Least => alternatives.next(),
            Self::Nth(number) => alternatives.nth(number.min(count.saturating_sub(1))),
            Self::Other => alternatives.next_back(),
        }
    }
}

/// The key that no schema declares; its value is true.
pub(crate) const UNDECLARED: &str = "not_declared_anywhere";

/// Makes a value that the schema allows.
pub(crate) fn sample(document: &Document, schema: &Value, style: Style) -> Value {
    Sampler { document, style }.value(&[schema], "answer", 0)
}

struct Sampler<'a> {
    document: &'a Document,
    style: Style,
}

impl Sampler<'_> {
    fn value(&self, schemas: &[&Value], name: &str, depth: usize) -> Value {
        assert!(depth < 24, "`{name}` is part of itself, which this test cannot follow");
        let ways = self.document.ways(schemas, &|_| true);
        let is_null = |way: &&Way<'_>| way.types().contains("null");
        let way = match self.style {
            Style::Least => ways.iter().find(is_null).or(ways.last()),
            style => style.choose(ways.iter()),
        };
        let way = way.expect("there is always a way");
        if self.style == Style::Least && is_null(&way) {
            return Value::Null;
        }
        if let Some(values) = way.values() {
            let mut values = values.iter().filter(|value| !value.is_null());
            let value = if self.style == Style::Other { values.next_back() } else { values.next() };
            return value.expect("an enum has a value").clone();
        }
        match self.kind(way) {
            "null" => Value::Null,
            "boolean" => json!(self.style.is_full()),
            "integer" => json!(self.pick(7_i64, 9_007_199_254_740_993, -1)),
            "number" => self.pick(json!(2.5), json!(-3), json!(0)),
            "array" => self.array(way, name, depth),
            "object" => Value::Object(self.object(way, depth)),
            _ => json!(self.text(way, name)),
        }
    }

    /// Gives the type, one of several that are not null.
    fn kind<'b>(&self, way: &Way<'b>) -> &'b str {
        let types = way.first("type").map(|it| it.as_array().map_or(std::slice::from_ref(it), Vec::as_slice));
        let types = types.unwrap_or_default().iter().filter_map(Value::as_str).filter(|it| *it != "null");
        let types: Vec<_> = types.collect();
        self.style.choose(types.into_iter()).unwrap_or_else(|| match () {
            () if way.types().contains("null") => "null",
            () if !way.properties().is_empty() => "object",
            () if !way.items().is_empty() => "array",
            () => "string",
        })
    }

    fn pick<T>(&self, full: T, other: T, least: T) -> T {
        match self.style {
            Style::Full | Style::Nth(_) => full,
            Style::Other => other,
            Style::Least => least,
        }
    }

    fn text(&self, way: &Way<'_>, name: &str) -> String {
        match way.format() {
            "date-time" => self
                .pick("2024-02-29T12:34:56.789Z", "2024-02-29t23:59:59.000001+05:30", "1970-01-01T00:00:00Z")
                .to_owned(),
            "date" => "2024-02-29".to_owned(),
            "uuid" => "0b4dbd6c-5c0b-4b1c-9f4d-1f2d3c4b5a69".to_owned(),
            "uri" => "https://chat.example.com/a?b=c#d".to_owned(),
            _ => self.pick(format!("The {name}"), format!("{name}:\n\t\"ä\\/ß\" \u{1F600}\u{0}"), String::new()),
        }
    }

    fn array(&self, way: &Way<'_>, name: &str, depth: usize) -> Value {
        let count = self.pick(2, 1, 0);
        (0..count).map(|_| self.value(&way.items(), name, depth + 1)).collect()
    }

    fn object(&self, way: &Way<'_>, depth: usize) -> Map<String, Value> {
        let mut object = Map::new();
        for name in way.properties() {
            if self.style != Style::Least || way.requires(name) {
                object.insert(name.to_owned(), self.value(&way.property(name), name, depth + 1));
            }
        }
        match way.others() {
            _ if self.style == Style::Least => {}
            _ if way.is_free() => {
                object.insert("any key".to_owned(), json!([1, { "deep": null, "er": [[], {}, 0.5, "text"] }]));
            }
            Some(others) if way.properties().is_empty() => {
                for name in ["first key", "Second::Key"] {
                    object.insert(name.to_owned(), self.value(&[others], name, depth + 1));
                }
            }
            _ if self.style.is_full() => {
                object.insert(UNDECLARED.to_owned(), json!(true));
            }
            _ => {}
        }
        object
    }
}
