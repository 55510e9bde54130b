//! Asks name servers and brokers for everything the rules look at, each of them once.
//!
//! A server that does not answer costs one timeout: all are asked at the same time, and nothing
//! more is asked of one whose first answer stays away.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::facts::{Broker, Delay, Facts, Figures, Half, Known, NameServer, Replica, Told};
use super::gather_groups;
use crate::engine::admin::outcome::Failure;
use crate::engine::admin::servers::BrokerAt;
use crate::engine::admin::{Admin, for_all};
use crate::engine::client::error::{ClientError, Result};
use crate::engine::protocol::bodies::consume_queue::ConsumeQueueData;
use crate::engine::protocol::bodies::stats::ConsumeStats;
use crate::engine::protocol::bodies::topic_config::PERM_WRITE;
use crate::engine::protocol::headers::query::QueryConsumeQueueHeader;
use crate::engine::protocol::message::property;
use crate::engine::protocol::name_rules::{CHECK_MAX_TIME_TOPIC, HALF_TOPIC, SCHEDULE_TOPIC};
use crate::engine::protocol::names::{
    BrokerName, DEAD_LETTER_TOPIC_PREFIX, GroupName, MessageQueue, QueueId, QueueOffset, TopicName,
};
use crate::engine::util::clock::TimestampMs;

/// The group that checks transactions (Apache's `TransactionalMessageUtil`).
const CHECKING_GROUP: &str = "CID_RMQ_SYS_TRANS";
/// A runtime figure for each delay level begins with this.
const DELAY_FIGURE: &str = "scheduleMessageOffset_";
/// How often a slave that is behind is looked at again, and how long after.
const LOOKS: u32 = 2;
const LOOK_AGAIN: Duration = Duration::from_millis(150);

/// Asks for everything.
///
/// # Errors
/// No name server answers.
pub(super) async fn gather(admin: &Admin) -> Result<Facts> {
    let mut name_servers = name_servers(admin).await?;
    let known = name_servers.iter().filter_map(|server| server.known.as_ref().ok());
    let brokers: BTreeSet<BrokerAt> = known.flat_map(|known| known.brokers.clone()).collect();
    let asked = for_all(brokers.iter().cloned(), |at| {
        let admin = admin.clone();
        async move {
            let told = broker(&admin, &at).await.map_err(|error| Failure::from(&error));
            Broker { at, told }
        }
    });
    let masters: Vec<BrokerName> =
        brokers.iter().filter(|at| at.is_master()).map(|at| at.name.clone()).collect();
    let (mut brokers, ()) = tokio::join!(asked, permissions(admin, &mut name_servers, &masters));
    let (groups, replicas) =
        tokio::join!(gather_groups::groups(admin, &brokers), replicas(admin, &brokers));
    for (at, replica) in replicas {
        for broker in brokers.iter_mut().filter(|broker| broker.at == at) {
            broker.told.iter_mut().for_each(|told| told.replica = Some(replica));
        }
    }
    Ok(Facts { name_servers, brokers, groups })
}

pub(super) async fn name_servers(admin: &Admin) -> Result<Vec<NameServer>> {
    let answers = for_all(admin.name_servers().await?, |address| {
        let admin = admin.clone();
        async move {
            let is_here = async { Ok(is_loopback(&address).await) };
            let (brokers, topics) = (admin.brokers_at(&address), admin.topics_at(&address));
            let known = tokio::try_join!(is_here, brokers, topics);
            (address, known)
        }
    });
    let answers = answers.await;
    if answers.iter().all(|(_, known)| known.is_err()) {
        return Err(no_name_server(answers.into_iter().map(|(at, known)| (at, known.err()))));
    }
    let servers = answers.into_iter().map(|(address, known)| {
        let known = known.map(|(is_here, brokers, topics)| Known {
            is_here,
            brokers: brokers.into_iter().collect(),
            topics: topics.into_iter().collect(),
            unwritable: BTreeSet::new(),
        });
        NameServer { address, known: known.map_err(|error| Failure::from(&error)) }
    });
    Ok(servers.collect())
}

/// Whether `address` (`host:port`) leads to this machine.
async fn is_loopback(address: &str) -> bool {
    let resolved = tokio::net::lookup_host(address).await;
    resolved.into_iter().flatten().any(|resolved| resolved.ip().is_loopback())
}

/// The error of name servers that all failed.
fn no_name_server(failures: impl Iterator<Item = (String, Option<ClientError>)>) -> ClientError {
    let mut tried = Vec::new();
    for (address, error) in failures {
        match error {
            Some(ClientError::Remoting(error)) => tried.push((address, error)),
            Some(other) => return other,
            None => {}
        }
    }
    ClientError::NoNameServer { tried }
}

/// Asks each name server whether the masters' own topics can be written to: `wipeWritePerm` takes
/// that away there, and not at the broker.
async fn permissions(admin: &Admin, servers: &mut [NameServer], masters: &[BrokerName]) {
    let answering = servers.iter().filter(|server| server.known.is_ok());
    let questions: Vec<(String, BrokerName)> = answering
        .flat_map(|server| masters.iter().map(|name| (server.address.clone(), name.clone())))
        .collect();
    let answers = for_all(questions, |(address, broker)| {
        let admin = admin.clone();
        async move {
            let route = admin.route_at(&address, &TopicName::from(broker.as_str())).await;
            let queues = route.ok().flatten().map(|route| route.queue_datas).unwrap_or_default();
            let mut own = queues.iter().filter(|queues| queues.broker_name == broker);
            let is_wiped = own.any(|queues| queues.perm & PERM_WRITE == 0);
            is_wiped.then_some((address, broker))
        }
    });
    for (address, broker) in answers.await.into_iter().flatten() {
        for server in servers.iter_mut().filter(|server| server.address == address) {
            if let Ok(known) = &mut server.known {
                known.unwritable.insert(broker.clone());
            }
        }
    }
}

/// Asks the broker at `at`. Nothing more is asked of it when its figures do not come.
async fn broker(admin: &Admin, at: &BrokerAt) -> Result<Told> {
    let address = at.address.as_str();
    let figures = async {
        let asked = TimestampMs::now();
        let figures = admin.broker_runtime(address, None).await?;
        Ok((Figures(figures), (asked, TimestampMs::now())))
    };
    let rest = async { Ok::<_, ClientError>(tables(admin, at).await) };
    let ((figures, asked), told) = tokio::try_join!(figures, rest)?;
    let told = Told { figures, asked, ..told };
    if !at.is_master() {
        return Ok(told);
    }
    let (half, delays, stranded) = tokio::join!(
        half(admin, address),
        delays(admin, address, &told.figures),
        stranded(admin, address, strand_topics(&told)),
    );
    Ok(Told { half, delays, stranded, ..told })
}

/// Settings, and of a master its topics and groups. What it refuses stays empty.
async fn tables(admin: &Admin, at: &BrokerAt) -> Told {
    let config = async {
        let rows = admin.configs_of(vec![at.clone()]).await;
        rows.into_iter().flat_map(|row| row.config).collect()
    };
    if !at.is_master() {
        return Told { config: config.await, ..Told::default() };
    }
    let patience = admin.session().config.call_timeout;
    let (config, topics, groups, progress) = tokio::join!(
        config,
        admin.user_topics(&at.address, true),
        admin.user_groups(&at.address),
        admin.consume_stats_of(&at.address, false, patience),
    );
    let groups = groups.map(|table| table.subscription_group_table).unwrap_or_default();
    let progress = progress.map(|list| list.consume_stats_list).unwrap_or_default();
    Told {
        config,
        topics: topics.map(|table| table.topic_config_table).unwrap_or_default(),
        groups: groups.into_keys().collect(),
        progress: progress.into_iter().flatten().collect(),
        ..Told::default()
    }
}

/// Topics of a broker where no message should be.
fn strand_topics(told: &Told) -> Vec<TopicName> {
    let dead = told.topics.keys().filter(|topic| topic.starts_with(DEAD_LETTER_TOPIC_PREFIX));
    dead.cloned().chain([TopicName::from(CHECK_MAX_TIME_TOPIC)]).collect()
}

/// How many messages are in the broker's dead letter topics and among the transactions given up.
async fn stranded(
    admin: &Admin,
    address: &str,
    topics: Vec<TopicName>,
) -> BTreeMap<TopicName, i64> {
    let counts = for_all(topics, |topic| {
        let (admin, address) = (admin.clone(), address.to_owned());
        async move {
            let ends = admin.topic_ends_at(&address, &topic).await.ok().flatten();
            let queues = ends.unwrap_or_default().offset_table.0.into_values();
            (topic, queues.map(|ends| ends.max_offset.since(ends.min_offset)).sum::<i64>())
        }
    });
    counts.await.into_iter().filter(|(_, messages)| *messages > 0).collect()
}

/// The half message that the broker's checks stand at.
async fn half(admin: &Admin, address: &str) -> Option<Half> {
    let group = GroupName::from(CHECKING_GROUP);
    let progress = admin.group_stats_at(address, &group).await.ok()?;
    let (waiting, queue, next) = furthest_behind(&progress)?;
    let unit = unit(admin, address, &queue.topic, queue.queue_id, next).await?;
    let message = admin.message_at(address.parse().ok()?, unit.physical_offset).await.ok()??;
    let checks = message.property(property::TRANSACTION_CHECK_TIMES);
    Some(Half {
        waiting,
        born: message.born_timestamp,
        stored: message.store_timestamp,
        checks: checks.and_then(|text| text.parse().ok()).unwrap_or_default(),
    })
}

/// The queue of half messages with most of them unchecked, how many those are, and the first.
fn furthest_behind(progress: &ConsumeStats) -> Option<(i64, &MessageQueue, QueueOffset)> {
    let queues = progress.offset_table.iter().filter(|(queue, _)| &*queue.topic == HALF_TOPIC);
    let waiting = queues
        .map(|(queue, at)| (at.broker_offset.since(at.consumer_offset), queue, at.consumer_offset));
    waiting.filter(|(count, ..)| *count > 0).max_by_key(|(count, ..)| *count)
}

/// The delay levels of the broker that have messages to deliver.
async fn delays(admin: &Admin, address: &str, figures: &Figures) -> Vec<Delay> {
    let mut levels = Vec::new();
    for (key, value) in &figures.0 {
        let level = key.strip_prefix(DELAY_FIGURE).and_then(|level| level.parse::<i32>().ok());
        let offsets = value.split_once(',').and_then(|(next, max)| {
            Some((QueueOffset(next.trim().parse().ok()?), QueueOffset(max.trim().parse().ok()?)))
        });
        if let (Some(level), Some((next, max))) = (level, offsets)
            && next != max
        {
            levels.push((level, next, max));
        }
    }
    let delays = for_all(levels, |(level, next, max)| {
        let (admin, address) = (admin.clone(), address.to_owned());
        async move {
            let topic = TopicName::from(SCHEDULE_TOPIC);
            let queue = QueueId(level.saturating_sub(1));
            let unit = unit(&admin, &address, &topic, queue, next).await;
            // Units of delayed messages have the time of delivery where others have the tag.
            Delay { level, next, max, due: unit.map(|unit| TimestampMs(unit.tags_code)) }
        }
    });
    delays.await
}

/// What stands at `index` of a queue of the broker at `address`.
async fn unit(
    admin: &Admin,
    address: &str,
    topic: &TopicName,
    queue_id: QueueId,
    index: QueueOffset,
) -> Option<ConsumeQueueData> {
    let topic = topic.clone();
    let header = QueryConsumeQueueHeader { topic, queue_id, index, count: 1, consumer_group: None };
    let body = admin.consume_queue_units(address, &header).await.ok().flatten()?;
    body.queue_data?.into_iter().next()
}

/// Where slaves and their masters end whose logs do not agree, after a little patience: while
/// messages come, every slave is a little behind.
async fn replicas(admin: &Admin, brokers: &[Broker]) -> Vec<(BrokerAt, Replica)> {
    let mut pairs = Vec::new();
    for broker in brokers.iter().filter(|broker| !broker.is_master()) {
        let master =
            brokers.iter().find(|other| other.is_master() && other.at.name == broker.at.name);
        let Some(master) = master else { continue };
        let end = |broker: &Broker| broker.told.as_ref().ok().and_then(log_end_of);
        if let (Some(master_end), Some(slave_end)) = (end(master), end(broker))
            && master_end != slave_end
        {
            let replica = Replica { master: master_end, slave: slave_end };
            pairs.push((broker.at.clone(), master.at.clone(), replica));
        }
    }
    let looked = for_all(pairs, |(slave, master, first)| {
        let admin = admin.clone();
        async move { Some((slave.clone(), look_again(&admin, &slave, &master, first).await?)) }
    });
    looked.await.into_iter().flatten().collect()
}

/// Asks the end that lacks something again; nothing when it has by now what the other one had.
async fn look_again(
    admin: &Admin,
    slave: &BrokerAt,
    master: &BrokerAt,
    first: Replica,
) -> Option<Replica> {
    let mut found = first;
    for _ in 0..LOOKS {
        tokio::time::sleep(LOOK_AGAIN).await;
        let behind = if found.slave < found.master { slave } else { master };
        let figures = admin.broker_runtime(&behind.address, None).await.ok()?;
        let end = Figures(figures).number(LOG_END)?;
        if behind == slave {
            found.slave = end.min(found.master);
        } else {
            found.master = end.min(found.slave);
        }
        if found.slave == found.master {
            return None;
        }
    }
    Some(found)
}

const LOG_END: &str = "commitLogMaxOffset";

fn log_end_of(told: &Told) -> Option<i64> {
    told.figures.number(LOG_END)
}
