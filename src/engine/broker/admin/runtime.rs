//! The broker itself: its runtime information (28).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::engine::broker::Broker;
use crate::engine::broker::blocking::Class;
use crate::engine::broker::rates::java_double;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::lists::KvTable;
use crate::engine::protocol::version::{CURRENT_VERSION, CURRENT_VERSION_NAME};
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::store::{DiskSpace, StoreError};
use crate::engine::util::clock::TimestampMs;

/// GET_BROKER_RUNTIME_INFO (28). Keys and forms: `broker.md` 5.12.
pub fn info(broker: &Broker, _: &Arc<Connection>, _: &Frame) -> Reply {
    let mut table = Table::default();
    counters(broker, &mut table);
    lanes(broker, &mut table);
    store(broker, &mut table);
    Reply::with_body(KvTable { table: table.0 }.encode())
}

#[derive(Default)]
struct Table(BTreeMap<String, String>);

impl Table {
    fn put(&mut self, key: impl Into<String>, value: impl ToString) {
        self.0.insert(key.into(), value.to_string());
    }
}

fn counters(broker: &Broker, table: &mut Table) {
    let (stats, totals) = (&broker.stats, broker.stats.totals());
    // Apache shows a total of 0 as 1, to divide by it.
    let puts = totals.puts.max(1);
    table.put("brokerVersion", CURRENT_VERSION);
    table.put("brokerVersionDesc", CURRENT_VERSION_NAME);
    table.put("bootTimestamp", stats.started());
    table.put("runtime", running_for(TimestampMs::now().since(stats.started())));
    table.put("putMessageTimesTotal", puts);
    table.put("putMessageFailedTimes", totals.put_failures);
    table.put("putMessageSizeTotal", totals.put_bytes);
    table.put("putMessageAverageSize", java_double(totals.put_bytes as f64 / puts as f64));
    table.put("putMessageEntireTimeMax", totals.longest_put);
    table.put("getMessageEntireTimeMax", totals.longest_get);
    let latencies = stats.latencies();
    table.put("putMessageDistributeTime", latencies.text().as_deref().unwrap_or("null"));
    table.put("putLatency99", format!("{:.2}", latencies.percentile(0.99)));
    table.put("putLatency999", format!("{:.2}", latencies.percentile(0.999)));
    let rates = stats.rates();
    table.put("putTps", rates.text(|s| s.puts));
    table.put("getFoundTps", rates.text(|s| s.found));
    table.put("getMissTps", rates.text(|s| s.missed));
    table.put("getTransferedTps", rates.text(|s| s.got));
    table.put("getTotalTps", rates.full_text(|s| s.found + s.missed));
    table.put("msgPutTotalYesterdayMorning", totals.puts_by_morning.0);
    table.put("msgPutTotalTodayMorning", totals.puts_by_morning.1);
    table.put("msgPutTotalTodayNow", totals.puts);
    table.put("msgGetTotalYesterdayMorning", totals.got_by_morning.0);
    table.put("msgGetTotalTodayMorning", totals.got_by_morning.1);
    table.put("msgGetTotalTodayNow", totals.got);
}

/// What waits for a thread, in the words of Apache's thread pools; sends wait for the append thread
/// too.
fn lanes(broker: &Broker, table: &mut Table) {
    let config = broker.config();
    for (name, class) in [("send", Class::Send), ("pull", Class::Pull), ("query", Class::Query)] {
        let (mut requests, mut oldest) = broker.blocking.load(class);
        if class == Class::Send {
            let appends = broker.store.lane_load();
            requests += appends.requests;
            oldest = oldest.max(appends.oldest.unwrap_or_default());
        }
        table.put(format!("{name}ThreadPoolQueueSize"), requests);
        table.put(format!("{name}ThreadPoolQueueCapacity"), class.capacity(&config));
        table.put(format!("{name}ThreadPoolQueueHeadWaitTimeMills"), oldest.as_millis());
    }
    table.put("EndTransactionQueueSize", broker.blocking.load(Class::Transaction).0);
    let capacity = Class::Transaction.capacity(&config);
    table.put("EndTransactionThreadPoolQueueCapacity", capacity);
    table.put("startAcceptSendRequestTimeStamp", config.start_accept_send_request_time_stamp);
    // There is no transient store pool; Apache shows the same without one.
    table.put("remainTransientStoreBufferNumbs", i32::MAX);
}

fn store(broker: &Broker, table: &mut Table) {
    let (store, config) = (&broker.store, broker.config());
    table.put("commitLogMinOffset", store.min_physical_offset());
    table.put("commitLogMaxOffset", store.max_physical_offset());
    table.put("dispatchBehindBytes", store.dispatch_behind_bytes());
    table.put("dispatchMaxBuffer", 0);
    table.put("pageCacheLockTimeMills", store.append_busy_ms());
    table.put("earliestMessageTimeStamp", store.earliest_store_time().map_or(-1, |t| t.0));
    for (key, value) in broker.delay.running_stats(store) {
        table.put(key, value);
    }
    let unflushed = store.max_physical_offset().since(store.flushed_to());
    table.put("remainHowManyDataToFlush", readable_bytes(unflushed.max(0).unsigned_abs()));
    for (path, space) in store.commit_log_spaces() {
        let key = format!("commitLogDiskRatio_{}", path.display());
        table.put(key, java_double(used_share(space)));
    }
    let log_ratio = used_share(store.commit_log_space());
    table.put("commitLogDiskRatio", java_double(log_ratio));
    let queue_ratio = used_share(store.consume_queue_space());
    table.put("consumeQueueDiskRatio", java_double(queue_ratio));
    if let Some((total, free)) = disk_bytes(config.root()) {
        let (total, free) = (readable_bytes(total), readable_bytes(free));
        table.put("commitLogDirCapacity", format!("Total : {total}, Free : {free}."));
    }
}

/// `[ 0 days, 0 hours, 5 minutes, 24 seconds ]`.
fn running_for(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    format!("[ {days} days, {hours} hours, {minutes} minutes, {seconds} seconds ]")
}

/// As `MixAll.humanReadableByteCount`: `0 B`, `4.1 KiB`.
fn readable_bytes(bytes: u64) -> String {
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let (mut value, mut unit) = (bytes as f64 / 1024.0, 0);
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// Used share of a disk; -1 when it cannot be told.
fn used_share(space: Result<DiskSpace, StoreError>) -> f64 {
    space.ok().and_then(|space| space.used_ratio()).unwrap_or(-1.0)
}

/// Size of the disk a directory is on, and what is left of it for this user.
fn disk_bytes(path: &Path) -> Option<(u64, u64)> {
    let disk = nix::sys::statvfs::statvfs(path).ok()?;
    let fragment = disk.fragment_size();
    Some((disk.blocks() * fragment, disk.blocks_available() * fragment))
}

#[cfg(test)]
mod tests {
    use super::{readable_bytes, running_for};

    /// Spelled as an Apache broker spelled them.
    #[test]
    fn figures_are_spelled_as_apache_does() {
        assert_eq!(readable_bytes(0), "0 B");
        assert_eq!(readable_bytes(4224), "4.1 KiB");
        assert_eq!(readable_bytes(252 << 30), "252.0 GiB");
        assert_eq!(running_for(260_999), "[ 0 days, 0 hours, 4 minutes, 20 seconds ]");
        assert_eq!(running_for(90_061_000), "[ 1 days, 1 hours, 1 minutes, 1 seconds ]");
    }
}
