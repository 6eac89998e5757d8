//! Two forms of one operation: its route, names, credentials, parameters, body and reply. Part of [`facts`](super::facts).

use std::collections::BTreeSet;

use super::facts::{Fact, Reach, Walk, Which, blank, subject};
use super::items::{self, of_operation};
use crate::ir::{Body, Credential, Operation, Reply, Resource};
use crate::spec::place::Pointer;

/// An operation with its resource.
pub(super) type Owned<'a> = (&'a Resource, &'a Operation);

/// Adds what differs between two forms of one operation.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, old: Owned<'a>, new: Owned<'a>) {
    let mut pair = Pair { walk, old, new };
    pair.route();
    pair.name();
    pair.deprecation();
    pair.credentials();
    pair.fixed();
    pair.body();
    pair.parameters();
    pair.statuses();
    pair.reply();
    pair.failures();
}

/// The two forms.
pub(super) struct Pair<'w, 'a> {
    pub(super) walk: &'w mut Walk<'a>,
    pub(super) old: Owned<'a>,
    pub(super) new: Owned<'a>,
}

impl<'a> Pair<'_, 'a> {
    /// A fact about the operation as a whole.
    pub(super) fn fact(&self, rule: &'static str, message: impl Into<String>, reach: &Reach) -> Fact {
        let (old, new) = (&self.old.1.pointer, &self.new.1.pointer);
        Fact::new(rule, subject(self.new.0, self.new.1), message)
            .at(Some(old), Some(new))
            .used_by([&self.new.1.id])
            .claims(self.walk.claim_both(old, new, reach))
    }

    pub(super) fn push(&mut self, fact: Fact) {
        self.walk.facts.push(fact);
    }

    /// The operation's function, before and after.
    fn functions(&self) -> [String; 2] {
        let (old, new) = (&self.walk.old.api, &self.walk.new.api);
        [items::function(old, self.old.0, self.old.1), items::function(new, self.new.0, self.new.1)]
    }

    /// The operation's subcommand, before and after.
    pub(super) fn commands(&self) -> [String; 2] {
        let (old, new) = (&self.walk.old.api, &self.walk.new.api);
        [items::command(old, self.old.0, self.old.1), items::command(new, self.new.0, self.new.1)]
    }

    fn route(&mut self) {
        let (old, new) = (self.old.1, self.new.1);
        if old.method == new.method && blank(&old.path) == blank(&new.path) {
            return;
        }
        let message = format!("`{} {}` is `{} {}` now", old.method, old.path, new.method, new.path);
        let fact = self.fact("operation-route-changed", message, &Reach::All).items(self.functions());
        self.push(fact);
    }

    fn name(&mut self) {
        let [before, after] = self.functions();
        let (old, new) = (self.old.1, self.new.1);
        if before == after && old.id == new.id {
            return;
        }
        let message = match before == after {
            true => format!("its operationId was `{}` and is `{}`", old.id, new.id),
            false => format!("`{before}` is `{after}` now"),
        };
        let items =
            [of_operation(&self.walk.old.api, self.old.0, old), of_operation(&self.walk.new.api, self.new.0, new)];
        let commands = self.all_commands();
        let key = format!("{} {}", new.method, blank(&new.path));
        let reach = Reach::Keys(&["operationId", "tags"]);
        let fact = self.fact("operation-renamed", message, &reach).items(items.concat()).commands(commands);
        self.push(Fact { key, ..fact });
    }

    fn all_commands(&self) -> Vec<String> {
        let [before, after] = self.commands();
        let flags = |command: &str, it: &Operation| -> Vec<String> {
            it.parameters.iter().map(|it| items::flag(command, it)).collect()
        };
        let all = [flags(&before, self.old.1), flags(&after, self.new.1), vec![before, after]];
        all.concat()
    }

    fn deprecation(&mut self) {
        let rule = match (self.old.1.deprecated, self.new.1.deprecated) {
            (false, true) => "operation-deprecated",
            (true, false) => "operation-reinstated",
            _ => return,
        };
        let marks = self.functions().map(|it| items::deprecation(&it));
        let message = if rule == "operation-deprecated" { "it is deprecated" } else { "it is deprecated no more" };
        let fact = self.fact(rule, message, &Reach::Keys(&["deprecated"])).items(marks);
        self.push(fact);
    }

    fn credentials(&mut self) {
        let (old, new) = (&self.old.1.credentials, &self.new.1.credentials);
        let word = |it: &Credential| match it {
            Credential::User => "user token",
            Credential::AgentBot => "agent bot token",
            Credential::Platform => "platform token",
        };
        let words = |all: &[Credential]| all.iter().map(word).collect::<Vec<_>>().join(" or ");
        let reach = Reach::Keys(&["security"]);
        let mut add = |rule, message: String, kind: &str| {
            let fact = self.fact(rule, message, &reach).claims(self.walk.claim_both(
                &Pointer::from("/security"),
                &Pointer::from("/security"),
                &Reach::All,
            ));
            let key = format!("{} {kind}", fact.key);
            self.walk.facts.push(Fact { key, ..fact });
        };
        match (old.is_empty(), new.is_empty()) {
            (true, true) => {}
            (true, false) => add("operation-needs-token", format!("it takes a {} now", words(new)), ""),
            (false, true) => add("operation-needs-no-token", format!("it took a {} and takes none", words(old)), ""),
            (false, false) => {
                for it in new.iter().filter(|it| !old.contains(it)) {
                    add("operation-credential-added", format!("it takes a {} too", word(it)), word(it));
                }
                let common = |all: &[Credential], others: &[Credential]| -> Vec<Credential> {
                    all.iter().filter(|it| others.contains(it)).copied().collect()
                };
                if common(old, new) != common(new, old) {
                    let message =
                        format!("it takes a {} and took a {}, the first that there is", words(new), words(old));
                    add("operation-credential-order-changed", message, "order");
                }
                for it in old.iter().filter(|it| !new.contains(it)) {
                    add("operation-credential-removed", format!("it takes a {} no more", word(it)), word(it));
                }
            }
        }
    }

    fn fixed(&mut self) {
        let (old, new) = (&self.old.1.fixed, &self.new.1.fixed);
        if old != new {
            let text = |all: &[(String, String)]| match all {
                [] => "nothing".to_owned(),
                some => some.iter().map(|(name, value)| format!("`{name}={value}`")).collect::<Vec<_>>().join(", "),
            };
            let message = format!("the client sent {} by itself and sends {}", text(old), text(new));
            let fact = self.fact("request-fixed-query-changed", message, &Reach::Keys(&["parameters"]));
            self.push(fact);
        }
    }

    fn body(&mut self) {
        let (old, new) = (self.old.1, self.new.1);
        let word = |body: &Body| match body {
            Body::None => "nothing".to_owned(),
            Body::Json => "JSON".to_owned(),
            Body::Form => "a form".to_owned(),
            Body::Multipart => "multipart".to_owned(),
            Body::JsonOrMultipart => "JSON, or multipart with a file".to_owned(),
            Body::Text(media) | Body::Bytes(media) => format!("`{media}`"),
        };
        let mut at = [Which::Old, Which::New].map(|which| self.node(which, "requestBody"));
        let [before, after] = &mut at;
        let claims = |pair: &Self, reach: Reach| {
            let mut claims = pair.walk.claim(Which::Old, before, &reach);
            claims.extend(pair.walk.claim(Which::New, after, &reach));
            claims
        };
        if old.body != new.body {
            let rule = match (&old.body, &new.body) {
                (Body::None, _) => "request-body-added",
                (_, Body::None) => "request-body-removed",
                _ => "request-body-form-changed",
            };
            let message = format!("it took {} and takes {}", word(&old.body), word(&new.body));
            let content = [before.child("content"), after.child("content")];
            let reach = if rule == "request-body-form-changed" { Reach::Structure } else { Reach::All };
            let fact = self.fact(rule, message, &Reach::Keys(&[])).claims(claims(self, reach));
            let fact = fact.claims(self.walk.claim_both(&content[0], &content[1], &Reach::Children));
            self.push(fact);
        } else if old.body_required != new.body_required {
            let rule = match new.body_required {
                true => "request-body-became-required",
                false => "request-body-became-optional",
            };
            let message = if new.body_required { "it must have a body" } else { "it may have no body" };
            let fact = self.fact(rule, message, &Reach::Keys(&[])).claims(claims(self, Reach::Keys(&["required"])));
            self.push(fact);
        }
    }

    /// A node of the operation, or the component that it refers to.
    pub(super) fn node(&self, which: Which, name: &str) -> Pointer {
        let (side, operation) = match which {
            Which::Old => (self.walk.old, self.old.1),
            Which::New => (self.walk.new, self.new.1),
        };
        let own = operation.pointer.child(name);
        let target = side.document.pointer(own.as_str()).and_then(|it| it.get("$ref")?.as_str()?.strip_prefix('#'));
        target.map_or(own.clone(), Pointer::from)
    }

    /// Whether successes come with other statuses.
    fn statuses(&mut self) {
        let last = |all: Vec<Pointer>| all.iter().filter_map(Pointer::last).collect::<BTreeSet<_>>();
        let (old, new) = (last(self.successes(Which::Old)), last(self.successes(Which::New)));
        if old == new {
            return;
        }
        let words = |all: &BTreeSet<String>| all.iter().cloned().collect::<Vec<_>>().join(", ");
        let message = format!("a success came with {} and comes with {}", words(&old), words(&new));
        let mut fact = self.fact("response-status-changed", message, &Reach::Keys(&[]));
        for (which, statuses, others) in [(Which::Old, &old, &new), (Which::New, &new, &old)] {
            let operation = if which == Which::Old { self.old.1 } else { self.new.1 };
            for status in statuses.difference(others) {
                let at = operation.pointer.join(&["responses", status]);
                fact = fact.claims(self.walk.claim(which, &at, &Reach::All));
            }
        }
        self.push(fact);
    }

    fn reply(&mut self) {
        let (old, new) = (&self.old.1.reply, &self.new.1.reply);
        let functions = self.functions();
        let typed = |reply: &'a Reply| match reply {
            Reply::Json(ty) => Some((ty, false)),
            Reply::Optional(ty) => Some((ty, true)),
            _ => None,
        };
        let rule = match (typed(old), typed(new)) {
            (Some((a, was_optional)), Some((b, is_optional))) => {
                if !self.walk.alike(a, b, &functions) {
                    "response-body-type-changed"
                } else if was_optional == is_optional {
                    return;
                } else if is_optional {
                    "response-body-became-optional"
                } else {
                    "response-body-became-required"
                }
            }
            _ if old == new => return,
            _ if *old == Reply::Empty => "response-body-added",
            _ if *new == Reply::Empty => "response-body-removed",
            _ => "response-body-type-changed",
        };
        let message = format!(
            "it gave `{}` and gives `{}`",
            items::reply(&self.walk.old.api, old),
            items::reply(&self.walk.new.api, new)
        );
        let mut fact = self.fact(rule, message, &Reach::Keys(&[])).items(functions);
        for which in [Which::Old, Which::New] {
            for pointer in self.successes(which) {
                fact = fact.claims(self.walk.claim(which, &pointer, &Reach::Structure));
                fact = fact.claims(self.walk.claim(which, &pointer, &Reach::All).into_iter().take(1));
            }
        }
        self.push(fact);
    }

    /// Where the successes of the operation stand.
    fn successes(&self, which: Which) -> Vec<Pointer> {
        let (side, operation) = match which {
            Which::Old => (self.walk.old, self.old.1),
            Which::New => (self.walk.new, self.new.1),
        };
        let at = operation.pointer.child("responses");
        let all = side.document.pointer(at.as_str()).and_then(|it| it.as_object());
        all.into_iter()
            .flatten()
            .filter(|(status, _)| status.starts_with('2'))
            .map(|(status, _)| at.child(status))
            .collect()
    }

    fn failures(&mut self) {
        let statuses =
            |operation: &Operation| operation.failures.iter().map(|it| it.status.clone()).collect::<BTreeSet<_>>();
        let (old, new) = (statuses(self.old.1), statuses(self.new.1));
        for status in old.symmetric_difference(&new) {
            let (rule, which, message) = match new.contains(status) {
                true => ("operation-failure-added", Which::New, format!("it may fail with {status}")),
                false => ("operation-failure-removed", Which::Old, format!("it fails with {status} no more")),
            };
            let at = match which {
                Which::Old => self.old.1.pointer.join(&["responses", status]),
                Which::New => self.new.1.pointer.join(&["responses", status]),
            };
            let fact = self.fact(rule, message, &Reach::Keys(&[])).claims(self.walk.claim(which, &at, &Reach::All));
            let key = format!("{} {status}", fact.key);
            self.push(Fact { key, ..fact });
        }
    }
}
