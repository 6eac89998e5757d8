//! JSON, forms and whole bodies on the wire, and calls by id.

use chatwoot_client::runtime::{Body, Location, Operation, Parameter, Style};
use chatwoot_client::{Nullable, Upload};
use serde_json::json;

use crate::support::{field, object, ok, parameter, path_parameter, post, refused, sent, server};

const FIELDS: &[Parameter] = &[field("name", "name"), field("email", "email"), field("labels", "labels[]")];

static JSON: Operation = post(Body::Json, FIELDS);
static FORM: Operation = post(Body::Form, FIELDS);

#[tokio::test]
async fn absent_null_and_value_are_three_states() {
    let labels = vec!["b".to_owned(), "a".to_owned()];
    let received = sent(&JSON, &[&Some("Ada".to_owned()), &Nullable::<String>::Null, &labels]).await.unwrap();
    assert_eq!(received.line, "POST /things HTTP/1.1");
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.header("accept"), Some("application/json"));
    assert_eq!(received.text(), r#"{"name":"Ada","email":null,"labels":["b","a"]}"#);

    let received = sent(&JSON, &[&None::<String>, &Nullable::<String>::from("x"), &None::<String>]).await.unwrap();
    assert_eq!(received.text(), r#"{"email":"x"}"#);
}

#[test]
fn setters_infer_the_three_states() {
    fn set(email: impl Into<Nullable<String>>) -> Nullable<String> {
        email.into()
    }
    assert_eq!(set(None), Nullable::Null);
    assert_eq!(set("x"), Nullable::Value("x".to_owned()));
    assert_eq!(set(Some("x".to_owned())), Nullable::Value("x".to_owned()));
    fn score(score: impl Into<Nullable<chatwoot_client::Number>>) -> bool {
        score.into().is_null()
    }
    assert!(score(None) && !score(1) && !score(1_i64) && !score(1.5));
}

#[tokio::test]
async fn no_field_means_no_body_unless_one_is_required() {
    static REQUIRED: Operation = Operation { body_required: true, ..post(Body::Json, FIELDS) };
    let absent = None::<String>;
    let received = sent(&JSON, &[&absent, &absent, &absent]).await.unwrap();
    assert_eq!((received.header("content-type"), received.text().as_str()), (None, ""));
    let received = sent(&REQUIRED, &[&absent, &absent, &absent]).await.unwrap();
    assert_eq!((received.header("content-type"), received.text().as_str()), (Some("application/json"), "{}"));
}

#[tokio::test]
async fn bracketed_names_are_nested_in_json() {
    static OPERATION: Operation = post(
        Body::Json,
        &[field("name", "profile[name]"), field("theme", "profile[ui][theme]"), field("locale", "locale")],
    );
    let received = sent(&OPERATION, &[&"Ada".to_owned(), &"dark".to_owned(), &"de".to_owned()]).await.unwrap();
    assert_eq!(received.text(), r#"{"profile":{"name":"Ada","ui":{"theme":"dark"}},"locale":"de"}"#);
}

#[tokio::test]
async fn forms_are_spelled_for_rails() {
    let nested = json!({"plan": "a&b", "sizes": [1, 2], "none": null, "at": {"x": true}});
    let labels = vec!["ä".to_owned(), "b".to_owned()];
    let received = sent(&FORM, &[&nested, &Nullable::<String>::Null, &labels]).await.unwrap();
    assert_eq!(received.header("content-type"), Some("application/x-www-form-urlencoded"));
    let text = received.text().replace("%5B", "[").replace("%5D", "]");
    let mut pairs: Vec<_> = text.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        [
            "email=",
            "labels[]=%C3%A4",
            "labels[]=b",
            "name[at][x]=true",
            "name[none]=",
            "name[plan]=a%26b",
            "name[sizes][]=1",
            "name[sizes][]=2",
        ]
    );
    let objects = json!([{"a": 1, "b": 2}, {"a": 3}]);
    let received = sent(&FORM, &[&None::<String>, &None::<String>, &objects]).await.unwrap();
    let text = received.text().replace("%5B", "[").replace("%5D", "]");
    assert_eq!(text, "labels[][a]=1&labels[][b]=2&labels[][a]=3");
}

#[tokio::test]
async fn what_a_form_cannot_say_is_refused() {
    let absent = None::<String>;
    for value in [json!([]), json!({}), json!([["a"]]), json!([{"a": 1}, {"b": 2}]), json!({"a[b]": 1}), json!({"": 1})]
    {
        let (parameter, reason) = refused(&FORM, &[&value, &absent, &absent]).await;
        assert_eq!(parameter, "name");
        assert!(reason.contains("form"), "{reason}");
    }
    let (parameter, reason) = refused(&FORM, &[&absent, &absent, &Upload::bytes("x")]).await;
    assert_eq!((parameter.as_str(), reason.contains("a file")), ("labels", true));
    assert!(refused(&JSON, &[&Upload::bytes("x"), &absent, &absent]).await.1.contains("a file"));
}

const WHOLE: &[Parameter] = &[parameter("body", Location::WholeBody, Style::Simple)];

#[tokio::test]
async fn a_whole_body_is_the_value_itself() {
    static LIST: Operation = post(Body::Json, WHOLE);
    static TEXT: Operation = post(Body::Text("text/plain"), WHOLE);
    static BYTES: Operation = post(Body::Bytes("application/octet-stream"), WHOLE);
    static MAP: Operation = post(Body::Form, WHOLE);
    assert_eq!(
        sent(&LIST, &[&json!([1, u64::MAX, 1.5, "x"])]).await.unwrap().text(),
        "[1,18446744073709551615,1.5,\"x\"]"
    );
    assert_eq!(sent(&LIST, &[&Nullable::<i64>::Null]).await.unwrap().text(), "null");
    let received = sent(&TEXT, &[&"a=b".to_owned()]).await.unwrap();
    assert_eq!((received.header("content-type"), received.text().as_str()), (Some("text/plain"), "a=b"));
    let received = sent(&BYTES, &[&Upload::bytes(&b"\x00\xff"[..])]).await.unwrap();
    assert_eq!(received.header("content-type"), Some("application/octet-stream"));
    assert_eq!((received.header("content-length"), received.body.as_slice()), (Some("2"), &b"\x00\xff"[..]));
    assert_eq!(sent(&MAP, &[&json!({"a": [1]})]).await.unwrap().text(), "a%5B%5D=1");
    assert_eq!(refused(&MAP, &[&json!([1])]).await.1, "a form must be an object");
}

static BY_ID: Operation = Operation {
    path: "/things/{id}",
    ..post(
        Body::JsonOrMultipart,
        &[
            path_parameter("id"),
            Parameter { wire: "labels[]", ..parameter("labels", Location::Query, Style::FormExploded) },
            field("name", "name"),
            Parameter { kind: "file", ..field("avatar", "avatar") },
            Parameter { kind: "array of file", ..field("attachments", "attachments[]") },
        ],
    )
};

#[tokio::test]
async fn any_operation_can_be_called_with_json() {
    let server = server(ok(r#"{"id":42,"new":[1]}"#)).await;
    let parameters = object(json!({"id": 42, "labels": ["a", "b"], "name": null}));
    let value = server.client().call(&BY_ID, parameters).await.unwrap();
    assert_eq!(value, json!({"id": 42, "new": [1]}));
    let received = server.only();
    assert_eq!(received.line, "POST /things/42?labels%5B%5D=a&labels%5B%5D=b HTTP/1.1");
    assert_eq!(received.json(), json!({"name": null}));
}

#[tokio::test]
async fn files_are_paths_in_json() {
    let path = std::env::temp_dir().join(format!("chatwoot-by-id-{}.txt", std::process::id()));
    std::fs::write(&path, "hello").unwrap();
    let server = server(ok("null")).await;
    let parameters = object(json!({"id": 1, "avatar": path, "attachments": [path, path]}));
    let answer = server.client().call(&BY_ID, parameters).await;
    std::fs::remove_file(&path).unwrap();
    answer.unwrap();
    let text = server.only().text();
    assert_eq!(text.matches("name=\"attachments[]\"; filename=\"chatwoot-by-id-").count(), 2);
    assert_eq!(text.matches("Content-Type: text/plain\r\n\r\nhello\r\n").count(), 3);
}

#[tokio::test]
async fn mistakes_in_json_are_refused_before_sending() {
    let server = server(ok("null")).await;
    for (parameters, parameter) in [
        (json!({"id": 1, "nmae": "x"}), "nmae"),
        (json!({"name": "x"}), "id"),
        (json!({"id": null}), "id"),
        (json!({"id": 1, "avatar": {"path": "x"}}), "avatar"),
        (json!({"id": 1, "avatar": "/no/such/file"}), "avatar"),
    ] {
        let error = server.client().call(&BY_ID, object(parameters)).await.unwrap_err();
        let chatwoot_client::Error::InvalidParameter { parameter: found, .. } = &error else { panic!("{error:?}") };
        assert_eq!(found, parameter, "{error}");
    }
    assert!(server.received().is_empty());
}
