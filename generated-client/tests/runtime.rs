//! Tests of the hand-written runtime against loopback servers that record what arrives. They use operations and types of
//! their own, never generated ones, so that they hold for any generated code. One file per subject in `runtime/`.

#[path = "runtime/answers.rs"]
mod answers;
#[path = "runtime/bodies.rs"]
mod bodies;
#[path = "runtime/check.rs"]
mod check;
#[path = "runtime/clients.rs"]
mod clients;
#[path = "runtime/codec.rs"]
mod codec;
#[path = "runtime/downloads.rs"]
mod downloads;
#[path = "runtime/environment.rs"]
mod environment;
#[path = "runtime/errors.rs"]
mod errors;
#[path = "runtime/faults.rs"]
mod faults;
#[path = "runtime/headers.rs"]
mod headers;
#[path = "runtime/hooks.rs"]
mod hooks;
#[path = "runtime/limits.rs"]
mod limits;
#[path = "runtime/paths_and_queries.rs"]
mod paths_and_queries;
#[path = "runtime/script.rs"]
mod script;
#[path = "runtime/shown.rs"]
mod shown;
#[path = "runtime/support.rs"]
mod support;
#[path = "runtime/table.rs"]
mod table;
#[path = "runtime/times.rs"]
mod times;
#[path = "runtime/transport.rs"]
mod transport;
#[path = "runtime/unreadable.rs"]
mod unreadable;
#[path = "runtime/uploads.rs"]
mod uploads;
#[path = "runtime/waits.rs"]
mod waits;
#[path = "runtime/wrong_answers.rs"]
mod wrong_answers;
