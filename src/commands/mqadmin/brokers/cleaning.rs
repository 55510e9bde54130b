//! `cleanExpiredCQ`, `deleteExpiredCommitLog` and `cleanUnusedTopic`: brokers are told to clean up.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::conclude;
use crate::commands::mqadmin::options::{Opt, value};
use crate::commands::mqadmin::spec::Spec;
use crate::engine::admin::broker::Cleaning;
use crate::engine::admin::servers::Target;

const BROKER: Opt = value('b', "brokerAddr", "The broker; without -b and -c all masters");
const CLUSTER: Opt = value('c', "cluster", "A cluster: each of its masters");

/// Files of consume queues whose messages are gone.
pub const EXPIRED_QUEUES: Spec = Spec {
    name: "cleanExpiredCQ",
    alias: "",
    about: "Delete consume queue files whose messages are gone",
    options: &[BROKER, CLUSTER],
    run: |call| clean(call, Cleaning::ExpiredConsumeQueues),
};

/// Files of the commit log past their time.
pub const EXPIRED_LOG: Spec = Spec {
    name: "deleteExpiredCommitLog",
    alias: "",
    about: "Delete commit log files past their time",
    options: &[BROKER, CLUSTER],
    run: |call| clean(call, Cleaning::ExpiredCommitLog),
};

/// Queues of topics that are no more.
pub const UNUSED_TOPICS: Spec = Spec {
    name: "cleanUnusedTopic",
    alias: "",
    about: "Delete what is left of topics that are no more",
    options: &[BROKER, CLUSTER],
    run: |call| clean(call, Cleaning::UnusedTopics),
};

fn clean(call: &Call<'_>, what: Cleaning) -> CommandResult {
    call.with_admin(async |admin| {
        let targets = if call.has('b') || call.has('c') {
            vec![call.target()?]
        } else {
            let clusters = admin.cluster_info().await?.cluster_addr_table;
            clusters.into_keys().map(Target::Cluster).collect()
        };
        let mut outcomes = Vec::new();
        for target in &targets {
            outcomes.extend(admin.clean(target, what).await?);
        }
        let all = outcomes.iter().all(|outcome| outcome.is_done());
        call.print(format_args!("{}", if all { "success" } else { "false" }));
        conclude("brokers did not clean up", &outcomes)
    })
}
