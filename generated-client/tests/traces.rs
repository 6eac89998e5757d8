//! The spans of the feature `tracing`, as a subscriber sees them.

#[path = "runtime/script.rs"]
#[allow(dead_code, reason = "the runtime's tests share more than this")]
mod script;
#[path = "runtime/support.rs"]
#[allow(dead_code, reason = "the runtime's tests share more than this")]
mod support;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use chatwoot_client::runtime::Operation;
use script::{resets, says, script};
use support::{answer, call, get, ok, path_parameter};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

static GET_ONE: Operation = get("/things/{id}", &[path_parameter("id")]);

/// What was recorded, all spans and events as lines of one text.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Fields>>>);

#[derive(Clone, Debug, Default)]
struct Fields {
    what: String,
    values: BTreeMap<&'static str, String>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.values.insert(field.name(), format!("{value:?}"));
    }
}

impl Recorder {
    fn add(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Fields)) -> Id {
        let mut fields = Fields { what: format!("{} {}", metadata.level(), metadata.name()), ..Fields::default() };
        record(&mut fields);
        let mut all = self.0.lock().unwrap();
        all.push(fields);
        Id::from_u64(all.len() as u64)
    }

    fn all(&self) -> Vec<Fields> {
        self.0.lock().unwrap().clone()
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("chatwoot_client")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.add(span.metadata(), |fields| span.record(fields))
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        values.record(&mut self.0.lock().unwrap()[span.into_u64() as usize - 1]);
    }

    fn event(&self, event: &Event<'_>) {
        self.add(event.metadata(), |fields| event.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_call_is_one_span_with_the_names_of_opentelemetry() {
    let recorder = Recorder::default();
    let _on = tracing::subscriber::set_default(recorder.clone());
    let server = script([resets(""), says(answer(503, "", "")), says(ok("{\"name\": \"Ada\"}"))]).await;
    let client = server.client();
    call(&client, &GET_ONE, &[&"a-source-id".to_owned()]).await.unwrap();
    let seen = recorder.all();
    let port = client.base_url().rsplit(':').next().unwrap();
    let expected = [
        ("chatwoot.operation", "\"testOperation\""),
        ("chatwoot.tries", "3"),
        ("http.request.method", "\"GET\""),
        ("http.request.resend_count", "2"),
        ("http.response.status_code", "200"),
        ("otel.kind", "\"client\""),
        ("otel.name", "\"GET /things/{id}\""),
        ("server.address", "\"127.0.0.1\""),
        ("server.port", port),
        ("url.template", "\"/things/{id}\""),
    ];
    assert_eq!(seen[0].what, format!("{} chatwoot", Level::INFO));
    assert_eq!(seen[0].values, expected.map(|(name, value)| (name, value.to_owned())).into());
    let again: Vec<_> = seen[1..].iter().map(|it| it.values["error.type"].as_str()).collect();
    assert_eq!(again, ["\"transport\"", "\"503\""]);
    let text = format!("{seen:?}");
    for secret in ["user-token", "a-source-id", "Ada"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn a_failure_is_told_by_its_status_or_kind() {
    let recorder = Recorder::default();
    let _on = tracing::subscriber::set_default(recorder.clone());
    let server = script([says(answer(404, "", "{\"error\": \"user-token is wrong\"}"))]).await;
    call(&server.client(), &GET_ONE, &[&"1".to_owned()]).await.unwrap_err();
    // Nothing was sent, since a part of the path cannot be empty.
    call(&server.client(), &GET_ONE, &[&String::new()]).await.unwrap_err();
    let seen = recorder.all();
    assert_eq!(seen.len(), 2, "{seen:?}");
    let value = |index: usize, name| seen[index].values.get(name).map(String::as_str);
    assert_eq!(value(0, "otel.status_code"), Some("\"ERROR\""));
    assert_eq!(value(0, "error.type"), Some("\"404\""));
    assert_eq!(value(0, "http.response.status_code"), Some("404"));
    assert_eq!(value(0, "chatwoot.tries"), Some("1"));
    assert_eq!(value(0, "http.request.resend_count"), None);
    assert_eq!(value(1, "error.type"), Some("\"invalid_parameter\""));
    assert_eq!(value(1, "http.response.status_code"), None);
    assert_eq!(value(1, "chatwoot.tries"), Some("0"));
    assert!(!format!("{seen:?}").contains("user-token"));
}

#[tokio::test]
async fn a_download_is_a_span_without_its_address() {
    let recorder = Recorder::default();
    let _on = tracing::subscriber::set_default(recorder.clone());
    let server = script([says(ok("content"))]).await;
    let client = server.client();
    client.download(format!("{}/rails/blobs/signed", client.base_url())).await.unwrap().bytes().await.unwrap();
    let seen = recorder.all();
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert_eq!(seen[0].values["chatwoot.operation"], "\"download\"");
    assert_eq!(seen[0].values["http.response.status_code"], "200");
    assert!(!seen[0].values.contains_key("url.template"));
    assert!(!format!("{seen:?}").contains("signed"));
}
