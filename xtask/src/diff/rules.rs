//! Every rule of the change report, as a table: what `cargo xtask explain` prints and `facts` and `pointers` name. A rule judges
//! the wire only: what a change does to Rust code and to the command line is read off the client's public items.

use serde::Serializer;

use super::Wire::{self, Breaking, Compatible, None};
use Action::{Added, Changed, Loosened, Removed, Tightened};
use Area::{Body, Document, Enum, Field, Operation, Parameter, Schema, Type, Union};
use Direction::{Neither, Request, Response};
use Kind::{Access, Deprecation, Limit, Name, Null, Order, Place, Presence, Requirement, Shape, Value, Words, Writing};
use Other::{Alone, Is, Itself};

/// Which way what changes goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// It is sent.
    Request,
    /// It is answered.
    Response,
    /// It is neither, or both alike.
    Neither,
}

/// What changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// The document as a whole.
    Document,
    /// An operation.
    Operation,
    /// A parameter of an operation, wherever it goes.
    Parameter,
    /// The body of a request or an answer as a whole.
    Body,
    /// A key of an object.
    Field,
    /// A value of a list of values.
    Enum,
    /// A branch of one of several types.
    Union,
    /// A type.
    Type,
    /// A schema, by its keywords.
    Schema,
}

/// Which side of it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Who may use it.
    Access,
    /// Whether callers should move away from it.
    Deprecation,
    /// Which of the values of its type it takes.
    Limit,
    /// What it is called.
    Name,
    /// Whether it may be null.
    Null,
    /// Where it comes among others.
    Order,
    /// Where it goes.
    Place,
    /// Whether it is there.
    Presence,
    /// Whether it must be there.
    Requirement,
    /// What it is made of.
    Shape,
    /// The value that it has.
    Value,
    /// What is said of it.
    Words,
    /// How it is written.
    Writing,
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It comes.
    Added,
    /// It goes.
    Removed,
    /// Less is allowed than before.
    Tightened,
    /// More is allowed than before.
    Loosened,
    /// It is another one.
    Changed,
}

/// The rule for the opposite of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// The rule of this id.
    Is(&'static str),
    /// The same rule: both ways are one change.
    Itself,
    /// There is none, for this reason.
    Alone(&'static str),
}

/// A kind of change, and what it does on the wire.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// A stable name.
    pub id: &'static str,
    /// Which way what changes goes.
    pub direction: Direction,
    /// What changes.
    pub area: Area,
    /// Which side of it.
    pub kind: Kind,
    /// What happens to it.
    pub action: Action,
    /// What that does on the wire.
    pub level: Wire,
    /// The rule for the change back.
    pub mirror: Other,
    /// The rule for the same change in the other direction.
    pub across: Other,
    /// What it is and why it is judged so, for `explain`.
    pub text: &'static str,
}

impl Rule {
    /// The rule as a reader of a report needs it.
    pub fn explain(&self) -> String {
        let level = match self.level {
            Breaking => "breaking: what worked may fail or mean something else",
            Compatible => "compatible: what worked goes on working",
            None => "none: nothing that is sent or answered changes",
        };
        let other = |other: &Other| match other {
            Is(id) => format!("`{id}`"),
            Itself => "this rule".to_owned(),
            Alone(reason) => format!("none: {reason}"),
        };
        let Self { id, direction, area, kind, action, text, .. } = self;
        format!(
            "{id}

{text}

about: {}, {}, {}, {}
wire: {level}
the change back: {}
the other direction: {}
",
            word(direction),
            word(area),
            word(kind),
            word(action),
            other(&self.mirror),
            other(&self.across),
        )
    }
}

fn word(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

type Class = (Direction, Area, Kind, Action);

const fn rule(id: &'static str, class: Class, level: Wire, mirror: Other, across: Other, text: &'static str) -> Rule {
    let (direction, area, kind, action) = class;
    Rule { id, direction, area, kind, action, level, mirror, across, text }
}

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// Whether what falls under a rule can be seen in the generated code, if only in its doc comments or tables.
pub(super) fn is_in_code(rule: &Rule) -> bool {
    const NOT: [&str; 7] = [
        "extension-changed",
        "operation-failure-changed",
        "schema-rewritten",
        "security-rewritten",
        "security-scheme-changed",
        "servers-changed",
        "unused-component-changed",
    ];
    !NOT.contains(&rule.id)
}

/// Writes a rule as its id.
pub(super) fn id<S: Serializer>(rule: &&'static Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.id)
}

const NO_DIRECTION: Other = Alone("it has no direction");

/// All rules, by what they are about.
#[rustfmt::skip] // a table: two lines for each rule
pub const RULES: &[Rule] = &[
    rule("api-version-changed", (Neither, Document, Value, Changed), None, Itself, NO_DIRECTION,
        "The document carries another version. Nothing follows from it by itself."),
    rule("servers-changed", (Neither, Document, Place, Changed), None, Itself, NO_DIRECTION,
        "The document lists other servers. The client takes its address from the caller."),
    rule("security-scheme-changed", (Neither, Document, Access, Changed), Breaking, Itself, NO_DIRECTION,
        "How a token is sent is described in another way. The client sends tokens in one header of its own, so see that it is still the right one."),
    rule("tags-changed", (Neither, Document, Words, Changed), None, Itself, NO_DIRECTION,
        "Operations are grouped or described in another way. Where that moves a function, this is told as a renamed operation."),
    rule("documentation-changed", (Neither, Document, Words, Changed), None, Itself, NO_DIRECTION,
        "Words of the document changed: a summary, a description, a title or an example. Doc comments follow them."),
    rule("extension-changed", (Neither, Document, Words, Changed), None, Itself, NO_DIRECTION,
        "A key that begins with `x-` or a link to other documentation changed. The client does not read it."),
    rule("operation-added", (Neither, Operation, Presence, Added), Compatible, Is("operation-removed"), NO_DIRECTION,
        "The server has another operation. The client gets a function for it."),
    rule("operation-removed", (Neither, Operation, Presence, Removed), Breaking, Is("operation-added"), NO_DIRECTION,
        "The document has the operation no more. Calls of it may fail, and its function is gone."),
    rule("operation-renamed", (Neither, Operation, Name, Changed), None, Itself, NO_DIRECTION,
        "The same method and path have another operationId or tag. Nothing changes on the wire. Keep the old function with an entry under `aliases` in names.yaml, or the old name with one under `operations`."),
    rule("operation-route-changed", (Neither, Operation, Place, Changed), Breaking, Itself, NO_DIRECTION,
        "The operation has another method or path. A client from before calls a place that may be gone."),
    rule("operation-deprecated", (Neither, Operation, Deprecation, Added), Compatible, Is("operation-reinstated"), NO_DIRECTION,
        "Callers are told to move away from the operation. It still works."),
    rule("operation-reinstated", (Neither, Operation, Deprecation, Removed), Compatible, Is("operation-deprecated"), NO_DIRECTION,
        "The operation is deprecated no more."),
    rule("operation-credential-added", (Neither, Operation, Access, Loosened), Compatible, Is("operation-credential-removed"), NO_DIRECTION,
        "The operation takes another kind of token besides those that it took."),
    rule("operation-credential-removed", (Neither, Operation, Access, Tightened), Breaking, Is("operation-credential-added"), NO_DIRECTION,
        "The operation takes a kind of token no more. Who calls it with that one is refused."),
    rule("operation-credential-order-changed", (Neither, Operation, Access, Changed), Compatible, Itself, NO_DIRECTION,
        "The kinds of token that the operation takes are listed in another order. A client that has several sends the first of them."),
    rule("operation-needs-token", (Neither, Operation, Access, Tightened), Breaking, Is("operation-needs-no-token"), NO_DIRECTION,
        "The operation was open and takes a token now. Calls without one are refused."),
    rule("operation-needs-no-token", (Neither, Operation, Access, Loosened), Compatible, Is("operation-needs-token"), NO_DIRECTION,
        "The operation took a token and is open now."),
    rule("security-rewritten", (Neither, Operation, Access, Changed), None, Itself, NO_DIRECTION,
        "What an operation lists under `security` changed, but not the kinds of token that the client sends for it."),
    rule("operation-failure-added", (Response, Operation, Presence, Added), Compatible, Is("operation-failure-removed"), Alone("only answers fail"),
        "The document names another failure of the operation. Every failure is an error of the client already, whatever its status."),
    rule("operation-failure-removed", (Response, Operation, Presence, Removed), Compatible, Is("operation-failure-added"), Alone("only answers fail"),
        "The document names a failure no more."),
    rule("operation-failure-changed", (Response, Operation, Shape, Changed), Compatible, Itself, Alone("only answers fail"),
        "The body of a failure is described in another way. The client keeps such bodies whole and reads what it can."),
    rule("request-fixed-query-changed", (Request, Operation, Value, Changed), Breaking, Itself, Alone("answers have no query"),
        "A query parameter that the client sends by itself has another name or value."),
    rule("request-body-added", (Request, Body, Presence, Added), Compatible, Is("request-body-removed"), Is("response-body-added"),
        "The operation takes a body now. What must be in it is told for each parameter."),
    rule("request-body-removed", (Request, Body, Presence, Removed), Breaking, Is("request-body-added"), Is("response-body-removed"),
        "The operation takes a body no more. What was said in it is lost."),
    rule("request-body-became-required", (Request, Body, Requirement, Tightened), Breaking, Is("request-body-became-optional"), Is("response-body-became-required"),
        "A request without a body may be refused."),
    rule("request-body-became-optional", (Request, Body, Requirement, Loosened), Compatible, Is("request-body-became-required"), Is("response-body-became-optional"),
        "A request may have no body."),
    rule("request-body-form-changed", (Request, Body, Writing, Changed), Breaking, Itself, Alone("answers are read as what they are"),
        "The body goes out in another form: JSON, a form, multipart, text or bytes."),
    rule("response-body-added", (Response, Body, Presence, Added), Compatible, Is("response-body-removed"), Is("request-body-added"),
        "A success has a body where it had none."),
    rule("response-body-removed", (Response, Body, Presence, Removed), Breaking, Is("response-body-added"), Is("request-body-removed"),
        "A success has no body where it had one."),
    rule("response-body-became-required", (Response, Body, Requirement, Tightened), Compatible, Is("response-body-became-optional"), Is("request-body-became-required"),
        "A success always has a body."),
    rule("response-body-became-optional", (Response, Body, Requirement, Loosened), Breaking, Is("response-body-became-required"), Is("request-body-became-optional"),
        "A success may have no body, or null."),
    rule("response-status-changed", (Response, Operation, Value, Changed), Compatible, Itself, Alone("a request has no status"),
        "A success comes with another status. The client takes every status from 200 to 299 for a success."),
    rule("response-body-type-changed", (Response, Body, Shape, Changed), Breaking, Itself, Alone("the body of a request is told parameter by parameter"),
        "The body of a success is of another type."),
    rule("request-parameter-added", (Request, Parameter, Presence, Added), Compatible, Is("request-parameter-removed"), Alone("what an answer holds is told as fields"),
        "The operation takes another parameter, which need not be given."),
    rule("request-required-parameter-added", (Request, Parameter, Presence, Tightened), Breaking, Alone("its removal is `request-parameter-removed`, whether it was required or not"), Alone("what an answer holds is told as fields"),
        "The operation takes another parameter, and it must be given. Requests of a client from before lack it."),
    rule("request-parameter-removed", (Request, Parameter, Presence, Removed), Breaking, Is("request-parameter-added"), Alone("what an answer holds is told as fields"),
        "The operation takes the parameter no more. What was asked with it is not done."),
    rule("request-parameter-became-required", (Request, Parameter, Requirement, Tightened), Breaking, Is("request-parameter-became-optional"), Alone("what an answer holds is told as fields"),
        "The parameter must be given now. Requests without it are refused."),
    rule("request-parameter-became-optional", (Request, Parameter, Requirement, Loosened), Compatible, Is("request-parameter-became-required"), Alone("what an answer holds is told as fields"),
        "The parameter need not be given any more."),
    rule("request-parameter-became-nullable", (Request, Parameter, Null, Loosened), Compatible, Is("request-parameter-became-non-null"), Alone("what an answer holds is told as fields"),
        "The parameter may be sent as null."),
    rule("request-parameter-became-non-null", (Request, Parameter, Null, Tightened), Breaking, Is("request-parameter-became-nullable"), Alone("what an answer holds is told as fields"),
        "The parameter may be sent as null no more."),
    rule("request-parameter-type-changed", (Request, Parameter, Shape, Changed), Breaking, Itself, Alone("what an answer holds is told as fields"),
        "The parameter is of another type."),
    rule("request-parameter-moved", (Request, Parameter, Place, Changed), Breaking, Itself, Alone("what an answer holds is told as fields"),
        "The parameter goes somewhere else: the path, the query, a header or the body."),
    rule("request-parameter-written-differently", (Request, Parameter, Writing, Changed), Breaking, Itself, Alone("what an answer holds is told as fields"),
        "A parameter with several parts is written in another way, or the name of a path parameter changed."),
    rule("request-parameter-deprecated", (Request, Parameter, Deprecation, Added), Compatible, Is("request-parameter-reinstated"), Alone("what an answer holds is told as fields"),
        "Callers are told to move away from the parameter. It still works."),
    rule("request-parameter-reinstated", (Request, Parameter, Deprecation, Removed), Compatible, Is("request-parameter-deprecated"), Alone("what an answer holds is told as fields"),
        "The parameter is deprecated no more."),
    rule("request-parameter-renamed", (Request, Parameter, Name, Changed), None, Itself, Alone("what an answer holds is told as fields"),
        "The parameter has another name in Rust and on the command line. On the wire it is the same."),
    rule("request-parameter-order-changed", (Request, Parameter, Order, Changed), None, Itself, Alone("what an answer holds is told as fields"),
        "`new` takes the required parameters in another order. Where two are of one type, the compiler does not notice."),
    rule("request-field-added", (Request, Field, Presence, Added), Compatible, Is("request-field-removed"), Is("response-field-added"),
        "The object can have another key."),
    rule("request-required-field-added", (Request, Field, Presence, Tightened), Breaking, Alone("its removal is `request-field-removed`, whether it was required or not"), Alone("a new key of an answer breaks nothing, whether it is always there or not"),
        "The object must have another key. What a client from before sends lacks it."),
    rule("request-field-removed", (Request, Field, Presence, Removed), Breaking, Is("request-field-added"), Is("response-field-removed"),
        "The server takes the key no more. What was said with it is lost."),
    rule("request-field-became-required", (Request, Field, Requirement, Tightened), Breaking, Is("request-field-became-optional"), Is("response-field-became-required"),
        "The key must be sent now."),
    rule("request-field-became-optional", (Request, Field, Requirement, Loosened), Compatible, Is("request-field-became-required"), Is("response-field-became-optional"),
        "The key need not be sent any more."),
    rule("request-field-became-nullable", (Request, Field, Null, Loosened), Compatible, Is("request-field-became-non-null"), Is("response-field-became-nullable"),
        "Null may be sent."),
    rule("request-field-became-non-null", (Request, Field, Null, Tightened), Breaking, Is("request-field-became-nullable"), Is("response-field-became-non-null"),
        "Null may be sent no more."),
    rule("request-field-type-changed", (Request, Field, Shape, Changed), Breaking, Itself, Is("response-field-type-changed"),
        "The value is of another type."),
    rule("request-field-value-changed", (Request, Field, Value, Changed), Breaking, Itself, Is("response-field-value-changed"),
        "The key can have one value only, and it is another one."),
    rule("request-value-added", (Request, Enum, Presence, Added), Compatible, Is("request-value-removed"), Is("response-value-added"),
        "The server takes another value."),
    rule("request-value-removed", (Request, Enum, Presence, Removed), Breaking, Is("request-value-added"), Is("response-value-removed"),
        "The server takes the value no more."),
    rule("request-branch-added", (Request, Union, Presence, Added), Compatible, Is("request-branch-removed"), Is("response-branch-added"),
        "The server takes another type here."),
    rule("request-branch-removed", (Request, Union, Presence, Removed), Breaking, Is("request-branch-added"), Is("response-branch-removed"),
        "The server takes the type here no more."),
    rule("request-branch-changed", (Request, Union, Shape, Changed), Breaking, Itself, Is("response-branch-changed"),
        "A branch holds another type, or is told from the others by another value."),
    rule("request-type-changed", (Request, Type, Shape, Changed), Breaking, Itself, Is("response-type-changed"),
        "The type is made in another way: an object, a list of values or one of several types."),
    rule("request-limit-added", (Request, Schema, Limit, Tightened), Breaking, Is("request-limit-removed"), Is("response-limit-added"),
        "A length, range, pattern or format is asked for. What was sent before may be refused."),
    rule("request-limit-removed", (Request, Schema, Limit, Loosened), Compatible, Is("request-limit-added"), Is("response-limit-removed"),
        "A length, range, pattern or format is asked for no more."),
    rule("request-limit-changed", (Request, Schema, Limit, Changed), Breaking, Itself, Is("response-limit-changed"),
        "A length, range, pattern or format is another one. What was sent before may be refused."),
    rule("request-default-changed", (Request, Schema, Value, Changed), Breaking, Itself, Is("response-default-changed"),
        "What is not sent means something else."),
    rule("response-field-added", (Response, Field, Presence, Added), Compatible, Is("response-field-removed"), Is("request-field-added"),
        "The object has another key. The client kept it among the unknown ones before."),
    rule("response-field-removed", (Response, Field, Presence, Removed), Breaking, Is("response-field-added"), Is("request-field-removed"),
        "The object has the key no more."),
    rule("response-field-became-required", (Response, Field, Requirement, Tightened), Compatible, Is("response-field-became-optional"), Is("request-field-became-required"),
        "The key is always there."),
    rule("response-field-became-optional", (Response, Field, Requirement, Loosened), Breaking, Is("response-field-became-required"), Is("request-field-became-optional"),
        "The key may be missing. A client from before may fail to read the answer."),
    rule("response-field-became-nullable", (Response, Field, Null, Loosened), Breaking, Is("response-field-became-non-null"), Is("request-field-became-nullable"),
        "The value may be null. A client from before may fail to read the answer."),
    rule("response-field-became-non-null", (Response, Field, Null, Tightened), Compatible, Is("response-field-became-nullable"), Is("request-field-became-non-null"),
        "The value is never null."),
    rule("response-field-type-changed", (Response, Field, Shape, Changed), Breaking, Itself, Is("request-field-type-changed"),
        "The value is of another type."),
    rule("response-field-value-changed", (Response, Field, Value, Changed), Breaking, Itself, Is("request-field-value-changed"),
        "The key had one value only, and it is another one."),
    rule("response-value-added", (Response, Enum, Presence, Added), Compatible, Is("response-value-removed"), Is("request-value-added"),
        "The server answers another value. A client from before keeps it as unknown."),
    rule("response-value-removed", (Response, Enum, Presence, Removed), Compatible, Is("response-value-added"), Is("request-value-removed"),
        "The server answers the value no more."),
    rule("response-branch-added", (Response, Union, Presence, Added), Compatible, Is("response-branch-removed"), Is("request-branch-added"),
        "The server answers another type here. A client from before keeps it as unknown."),
    rule("response-branch-removed", (Response, Union, Presence, Removed), Compatible, Is("response-branch-added"), Is("request-branch-removed"),
        "The server answers the type here no more."),
    rule("response-branch-changed", (Response, Union, Shape, Changed), Breaking, Itself, Is("request-branch-changed"),
        "A branch holds another type, or is told from the others by another value."),
    rule("response-type-changed", (Response, Type, Shape, Changed), Breaking, Itself, Is("request-type-changed"),
        "The type is made in another way: an object, a list of values or one of several types."),
    rule("response-limit-added", (Response, Schema, Limit, Tightened), None, Is("response-limit-removed"), Is("request-limit-added"),
        "The document promises a length, range, pattern or format. The client does not hold the server to it."),
    rule("response-limit-removed", (Response, Schema, Limit, Loosened), None, Is("response-limit-added"), Is("request-limit-removed"),
        "The document promises a length, range, pattern or format no more."),
    rule("response-limit-changed", (Response, Schema, Limit, Changed), None, Itself, Is("request-limit-changed"),
        "The document promises another length, range, pattern or format."),
    rule("response-default-changed", (Response, Schema, Value, Changed), None, Itself, Is("request-default-changed"),
        "The document names another default in an answer. The client reads what is there."),
    rule("request-field-became-read-only", (Request, Field, Access, Tightened), Breaking, Is("request-field-became-writable"), Alone("an answer is only read"),
        "Only the server sets the key now."),
    rule("request-field-became-writable", (Request, Field, Access, Loosened), Compatible, Is("request-field-became-read-only"), Alone("an answer is only read"),
        "The key can be sent now."),
    rule("request-object-opened", (Request, Type, Limit, Loosened), Compatible, Is("request-object-closed"), Alone("of an answer, unknown keys are always kept"),
        "Keys beyond the declared ones may be sent."),
    rule("request-object-closed", (Request, Type, Limit, Tightened), Breaking, Is("request-object-opened"), Alone("of an answer, unknown keys are always kept"),
        "Keys beyond the declared ones may be sent no more."),
    rule("field-deprecated", (Neither, Field, Deprecation, Added), Compatible, Is("field-reinstated"), NO_DIRECTION,
        "Callers are told to move away from the key."),
    rule("field-reinstated", (Neither, Field, Deprecation, Removed), Compatible, Is("field-deprecated"), NO_DIRECTION,
        "The key is deprecated no more."),
    rule("field-renamed", (Neither, Field, Name, Changed), None, Itself, NO_DIRECTION,
        "The key has another name in Rust. On the wire it is the same."),
    rule("field-order-changed", (Neither, Field, Order, Changed), None, Itself, NO_DIRECTION,
        "`new` takes the required fields in another order. Where two are of one type, the compiler does not notice."),
    rule("value-order-changed", (Neither, Enum, Order, Changed), None, Itself, NO_DIRECTION,
        "The values of a list stand in another order. Nothing depends on it."),
    rule("variant-renamed", (Neither, Enum, Name, Changed), None, Itself, NO_DIRECTION,
        "A value or branch has another name in Rust. On the wire it is the same."),
    rule("type-added", (Neither, Type, Presence, Added), None, Is("type-removed"), NO_DIRECTION,
        "The client has another type. Where it is used is told at the operation or field."),
    rule("type-removed", (Neither, Type, Presence, Removed), None, Is("type-added"), NO_DIRECTION,
        "The client has the type no more. Where it was used is told at the operation or field."),
    rule("type-renamed", (Neither, Type, Name, Changed), None, Itself, NO_DIRECTION,
        "A type has another name in Rust. On the wire it is the same. An entry under `types` in names.yaml keeps the old name."),
    rule("type-use-changed", (Neither, Type, Access, Changed), None, Itself, NO_DIRECTION,
        "The type is sent or read where it was not, or no more where it was. What is sent has setters and three states, what is read keeps unknown keys."),
    rule("type-deprecated", (Neither, Type, Deprecation, Added), Compatible, Is("type-reinstated"), NO_DIRECTION,
        "Callers are told to move away from the type."),
    rule("type-reinstated", (Neither, Type, Deprecation, Removed), Compatible, Is("type-deprecated"), NO_DIRECTION,
        "The type is deprecated no more."),
    rule("unused-component-changed", (Neither, Schema, Presence, Changed), None, Itself, NO_DIRECTION,
        "A component changed that no operation uses. The client has nothing of it."),
    rule("schema-rewritten", (Neither, Schema, Writing, Changed), None, Itself, NO_DIRECTION,
        "A schema says the same to the client in another way: through a reference, in parts, or with a format that is read alike."),
    rule("code-changed", (Neither, Document, Name, Changed), None, Itself, NO_DIRECTION,
        "A public item of the client changed as a consequence of other changes, or of names.yaml, without a difference of its own in the document."),
];
