//! Answers of failure: whatever the body is, the error has what can be read of it, and the body itself.

use chatwoot_client::runtime::{Operation, RawResponse};
use chatwoot_client::{ApiError, Error};
use serde_json::{Value, json};

use crate::script::{says as serves, script};
use crate::support::{answer, call, get, server};

static OPERATION: Operation = get("/things", &[]);

fn failure(status: u16, body: impl Into<Vec<u8>>) -> Box<ApiError> {
    match RawResponse::new(&OPERATION, status, body.into()).success() {
        Err(Error::Api(error)) => error,
        other => panic!("no error of the API: {other:?}"),
    }
}

/// What is read of a body, and what is shown of it after "failed with".
struct Case {
    body: &'static str,
    message: Option<&'static str>,
    fields: Value,
    attributes: &'static [&'static str],
    shown: &'static str,
}

/// A body with a message alone, which is shown as it is.
const fn says(body: &'static str, message: &'static str) -> Case {
    Case { body, message: Some(message), fields: Value::Null, attributes: &[], shown: message }
}

/// A body that says nothing, which is shown instead.
const fn silent(body: &'static str) -> Case {
    Case { body, message: None, fields: Value::Null, attributes: &[], shown: body }
}

fn holds(cases: &[Case]) {
    for Case { body, message, fields, attributes, shown } in cases {
        let error = failure(422, *body);
        assert_eq!(error.message.as_deref(), *message, "{body}");
        let fields = if fields.is_null() { json!({}) } else { fields.clone() };
        assert_eq!(json!(error.field_errors), fields, "{body}");
        assert_eq!(error.attributes, *attributes, "{body}");
        let colon = if shown.is_empty() { "" } else { ": " };
        assert_eq!(error.to_string(), format!("`testOperation` failed with 422{colon}{shown}"), "{body}");
        assert_eq!((error.operation, error.status, &error.body[..]), ("testOperation", 422, body.as_bytes()));
        assert_eq!(error.json(), serde_json::from_str(body).ok(), "{body}");
    }
}

#[test]
fn every_shape_of_the_server_is_read() {
    holds(&[
        says(r#"{"error":"Resource could not be found"}"#, "Resource could not be found"),
        says(r#"{"errors":["You need to sign in."]}"#, "You need to sign in."),
        says(r#"{"success":false,"errors":["One.","Two."]}"#, "One.; Two."),
        Case {
            body: r#"{"message":"Name has already been taken","attributes":["name","email"]}"#,
            message: Some("Name has already been taken"),
            fields: Value::Null,
            attributes: &["name", "email"],
            shown: "Name has already been taken; fields: name, email",
        },
        says(r#"{"message":"Signup is disabled"}"#, "Signup is disabled"),
        Case {
            body: r#"{"error":{"name":["has already been taken","is too short"],"base":["no"],"avatar":[]}}"#,
            message: None,
            fields: json!({"avatar": [], "base": ["no"], "name": ["has already been taken", "is too short"]}),
            attributes: &[],
            shown: "avatar; base no; name has already been taken, is too short",
        },
        silent(r#"{"success":false}"#),
        says(r#"{"success":false,"error":"Bad state"}"#, "Bad state"),
        says(r#"{"status":404,"error":"Not Found"}"#, "Not Found"),
        silent(""),
        Case { shown: "Retry later", ..says("Retry later\n", "Retry later") },
        says(
            "<!DOCTYPE html>\n<html>\n<head>\n<title>The page you were\nlooking for doesn&#39;t exist</title>",
            "The page you were looking for doesn't exist",
        ),
        says("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body></html>", "502 Bad Gateway"),
        says(
            "500 Internal Server Error\nIf you are the administrator of this website, then please read the log.",
            "500 Internal Server Error If you are the administrator of this website, then please read the log.",
        ),
    ]);
}

#[test]
fn other_shapes_are_read_too() {
    holds(&[
        Case {
            body: r#"{"description":"d","errors":[{"field":"f","message":"m","code":"c"},{"message":"n"}]}"#,
            message: Some("n"),
            fields: json!({"f": ["m"]}),
            attributes: &[],
            shown: "n; f m",
        },
        Case {
            body: r#"{"errors":{"email":["is taken"],"full_messages":["Email is taken"]}}"#,
            message: Some("Email is taken"),
            fields: json!({"email": ["is taken"]}),
            attributes: &[],
            shown: "Email is taken; email is taken",
        },
        Case {
            body: r#"{"errors":[["a","b"],{"name":["c"]},{"name":"d"},null]}"#,
            message: Some("a; b"),
            fields: json!({"name": ["c", "d"]}),
            attributes: &[],
            shown: "a; b; name c, d",
        },
        Case {
            body: r#"{"error":{"name":{"deep":[1]},"count":3,"other":null,"message":["is blank"]}}"#,
            message: None,
            fields: json!({"name": [r#"{"deep":[1]}"#], "count": ["3"], "other": [], "message": ["is blank"]}),
            attributes: &[],
            shown: r#"count 3; message is blank; name {"deep":[1]}; other"#,
        },
        Case {
            body: r#"{"message":"m","attributes":"name"}"#,
            message: Some("m"),
            fields: Value::Null,
            attributes: &["name"],
            shown: "m; fields: name",
        },
        says(r#"{"error":{"message":"m","code":"c"}}"#, "m"),
        says(r#"{"error":true,"message":["a",2]}"#, "a; 2"),
        says(r#"{"error":" ","detail":"d"}"#, "d"),
        says(r#"[1,{"message":"m"}]"#, "1"),
        says(r#""text""#, "text"),
        says("17", "17"),
        silent("null"),
        silent("true"),
        silent("[]"),
        silent("{}"),
        silent(r#"{"error":null,"message":{}}"#),
        silent(r#"{"id":1}"#),
        silent("<!DOCTYPE html><p>Oops"),
        silent("<html><title>no end"),
        silent("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>"),
        Case { shown: "", ..silent(" \t\n") },
        Case { shown: "{broken", ..says("{broken", "{broken") },
    ]);
}

#[test]
fn bytes_that_are_no_text_are_harmless() {
    let error = failure(500, b"{\"error\":\"caf\xe9\"}".as_slice());
    assert_eq!(error.message.as_deref(), Some("caf\u{fffd}"));
    assert_eq!(
        (error.json(), &error.body[..]),
        (Some(json!({"error": "caf\u{fffd}"})), &b"{\"error\":\"caf\xe9\"}"[..])
    );
    assert_eq!(failure(500, "\u{feff}{\"error\":\"mark\"}").message.as_deref(), Some("mark"));
    let error = failure(500, b"\xff\xfe\x00\x01 \x1b[31mred".as_slice());
    assert_eq!(error.to_string(), "`testOperation` failed with 500: \u{fffd}\u{fffd} [31mred");
    assert_eq!(error.json(), None);
}

#[test]
fn a_huge_body_gives_a_short_message() {
    let long = "word\n".repeat(400_000);
    let deep = format!("{}{}", "[".repeat(400_000), "]".repeat(400_000));
    let fields: Value = (0..2_000).map(|index| (format!("field {index}"), json!(["is\nwrong"]))).collect();
    for (body, has_message) in [
        (long.clone(), true),
        (json!({ "error": long }).to_string(), true),
        (json!({ "errors": [long, long] }).to_string(), true),
        (format!("<html><title>{long}</title></html>"), false),
        (format!("<html>{long}<title>too late</title></html>"), false),
        (deep, true),
        (json!({ "error": fields }).to_string(), false),
        (json!({ "message": "m", "attributes": vec!["ä"; 100_000] }).to_string(), true),
        (json!({ "other": long }).to_string(), false),
    ] {
        let error = failure(500, body.as_str());
        assert_eq!((error.message.is_some(), error.body.len()), (has_message, body.len()));
        let text = error.to_string();
        assert!((100..=240).contains(&text.chars().count()) && !text.contains('\n'), "{text}");
        assert!(error.excerpt.chars().count() <= 200);
    }
}

#[test]
fn what_is_cut_shows_it() {
    let exact = "ä".repeat(200);
    assert_eq!(failure(500, exact.as_str()).to_string(), format!("`testOperation` failed with 500: {exact}"));
    let longer = json!({ "error": format!("{exact}b") }).to_string();
    let cut = format!("`testOperation` failed with 500: {}…", "ä".repeat(199));
    assert_eq!(failure(500, longer).to_string(), cut);
}

#[tokio::test]
async fn a_token_is_never_shown() {
    for body in [
        "the header was api-access-token: user-token!",
        "{\"error\":\"Invalid token user-token\"}",
        "{\"error\":{\"user-token\":[\"user-token\"]}}",
        "{\"message\":\"m\",\"attributes\":[\"user-token\"]}",
        "{\"other\":\"user-token\"}",
        "<html><title>user-token</title></html>",
        "{\"other\":[\"user-token",
    ] {
        let server = server(answer(422, "x-request-id: r-9\r\n", body)).await;
        let Err(Error::Api(error)) = call(&server.client(), &OPERATION, &[]).await else { panic!("{body}") };
        let shown = format!("{error} {error:?} {:?} {:?}", error.message, error.field_errors);
        assert!(!shown.contains("user-token") && shown.contains("[redacted]"), "{shown}");
        assert_eq!((error.request_id.as_deref(), &error.body[..]), (Some("r-9"), body.as_bytes()));
    }
    let error = failure(422, r#"{"profile":{"access_token":"hush","pubsub_token":["hush"]}}"#);
    assert_eq!(error.excerpt, r#"{"profile":{"access_token":"[redacted]","pubsub_token":["[redacted]"]}}"#);
    let error = failure(422, r#"[{"secrets":{"a":["hush",{"b":"hush"}]},"c":"shown"},["shown"]]"#);
    let masked = r#"[{"secrets":{"a":["[redacted]",{"b":"[redacted]"}]},"c":"shown"},["shown"]]"#;
    assert_eq!(error.excerpt, masked);
    let error = failure(422, r#"[{"token":"hush"},"shown",{"a":{"token":["hush"]}},"shown"]"#);
    assert_eq!(error.excerpt, r#"[{"token":"[redacted]"},"shown",{"a":{"token":["[redacted]"]}},"shown"]"#);
    let error = failure(422, r#"{"error":{"password":["is too short"]}}"#);
    assert_eq!(error.field_errors["password"], ["is too short"]);
}

#[tokio::test]
async fn the_body_of_a_failure_is_never_lost() {
    let binary: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
    let bodies: [&[u8]; 5] = [b"", b"{\"error\":\"no\"}", b"<html>\r\n", b"\xff\0\x1f\x8b", &binary];
    for status in [400, 401, 404, 422, 429, 500, 503] {
        for body in bodies {
            let head =
                format!("HTTP/1.1 {status} X\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", body.len());
            let server = script([serves([head.as_bytes(), body].concat())]).await;
            let Err(Error::Api(error)) = call(&server.client(), &OPERATION, &[]).await else { panic!("{status}") };
            assert!(error.status == status && error.body == body, "{error}");
        }
    }
}

#[tokio::test]
async fn what_came_of_a_failure_is_kept() {
    let failed = async |bytes: String, limit| {
        let server = script([serves(bytes.clone())]).await;
        let client = server.builder().max_answer_size(limit).build().unwrap();
        let Err(Error::Api(error)) = call(&client, &OPERATION, &[]).await else { panic!("{bytes}") };
        assert_eq!(server.count(), 1, "a 422 was tried again");
        (error.status, String::from_utf8(error.body.to_vec()).unwrap())
    };
    let cut = "HTTP/1.1 422 X\r\ncontent-length: 100\r\n\r\n{\"error\": \"Name";
    assert_eq!(failed(cut.to_owned(), 1000).await, (422, "{\"error\": \"Name".into()));
    assert_eq!(failed(answer(422, "", "0123456789"), 4).await, (422, "0123".into()));
}

#[test]
fn errors_say_what_they_are() {
    let error = Error::Api(failure(404, r#"{"error":"Resource could not be found"}"#));
    assert_eq!(error.to_string(), "`testOperation` failed with 404: Resource could not be found");
    assert!(error.is_not_found() && !error.is_unauthorized());
    assert!(std::error::Error::source(&error).is_none());
    let error = Error::Api(failure(401, "{\"error\":\"no\"}"));
    assert!(error.is_unauthorized() && error.to_string().contains("may not do"), "{error}");
    let error = Error::Api(failure(429, "Retry later"));
    assert!(error.is_rate_limited() && error.status() == Some(429));
    for status in [100, 199, 400, 599, 600, 999] {
        assert_eq!(failure(status, "").status, status);
    }
    for status in [200, 201, 204, 299] {
        assert_eq!(RawResponse::new(&OPERATION, status, "").success().unwrap().status, status);
    }
}

#[tokio::test]
async fn a_redirect_shows_where_to_but_not_everything() {
    for (location, shown) in [
        ("https://chat.example.com", "to https://chat.example.com,"),
        ("https://chat.example.com/", "to https://chat.example.com/,"),
        ("https://me:hush@chat.example.com:8443/app/login?token=hush", "to https://chat.example.com:8443/app/…,"),
        ("https://chat.example.com/public/api/v1/inboxes/hush", "to https://chat.example.com/public/…,"),
        ("/app/hush#hush", "to /app/…,"),
        ("https://chat.example.com?token=hush", "to https://chat.example.com,"),
        ("//chat.example.com/app/", "to //chat.example.com/app,"),
        ("login", "to login,"),
    ] {
        let server = server(answer(302, &format!("location: {location}\r\n"), "")).await;
        let error = call(&server.client(), &OPERATION, &[]).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains(shown) && !text.contains("hush"), "{text}");
        let Error::Redirect { location: kept, .. } = error else { panic!("{error:?}") };
        assert_eq!(kept.as_deref(), Some(location));
    }
    let server = server(answer(302, &format!("location: {}\r\n", "long".repeat(1_000)), "")).await;
    let text = call(&server.client(), &OPERATION, &[]).await.unwrap_err().to_string();
    assert!(text.len() < 500, "{text}");
}
