//! One span for each call, where the feature `tracing` is on; otherwise nothing at all. `send` and `download` hold it open while a
//! call is under way.
//!
//! Names and values are those that OpenTelemetry gives to HTTP clients. The path is the operation's template: a real one holds
//! ids, and on the public API credentials. No header, body or token comes near a span.

#[cfg(feature = "tracing")]
mod on {
    use std::borrow::Cow;
    use std::time::Duration;

    use reqwest::Url;
    use tracing::field::Empty;
    use tracing::{Instrument as _, Span};

    use crate::runtime::{Error, Operation};

    /// The span of one call.
    pub(crate) struct CallSpan(Span);

    impl CallSpan {
        /// Opens the span of a call that goes to this server.
        pub(crate) fn new(operation: &'static Operation, server: Option<&Url>) -> Self {
            let template = (!operation.path.is_empty()).then_some(operation.path);
            let method = operation.method.as_str();
            Self(tracing::info_span!(
                "chatwoot",
                "otel.kind" = "client",
                "otel.name" = template.map_or_else(|| method.to_owned(), |template| format!("{method} {template}")),
                "otel.status_code" = Empty,
                "http.request.method" = method,
                "http.request.resend_count" = Empty,
                "http.response.status_code" = Empty,
                "url.template" = template,
                "server.address" = server.and_then(Url::host_str),
                "server.port" = server.and_then(Url::port_or_known_default),
                "error.type" = Empty,
                "chatwoot.operation" = operation.id,
                "chatwoot.tries" = Empty,
            ))
        }

        /// Runs a call within the span.
        pub(crate) async fn around<T>(&self, call: impl Future<Output = T>) -> T {
            call.instrument(self.0.clone()).await
        }

        /// Notes how the call ended.
        pub(crate) fn end(&self, outcome: Result<u16, &Error>, tries: u32) {
            let status = match outcome {
                Ok(status) => Some(status),
                Err(error) => error.status(),
            };
            if let Some(status) = status {
                self.0.record("http.response.status_code", status);
            }
            self.0.record("chatwoot.tries", tries);
            if tries > 1 {
                self.0.record("http.request.resend_count", tries - 1);
            }
            if let Err(error) = outcome {
                self.0.record("otel.status_code", "ERROR");
                self.0.record("error.type", kind(error).as_ref());
            }
        }
    }

    /// The status of an answer that is a failure, or what kept the answer away.
    fn kind(error: &Error) -> Cow<'static, str> {
        Cow::Borrowed(match error {
            Error::MissingCredential { .. } => "missing_credential",
            Error::InvalidParameter { .. } => "invalid_parameter",
            Error::Configuration(_) => "configuration",
            Error::Transport { .. } => "transport",
            Error::Timeout { .. } => "timeout",
            Error::TooLarge { .. } => "too_large",
            Error::Decode(_) => "decode",
            Error::Redirect { status, .. } => return Cow::Owned(status.to_string()),
            Error::Api(error) => return Cow::Owned(error.status.to_string()),
        })
    }

    /// Tells within the span of a call that it will be tried again.
    pub(crate) fn again(failure: &Error, number: u32, wait: Duration) {
        tracing::debug!("error.type" = kind(failure).as_ref(), "chatwoot.tries" = number, ?wait, "trying again");
    }
}

#[cfg(not(feature = "tracing"))]
mod on {
    use std::time::Duration;

    use reqwest::Url;

    use crate::runtime::{Error, Operation};

    /// No span.
    pub(crate) struct CallSpan;

    impl CallSpan {
        pub(crate) fn new(_: &'static Operation, _: Option<&Url>) -> Self {
            Self
        }

        pub(crate) fn around<T, F: Future<Output = T>>(&self, call: F) -> F {
            call
        }

        pub(crate) fn end(&self, _: Result<u16, &Error>, _: u32) {}
    }

    pub(crate) fn again(_: &Error, _: u32, _: Duration) {}
}

pub(crate) use on::{CallSpan, again};
