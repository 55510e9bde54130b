//! Settings of the store, with Apache's defaults (`config.md` 6.5).

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use procfs::Current;

use super::cleaning_rules::CleaningRules;
use super::error::StoreError;
use super::layout::UNIT_LEN;

/// When a message counts as stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlushMode {
    /// When it is in the page cache; flushed in the background.
    #[default]
    Async,
    /// When it is on disk.
    Sync,
}

/// Settings of one store. Names in backticks are the configuration keys of Apache.
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// `storePathRootDir`.
    pub root_dir: PathBuf,
    /// `storePathCommitLog`: one folder, or several that take turns.
    pub commit_log_dirs: Vec<PathBuf>,
    /// `readOnlyCommitLogStorePaths`: folders of log files that get no new ones.
    pub read_only_commit_log_dirs: Vec<PathBuf>,
    /// `mappedFileSizeCommitLog`, bytes.
    pub commit_log_file_size: u64,
    /// `mappedFileSizeConsumeQueue`, bytes; rounded up to whole units.
    pub consume_queue_file_size: u64,
    /// `enableConsumeQueueExt`: new units of queues get an extension.
    pub extend_consume_queues: bool,
    /// `mappedFileSizeConsumeQueueExt`, bytes.
    pub consume_queue_ext_file_size: u64,
    /// `maxHashSlotNum`.
    pub max_hash_slot_num: u32,
    /// `maxIndexNum`.
    pub max_index_num: u32,
    /// `messageIndexEnable`.
    pub index_enabled: bool,
    /// `flushDiskType`.
    pub flush: FlushMode,
    /// `flushIntervalCommitLog`.
    pub flush_interval: Duration,
    /// `flushCommitLogLeastPages`, pages of 4 KiB.
    pub flush_least_pages: u32,
    /// `flushCommitLogThoroughInterval`.
    pub flush_thorough_interval: Duration,
    /// `flushConsumeQueueThoroughInterval`: queues and checkpoint.
    pub flush_queues_interval: Duration,
    /// `syncFlushTimeout`.
    pub sync_flush_timeout: Duration,
    /// `maxMessageSize`, bytes of a body.
    pub max_message_size: i32,
    /// `checkCRCOnRecover`.
    pub check_crc_on_recover: bool,
    /// `diskSpaceWarningLevelRatio`: above it messages are refused.
    pub disk_warning_ratio: f64,
    /// How often the disks' free space is looked at; every second while one is full.
    pub disk_check_interval: Duration,
    /// When files are removed from the front.
    pub cleaning: CleaningRules,
    /// `accessMessageInMemoryMaxRatio`, percent of the machine's memory.
    pub access_in_memory_max_ratio: u8,
    /// `messageDelayLevel`: delay of level 1, 2 and so on, in milliseconds.
    pub delay_levels_ms: Vec<i64>,
    /// Whether the log is a copy of a master's: it grows by what that sends only.
    pub is_replica: bool,
    /// Bytes of waiting messages above which `submit` refuses.
    pub max_waiting_bytes: usize,
    /// `sendThreadPoolQueueCapacity`: requests with waiting messages above which `submit` refuses.
    pub max_waiting_requests: usize,
    /// Messages that may wait for dispatch before it falls back to reading the log.
    pub max_waiting_dispatch: usize,
    /// Queue files that are kept open at most.
    pub max_open_queue_files: usize,
}

impl Default for StoreConfig {
    fn default() -> Self {
        let root_dir = PathBuf::from("store");
        Self {
            commit_log_dirs: vec![root_dir.join("commitlog")],
            read_only_commit_log_dirs: Vec::new(),
            root_dir,
            commit_log_file_size: 1 << 30,
            consume_queue_file_size: 300_000 * UNIT_LEN as u64,
            extend_consume_queues: false,
            consume_queue_ext_file_size: 48 << 20,
            max_hash_slot_num: 5_000_000,
            max_index_num: 20_000_000,
            index_enabled: true,
            flush: FlushMode::Async,
            flush_interval: Duration::from_millis(500),
            flush_least_pages: 4,
            flush_thorough_interval: Duration::from_secs(10),
            flush_queues_interval: Duration::from_secs(60),
            sync_flush_timeout: Duration::from_secs(5),
            max_message_size: 4 << 20,
            check_crc_on_recover: true,
            disk_warning_ratio: 0.90,
            disk_check_interval: Duration::from_secs(10),
            cleaning: CleaningRules::default(),
            access_in_memory_max_ratio: 40,
            delay_levels_ms: default_delay_levels(),
            is_replica: false,
            max_waiting_bytes: 64 << 20,
            max_waiting_requests: 10_000,
            max_waiting_dispatch: 1 << 18,
            max_open_queue_files: share_of_open_files(),
        }
    }
}

impl StoreConfig {
    /// The defaults, below `root_dir`.
    pub fn at(root_dir: impl Into<PathBuf>) -> Self {
        let root_dir = root_dir.into();
        Self { commit_log_dirs: vec![root_dir.join("commitlog")], root_dir, ..Self::default() }
    }

    /// Every folder of the commit log, each once.
    pub(super) fn log_dirs(&self) -> Vec<&Path> {
        let mut dirs: Vec<&Path> = Vec::new();
        for dir in self.commit_log_dirs.iter().chain(&self.read_only_commit_log_dirs) {
            if !dirs.contains(&dir.as_path()) {
                dirs.push(dir);
            }
        }
        dirs
    }

    /// This configuration with sizes rounded as Apache rounds them, or what cannot work.
    pub(super) fn checked(mut self) -> Result<Self, StoreError> {
        self.consume_queue_file_size =
            self.consume_queue_file_size.next_multiple_of(UNIT_LEN as u64);
        let refuse = |key, found, why| Err(StoreError::Setting { key, found, why });
        if self.commit_log_file_size < 1024 || self.commit_log_file_size > i32::MAX as u64 {
            let found = self.commit_log_file_size;
            return refuse("mappedFileSizeCommitLog", found, "1 KiB to 2 GiB - 1 are");
        }
        let queue_size = self.consume_queue_file_size;
        if queue_size == 0 || queue_size > i32::MAX as u64 {
            return refuse("mappedFileSizeConsumeQueue", queue_size, "20 bytes to 2 GiB - 1 are");
        }
        let ext_size = self.consume_queue_ext_file_size;
        if !(64..=i32::MAX as u64).contains(&ext_size) {
            let why = "64 bytes to 2 GiB - 1 are";
            return refuse("mappedFileSizeConsumeQueueExt", ext_size, why);
        }
        if self.max_hash_slot_num == 0 || self.max_hash_slot_num > i32::MAX as u32 {
            let found = u64::from(self.max_hash_slot_num);
            return refuse("maxHashSlotNum", found, "1 to 2147483647 are");
        }
        if self.max_index_num < 2 || self.max_index_num > i32::MAX as u32 {
            return refuse("maxIndexNum", u64::from(self.max_index_num), "2 to 2147483647 are");
        }
        Ok(self)
    }

    /// Bytes behind the log's end that count as "in memory".
    pub(super) fn in_memory_bytes(&self) -> i64 {
        static TOTAL: OnceLock<u64> = OnceLock::new();
        // Without an answer from the system nothing counts as cold.
        let total =
            *TOTAL.get_or_init(|| procfs::Meminfo::current().map_or(u64::MAX, |m| m.mem_total));
        let share = u128::from(total) * u128::from(self.access_in_memory_max_ratio) / 100;
        i64::try_from(share).unwrap_or(i64::MAX)
    }

    /// Delay of `level` in milliseconds as `ScheduleMessageService` computes it: a level above
    /// the last means the last.
    pub fn delay_of_level(&self, level: i64) -> Option<i64> {
        let at = usize::try_from(level).ok()?.checked_sub(1)?;
        Some(self.delay_levels_ms.get(at).or(self.delay_levels_ms.last()).copied().unwrap_or(1000))
    }
}

/// An eighth of the files that this process may have open: connections need most of them.
fn share_of_open_files() -> usize {
    use nix::sys::resource::{Resource, getrlimit};
    let soft = getrlimit(Resource::RLIMIT_NOFILE).map_or(1024, |(soft, _)| soft);
    usize::try_from(soft / 8).unwrap_or(usize::MAX).clamp(64, 4096)
}

fn default_delay_levels() -> Vec<i64> {
    const SECOND: i64 = 1000;
    const MINUTE: i64 = 60 * SECOND;
    let seconds = [1, 5, 10, 30].map(|n| n * SECOND);
    let minutes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 60, 120].map(|n| n * MINUTE);
    seconds.into_iter().chain(minutes).collect()
}
