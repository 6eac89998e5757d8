//! Settings: base URLs, tokens, and what is printed.

use chatwoot_client::runtime::{Body, Operation};
use chatwoot_client::{Call, Client, ClientBuilder, Credential, Error, Request, RetryPolicy, Secret, Upload, Value};

use crate::support::{call, field, get, ok, post, server};

static USER: Operation = get("/things", &[]);
static EITHER: Operation = Operation { credentials: &[Credential::User, Credential::AgentBot], ..get("/things", &[]) };
static PLATFORM: Operation = Operation { credentials: &[Credential::Platform], ..get("/things", &[]) };
static PUBLIC: Operation = Operation { credentials: &[], ..get("/things", &[]) };

async fn token_for(operation: &'static Operation, set: impl Fn(ClientBuilder) -> ClientBuilder) -> Option<String> {
    let server = server(ok("null")).await;
    let client = set(Client::builder(&server.url)).build().unwrap();
    call(&client, operation, &[]).await.unwrap();
    let received = server.only();
    assert_eq!(received.header("api_access_token"), None);
    received.header("api-access-token").map(str::to_owned)
}

#[tokio::test]
async fn the_first_accepted_token_is_sent() {
    let all = |it: ClientBuilder| it.user_token("u").agent_bot_token("b").platform_token("p");
    assert_eq!(token_for(&USER, all).await.as_deref(), Some("u"));
    assert_eq!(token_for(&EITHER, all).await.as_deref(), Some("u"));
    assert_eq!(token_for(&PLATFORM, all).await.as_deref(), Some("p"));
    assert_eq!(token_for(&PUBLIC, all).await, None);
    assert_eq!(token_for(&EITHER, |it| it.agent_bot_token("b").platform_token("p")).await.as_deref(), Some("b"));
    assert_eq!(token_for(&PUBLIC, |it| it).await, None);
}

#[tokio::test]
async fn a_missing_token_is_reported_before_sending() {
    let server = server(ok("null")).await;
    let client = Client::builder(&server.url).platform_token("p").build().unwrap();
    let error = call(&client, &EITHER, &[]).await.unwrap_err();
    assert!(matches!(error, Error::MissingCredential { operation: "testOperation", accepted: [_, _] }));
    assert_eq!(
        error.to_string(),
        "`testOperation` needs a token that the client does not have: user token or agent bot token"
    );
    assert!(server.received().is_empty());
}

#[test]
fn tokens_that_cannot_be_sent_are_refused_unseen() {
    for token in ["", "hush\n", "hu sh", "hüsh"] {
        let error = Client::builder("https://host").user_token(token).build().unwrap_err();
        assert!(matches!(error, Error::Configuration(_)));
        assert!(!error.to_string().contains("hu"), "{error}");
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn base_urls_are_taken_with_slash_and_sub_path() {
    for (given, taken) in [
        ("https://host", "https://host"),
        ("https://host/", "https://host"),
        ("https://HOST:8443/chat//", "https://host:8443/chat"),
        (" https://host/apps ", "https://host/apps"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("http://[::1]:3000/", "http://[::1]:3000"),
    ] {
        assert_eq!(Client::builder(given).build().unwrap().base_url(), taken);
    }
    assert_eq!(Client::builder("http://host").allow_http().build().unwrap().base_url(), "http://host");
}

#[test]
fn other_base_urls_are_refused_with_the_one_that_was_meant() {
    for (given, meant) in [
        ("https://host/api/v1", "use `https://host`"),
        ("https://host/api/", "use `https://host`"),
        ("https://host/chat/app/accounts/1/dashboard", "use `https://host/chat`"),
        ("https://host/platform/api/v1", "use `https://host`"),
        ("https://host/public/api/v1/inboxes", "use `https://host`"),
        ("https://host/chat?x=1", "use `https://host/chat`"),
        ("https://host/#/login", "use `https://host`"),
        ("host", "use `https://host`"),
        ("localhost:3000", "use `http://localhost:3000`"),
        ("chat.example.com:3000/x", "use `https://chat.example.com:3000/x`"),
        ("http://host", "use `https://host`"),
        ("http://localhost.evil.com", "use `https://localhost.evil.com`"),
        ("ftp://host", "https://chat.example.com"),
        ("", "https://chat.example.com"),
    ] {
        let error = Client::builder(given).build().unwrap_err().to_string();
        assert!(error.contains(meant), "{given}: {error}");
    }
    for given in ["https://ada:hush@host", "https://hush@host", "ada:hush@host"] {
        let error = Client::builder(given).build().unwrap_err().to_string();
        assert!(!error.contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn a_sub_path_comes_before_the_operation() {
    let server = server(ok("null")).await;
    let client = Client::builder(format!("{}/chat/", server.url)).user_agent("me/1").build().unwrap();
    call(&client, &PUBLIC, &[]).await.unwrap();
    assert_eq!(server.only().line, "GET /chat/things HTTP/1.1");
    assert_eq!(server.only().header("user-agent"), Some("me/1"));
}

#[test]
fn nothing_prints_a_token_or_a_value() {
    static OPERATION: Operation = post(Body::Json, &[field("password", "password")]);
    let builder = Client::builder("http://localhost").user_token("hush").agent_bot_token("hush").platform_token("hush");
    let client = builder.clone().build().unwrap();
    let secret = Secret::from("hush");
    let request = || Request::new(&OPERATION, &[&secret]);
    let call: Call<Value> = Call::new(&client, request(), chatwoot_client::runtime::decode::value);
    let future = IntoFuture::into_future(
        client.call(&OPERATION, [("password".to_owned(), "hush".into())].into_iter().collect()),
    );
    for printed in [
        format!("{builder:?}"),
        format!("{client:#?}"),
        format!("{secret:?}"),
        format!("{:?}", request()),
        format!("{call:?}"),
        format!("{future:?}"),
    ] {
        assert!(!printed.contains("hush"), "{printed}");
    }
    assert_eq!(format!("{secret:?}"), "[redacted]");
    assert!(format!("{client:?}").contains("[redacted]"));
}

#[test]
fn everything_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    fn sent<T: Send + 'static>(_: &T) {}
    shared::<(Client, ClientBuilder, Call<std::rc::Rc<()>>, Request, Error, Upload, Secret)>();
    shared::<(chatwoot_client::Response<Value>, chatwoot_client::runtime::RawResponse)>();
    let client = Client::builder("http://localhost").build().unwrap();
    sent(&client.call(&USER, chatwoot_client::Object::new()).into_future());
    sent(&client.call(&USER, chatwoot_client::Object::new()).response());
}

#[tokio::test]
async fn limits_beyond_all_time_are_no_limits() {
    let server = server(ok("null")).await;
    let longest = std::time::Duration::MAX;
    let policy = RetryPolicy::new().first_wait(longest).longest_wait(longest).longest_retry_after(longest);
    let builder = server.builder().timeout(longest).try_timeout(longest).connect_timeout(longest).retry(policy);
    let client = builder.rate_limit(1, longest).max_in_flight(usize::MAX).build().unwrap();
    call(&client, &PUBLIC, &[]).await.unwrap();
    let second = call(&client, &PUBLIC, &[]);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(50), second.into_future()).await;
    assert!(waited.is_err(), "the second of one in all time began");
}
