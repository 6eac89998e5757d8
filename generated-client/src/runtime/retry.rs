//! When a call is tried again, and how long it waits before. `client` and `call` hold a policy, `send` asks it after each
//! failure.
//!
//! What the server refused before it did anything is safe to send again whatever it was: a connection that was never
//! made, and a 429. After anything else the server may have done what was asked, so only what can be done twice is sent
//! twice. A 500 is never tried again: Chatwoot answers it to some wrong arguments.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use backon::{BackoffBuilder, ExponentialBuilder};

use super::{Error, Headers, Method, TimeLimit, Timestamp};

/// When a failed call is tried again.
///
/// The default tries a call three times. It waits for a random part of half a second before the second try and of a second
/// before the third, or for what the answer says in `Retry-After`, if that is no more than half a minute.
///
/// ```
/// use std::time::Duration;
///
/// use chatwoot_client::RetryPolicy;
///
/// // For a job that may take its time: Chatwoot's own limits count by the minute and say nothing of when they end.
/// let patient = RetryPolicy::new().tries(8).first_wait(Duration::from_secs(2)).longest_wait(Duration::from_secs(30));
/// # assert_ne!(patient, RetryPolicy::never());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    tries: u32,
    first_wait: Duration,
    longest_wait: Duration,
    longest_retry_after: Duration,
    repeat_writes: bool,
}

impl RetryPolicy {
    /// The default policy.
    pub fn new() -> Self {
        Self {
            tries: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(10),
            longest_retry_after: Duration::from_secs(30),
            repeat_writes: false,
        }
    }

    /// A policy that never tries again.
    pub fn never() -> Self {
        Self::new().tries(1)
    }

    /// Sets how often a call is tried in all; 0 counts as 1.
    pub fn tries(mut self, tries: u32) -> Self {
        self.tries = tries.max(1);
        self
    }

    /// Sets the longest wait before the second try. It doubles before each later one.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// Sets the longest wait before any try, unless the server says how long.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Sets the longest wait that the server may ask for in `Retry-After`. If it asks for more, the call fails at once and
    /// its error says how long to wait.
    pub fn longest_retry_after(mut self, wait: Duration) -> Self {
        self.longest_retry_after = wait;
        self
    }

    /// Lets POST and PATCH be tried again too after a broken connection, a try that took too long, and the answers 408, 502,
    /// 503 and 504. What was asked may then be done twice: two messages instead of one.
    pub fn repeat_writes(mut self) -> Self {
        self.repeat_writes = true;
        self
    }

    /// How long to wait before the next try; `None`: this failure is final. `tries` were made.
    pub(crate) fn wait(&self, method: Method, error: &Error, tries: u32) -> Option<Duration> {
        let may_repeat = match Risk::of(error)? {
            Risk::None => true,
            Risk::DoneTwice => self.repeat_writes || can_be_done_twice(method),
        };
        if !may_repeat || tries >= self.tries {
            return None;
        }
        match retry_after(error) {
            Some(wait) => Some(wait).filter(|wait| *wait <= self.longest_retry_after),
            None => Some(self.computed(tries)),
        }
    }

    /// A random part of the wait that grows with each try, so that clients that failed together do not come back together.
    fn computed(&self, tries: u32) -> Duration {
        let longest = self.longest_wait.max(Duration::from_nanos(1));
        let schedule = ExponentialBuilder::default()
            .with_min_delay(self.first_wait.min(longest))
            .with_max_delay(longest)
            .with_factor(2.0)
            .without_max_times();
        let index = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX).min(64);
        schedule.build().nth(index).unwrap_or(longest).mul_f64(fastrand::f64())
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// What trying again may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Risk {
    /// Nothing: the server did not begin with what was asked.
    None,
    /// The server may have done what was asked.
    DoneTwice,
}

impl Risk {
    /// `None` where another try would come to the same.
    pub(crate) fn of(error: &Error) -> Option<Self> {
        match error {
            Error::Transport { connected: false, .. } => Some(Self::None),
            Error::Timeout { which: TimeLimit::Connect, .. } => Some(Self::None),
            Error::Transport { .. } | Error::Timeout { which: TimeLimit::Try, .. } => Some(Self::DoneTwice),
            Error::Api(error) => match error.status {
                429 => Some(Self::None),
                408 | 502..=504 => Some(Self::DoneTwice),
                _ => None,
            },
            _ => None,
        }
    }
}

fn can_be_done_twice(method: Method) -> bool {
    !matches!(method, Method::Post | Method::Patch)
}

fn retry_after(error: &Error) -> Option<Duration> {
    match error {
        Error::Api(error) => error.retry_after,
        _ => None,
    }
}

/// Reads `Retry-After`: a number of seconds, or the date to wait for. A date that has passed is no wait.
pub(crate) fn read_retry_after(headers: &Headers, now: SystemTime) -> Option<Duration> {
    let text = headers.get("retry-after")?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    // Sun, 06 Nov 1994 08:49:37 GMT
    let parts: Vec<&str> = text.split(' ').collect();
    let [_, day, month, year, time, "GMT"] = parts.as_slice() else { return None };
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.iter().position(|it| it == month)? + 1;
    let (until, _) = Timestamp::from(format!("{year}-{month:02}-{day}T{time}Z")).unix().ok()?;
    let until = u64::try_from(until).ok()?;
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    Some(Duration::from_secs(until).saturating_sub(now))
}
