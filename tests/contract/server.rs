//! A raw HTTP/1.1 server on the loopback: it takes requests apart without an HTTP library, so that nothing the client does
//! wrong is put right on the way. `calls` starts one for each test; what it answers is up to the closure it gets.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    /// The method.
    pub(crate) method: String,
    /// The path with the query, as written.
    pub(crate) target: String,
    /// The headers, in the order they came.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, without chunks.
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// Makes a request by hand, for the tests of the judge.
    pub(crate) fn new(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Self {
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    /// Gives all values of a header.
    pub(crate) fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What the server answers.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// The content type.
    pub(crate) media: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn bytes(self) -> Vec<u8> {
        let Self { status, media, body } = self;
        let start = format!("HTTP/1.1 {status} Whatever\r\n");
        if status == 204 {
            return format!("{start}\r\n").into_bytes();
        }
        let head = format!("{start}content-type: {media}; charset=utf-8\r\ncontent-length: {}\r\n\r\n", body.len());
        [head.into_bytes(), body].concat()
    }
}

type Respond = Arc<dyn Fn(Received) -> Answer + Send + Sync>;

/// A running server; it ends when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server on a port that is free.
    pub(crate) async fn start(respond: impl Fn(Received) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port of the loopback");
        let address = listener.local_addr().expect("the address of a bound socket");
        Self { address, task: tokio::spawn(accept(listener, Arc::new(respond))) }
    }

    /// Gives the address for the client.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The connections belong to the task and end with it.
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, respond: Respond) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let respond = Arc::clone(&respond);
        connections.spawn(async move {
            let _ = serve(stream, &respond).await;
        });
    }
}

async fn serve(stream: TcpStream, respond: &Respond) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(received) = read(&mut stream).await? {
        stream.write_all(&respond(received).bytes()).await?;
        stream.flush().await?;
    }
    Ok(())
}

/// Reads one request; nothing when the client has hung up.
async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Received>> {
    let start = line(stream).await?;
    if start.is_empty() {
        return Ok(None);
    }
    let mut words = start.split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let mut received = Received { method: word(), target: word(), headers: Vec::new(), body: Vec::new() };
    loop {
        let line = line(stream).await?;
        let Some((name, value)) = line.split_once(':') else { break };
        received.headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let length = received.header("content-length").next().and_then(|it| it.parse().ok());
    if received.header("transfer-encoding").any(|it| it.eq_ignore_ascii_case("chunked")) {
        received.body = chunks(stream).await?;
    } else if let Some(length) = length {
        received.body = vec![0; length];
        stream.read_exact(&mut received.body).await?;
    }
    Ok(Some(received))
}

async fn chunks(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(stream).await?;
        let size = usize::from_str_radix(size.trim(), 16).map_err(std::io::Error::other)?;
        let mut chunk = vec![0; size];
        stream.read_exact(&mut chunk).await?;
        line(stream).await?;
        if size == 0 {
            return Ok(body);
        }
        body.extend(chunk);
    }
}

async fn line(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
