//! What the tests share: a server that answers each connection with fixed bytes and records the requests, and shorthands
//! for operations.

use std::sync::{Arc, Mutex};

use chatwoot_client::runtime::codec::Argument;
use chatwoot_client::runtime::{
    Body, Call, Credential, Location, Method, Operation, Parameter, Request, Style, decode,
};
use chatwoot_client::{Client, ClientBuilder, Error, Object, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

pub(crate) struct Server {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub(crate) fn only(&self) -> Received {
        let received = self.received();
        assert_eq!(received.len(), 1, "{received:?}");
        received[0].clone()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder(&self.url).user_token("user-token")
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

/// Answers every request with these bytes; no bytes mean no answer at all.
pub(crate) async fn server(answer: impl Into<Vec<u8>>) -> Server {
    let answer: Arc<Vec<u8>> = Arc::new(answer.into());
    let (listener, url) = listen().await;
    let received = Arc::new(Mutex::new(Vec::new()));
    let seen = received.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (seen, answer) = (seen.clone(), answer.clone());
            tokio::spawn(async move { serve(stream, &seen, &answer).await });
        }
    });
    Server { url, received }
}

pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

async fn serve(mut stream: TcpStream, seen: &Mutex<Vec<Received>>, answer: &[u8]) {
    let Some(received) = receive(&mut stream, &mut Vec::new()).await else { return };
    seen.lock().unwrap().push(received);
    if answer.is_empty() {
        tokio::time::sleep(std::time::Duration::from_secs(30)).await;
    }
    let _ = stream.write_all(answer).await;
    let _ = stream.shutdown().await;
}

/// Reads one request and leaves in `bytes` what follows it; nothing when the connection ends before.
pub(crate) async fn receive(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<Received> {
    let start = read_until(stream, bytes, b"\r\n\r\n").await?;
    let head = String::from_utf8(bytes.drain(..start).collect()).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let line = lines.next()?.to_owned();
    let headers = lines.filter_map(|it| it.split_once(": ")).map(|(a, b)| (a.to_lowercase(), b.to_owned()));
    let mut received = Received { line, headers: headers.collect(), body: Vec::new() };
    if received.header("transfer-encoding") == Some("chunked") {
        received.body = read_chunks(stream, bytes).await?;
    } else {
        let length = received.header("content-length").map_or(0, |it| it.parse().unwrap());
        received.body = read_exactly(stream, bytes, length).await?;
    }
    Some(received)
}

async fn read_chunks(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = read_until(stream, bytes, b"\r\n").await?;
        let size = String::from_utf8(bytes.drain(..end).collect()).unwrap();
        let length = usize::from_str_radix(size.trim_end(), 16).unwrap();
        body.extend(read_exactly(stream, bytes, length).await?);
        read_exactly(stream, bytes, 2).await?;
        if length == 0 {
            return Some(body);
        }
    }
}

async fn read_exactly(stream: &mut TcpStream, bytes: &mut Vec<u8>, length: usize) -> Option<Vec<u8>> {
    while bytes.len() < length {
        more(stream, bytes).await?;
    }
    Some(bytes.drain(..length).collect())
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

pub(crate) fn answer(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

pub(crate) fn ok(body: &str) -> String {
    answer(200, "content-type: application/json\r\nx-request-id: request-7\r\n", body)
}

pub(crate) const fn parameter(name: &'static str, location: Location, style: Style) -> Parameter {
    Parameter { name, wire: name, location, style, kind: "string", required: false, nullable: true, summary: "" }
}

pub(crate) const fn path_parameter(name: &'static str) -> Parameter {
    Parameter { required: true, nullable: false, ..parameter(name, Location::Path, Style::Simple) }
}

pub(crate) const fn field(name: &'static str, wire: &'static str) -> Parameter {
    Parameter { wire, ..parameter(name, Location::Body, Style::Simple) }
}

pub(crate) const fn post(body: Body, parameters: &'static [Parameter]) -> Operation {
    operation(Method::Post, "/things", body, parameters)
}

pub(crate) const fn get(path: &'static str, parameters: &'static [Parameter]) -> Operation {
    operation(Method::Get, path, Body::None, parameters)
}

const fn operation(method: Method, path: &'static str, body: Body, parameters: &'static [Parameter]) -> Operation {
    Operation {
        id: "testOperation",
        face: "application",
        resource: "things",
        function: "test",
        method,
        path,
        summary: "",
        deprecated: false,
        credentials: &[Credential::User],
        body,
        fixed: &[],
        body_required: false,
        parameters,
    }
}

pub(crate) fn call(client: &Client, operation: &'static Operation, arguments: &[&dyn Argument]) -> Call<Value> {
    Call::new(client, Request::new(operation, arguments), decode::value)
}

/// Sends a call to a new server and gives what arrived there.
pub(crate) async fn sent(operation: &'static Operation, arguments: &[&dyn Argument]) -> Result<Received, Error> {
    let server = server(ok("null")).await;
    let answer = call(&server.client(), operation, arguments).await;
    match answer {
        Ok(_) => Ok(server.only()),
        Err(error) => {
            assert!(server.received().is_empty(), "it was sent nevertheless");
            Err(error)
        }
    }
}

/// Gives the parameter and reason of a refusal.
pub(crate) async fn refused(operation: &'static Operation, arguments: &[&dyn Argument]) -> (String, String) {
    match sent(operation, arguments).await {
        Err(Error::InvalidParameter { operation: "testOperation", parameter, reason }) => (parameter, reason),
        other => panic!("it was not refused: {other:?}"),
    }
}

pub(crate) fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("no object: {other}"),
    }
}

/// A stream that fails with this message.
pub(crate) struct BrokenReader(pub(crate) &'static str);

impl tokio::io::AsyncRead for BrokenReader {
    fn poll_read(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        _: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Err(std::io::Error::other(self.0)))
    }
}
