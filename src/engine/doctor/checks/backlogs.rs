//! Messages that stay where they should not: dead letters, transactions, delays.

use super::span;
use crate::engine::doctor::facts::{Facts, Told};
use crate::engine::doctor::rule::{Hit, Severity};
use crate::engine::protocol::name_rules::CHECK_MAX_TIME_TOPIC;
use crate::engine::protocol::names::DEAD_LETTER_TOPIC_PREFIX;
use crate::engine::util::clock::TimestampMs;

/// Rounds of checks after which a transaction that did not move on is stuck.
const ROUNDS: i64 = 3;
/// Delayed messages may be so late.
const LATE_WARNING_MS: i64 = 5000;
const LATE_ERROR_MS: i64 = 60_000;

/// The time by the broker's own clock, as times it wrote are compared with.
fn broker_time(told: &Told) -> TimestampMs {
    told.figures.clock().unwrap_or(told.asked.1)
}

/// How long a half message may stand where it is.
fn check_patience_ms(told: &Told) -> i64 {
    let interval = told.setting("transactionCheckInterval", 60_000);
    let timeout = told.setting("transactionTimeOut", 6000);
    interval.saturating_mul(ROUNDS).saturating_add(timeout)
}

pub(in crate::engine::doctor) fn dead_letters(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.masters() {
        for (topic, messages) in &told.stranded {
            let Some(group) = topic.strip_prefix(DEAD_LETTER_TOPIC_PREFIX) else { continue };
            let found = format!("{messages} messages on {}", broker.at.name);
            hits.push(Hit::new(Severity::Warning, topic, found).with("GROUP", group));
        }
    }
    hits
}

pub(in crate::engine::doctor) fn given_up(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.masters() {
        if let Some(messages) = told.stranded.get(CHECK_MAX_TIME_TOPIC) {
            let found = format!("{messages} messages in {CHECK_MAX_TIME_TOPIC}");
            hits.push(Hit::new(Severity::Warning, broker.label(), found));
        }
    }
    hits
}

pub(in crate::engine::doctor) fn checks_stuck(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.masters() {
        let Some(half) = &told.half else { continue };
        let age_ms = broker_time(told).since(half.stored);
        if age_ms > check_patience_ms(told) {
            let found = format!(
                "the oldest of {} half messages was checked {} times, the last time {} ago",
                half.waiting,
                half.checks,
                span(age_ms)
            );
            hits.push(Hit::new(Severity::Error, broker.label(), found));
        }
    }
    hits
}

pub(in crate::engine::doctor) fn undecided(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.masters() {
        let Some(half) = &told.half else { continue };
        let now = broker_time(told);
        let (age_ms, patience_ms) = (now.since(half.born), check_patience_ms(told));
        if half.checks > 0 && age_ms > patience_ms && now.since(half.stored) <= patience_ms {
            let found = format!(
                "a message sent {} ago was checked {} times without a decision",
                span(age_ms),
                half.checks
            );
            let hit = Hit::new(Severity::Warning, broker.label(), found);
            hits.push(hit.with("BROKER", &broker.at.address));
        }
    }
    hits
}

pub(in crate::engine::doctor) fn delay_stuck(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.masters() {
        for delay in &told.delays {
            let (level, next, max) = (delay.level, delay.next, delay.max);
            let late_ms = delay.due.map(|due| broker_time(told).since(due));
            let (severity, found) = match late_ms {
                _ if next > max => {
                    let found = format!("level {level} goes on at {next}, its queue ends at {max}");
                    (Severity::Error, found)
                }
                Some(LATE_WARNING_MS..) => {
                    let late_ms = late_ms.unwrap_or_default();
                    let found = format!(
                        "level {level}: {} messages from offset {next} on, due {} ago",
                        max.since(next),
                        span(late_ms)
                    );
                    let is_late = late_ms >= LATE_ERROR_MS;
                    (if is_late { Severity::Error } else { Severity::Warning }, found)
                }
                _ => continue,
            };
            let hit = Hit::new(severity, broker.label(), found).with("LEVEL", level);
            hits.push(hit.with("BROKER", &broker.at.address));
        }
    }
    hits
}
