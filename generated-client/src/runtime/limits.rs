//! Limits that a client sets to itself: how many calls are under way, and how many begin in a span of time. `client` holds
//! them, `send` passes through them.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// The limits of one client and its clones.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    in_flight: Option<Semaphore>,
    rate: Option<Rate>,
}

/// Begins that are allowed in a span, and when the latest of them were.
#[derive(Debug)]
struct Rate {
    allowed: usize,
    span: Duration,
    begins: Mutex<VecDeque<Instant>>,
    queue: tokio::sync::Mutex<()>,
}

impl Limits {
    pub(crate) fn new(in_flight: Option<usize>, rate: Option<(u32, Duration)>) -> Self {
        let rate = rate.map(|(allowed, span)| Rate {
            allowed: usize::try_from(allowed.max(1)).unwrap_or(usize::MAX),
            span,
            begins: Mutex::default(),
            queue: tokio::sync::Mutex::default(),
        });
        Self { in_flight: in_flight.map(|calls| Semaphore::new(calls.clamp(1, Semaphore::MAX_PERMITS))), rate }
    }

    /// Waits until the call may be under way; it is no longer when the slot is dropped.
    pub(crate) async fn slot(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.in_flight.as_ref()?.acquire().await.ok()
    }

    /// Waits until another request may begin. Who stops waiting takes no turn.
    pub(crate) async fn turn(&self) {
        let Some(rate) = &self.rate else { return };
        let _first = rate.queue.lock().await; // who came first waits for the time, the others for their place
        while let Some(wait) = rate.begin(Instant::now()) {
            tokio::time::sleep(wait).await;
        }
    }
}

impl Rate {
    /// Begins now, or gives how long to wait before asking again.
    fn begin(&self, now: Instant) -> Option<Duration> {
        let mut begins = self.begins.lock().unwrap_or_else(PoisonError::into_inner);
        if begins.len() >= self.allowed {
            let since = begins.front().map_or(self.span, |first| now.saturating_duration_since(*first));
            let wait = self.span.saturating_sub(since);
            if !wait.is_zero() {
                return Some(wait);
            }
            begins.pop_front();
        }
        begins.push_back(now);
        None
    }
}
