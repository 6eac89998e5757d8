//! A server that follows a script: what it does on its first connection, its second, and so on. The tests
//! write the scripts; `support` has the server that always answers the same.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwoot_client::runtime::Operation;
use chatwoot_client::{Client, ClientBuilder, Error, RetryPolicy, Value};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::{Received, answer, call, listen, ok, receive};

/// What the server does on one connection, once it has read the request.
#[derive(Clone)]
pub(crate) struct Step {
    bytes: Vec<u8>,
    then: Then,
}

#[derive(Clone, Copy)]
enum Then {
    Close,
    Reset,
    Stall,
}

/// Sends these bytes and closes the connection.
pub(crate) fn says(bytes: impl Into<Vec<u8>>) -> Step {
    Step { bytes: bytes.into(), then: Then::Close }
}

/// Sends these bytes and resets the connection.
pub(crate) fn resets(bytes: impl Into<Vec<u8>>) -> Step {
    Step { bytes: bytes.into(), then: Then::Reset }
}

/// Sends these bytes and nothing more, over a connection that stays open.
pub(crate) fn stalls(bytes: impl Into<Vec<u8>>) -> Step {
    Step { bytes: bytes.into(), then: Then::Stall }
}

pub(crate) struct Script {
    url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Script {
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.received.lock().unwrap().len()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        // Longer than the longest wait that a server may ask for, so that it does not cut that one.
        let limit = Duration::from_secs(40);
        Client::builder(&self.url).user_token("user-token").retry(quick()).timeout(limit)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// Waits until so many requests have arrived.
    pub(crate) async fn arrived(&self, count: usize) {
        let arrived = async {
            while self.count() < count {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), arrived).await.unwrap();
    }
}

/// The default policy, with waits that a test can afford.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy::new().first_wait(Duration::from_millis(1))
}

/// Takes one step on each connection, the last one again on all that follow.
pub(crate) async fn script(steps: impl IntoIterator<Item = Step>) -> Script {
    let steps: Vec<Step> = steps.into_iter().collect();
    let (listener, url) = listen().await;
    let received = Arc::new(Mutex::new(Vec::new()));
    let seen = received.clone();
    tokio::spawn(async move {
        let mut following = steps.iter().cloned().chain(std::iter::repeat(steps[steps.len() - 1].clone()));
        while let (Ok((stream, _)), Some(step)) = (listener.accept().await, following.next()) {
            let seen = seen.clone();
            tokio::spawn(async move { take(step, stream, &seen).await });
        }
    });
    Script { url, received }
}

async fn take(step: Step, mut stream: TcpStream, seen: &Mutex<Vec<Received>>) {
    let Some(received) = receive(&mut stream, &mut Vec::new()).await else { return };
    seen.lock().unwrap().push(received);
    let _ = stream.write_all(&step.bytes).await;
    match step.then {
        Then::Close => drop(stream.shutdown().await),
        Then::Stall => std::future::pending().await,
        Then::Reset => {
            // What was sent must have been read before the reset.
            tokio::time::sleep(Duration::from_millis(20)).await;
            stream.set_zero_linger().unwrap();
        }
    }
}

/// Answers with a failure and closes the connection.
pub(crate) fn refuses(status: u16, headers: &str) -> Step {
    says(answer(status, headers, "{\"error\":\"later\"}"))
}

/// Calls a server that fails once and then answers; gives the result and how often the server was asked.
pub(crate) async fn once(fault: Step, operation: &'static Operation) -> (Result<Value, Error>, usize) {
    let server = script([fault, says(ok("1"))]).await;
    let result = call(&server.client(), operation, &[]).await;
    (result, server.count())
}

/// Holds that a call which meets this fault is tried again, and then answered.
pub(crate) async fn is_tried_again(fault: Step, operation: &'static Operation) {
    let (result, count) = once(fault, operation).await;
    assert_eq!((result.unwrap(), count), (Value::from(1), 2));
}

/// Holds that a call which meets this fault fails with it at once; gives the error.
pub(crate) async fn is_final(fault: Step, operation: &'static Operation) -> Error {
    let (result, count) = once(fault, operation).await;
    let error = result.unwrap_err();
    assert_eq!((error.tries(), count), (1, 1), "{error:?}");
    error
}
