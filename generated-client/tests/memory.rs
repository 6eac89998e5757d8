//! How much memory many calls take: in a process of its own, since the peak is that of the process.

#[cfg(target_os = "linux")]
#[path = "runtime/memory.rs"]
mod memory;
#[cfg(target_os = "linux")]
#[path = "runtime/support.rs"]
#[allow(dead_code, reason = "the runtime's tests share more than this")]
mod support;
