//! Holds a request against the effective document: which operation it is, its parameters and its token. The body is
//! judged in `body`. `calls` asks for a verdict on each request of the client, `main` also on wrong ones.

use serde_json::Value;

use crate::body;
use crate::document::{Document, Operation};
use crate::form::{self, coerce};
use crate::server::Received;

/// The token that the client has for each security scheme.
pub(crate) const TOKENS: [(&str, &str); 3] =
    [("userApiKey", "user-token"), ("agentBotApiKey", "bot-token"), ("platformAppApiKey", "platform-token")];

/// What is to say about a request.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// The operation that method and path lead to.
    pub(crate) operation: Option<String>,
    /// What is wrong; empty when nothing is.
    pub(crate) complaints: Vec<String>,
    /// What was sent, part by part.
    pub(crate) sent: Vec<Sent>,
}

/// One part of a request.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// Where it was: `path account_id`, `query page` or `application/json profile.name`.
    pub(crate) place: String,
    /// The value, typed as its schema says.
    pub(crate) value: Value,
    /// Whether it is text that may be anything.
    pub(crate) is_plain: bool,
}

/// Judges a request.
pub(crate) fn judge(document: &Document, received: &Received) -> Verdict {
    let mut verdict = Verdict::default();
    let (path, query) = received.target.split_once('?').unwrap_or((&received.target, ""));
    match find(document, &received.method, path) {
        Ok(operation) => {
            verdict.operation = Some(operation.id.clone());
            judge_path(document, operation, path, &mut verdict);
            judge_query(document, operation, query, &mut verdict);
            judge_token(document, operation, received, &mut verdict);
            body::judge(document, operation, received, &mut verdict);
        }
        Err(complaint) => verdict.complaints.push(complaint),
    }
    verdict
}

/// Gives the operation whose path has the most segments in common with this one.
fn find<'a>(document: &'a Document, method: &str, path: &str) -> Result<&'a Operation, String> {
    let of_path = document.operations.iter().filter(|it| fits(&it.path, path)).collect::<Vec<_>>();
    let of_method = of_path.iter().filter(|it| it.method == method);
    of_method.max_by_key(|it| it.path.split('/').filter(|it| !it.starts_with('{')).count()).copied().ok_or_else(|| {
        match of_path.first() {
            Some(_) => format!("`{path}` has no method {method}"),
            None => format!("there is no path `{path}`"),
        }
    })
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/').collect::<Vec<_>>(), path.split('/').collect::<Vec<_>>());
    let fit = |(template, segment): (&&str, &&str)| template == segment || template.starts_with('{');
    template.len() == path.len() && template.iter().zip(&path).all(fit)
}

fn judge_path(document: &Document, operation: &Operation, path: &str, verdict: &mut Verdict) {
    for (template, segment) in operation.path.split('/').zip(path.split('/')) {
        let Some(name) = template.strip_prefix('{').and_then(|it| it.strip_suffix('}')) else { continue };
        let declared = operation.parameters.iter().find(|it| it["in"] == "path" && it["name"] == name);
        let declared = declared.unwrap_or_else(|| panic!("{}: `{name}` is not declared", operation.id));
        match form::decode(segment, false) {
            Ok(text) if !text.is_empty() => {
                let value = coerce(document, &[&declared["schema"]], &text);
                parameter(document, &format!("path {name}"), &declared["schema"], value, verdict);
            }
            _ => verdict.complaints.push(format!("path {name}: `{segment}` is no segment")),
        }
    }
}

fn judge_query(document: &Document, operation: &Operation, query: &str, verdict: &mut Verdict) {
    let mut pairs = match form::pairs(query) {
        Ok(pairs) => pairs,
        Err(complaint) => return verdict.complaints.push(format!("query: {complaint}")),
    };
    for declared in operation.parameters.iter().filter(|it| it["in"] == "query") {
        let name = declared["name"].as_str().expect("the name of a parameter");
        let texts: Vec<_> = pairs.extract_if(.., |(it, _)| it == name).map(|(_, text)| text).collect();
        if texts.is_empty() {
            if declared["required"] == true {
                verdict.complaints.push(format!("query {name}: it is required"));
            }
            continue;
        }
        let ways = document.ways(&[&declared["schema"]], &|_| true);
        let is_list = ways.iter().any(|way| way.types().contains("array"));
        let place = format!("query {name}");
        if !is_list && texts.len() > 1 {
            verdict.complaints.push(format!("{place}: it is there {} times", texts.len()));
        }
        let value = if is_list { list(document, declared, &texts) } else { scalar(document, declared, &texts[0]) };
        parameter(document, &place, &declared["schema"], value, verdict);
    }
    verdict.complaints.extend(pairs.iter().map(|(name, _)| format!("query {name}: it is not declared")));
}

fn scalar(document: &Document, declared: &Value, text: &str) -> Value {
    coerce(document, &[&declared["schema"]], text)
}

/// Reads a list by the style of its parameter; `form` with `explode` is what OpenAPI takes when nothing is said.
fn list(document: &Document, declared: &Value, texts: &[String]) -> Value {
    let style = declared["style"].as_str().unwrap_or("form");
    let explode = declared["explode"].as_bool().unwrap_or(style == "form");
    let separator = match style {
        "form" => ',',
        "spaceDelimited" => ' ',
        "pipeDelimited" => '|',
        _ => panic!("this test does not know the style {style} of a list"),
    };
    let ways = document.ways(&[&declared["schema"]], &|_| true);
    let items: Vec<_> = ways.iter().flat_map(|way| way.items()).collect();
    let item = |text: &str| coerce(document, &items, text);
    if explode {
        texts.iter().map(|text| item(text)).collect()
    } else {
        texts.iter().flat_map(|text| text.split(separator)).map(item).collect()
    }
}

fn parameter(document: &Document, place: &str, schema: &Value, value: Value, verdict: &mut Verdict) {
    let problems = document.problems(schema, &value);
    verdict.complaints.extend(problems.iter().map(|problem| format!("{place}: {problem}")));
    let findings = body::walk(document, &[schema], &value, place, true);
    verdict.sent.extend(findings.sent);
}

fn judge_token(document: &Document, operation: &Operation, received: &Received, verdict: &mut Verdict) {
    let all = document.schemes().map(|scheme| document.token_header(scheme));
    let names: std::collections::BTreeSet<_> = all.map(str::to_lowercase).collect();
    let tokens = names.iter().flat_map(|name| received.header(name).map(move |token| (name.as_str(), token)));
    let tokens: Vec<_> = tokens.collect();
    let allowed: Vec<_> =
        operation.schemes.iter().map(|scheme| (document.token_header(scheme), token(scheme))).collect();
    let is_allowed = |(name, token): (&str, &str)| {
        allowed.iter().any(|(header, expected)| header.eq_ignore_ascii_case(name) && *expected == token)
    };
    match tokens.as_slice() {
        [] if allowed.is_empty() => {}
        [] => verdict.complaints.push("there is no token".to_owned()),
        [_, ..] if allowed.is_empty() => verdict.complaints.push("there is a token, and none is wanted".to_owned()),
        [one] if is_allowed(*one) => {}
        [(name, token)] => verdict.complaints.push(format!("`{token}` in {name} is not the token that is wanted")),
        _ => verdict.complaints.push("there are several tokens".to_owned()),
    }
    let others = received.headers.iter().filter(|(name, _)| !names.contains(&name.to_lowercase()));
    for (name, _) in others.filter(|(_, value)| TOKENS.iter().any(|(_, token)| value.contains(token))) {
        verdict.complaints.push(format!("the header {name} holds a token"));
    }
}

fn token(scheme: &str) -> &'static str {
    let known = TOKENS.iter().find(|(it, _)| *it == scheme);
    known.unwrap_or_else(|| panic!("this test has no token for the scheme {scheme}")).1
}
