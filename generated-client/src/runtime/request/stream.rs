//! A body made of pieces that are in memory or read while they are sent. `payload` builds it, reqwest polls it.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::io::ReadBuf;

use super::super::upload::Reader;

/// How much is read from a file at once.
const CHUNK: usize = 64 * 1024;

/// One piece of a body.
pub(crate) enum Segment {
    /// Bytes in memory.
    Bytes(Bytes),
    /// A file or stream. The mutex is never locked: it only makes the reader `Sync`.
    Reader { reader: Mutex<Reader>, remaining: Option<u64> },
}

impl Segment {
    /// A piece that is read while it is sent; exactly `length` bytes of it, where that is known.
    pub(crate) fn reader(reader: Reader, length: Option<u64>) -> Self {
        Self::Reader { reader: Mutex::new(reader), remaining: length }
    }

    fn remaining(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::Reader { remaining, .. } => *remaining,
        }
    }
}

/// The pieces of a body, in order.
pub(crate) struct Segments(VecDeque<Segment>);

impl Segments {
    pub(crate) fn new(segments: Vec<Segment>) -> Self {
        Self(segments.into())
    }
}

impl Body for Segments {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            let chunk = match self.0.front_mut() {
                None => return Poll::Ready(None),
                Some(Segment::Bytes(bytes)) => std::mem::take(bytes),
                Some(Segment::Reader { reader, remaining }) => {
                    let reader = reader.get_mut().unwrap_or_else(PoisonError::into_inner);
                    match ready!(read(reader, remaining, context)) {
                        Ok(Some(chunk)) => return Poll::Ready(Some(Ok(Frame::data(chunk)))),
                        Ok(None) => Bytes::new(),
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
            };
            self.0.pop_front();
            if !chunk.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(chunk))));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        match self.0.iter().map(Segment::remaining).sum() {
            Some(length) => SizeHint::with_exact(length),
            None => SizeHint::default(),
        }
    }
}

/// Reads the next chunk; nothing at the end. A file that grew is cut at the length that was announced, and one that
/// became shorter is an error, since the request cannot be completed.
fn read(
    reader: &mut Reader,
    remaining: &mut Option<u64>,
    context: &mut Context<'_>,
) -> Poll<io::Result<Option<Bytes>>> {
    let wanted = remaining.map_or(CHUNK, |left| usize::try_from(left).map_or(CHUNK, |left| left.min(CHUNK)));
    if wanted == 0 {
        return Poll::Ready(Ok(None));
    }
    let mut space = vec![0; wanted];
    let mut buffer = ReadBuf::new(&mut space);
    if let Err(error) = ready!(reader.as_mut().poll_read(context, &mut buffer)) {
        return Poll::Ready(Err(error));
    }
    let length = buffer.filled().len();
    if length == 0 {
        return Poll::Ready(match remaining {
            Some(_) => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was sent")),
            None => Ok(None),
        });
    }
    if let Some(left) = remaining {
        *left = left.saturating_sub(length as u64);
    }
    space.truncate(length);
    Poll::Ready(Ok(Some(Bytes::from(space))))
}
