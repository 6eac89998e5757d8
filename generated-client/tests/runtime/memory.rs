//! What thousands of calls at once take: memory by the calls that are under way, not by those that wait.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

use chatwoot_client::Client;
use chatwoot_client::runtime::Operation;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::support::{call, get, listen, receive};

static GET: Operation = get("/things", &[]);

const CALLS: usize = 10_000;
const UNDER_WAY: usize = 16;
const ANSWER: usize = 50_000;

/// The most memory that this process ever had, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

/// Answers on connections that stay open; counts those that are, and the most there were.
async fn serve(mut stream: TcpStream, answer: &[u8], open: &AtomicUsize, most: &AtomicUsize) {
    most.fetch_max(open.fetch_add(1, SeqCst) + 1, SeqCst);
    let mut bytes = Vec::new();
    while receive(&mut stream, &mut bytes).await.is_some() && stream.write_all(answer).await.is_ok() {}
    open.fetch_sub(1, SeqCst);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_calls_take_the_memory_of_a_few() {
    let (listener, url) = listen().await;
    let most = Arc::new(AtomicUsize::new(0));
    let counter = most.clone();
    tokio::spawn(async move {
        let open = Arc::new(AtomicUsize::new(0));
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {ANSWER}\r\n\r\n");
        let answer: Arc<[u8]> = [head.as_bytes(), &[b'1'; ANSWER]].concat().into();
        while let Ok((stream, _)) = listener.accept().await {
            let (answer, open, most) = (answer.clone(), open.clone(), counter.clone());
            tokio::spawn(async move { serve(stream, &answer, &open, &most).await });
        }
    });
    let client = Client::builder(url).user_token("user-token").max_in_flight(UNDER_WAY).build().unwrap();
    call(&client, &GET, &[]).bytes().await.unwrap();

    let before = peak();
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let call = call(&client, &GET, &[]).bytes();
        calls.spawn(async move { call.await.unwrap().len() });
    }
    let sizes = calls.join_all().await;
    assert_eq!((sizes.len(), sizes.iter().sum::<usize>()), (CALLS, CALLS * ANSWER));
    let grown = peak() - before;
    // All answers together are 500 MB.
    assert!(grown < 100_000_000, "{grown} bytes more");
    assert!(most.load(SeqCst) <= 2 * UNDER_WAY, "{most:?} connections at once");
}
