//! A short piece of a body for an error message. Bodies hold tokens too (a profile has its owner's), so the texts under
//! keys that sound like secrets are left out, and so is the token that was sent, wherever a server or proxy repeats it.

use std::borrow::Cow;

use super::super::Secret;

const LIMIT: usize = 200;
const REDACTED: &str = "[redacted]";

/// The shortest text that can be a token: a shorter one would be found within words.
const SHORTEST_TOKEN: usize = 8;

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

/// Cuts a text to at most 200 characters, and shows that it was cut.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(LIMIT - 1) {
        Some((end, last)) if end + last.len_utf8() < text.len() => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}

/// Tells whether what stands under a key, or at a JSON pointer, is better not shown.
pub(super) fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    SECRETS.iter().any(|word| key.contains(word))
}

/// Gives a body without the token that was sent.
pub(super) fn hide<'body>(body: &'body [u8], token: Option<&Secret>) -> Cow<'body, [u8]> {
    hide_around(body, token, 0).0
}

/// The same for a text.
pub(in super::super) fn hide_text(text: &str, token: Option<&Secret>) -> String {
    String::from_utf8_lossy(&hide(text.as_bytes(), token)).into_owned()
}

/// The same, together with the new place of an offset.
pub(super) fn hide_around<'body>(
    body: &'body [u8],
    token: Option<&Secret>,
    offset: usize,
) -> (Cow<'body, [u8]>, usize) {
    let token = token.map(|token| token.expose().as_bytes()).filter(|token| token.len() >= SHORTEST_TOKEN);
    let Some(token) = token.filter(|token| find(body, token).is_some()) else { return (body.into(), offset) };
    let (mut out, mut at, mut place) = (Vec::with_capacity(body.len()), 0, None);
    while let Some(length) = find(&body[at..], token) {
        let (start, end) = (at + length, at + length + token.len());
        if offset < end {
            place.get_or_insert(out.len() + offset.min(start) - at);
        }
        out.extend_from_slice(&body[at..start]);
        out.extend_from_slice(REDACTED.as_bytes());
        at = end;
    }
    let place = place.unwrap_or(out.len() + offset.saturating_sub(at));
    out.extend_from_slice(&body[at..]);
    (out.into(), place)
}

fn find(body: &[u8], token: &[u8]) -> Option<usize> {
    body.windows(token.len()).position(|it| it == token)
}

/// Says what was found without the value itself: serde has it in quotes, as in `string "x"` or ``integer `1` ``.
pub(super) fn redact(found: &str) -> String {
    let end = found.find(['"', '`']).unwrap_or(found.len());
    if end == found.len() { found.to_owned() } else { format!("{}{REDACTED}", &found[..end]) }
}

/// Copies JSON (or something like it) without the texts under secret keys, up to what an excerpt can show; gives the
/// offset's new place as well.
fn mask(body: &[u8], offset: usize) -> (Vec<u8>, usize) {
    let mut out = Vec::with_capacity(body.len());
    let mut place = None;
    // How many objects and lists are open, and how many were when the key came that keeps all below it secret.
    let (mut depth, mut secret) = (0_usize, None);
    let mut at = 0;
    while at < body.len() {
        let end = if body[at] == b'"' { string_end(body, at) } else { at + 1 };
        let token = &body[at..end];
        let is_text = body[at] == b'"';
        let is_key = is_text && body[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        match body[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                secret = secret.filter(|above| depth >= *above);
            }
            _ => {}
        }
        if is_key && secret.is_none_or(|above| depth <= above) {
            secret = is_secret(&String::from_utf8_lossy(token)).then_some(depth);
        }
        if place.is_none() && offset < end {
            place = Some(if is_text { out.len() } else { out.len() + offset - at });
        }
        if is_text && !is_key && secret.is_some() {
            out.extend_from_slice(format!("\"{REDACTED}\"").as_bytes());
        } else {
            out.extend_from_slice(token);
        }
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

#[cfg(test)]
mod tests {
    use super::super::super::Secret;
    use super::{hide_around, shorten};

    #[test]
    fn a_place_moves_with_what_is_hidden() {
        let token = Secret::from("12345678");
        let body = b"ab12345678cd12345678ef";
        for (offset, expected) in
            [(0, 0), (1, 1), (2, 2), (5, 2), (9, 2), (10, 12), (11, 13), (12, 14), (19, 14), (20, 24), (22, 26)]
        {
            let (hidden, place) = hide_around(body, Some(&token), offset);
            assert_eq!((&*hidden, place), (&b"ab[redacted]cd[redacted]ef"[..], expected), "{offset}");
        }
        assert_eq!(hide_around(body, None, 7), (body.into(), 7));
        assert_eq!(hide_around(b"abab", Some(&Secret::from("ab")), 3), (b"abab".into(), 3));
    }

    #[test]
    fn a_text_of_the_limit_is_not_cut() {
        for (length, expected) in [(0, 0), (199, 199), (200, 200), (201, 200), (900, 200)] {
            assert_eq!(shorten(&"ä".repeat(length)).chars().count(), expected);
        }
    }
}
