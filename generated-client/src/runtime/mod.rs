//! The hand-written half of the crate: everything that decides, waits or fails. It knows nothing of `generated/`, which
//! imports all it needs from here.
//!
//! A call goes `client` → `request` (encoding) → `call` → `send` → `response` → `decode`, or into `failure`; around each try of
//! it, `hook` runs the caller's code, and around all of them `trace` has a span.
//!
//! What goes wrong, what the caller gets, and the test in `tests/runtime` that holds it:
//!
//! | fault | what the caller gets | test |
//! |---|---|---|
//! | the connection is refused | `Transport`, not connected, after 3 tries of any call | `faults::a_refused_connection_is_tried_again_whatever_the_call_is` |
//! | connecting takes too long | `Timeout` of `Connect`, after 3 tries of any call | `faults::a_connection_that_takes_too_long_is_tried_again_whatever_the_call_is` |
//! | the TLS handshake stalls | `Timeout` of `Connect`, after 3 tries of any call | `transport::a_handshake_that_stalls_is_a_connection_that_takes_too_long` |
//! | a reset before the answer, in its headers or in its body | another try; POST and PATCH: `Transport`, connected | `faults::a_reset_is_tried_again_unless_it_may_be_done_twice` |
//! | a close before the answer, in its headers, in its body or in a chunk | the same | `faults::a_close_in_the_middle_is_tried_again_unless_it_may_be_done_twice` |
//! | the body is shorter than its `content-length` | the same | `wrong_answers::a_length_that_is_too_long_is_a_broken_connection` |
//! | the answer is no HTTP, or has two lengths | the same | `faults::what_is_no_http_is_a_broken_connection` |
//! | any of these with `repeat_writes` | another try, POST and PATCH too | `faults::writes_are_repeated_where_the_caller_allows_it` |
//! | a stall before the answer, in its headers or in its body | another try; POST and PATCH: `Timeout` of `Try` | `faults::a_stall_ends_with_the_time_of_the_try` |
//! | the server does not read what is sent | another try; POST and PATCH, and any stream: `Timeout` of `Try` | `faults::a_server_that_does_not_read_ends_with_the_time_of_the_try` |
//! | the server answers before all is sent | that answer | `faults::an_answer_that_comes_before_all_is_sent_is_the_answer` |
//! | tries that fail or stall until the time of the call is up | `Timeout` of `Total`, or the last failure where the next wait would be too long | `faults::the_time_of_the_call_ends_all_its_tries` |
//! | the server does not answer in the time of the call | `Timeout` of `Total` | `transport::a_late_answer_is_a_timeout` |
//! | a wait for a slot that takes too long | `Timeout` of `Total` with 0 tries: nothing was sent | `limits::the_wait_for_a_slot_counts_for_the_time_of_the_call` |
//! | a wait for the rate that takes too long | the same | `limits::the_wait_for_a_turn_counts_for_the_time_of_the_call` |
//! | a kept connection was closed meanwhile | the answer, over a new connection | `faults::a_connection_that_was_closed_meanwhile_is_not_used_again` |
//! | the server speaks no TLS | `Transport`; nothing is sent in the clear | `transport::https_never_falls_back_to_http` |
//! | 429 | another try of any call | `faults::too_many_requests_are_tried_again_whatever_the_call_is` |
//! | 408, 502, 503, 504 | another try; POST and PATCH: `Api` | `faults::a_server_that_is_not_there_is_tried_again_unless_it_may_be_done_twice` |
//! | 500 and every other status of failure | `Api` at once | `faults::other_failures_are_never_tried_again` |
//! | every try fails | the last failure, and how often it was tried | `faults::the_last_try_is_the_third_and_the_error_says_so` |
//! | `Retry-After`: seconds or a date | another try after that | `waits::the_wait_that_the_server_asks_for_is_kept` |
//! | `Retry-After`: 0 or a date that has passed | another try at once | `waits::a_wait_that_is_over_is_none` |
//! | `Retry-After` beyond the longest wait | `Api` at once, which says how long to wait | `waits::a_wait_that_is_too_long_is_told_instead` |
//! | `Retry-After` that is neither seconds nor a date | another try, as without it | `waits::a_wait_that_cannot_be_read_is_as_none` |
//! | a failure after a stream was sent | that failure at once: a stream is sent once | `faults::a_stream_is_never_sent_twice` |
//! | a failure after a file or bytes were sent | another try, with all of it | `faults::a_file_and_bytes_are_sent_again_whole` |
//! | another try | the same request, byte by byte | `faults::another_try_is_the_same_request` |
//! | the stream to send fails | `Transport` with the stream's own error | `uploads::a_stream_that_fails_fails_the_call` |
//! | the stream was sent by another call | `InvalidParameter`; nothing is sent | `uploads::a_stream_has_no_length_and_is_sent_once` |
//! | the file cannot be read | `InvalidParameter`; nothing is sent | `uploads::files_that_cannot_be_read_are_refused` |
//! | a redirect to another host | `Redirect`; the other host gets nothing | `transport::a_redirect_is_not_followed_and_the_token_stays` |
//! | a redirect to the same host | `Redirect` | `transport::a_redirect_is_not_followed_to_the_same_host_either` |
//! | the answer says that it is too large | `TooLarge` before any of it is read | `wrong_answers::an_answer_that_says_it_is_too_large_is_refused_at_once` |
//! | more than 100 headers, or more than `max_header_size` of them | `TooLarge` at once | `headers::too_many_headers_are_refused_at_once`, `headers::headers_that_are_too_large_are_refused_at_once` |
//! | headers without an end | `TooLarge` at once | `headers::headers_without_an_end_are_cut_whatever_the_limit_is` |
//! | a header that is no text | the answer; what is no text becomes `\u{fffd}` | `headers::a_value_that_is_no_text_is_read_as_far_as_it_is` |
//! | the answer does not end | `TooLarge` as soon as it is | `wrong_answers::an_answer_is_cut_where_it_becomes_too_large` |
//! | success with HTML, with broken UTF-8, cut, or empty where JSON is due | `Decode` at once, with the body | `wrong_answers::an_answer_that_cannot_be_read_is_not_asked_for_again` |
//! | the answer is packed (`content-encoding: gzip`), which nobody asked for | `Decode` with the packed bytes; nothing is unpacked | `wrong_answers::a_packed_answer_is_not_unpacked` |
//! | the body is longer than its `content-length` | what that length holds; the rest is no answer to the next call | `wrong_answers::a_length_that_is_too_short_cuts_the_answer` |
//! | 204 or an empty body where JSON may be missing | null | `answers::empty_bodies_are_decided_by_length` |
//! | 100 or 103 before the answer | the answer | `faults::what_comes_before_the_answer_is_passed_over` |
//! | a value of the wrong kind in an answer of success | `Decode`, which says where | `unreadable::the_place_is_found_in_objects_and_lists` |
//! | failure with a body of any shape | `Api` with what can be read of it | `errors::every_shape_of_the_server_is_read` |
//! | failure with bytes that are no text | the same | `errors::bytes_that_are_no_text_are_harmless` |
//! | failure with a huge body | `Api` with a short message | `errors::a_huge_body_gives_a_short_message` |
//! | failure with a body of any kind | `Api` with all of its bytes | `errors::the_body_of_a_failure_is_never_lost` |
//! | failure with a body that breaks off, or is too large | `Api` with what came of it | `errors::what_came_of_a_failure_is_kept` |
//! | the server repeats the token | an error that does not | `errors::a_token_is_never_shown` |
//! | any failure | one line that does not repeat its source | `shown::every_error_is_one_line_and_says_nothing_of_its_source` |
//! | any failure, or a panic over one | no token in what is shown | `shown::no_error_shows_a_token_nor_does_a_panic` |
//! | a panic while an answer is read | no token in its message; the client goes on | `shown::no_answer_shows_the_token_that_was_sent_nor_does_a_panic` |
//! | a hook refuses | its error; nothing is sent | `hooks::a_hook_that_refuses_ends_the_call_before_it_is_sent` |
//! | the client has no token for the call | `MissingCredential`; nothing is sent | `clients::a_missing_token_is_reported_before_sending` |
//! | more calls than `max_in_flight` | the others wait | `limits::no_more_calls_are_under_way_than_allowed` |
//! | a call is dropped or fails | its slot is free | `limits::a_dropped_call_frees_its_slot` |
//! | a call is dropped | its connection ends | `limits::a_dropped_call_ends_its_connection` |
//! | more requests than the rate | the others wait | `limits::no_more_requests_begin_in_a_span_than_allowed` |
//! | a call is dropped while it waits for the rate | it takes no turn | `limits::who_stops_waiting_takes_no_turn` |
//! | more tries than the rate | they wait too | `limits::another_try_counts_for_the_rate` |
//! | 10,000 calls at once | to each its own answer | `limits::ten_thousand_calls_are_answered_each_with_its_own` |
//! | 10,000 calls at once, and 500 MB of answers | memory for those under way, not for those that wait | `memory::ten_thousand_calls_take_the_memory_of_a_few` |

mod base_url;
mod call;
mod check;
mod client;
#[doc(hidden)]
pub mod codec;
mod credentials;
pub mod decode;
mod download;
mod environment;
mod failure;
mod hook;
mod limits;
mod operation;
mod request;
mod response;
mod retry;
mod send;
mod tls;
mod trace;
mod upload;
mod values;

pub use bytes::Bytes;
pub use call::{Call, CallFuture};
pub use check::{Check, CheckedAccount, CheckedUser};
pub use client::{Client, ClientBuilder};
#[allow(unused_imports, reason = "not every API has types of each kind")]
pub(crate) use codec::{integer_enum, object, request, sent, string_enum, value_enum};
pub use credentials::Credential;
pub use download::{Download, File};
pub use failure::{AnswerPart, ApiError, DecodeError, Error, TimeLimit};
pub use hook::{Attempt, Hook};
pub use operation::{Body, Location, Method, Operation, Parameter, Style};
pub use request::Request;
pub use response::{Headers, RawResponse, Response};
pub use retry::RetryPolicy;
pub use upload::Upload;
pub use values::{Extra, Nullable, Number, Object, Secret, Timestamp, TimestampError, Value};
