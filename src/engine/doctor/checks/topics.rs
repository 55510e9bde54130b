//! Where topics are and how many queues they have.

use std::collections::{BTreeMap, BTreeSet};

use super::listed;
use crate::engine::doctor::facts::Facts;
use crate::engine::doctor::rule::{Hit, Severity};
use crate::engine::protocol::bodies::topic_config::PERM_WRITE;
use crate::engine::protocol::names::{
    BrokerName, ClusterName, DEAD_LETTER_TOPIC_PREFIX, RETRY_TOPIC_PREFIX, TopicName,
};

/// Whether users created it, and not a broker for one of their groups.
fn is_plain(topic: &TopicName) -> bool {
    !topic.starts_with(RETRY_TOPIC_PREFIX) && !topic.starts_with(DEAD_LETTER_TOPIC_PREFIX)
}

pub(in crate::engine::doctor) fn unrouted(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (address, known) in facts.known() {
        for (broker, told) in facts.masters() {
            // A name server that does not know the broker at all is another rule's.
            if !known.brokers.contains(&broker.at) {
                continue;
            }
            let missing: Vec<String> = told
                .topics
                .keys()
                .filter(|topic| !known.topics.contains(*topic))
                .map(ToString::to_string)
                .collect();
            if let Some(first) = missing.first() {
                let found = format!("name server {address} does not know {}", listed(&missing));
                hits.push(Hit::new(Severity::Error, broker.label(), found).with("TOPIC", first));
            }
        }
    }
    hits
}

pub(in crate::engine::doctor) fn one_broker(facts: &Facts) -> Vec<Hit> {
    let mut masters: BTreeMap<&ClusterName, BTreeSet<&BrokerName>> = BTreeMap::new();
    let mut places: BTreeMap<(&ClusterName, &TopicName), Vec<&BrokerName>> = BTreeMap::new();
    for (broker, told) in facts.masters() {
        let (cluster, name) = (&broker.at.cluster, &broker.at.name);
        masters.entry(cluster).or_default().insert(name);
        for topic in told.topics.keys().filter(|topic| is_plain(topic)) {
            places.entry((cluster, topic)).or_default().push(name);
        }
    }
    let mut alone: BTreeMap<(&ClusterName, &BrokerName), Vec<String>> = BTreeMap::new();
    for ((cluster, topic), brokers) in places {
        let has_others = masters.get(cluster).is_some_and(|masters| masters.len() > 1);
        if let (true, [only]) = (has_others, brokers.as_slice()) {
            alone.entry((cluster, only)).or_default().push(topic.to_string());
        }
    }
    let hits = alone.into_iter().map(|((cluster, broker), topics)| {
        let found = format!("only it has {}", listed(&topics));
        let hit = Hit::new(Severity::Note, broker, found).with("CLUSTER", cluster);
        match topics.first() {
            Some(first) => hit.with("TOPIC", first),
            None => hit,
        }
    });
    hits.collect()
}

pub(in crate::engine::doctor) fn queues_differ(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (broker, told) in facts.masters() {
        for (topic, settings) in told.topics.iter().filter(|(topic, _)| is_plain(topic)) {
            let (read, write) = (settings.read_queue_nums, settings.write_queue_nums);
            if read == write || settings.perm & PERM_WRITE == 0 {
                continue;
            }
            // Messages in queues that nobody reads are lost to consumers until that changes.
            let severity = if write > read { Severity::Error } else { Severity::Note };
            let found = format!("{read} queues to read and {write} to write on {}", broker.at.name);
            let hit = Hit::new(severity, topic, found).with("TOPIC", topic);
            hits.push(hit.with("COUNT", read.max(write)));
        }
    }
    hits
}
