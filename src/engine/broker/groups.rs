//! The consumer groups this broker has settings for.
//!
//! Ground state, kept in `config/subscriptionGroup.json` (`versioned_table.rs`). A group that is
//! not there gets the default settings when it is first seen, unless that is switched off.

use std::io;
use std::sync::Arc;

use super::config::BrokerConfig;
use super::versioned_table::{Settings, Snapshot, VersionedTable};
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::bodies::subscription_group::{
    SubscriptionGroupConfig, SubscriptionGroupTable,
};
use crate::engine::protocol::name_rules::{BUILT_IN_GROUPS, SYSTEM_GROUP_PREFIX};
use crate::engine::protocol::names::GroupName;

/// The table of consumer groups.
pub struct Groups {
    table: VersionedTable<SubscriptionGroupConfig>,
}

impl Groups {
    /// The built-in groups and those of `subscriptionGroup.json`.
    pub fn open(config: &BrokerConfig) -> io::Result<Self> {
        let built_in =
            BUILT_IN_GROUPS.map(|name| (GroupName::from(name), SubscriptionGroupConfig::new(name)));
        let path = config.config_file("subscriptionGroup.json");
        Ok(Self { table: VersionedTable::open(path, built_in)? })
    }

    /// The settings of `group`, if it has any.
    pub fn get(&self, group: &str) -> Option<Arc<SubscriptionGroupConfig>> {
        self.table.get(group)
    }

    /// The settings of `group`, created when that is allowed (`broker.md` 5.6); `None` means code
    /// 26. Writes a file when it creates.
    pub fn find(&self, config: &BrokerConfig, group: &str) -> Option<Arc<SubscriptionGroupConfig>> {
        if let Some(found) = self.table.get(group) {
            return Some(found);
        }
        if !config.auto_create_subscription_group && !group.starts_with(SYSTEM_GROUP_PREFIX) {
            return None;
        }
        let made = self.table.get_or_create(group, |_| {
            Some((GroupName::from(group), SubscriptionGroupConfig::new(group)))
        });
        made.map(|(settings, _)| settings)
    }

    /// Stores the settings of a group, new or not.
    pub fn put(&self, settings: SubscriptionGroupConfig) {
        self.table.put(settings.group_name.clone(), settings);
    }

    /// Becomes a copy of the master's table; answers whether it was none.
    pub fn adopt(&self, table: SubscriptionGroupTable) -> bool {
        self.table.adopt(SubscriptionGroupConfig::from_file(table))
    }

    /// Writes the file if that failed the last time.
    pub fn save_if_behind(&self) {
        self.table.save_if_behind();
    }

    /// Forgets `group`; false when there was none.
    pub fn remove(&self, group: &str) -> bool {
        self.table.remove(group)
    }

    /// All groups and their version.
    pub fn snapshot(&self) -> Snapshot<SubscriptionGroupConfig> {
        self.table.snapshot()
    }
}

impl Settings for SubscriptionGroupConfig {
    type Name = GroupName;
    type File = SubscriptionGroupTable;

    fn to_file(table: &Snapshot<Self>) -> SubscriptionGroupTable {
        let groups = table.entries.iter();
        SubscriptionGroupTable {
            data_version: table.version,
            subscription_group_table: groups.map(|(n, g)| (n.clone(), (**g).clone())).collect(),
        }
    }

    fn from_file(file: SubscriptionGroupTable) -> (DataVersion, Vec<(GroupName, Self)>) {
        (file.data_version, file.subscription_group_table.into_iter().collect())
    }
}
