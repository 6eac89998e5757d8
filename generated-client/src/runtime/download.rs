//! Files that answers point to: avatars and attachments. They are fetched without a token, from whatever host they are on.
//! `client` starts a download; the connections are those of `send`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::Url;

use super::base_url::is_allowed;
use super::send::{read_headers, transport};
use super::trace::CallSpan;
use super::{AnswerPart, Body, Client, Error, Headers, Method, Operation, RawResponse, TimeLimit};

/// How many redirects are followed: the server points to the storage, and the storage may point on.
const MOST_REDIRECTS: usize = 5;

/// How errors call a download.
static DOWNLOAD: Operation = Operation {
    id: "download",
    face: "",
    resource: "",
    function: "download",
    method: Method::Get,
    path: "",
    summary: "Fetch a file",
    deprecated: false,
    credentials: &[],
    fixed: &[],
    body: Body::None,
    body_required: false,
    parameters: &[],
};

/// A download that waits to be awaited. Nothing is sent until then.
///
/// Awaiting it gives the [`File`], whose content is still to come.
#[derive(Clone)]
#[must_use = "a download sends nothing until it is awaited"]
pub struct Download {
    client: Client,
    url: String,
    max_size: usize,
}

impl Download {
    pub(crate) fn new(client: &Client, url: String) -> Self {
        Self { client: client.clone(), url, max_size: client.settings().max_answer }
    }

    /// Sets how large the file may be, in bytes; otherwise as large as an answer.
    pub fn max_size(mut self, bytes: usize) -> Self {
        self.max_size = bytes;
        self
    }

    async fn start(self) -> Result<File, Error> {
        let limit = self.client.settings().try_timeout;
        let span = CallSpan::new(&DOWNLOAD, Url::parse(&self.url).ok().as_ref());
        let outcome = match span.around(tokio::time::timeout(limit, self.follow())).await {
            Ok(file) => file,
            Err(_) => Err(timeout(limit)),
        };
        span.end(outcome.as_ref().map(|file| file.response.status().as_u16()), 1);
        outcome
    }

    /// Asks for the file where it is said to be, and where that points to.
    async fn follow(self) -> Result<File, Error> {
        let refuse = |reason: &str| Error::InvalidParameter {
            operation: DOWNLOAD.id,
            parameter: "url".to_owned(),
            reason: reason.to_owned(),
        };
        // A path alone is on the server itself.
        let base = Url::parse(&format!("{}/", self.client.base_url())).map_err(|_| refuse("the base URL is none"))?;
        let mut url = base.join(self.url.trim()).map_err(|_| refuse("it is no URL"))?;
        for _ in 0..=MOST_REDIRECTS {
            if !is_allowed(&url, self.client.settings().allow_http) {
                return Err(refuse(
                    "it is not `https://`; over `http://` the file could be read or changed on its way",
                ));
            }
            let request = reqwest::Request::new(reqwest::Method::GET, url.clone());
            let failed = |error| transport(&self.client, &DOWNLOAD, error);
            let mut response = self.client.settings().http.execute(request).await.map_err(failed)?;
            let status = response.status().as_u16();
            let headers = read_headers(&self.client, &DOWNLOAD, &mut response)?;
            let location = headers.get("location").filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308));
            match location.map(|location| url.join(location)) {
                Some(Ok(next)) => url = next,
                _ => return File::begin(self, response, headers).await,
            }
        }
        Err(Error::Redirect { operation: DOWNLOAD.id, status: 302, location: url.host_str().map(str::to_owned) })
    }
}

impl IntoFuture for Download {
    type Output = Result<File, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.start())
    }
}

/// Prints no URL: one that is signed gives the file to whoever has it.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("max_size", &self.max_size).finish_non_exhaustive()
    }
}

/// A file that is being fetched.
pub struct File {
    /// The headers of the answer.
    pub headers: Headers,
    client: Client,
    response: reqwest::Response,
    left: usize,
    max_size: usize,
}

impl File {
    async fn begin(download: Download, mut response: reqwest::Response, headers: Headers) -> Result<Self, Error> {
        let Download { client, max_size, .. } = download;
        let status = response.status().as_u16();
        let body = match status {
            200..=299 => Bytes::new(),
            // Of a failure the beginning is enough to say why.
            _ => {
                let beginning = response.chunk().await;
                beginning.map_err(|error| transport(&client, &DOWNLOAD, error))?.unwrap_or_default()
            }
        };
        let answer = RawResponse { headers, ..RawResponse::new(&DOWNLOAD, status, body) };
        let RawResponse { headers, .. } = answer.success()?;
        let file = Self { headers, client, response, left: max_size, max_size };
        match file.size() {
            Some(size) if usize::try_from(size).map_or(true, |size| size > max_size) => Err(file.too_large()),
            _ => Ok(file),
        }
    }

    /// Gives the size of the whole file in bytes, if the server says so.
    pub fn size(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// Gives the content type, if the server says so.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get("content-type")
    }

    /// Gives the next piece of the file; nothing at its end.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] when the connection breaks, [`Error::Timeout`] when nothing comes for as long as a try may take,
    /// [`Error::TooLarge`] when there is more than was allowed.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let limit = self.client.settings().try_timeout;
        let Ok(chunk) = tokio::time::timeout(limit, self.response.chunk()).await else { return Err(timeout(limit)) };
        let chunk = chunk.map_err(|error| transport(&self.client, &DOWNLOAD, error))?;
        if let Some(chunk) = &chunk {
            self.left = self.left.checked_sub(chunk.len()).ok_or_else(|| self.too_large())?;
        }
        Ok(chunk)
    }

    /// Gives what is left of the file as a whole.
    ///
    /// # Errors
    ///
    /// Those of [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let mut bytes = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }

    fn too_large(&self) -> Error {
        Error::TooLarge { operation: DOWNLOAD.id, part: AnswerPart::Body, limit: self.max_size }
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("headers", &self.headers).field("size", &self.size()).finish_non_exhaustive()
    }
}

fn timeout(limit: Duration) -> Error {
    Error::Timeout { operation: DOWNLOAD.id, which: TimeLimit::Try, limit, tries: 1 }
}
