//! The broker: what clients send to and pull from, and what operators ask about it.

pub mod config;

pub mod config_rules;

pub mod live_config;

pub mod system_topics;

pub mod versioned_table;

pub mod topics;

pub mod groups;

pub mod offsets;

pub mod delay;

mod delay_delivery;

pub mod members;

pub mod consumers;

pub mod producers;

pub mod filter;

pub mod acl;

pub mod clients;

pub mod latency;

pub mod rates;

pub mod counter;

pub mod traffic;

pub mod stats;

mod name_server_list;

pub mod register;

pub mod housekeeping;

pub mod start;

pub mod start_error;

pub mod query;

pub mod admin;

mod blocking;

mod busy;

mod flow_control;

mod put;

mod detour;

pub mod transaction;

pub mod transaction_check;

mod send;

pub mod send_back;

pub mod order_lock;

pub mod reply_message;

pub mod relay;

mod replicate;

mod new_topics;

mod slave_sync;

pub mod reset_offsets;

mod offset_moved;

mod send_checks;

mod send_answers;

mod pull;

mod pull_checks;

mod long_poll;

mod router;

use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;

use self::acl::Acl;
use self::blocking::BlockingLanes;
use self::consumers::Consumers;
use self::delay::Delay;
use self::filter::filters::Filters;
use self::groups::Groups;
use self::live_config::{CurrentConfig, LiveConfig};
use self::long_poll::LongPolls;
use self::new_topics::NewTopics;
use self::offsets::Offsets;
use self::order_lock::OrderLocks;
use self::producers::Producers;
use self::register::Registration;
use self::start::Serving;
use self::stats::Stats;
use self::topics::Topics;
use crate::engine::protocol::names::{QueueId, QueueOffset};
use crate::engine::protocol::record::OffsetMessageIds;
use crate::engine::replication::acknowledged::Acknowledged;
use crate::engine::store::Store;

/// A running broker: its tables and its store. Handlers get a reference to it.
pub struct Broker {
    /// The configuration.
    pub live_config: LiveConfig,
    /// Topics.
    pub topics: Topics,
    /// Settings of consumer groups.
    pub groups: Groups,
    /// How far consumer groups are.
    pub offsets: Offsets,
    /// Delayed messages.
    pub delay: Arc<Delay>,
    /// Online consumer groups.
    pub consumers: Consumers,
    /// Expressions of consumer groups.
    pub filters: Arc<Filters>,
    /// Access control, if it is on.
    pub acl: Option<Arc<Acl>>,
    /// Online producer groups.
    pub producers: Producers,
    /// Queues locked for ordered consumption.
    pub order_locks: OrderLocks,
    /// The messages.
    pub store: Arc<Store>,
    /// Counters.
    pub stats: Stats,
    /// The name servers.
    pub registration: Registration,
    /// How far slaves have the log.
    pub acknowledged: Arc<Acknowledged>,
    /// Topics of copied messages, on a slave.
    new_topics: Arc<NewTopics>,
    /// Pulls that wait for a message.
    long_polls: Arc<LongPolls>,
    /// Requests that wait for threads that may touch files.
    blocking: BlockingLanes,
    /// The advertised address, stored with every message.
    store_host: SocketAddr,
    /// Ids of the messages stored here, made of that address.
    message_ids: OffsetMessageIds,
    serving: Mutex<Option<Serving>>,
}

impl Broker {
    /// The configuration, as it is now.
    pub fn config(&self) -> CurrentConfig {
        self.live_config.current()
    }

    /// Whether the first message of a queue still is where a new group should start: nothing was
    /// deleted and it is in memory (`broker.md` 5.7).
    pub fn is_young(&self, topic: &str, queue: QueueId) -> bool {
        let first = QueueOffset(0);
        self.store.min_offset(topic, queue) <= first && !self.store.is_on_disk(topic, queue, first)
    }
}
