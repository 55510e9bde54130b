//! What is wrong with single brokers.

use std::collections::BTreeSet;

use super::{bytes, span};
use crate::engine::doctor::facts::{Broker, Facts};
use crate::engine::doctor::rule::{Hit, Severity};
use crate::engine::protocol::bodies::topic_config::PERM_WRITE;
use crate::engine::protocol::names::BrokerName;
use crate::engine::util::clock::TimestampMs;
use crate::engine::util::odd_address::OddAddress;

/// Clocks that differ by more are worth a warning, and an error.
const SKEW_WARNING_MS: i64 = 2000;
const SKEW_ERROR_MS: i64 = 60_000;
/// What a broker that does not show them has as marks of its disk, in hundredths (`config.md` 6.5).
const CLEANING_MARK: i64 = 75;
const FORCIBLE_MARK: i64 = 85;
const REFUSING_MARK: i64 = 90;
/// Bytes that wait for their queues while all is well.
const DISPATCH_WARNING: i64 = 16 << 20;
const DISPATCH_ERROR: i64 = 256 << 20;

pub(in crate::engine::doctor) fn silent(facts: &Facts) -> Vec<Hit> {
    failed(facts, true)
}

pub(in crate::engine::doctor) fn refuses(facts: &Facts) -> Vec<Hit> {
    failed(facts, false)
}

fn failed(facts: &Facts, unreachable: bool) -> Vec<Hit> {
    let failed = facts.brokers.iter().filter_map(|broker| {
        let failure = broker.told.as_ref().err()?;
        if failure.unreachable != unreachable {
            return None;
        }
        let code = failure.code.map_or_else(|| "1".to_owned(), |code| code.to_string());
        Some(Hit::new(Severity::Error, broker.label(), &*failure.message).with("CODE", code))
    });
    failed.collect()
}

/// Addresses that mean something on their own machine only.
pub(in crate::engine::doctor) fn address(facts: &Facts) -> Vec<Hit> {
    let is_local = facts.known().all(|(_, known)| known.is_here);
    let mut hits = Vec::new();
    for broker in &facts.brokers {
        let Some((host, _)) = broker.at.address.rsplit_once(':') else { continue };
        let Some((kind, severity)) = oddity(host, is_local) else { continue };
        let severity = if broker.told.is_err() { Severity::Error } else { severity };
        let found = format!("{host} is {kind}{}", origin(broker, host));
        hits.push(Hit::new(severity, broker.label(), found));
    }
    hits
}

/// What is odd about an address, if anything. A cluster whose name servers are all on this machine
/// may advertise the loopback.
fn oddity(host: &str, is_local: bool) -> Option<(OddAddress, Severity)> {
    let odd = OddAddress::of(host)?;
    match odd {
        OddAddress::Loopback if is_local => None,
        // Containers on one bridge reach each other.
        OddAddress::DockerBridge => Some((odd, Severity::Warning)),
        _ => Some((odd, Severity::Error)),
    }
}

/// Why the broker has that address, as far as its settings tell.
fn origin(broker: &Broker, host: &str) -> String {
    let Ok(told) = &broker.told else { return String::new() };
    match (told.config.get("brokerIP1"), told.config.get("brokerIP2")) {
        (Some(first), Some(second)) if first == host && first == second => {
            "; brokerIP2 is the same, so the broker has probably chosen it by itself".to_owned()
        }
        (Some(first), Some(second)) if first == host => {
            format!("; it was set, for brokerIP2 is {second}")
        }
        _ => String::new(),
    }
}

pub(in crate::engine::doctor) fn no_master(facts: &Facts) -> Vec<Hit> {
    let with: BTreeSet<&BrokerName> =
        facts.brokers.iter().filter(|b| b.is_master()).map(|b| &b.at.name).collect();
    let without: BTreeSet<&BrokerName> =
        facts.brokers.iter().map(|b| &b.at.name).filter(|name| !with.contains(name)).collect();
    let hit = |name: &BrokerName| {
        Hit::new(Severity::Error, name, "only slaves of it are registered").with("BROKER", name)
    };
    without.into_iter().map(hit).collect()
}

pub(in crate::engine::doctor) fn not_writable(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.masters() {
        let name = &broker.at.name;
        let hit = |found| Hit::new(Severity::Error, name, found).with("BROKER", name);
        let permission = told.setting("brokerPermission", 6);
        if permission & i64::from(PERM_WRITE) == 0 {
            hits.push(hit(format!("brokerPermission is {permission}")));
        }
        let wiped = facts.known().filter(|(_, known)| known.unwritable.contains(name));
        for (address, _) in wiped.filter(|_| !told.is_set("brokerTopicEnable", "false")) {
            hits.push(hit(format!("name server {address} says that its topics are not writable")));
        }
    }
    hits
}

pub(in crate::engine::doctor) fn clock_skew(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.told() {
        let Some(clock) = told.figures.clock() else { continue };
        // The answer was made between the two moments, and shows whole seconds.
        let (asked, came) = told.asked;
        let ahead_ms = clock.since(came);
        let behind_ms = asked.since(TimestampMs(clock.0.saturating_add(1000)));
        let (skew_ms, way) = match ahead_ms > behind_ms {
            true => (ahead_ms, "ahead of"),
            false => (behind_ms, "behind"),
        };
        if skew_ms > SKEW_WARNING_MS {
            let severity =
                if skew_ms > SKEW_ERROR_MS { Severity::Error } else { Severity::Warning };
            let found = format!("its clock is {} {way} the one here", span(skew_ms));
            hits.push(Hit::new(severity, broker.label(), found));
        }
    }
    hits
}

pub(in crate::engine::doctor) fn disk(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.told() {
        let refusing = told.setting("diskSpaceWarningLevelRatio", REFUSING_MARK);
        let forcible = told.setting("diskSpaceCleanForciblyRatio", FORCIBLE_MARK);
        let cleaning = told.setting("diskMaxUsedSpaceRatio", CLEANING_MARK);
        for (key, what) in
            [("commitLogDiskRatio", "commit log"), ("consumeQueueDiskRatio", "consume queues")]
        {
            let Some(used) = told.figures.ratio(key) else { continue };
            let percent = used * 100.0;
            let reaches = |mark: i64| percent >= mark as f64;
            let (severity, so) = match () {
                () if reaches(refusing) => {
                    (Severity::Error, format!("from {refusing} % on messages are refused"))
                }
                () if reaches(forcible) => {
                    (Severity::Warning, format!("from {forcible} % on files go before their time"))
                }
                () if reaches(cleaning) => {
                    (Severity::Note, format!("from {cleaning} % on expired files go at any hour"))
                }
                () => continue,
            };
            let found = format!("{percent:.0} % of the disk of the {what} are used; {so}");
            let hit = Hit::new(severity, broker.label(), found);
            hits.push(hit.with("BROKER", &broker.at.address));
            // One disk is told once.
            break;
        }
    }
    hits
}

pub(in crate::engine::doctor) fn dispatch(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.told() {
        let behind = told.figures.number("dispatchBehindBytes").unwrap_or_default();
        let severity = match behind {
            DISPATCH_ERROR.. => Severity::Error,
            DISPATCH_WARNING.. => Severity::Warning,
            _ => continue,
        };
        let found = format!("{} of the log are not in queues and index yet", bytes(behind));
        hits.push(Hit::new(severity, broker.label(), found).with("BROKER", &broker.at.address));
    }
    hits
}
