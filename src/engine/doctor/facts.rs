//! Everything the rules look at, fetched once. A server that did not answer is here with its failure.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::admin::outcome::Failure;
use crate::engine::admin::servers::BrokerAt;
use crate::engine::protocol::bodies::connections::ConsumerConnection;
use crate::engine::protocol::bodies::running_info::ConsumerRunningInfo;
use crate::engine::protocol::bodies::stats::{ConsumeStats, OffsetWrapper};
use crate::engine::protocol::bodies::topic_config::TopicConfig;
use crate::engine::protocol::names::{
    BrokerName, ClientId, GroupName, MessageQueue, QueueOffset, TopicName,
};
use crate::engine::util::clock::TimestampMs;

/// A cluster as it was a moment ago.
#[derive(Debug, Default)]
pub struct Facts {
    /// The name servers, in the order given.
    pub name_servers: Vec<NameServer>,
    /// Every broker that any of them knows, by cluster, name and id.
    pub brokers: Vec<Broker>,
    /// Every group of the users.
    pub groups: Vec<Group>,
}

/// One name server.
#[derive(Debug)]
pub struct NameServer {
    /// `host:port` as given.
    pub address: String,
    /// What it knows, or why it did not tell.
    pub known: Result<Known, Failure>,
}

/// A name server that answers, and what it knows.
#[derive(Debug, Default)]
pub struct Known {
    /// Whether its address leads to this machine and means nothing elsewhere.
    pub is_here: bool,
    /// Brokers.
    pub brokers: BTreeSet<BrokerAt>,
    /// Topics.
    pub topics: BTreeSet<TopicName>,
    /// Brokers whose own topic has no write permission in its route.
    pub unwritable: BTreeSet<BrokerName>,
}

/// One broker.
#[derive(Debug)]
pub struct Broker {
    /// Who and where.
    pub at: BrokerAt,
    /// What it tells, or why it does not.
    pub told: Result<Told, Failure>,
}

/// What a broker tells of itself. What it refused to tell is empty.
#[derive(Debug, Default)]
pub struct Told {
    /// Runtime figures (28).
    pub figures: Figures,
    /// When they were asked for, and when they came, by the clock here.
    pub asked: (TimestampMs, TimestampMs),
    /// Settings (26).
    pub config: BTreeMap<String, String>,
    /// The users' topics (21), with those of retries and dead letters; of masters only.
    pub topics: BTreeMap<TopicName, TopicConfig>,
    /// The users' groups (201); of masters only.
    pub groups: BTreeSet<GroupName>,
    /// How far each group is (317); of masters only.
    pub progress: BTreeMap<GroupName, Vec<ConsumeStats>>,
    /// Messages in topics where none should be: dead letters, transactions given up (202).
    pub stranded: BTreeMap<TopicName, i64>,
    /// The oldest transaction that is not decided.
    pub half: Option<Half>,
    /// Delay levels with messages that are not delivered.
    pub delays: Vec<Delay>,
    /// Of a slave that has not what its master had: where both ended at the last look.
    pub replica: Option<Replica>,
}

/// Runtime figures by Apache's names for them.
#[derive(Debug, Default)]
pub struct Figures(pub BTreeMap<String, String>);

/// The half message that transaction checks stand at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Half {
    /// Half messages behind it, itself among them; decided ones may be among them.
    pub waiting: i64,
    /// When the producer made it.
    pub born: TimestampMs,
    /// When it was stored last: each check stores it again.
    pub stored: TimestampMs,
    /// Checks so far.
    pub checks: i64,
}

/// A delay level with messages that are not delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// The level, from 1 on.
    pub level: i32,
    /// The next message to deliver.
    pub next: QueueOffset,
    /// One past the last one.
    pub max: QueueOffset,
    /// When the next one is due; `None` when the queue does not have it.
    pub due: Option<TimestampMs>,
}

/// Ends of two logs, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replica {
    /// The master's.
    pub master: i64,
    /// The slave's.
    pub slave: i64,
}

/// One consumer group.
#[derive(Debug)]
pub struct Group {
    /// Its name.
    pub group: GroupName,
    /// The members a broker knows (203); `None` when none is online.
    pub online: Option<ConsumerConnection>,
    /// What each of them says about itself (307), when it is worth asking.
    pub members: BTreeMap<ClientId, Result<ConsumerRunningInfo, Failure>>,
    /// How far it is in each queue, over all brokers.
    pub queues: BTreeMap<MessageQueue, OffsetWrapper>,
}

impl Figures {
    /// The figure called `key`.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.0.get(key)?.trim().parse().ok()
    }

    /// The share called `key`, 0 to 1; `None` when the broker cannot tell.
    pub fn ratio(&self, key: &str) -> Option<f64> {
        let ratio: f64 = self.0.get(key)?.trim().parse().ok()?;
        (ratio >= 0.0).then_some(ratio)
    }

    /// What the broker's clock showed, give or take a second: the time of its start and how long it
    /// runs, which it tells in whole seconds (Apache's `StoreStatsService`).
    pub fn clock(&self) -> Option<TimestampMs> {
        const UNITS_S: [i64; 4] = [86_400, 3600, 60, 1];
        let started = self.number("bootTimestamp")?;
        let text = self.0.get("runtime")?;
        let number = |part: &str| -> Option<i64> {
            let digits: String = part.chars().filter(char::is_ascii_digit).collect();
            digits.parse().ok()
        };
        let parts: Vec<i64> = text.split(", ").filter_map(number).collect();
        if parts.len() != UNITS_S.len() {
            return None;
        }
        let seconds = parts.iter().zip(UNITS_S).try_fold(0_i64, |sum, (count, unit)| {
            count.checked_mul(unit).and_then(|part| sum.checked_add(part))
        })?;
        seconds.checked_mul(1000).and_then(|ms| started.checked_add(ms)).map(TimestampMs)
    }
}

impl Told {
    /// The setting called `key` as a number, or `default` where the broker does not show it.
    pub fn setting(&self, key: &str, default: i64) -> i64 {
        self.config.get(key).and_then(|text| text.trim().parse().ok()).unwrap_or(default)
    }

    /// Whether the setting called `key` has this value.
    pub fn is_set(&self, key: &str, value: &str) -> bool {
        self.config.get(key).is_some_and(|text| text == value)
    }
}

impl Broker {
    /// Whether it is a master.
    pub fn is_master(&self) -> bool {
        self.at.is_master()
    }

    /// `broker-a` for a master, `broker-a:1` for a slave.
    pub fn label(&self) -> String {
        if self.is_master() {
            self.at.name.to_string()
        } else {
            format!("{}:{}", self.at.name, self.at.id)
        }
    }
}

impl Facts {
    /// The brokers that answered, with what they told.
    pub fn told(&self) -> impl Iterator<Item = (&Broker, &Told)> {
        self.brokers.iter().filter_map(|broker| Some((broker, broker.told.as_ref().ok()?)))
    }

    /// The masters among them.
    pub fn masters(&self) -> impl Iterator<Item = (&Broker, &Told)> {
        self.told().filter(|(broker, _)| broker.is_master())
    }

    /// The name servers that answered.
    pub fn known(&self) -> impl Iterator<Item = (&str, &Known)> {
        let servers = self.name_servers.iter();
        servers.filter_map(|server| Some((server.address.as_str(), server.known.as_ref().ok()?)))
    }

    /// How many name servers, brokers, topics and groups there are.
    pub(super) fn counts(&self) -> [usize; 4] {
        let topics: BTreeSet<&TopicName> =
            self.masters().flat_map(|(_, told)| told.topics.keys()).collect();
        [self.name_servers.len(), self.brokers.len(), topics.len(), self.groups.len()]
    }
}
