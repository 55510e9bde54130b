//! Whether the name servers answer and agree.

use std::collections::BTreeSet;

use super::listed;
use crate::engine::doctor::facts::{Facts, Known};
use crate::engine::doctor::rule::{Hit, Severity};

pub(in crate::engine::doctor) fn silent(facts: &Facts) -> Vec<Hit> {
    let failed = facts.name_servers.iter().filter_map(|server| {
        let failure = server.known.as_ref().err()?;
        Some(Hit::new(Severity::Error, &server.address, &*failure.message))
    });
    failed.collect()
}

pub(in crate::engine::doctor) fn no_broker(facts: &Facts) -> Vec<Hit> {
    let empty = facts.known().filter(|(_, known)| known.brokers.is_empty());
    // Where only some know none, they differ.
    match facts.brokers.is_empty() {
        true => empty
            .map(|(address, _)| Hit::new(Severity::Error, address, "it knows no broker"))
            .collect(),
        false => Vec::new(),
    }
}

pub(in crate::engine::doctor) fn brokers_differ(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (address, known) in facts.known() {
        for broker in facts.brokers.iter().filter(|broker| !known.brokers.contains(&broker.at)) {
            let found = format!("it does not know {} at {}", broker.label(), broker.at.address);
            let hit = Hit::new(Severity::Error, address, found);
            hits.push(hit.with("ADDRESS", &broker.at.address));
        }
    }
    hits
}

pub(in crate::engine::doctor) fn topics_differ(facts: &Facts) -> Vec<Hit> {
    let names = |known: &Known| -> BTreeSet<String> {
        known.topics.iter().map(ToString::to_string).collect()
    };
    let all: BTreeSet<String> = facts.known().flat_map(|(_, known)| names(known)).collect();
    let mut hits = Vec::new();
    for (address, known) in facts.known() {
        let missing: Vec<String> = all.difference(&names(known)).cloned().collect();
        if let Some(first) = missing.first() {
            let found = format!("it does not know {}", listed(&missing));
            hits.push(Hit::new(Severity::Error, address, found).with("TOPIC", first));
        }
    }
    hits
}
