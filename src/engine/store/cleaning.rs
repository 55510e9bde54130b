//! Cleaning: files that are expired, or for which there is no room, leave at the front of the
//! store (`store.md` 3.5; Apache's `CleanCommitLogService` and `CleanConsumeQueueService`).
//!
//! Oldest first, each removal on the device before the next one, so that a crash in between
//! leaves a shorter log without a gap. The commit log goes first; queues and index follow it, at
//! the latest when the store is opened again. A file that is not dispatched yet stays, and so
//! does the last one.

use std::sync::Arc;
use std::sync::Weak;
use std::time::Instant;

use parking_lot::{Mutex, RwLock};

use super::bell::Bell;
use super::cleaning_rules::{Allowed, CleaningRules, Moment};
use super::error::{IoContext, StoreError};
use super::layout;
use super::shared::Shared;
use super::space;
use crate::engine::protocol::names::PhysicalOffset;

/// Commit log files that one round removes at most.
const MAX_FILES: usize = 10;
/// Rounds in which an operator's request lasts.
const ROUNDS_BY_HAND: u32 = 20;

/// The rules of cleaning, and how far it came.
#[derive(Default)]
pub(super) struct Cleaning {
    rules: RwLock<Arc<CleaningRules>>,
    state: Mutex<State>,
    by_hand: Mutex<u32>,
    /// Wakes the cleaning thread.
    pub bell: Bell,
}

#[derive(Default)]
struct State {
    /// Queues and index are fitted to a log that begins here.
    followed: PhysicalOffset,
    held: Vec<Held>,
    reminded: Option<Instant>,
}

/// A removed file that readers still hold: its room is not free yet.
struct Held {
    readers: Weak<()>,
    since: Instant,
}

/// What a round of cleaning removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Files of the commit log.
    pub log_files: usize,
    /// Files of consume queues.
    pub queue_files: usize,
    /// Index files.
    pub index_files: usize,
}

impl Cleaning {
    /// Cleaning by `rules`.
    pub fn new(rules: CleaningRules) -> Self {
        Self { rules: RwLock::new(Arc::new(rules)), ..Self::default() }
    }

    /// Other rules, from now on.
    pub fn set_rules(&self, rules: CleaningRules) {
        let mut held = self.rules.write();
        if **held != rules {
            *held = Arc::new(rules);
            self.bell.ring();
        }
    }

    /// Lets the next rounds remove expired files at any hour.
    pub fn by_hand(&self) {
        *self.by_hand.lock() = ROUNDS_BY_HAND;
        self.bell.ring();
    }

    fn take_by_hand(&self) -> bool {
        let mut rounds = self.by_hand.lock();
        let asked = *rounds > 0;
        *rounds = rounds.saturating_sub(1);
        asked
    }
}

/// Cleans until the store closes.
pub(super) fn run(shared: &Shared) {
    loop {
        let pause = shared.cleaning.rules.read().interval;
        if shared.cleaning.bell.wait(pause) {
            return;
        }
        if let Err(error) = round(shared, Moment::now()) {
            tracing::error!(%error, "cleaning; the next round tries again");
        }
    }
}

/// One round at `moment`.
pub(super) fn round(shared: &Shared, moment: Moment) -> Result<Cleaned, StoreError> {
    let mut state = shared.cleaning.state.lock();
    let rules = shared.cleaning.rules.read().clone();
    let log_files = clean_log(shared, &mut state, &rules, moment)?;
    let mut cleaned = Cleaned { log_files, ..Cleaned::default() };
    let log_min = shared.log.min();
    if log_min > state.followed {
        let queues = clean_queues(shared, &rules, log_min);
        cleaned.queue_files = queues.files;
        if let Some(index) = &shared.index {
            cleaned.index_files = index.remove_before(log_min)?;
        }
        if queues.all {
            state.followed = log_min;
        }
    }
    if cleaned != Cleaned::default() {
        tracing::info!(?cleaned, %log_min, "cleaned");
    }
    Ok(cleaned)
}

/// Removes what the rules allow from the front of the commit log; answers how many files.
fn clean_log(
    shared: &Shared,
    state: &mut State,
    rules: &CleaningRules,
    moment: Moment,
) -> Result<usize, StoreError> {
    let by_hand = shared.cleaning.take_by_hand();
    let mut used = space::most_used(shared);
    let mut removed = 0;
    while removed < MAX_FILES {
        let allowed = rules.allowed(moment.hour, used, by_hand);
        let Some(first) = shared.log.segments.first().filter(|_| allowed != Allowed::Nothing)
        else {
            break;
        };
        let modified = first.file.modified().or_io("look at", &first.path)?;
        let is_expired = rules.is_expired(modified, moment.time);
        // Room that readers still hold comes back without more files being lost.
        let may_go = is_expired || (allowed == Allowed::Any && !state.is_waiting(rules));
        if !may_go || first.end() > shared.dispatched.to() {
            break;
        }
        let (readers, path) = (first.readers(), first.path.clone());
        drop(first);
        if !shared.log.segments.remove_first()? {
            break;
        }
        tracing::info!(
            path = %path.display(), last_written = %modified, is_expired, ?used,
            "a commit log file is removed"
        );
        removed += 1;
        state.held.push(Held { readers, since: Instant::now() });
        if removed < MAX_FILES && shared.cleaning.bell.sleep(rules.log_pause) {
            break;
        }
        used = space::most_used(shared);
    }
    if removed > 0 {
        space::look_and_judge(shared);
    } else if rules.is_short_of_room(used) {
        tracing::warn!(?used, "the disk is nearly full, and no file can be removed");
    }
    state.remind(rules);
    Ok(removed)
}

/// How far [`clean_queues`] came.
struct FollowedQueues {
    files: usize,
    all: bool,
}

/// Fits all queues to the log. One that cannot be read does not keep the others from it.
fn clean_queues(shared: &Shared, rules: &CleaningRules, log_min: PhysicalOffset) -> FollowedQueues {
    let mut followed = FollowedQueues { files: 0, all: true };
    for queue in shared.queues.all() {
        match shared.queues.files.clean(&queue, log_min) {
            Ok(0) => {}
            Ok(files) => {
                followed.files += files;
                if shared.cleaning.bell.sleep(rules.queue_pause) {
                    followed.all = false;
                    break;
                }
            }
            Err(error) => {
                followed.all = false;
                tracing::warn!(%error, topic = %queue.topic(), queue = %queue.id(), "cleaning a queue");
            }
        }
    }
    followed
}

/// Removes the files of queues of which the log holds nothing; answers how many queues.
pub(super) fn remove_expired_queues(shared: &Shared) -> Result<usize, StoreError> {
    let _state = shared.cleaning.state.lock();
    let log_min = shared.log.min();
    let mut removed = 0;
    for queue in shared.queues.all() {
        // Progress of delayed messages counts on its offsets.
        if queue.topic().as_str() == layout::SCHEDULE_TOPIC {
            continue;
        }
        if shared.queues.files.remove_expired(&queue, log_min)? {
            tracing::info!(topic = %queue.topic(), queue = %queue.id(), "an expired queue is removed");
            removed += 1;
        }
    }
    Ok(removed)
}

impl State {
    /// Whether room of removed files will come back soon.
    fn is_waiting(&mut self, rules: &CleaningRules) -> bool {
        self.held.retain(|held| held.readers.strong_count() > 0);
        self.held.iter().any(|held| held.since.elapsed() < rules.reader_patience)
    }

    /// Says from time to time that readers hold removed files.
    fn remind(&mut self, rules: &CleaningRules) {
        self.held.retain(|held| held.readers.strong_count() > 0);
        let is_late = self.held.iter().any(|held| held.since.elapsed() >= rules.reader_patience);
        let is_due = self.reminded.is_none_or(|at| at.elapsed() >= rules.reader_reminder);
        if is_late && is_due {
            self.reminded = Some(Instant::now());
            let files = self.held.len();
            tracing::warn!(
                files,
                "slow readers hold removed commit log files; their room is not free yet"
            );
        }
    }
}
