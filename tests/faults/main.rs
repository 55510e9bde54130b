//! A cluster of real processes, 2m-2s-sync behind two name servers, with a proxy between every
//! two of them, under load while connections break and stall and processes are killed and frozen.
//! Afterwards every message that was acknowledged with 0 is where its answer said, every group has
//! seen it, no offset ever was ahead of what had been consumed, and a slave's log is its master's.
//!
//! ```text
//! RMQ_FAULTS_SECONDS=300 cargo test --test faults          # for five minutes, as in .ci/run
//! RMQ_FAULTS_SEED=7 cargo test --test faults               # the same faults at the same times
//! RMQ_FAULTS_BINARY=target/release/rmq cargo test --test faults
//! RMQ_FAULTS_KEEP=1 cargo test --test faults               # stores and logs stay, also of a success
//! ```
//!
//! A run prints its seed. The seed repeats what is done to whom and when, not how the machine
//! divides its time. A failed run leaves its directory and says where.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod checks;
mod groups;
#[path = "../wire/isolated.rs"]
mod isolated;
mod link;
mod logs;
mod name_servers;
mod nodes;
#[path = "../wire/peer.rs"]
mod peer;
mod producers;
mod schedule;
mod stored;
mod watch;
mod world;

use std::sync::Arc;
use std::time::Duration;

use world::World;

/// How long the faults last when nothing else is said.
const SHORT: Duration = Duration::from_secs(10);

/// Messages without which nothing could be told.
const ENOUGH: usize = 500;

/// Whoever can answer within this has answered.
const PATIENCE: Duration = Duration::from_secs(90);

struct Options {
    seed: u64,
    length: Duration,
}

impl Options {
    fn from_env() -> Self {
        let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
        Self {
            seed: number("RMQ_FAULTS_SEED").unwrap_or_else(rand::random),
            length: number("RMQ_FAULTS_SECONDS").map_or(SHORT, Duration::from_secs),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_no_offset_runs_ahead() {
    let Options { seed, length } = Options::from_env();
    println!("RMQ_FAULTS_SEED={seed} RMQ_FAULTS_SECONDS={}", length.as_secs());
    let world = Arc::new(World::start().await);
    let groups = groups::start(&world, seed);
    let watching = watch::start(&world, groups.seen());
    let producers = producers::start(&world, seed);

    let faults = schedule::plan(seed, length, &world.names());
    let done = schedule::carry_out(&world, faults).await;
    // On a busy machine what is told may be little so far.
    world.promised.until(ENOUGH).await;
    let acknowledged = producers.stop().await;
    println!("{done}; {} messages acknowledged", acknowledged.len());
    world.until_all_listen().await;

    groups.until_all_seen(&acknowledged).await;
    let looks = watching.stop().await;
    println!("{} looks at offsets, {} at logs of slaves", looks[0], looks[1]);
    assert!(looks.iter().all(|looks| *looks > 0), "nothing was looked at");
    world.until_slaves_have_all().await;
    let stored = stored::read(&world);
    watch::until_all_committed(&world, &stored.masters, &groups.names()).await;
    let names = groups.names();
    groups.stop().await;
    // What members say when they leave takes nothing back.
    assert_eq!(watch::behind(&world, &stored.masters, &names), None);
    checks::acknowledged_is_stored(&acknowledged, &stored.masters);
    checks::order_holds(&acknowledged);
    checks::slaves_serve_the_same(&stored);
    world.stop_nodes().await;
    logs::check(&world, &stored.masters);
}
