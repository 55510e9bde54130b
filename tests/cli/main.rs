//! The command line as a person sees it: snapshots of help, results and errors.
//!
//! `help/`, `plain/`, `unreachable/` and `context/` need nothing. `cluster/` and `doctor/` run against clusters
//! that are started here on free ports, `accounts/` and `refused/` against one that asks for accounts, with one
//! and without; `empty/` against a name server alone; `life/` starts and stops a cluster of its own. `just
//! snapshots` rewrites the expectations.
//! With `RMQ_TEST_PEER=host:port,host:port` (name server, broker) `cluster/` runs against that
//! cluster instead: what Apache's broker answers is what the snapshots say.

mod behaviour;
mod bench;
mod doctor;
mod endings;
#[allow(dead_code, reason = "commands are made by World")]
#[path = "../wire/isolated.rs"]
mod isolated;
mod json;
mod live;
mod many_brokers;
mod members;
mod messages;
mod messaging;
mod mqadmin;
mod offsets;
mod shims;
mod store;
mod tls;
mod world;

use world::World;

/// Cases that run in `world`.
fn cases(world: &World) -> trycmd::TestCases {
    let cases = trycmd::TestCases::new();
    for (name, value) in world.environment() {
        cases.env(name, value);
    }
    for (name, value) in world.names() {
        cases.insert_var(name, value).expect("a valid name");
    }
    // Help is wrapped to the width of the terminal.
    cases.env("COLUMNS", "100");
    cases
}

#[test]
fn help() {
    cases(&World::without_cluster()).case("tests/cli/help/*.trycmd").run();
}

#[test]
fn plain() {
    cases(&World::without_cluster())
        .case("tests/cli/plain/*.trycmd")
        .case("tests/cli/plain/*.toml");
}

#[test]
fn cluster() {
    let world = World::with_cluster();
    cases(&world).case("tests/cli/cluster/*.trycmd").run();
}

#[test]
fn ill_and_well() {
    let world = World::with_cluster();
    cases(&world).case("tests/cli/doctor/*.trycmd").run();
}

#[test]
fn accounts() {
    let world = World::with_accounts();
    cases(&world).case("tests/cli/accounts/*.trycmd").run();
}

#[test]
fn refused() {
    let world = World::with_accounts().unsigned();
    cases(&world).case("tests/cli/refused/*.trycmd").run();
}

#[test]
fn empty() {
    let world = World::with_name_server();
    cases(&world).case("tests/cli/empty/*.trycmd").run();
}

#[test]
fn unreachable() {
    cases(&World::without_cluster()).case("tests/cli/unreachable/*.trycmd").run();
}

#[test]
fn context() {
    cases(&World::without_cluster()).case("tests/cli/context/*.trycmd").run();
}

#[test]
fn life() {
    let world = World::without_cluster();
    cases(&world).case("tests/cli/life/*.trycmd").run();
}
