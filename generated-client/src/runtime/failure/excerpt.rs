//! A short piece of a body for an error message. Bodies hold tokens too (a profile has its owner's), so the texts under
//! keys that sound like secrets are left out.

const LIMIT: usize = 200;
const REDACTED: &[u8] = b"\"[redacted]\"";
const SECRETS: [&str; 8] =
    ["token", "secret", "password", "hmac", "identifier_hash", "api_key", "access_key", "authorization"];

/// Gives at most 200 characters around an offset of the body.
pub(super) fn excerpt(body: &[u8], offset: usize) -> String {
    let (masked, offset) = mask(body, offset);
    let before = String::from_utf8_lossy(&masked[..offset]);
    let after = String::from_utf8_lossy(&masked[offset..]);
    let (left, right) = (before.chars().count(), after.chars().count());
    // Half for each side, and what one side does not need for the other.
    let left_part = left.min((LIMIT / 2).max(LIMIT.saturating_sub(right)));
    let piece = before.chars().skip(left - left_part).chain(after.chars());
    piece.take(LIMIT).map(|it| if it.is_control() { ' ' } else { it }).collect()
}

/// Cuts a text to at most 200 characters.
pub(super) fn shorten(text: &str) -> String {
    text.chars().take(LIMIT).collect()
}

/// Copies JSON (or something like it) without the texts under secret keys, up to what an excerpt can show; gives the
/// offset's new place as well.
fn mask(body: &[u8], offset: usize) -> (Vec<u8>, usize) {
    let mut out = Vec::with_capacity(body.len());
    let mut place = None;
    let mut secret = false;
    let mut at = 0;
    while at < body.len() {
        let end = if body[at] == b'"' { string_end(body, at) } else { at + 1 };
        let token = &body[at..end];
        let is_text = body[at] == b'"';
        let is_key = is_text && body[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        if is_key {
            let key = String::from_utf8_lossy(token).to_ascii_lowercase();
            secret = SECRETS.iter().any(|word| key.contains(word));
        }
        if place.is_none() && offset < end {
            place = Some(if is_text { out.len() } else { out.len() + offset - at });
        }
        out.extend_from_slice(if is_text && !is_key && secret { REDACTED } else { token });
        at = end;
        if place.is_some_and(|place| out.len() > place + 4 * LIMIT) {
            break;
        }
    }
    let mut place = place.unwrap_or(out.len());
    // Not inside of a character: those bytes of UTF-8 begin with the bits 10.
    while place > 0 && out.get(place).is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000) {
        place -= 1;
    }
    (out, place)
}

/// Gives the offset after the text that begins at `start`, or the end of the body when it does not end.
fn string_end(body: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = body.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    body.len()
}
