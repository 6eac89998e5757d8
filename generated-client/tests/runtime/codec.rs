//! What generated types are made of: objects, three states, unions and scalars, both ways.

use chatwoot_client::runtime::codec::{
    Arg, Argument, Deserialize, Deserializer, MapAccess, ObjectReader, ObjectWriter, ReadObject, Serialize, Serializer,
    Shape, read,
};
use chatwoot_client::{Extra, Nullable, Number, Secret, Timestamp, Value};
use serde_json::json;

#[derive(Clone, Debug, PartialEq)]
struct Thing {
    id: i64,
    email: Nullable<String>,
    score: Option<Number>,
    extra: Extra,
}

impl<'de> Deserialize<'de> for Thing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::object(deserializer)
    }
}

impl ReadObject for Thing {
    const NAME: &'static str = "Thing";

    fn read<'de, M: MapAccess<'de>>(mut object: ObjectReader<'de, M>) -> Result<Self, M::Error> {
        let (mut id, mut email, mut score) = (None, Nullable::Absent, None);
        while let Some(key) = object.key()? {
            match &*key {
                "id" => id = object.value()?,
                "email" => email = object.value()?,
                "score" => score = object.value()?,
                "ignored" => object.other(key, &[], &[])?,
                _ => object.other(key, &["extra"], &[])?,
            }
        }
        Ok(Self { id: object.required("id", id)?, email, score, extra: object.extra() })
    }
}

impl Serialize for Thing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("id", &self.id)?;
        object.three_state("email", &self.email)?;
        object.optional("score", &self.score)?;
        object.keep(&self.extra)?;
        object.end()
    }
}

fn thing(text: &str) -> Result<Thing, serde_json::Error> {
    serde_json::from_str(text)
}

#[test]
fn objects_keep_what_they_do_not_know() {
    let text = r#"{"id":1,"email":null,"score":1.0,"n\u0065w":{"a":[1]}}"#;
    let read = thing(text).unwrap();
    assert_eq!((read.id, &read.email, read.score), (1, &Nullable::Null, Some(Number::Float(1.0))));
    assert_eq!(read.extra.get("new"), Some(&json!({"a": [1]})));
    assert_eq!((read.extra.len(), read.extra.is_empty()), (1, false));
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"id":1,"email":null,"score":1.0,"new":{"a":[1]}}"#);

    let read = thing(r#"{"id":1,"ignored":{"a":1}}"#).unwrap();
    assert_eq!((&read.email, read.score, read.extra.is_empty()), (&Nullable::Absent, None, true));
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"id":1}"#);
    assert_eq!(size_of::<Extra>(), 8);
}

#[test]
fn objects_say_what_is_missing() {
    for text in ["{}", r#"{"id":null}"#] {
        let error = thing(text).unwrap_err().to_string();
        assert!(error.starts_with("missing field `id`, or it is null at line 1"), "{error}");
    }
    let error = thing("[]").unwrap_err().to_string();
    assert!(error.starts_with("invalid type: sequence, expected an object (`Thing`)"), "{error}");
}

const SHAPES: &[&[Shape]] = &[
    &[Shape::Any],
    &[Shape::Object { required: &["id"], known: &["id", "name"], fixed: &[] }],
    &[Shape::Object { required: &["id"], known: &["id", "name", "url"], fixed: &[] }, Shape::Null],
    &[Shape::Object { required: &[], known: &["type"], fixed: &[("type", "web")] }],
    &[Shape::Number],
    &[Shape::Integer],
    &[Shape::Array, Shape::Boolean],
];

#[test]
fn the_best_variant_of_a_union_is_picked() {
    for (value, index) in [
        (json!({"id": 1}), 1),
        (json!({"id": 1, "name": "x"}), 1),
        (json!({"id": 1, "url": "x"}), 2),
        (json!({"id": 1, "name": "x", "url": "x", "type": "web"}), 3),
        (json!({"id": 1, "type": "api"}), 1),
        (json!({"name": 1}), 0),
        (json!(1), 5),
        (json!(1.0), 4),
        (json!(null), 2),
        (json!(true), 6),
        (json!([]), 6),
        (json!("x"), 0),
    ] {
        assert_eq!(read::fitting(&value, SHAPES).first(), Some(&index), "{value}");
    }
    assert!(read::fitting(&json!("x"), &SHAPES[1..]).is_empty());
    assert_eq!(read::fitting(&json!(1), SHAPES), [5, 4, 0]);
    assert_eq!(read::tag(&json!({"type": "web"}), "type"), Some("web"));
    assert_eq!(read::tag(&json!({"type": 1}), "type"), None);
    let variant = |value: Value| read::variant::<Thing>(&value).map(|it| it.id);
    assert_eq!(variant(json!({"id": 1})), Some(1));
    assert_eq!(variant(json!({"id": "x"})), None);
}

#[test]
fn numbers_and_times_stay_what_they_were() {
    for text in ["1", "1.5", "1.0", "-3"] {
        let number: Number = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), text);
        let time: Timestamp = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&time).unwrap(), text);
    }
    let large: Number = serde_json::from_str("18446744073709551615").unwrap();
    assert_eq!((large.as_i64(), large.as_f64()), (None, u64::MAX as f64));
    assert_eq!(serde_json::from_str::<Timestamp>("\"2024\\n\"").unwrap(), Timestamp::from("2024\n"));
    assert!(serde_json::from_str::<Timestamp>("[]").is_err() && serde_json::from_str::<Number>("\"1\"").is_err());
    assert!(serde_json::to_string(&Number::from(f64::NAN)).is_err());
    assert_eq!(serde_json::to_string(&Secret::from("x")).unwrap(), "\"x\"");
}

/// An average of a report has as many digits as a float can have.
#[test]
fn every_digit_of_a_number_is_kept() {
    let mut bits = 0x3ff0_0000_0000_0001_u64;
    for _ in 0..2_000 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = (bits >> 32) as f64 / 7e4;
        let text = serde_json::to_string(&number).unwrap();
        assert_eq!(serde_json::from_str::<Number>(&text).unwrap(), Number::Float(number), "{text}");
        assert_eq!(serde_json::from_str::<Timestamp>(&text).unwrap(), Timestamp::UnixFloat(number), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), json!(number), "{text}");
    }
}

#[test]
fn values_become_arguments() {
    let value = json!({"b": [1, null, "x"], "a": true});
    let Arg::Map(fields) = value.argument() else { panic!() };
    assert_eq!(fields.len(), 2);
    assert_eq!(serde_json::to_value(value.argument()).unwrap(), value);
    assert_eq!(serde_json::to_value(Arg::json(&value)).unwrap(), value);
    assert!(matches!(Arg::json(&Number::from(f64::NAN)), Arg::Invalid(_)));
    assert!(matches!(Box::new(None::<String>).argument(), Arg::Absent));
}
