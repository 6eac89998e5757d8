//! What a success of an operation gives, and which failures its docs list. A part of [`lower`](super). Failures are not made
//! into types: the runtime reads them all alike, whatever a document says of them.

use openapiv3::{MediaType, ReferenceOr, Response, Schema, StatusCode};

use super::Lowering;
use super::body::{Media, media, preference};
use super::operations::Draft;
use super::parameters::says_nothing;
use crate::docs;
use crate::ir::{Failure, Reply, Type};
use crate::spec::place::Pointer;

impl<'a> Lowering<'a> {
    /// Decides the reply from all success responses; where there is none, from the default one.
    pub(super) fn reply(&mut self, draft: &Draft<'a>, type_name: &str) -> Reply {
        let responses = &draft.operation.responses;
        let at = draft.pointer.child("responses");
        let mut successes: Vec<(String, &'a ReferenceOr<Response>)> = Vec::new();
        for (status, response) in &responses.responses {
            let is_success = match status {
                StatusCode::Code(code) => (200..300).contains(code),
                StatusCode::Range(range) => *range == 2,
            };
            if is_success {
                successes.push((status.to_string(), response));
            }
        }
        if let (true, Some(default)) = (successes.is_empty(), &responses.default) {
            successes.push(("default".to_owned(), default));
        }
        successes.sort_by(|a, b| a.0.cmp(&b.0));
        let mut outcome = Outcome::default();
        for (status, response) in successes {
            let listed_at = at.child(&status);
            let Some((response, pointer)) = self.document.response(response, &listed_at) else { continue };
            self.success(draft, type_name, &status, response, &pointer, &mut outcome);
        }
        let site = self.operation_site(draft, at, format!("{type_name}Success"), false);
        self.combine(outcome, &site)
    }

    /// The failures that the document names, sorted by status.
    pub(super) fn failures(&mut self, draft: &Draft<'a>) -> Vec<Failure> {
        let mut failures = Vec::new();
        for (status, response) in &draft.operation.responses.responses {
            let status = status.to_string();
            if !status.starts_with(['4', '5']) {
                continue;
            }
            let at = draft.pointer.join(&["responses", &status]);
            if let Some((response, _)) = self.document.response(response, &at) {
                failures.push(Failure { status, summary: docs::one_line(&response.description) });
            }
        }
        failures.sort_by(|a, b| a.status.cmp(&b.status));
        failures
    }

    fn success(
        &mut self,
        draft: &Draft<'a>,
        type_name: &str,
        status: &str,
        response: &'a Response,
        at: &Pointer,
        outcome: &mut Outcome,
    ) {
        let Some((name, media_type)) = preferred(response) else {
            outcome.empty = true;
            return;
        };
        let pointer = at.join(&["content", name]);
        if status == "204" || status == "205" {
            let message =
                format!("a {status} has no body; the declared one is read where the server sends it all the same");
            self.warning(
                "response-bodiless",
                &pointer,
                message,
                "correct the status by an overlay, or delete the content",
            );
            outcome.empty = true;
        }
        match (media(name), &media_type.schema) {
            (Media::Json, Some(ReferenceOr::Item(schema))) if says_nothing(schema) => outcome.json.push(Type::Any),
            (Media::Json, Some(schema)) => {
                // The first success is the response; another one with an inline body says which.
                let name = if outcome.json.is_empty() {
                    format!("{type_name}Response")
                } else {
                    format!("{type_name}Response{status}")
                };
                let site = self.operation_site(draft, pointer.child("schema"), name, false);
                let ty = self.response_type(schema, &site, outcome);
                if !outcome.json.contains(&ty) {
                    outcome.json.push(ty);
                }
            }
            (Media::Json, None) => outcome.json.push(Type::Any),
            (Media::Text, _) => outcome.text = true,
            _ => outcome.bytes = true,
        }
    }

    fn response_type(&mut self, schema: &'a ReferenceOr<Schema>, site: &super::Site, outcome: &mut Outcome) -> Type {
        let typed = self.schema_type(schema, site);
        outcome.empty |= typed.nullable;
        typed.ty
    }

    fn combine(&mut self, outcome: Outcome, site: &super::Site) -> Reply {
        let Outcome { mut json, empty, text, bytes } = outcome;
        let at = &site.pointer;
        if json.len() > 1 && !json.contains(&Type::Any) && !text && !bytes {
            // Each success has a body of its own: one of them comes.
            let ty = self.union_of_types(json, site);
            return if empty { Reply::Optional(ty) } else { Reply::Json(ty) };
        }
        if json.len() > 1 || usize::from(!json.is_empty()) + usize::from(text) + usize::from(bytes) > 1 {
            let message = "the successes have bodies of several kinds; read as any JSON value, or as bytes";
            self.warning("responses-differ", at, message, "describe one body, with `oneOf` where it differs");
            if text || bytes {
                return Reply::Bytes;
            }
            json = vec![Type::Any];
        }
        match json.pop() {
            Some(ty) if empty => Reply::Optional(ty),
            Some(ty) => Reply::Json(ty),
            None if bytes => Reply::Bytes,
            None if text => Reply::Text,
            None => Reply::Empty,
        }
    }
}

/// What the successes seen so far give.
#[derive(Default)]
struct Outcome {
    json: Vec<Type>,
    empty: bool,
    text: bool,
    bytes: bool,
}

/// The media type to read: JSON where it is offered.
fn preferred(response: &Response) -> Option<(&str, &MediaType)> {
    response.content.iter().map(|(name, it)| (name.as_str(), it)).min_by_key(|(name, _)| preference(name))
}
