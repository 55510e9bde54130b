//! What the members of a consumer group say about themselves, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use super::view::Backlog;
use super::{Admin, for_all};
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::running_info::{ConsumerRunningInfo, property};
use crate::engine::protocol::names::{ClientId, GroupName, MessageQueue, TopicName};
use crate::engine::util::clock::TimestampMs;

/// How long a consumer may take to hear of its group's subscription, in ms.
const SETTLING_MS: i64 = 120_000;
/// How long a queue with messages may stand still, in ms.
const STANDSTILL_MS: i64 = 60_000;

/// What is wrong with a queue a member holds (`ConsumerRunningInfo.analyzeProcessQueue`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is not locked for ordered consumption, for so many ms.
    NotLocked(i64),
    /// It was given up, but so many attempts to unlock it have failed.
    NotUnlocked(i64),
    /// It has messages, but none was consumed for so many ms.
    Blocked(i64),
}

fn is_push(info: &ConsumerRunningInfo) -> bool {
    info.properties.get(property::CONSUME_TYPE).is_some_and(|kind| kind == "CONSUME_PASSIVELY")
}

/// Whether all members subscribe to the same. As Apache's tools, members of a push group only are
/// compared, and not in their first two minutes.
pub fn subscriptions_agree(
    members: &BTreeMap<ClientId, ConsumerRunningInfo>,
    now: TimestampMs,
) -> bool {
    let Some(first) = members.values().next() else { return true };
    let started = first.properties.get(property::CONSUMER_START_TIMESTAMP);
    let started = started.and_then(|text| text.parse().ok()).map_or(now, TimestampMs);
    if !is_push(first) || now.since(started) <= SETTLING_MS {
        return true;
    }
    let wanted = |info: &ConsumerRunningInfo| -> BTreeSet<(TopicName, String)> {
        let subscriptions = info.subscription_set.iter();
        subscriptions.map(|data| (data.topic.clone(), data.sub_string.clone())).collect()
    };
    let of_first = wanted(first);
    !of_first.is_empty() && members.values().all(|info| wanted(info) == of_first)
}

/// What is wrong with the queues a member holds.
pub fn troubles(info: &ConsumerRunningInfo, now: TimestampMs) -> Vec<(&MessageQueue, Trouble)> {
    if !is_push(info) {
        return Vec::new();
    }
    let in_order = info.properties.get(property::CONSUME_ORDERLY).is_some_and(|v| v == "true");
    let found = info.mq_table.iter().filter_map(|(queue, held)| {
        let standing_ms = now.since(held.last_consume_timestamp);
        let trouble = match (in_order, held.locked) {
            (true, false) => Trouble::NotLocked(now.since(held.last_lock_timestamp)),
            (true, true) if held.dropped && held.try_unlock_times > 0 => {
                Trouble::NotUnlocked(held.try_unlock_times)
            }
            (false, _) if standing_ms > STANDSTILL_MS && held.cached_msg_count > 0 => {
                Trouble::Blocked(standing_ms)
            }
            _ => return None,
        };
        Some((queue, trouble))
    });
    found.collect()
}

impl Admin {
    /// What each of `members` of `group` says about itself, or why it does not.
    pub async fn running_infos(
        &self,
        group: &GroupName,
        members: Vec<ClientId>,
        with_stacks: bool,
    ) -> Vec<(ClientId, Result<ConsumerRunningInfo>)> {
        let infos = for_all(members, |client| {
            let (admin, group) = (self.clone(), group.clone());
            async move {
                let info = admin.running_info(&group, &client, with_stacks).await;
                (client, info)
            }
        });
        infos.await
    }

    /// What `group` has not consumed yet of each of its topics.
    pub async fn group_backlogs(&self, group: &GroupName) -> Result<Vec<Backlog>> {
        let progress = self.group_progress(group, None).await?;
        let mut backlogs: BTreeMap<TopicName, Backlog> = BTreeMap::new();
        for row in &progress.queues {
            let entry = backlogs.entry(row.topic.clone());
            let backlog = entry.or_insert_with(|| Backlog {
                topic: row.topic.clone(),
                messages: 0,
                most_of_a_queue: 0,
                delay_ms: 0,
            });
            backlog.messages = backlog.messages.saturating_add(row.diff.max(0));
            backlog.most_of_a_queue = backlog.most_of_a_queue.max(row.diff);
        }
        for backlog in backlogs.values_mut() {
            let status = self.topic_status(&backlog.topic).await?;
            let of_topic = progress.queues.iter().filter(|row| row.topic == backlog.topic);
            for row in of_topic {
                let queue = status
                    .queues
                    .iter()
                    .find(|q| q.broker_name == row.broker_name && q.queue_id == row.queue_id);
                if let (Some(consumed), Some(stored)) =
                    (row.last_consumed, queue.and_then(|queue| queue.last_updated))
                {
                    backlog.delay_ms = backlog.delay_ms.max(stored.since(consumed));
                }
            }
        }
        Ok(backlogs.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{
        ClientId, ConsumerRunningInfo, TimestampMs, Trouble, subscriptions_agree, troubles,
    };
    use crate::engine::protocol::bodies::Body;

    const NOW: TimestampMs = TimestampMs(1_000_000);

    /// A member as it describes itself, started at 0.
    fn member(kind: &str, in_order: bool, expression: &str, queue: &str) -> ConsumerRunningInfo {
        let body = format!(
            r#"{{"mqTable":{{{{"brokerName":"b","queueId":1,"topic":"T"}}:{queue}}},"properties":{{
                "PROP_CONSUME_TYPE":"{kind}","PROP_CONSUMEORDERLY":"{in_order}",
                "PROP_CONSUMER_START_TIMESTAMP":"0"}},
                "subscriptionSet":[{{"topic":"T","subString":"{expression}"}}]}}"#
        );
        ConsumerRunningInfo::decode(body.as_bytes()).unwrap()
    }

    fn agree(kind: &str, expressions: [&str; 2], now: i64) -> bool {
        let members = expressions.iter().enumerate().map(|(at, expression)| {
            (ClientId::from(at.to_string()), member(kind, false, expression, "{}"))
        });
        subscriptions_agree(&members.collect::<BTreeMap<_, _>>(), TimestampMs(now))
    }

    #[test]
    fn members_that_subscribe_differently_are_found_once_they_have_settled() {
        let (push, pull) = ("CONSUME_PASSIVELY", "CONSUME_ACTIVELY");
        assert!(agree(push, ["a", "a"], 120_001));
        assert!(!agree(push, ["a", "b"], 120_001));
        assert!(agree(push, ["a", "b"], 120_000));
        assert!(agree(pull, ["a", "b"], 120_001));
    }

    #[test]
    fn queues_that_stand_still_are_found() {
        let push = "CONSUME_PASSIVELY";
        for (kind, in_order, queue, expected) in [
            (push, false, r#"{"cachedMsgCount":1,"lastConsumeTimestamp":939999}"#, Some(60_001)),
            (push, false, r#"{"cachedMsgCount":1,"lastConsumeTimestamp":940000}"#, None),
            (push, false, r#"{"cachedMsgCount":0,"lastConsumeTimestamp":1}"#, None),
            ("CONSUME_ACTIVELY", false, r#"{"cachedMsgCount":1}"#, None),
        ] {
            let info = member(kind, in_order, "*", queue);
            let found = troubles(&info, NOW).pop().map(|(_, trouble)| trouble);
            assert_eq!(found, expected.map(Trouble::Blocked), "{queue}");
        }
        for (queue, expected) in [
            (r#"{"locked":false,"lastLockTimestamp":999000}"#, Some(Trouble::NotLocked(1000))),
            (r#"{"locked":true,"droped":true,"tryUnlockTimes":3}"#, Some(Trouble::NotUnlocked(3))),
            (r#"{"locked":true,"droped":false,"tryUnlockTimes":3}"#, None),
            (r#"{"locked":true,"cachedMsgCount":1,"lastConsumeTimestamp":1}"#, None),
        ] {
            let info = member(push, true, "*", queue);
            let found = troubles(&info, NOW).pop().map(|(_, trouble)| trouble);
            assert_eq!(found, expected, "{queue}");
        }
    }
}
