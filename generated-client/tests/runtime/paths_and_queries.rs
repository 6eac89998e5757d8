//! Path segments, query styles, headers and cookies on the wire.

use std::collections::BTreeMap;

use chatwoot_client::runtime::{Location, Operation, Parameter, Style};
use chatwoot_client::{Nullable, Number, Secret, Timestamp};
use serde_json::json;

use crate::support::{get, parameter, path_parameter, refused, sent};

static PATH: Operation =
    get("/accounts/{account_id}/tags/{tag}", &[path_parameter("account_id"), path_parameter("tag")]);

fn text(value: &str) -> String {
    value.to_owned()
}

#[tokio::test]
async fn a_path_parameter_is_one_segment() {
    for (tag, segment) in [
        ("plain-._~", "plain-._~"),
        ("a/b?c#d%e", "a%2Fb%3Fc%23d%25e"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("ä 😀", "%C3%A4%20%F0%9F%98%80"),
        ("...", "..."),
        ("a\r\nb;c:d@e", "a%0D%0Ab%3Bc%3Ad%40e"),
    ] {
        let received = sent(&PATH, &[&7_i64, &text(tag)]).await.unwrap();
        assert_eq!(received.line, format!("GET /accounts/7/tags/{segment} HTTP/1.1"));
    }
    let received = sent(&PATH, &[&7_i64, &vec![text("a,b"), text("c")]]).await.unwrap();
    assert_eq!(received.line, "GET /accounts/7/tags/a%2Cb,c HTTP/1.1");
}

#[tokio::test]
async fn segments_that_would_change_the_path_are_refused() {
    for tag in ["", ".", ".."] {
        let (parameter, reason) = refused(&PATH, &[&7_i64, &text(tag)]).await;
        assert_eq!(parameter, "tag");
        assert!(reason.contains("part of the path"), "{reason}");
    }
    assert_eq!(refused(&PATH, &[&7_i64, &Nullable::<String>::Null]).await.1, "a part of the path cannot be null");
    assert_eq!(refused(&PATH, &[&7_i64, &None::<String>]).await, (text("tag"), text("it is required")));
    assert_eq!(refused(&PATH, &[&7_i64, &Vec::<String>::new()]).await.1, "a part of the path cannot be empty");
}

static STYLES: Operation = get(
    "/things",
    &[
        Parameter { wire: "exploded[]", ..parameter("exploded", Location::Query, Style::FormExploded) },
        parameter("form", Location::Query, Style::Form),
        parameter("space", Location::Query, Style::SpaceDelimited),
        parameter("pipe", Location::Query, Style::PipeDelimited),
        parameter("deep", Location::Query, Style::DeepObject),
    ],
);

#[tokio::test]
async fn lists_are_written_by_style() {
    let list = vec![text("a,b"), text("c d")];
    let received = sent(&STYLES, &[&list, &list, &list, &list, &None::<String>]).await.unwrap();
    let query = "exploded%5B%5D=a%2Cb&exploded%5B%5D=c%20d&form=a%2Cb,c%20d&space=a%2Cb%20c%20d&pipe=a%2Cb%7Cc%20d";
    assert_eq!(received.line, format!("GET /things?{query} HTTP/1.1"));
}

#[tokio::test]
async fn objects_are_written_by_style() {
    let map = BTreeMap::from([(text("k"), 1_i64), (text("l"), 2)]);
    let deep = json!({"a": {"b": [1, "x y"]}, "c": null});
    let received = sent(&STYLES, &[&map, &map, &None::<String>, &None::<String>, &deep]).await.unwrap();
    let query = "k=1&l=2&form=k,1,l,2&deep%5Ba%5D%5Bb%5D%5B%5D=1&deep%5Ba%5D%5Bb%5D%5B%5D=x%20y&deep%5Bc%5D=";
    assert_eq!(received.line, format!("GET /things?{query} HTTP/1.1"));
}

#[tokio::test]
async fn absent_is_not_sent_and_null_is_empty() {
    let absent = None::<String>;
    let received = sent(&STYLES, &[&absent, &absent, &absent, &absent, &absent]).await.unwrap();
    assert_eq!(received.line, "GET /things HTTP/1.1");
    let received = sent(&STYLES, &[&Vec::<i64>::new(), &Nullable::<i64>::Null, &absent, &absent, &absent]).await;
    assert_eq!(received.unwrap().line, "GET /things?form= HTTP/1.1");
}

#[tokio::test]
async fn scalars_are_written_plainly() {
    static OPERATION: Operation = get(
        "/things",
        &[
            parameter("a", Location::Query, Style::FormExploded),
            parameter("b", Location::Query, Style::FormExploded),
            parameter("c", Location::Query, Style::FormExploded),
            parameter("d", Location::Query, Style::FormExploded),
            parameter("e", Location::Query, Style::FormExploded),
        ],
    );
    let arguments = (true, Number::from(1), Number::from(1.5), Timestamp::from(9), Secret::from("s&t"));
    let (a, b, c, d, e) = &arguments;
    let received = sent(&OPERATION, &[a, b, c, d, e]).await.unwrap();
    assert_eq!(received.line, "GET /things?a=true&b=1&c=1.5&d=9&e=s%26t HTTP/1.1");
    assert_eq!(refused(&OPERATION, &[&f64::NAN, b, c, d, e]).await, (text("a"), text("a number must be finite")));
    let nested = json!([["x"]]);
    assert!(refused(&OPERATION, &[&nested, b, c, d, e]).await.1.contains("parts inside parts"));
}

#[tokio::test]
async fn headers_and_cookies_cannot_be_split() {
    static OPERATION: Operation = get(
        "/things",
        &[
            Parameter { wire: "X-Thing", ..parameter("thing", Location::Header, Style::Simple) },
            parameter("one", Location::Cookie, Style::Form),
            parameter("two", Location::Cookie, Style::Form),
        ],
    );
    let list = vec![text("a"), text("ü")];
    let received = sent(&OPERATION, &[&list, &text("1;x"), &2_i64]).await.unwrap();
    assert_eq!(received.header("x-thing"), Some("a,ü"));
    assert_eq!(received.header("cookie"), Some("one=1%3Bx; two=2"));
    let (parameter, reason) = refused(&OPERATION, &[&text("a\r\nb: c"), &1_i64, &2_i64]).await;
    assert_eq!((parameter.as_str(), reason.as_str()), ("thing", "a header cannot hold control characters"));
}

#[tokio::test]
async fn a_wrong_number_of_arguments_is_reported() {
    let error = sent(&PATH, &[&7_i64]).await.unwrap_err();
    assert_eq!(error.to_string(), "`testOperation` takes 2 arguments, and 1 were given");
}
