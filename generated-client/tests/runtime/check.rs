//! What a check of the settings finds, and how it tells which of them is wrong.

use std::sync::{Arc, Mutex};

use chatwoot_client::{Client, ClientBuilder, Credential, Error, RetryPolicy};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{answer, call, get, ok, server};

const VERSION: &str =
    r#"{"version":"4.15.1","timestamp":"2024-09-05 08:31:07","queue_services":"ok","data_services":"ok"}"#;
const PROFILE: &str = r#"{"id":21,"name":"Hanna","email":"hanna@example.com","access_token":"user-token","accounts":[
    {"id":1,"name":"Brightfen Tools","role":"administrator"},{"id":2,"name":"Quillmoor Books","role":null}]}"#;

struct Site {
    url: String,
    /// The head of each request.
    heads: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn builder(&self) -> ClientBuilder {
        Client::builder(&self.url).user_token("user-token").retry(RetryPolicy::never())
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// Answers `/api` with the first and the profile with the second answer.
async fn site(version: String, profile: String) -> Site {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = heads.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") && stream.read_buf(&mut head).await.unwrap_or(0) > 0 {}
            let head = String::from_utf8(head).unwrap();
            let answer = if head.starts_with("GET /api HTTP/1.1\r\n") { &version } else { &profile };
            seen.lock().unwrap().push(head);
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    Site { url, heads }
}

/// Checks a server that answers so, which must fail.
async fn failure(version: String, profile: String) -> Error {
    site(version, profile).await.builder().build().unwrap().check().await.unwrap_err()
}

#[tokio::test]
async fn a_good_check_tells_the_version_and_the_user() {
    let site = site(ok(VERSION), ok(PROFILE)).await;
    let found = site.builder().agent_bot_token("bot").build().unwrap().check().await.unwrap();
    assert_eq!(found.version.as_deref(), Some("4.15.1"));
    let user = found.user.as_ref().unwrap();
    assert_eq!((user.id, user.name.as_deref(), user.email.as_deref()), (21, Some("Hanna"), Some("hanna@example.com")));
    let accounts: Vec<_> = user.accounts.iter().map(|it| (it.id, it.name.as_deref(), it.role.as_deref())).collect();
    assert_eq!(accounts, [(1, Some("Brightfen Tools"), Some("administrator")), (2, Some("Quillmoor Books"), None)]);
    assert!(!format!("{found:?}").contains("user-token"));

    let [version, profile] = &site.heads()[..] else { panic!("{:?}", site.heads()) };
    assert!(version.starts_with("GET /api HTTP/1.1\r\n") && !version.contains("api-access-token"), "{version}");
    assert!(profile.starts_with("GET /api/v1/profile HTTP/1.1\r\n"), "{profile}");
    assert!(profile.contains("api-access-token: user-token\r\n"), "{profile}");
}

#[tokio::test]
async fn without_a_user_token_only_the_server_is_checked() {
    let site = site(ok(VERSION), answer(500, "", "")).await;
    let client = Client::builder(&site.url).agent_bot_token("b").platform_token("p").build().unwrap();
    let found = client.check().await.unwrap();
    assert_eq!((found.version.as_deref(), found.user), (Some("4.15.1"), None));
    assert_eq!(site.heads().len(), 1);
}

#[tokio::test]
async fn what_a_server_may_leave_out_is_no_failure() {
    let version = json!({"version": null, "timestamp": null, "new": 1}).to_string();
    let profile = json!({"id": 21, "email": null, "accounts": [null, {"name": "no id"}, {"id": 3}]}).to_string();
    let client = site(ok(&version), ok(&profile)).await.builder().build().unwrap();
    let found = client.check().await.unwrap();
    let user = found.user.unwrap();
    assert_eq!((found.version, user.id, user.name, user.email), (None, 21, None, None));
    assert_eq!(user.accounts.iter().map(|it| it.id).collect::<Vec<_>>(), [3]);
}

#[tokio::test]
async fn every_stored_answer_is_understood() {
    for version in stored("getApiVersion") {
        for profile in stored("fetchProfile") {
            let client = site(ok(&version), ok(&profile)).await.builder().build().unwrap();
            let found = client.check().await.unwrap();
            let (version, profile): (Value, Value) =
                (serde_json::from_str(&version).unwrap(), serde_json::from_str(&profile).unwrap());
            let user = found.user.unwrap();
            assert_eq!((json!(found.version), json!(user.id)), (version["version"].clone(), profile["id"].clone()));
            let accounts: Vec<_> = user.accounts.iter().map(|it| json!([it.id, it.name, it.role])).collect();
            let expected = profile["accounts"].as_array().unwrap();
            let expected: Vec<_> = expected.iter().map(|it| json!([it["id"], it["name"], it["role"]])).collect();
            assert_eq!(accounts, expected);
        }
    }
}

/// The answers of success that are stored for an operation.
fn stored(operation: &str) -> Vec<String> {
    let directory = format!("{}/../tests/responses/{operation}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(directory).unwrap().map(|it| it.unwrap().path());
    let files = files.filter(|it| !it.file_name().unwrap().to_string_lossy().starts_with('4'));
    let bodies: Vec<_> = files.map(|it| std::fs::read_to_string(it).unwrap()).collect();
    assert!(bodies.len() > 2, "{operation}");
    bodies
}

#[tokio::test]
async fn what_is_no_chatwoot_is_told_with_its_address() {
    for (version, fault) in [
        (ok("<!DOCTYPE html><title>Welcome</title>"), "it is no JSON"),
        (ok(""), "it does not tell a version"),
        (ok("{\"version\":\"4.15.1\"}"), "it does not tell a version"),
        (ok("{\"timestamp\":\"2024-09-05 08:31:07\"}"), "it does not tell a version"),
        (ok("[]"), "it does not tell a version"),
        (answer(404, "", "{\"error\":\"Not Found\"}"), "it has the status 404"),
        (answer(404, "", "<html><title>404</title></html>"), "it has the status 404"),
        (answer(401, "", "Sign in"), "it has the status 401"),
        (answer(403, "", ""), "it has the status 403"),
    ] {
        let site = site(version, ok(PROFILE)).await;
        let error = site.builder().build().unwrap().check().await.unwrap_err();
        let Error::Configuration(text) = &error else { panic!("{error:?}") };
        assert!(text.contains(&format!("no Chatwoot answers at `{}`", site.url)), "{text}");
        assert!(text.contains(fault) && text.contains("check the base URL"), "{text}");
        assert_eq!(site.heads().len(), 1, "the token must not go there");
    }
    for profile in ["[]", "{}", "{\"id\":\"21\"}"] {
        let text = failure(ok(VERSION), ok(profile)).await.to_string();
        assert!(text.contains("`GET /api/v1/profile`") && text.contains("it does not tell a user"), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_is_elsewhere_or_broken_stays_what_it_is() {
    let error = failure(answer(301, "location: https://chat.example.com/\r\n", ""), ok(PROFILE)).await;
    assert!(matches!(error, Error::Redirect { operation: "getApiVersion", status: 301, .. }), "{error:?}");
    for status in [408, 429, 500, 503] {
        for (version, profile, operation) in [
            (answer(status, "", "later"), ok(PROFILE), "getApiVersion"),
            (ok(VERSION), answer(status, "", "later"), "fetchProfile"),
        ] {
            let Error::Api(error) = failure(version, profile).await else { panic!("{status}") };
            let found = (error.operation, error.status, error.message.as_deref());
            assert_eq!(found, (operation, status, Some("later")));
        }
    }
    let error = failure(ok(VERSION), ok("<html>")).await;
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
}

#[tokio::test]
async fn an_old_server_is_told() {
    for version in ["2.18.0", "v1.9", "0"] {
        let body = json!({"version": version, "timestamp": ""}).to_string();
        let error = failure(ok(&body), ok(PROFILE)).await;
        let Error::Configuration(text) = &error else { panic!("{error:?}") };
        assert!(text.contains(&format!("is Chatwoot {version}, and this client is for 3.0.0")), "{text}");
    }
    for version in ["3.0.0", "v3.0.0", "4.15.1-ce", "10.0.0", "develop", ""] {
        let body = json!({"version": version, "timestamp": ""}).to_string();
        let client = site(ok(&body), ok(PROFILE)).await.builder().build().unwrap();
        assert_eq!(client.check().await.unwrap().version.as_deref(), Some(version));
    }
}

#[tokio::test]
async fn a_refused_token_says_what_may_be_wrong_with_it() {
    for (body, expected) in [
        (
            r#"{"error":"Invalid Access Token"}"#,
            "Invalid Access Token; the token is wrong, or it is that of an agent bot",
        ),
        (r#"{"error":"Access to this endpoint is not authorized for bots"}"#, "bots; the token is wrong, or"),
        (r#"{"errors":["You need to sign in."]}"#, "You need to sign in.; no token arrived: a proxy before the server"),
        ("", "401: the token is wrong, or"),
    ] {
        let error = failure(ok(VERSION), answer(401, "", body)).await;
        assert!(error.is_unauthorized(), "{error:?}");
        let text = error.to_string();
        assert!(text.contains(expected) && text.contains("(sent with the user token; "), "{text}");
        assert!(!text.contains('…') && !text.contains('\n') && !text.contains("user-token"), "{text}");
        let Error::Api(error) = error else { panic!("{error:?}") };
        assert_eq!((error.operation, &error.body[..]), ("fetchProfile", body.as_bytes()));
    }
    let Error::Api(error) = failure(ok(VERSION), answer(404, "", "{\"error\":\"no\"}")).await else { panic!() };
    assert_eq!(error.message.as_deref(), Some("no"));
}

#[tokio::test]
async fn a_401_says_which_kind_of_token_was_sent() {
    use chatwoot_client::runtime::Operation;
    static USER: Operation = get("/things", &[]);
    static BOT: Operation = Operation { credentials: &[Credential::AgentBot], ..get("/things", &[]) };
    static PLATFORM: Operation = Operation { credentials: &[Credential::Platform], ..get("/things", &[]) };
    static PUBLIC: Operation = Operation { credentials: &[], ..get("/things", &[]) };
    let server = server(answer(401, "", "{\"error\":\"no\"}")).await;
    let client = server.builder().agent_bot_token("b").platform_token("p").build().unwrap();
    for (operation, credential, note) in [
        (
            &USER,
            Some(Credential::User),
            "sent with the user token; Chatwoot answers 401 also for what its owner may not do",
        ),
        (&BOT, Some(Credential::AgentBot), "sent with the agent bot token; Chatwoot answers 401 also for"),
        (&PLATFORM, Some(Credential::Platform), "sent with the platform token; Chatwoot answers 401 also for"),
        (&PUBLIC, None, "Chatwoot also answers 401 for what the token's owner may not do"),
    ] {
        let Err(Error::Api(error)) = call(&client, operation, &[]).await else { panic!("{note}") };
        assert_eq!(error.credential, credential);
        let text = error.to_string();
        assert!(text.starts_with("`testOperation` failed with 401: no (") && text.contains(note), "{text}");
        assert!(format!("{error:?}").contains(&format!("credential: {credential:?}")), "{error:?}");
    }
}
