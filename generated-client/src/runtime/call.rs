//! A call that waits to be awaited. Generated functions return it; awaiting it hands the request to `send` and the
//! answer to `decode`.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;

use super::send::{Options, send};
use super::{Client, Error, RawResponse, Request, Response, RetryPolicy, Value, decode};

/// How an answer becomes a value.
type Decode<T> = fn(&RawResponse) -> Result<T, Error>;

type Answer = Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send>>;

/// A call of one operation. Nothing is sent until it is awaited.
///
/// Awaiting it gives the value, or the [`Error`] that happened; [`json`](Self::json), [`bytes`](Self::bytes) and
/// [`response`](Self::response) give the answer in other forms.
#[must_use = "a call sends nothing until it is awaited"]
pub struct Call<T> {
    pending: Pending,
    decode: Decode<T>,
}

/// The part of a call that is the same for all answers, so that its code is made once.
struct Pending {
    client: Client,
    request: Request,
    options: Options,
}

impl Pending {
    fn new(client: &Client, request: Request) -> Self {
        Self { client: client.clone(), request, options: Options::default() }
    }

    fn start(self) -> Answer {
        Box::pin(send(self.client, self.request, self.options))
    }
}

impl<T> Call<T> {
    /// Makes a call of a request whose answer is read by `decode`.
    #[inline]
    pub fn new(client: &Client, request: Request, decode: Decode<T>) -> Self {
        Self { pending: Pending::new(client, request), decode }
    }

    /// Sets how long this call may take with all its tries, in place of the client's setting.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.pending.options.timeout = Some(timeout);
        self
    }

    /// Sets how long each try of this call may take, in place of the client's setting.
    pub fn try_timeout(mut self, timeout: Duration) -> Self {
        self.pending.options.try_timeout = Some(timeout);
        self
    }

    /// Sets when this call is tried again, in place of the client's setting.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.pending.options.retry = Some(policy);
        self
    }

    /// Asks for the answer as any JSON value: null when the body is empty.
    pub fn json(self) -> Call<Value> {
        self.decoded_by(decode::value)
    }

    /// Asks for the body of the answer as it came.
    pub fn bytes(self) -> Call<Bytes> {
        self.decoded_by(decode::bytes)
    }

    /// Sends the call and gives the value together with the status and headers.
    ///
    /// # Errors
    ///
    /// The same as awaiting the call.
    pub async fn response(self) -> Result<Response<T>, Error> {
        let decode = self.decode;
        let raw = self.pending.start().await?;
        Ok(Response { value: decode(&raw)?, status: raw.status, headers: raw.headers })
    }

    fn decoded_by<U>(self, decode: Decode<U>) -> Call<U> {
        Call { pending: self.pending, decode }
    }
}

impl<T> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = CallFuture<T>;

    fn into_future(self) -> CallFuture<T> {
        CallFuture { decode: self.decode, answer: self.pending.start() }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Pending { request, options, .. } = &self.pending;
        f.debug_struct("Call").field("request", request).field("options", options).finish_non_exhaustive()
    }
}

/// A call that is under way; dropping it gives it up.
#[must_use = "a future does nothing until it is awaited"]
pub struct CallFuture<T> {
    answer: Answer,
    decode: Decode<T>,
}

impl<T> Future for CallFuture<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.answer.as_mut().poll(context));
        Poll::Ready(answer.and_then(|raw| (self.decode)(&raw)))
    }
}

impl<T> fmt::Debug for CallFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFuture").finish_non_exhaustive()
    }
}
