//! How many calls are under way, how many requests begin in a span of time, and thousands of calls at once.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use chatwoot_client::runtime::{Body, Operation};
use chatwoot_client::{Call, Client, ClientBuilder, Error, TimeLimit, Value};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::script::{quick, says, script, stalls};
use crate::support::{answer, call, get, listen, ok, path_parameter, post, receive};

static GET: Operation = get("/things", &[]);
static GET_ONE: Operation = get("/things/{id}", &[path_parameter("id")]);
static POST: Operation = post(Body::None, &[]);

/// How many requests a server works on, and the most it ever did.
#[derive(Default)]
struct Gauge {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// Answers each request with the last segment of its path, on connections that stay open, after it worked on it for a while.
async fn busy_server(work: Duration) -> (ClientBuilder, Arc<Gauge>) {
    let (listener, url) = listen().await;
    let gauge = Arc::new(Gauge::default());
    let shared = gauge.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let gauge = shared.clone();
            tokio::spawn(async move { work_on(stream, work, &gauge).await });
        }
    });
    let client = Client::builder(url).user_token("user-token").retry(quick()).timeout(Duration::from_secs(20));
    (client, gauge)
}

async fn work_on(mut stream: TcpStream, work: Duration, gauge: &Gauge) {
    let mut bytes = Vec::new();
    while let Some(received) = receive(&mut stream, &mut bytes).await {
        gauge.most.fetch_max(gauge.now.fetch_add(1, SeqCst) + 1, SeqCst);
        tokio::time::sleep(work).await;
        let path = received.line.split(' ').nth(1).unwrap();
        let id = path.rsplit('/').next().unwrap();
        let body = json!({ "id": id }).to_string();
        gauge.now.fetch_sub(1, SeqCst);
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Calls with the ids from 0, each in a task of its own, and holds each answer against its id.
async fn call_many(client: &Client, count: usize) {
    let mut calls = JoinSet::new();
    for id in 0..count {
        let id = id.to_string();
        // A clone shares the limits.
        let call = call(&client.clone(), &GET_ONE, &[&id]);
        calls.spawn(async move { assert_eq!(call.await.unwrap(), json!({ "id": id })) });
    }
    let mut answered = 0;
    while let Some(call) = calls.join_next().await {
        call.unwrap();
        answered += 1;
    }
    assert_eq!(answered, count);
}

#[tokio::test]
async fn no_more_calls_are_under_way_than_allowed() {
    for (allowed, most) in [(4, 4), (1, 1), (0, 1)] {
        let (builder, gauge) = busy_server(Duration::from_millis(20)).await;
        call_many(&builder.max_in_flight(allowed).build().unwrap(), most + 5).await;
        assert_eq!(gauge.most.load(SeqCst), most);
    }
    let (builder, gauge) = busy_server(Duration::from_millis(200)).await;
    call_many(&builder.build().unwrap(), 9).await;
    assert_eq!(gauge.most.load(SeqCst), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_calls_are_answered_each_with_its_own() {
    let (builder, gauge) = busy_server(Duration::ZERO).await;
    let client = builder.max_in_flight(64).build().unwrap();
    let begin = Instant::now();
    call_many(&client, 10_000).await;
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    assert!((2..=64).contains(&gauge.most.load(SeqCst)), "{:?}", gauge.most);
}

#[tokio::test]
async fn a_dropped_call_frees_its_slot() {
    let server = script([stalls(""), says(ok("1"))]).await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let first = tokio::spawn(call(&client, &GET, &[]).into_future());
    server.arrived(1).await;
    let second = tokio::spawn(call(&client, &GET, &[]).into_future());
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.count(), 1);
    first.abort();
    assert_eq!(second.await.unwrap().unwrap(), 1);
}

/// Whether the server sees the connection end on which it answered so, once `call` is given up.
async fn ends_connection(answer: &'static [u8], call: impl FnOnce(&Client) -> Call<Value>) {
    let (listener, url) = listen().await;
    let client = Client::builder(url).user_token("user-token").build().unwrap();
    let under_way = tokio::spawn(call(&client).into_future());
    let (mut stream, _) = listener.accept().await.unwrap();
    receive(&mut stream, &mut Vec::new()).await.unwrap();
    stream.write_all(answer).await.unwrap();
    tokio::time::sleep(Duration::from_millis(20)).await;
    under_way.abort();
    let end = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut [0; 16])).await;
    assert!(matches!(end, Ok(Ok(0) | Err(_))), "the connection is still open: {end:?}");
    // The client, which keeps connections for its next calls, is still there.
    drop(client);
}

#[tokio::test]
async fn a_dropped_call_ends_its_connection() {
    for beginning in ["", "HTTP/1.1 200 OK\r\ncontent-ty", "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"id\":"] {
        for operation in [&GET, &POST] {
            ends_connection(beginning.as_bytes(), |client| call(client, operation, &[])).await;
        }
    }
}

#[tokio::test]
async fn a_failed_call_frees_its_slot() {
    let server = script([says(answer(500, "", "")), says(ok("1"))]).await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    call(&client, &GET, &[]).await.unwrap_err();
    assert_eq!(call(&client, &GET, &[]).await.unwrap(), 1);
}

#[tokio::test]
async fn the_wait_for_a_slot_counts_for_the_time_of_the_call() {
    let server = script([stalls("")]).await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let first = tokio::spawn(call(&client, &GET, &[]).into_future());
    server.arrived(1).await;
    let error = call(&client, &POST, &[]).timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { which: TimeLimit::Total, .. }), "{error:?}");
    assert_eq!((error.tries(), server.count()), (0, 1));
    first.abort();
}

#[tokio::test]
async fn no_more_requests_begin_in_a_span_than_allowed() {
    const SPAN: Duration = Duration::from_millis(150);
    let server = script([says(ok("1"))]).await;
    let client = server.builder().rate_limit(3, SPAN).build().unwrap();
    let begin = Instant::now();
    let mut calls = JoinSet::new();
    for _ in 0..9 {
        let call = call(&client.clone(), &GET, &[]);
        calls.spawn(async move { call.await.map(|_| begin.elapsed()) });
    }
    let mut ends: Vec<Duration> = calls.join_all().await.into_iter().map(Result::unwrap).collect();
    ends.sort();
    assert!(ends[3] >= SPAN && ends[6] >= 2 * SPAN, "{ends:?}");
    assert!(ends[8] < Duration::from_secs(5), "{ends:?}");
}

#[tokio::test]
async fn another_try_counts_for_the_rate() {
    const SPAN: Duration = Duration::from_millis(150);
    let unavailable = says(answer(503, "", ""));
    let server = script([unavailable.clone(), unavailable, says(ok("1"))]).await;
    let client = server.builder().rate_limit(1, SPAN).build().unwrap();
    let begin = Instant::now();
    assert_eq!(call(&client, &GET, &[]).await.unwrap(), 1);
    assert!(begin.elapsed() >= 2 * SPAN, "{:?}", begin.elapsed());
}

#[tokio::test]
async fn the_wait_for_a_turn_counts_for_the_time_of_the_call() {
    let server = script([says(ok("1"))]).await;
    let client = server.builder().rate_limit(1, Duration::from_secs(600)).build().unwrap();
    call(&client, &GET, &[]).await.unwrap();
    let error = call(&client, &GET, &[]).timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { which: TimeLimit::Total, .. }), "{error:?}");
    assert_eq!((error.tries(), server.count()), (0, 1));
}

#[tokio::test]
async fn who_stops_waiting_takes_no_turn() {
    let server = script([says(ok("1"))]).await;
    let client = server.builder().rate_limit(1, Duration::from_millis(300)).build().unwrap();
    let begin = Instant::now();
    call(&client, &GET, &[]).await.unwrap();
    for _ in 0..20 {
        let impatient = call(&client, &GET, &[]).timeout(Duration::from_millis(2));
        assert_eq!(impatient.await.unwrap_err().tries(), 0);
    }
    call(&client, &GET, &[]).await.unwrap();
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
}
