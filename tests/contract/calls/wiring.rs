//! Finds values that went to the wrong place: two numbers or two texts that the client confused would be valid all the
//! same. So the calls keep to a rule: each number stands for the names below, and a text that may be anything contains
//! the name that it is sent under.

use crate::judge::Sent;

use super::{ACCOUNT, CONTACT, CONVERSATION, ID, INBOX};

/// The numbers of the calls, by the name they are sent under.
const NUMBERS: [(&str, i64); 44] = [
    ("account_id", ACCOUNT),
    ("id", ID),
    ("conversation_id", CONVERSATION),
    ("message_id", 4),
    ("inbox_id", 5),
    ("team_id", 6),
    ("webhook_id", 7),
    ("hook_id", 8),
    ("custom_filter_id", 9),
    ("conversation_uuid", 10),
    ("contact_id", 11),
    ("assignee_id", 12),
    ("user_id", 13),
    ("base_contact_id", 14),
    ("mergee_contact_id", 15),
    ("page", 16),
    ("after", 17),
    ("before", 18),
    ("campaign_id", 19),
    ("portal_id", 20),
    ("position", 21),
    ("author_id", 22),
    ("category_id", 23),
    ("associated_article_id", 24),
    ("associated_category_id", 25),
    ("parent_category_id", 26),
    ("bot_type", 27),
    ("attribute_model", 28),
    ("attribute_display_type", 29),
    ("app_id", 30),
    ("agent_bot", 31),
    ("sla_policy_id", 32),
    ("snoozed_until", 33),
    ("auto_resolve_after", 34),
    ("imap_port", 35),
    ("smtp_port", 36),
    ("rating", 37),
    ("status", 38),
    ("user_ids[]", 101),
    ("user_ids[]", 102),
    ("inbox_ids[][]", 103),
    ("inbox_ids[][]", 104),
    ("label_ids[][]", 105),
    ("label_ids[][]", 106),
];

/// Lists the values that are not where they belong.
pub(crate) fn misplaced(sent: &[Sent]) -> Vec<String> {
    sent.iter()
        .filter(|part| !belongs(part))
        .map(|it| format!("{}: {} does not belong there", it.place, it.value))
        .collect()
}

fn belongs(part: &Sent) -> bool {
    let name = part.place.rsplit([' ', '.']).next().unwrap_or_default();
    if let Some(number) = part.value.as_f64() {
        return NUMBERS.iter().any(|(it, expected)| *it == name && *expected as f64 == number);
    }
    match part.value.as_str() {
        Some(text) if name == "inbox_identifier" => text == INBOX,
        Some(text) if name == "contact_identifier" => text == CONTACT,
        Some(text) if part.is_plain => text.contains(name.trim_end_matches("[]")),
        _ => true,
    }
}
