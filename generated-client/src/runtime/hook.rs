//! A place for the caller's own code in each try of a call. `client` keeps the hooks, `send` runs them around what goes out
//! and what comes back.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Error, Headers, Operation, RawResponse};

/// Sees each request of a client, and what became of it; may change the headers of the one and all of the other.
///
/// It is for headers that a gateway wants, for metrics and for logs. It is run within the call, so it should not take long.
/// Tokens never pass through it: the client adds them afterwards. [Downloads](super::Client::download) go to other hosts, so
/// hooks have no part in them.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
/// use std::time::Duration;
///
/// use chatwoot_client::{Attempt, Client, Error, Headers, Hook, RawResponse};
///
/// #[derive(Default)]
/// struct Gateway {
///     failed: AtomicU64,
/// }
///
/// impl Hook for Gateway {
///     fn before(&self, _: &Attempt, headers: &mut Headers) -> Result<(), Error> {
///         headers.set("x-tenant", "north")
///     }
///
///     fn after(&self, attempt: &Attempt, outcome: Result<&mut RawResponse, &Error>, took: Duration) {
///         if outcome.is_err() {
///             self.failed.fetch_add(1, Relaxed);
///             println!("{} failed for the {}. time after {took:?}", attempt.operation.id, attempt.number);
///         }
///     }
/// }
///
/// # fn main() -> Result<(), Error> {
/// let client = Client::builder("https://chat.example.com").hook(Gateway::default()).build()?;
/// # Ok(())
/// # }
/// ```
pub trait Hook: Send + Sync {
    /// Runs before each try, after the client has set its headers and before it adds the token.
    ///
    /// The headers that say where a message ends (`content-length`, `transfer-encoding`) are the client's: what is set of them
    /// here is not sent.
    ///
    /// # Errors
    ///
    /// Any, such as [`Error::Configuration`] with a reason: the call ends with it, and nothing is sent.
    fn before(&self, attempt: &Attempt, headers: &mut Headers) -> Result<(), Error> {
        let _ = (attempt, headers);
        Ok(())
    }

    /// Runs after each try, with the answer of whatever status before it is judged, or with the reason why there is none.
    ///
    /// A try that is under way when the call is dropped or when its whole time is up does not come here.
    fn after(&self, attempt: &Attempt, outcome: Result<&mut RawResponse, &Error>, took: Duration) {
        let _ = (attempt, outcome, took);
    }
}

/// One try of a call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation that is called.
    pub operation: &'static Operation,
    /// Which try it is; the first is 1.
    pub number: u32,
}

/// The hooks of a client, in the order they were added.
#[derive(Clone, Default)]
pub(crate) struct Hooks(Vec<Arc<dyn Hook>>);

impl Hooks {
    pub(crate) fn add(&mut self, hook: impl Hook + 'static) {
        self.0.push(Arc::new(hook));
    }

    /// Runs them before a try.
    pub(crate) fn before(&self, attempt: &Attempt, headers: &mut Headers) -> Result<(), Error> {
        for hook in &self.0 {
            hook.before(attempt, headers)?;
        }
        if !self.0.is_empty() {
            headers.remove("content-length");
            headers.remove("transfer-encoding");
        }
        Ok(())
    }

    /// Runs them after a try, the last one first: who changed a request last sees its answer first.
    pub(crate) fn after(&self, attempt: &Attempt, outcome: &mut Result<RawResponse, Error>, took: Duration) {
        for hook in self.0.iter().rev() {
            match outcome {
                Ok(answer) => hook.after(attempt, Ok(answer), took),
                Err(error) => hook.after(attempt, Err(error), took),
            }
        }
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} hooks", self.0.len())
    }
}
