//! The table of rules: every rule has its mirror, and says what it is.

use std::collections::BTreeSet;

use xtask::diff::rules::{Direction, Other, RULES, Rule, find};

fn mirrored(rule: &Rule, other: Other, of: fn(&Rule) -> Other) -> Result<(), String> {
    match other {
        Other::Itself => Ok(()),
        Other::Alone(reason) if reason.len() > 10 => Ok(()),
        Other::Alone(reason) => Err(format!("{}: `{reason}` is no reason", rule.id)),
        Other::Is(id) => match find(id).map(of) {
            Some(Other::Is(back)) if back == rule.id && id != rule.id => Ok(()),
            back => Err(format!("{} names {id}, which names {back:?}", rule.id)),
        },
    }
}

#[test]
fn every_rule_has_its_mirror_or_a_reason() {
    let mirrors = RULES.iter().map(|rule| mirrored(rule, rule.mirror, |it| it.mirror));
    let across = RULES.iter().map(|rule| mirrored(rule, rule.across, |it| it.across));
    let wrong: Vec<String> = mirrors.chain(across).filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_other_direction_is_the_other_direction() {
    for rule in RULES {
        if let Other::Is(id) = rule.across {
            let other = find(id).unwrap();
            assert_ne!(rule.direction, other.direction, "{}", rule.id);
            assert_eq!((rule.area, rule.kind, rule.action), (other.area, other.kind, other.action), "{}", rule.id);
        }
        let begins = match rule.direction {
            Direction::Request => rule.id.starts_with("request-"),
            Direction::Response => rule.id.starts_with("response-") || rule.id.starts_with("operation-failure-"),
            Direction::Neither => !rule.id.starts_with("request-") && !rule.id.starts_with("response-"),
        };
        assert!(begins, "{} is called otherwise than it goes", rule.id);
    }
}

#[test]
fn ids_are_names_and_stand_once() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        assert!(rule.id.split('-').all(|word| !word.is_empty() && word.bytes().all(|it| it.is_ascii_lowercase())));
        assert!(rule.text.ends_with('.') && rule.text.len() > 15, "{}", rule.id);
        let text = rule.explain();
        assert!(text.starts_with(rule.id) && text.contains(rule.text), "{text}");
    }
}
