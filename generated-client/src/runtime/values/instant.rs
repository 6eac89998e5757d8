//! A point in time as seconds and nanoseconds, from and to text in ISO 8601. `timestamp` reads with it, `libraries` writes.

/// Seconds since 1970-01-01T00:00:00Z, and the nanoseconds after them.
pub(super) type Instant = (i64, u32);

const DAY: i64 = 86_400;

/// Reads `2024-01-15T10:00:00.000Z` with any offset, or none for UTC. What is smaller than a nanosecond is left out.
pub(super) fn parse(text: &str) -> Option<Instant> {
    let mut rest = Rest(text.trim().as_bytes());
    let year = rest.year()?;
    let month = rest.after(b"-")?.number(2)?;
    let day = rest.after(b"-")?.number(2)?;
    let hour = rest.after(b"Tt ")?.number(2)?;
    let minute = rest.after(b":")?.number(2)?;
    let second = rest.after(b":")?.number(2)?;
    let nanoseconds = if rest.after(b".").is_some() { rest.fraction()? } else { 0 };
    let offset = rest.offset()?;
    let is_date = (1..=12).contains(&month) && (1..=days_of_month(year, month)).contains(&day);
    if !rest.0.is_empty() || !is_date || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days(year, month, day) * DAY + hour * 3_600 + minute * 60 + second - offset;
    // A leap second ends a day of UTC. Unix time has no number for it: it is counted as the next one.
    (second < 60 || seconds.rem_euclid(DAY) == 0).then_some((seconds, nanoseconds))
}

/// Writes `2024-01-15T10:00:00Z`, with as much of a fraction as it takes.
#[cfg(any(feature = "time", feature = "chrono", feature = "jiff"))]
pub(super) fn text((seconds, nanoseconds): Instant) -> String {
    let (year, month, day) = date(seconds.div_euclid(DAY));
    let second = seconds.rem_euclid(DAY);
    let year = if (0..=9_999).contains(&year) { format!("{year:04}") } else { format!("{year:+07}") };
    let fraction = match nanoseconds {
        0 => String::new(),
        it if it % 1_000_000 == 0 => format!(".{:03}", it / 1_000_000),
        it if it % 1_000 == 0 => format!(".{:06}", it / 1_000),
        it => format!(".{it:09}"),
    };
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// What is left of a text.
struct Rest<'text>(&'text [u8]);

impl Rest<'_> {
    /// Passes over one of these signs.
    fn after(&mut self, signs: &[u8]) -> Option<&mut Self> {
        let (first, rest) = self.0.split_first()?;
        self.0 = signs.contains(first).then_some(rest)?;
        Some(self)
    }

    fn number(&mut self, digits: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0')))
    }

    /// Four digits, or six after a sign.
    fn year(&mut self) -> Option<i64> {
        match self.0.first()? {
            b'+' => self.after(b"+")?.number(6),
            b'-' => self.after(b"-")?.number(6).map(|year| -year),
            _ => self.number(4),
        }
    }

    fn fraction(&mut self) -> Option<u32> {
        let length = self.0.iter().take_while(|digit| digit.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(length.max(1))?;
        self.0 = rest;
        let nine = digits.iter().chain(std::iter::repeat(&b'0')).take(9);
        nine.copied().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
    }

    /// `Z`, `+02:00`, `+0200`, `+02`, `UTC` or nothing, in seconds.
    fn offset(&mut self) -> Option<i64> {
        let is_apart = self.after(b" ").is_some();
        let sign = match self.0 {
            b"" if !is_apart => return Some(0),
            b"Z" | b"z" | b"UTC" => {
                self.0 = b"";
                return Some(0);
            }
            [b'+', ..] => 1,
            [b'-', ..] => -1,
            _ => return None,
        };
        let hours = self.after(b"+-")?.number(2)?;
        let has_minutes = self.after(b":").is_some() || !self.0.is_empty();
        let minutes = if has_minutes { self.number(2)? } else { 0 };
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
    }
}

fn days_of_month(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01. A year is counted from March, so that the day that leap years add is its last one, and 400 years
/// always have the same number of days.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + day_of_year - 719_468
}

/// The date that is so many days from 1970-01-01.
#[cfg(any(feature = "time", feature = "chrono", feature = "jiff"))]
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (year * 365 + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    (era * 400 + year, month, day)
}
