//! Delayed messages: where they wait until they are due, and how far each level was delivered
//! (`broker.md` 5.4, `store.md` 5.1). `delay_delivery.rs` delivers them.
//!
//! Ground state: `config/delayOffset.json`, shared with Java brokers. It never says more than the
//! log on the device holds: after a crash messages are delivered twice, but none is left out.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::Broker;
use super::config::BrokerConfig;
use super::detour::Detour;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::fastjson::Form;
use crate::engine::protocol::bodies::offsets::DelayOffsetTable;
use crate::engine::protocol::delay_level::DelayLevels;
use crate::engine::protocol::message::{property, with_properties};
use crate::engine::protocol::name_rules::SCHEDULE_TOPIC;
use crate::engine::protocol::names::{QueueId, QueueOffset};
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::store::{Arrivals, Store};
use crate::engine::util::text_file;

/// Between two looks whether the log is flushed far enough for the file.
const FLUSH_LOOK: Duration = Duration::from_millis(200);

/// The levels, and how far each is.
pub struct Delay {
    levels: DelayLevels,
    path: PathBuf,
    progress: Mutex<Progress>,
    /// Rung when a message came into the schedule topic.
    pub(super) news: Notify,
}

#[derive(Default)]
struct Progress {
    /// Next offset of each level of which something was delivered, or that the file names.
    next: BTreeMap<i32, QueueOffset>,
    /// What the file says.
    saved: BTreeMap<i32, QueueOffset>,
}

/// The queue of the schedule topic in which a level's messages wait.
pub(super) fn queue_of(level: i32) -> QueueId {
    QueueId(level - 1)
}

impl Delay {
    /// The levels of `config` and the progress of `delayOffset.json`.
    pub fn open(config: &BrokerConfig) -> io::Result<Self> {
        let path = config.config_file("delayOffset.json");
        let file = text_file::load(&path, |text| DelayOffsetTable::decode(text.as_bytes()))?;
        let next = file.unwrap_or_default().offset_table;
        let levels = config.delay_levels().map_err(io::Error::other)?;
        let progress = Mutex::new(Progress { saved: next.clone(), next });
        Ok(Self { levels, path, progress, news: Notify::new() })
    }

    /// The levels.
    pub fn levels(&self) -> &DelayLevels {
        &self.levels
    }

    /// The detour that a message takes whose properties ask for `level`; `None` without a delay.
    pub(super) fn detour(
        &self,
        level: i32,
        real_place: (&str, QueueId),
        properties: &str,
    ) -> Option<Detour> {
        let level = self.levels.clamp(level)?;
        let text = with_properties(properties, &[(property::DELAY, Some(&*level.to_string()))]);
        Some(Detour::new((SCHEDULE_TOPIC, queue_of(level)), real_place, &text))
    }

    /// Where delivery of `level` goes on: as saved, but within its queue
    /// (`ScheduleMessageService.correctDelayOffset`).
    pub(super) fn next_of(&self, level: i32, store: &Store) -> QueueOffset {
        let queue = queue_of(level);
        let (min, max) =
            (store.min_offset(SCHEDULE_TOPIC, queue), store.max_offset(SCHEDULE_TOPIC, queue));
        let mut progress = self.progress.lock();
        let Some(saved) = progress.next.get(&level).copied() else { return min };
        let next = saved.max(min).min(max);
        if next != saved {
            tracing::warn!(level, %saved, %min, %max, "delayOffset.json does not fit the queue");
            progress.next.insert(level, next);
        }
        next
    }

    /// Everything of `level` before `next` was delivered.
    pub(super) fn delivered_to(&self, level: i32, next: QueueOffset) {
        self.progress.lock().next.insert(level, next);
    }

    /// Hears of messages that became readable.
    pub(super) fn arrived(&self, arrivals: &[Arrivals]) {
        if arrivals.iter().any(|arrival| &**arrival.queue().topic() == SCHEDULE_TOPIC) {
            self.news.notify_one();
        }
    }

    /// How far each level is, as 28 shows it: key, `next,max`.
    pub fn running_stats(&self, store: &Store) -> Vec<(String, String)> {
        let next = self.progress.lock().next.clone();
        let stat = |(level, next)| {
            let max = store.max_offset(SCHEDULE_TOPIC, queue_of(level));
            (format!("scheduleMessageOffset_{level}"), format!("{next},{max}"))
        };
        next.into_iter().map(stat).collect()
    }

    /// The whole table as a body (45) and file.
    pub fn to_table(&self) -> DelayOffsetTable {
        DelayOffsetTable { offset_table: self.progress.lock().next.clone() }
    }

    fn unsaved(&self) -> Option<DelayOffsetTable> {
        let progress = self.progress.lock();
        (progress.next != progress.saved)
            .then(|| DelayOffsetTable { offset_table: progress.next.clone() })
    }

    fn save(&self, table: DelayOffsetTable) {
        let text = table.encode_as(Form::Pretty);
        match text_file::replace(&self.path, &String::from_utf8_lossy(&text)) {
            Ok(()) => self.progress.lock().saved = table.offset_table,
            Err(error) => {
                tracing::error!(path = %self.path.display(), %error, "progress is not saved");
            }
        }
    }

    /// Becomes a copy of the master's progress and saves it, unless it is one already. For a slave,
    /// which delivers nothing itself.
    pub(super) fn adopt(&self, table: DelayOffsetTable) {
        let known = std::mem::replace(&mut self.progress.lock().next, table.offset_table.clone());
        if known != table.offset_table {
            self.save(table);
        }
    }

    /// Saves what was delivered. For a store whose log is on the device.
    pub(super) fn save_all(&self) {
        if let Some(table) = self.unsaved() {
            self.save(table);
        }
    }
}

/// Saves progress from time to time, each time after the deliveries it tells of are flushed.
pub(super) async fn keep_saved(broker: Arc<Broker>) {
    let period = broker.config().flush_delay_offset_interval.max(1).unsigned_abs();
    loop {
        tokio::time::sleep(Duration::from_millis(period)).await;
        let Some(table) = broker.delay.unsaved() else { continue };
        let end = broker.store.max_physical_offset();
        while broker.store.flushed_to() < end {
            tokio::time::sleep(FLUSH_LOOK).await;
        }
        let saver = broker.clone();
        // A panic in it has been reported already; the next round tries again.
        drop(tokio::task::spawn_blocking(move || saver.delay.save(table)).await);
    }
}

/// GET_ALL_DELAY_OFFSET (45).
pub fn all(broker: &Broker, _: &Arc<Connection>, _: &Frame) -> Reply {
    Reply::with_body(broker.delay.to_table().encode())
}
