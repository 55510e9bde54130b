//! Whether slaves have what their masters have.

use super::bytes;
use crate::engine::doctor::facts::Facts;
use crate::engine::doctor::rule::{Hit, Severity};

/// A slave further behind does not count for a master that waits (`haSlaveFallbehindMax`).
const TOO_FAR_BEHIND: i64 = 256 << 20;

pub(in crate::engine::doctor) fn behind(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.told() {
        let Some(replica) = told.replica.filter(|ends| ends.slave < ends.master) else { continue };
        let behind = replica.master.saturating_sub(replica.slave);
        let limit = told.setting("haSlaveFallbehindMax", TOO_FAR_BEHIND);
        let severity = if behind >= limit { Severity::Error } else { Severity::Warning };
        let found = format!(
            "{} behind: its log ends at {}, its master's at {}",
            bytes(behind),
            replica.slave,
            replica.master
        );
        hits.push(Hit::new(severity, broker.label(), found));
    }
    hits
}

pub(in crate::engine::doctor) fn ahead(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.told() {
        let Some(replica) = told.replica.filter(|ends| ends.slave > ends.master) else { continue };
        let found =
            format!("its log ends at {}, its master's at {}", replica.slave, replica.master);
        hits.push(Hit::new(Severity::Error, broker.label(), found));
    }
    hits
}

pub(in crate::engine::doctor) fn missing(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (master, _) in facts.masters().filter(|(_, told)| told.is_set("brokerRole", "SYNC_MASTER"))
    {
        let name = &master.at.name;
        let mut slaves = facts.brokers.iter().filter(|b| !b.is_master() && b.at.name == *name);
        if !slaves.any(|slave| slave.told.is_ok()) {
            let found = "brokerRole is SYNC_MASTER, and no slave answers";
            hits.push(Hit::new(Severity::Error, name, found).with("BROKER", name));
        }
    }
    hits
}
