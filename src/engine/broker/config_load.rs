//! From `.properties` text to a configuration, with everything worth telling the operator.
//!
//! Nothing is logged or printed here: findings are values, for whoever starts the broker to show.

use std::fmt;
use std::time::Duration;

use super::config::{self, BrokerConfig, BrokerRole, FlushDiskType, KEYS};
use super::filter::bit_map_len;
use crate::engine::protocol::delay_level::{DelayLevelError, DelayLevels};
use crate::engine::remoting::tls::TlsSettings;
use crate::engine::store::{CleaningRules, FlushMode, StoreConfig};
use crate::engine::util::nearest::nearest;
use crate::engine::util::properties::{Property, parse};

/// Something in a configuration file that is not as it seems; the broker starts all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No key has this name.
    UnknownKey {
        /// Line of the file, from 1.
        line: usize,
        /// As written.
        key: String,
        /// The key that was probably meant.
        meant: Option<&'static str>,
    },
    /// The value is not what the key expects; the default stands.
    BadValue {
        /// Line of the file, from 1.
        line: usize,
        /// The key.
        key: String,
        /// As written.
        found: String,
        /// What the key expects.
        expected: &'static str,
        /// The value that stands instead.
        used: String,
    },
    /// The value is overruled by another key.
    Overruled {
        /// The key.
        key: &'static str,
        /// As written.
        found: String,
        /// The value that stands instead.
        used: String,
        /// Why.
        reason: &'static str,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { line, key, meant: Some(meant) } => {
                write!(f, "line {line}: unknown key `{key}` is ignored; did you mean `{meant}`?")
            }
            Self::UnknownKey { line, key, meant: None } => {
                write!(f, "line {line}: unknown key `{key}` is ignored")
            }
            Self::BadValue { line, key, found, expected, used } => {
                write!(
                    f,
                    "line {line}: `{key}` must be {expected}, found `{found}`; {used} is used"
                )
            }
            Self::Overruled { key, found, used, reason } => {
                write!(f, "`{key}={found}` has no effect, {used} is used: {reason}")
            }
        }
    }
}

/// Why a configuration cannot start a broker.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A slave has the id of a master (Apache exits with -3).
    #[error("brokerRole=SLAVE needs brokerId > 0, found {found}")]
    SlaveWithoutId {
        /// The id as written.
        found: i64,
    },
    /// A value that must not be replaced by the default is none of those possible.
    #[error("line {line}: `{key}` must be {expected}, found `{found}`")]
    BadChoice {
        /// Line of the file, from 1.
        line: usize,
        /// The key.
        key: &'static str,
        /// As written.
        found: String,
        /// What is possible.
        expected: &'static str,
    },
    /// The ports derived from `listenPort` do not exist.
    #[error("listenPort must be within 3..=65534, found {found}")]
    ListenPort {
        /// The port as written.
        found: i32,
    },
    /// The delays of the delay levels cannot be read.
    #[error("messageDelayLevel must be delays like `1s 5m 2h`: {0}")]
    DelayLevels(#[from] DelayLevelError),
    /// The key asks for something that must not be missing silently.
    #[error("{key}={found} is not supported: {reason}")]
    Unsupported {
        /// The key.
        key: &'static str,
        /// As written.
        found: String,
        /// What would go wrong.
        reason: &'static str,
    },
}

impl ConfigError {
    /// The key it is about.
    pub fn key(&self) -> &'static str {
        match self {
            Self::SlaveWithoutId { .. } => "brokerId",
            Self::BadChoice { key, .. } | Self::Unsupported { key, .. } => key,
            Self::ListenPort { .. } => "listenPort",
            Self::DelayLevels(_) => "messageDelayLevel",
        }
    }
}

/// Lowest `listenPort`: the second client port is two below and must not be 0.
const LOWEST_PORT: i32 = 3;
/// Highest `listenPort`: the replication port is one above.
const HIGHEST_PORT: i32 = 65534;

impl BrokerConfig {
    /// The defaults with the keys of `text` set and Apache's start rules (`config.md` 6.1) applied.
    pub fn load(text: &str) -> Result<(Self, Vec<Finding>), ConfigError> {
        let mut config = Self::default();
        let mut findings = config.apply(&parse(text))?;
        findings.extend(config.settle()?);
        Ok((config, findings))
    }

    /// Sets the keys of `properties`, in their order. A number or boolean that is none leaves
    /// what was there.
    pub fn apply(&mut self, properties: &[Property]) -> Result<Vec<Finding>, ConfigError> {
        let mut findings = Vec::new();
        for Property { key, value, line } in properties {
            let line = *line;
            match self.set(key, value) {
                Some(true) => {}
                Some(false) => findings.push(self.bad_value(line, key, value)?),
                None => findings.push(Finding::UnknownKey {
                    line,
                    key: key.clone(),
                    meant: nearest(key, KEYS.iter().map(|row| row.name)),
                }),
            }
        }
        Ok(findings)
    }

    fn bad_value(&self, line: usize, key: &str, found: &str) -> Result<Finding, ConfigError> {
        if let Some((key, expected)) = TlsSettings::known(key) {
            return Err(ConfigError::BadChoice { line, key, found: found.to_owned(), expected });
        }
        let row = config::key(key);
        let (expected, found) = (row.map_or("", |row| row.expected), found.to_owned());
        if let Some(row) = row.filter(|row| row.strict) {
            return Err(ConfigError::BadChoice { line, key: row.name, found, expected });
        }
        let used = self.entries().find(|(k, _)| *k == key).map(|(_, v)| v).unwrap_or_default();
        Ok(Finding::BadValue { line, key: key.to_owned(), found, expected, used })
    }

    /// Applies the rules by which keys depend on each other. Call it once, after the last key.
    pub fn settle(&mut self) -> Result<Vec<Finding>, ConfigError> {
        let mut findings = Vec::new();
        let port = self.listen_port;
        if !(LOWEST_PORT..=HIGHEST_PORT).contains(&port) {
            return Err(ConfigError::ListenPort { found: port });
        }
        let (ha_default, ha_port) = (Self::default().ha_listen_port, port + 1);
        if self.ha_listen_port != ha_default && self.ha_listen_port != ha_port {
            findings.push(Finding::Overruled {
                key: "haListenPort",
                found: self.ha_listen_port.to_string(),
                used: ha_port.to_string(),
                reason: "replication always listens on listenPort + 1",
            });
        }
        self.ha_listen_port = ha_port;
        match self.broker_role {
            BrokerRole::Slave if self.broker_id <= 0 => {
                return Err(ConfigError::SlaveWithoutId { found: self.broker_id });
            }
            BrokerRole::AsyncMaster | BrokerRole::SyncMaster if self.broker_id != 0 => {
                findings.push(Finding::Overruled {
                    key: "brokerId",
                    found: self.broker_id.to_string(),
                    used: "0".to_owned(),
                    reason: "a master always has brokerId 0 (set brokerRole=SLAVE for a slave)",
                });
                self.broker_id = 0;
            }
            BrokerRole::Slave | BrokerRole::AsyncMaster | BrokerRole::SyncMaster => {}
        }
        self.delay_levels()?;
        self.refuse_unsupported()?;
        self.bit_map_length_consume_queue_ext = bit_map_len(self);
        if self.store_path_commit_log.is_none() {
            self.store_path_commit_log = Some(format!("{}/commitlog", self.store_path_root_dir));
        }
        Ok(findings)
    }
}

impl BrokerConfig {
    /// Refuses what would put messages or access to them at risk if it were passed over.
    fn refuse_unsupported(&self) -> Result<(), ConfigError> {
        let refuse = |key, found, reason| Err(ConfigError::Unsupported { key, found, reason });
        if self.enable_dleger_commit_log {
            let reason = "messages would not be replicated by quorum";
            return refuse("enableDLegerCommitLog", "true".to_owned(), reason);
        }
        Ok(())
    }

    /// The delay levels.
    pub fn delay_levels(&self) -> Result<DelayLevels, ConfigError> {
        Ok(DelayLevels::parse(&self.message_delay_level)?)
    }

    /// The settings of the store.
    pub fn store_config(&self) -> StoreConfig {
        let ms = |ms: i32| Duration::from_millis(u64::try_from(ms).unwrap_or_default());
        // What is out of range becomes 0, which the store refuses with the key's name.
        let size = |size: i32| u64::try_from(size).unwrap_or_default();
        let count = |count: i32| u32::try_from(count).unwrap_or_default();
        StoreConfig {
            commit_log_dirs: self.commit_log_paths(),
            read_only_commit_log_dirs: self.read_only_commit_log_paths(),
            commit_log_file_size: size(self.mapped_file_size_commit_log),
            consume_queue_file_size: size(self.mapped_file_size_consume_queue),
            extend_consume_queues: self.enable_consume_queue_ext,
            consume_queue_ext_file_size: size(self.mapped_file_size_consume_queue_ext),
            max_hash_slot_num: count(self.max_hash_slot_num),
            max_index_num: count(self.max_index_num),
            index_enabled: self.message_index_enable,
            flush: match self.flush_disk_type {
                FlushDiskType::AsyncFlush => FlushMode::Async,
                FlushDiskType::SyncFlush => FlushMode::Sync,
            },
            flush_interval: ms(self.flush_interval_commit_log),
            flush_least_pages: count(self.flush_commit_log_least_pages),
            flush_thorough_interval: ms(self.flush_commit_log_thorough_interval),
            flush_queues_interval: ms(self.flush_consume_queue_thorough_interval),
            sync_flush_timeout: ms(self.sync_flush_timeout),
            max_message_size: self.max_message_size,
            max_waiting_requests: usize::try_from(self.send_thread_pool_queue_capacity)
                .unwrap_or(0),
            is_replica: self.is_slave(),
            check_crc_on_recover: self.check_crc_on_recover,
            disk_warning_ratio: ratio(self.disk_space_warning_level_ratio, 1, 100),
            cleaning: self.cleaning_rules(),
            access_in_memory_max_ratio: u8::try_from(self.access_message_in_memory_max_ratio)
                .unwrap_or(100),
            delay_levels_ms: self.delay_levels().unwrap_or_default().to_ms(),
            ..StoreConfig::at(self.root())
        }
    }
}

impl BrokerConfig {
    /// When the store removes files.
    pub fn cleaning_rules(&self) -> CleaningRules {
        const HOUR_S: u64 = 3600;
        let ms = |ms: i32| Duration::from_millis(u64::try_from(ms).unwrap_or_default());
        let hours = u64::try_from(self.file_reserved_time).unwrap_or_default();
        CleaningRules {
            hours: self.delete_when.0.clone(),
            keep: Duration::from_secs(hours * HOUR_S),
            // Bounds of Apache's getter.
            max_used_ratio: ratio(self.disk_max_used_space_ratio, 10, 95),
            forcible_ratio: ratio(self.disk_space_clean_forcibly_ratio, 1, 100),
            forcible: self.clean_file_forcibly_enable,
            interval: ms(self.clean_resource_interval.max(1)),
            log_pause: ms(self.delete_commit_log_files_interval),
            queue_pause: ms(self.delete_consume_queue_files_interval),
            reader_patience: ms(self.destroy_maped_file_interval_forcibly),
            reader_reminder: ms(self.redelete_hanged_file_interval),
        }
    }
}

/// A percentage as a share, kept within bounds.
fn ratio(percent: i32, lowest: i32, highest: i32) -> f64 {
    f64::from(percent.clamp(lowest, highest)) / 100.0
}

#[cfg(test)]
mod tests {
    use super::{BrokerConfig, ConfigError, Finding};

    #[test]
    fn reports_what_it_does_not_understand() {
        let text = "brokerName = b \nlistenport=1\n\nautoCreateTopicEnable=yes\nmapedFileSizeCommitLog=1\nnonsense=1\n";
        let (config, findings) = BrokerConfig::load(text).expect("it starts");
        assert_eq!(config.broker_name, "b");
        assert!(config.auto_create_topic_enable);
        let shown: Vec<String> = findings.iter().map(Finding::to_string).collect();
        assert_eq!(
            shown,
            [
                "line 2: unknown key `listenport` is ignored; did you mean `listenPort`?",
                "line 4: `autoCreateTopicEnable` must be true or false, found `yes`; true is used",
                "line 5: unknown key `mapedFileSizeCommitLog` is ignored; did you mean `mappedFileSizeCommitLog`?",
                "line 6: unknown key `nonsense` is ignored",
            ]
        );
    }

    #[test]
    fn the_role_decides_the_id() {
        let (config, findings) =
            BrokerConfig::load("brokerId=3\nlistenPort=20911\n").expect("starts");
        assert_eq!((config.broker_id, config.ha_listen_port), (0, 20912));
        assert_eq!(findings.len(), 1);
        let refused = BrokerConfig::load("brokerRole=SLAVE\n").expect_err("a slave needs an id");
        assert_eq!(refused, ConfigError::SlaveWithoutId { found: 0 });
        let (slave, _) = BrokerConfig::load("brokerRole=SLAVE\nbrokerId=1").expect("starts");
        assert!(slave.is_slave());
        assert!(BrokerConfig::load("listenPort=1").is_err());
    }

    #[test]
    fn what_would_cost_messages_or_access_is_refused() {
        for (text, named) in [
            (
                "flushDiskType=SYNC",
                "line 1: `flushDiskType` must be ASYNC_FLUSH or SYNC_FLUSH, found `SYNC`",
            ),
            ("\nbrokerRole=MASTER", "line 2: `brokerRole` must be"),
            ("tls.server.mode=on", "line 1: `tls.server.mode` must be disabled, permissive or"),
            ("enableDLegerCommitLog=true", "enableDLegerCommitLog=true is not supported"),
            ("messageDelayLevel=1s 5x", "messageDelayLevel must be"),
        ] {
            let refusal = BrokerConfig::load(text).expect_err(text).to_string();
            assert!(refusal.starts_with(named), "{refusal}");
        }
    }

    #[test]
    fn the_store_gets_its_settings() {
        let text = "storePathRootDir=/r\nflushDiskType=SYNC_FLUSH\nmessageDelayLevel=1s 2m 3h 4d\n";
        let (config, findings) = BrokerConfig::load(text).expect("starts");
        assert_eq!(findings, []);
        let store = config.store_config();
        assert_eq!(store.commit_log_dirs, [std::path::Path::new("/r/commitlog")]);
        assert_eq!(store.flush, crate::engine::store::FlushMode::Sync);
        assert_eq!(store.delay_levels_ms, [1000, 120_000, 10_800_000, 345_600_000]);
        let text = "storePathCommitLog=/a/log, /b/log\nreadOnlyCommitLogStorePaths=/b/log,\n";
        let (config, findings) = BrokerConfig::load(text).expect("starts");
        assert_eq!(findings, []);
        let path = std::path::Path::new;
        assert_eq!(config.store_config().commit_log_dirs, [path("/a/log"), path("/b/log")]);
        assert_eq!(config.store_config().read_only_commit_log_dirs, [path("/b/log")]);
        let text = "deleteWhen=04;16\nfileReservedTime=48\ndiskMaxUsedSpaceRatio=99\n\
                    diskSpaceWarningLevelRatio=80\n";
        let (config, findings) = BrokerConfig::load(text).expect("starts");
        assert_eq!(findings, []);
        let store = config.store_config();
        assert_eq!(store.cleaning.hours, [4, 16]);
        assert_eq!(store.cleaning.keep.as_secs(), 172_800);
        // Apache's getter answers at most 95.
        assert_eq!((store.cleaning.max_used_ratio, store.disk_warning_ratio), (0.95, 0.8));
        let (config, findings) = BrokerConfig::load("deleteWhen=24\n").expect("starts");
        assert_eq!((config.delete_when.0, findings.len()), (vec![4], 1));
    }

    #[test]
    fn every_key_reads_back_what_it_shows() {
        let (config, _) = BrokerConfig::load("namesrvAddr=a:1;b:2, c:3\n").expect("starts");
        assert_eq!(config.namesrv_addr.as_deref(), Some("a:1;b:2, c:3"));
        let mut again = BrokerConfig::default();
        for (key, value) in config.entries() {
            assert_eq!(again.set(key, &value), Some(true), "{key}={value}");
        }
        assert_eq!(again, config);
    }
}
