//! A server that follows a script: what it does on its first connection, its second, and so on. `faults` and `limits`
//! write the scripts; `support` has the server that always answers the same.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwoot_client::{Client, ClientBuilder, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::Received;

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

pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
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

/// Reads one request and leaves in `bytes` what follows it; nothing when the connection ends before.
pub(crate) async fn receive(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<Received> {
    let start = read_until(stream, bytes, b"\r\n\r\n").await?;
    let head = String::from_utf8(bytes.drain(..start).collect()).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let line = lines.next()?.to_owned();
    let headers = lines.filter_map(|it| it.split_once(": ")).map(|(a, b)| (a.to_lowercase(), b.to_owned()));
    let mut received = Received { line, headers: headers.collect(), body: Vec::new() };
    let end = if received.header("transfer-encoding") == Some("chunked") {
        read_until(stream, bytes, b"0\r\n\r\n").await?
    } else {
        let length = received.header("content-length").map_or(0, |it| it.parse().unwrap());
        while bytes.len() < length {
            more(stream, bytes).await?;
        }
        length
    };
    received.body = bytes.drain(..end).collect();
    Some(received)
}

async fn read_until(stream: &mut TcpStream, bytes: &mut Vec<u8>, mark: &[u8]) -> Option<usize> {
    loop {
        if let Some(at) = bytes.windows(mark.len()).position(|it| it == mark) {
            return Some(at + mark.len());
        }
        more(stream, bytes).await?;
    }
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    (stream.read_buf(bytes).await.ok()? > 0).then_some(())
}
