//! Whether groups consume, and their members agree.

use std::collections::{BTreeMap, BTreeSet};

use super::{listed, span};
use crate::engine::admin::members::{Trouble, troubles};
use crate::engine::doctor::facts::{Facts, Group};
use crate::engine::doctor::rule::{Hit, Severity};
use crate::engine::protocol::bodies::heartbeat::{MessageModel, SubscriptionData};
use crate::engine::protocol::bodies::running_info::{ConsumerRunningInfo, property};
use crate::engine::protocol::names::{ClientId, MessageQueue, RETRY_TOPIC_PREFIX};
use crate::engine::protocol::version::version_name;
use crate::engine::util::clock::TimestampMs;

/// Messages of one queue from which on a client pulls no more (`pullThresholdForQueue`).
const FULL: i32 = 1000;

impl Group {
    /// Queues with messages it has not consumed, and how many those are.
    fn backlog(&self) -> impl Iterator<Item = (&MessageQueue, i64)> {
        let lags = self
            .queues
            .iter()
            .map(|(queue, at)| (queue, at.broker_offset.since(at.consumer_offset)));
        lags.filter(|(_, lag)| *lag > 0)
    }

    /// The members that told how they are.
    fn told(&self) -> impl Iterator<Item = (&ClientId, &ConsumerRunningInfo)> {
        self.members.iter().filter_map(|(client, info)| Some((client, info.as_ref().ok()?)))
    }

    fn hit(&self, severity: Severity, found: impl Into<String>) -> Hit {
        Hit::new(severity, &self.group, found).with("GROUP", &self.group)
    }
}

pub(in crate::engine::doctor) fn offline(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for group in facts.groups.iter().filter(|group| group.online.is_none()) {
        let (queues, messages) =
            group.backlog().fold((0, 0_i64), |(n, sum), (_, lag)| (n + 1, sum.saturating_add(lag)));
        if queues > 0 {
            let found = format!("{messages} messages in {queues} queues wait, nobody is online");
            hits.push(group.hit(Severity::Warning, found));
        }
    }
    hits
}

pub(in crate::engine::doctor) fn subscriptions_differ(facts: &Facts) -> Vec<Hit> {
    facts.groups.iter().filter_map(subscriptions_of).collect()
}

/// The different subscriptions of a group's members. Whoever pulls by itself chooses by itself.
fn subscriptions_of(group: &Group) -> Option<Hit> {
    let is_push = |info: &ConsumerRunningInfo| {
        info.properties.get(property::CONSUME_TYPE).is_some_and(|kind| kind == "CONSUME_PASSIVELY")
    };
    let mut kinds: BTreeMap<BTreeSet<String>, Vec<&ClientId>> = BTreeMap::new();
    for (client, info) in group.told().filter(|(_, info)| is_push(info)) {
        let own = info.subscription_set.iter();
        let own = own.filter(|wanted| !wanted.topic.starts_with(RETRY_TOPIC_PREFIX)).map(wanted);
        kinds.entry(own.collect()).or_default().push(client);
    }
    if kinds.len() < 2 {
        return None;
    }
    let parts: Vec<String> = kinds
        .iter()
        .map(|(topics, clients)| {
            let topics: Vec<String> = topics.iter().cloned().collect();
            let clients: Vec<String> = clients.iter().map(ToString::to_string).collect();
            format!("{} ({})", listed(&topics), listed(&clients))
        })
        .collect();
    Some(group.hit(Severity::Error, parts.join(" against ")))
}

/// A topic and what is wanted of it: the order of tags is nothing.
fn wanted(data: &SubscriptionData) -> String {
    if !data.is_tag() {
        return format!("{} by `{}`", data.topic, data.sub_string);
    }
    let mut tags: Vec<&str> = data.sub_string.split("||").map(str::trim).collect();
    tags.sort_unstable();
    match tags.as_slice() {
        [] | ["" | "*"] => data.topic.to_string(),
        tags => format!("{} with tag {}", data.topic, tags.join(" || ")),
    }
}

pub(in crate::engine::doctor) fn unowned(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for group in &facts.groups {
        let Some(online) = &group.online else { continue };
        // Who does not tell may own anything, and members that broadcast own everything.
        let all_told = !group.members.is_empty() && group.members.values().all(Result::is_ok);
        if !all_told || online.message_model == MessageModel::Broadcasting {
            continue;
        }
        let owned: BTreeSet<&MessageQueue> =
            group.told().flat_map(|(_, info)| info.mq_table.keys()).collect();
        let is_wanted = |queue: &MessageQueue| online.subscription_table.contains_key(&queue.topic);
        let unowned: Vec<String> = group
            .backlog()
            .filter(|(queue, _)| is_wanted(queue) && !owned.contains(queue))
            .map(|(queue, lag)| {
                format!("{} {}:{} ({lag})", queue.topic, queue.broker_name, queue.queue_id)
            })
            .collect();
        if !unowned.is_empty() {
            let found = format!("queues (messages) without a member: {}", listed(&unowned));
            hits.push(group.hit(Severity::Warning, found));
        }
    }
    hits
}

pub(in crate::engine::doctor) fn blocked(facts: &Facts) -> Vec<Hit> {
    let now = TimestampMs::now();
    let mut hits = Vec::new();
    for group in &facts.groups {
        for (client, info) in group.told() {
            for (queue, trouble) in troubles(info, now) {
                let place = format!("{} {}:{}", queue.topic, queue.broker_name, queue.queue_id);
                let (severity, found) = match trouble {
                    Trouble::Blocked(ms) => {
                        let what = format!("nothing of {place} was consumed for {}", span(ms));
                        (Severity::Error, what)
                    }
                    Trouble::NotLocked(ms) => {
                        let what = format!("{place} has not been locked for {}", span(ms));
                        (Severity::Warning, what)
                    }
                    Trouble::NotUnlocked(times) => {
                        (Severity::Warning, format!("{place} was not unlocked in {times} attempts"))
                    }
                };
                let hit = group.hit(severity, format!("{client}: {found}"));
                hits.push(hit.with("CLIENT", client));
            }
        }
    }
    hits
}

pub(in crate::engine::doctor) fn full(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for group in &facts.groups {
        for (client, info) in group.told() {
            let held = info.mq_table.iter().filter(|(_, held)| held.cached_msg_count >= FULL);
            let queues: Vec<String> = held
                .map(|(queue, held)| {
                    let count = held.cached_msg_count;
                    format!("{} {}:{} ({count})", queue.topic, queue.broker_name, queue.queue_id)
                })
                .collect();
            if !queues.is_empty() {
                let found = format!("{client} holds, unconsumed: {}", listed(&queues));
                hits.push(group.hit(Severity::Warning, found).with("CLIENT", client));
            }
        }
    }
    hits
}

pub(in crate::engine::doctor) fn silent(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for group in &facts.groups {
        for (client, info) in &group.members {
            if let Err(failure) = info {
                let found = format!("{client}: {}", failure.message);
                hits.push(group.hit(Severity::Note, found).with("CLIENT", client));
            }
        }
    }
    hits
}

pub(in crate::engine::doctor) fn clients_differ(facts: &Facts) -> Vec<Hit> {
    let mut hits = Vec::new();
    for group in &facts.groups {
        let Some(online) = &group.online else { continue };
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for member in &online.connection_set {
            let kind = format!("{} {}", member.language.name(), version_name(member.version));
            *kinds.entry(kind).or_default() += 1;
        }
        if kinds.len() > 1 {
            let kinds: Vec<String> =
                kinds.into_iter().map(|(kind, count)| format!("{count} with {kind}")).collect();
            hits.push(group.hit(Severity::Note, format!("members: {}", listed(&kinds))));
        }
    }
    hits
}
