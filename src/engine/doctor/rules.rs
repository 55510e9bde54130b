//! THE table of rules: a row says what is looked for, why it happens, and what to do.
//!
//! A fix has commands between backticks, and `<WORD>` for a name that the check fills in. Thresholds
//! are with the checks.

use super::checks::{backlogs, brokers, groups, name_servers, replication, topics};
use super::facts::Facts;
use super::finding::Hit;

/// One rule.
pub struct Rule {
    /// How people and scripts call it.
    pub code: &'static str,
    /// What it looks for.
    pub title: &'static str,
    /// Why that happens, most often.
    pub cause: &'static str,
    /// What to type, or to do.
    pub fix: &'static str,
    /// Finds where it holds.
    pub check: fn(&Facts) -> Vec<Hit>,
}

const fn rule(
    code: &'static str,
    check: fn(&Facts) -> Vec<Hit>,
    title: &'static str,
    cause: &'static str,
    fix: &'static str,
) -> Rule {
    Rule { code, title, cause, fix, check }
}

/// The rule called `code`, in any case.
pub fn named(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// Every rule: servers first, then what they keep, then who uses them.
#[rustfmt::skip]
pub static RULES: &[Rule] = &[
    rule("namesrv-silent", name_servers::silent,
        "A name server does not answer",
        "It is down, its address is wrong, or a firewall is between. Clients that try it first lose time, and when it is the last one they find no broker.",
        "start it, or take it out of namesrvAddr and NAMESRV_ADDR everywhere"),
    rule("namesrv-brokers-differ", name_servers::brokers_differ,
        "Name servers know different brokers",
        "The broker's namesrvAddr does not list this name server, or its registrations do not arrive there. Clients see another cluster, depending on whom they ask.",
        "look at `rmq broker config get namesrvAddr --broker <ADDRESS>`; list every name server there and restart the broker"),
    rule("namesrv-topics-differ", name_servers::topics_differ,
        "Name servers know different topics",
        "A registration with one of them failed, or its brokers are not the others'. Half of the clients get `No route info of this topic`.",
        "`rmq doctor route <TOPIC>` says which cause it is"),
    rule("no-broker", name_servers::no_broker,
        "No broker is registered",
        "No broker runs, or those that run have other name servers in namesrvAddr.",
        "`rmq up` starts a local cluster; compare with namesrvAddr of the brokers that run"),
    rule("broker-silent", brokers::silent,
        "A broker does not answer at the address it advertises",
        "It is down and the name server has not noticed yet (that takes up to two minutes), or its brokerIP1 cannot be reached from here: another network, a container's own address, a firewall.",
        "look at `rmq ps` and `rmq logs` where it runs; set brokerIP1 (or --advertise) to an address that clients reach"),
    rule("broker-refuses", brokers::refuses,
        "A broker refuses to tell how it is",
        "It checks signatures, and these are missing or wrong; or it is none of version 4.",
        "add --access-key and --secret-key of an administrator; `rmq explain <CODE>`"),
    rule("broker-address", brokers::address,
        "A broker advertises an address that others cannot use",
        "brokerIP1 is not set, and the broker chose the address of a loopback, container or unconfigured interface; or it is set to one.",
        "set brokerIP1 in the broker's file, or start it with --advertise IP, and restart it"),
    rule("broker-no-master", brokers::no_master,
        "A group of brokers has no master",
        "The master is down. Slaves serve reads only; nothing can be sent to these queues, and offsets and topics do not change.",
        "start the master of <BROKER> again; `rmq ps` and `rmq logs` where it ran"),
    rule("broker-not-writable", brokers::not_writable,
        "A broker takes no messages",
        "Its write permission was taken away, for maintenance most often: brokerPermission at the broker, or wipe-write at the name servers.",
        "`rmq broker add-write <BROKER>`; `rmq broker config set brokerPermission=6 --broker <BROKER>`"),
    rule("clock-skew", brokers::clock_skew,
        "A broker's clock differs from the one here",
        "Its machine or this one does not keep time. Delayed messages come early or late, times of offsets and traces are wrong.",
        "keep the clocks of all machines with NTP: chronyc tracking, timedatectl"),
    rule("disk", brokers::disk,
        "A disk is nearly full",
        "More arrives within fileReservedTime than the disk holds, or something else fills it. Old files go before their time, and at the highest mark messages are refused with code 14.",
        "`rmq broker clean expired-log --broker <BROKER>`; then a larger disk or a shorter fileReservedTime"),
    rule("dispatch-behind", brokers::dispatch,
        "Messages are stored, but not in their queues yet",
        "The broker was just started and catches up, or its disk cannot keep up. What is not dispatched cannot be consumed.",
        "watch `rmq broker status dispatchBehindBytes --broker <BROKER>`; if it does not fall, look at the broker's log and disk"),
    rule("slave-behind", replication::behind,
        "A slave lacks messages of its master",
        "The network or the slave's disk is too slow, or replication is cut: the slave cannot reach brokerIP2 and port listenPort + 1 of its master.",
        "`rmq cluster health --wait 30s`; if that fails, look at haMasterAddress and brokerIP2, and at the slave's log"),
    rule("slave-ahead", replication::ahead,
        "A slave has more than its master",
        "The master lost messages that were not flushed when it crashed, or has another store. Their logs do not fit together any more.",
        "stop both and run `rmq store verify <DIR>` on each; then let the slave copy anew into an empty store"),
    rule("slave-missing", replication::missing,
        "A master that waits for slaves has none",
        "brokerRole=SYNC_MASTER, and no slave is registered: every send answers SLAVE_NOT_AVAILABLE.",
        "start the slave of <BROKER>, or set brokerRole=ASYNC_MASTER and restart the master"),
    rule("topic-unrouted", topics::unrouted,
        "A broker has topics that a name server does not know",
        "The broker's namesrvAddr does not list this name server, or its last registration failed. Clients get `No route info of this topic`.",
        "`rmq doctor route <TOPIC>` says which cause it is"),
    rule("topic-one-broker", topics::one_broker,
        "Topics are on one broker only",
        "They were created by a send or with one broker named. When that broker stops, nobody can send to them.",
        "`rmq topic create <TOPIC> --update --cluster <CLUSTER>`"),
    rule("topic-queues-differ", topics::queues_differ,
        "A topic has other queues to read than to write",
        "Its number of queues is being changed. What is written to queues that nobody reads is not consumed.",
        "`rmq topic update <TOPIC> --queues <COUNT>`, once queues that go are empty (`rmq topic status <TOPIC>`)"),
    rule("dead-letters", backlogs::dead_letters,
        "Messages have been given up by a consumer group",
        "Consuming them failed more often than the group may retry (16 times by default).",
        "`rmq dlq list <GROUP>`; `rmq dlq resend <GROUP> --all` once the consumer is mended"),
    rule("transaction-stuck", backlogs::checks_stuck,
        "Transactions are not checked any more",
        "The broker's checks have not passed this half message for several rounds: no producer of its group is online, or the broker cannot write.",
        "start a producer of the transaction's group; look at the broker's log"),
    rule("transaction-undecided", backlogs::undecided,
        "A transaction is not decided",
        "Its producer answers checks with UNKNOWN, or not at all. After transactionCheckMax checks the message is given up.",
        "look at the producer's checkLocalTransaction; `rmq broker config get transactionCheckMax --broker <BROKER>`"),
    rule("transaction-given-up", backlogs::given_up,
        "Transactions were given up undecided",
        "They were checked transactionCheckMax times, and no producer said commit or rollback. Nobody will ever consume them.",
        "`rmq message list TRANS_CHECK_MAX_TIME_TOPIC`; send again what should have been committed"),
    rule("delay-stuck", backlogs::delay_stuck,
        "Delayed messages are overdue",
        "The progress in delayOffset.json does not fit the queue, or the broker cannot write what is due.",
        "watch `rmq broker status scheduleMessageOffset_<LEVEL> --broker <BROKER>`; look at the broker's log"),
    rule("group-offline", groups::offline,
        "A group has messages to consume and nobody is online",
        "Its consumers are down, or connected to another cluster.",
        "start its consumers (`rmq group progress <GROUP>`), or `rmq group delete <GROUP>` when it is not needed any more"),
    rule("group-subscriptions-differ", groups::subscriptions_differ,
        "Members of one group subscribe to different things",
        "The same group name is used by two programs, or a change of tags is not everywhere yet. Brokers keep one subscription a group: each member gets messages that it does not want, and loses others.",
        "give each program a group of its own; `rmq group clients <GROUP>` says who is in it"),
    rule("queue-unowned", groups::unowned,
        "A queue has messages, and no member of the group consumes it",
        "Members do not see each other or the whole route (namespaces, instance names, name servers differ), or have not divided the queues anew yet, which they do every 20 s.",
        "`rmq group clients <GROUP>`; `rmq group running-info <GROUP>`"),
    rule("queue-blocked", groups::blocked,
        "A member of a group does not get on with a queue",
        "Its listener hangs on a message, or an ordered consumer cannot lock the queue.",
        "`rmq group running-info <GROUP> --client <CLIENT> --stacks`"),
    rule("member-full", groups::full,
        "A member holds so many messages that it pulls no more",
        "It consumes slower than messages come (pullThresholdForQueue is 1000 by default).",
        "more members or threads, or a faster listener; `rmq group running-info <GROUP> --client <CLIENT> --rates`"),
    rule("member-silent", groups::silent,
        "A member does not tell how it is",
        "It hangs, or its client library does not answer that question.",
        "`rmq group running-info <GROUP> --client <CLIENT>`"),
    rule("group-clients-differ", groups::clients_differ,
        "Members of one group have different clients",
        "An upgrade is under way, or programs in different languages share the group: they may divide queues differently.",
        "`rmq group clients <GROUP>`"),
];
