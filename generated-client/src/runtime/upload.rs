//! A file to send. Parameter structs hold it, `request::payload` opens it when the call is sent.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::io::AsyncRead;

use super::request::Segment;

pub(crate) type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// A file to send: from disk, from memory or from a stream.
///
/// Files on disk and streams are read while they are sent and are never whole in memory.
#[derive(Clone)]
pub struct Upload {
    source: Source,
    file_name: Option<String>,
    content_type: Option<String>,
}

#[derive(Clone)]
enum Source {
    Path(PathBuf),
    Bytes(Bytes),
    Reader(Arc<Mutex<Option<Reader>>>),
}

impl Upload {
    /// Sends a file from disk; it is opened when the call is sent.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::new(Source::Path(path.into()))
    }

    /// Sends these bytes.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(bytes.into()))
    }

    /// Sends what a stream gives until it ends. A stream can be sent once, also through a clone: a second call fails
    /// before anything is sent, and a call that holds one is never tried again.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::new(Source::Reader(Arc::new(Mutex::new(Some(Box::pin(reader))))))
    }

    /// Sets the name the file is sent under; otherwise it is the last part of the path, or `file`.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the content type; otherwise it follows from the file name's extension.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    fn new(source: Source) -> Self {
        Self { source, file_name: None, content_type: None }
    }

    /// Whether it can be read once more for another try.
    pub(crate) fn can_be_sent_again(&self) -> bool {
        !matches!(self.source, Source::Reader(_))
    }

    pub(crate) fn effective_file_name(&self) -> String {
        let of_path = || match &self.source {
            Source::Path(path) => Some(path.file_name()?.to_string_lossy().into_owned()),
            Source::Bytes(_) | Source::Reader(_) => None,
        };
        self.file_name.clone().or_else(of_path).unwrap_or_else(|| "file".to_owned())
    }

    pub(crate) fn effective_content_type(&self) -> String {
        let by_name = || by_extension(&self.effective_file_name()).to_owned();
        self.content_type.clone().unwrap_or_else(by_name)
    }

    /// Opens the source; fails with a reason when there is nothing to read.
    pub(crate) async fn open(&self) -> Result<Segment, String> {
        match &self.source {
            Source::Bytes(bytes) => Ok(Segment::Bytes(bytes.clone())),
            Source::Reader(reader) => {
                let taken = reader.lock().unwrap_or_else(PoisonError::into_inner).take();
                let reader = taken.ok_or("the stream was sent before, and a stream can be sent only once")?;
                Ok(Segment::reader(reader, None))
            }
            Source::Path(path) => {
                let open = open_path(path).await;
                open.map_err(|error| format!("cannot read `{}`: {error}", path.display()))
            }
        }
    }
}

async fn open_path(path: &Path) -> io::Result<Segment> {
    let file = tokio::fs::File::open(path).await?;
    let metadata = file.metadata().await?;
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a directory"));
    }
    // A pipe or device has no length that could be announced, and files in /proc say 0 whatever they hold.
    let length = Some(metadata.len()).filter(|length| metadata.is_file() && *length > 0);
    Ok(Segment::reader(Box::pin(file), length))
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match &self.source {
            Source::Path(path) => format!("path {}", path.display()),
            Source::Bytes(bytes) => format!("{} bytes", bytes.len()),
            Source::Reader(_) => "stream".to_owned(),
        };
        f.debug_struct("Upload")
            .field("source", &source)
            .field("file_name", &self.effective_file_name())
            .field("content_type", &self.effective_content_type())
            .finish()
    }
}

fn by_extension(file_name: &str) -> &'static str {
    let extension = file_name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        "json" => "application/json",
        "xml" => "application/xml",
        "zip" => "application/zip",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" => "audio/ogg",
        "wav" => "audio/wav",
        "m4a" => "audio/mp4",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        _ => "application/octet-stream",
    }
}

/// A file on disk is written as its path. What is in memory, a stream, or sent under another name or type cannot be.
impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (&self.source, &self.file_name, &self.content_type) {
            (Source::Path(path), None, None) => path.serialize(serializer),
            _ => Err(serde::ser::Error::custom("only a file that is its path and nothing more can be written")),
        }
    }
}

/// A file is read from its path, which is opened when the call is sent.
impl<'de> Deserialize<'de> for Upload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PathBuf::deserialize(deserializer).map(Self::path)
    }
}
