//! Finds values that went to the wrong place: two numbers or two texts that the client confused would be valid all the
//! same. So the calls keep to a rule: each number stands for the names below, and a text that may be anything contains
//! the name that it is sent under.

use crate::judge::Sent;

use super::{ACCOUNT, CONTACT, CONVERSATION, ID, INBOX, TIME, UUID};

/// The numbers of the calls, by the name they are sent under.
const NUMBERS: [(&str, f64); 60] = [
    ("account_id", ACCOUNT as f64),
    ("id", ID as f64),
    ("conversation_id", CONVERSATION as f64),
    ("day_of_week", 2.0),
    ("message_id", 4.0),
    ("inbox_id", 5.0),
    ("team_id", 6.0),
    ("webhook_id", 7.0),
    ("hook_id", 8.0),
    ("custom_filter_id", 9.0),
    ("company_id", 10.0),
    ("contact_id", 11.0),
    ("assignee_id", 12.0),
    ("user_id", 13.0),
    ("base_contact_id", 14.0),
    ("mergee_contact_id", 15.0),
    ("page", 16.0),
    ("after", 17.0),
    ("before", 18.0),
    ("campaign_id", 19.0),
    ("portal_id", 20.0),
    ("position", 21.0),
    ("author_id", 22.0),
    ("category_id", 23.0),
    ("associated_article_id", 24.0),
    ("associated_category_id", 25.0),
    ("parent_category_id", 26.0),
    ("custom_role_id", 27.0),
    ("sender_id", 28.0),
    ("updated_within", 29.0),
    ("max_assignment_limit", 30.0),
    ("agent_bot", 31.0),
    ("sla_policy_id", 32.0),
    ("snoozed_until", 33.0),
    ("auto_resolve_after", 34.0),
    ("imap_port", 35.0),
    ("smtp_port", 36.0),
    ("rating", 37.0),
    ("open_hour", 38.0),
    ("open_minutes", 39.0),
    ("close_hour", 40.0),
    ("close_minutes", 41.0),
    ("timezone_offset", 5.5),
    ("timezone_offset", -3.0),
    ("user_ids[]", 101.0),
    ("user_ids[]", 102.0),
    ("inbox_ids[][]", 103.0),
    ("inbox_ids[][]", 104.0),
    ("label_ids[][]", 105.0),
    ("label_ids[][]", 106.0),
    ("related_category_ids[]", 107.0),
    ("related_category_ids[]", 108.0),
    ("values[]", 109.0),
    ("values[]", 110.5),
    ("action_params[]", 111.0),
    ("action_params[]", 112.0),
    ("since", 1_704_067_200.0),
    ("until", 1_706_745_600.0),
    ("external_created_at", 1_709_210_096.0),
    ("external_created_at", 1_709_210_097.0),
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
        return NUMBERS.contains(&(name, number));
    }
    match part.value.as_str() {
        Some(text) if name == "inbox_identifier" => text == INBOX,
        Some(text) if name == "contact_identifier" => text == CONTACT,
        Some(text) if name == "conversation_uuid" => text == UUID,
        Some(text) if name == "snoozed_until" => text == TIME,
        Some(text) if part.is_plain => text.contains(name.trim_end_matches("[]")),
        _ => true,
    }
}
