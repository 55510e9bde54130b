//! The rules between the keys of a configuration, and what it means to the store.
//!
//! Nothing is logged or printed here: findings are values, for whoever starts the broker to show.

use std::time::Duration;

use super::config::{BrokerConfig, BrokerRole, FlushDiskType};
use super::filter::bit_map_len;
use crate::engine::protocol::delay_level::{DelayLevelError, DelayLevels};
use crate::engine::store::{CleaningRules, FlushMode, StoreConfig};

/// A value that is overruled by another key; the broker starts all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{key}={found}` has no effect, {used} is used: {reason}")]
pub struct Overruled {
    /// The key.
    pub key: &'static str,
    /// As written.
    pub found: String,
    /// The value that stands instead.
    pub used: String,
    /// Why.
    pub reason: &'static str,
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
            Self::Unsupported { key, .. } => key,
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
    /// Applies the rules by which keys depend on each other. Call it once, after the last key.
    pub fn settle(&mut self) -> Result<Vec<Overruled>, ConfigError> {
        let mut findings = Vec::new();
        let port = self.listen_port;
        if !(LOWEST_PORT..=HIGHEST_PORT).contains(&port) {
            return Err(ConfigError::ListenPort { found: port });
        }
        let (ha_default, ha_port) = (Self::default().ha_listen_port, port + 1);
        if self.ha_listen_port != ha_default && self.ha_listen_port != ha_port {
            findings.push(Overruled {
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
                findings.push(Overruled {
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
    use super::{BrokerConfig, ConfigError, Overruled};
    use crate::engine::util::properties::parse;

    fn settled(text: &str) -> Result<(BrokerConfig, Vec<Overruled>), ConfigError> {
        let mut config = BrokerConfig::default();
        for line in parse(text) {
            assert_eq!(config.set(&line.key, &line.value), Some(true), "{line:?}");
        }
        let overruled = config.settle()?;
        Ok((config, overruled))
    }

    #[test]
    fn the_role_decides_the_id() {
        let (config, findings) = settled("brokerId=3\nlistenPort=20911\n").expect("starts");
        assert_eq!((config.broker_id, config.ha_listen_port), (0, 20912));
        assert_eq!(findings.len(), 1);
        let refused = settled("brokerRole=SLAVE\n").expect_err("a slave needs an id");
        assert_eq!(refused, ConfigError::SlaveWithoutId { found: 0 });
        let (slave, _) = settled("brokerRole=SLAVE\nbrokerId=1").expect("starts");
        assert!(slave.is_slave());
        assert!(settled("listenPort=1").is_err());
    }

    #[test]
    fn what_cannot_start_is_refused() {
        for (text, named) in [
            ("enableDLegerCommitLog=true", "enableDLegerCommitLog=true is not supported"),
            ("messageDelayLevel=1s 5x", "messageDelayLevel must be"),
        ] {
            let refusal = settled(text).expect_err(text).to_string();
            assert!(refusal.starts_with(named), "{refusal}");
        }
    }

    #[test]
    fn the_store_gets_its_settings() {
        let text = "storePathRootDir=/r\nflushDiskType=SYNC_FLUSH\nmessageDelayLevel=1s 2m 3h 4d\n";
        let (config, findings) = settled(text).expect("starts");
        assert_eq!(findings, []);
        let store = config.store_config();
        assert_eq!(store.commit_log_dirs, [std::path::Path::new("/r/commitlog")]);
        assert_eq!(store.flush, crate::engine::store::FlushMode::Sync);
        assert_eq!(store.delay_levels_ms, [1000, 120_000, 10_800_000, 345_600_000]);
        let text = "storePathCommitLog=/a/log, /b/log\nreadOnlyCommitLogStorePaths=/b/log,\n";
        let (config, findings) = settled(text).expect("starts");
        assert_eq!(findings, []);
        let path = std::path::Path::new;
        assert_eq!(config.store_config().commit_log_dirs, [path("/a/log"), path("/b/log")]);
        assert_eq!(config.store_config().read_only_commit_log_dirs, [path("/b/log")]);
        let text = "deleteWhen=04;16\nfileReservedTime=48\ndiskMaxUsedSpaceRatio=99\n\
                    diskSpaceWarningLevelRatio=80\n";
        let (config, findings) = settled(text).expect("starts");
        assert_eq!(findings, []);
        let store = config.store_config();
        assert_eq!(store.cleaning.hours, [4, 16]);
        assert_eq!(store.cleaning.keep.as_secs(), 172_800);
        // Apache's getter answers at most 95.
        assert_eq!((store.cleaning.max_used_ratio, store.disk_warning_ratio), (0.95, 0.8));
        let mut config = BrokerConfig::default();
        assert_eq!(config.set("deleteWhen", "24"), Some(false));
        assert_eq!(config.delete_when.0, [4]);
    }

    #[test]
    fn every_key_reads_back_what_it_shows() {
        let (config, _) = settled("namesrvAddr=a:1;b:2, c:3\n").expect("starts");
        assert_eq!(config.namesrv_addr.as_deref(), Some("a:1;b:2, c:3"));
        let mut again = BrokerConfig::default();
        for (key, value) in config.entries() {
            assert_eq!(again.set(key, &value), Some(true), "{key}={value}");
        }
        assert_eq!(again, config);
    }
}
