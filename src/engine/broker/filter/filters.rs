//! The expressions of consumer groups, by group and topic.
//!
//! Ground state, kept in `config/consumerFilter.json` and shared with Java brokers: heartbeats bring
//! expressions, and a group that has gone keeps its own for a day, so that messages stay filtered
//! for it when it comes back. Apache's `ConsumerFilterManager`; `broker.md` 5.10, `store.md` 5.3.
//! Invariants: what a heartbeat brought is there only if it compiles; the table is locked for moments
//! only, since every pull looks at it.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::{Mutex, RwLock};

use super::super::config::BrokerConfig;
use super::bloom::Bloom;
use super::{Expression, SyntaxError};
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::consumer_filter::{ConsumerFilterData, ConsumerFilterFile};
use crate::engine::protocol::bodies::fastjson::Form;
use crate::engine::protocol::bodies::heartbeat::{EXPRESSION_SQL92, SubscriptionData};
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::util::clock::TimestampMs;
use crate::engine::util::text_file;

/// Filters found in the file count as those of groups that went so long ago.
const DEAD_AT_START_MS: i64 = 30_000;

/// Expressions of topics that a group does not name any more: more of them are forgotten, the oldest
/// first, so that nobody fills the memory by naming others with each heartbeat.
const MAX_DEAD_OF_GROUP: usize = 10_000;
/// The same of all groups that have gone.
const MAX_DEAD: usize = 50_000;

/// The expression of a group for a topic.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupFilter {
    /// As it is kept.
    pub data: ConsumerFilterData,
    /// Compiled; without it every message is wanted, which only a file can bring about.
    pub expression: Option<Arc<Expression>>,
}

type Table = HashMap<GroupName, HashMap<TopicName, Arc<GroupFilter>>>;

/// The filters of all groups.
pub struct Filters {
    path: PathBuf,
    bloom: Bloom,
    table: RwLock<Table>,
    /// Whether the file is behind the table.
    changed: AtomicBool,
    /// Held by whoever changes the table, from the look at it to the change.
    changing: Mutex<()>,
    /// Held while the file is written.
    saving: Mutex<()>,
}

/// Why an expression cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// It is not written as it should be.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// Only SQL92 is known.
    #[error("expected expressions of type {EXPRESSION_SQL92} or TAG, found {0}")]
    UnknownType(String),
}

/// Compiles an expression of type `kind`.
pub fn compile(kind: &str, text: &str) -> Result<Arc<Expression>, FilterError> {
    if kind != EXPRESSION_SQL92 {
        return Err(FilterError::UnknownType(kind.to_owned()));
    }
    Ok(Arc::new(Expression::compile(text)?))
}

impl Filters {
    /// The filters of `consumerFilter.json`. Those made with other sizes of the bit maps are
    /// dropped, all of them.
    pub fn open(config: &BrokerConfig, now: TimestampMs) -> io::Result<Self> {
        let path = config.config_file("consumerFilter.json");
        let file = text_file::load(&path, |text| ConsumerFilterFile::decode(text.as_bytes()))?;
        let bloom = Bloom::new(config);
        let mut table = Table::new();
        let topics = file.unwrap_or_default().filter_data_by_topic;
        let filters = topics.into_values().flat_map(|topic| topic.group_filter_data.into_values());
        for mut data in filters {
            if !bloom.fits(data.bloom_filter_data.as_ref()) {
                tracing::warn!(path = %path.display(), group = %data.consumer_group,
                    "filters were kept with other sizes of bit maps; none of them is used");
                table.clear();
                break;
            }
            let expression = compile(&data.expression_type, &data.expression);
            let expression = expression.inspect_err(|error| {
                let (group, topic) = (&data.consumer_group, &data.topic);
                tracing::error!(%group, %topic, %error, "a kept filter does not compile");
            });
            if data.dead_time.0 == 0 {
                data.dead_time = data.born_time.max(TimestampMs(now.0 - DEAD_AT_START_MS));
            }
            let group = table.entry(data.consumer_group.clone()).or_default();
            let filter = GroupFilter { expression: expression.ok(), data };
            group.insert(filter.data.topic.clone(), Arc::new(filter));
        }
        Ok(Self {
            path,
            bloom,
            table: RwLock::new(table),
            changed: AtomicBool::new(false),
            changing: Mutex::default(),
            saving: Mutex::default(),
        })
    }

    /// The filter of `group` for `topic`; `None` means code 27.
    pub fn get(&self, group: &str, topic: &str) -> Option<Arc<GroupFilter>> {
        self.table.read().get(group)?.get(topic).cloned()
    }

    /// Takes over the expressions of a heartbeat; those of topics that are not in it go.
    pub fn register(&self, group: &GroupName, wanted: &[SubscriptionData], now: TimestampMs) {
        let has_expressions = wanted.iter().any(has_expression);
        if !has_expressions && !self.table.read().contains_key(group) {
            return;
        }
        let _changing = self.changing.lock();
        let mut filters = self.table.read().get(group).cloned().unwrap_or_default();
        let mut changed = false;
        for subscription in wanted.iter().filter(|wanted| has_expression(wanted)) {
            let old = filters.get(&subscription.topic);
            match self.change(group, old.map(|old| &**old), subscription, now) {
                Change::None => continue,
                Change::Put(filter) => {
                    filters.insert(subscription.topic.clone(), Arc::new(filter));
                }
                Change::Remove => {
                    filters.remove(&subscription.topic);
                }
            }
            changed = true;
        }
        let wanted: HashSet<&TopicName> = wanted.iter().map(|wanted| &wanted.topic).collect();
        for (topic, filter) in filters.iter_mut() {
            changed |= !wanted.contains(topic) && bury(filter, now);
        }
        if changed {
            let dead = filters.iter().filter(|(_, filter)| filter.is_dead());
            let dead = dead.map(|(topic, filter)| (filter.data.dead_time, topic.clone())).collect();
            for topic in oldest_beyond(MAX_DEAD_OF_GROUP, dead) {
                filters.remove(&topic);
            }
            self.replace(group, filters);
        }
    }

    /// Notes that `group` has gone.
    pub fn unregister(&self, group: &str, now: TimestampMs) {
        let _changing = self.changing.lock();
        let known = self.table.read().get_key_value(group).map(|(g, f)| (g.clone(), f.clone()));
        let Some((group, mut filters)) = known else { return };
        let buried = filters.values_mut().filter_map(|filter| bury(filter, now).then_some(()));
        if buried.count() > 0 {
            self.replace(&group, filters);
        }
    }

    /// Puts the filters of a group in the place of those it had. For whoever holds `changing`.
    fn replace(&self, group: &GroupName, filters: HashMap<TopicName, Arc<GroupFilter>>) {
        let old = match filters.is_empty() {
            true => self.table.write().remove(group),
            false => self.table.write().insert(group.clone(), filters),
        };
        self.changed.store(true, Ordering::Release);
        // Not under the lock.
        drop(old);
    }

    /// What a subscription changes about the filter its group had.
    fn change(
        &self,
        group: &GroupName,
        old: Option<&GroupFilter>,
        subscription: &SubscriptionData,
        now: TimestampMs,
    ) -> Change {
        let bloom = self.bloom.of(group, &subscription.topic);
        if let Some(old) = old {
            let (known, version) = (old.data.client_version, subscription.sub_version);
            if version < known || (version == known && !old.is_dead()) {
                return Change::None;
            }
            let is_same = old.data.expression == subscription.sub_string
                && old.data.expression_type == subscription.expression_type
                && old.data.bloom_filter_data.as_ref() == Some(&bloom);
            if version == known || is_same {
                let mut filter = old.clone();
                filter.data.client_version = version;
                filter.data.dead_time = TimestampMs(0);
                return Change::Put(filter);
            }
        }
        let topic = &subscription.topic;
        match compile(&subscription.expression_type, &subscription.sub_string) {
            Ok(expression) => Change::Put(GroupFilter {
                data: ConsumerFilterData {
                    bloom_filter_data: Some(bloom),
                    born_time: now,
                    client_version: subscription.sub_version,
                    consumer_group: group.clone(),
                    expression: subscription.sub_string.clone(),
                    expression_type: subscription.expression_type.clone(),
                    topic: topic.clone(),
                    ..ConsumerFilterData::default()
                },
                expression: Some(expression),
            }),
            // Without the old one the client hears of it: code 27.
            Err(error) => {
                tracing::warn!(%group, %topic, %error, "a filter does not compile");
                if old.is_some() { Change::Remove } else { Change::None }
            }
        }
    }

    /// The table as it is kept.
    pub fn to_file(&self) -> ConsumerFilterFile {
        let mut file = ConsumerFilterFile::default();
        for filter in self.table.read().values().flat_map(HashMap::values) {
            let mut data = filter.data.clone();
            data.dead = filter.is_dead();
            let topic = file.filter_data_by_topic.entry(data.topic.clone()).or_default();
            topic.topic = data.topic.clone();
            topic.group_filter_data.insert(data.consumer_group.clone(), data);
        }
        file
    }

    /// Forgets filters of groups that went `keep` ago or earlier, or of which there are too many, and
    /// writes the file if something changed since it was written. A failure is logged and tried again
    /// the next time.
    pub fn save(&self, keep: Duration, now: TimestampMs) {
        let _saving = self.saving.lock();
        self.forget(keep, now);
        if !self.changed.swap(false, Ordering::AcqRel) {
            return;
        }
        let text = self.to_file().encode_as(Form::Pretty);
        if let Err(error) = text_file::replace(&self.path, &String::from_utf8_lossy(&text)) {
            self.changed.store(true, Ordering::Release);
            tracing::error!(path = %self.path.display(), %error, "filters are not saved");
        }
    }

    fn forget(&self, keep: Duration, now: TimestampMs) {
        let keep = i64::try_from(keep.as_millis()).unwrap_or(i64::MAX);
        let _changing = self.changing.lock();
        let mut dead = Vec::new();
        for (group, filters) in &*self.table.read() {
            for (topic, filter) in filters.iter().filter(|(_, filter)| filter.is_dead()) {
                dead.push((filter.data.dead_time, (group.clone(), topic.clone())));
            }
        }
        let is_over = |since: &TimestampMs| now.0 - since.0 >= keep;
        let (over, dead): (Vec<_>, Vec<_>) = dead.into_iter().partition(|(at, _)| is_over(at));
        let mut gone: Vec<_> = over.into_iter().map(|(_, place)| place).collect();
        gone.extend(oldest_beyond(MAX_DEAD, dead));
        if gone.is_empty() {
            return;
        }
        let mut table = self.table.write();
        for (group, topic) in gone {
            if let Some(filters) = table.get_mut(&group) {
                filters.remove(&topic);
                if filters.is_empty() {
                    table.remove(&group);
                }
            }
        }
        self.changed.store(true, Ordering::Release);
    }
}

/// The oldest of `all` but for the `most` youngest.
fn oldest_beyond<P: Ord>(most: usize, mut all: Vec<(TimestampMs, P)>) -> Vec<P> {
    if all.len() <= most {
        return Vec::new();
    }
    all.sort_unstable();
    all.truncate(all.len() - most);
    all.into_iter().map(|(_, place)| place).collect()
}

/// Notes that the group of a filter has gone; false when that is known.
fn bury(filter: &mut Arc<GroupFilter>, now: TimestampMs) -> bool {
    let lives = !filter.is_dead();
    if lives {
        Arc::make_mut(filter).data.dead_time = now;
    }
    lives
}

enum Change {
    None,
    Put(GroupFilter),
    Remove,
}

impl GroupFilter {
    /// Whether the group has gone since it brought the filter.
    pub fn is_dead(&self) -> bool {
        self.data.dead_time >= self.data.born_time
    }
}

fn has_expression(subscription: &SubscriptionData) -> bool {
    !subscription.is_tag() && !subscription.sub_string.is_empty()
}
