//! Hooks: what they see of each try, what they can change, and what they cannot.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwoot_client::runtime::{Body, Operation};
use chatwoot_client::{Attempt, Client, Error, Headers, Hook, RawResponse};
use serde_json::json;

use crate::script::{resets, says, script};
use crate::support::{answer, call, field, get, ok, post};

static GET: Operation = get("/things", &[]);
static POST: Operation = post(Body::Json, &[field("name", "name")]);

type Before = Arc<dyn Fn(&mut Headers) -> Result<(), Error> + Send + Sync>;
type After = Arc<dyn Fn(&mut RawResponse) + Send + Sync>;

/// Notes what it sees, and does what it is told.
#[derive(Clone)]
struct Witness {
    name: &'static str,
    seen: Arc<Mutex<Vec<String>>>,
    before: Before,
    after: After,
}

impl Witness {
    fn new(name: &'static str) -> Self {
        Self { name, seen: Arc::default(), before: Arc::new(|_| Ok(())), after: Arc::new(|_| ()) }
    }

    fn before(self, before: impl Fn(&mut Headers) -> Result<(), Error> + Send + Sync + 'static) -> Self {
        Self { before: Arc::new(before), ..self }
    }

    fn after(self, after: impl Fn(&mut RawResponse) + Send + Sync + 'static) -> Self {
        Self { after: Arc::new(after), ..self }
    }

    fn note(&self, text: String) {
        self.seen.lock().unwrap().push(format!("{}: {text}", self.name));
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

impl Hook for Witness {
    fn before(&self, attempt: &Attempt, headers: &mut Headers) -> Result<(), Error> {
        self.note(format!("{} {} {headers:?}", attempt.operation.id, attempt.number));
        (self.before)(headers)
    }

    fn after(&self, attempt: &Attempt, outcome: Result<&mut RawResponse, &Error>, took: Duration) {
        assert!(took < Duration::from_secs(30));
        match outcome {
            Ok(answer) => {
                self.note(format!("{} answered {}", attempt.number, answer.status));
                (self.after)(answer);
            }
            Err(error) => self.note(format!("{} failed: {error}", attempt.number)),
        }
    }
}

#[tokio::test]
async fn each_try_is_seen_with_its_headers_and_its_end() {
    let server = script([resets(""), says(answer(503, "", "")), says(ok("1"))]).await;
    let hook = Witness::new("a").before(|headers| headers.set("X-Tenant", "north"));
    let client = server.builder().hook(hook.clone()).build().unwrap();
    assert_eq!(call(&client, &GET, &[]).await.unwrap(), json!(1));
    let expected = [
        r#"a: testOperation 1 {"accept": "application/json"}"#,
        "a: 1 failed: `testOperation` did not get through",
        r#"a: testOperation 2 {"accept": "application/json"}"#,
        "a: 2 answered 503",
        r#"a: testOperation 3 {"accept": "application/json"}"#,
        "a: 3 answered 200",
    ];
    assert_eq!(hook.seen(), expected);
    for received in server.received() {
        assert_eq!(received.header("x-tenant"), Some("north"));
        assert_eq!(received.header("api-access-token"), Some("user-token"));
    }
}

#[tokio::test]
async fn a_try_that_takes_too_long_is_seen() {
    let server = script([crate::script::stalls("")]).await;
    let hook = Witness::new("a");
    let client = server.builder().hook(hook.clone()).try_timeout(Duration::from_millis(50)).build().unwrap();
    assert!(call(&client, &POST, &[&None::<String>]).await.unwrap_err().is_timeout());
    assert_eq!(hook.seen()[1], "a: 1 failed: `testOperation` got no answer within 50ms");
}

#[tokio::test]
async fn the_last_hook_is_nearest_to_the_server() {
    let server = script([says(ok("1"))]).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let [outer, inner] = ["outer", "inner"].map(|name| Witness { seen: seen.clone(), ..Witness::new(name) });
    let outer = outer.before(|headers| headers.set("x-tenant", "outer"));
    let inner = inner.before(|headers| {
        assert_eq!(headers.get("x-tenant"), Some("outer"));
        headers.set("x-tenant", "inner")
    });
    let client = server.builder().hook(outer).hook(inner).build().unwrap();
    call(&client, &GET, &[]).await.unwrap();
    assert_eq!(server.received()[0].header("x-tenant"), Some("inner"));
    let order: Vec<_> = seen.lock().unwrap().iter().map(|it| it.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(order, ["outer", "inner", "inner", "outer"]);
}

#[tokio::test]
async fn the_token_and_the_length_are_the_clients_own() {
    let server = script([says(ok("1"))]).await;
    let hook = Witness::new("a").before(|headers| {
        headers.set("api-access-token", "another")?;
        headers.set("content-length", "1")?;
        headers.set("transfer-encoding", "chunked")
    });
    let client = server.builder().hook(hook.clone()).build().unwrap();
    call(&client, &POST, &[&"Ada".to_owned()]).await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.json(), json!({ "name": "Ada" }));
    assert_eq!(received.header("api-access-token"), Some("user-token"));
    assert_eq!(received.header("transfer-encoding"), None);
    assert!(!hook.seen().concat().contains("user-token"), "{:?}", hook.seen());
}

#[tokio::test]
async fn a_hook_that_refuses_ends_the_call_before_it_is_sent() {
    let server = script([says(ok("1"))]).await;
    let refuses = |hook: Witness| {
        let client = server.builder().hook(hook).build().unwrap();
        async move { call(&client, &GET, &[]).await.unwrap_err().to_string() }
    };
    let refused = refuses(Witness::new("a").before(|_| Err(Error::Configuration("no tenant".to_owned())))).await;
    assert_eq!(refused, "no tenant");
    let refused = refuses(Witness::new("a").before(|headers| headers.set("x-a", "se\r\ncret"))).await;
    assert_eq!(refused, "the header `x-a` cannot be set: a header cannot hold the value");
    let refused = refuses(Witness::new("a").before(|headers| headers.set("x a", "1"))).await;
    assert_eq!(refused, "the header `x a` cannot be set: it is no name of a header");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn an_answer_can_be_changed_before_it_is_judged() {
    let server = script([says(answer(404, "", r#"{"error": "gone"}"#)), says(ok("1"))]).await;
    let hook = Witness::new("a").after(|answer| {
        if answer.status == 404 {
            answer.status = 200;
            answer.body = "null".into();
        } else {
            answer.headers.set("x-seen", "yes").unwrap();
        }
    });
    let client: Client = server.builder().hook(hook).build().unwrap();
    assert!(call(&client, &GET, &[]).await.unwrap().is_null());
    let response = call(&client, &GET, &[]).response().await.unwrap();
    assert_eq!(response.headers.get("x-seen"), Some("yes"));
}
