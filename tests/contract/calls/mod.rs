//! The calls of all operations, one file for a few resources each, and what makes a case of a call: it is sent to a
//! server that judges it and answers with samples, and the value that comes out is compared with what was answered.

mod account;
mod catalog;
mod channels;
mod contacts;
mod conversations;
mod inboxes;
mod messages;
mod platform;
mod portals;
mod public;
mod reports;
mod teams;
pub(crate) mod wiring;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chatwoot_client::{Call, Client, Object, Upload};
use serde_json::Value;

use crate::body;
use crate::compare::{self, Serialize};
use crate::document::Document;
use crate::judge::{Sent, TOKENS, Verdict, judge};
use crate::sample::{Style, sample};
use crate::server::{Answer, Received, Server};

/// The ids that paths hold; see [`wiring`].
pub(crate) const ACCOUNT: i64 = 1;
/// The id of whatever the resource is.
pub(crate) const ID: i64 = 42;
/// The number of a conversation.
pub(crate) const CONVERSATION: i64 = 3;
/// The identifier of an inbox in the public API: what it holds has to be escaped.
pub(crate) const INBOX: &str = "inbox/1 ?ü";
/// The identifier of a contact in the public API.
pub(crate) const CONTACT: &str = "contact%2F#..";
/// The UUID of a conversation.
pub(crate) const UUID: &str = "6f1b8d3a-0c4e-4a55-9b1f-2e7d5c3a9b80";
/// When to reopen a conversation.
pub(crate) const TIME: &str = "2024-02-29T12:00:00Z";

/// A client with all tokens, and the server it calls.
pub(crate) struct Bench {
    /// The client.
    pub(crate) client: Client,
    server: Server,
    log: Arc<Mutex<Log>>,
    results: Mutex<Results>,
}

/// What the server shares with the test.
struct Log {
    style: Style,
    exchanges: Vec<Exchange>,
}

/// One request and its answer.
pub(crate) struct Exchange {
    /// The request.
    pub(crate) received: Received,
    /// What the judge says.
    pub(crate) verdict: Verdict,
    /// What was answered, if the operation has an answer: JSON, or text as JSON has it.
    pub(crate) answer: Option<Value>,
}

#[derive(Default)]
struct Results {
    failures: Vec<String>,
    called: BTreeSet<String>,
    /// The places that were filled, by operation.
    sent: BTreeMap<String, BTreeSet<String>>,
    /// The places that were null.
    nulls: BTreeMap<String, BTreeSet<String>>,
}

impl Bench {
    /// Starts a server, and a client of it.
    pub(crate) async fn start() -> Self {
        let log = Arc::new(Mutex::new(Log { style: Style::Full, exchanges: Vec::new() }));
        let shared = Arc::clone(&log);
        let server = Server::start(move |received| respond(&mut lock(&shared), received)).await;
        let [user, bot, platform] = TOKENS.map(|(_, token)| token);
        let client = Client::builder(server.url()).user_token(user).agent_bot_token(bot).platform_token(platform);
        let client = client.build().expect("a client");
        Self { client, server, log, results: Mutex::default() }
    }

    /// Gives the address of the server, for another client.
    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// Gives what was exchanged since the last time, and says what is answered from now on.
    pub(crate) fn exchanges(&self, style: Style) -> Vec<Exchange> {
        let mut log = lock(&self.log);
        log.style = style;
        std::mem::take(&mut log.exchanges)
    }

    fn fail(&self, id: &str, style: Style, complaint: &str) {
        lock(&self.results).failures.push(format!("{id} ({style:?}): {complaint}"));
    }

    fn record(&self, id: &str, sent: &[Sent]) {
        let mut results = lock(&self.results);
        results.called.insert(id.to_owned());
        for part in sent {
            let places = if part.value.is_null() { &mut results.nulls } else { &mut results.sent };
            places.entry(id.to_owned()).or_default().insert(part.place.clone());
        }
    }

    /// Gives the ids of the operations that were called.
    pub(crate) fn called(&self) -> BTreeSet<String> {
        lock(&self.results).called.clone()
    }

    /// Lists what the document declares and no call has sent.
    pub(crate) fn unsent(&self) -> Vec<String> {
        let document = Document::get();
        let results = lock(&self.results);
        let mut missing = Vec::new();
        for operation in &document.operations {
            let (places, nullable) = body::declared(document, operation);
            for (places, sent, what) in [(places, &results.sent, "sent"), (nullable, &results.nulls, "null")] {
                let sent = sent.get(&operation.id).cloned().unwrap_or_default();
                missing.extend(places.difference(&sent).map(|it| format!("{}: {it} was never {what}", operation.id)));
            }
        }
        missing
    }

    /// Gives everything that was wrong, each thing once.
    pub(crate) fn failures(&self) -> BTreeSet<String> {
        lock(&self.results).failures.iter().cloned().collect()
    }
}

/// Runs all calls.
pub(crate) async fn run(bench: &Bench) {
    account::run(bench).await;
    catalog::run(bench).await;
    contacts::run(bench).await;
    conversations::run(bench).await;
    inboxes::run(bench).await;
    messages::run(bench).await;
    platform::run(bench).await;
    portals::run(bench).await;
    public::run(bench).await;
    reports::run(bench).await;
    teams::run(bench).await;
}

/// Makes a call once for each kind of answer, and notes what is wrong with the request and with the value it gives.
pub(crate) async fn case<T: Serialize + Debug>(bench: &Bench, id: &str, call: impl Fn() -> Call<T>) {
    for style in Style::ALL {
        bench.exchanges(style);
        let outcome = call().await;
        let exchanges = bench.exchanges(style);
        let [Exchange { verdict, answer, .. }] = exchanges.as_slice() else {
            bench.fail(id, style, &format!("{} requests: {:?}", exchanges.len(), outcome.err()));
            continue;
        };
        if verdict.operation.as_deref() != Some(id) {
            bench.fail(id, style, &format!("it went to {:?}", verdict.operation));
        }
        bench.record(id, &verdict.sent);
        let mut complaints = verdict.complaints.clone();
        complaints.extend(wiring::misplaced(&verdict.sent));
        match outcome {
            Ok(value) => complaints.extend(compare::complaints(answer.as_ref(), &value)),
            Err(error) => complaints.push(format!("the answer was not read: {error}")),
        }
        complaints.iter().for_each(|complaint| bench.fail(id, style, complaint));
    }
}

fn respond(log: &mut Log, received: Received) -> Answer {
    let document = Document::get();
    let mut verdict = judge(document, &received);
    let operation = verdict.operation.as_deref().and_then(|id| document.find(id));
    let media = operation.and_then(|it| it.answer.as_ref());
    let answer = media.map(|media| sample(document, &media.schema, log.style));
    if let (Some(media), Some(answer)) = (media, &answer) {
        let problems = document.problems(&media.schema, answer);
        verdict.complaints.extend(problems.iter().map(|problem| format!("the sample is wrong {problem}")));
    }
    // Where there is nothing to say the server names JSON all the same.
    let media = media.map_or("application/json", |it| it.name.as_str());
    let body = match (&answer, media) {
        (None, _) => Vec::new(),
        (Some(answer), "application/json") => answer.to_string().into_bytes(),
        (Some(Value::String(text)), _) => text.clone().into_bytes(),
        (Some(answer), _) => panic!("this test cannot write {answer} as {media}"),
    };
    log.exchanges.push(Exchange { received, verdict, answer });
    Answer { status: operation.map_or(599, |it| it.status), media: media.to_owned(), body }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes an object of what `json!` gives.
pub(crate) fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

/// Makes a file to send.
pub(crate) fn file() -> Upload {
    Upload::bytes(&b"\x89PNG\r\n--\r\n"[..]).file_name("ada \"1\".png")
}
