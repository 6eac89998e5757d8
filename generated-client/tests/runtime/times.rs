//! Points in time: all forms that the server writes, and what is none. What needs a library is behind its feature.

use chatwoot_client::Timestamp;

fn text(text: &str) -> Option<(i64, u32)> {
    Timestamp::from(text).unix().ok()
}

#[test]
fn numbers_are_seconds() {
    for (timestamp, expected) in [
        (Timestamp::Unix(1_705_312_800), (1_705_312_800, 0)),
        (Timestamp::Unix(0), (0, 0)),
        (Timestamp::Unix(-1), (-1, 0)),
        (Timestamp::Unix(i64::MAX), (i64::MAX, 0)),
        (Timestamp::UnixFloat(1_705_312_800.0), (1_705_312_800, 0)),
        (Timestamp::UnixFloat(1_705_312_800.123_456), (1_705_312_800, 123_456_000)),
        (Timestamp::UnixFloat(1_705_312_800.999_999), (1_705_312_800, 999_999_000)),
        (Timestamp::UnixFloat(1_705_312_800.999_999_9), (1_705_312_801, 0)),
        (Timestamp::UnixFloat(-0.25), (-1, 750_000_000)),
        (Timestamp::UnixFloat(-0.000_000_1), (0, 0)),
        (Timestamp::UnixFloat(-9_223_372_036_854_775_808.0), (i64::MIN, 0)),
    ] {
        assert_eq!(timestamp.unix().unwrap(), expected, "{timestamp}");
    }
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 9_223_372_036_854_775_808.0, -1e300] {
        let error = Timestamp::UnixFloat(number).unix().unwrap_err();
        assert!(
            error.to_string().ends_with("cannot be read as a point in time: the number is out of range"),
            "{error}"
        );
    }
}

/// A float of today's times keeps each microsecond.
#[test]
fn a_float_is_exact_to_the_microsecond() {
    for microsecond in (0..1_000_000).step_by(37) {
        for second in [1_705_312_800_i64, 4_102_444_799] {
            let written = format!("{second}.{microsecond:06}");
            let read: Timestamp = serde_json::from_str(&written).unwrap();
            assert_eq!(read.unix().unwrap(), (second, microsecond * 1_000), "{written}");
        }
    }
}

#[test]
fn text_is_a_date_and_time() {
    const NOON: i64 = 1_705_320_000;
    for (written, expected) in [
        ("2024-01-15T12:00:00.000Z", (NOON, 0)),
        ("2024-01-15T12:00:00Z", (NOON, 0)),
        ("2024-01-15t12:00:00z", (NOON, 0)),
        ("2024-01-15 12:00:00", (NOON, 0)),
        ("2024-01-15T12:00:00", (NOON, 0)),
        ("2024-01-15T12:00:00 ", (NOON, 0)),
        ("2024-01-15 12:00:00 UTC", (NOON, 0)),
        (" 2024-01-15T12:00:00.5Z\n", (NOON, 500_000_000)),
        ("2024-01-15T12:00:00.123456789Z", (NOON, 123_456_789)),
        ("2024-01-15T12:00:00.1234567899999Z", (NOON, 123_456_789)),
        ("2024-01-15T14:30:00.000+02:30", (NOON, 0)),
        ("2024-01-15T14:30:00+0230", (NOON, 0)),
        ("2024-01-15 02:00:00 -1000", (NOON, 0)),
        ("2024-01-16T02:00:00+14", (NOON, 0)),
        ("2024-01-15T12:00:00-00:00", (NOON, 0)),
        ("1970-01-01T00:00:00Z", (0, 0)),
        ("1969-12-31T23:59:59.75Z", (-1, 750_000_000)),
        ("2024-02-29T00:00:00Z", (1_709_164_800, 0)),
        ("2000-02-29T00:00:00Z", (951_782_400, 0)),
        ("2016-12-31T23:59:60Z", (1_483_228_800, 0)),
        ("2017-01-01T01:59:60.25+02:00", (1_483_228_800, 250_000_000)),
        ("0000-01-01T00:00:00Z", (-62_167_219_200, 0)),
        ("9999-12-31T23:59:59Z", (253_402_300_799, 0)),
        ("+010000-01-01T00:00:00Z", (253_402_300_800, 0)),
        ("-000001-12-31T23:59:59Z", (-62_167_219_201, 0)),
        ("+999999-12-31T23:59:59Z", (31_494_784_780_799, 0)),
    ] {
        assert_eq!(text(written), Some(expected), "{written}");
    }
}

#[test]
fn garbage_is_no_time() {
    for written in [
        "",
        " ",
        "never",
        "1705312800",
        "2024-01-15",
        "2024-01-15T",
        "2024-01-15T12:00",
        "2024-01-15T12:00:00.Z",
        "2024-01-15T12:00:00.5x",
        "2024-01-15T12:00:00Zulu",
        "2024-01-15T12:00:00ZZ",
        "2024-01-15T12:00:00 PST",
        "2024-01-15T12:00:00+24:00",
        "2024-01-15T12:00:00+02:60",
        "2024-01-15T12:00:00+2",
        "2024-01-15T12:00:00+02:",
        "2024-01-15T12:00:00+-2:00",
        "2024-01-15T12:00:00+02:00x",
        "2024-01-15T12:00:00+02:00Z",
        "2024-01-15T24:00:00Z",
        "2024-01-15T12:60:00Z",
        "2024-01-15T12:00:61Z",
        "2024-01-15T12:00:60Z",
        "2016-12-31T23:59:60+02:00",
        "2024-00-15T12:00:00Z",
        "2024-13-15T12:00:00Z",
        "2024-01-00T12:00:00Z",
        "2024-01-32T12:00:00Z",
        "2024-04-31T12:00:00Z",
        "2023-02-29T12:00:00Z",
        "2100-02-29T12:00:00Z",
        "24-01-15T12:00:00Z",
        "+2024-01-15T12:00:00Z",
        "20240115T120000Z",
        "2024/01/15 12:00:00",
        "2024-01-15T-1:00:00Z",
        "2024-1 -15T12:00:00Z",
        "٢٠٢٤-01-15T12:00:00Z",
        "2024-01-15T12:00:00.٥Z",
    ] {
        assert_eq!(text(written), None, "{written}");
    }
    let error = Timestamp::from("never\nagain ".repeat(1_000)).unix().unwrap_err();
    let shown = "`never again never again never again never again ne` cannot be read as a point in time: \
                 the text is no date and time in ISO 8601";
    assert_eq!(error.to_string(), shown);
}

/// Days follow each other without gaps, through four centuries and the year 0.
#[test]
fn every_day_has_its_number() {
    let mut expected = text("-000004-01-01T00:00:00Z").unwrap().0;
    for year in -4..=2_104 {
        let year = if year < 0 { format!("{year:+07}") } else { format!("{year:04}") };
        for month in 1..=12 {
            for day in 1..=31 {
                let Some((seconds, 0)) = text(&format!("{year}-{month:02}-{day:02}T00:00:00Z")) else { continue };
                assert_eq!(seconds, expected, "{year}-{month}-{day}");
                expected += 86_400;
            }
        }
    }
    assert_eq!(Some((expected, 0)), text("2105-01-01T00:00:00Z"));
}

/// What all three libraries do alike.
#[cfg(any(feature = "time", feature = "chrono", feature = "jiff"))]
macro_rules! library {
    ($name:ident: $type:ty, $give:expr, years $first:literal $last:literal, outside $outside:literal) => {
        mod $name {
            use chatwoot_client::{Nullable, Timestamp, TimestampError};

            fn give(timestamp: &Timestamp) -> Result<i128, TimestampError> {
                <$type>::try_from(timestamp).map($give)
            }

            #[test]
            fn reads_every_form() {
                for (timestamp, nanoseconds) in [
                    (Timestamp::Unix(0), 0),
                    (Timestamp::Unix(-1), -1_000_000_000),
                    (Timestamp::UnixFloat(1_705_312_800.123_456), 1_705_312_800_123_456_000),
                    (Timestamp::from("2024-01-15T10:00:00.123Z"), 1_705_312_800_123_000_000),
                    (Timestamp::from("1969-12-31 23:59:59.999999999"), -1),
                    (Timestamp::from("2016-12-31T23:59:60Z"), 1_483_228_800_000_000_000),
                ] {
                    assert_eq!(give(&timestamp).unwrap(), nanoseconds, "{timestamp}");
                    assert_eq!(<$type>::try_from(timestamp).map($give).unwrap(), nanoseconds);
                }
            }

            #[test]
            fn refuses_what_is_no_time() {
                for timestamp in [
                    Timestamp::Unix(i64::MAX),
                    Timestamp::Unix(i64::MIN),
                    Timestamp::UnixFloat(f64::NAN),
                    Timestamp::UnixFloat(9e18),
                    Timestamp::from("soon"),
                    Timestamp::from($outside),
                ] {
                    assert!(give(&timestamp).is_err(), "{timestamp}");
                }
                let error = give(&Timestamp::Unix(i64::MAX)).unwrap_err().to_string();
                assert!(error.ends_with("the library has no such years"), "{error}");
            }

            #[test]
            fn loses_nothing_there_and_back() {
                for written in [
                    "1970-01-01T00:00:00Z",
                    "2024-01-15T10:00:00.100Z",
                    "2024-02-29T23:59:59.123456Z",
                    "2024-12-31T23:59:59.999999999Z",
                    "1969-12-31T23:59:59.000000001Z",
                    "0000-02-29T12:30:45Z",
                    $first,
                    $last,
                ] {
                    let timestamp = Timestamp::from(written);
                    let time = <$type>::try_from(&timestamp).unwrap();
                    assert_eq!(Timestamp::from(time), timestamp);
                    assert_eq!(Nullable::from(time), Nullable::Value(timestamp));
                }
            }
        }
    };
}

#[cfg(feature = "time")]
library!(
    time: time::OffsetDateTime,
    |it: time::OffsetDateTime| it.unix_timestamp_nanos(),
    years "-009999-01-01T00:00:00Z" "9999-12-31T23:59:59.999999999Z", outside "+010000-01-01T00:00:00Z"
);

#[cfg(feature = "chrono")]
library!(
    chrono: chrono::DateTime<chrono::Utc>,
    |it: chrono::DateTime<chrono::Utc>| i128::from(it.timestamp()) * 1_000_000_000
        + i128::from(it.timestamp_subsec_nanos()),
    years "-262143-01-01T00:00:00Z" "+262142-12-31T23:59:59.999999999Z", outside "+262143-01-01T00:00:00Z"
);

#[cfg(feature = "jiff")]
library!(
    jiff: jiff::Timestamp,
    |it: jiff::Timestamp| it.as_nanosecond(),
    years "-009999-01-03T00:00:00Z" "9999-12-30T21:59:59Z", outside "+010000-01-01T00:00:00Z"
);

/// An offset says where, a leap second is the nanoseconds beyond a second: both come to the same point in time.
#[cfg(feature = "chrono")]
#[test]
fn chrono_has_other_forms() {
    let east = ::chrono::FixedOffset::east_opt(7_200).unwrap();
    let time = ::chrono::DateTime::from_timestamp(1_705_312_800, 0).unwrap().with_timezone(&east);
    assert_eq!(Timestamp::from(time), Timestamp::from("2024-01-15T10:00:00Z"));
    let leap = ::chrono::NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_hms_milli_opt(23, 59, 59, 1_250).unwrap();
    assert_eq!(Timestamp::from(leap.and_utc()), Timestamp::from("2017-01-01T00:00:00.250Z"));
}

#[cfg(feature = "time")]
#[test]
fn time_has_offsets() {
    let east = ::time::UtcOffset::from_hms(2, 0, 0).unwrap();
    let time = ::time::OffsetDateTime::from_unix_timestamp(1_705_312_800).unwrap().to_offset(east);
    assert_eq!(Timestamp::from(time), Timestamp::from("2024-01-15T10:00:00Z"));
}
