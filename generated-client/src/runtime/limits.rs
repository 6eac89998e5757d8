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
}

impl Limits {
    pub(crate) fn new(in_flight: Option<usize>, rate: Option<(u32, Duration)>) -> Self {
        let rate = rate.map(|(allowed, span)| Rate {
            allowed: usize::try_from(allowed.max(1)).unwrap_or(usize::MAX),
            span,
            begins: Mutex::default(),
        });
        Self { in_flight: in_flight.map(|calls| Semaphore::new(calls.clamp(1, Semaphore::MAX_PERMITS))), rate }
    }

    /// Waits until the call may be under way; it is no longer when the slot is dropped.
    pub(crate) async fn slot(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.in_flight.as_ref()?.acquire().await.ok()
    }

    /// Waits until another request may begin.
    pub(crate) async fn turn(&self) {
        if let Some(rate) = &self.rate {
            tokio::time::sleep_until(rate.reserve(Instant::now())).await;
        }
    }
}

impl Rate {
    /// Takes the next free moment: the first ones are now, later ones a span after the one that many before.
    fn reserve(&self, now: Instant) -> Instant {
        let mut begins = self.begins.lock().unwrap_or_else(PoisonError::into_inner);
        let at = if begins.len() < self.allowed {
            now
        } else {
            begins.pop_front().map_or(now, |it| now.max(it + self.span))
        };
        begins.push_back(at);
        at
    }
}
