//! `updateTopic`: makes or changes a topic.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::topic_config;
use crate::commands::mqadmin::{conclude, done};
use crate::engine::admin::Admin;
use crate::engine::admin::namesrv::ORDER_TOPIC_CONFIG;
use crate::engine::admin::servers::Target;
use crate::engine::admin::topic_change::TopicSpec;
use crate::engine::protocol::bodies::topic_config::TopicConfig;

/// The command.
pub const SPEC: Spec = Spec {
    name: "updateTopic",
    alias: "",
    about: "Make a topic, or change it",
    options: &[
        value('b', "brokerAddr", "The broker to make it on").one_of(),
        value('c', "clusterName", "The cluster to make it on, on each master").one_of(),
        value('t', "topic", "The topic").required(),
        value('r', "readQueueNums", "Queues to read (8)"),
        value('w', "writeQueueNums", "Queues to write (8)"),
        value('p', "perm", "Permission: 2 write, 4 read, 6 both (6)"),
        value(
            'o',
            "order",
            "Whether messages keep their queue when a broker is away: true or false",
        ),
        value('u', "unit", "Whether it is a unit topic: true or false"),
        value('s', "hasUnitSub", "Whether it has unit subscribers: true or false"),
    ],
    run,
};

/// Bits of `topicSysFlag` (Apache's `TopicSysFlag`).
const UNIT: i32 = 1;
const UNIT_SUB: i32 = 2;

fn run(call: &Call<'_>) -> CommandResult {
    let number = |short| call.parsed::<i32>(short, "a number");
    let mut spec = TopicSpec::new(call.required('t')?);
    spec.read_queues = number('r')?.unwrap_or(spec.read_queues);
    spec.write_queues = number('w')?.unwrap_or(spec.write_queues);
    spec.perm = number('p')?.unwrap_or(spec.perm);
    spec.order = call.truth('o').unwrap_or(false);
    let bit = |short, bit| if call.truth(short) == Some(true) { bit } else { 0 };
    spec.sys_flag = bit('u', UNIT) | bit('s', UNIT_SUB);
    let target = call.target()?;
    call.with_admin(async |admin| {
        let created = admin.topic_create(&spec, &target).await?;
        if spec.order && matches!(target, Target::Broker(_)) {
            set_order(call, &admin, &spec, &target).await?;
        }
        for address in done(&created.brokers) {
            call.line(format_args!("create topic to {address} success."));
        }
        if spec.order && matches!(target, Target::Cluster(_)) {
            set_order(call, &admin, &spec, &target).await?;
        }
        call.print(format_args!("{}", topic_config(&config(&spec))));
        conclude("brokers did not make the topic", &created.brokers)
    })
}

fn config(spec: &TopicSpec) -> TopicConfig {
    TopicConfig {
        read_queue_nums: spec.read_queues,
        write_queue_nums: spec.write_queues,
        perm: spec.perm,
        order: spec.order,
        topic_sys_flag: spec.sys_flag,
        ..TopicConfig::new(spec.topic.clone(), 0)
    }
}

/// Tells the name servers how many queues each broker has: all brokers of the cluster, or one
/// more broker beside those that are there.
async fn set_order(
    call: &Call<'_>,
    admin: &Admin,
    spec: &TopicSpec,
    target: &Target,
) -> CommandResult {
    let mut names: Vec<String> =
        admin.masters_of(target).await?.iter().map(|broker| broker.name.to_string()).collect();
    names.sort();
    let own: Vec<String> =
        names.iter().map(|name| format!("{name}:{}", spec.write_queues)).collect();
    let own = own.join(";");
    let (kind, all) = match target {
        Target::Cluster(_) => ("cluster", own.clone()),
        Target::Broker(_) => {
            let before = admin.kv_get(ORDER_TOPIC_CONFIG, &spec.topic).await?.unwrap_or_default();
            let others = before
                .split(';')
                .filter(|part| !part.is_empty())
                .filter(|part| !names.iter().any(|name| part.split(':').next() == Some(name)));
            ("broker", others.chain([own.as_str()]).collect::<Vec<_>>().join(";"))
        }
    };
    let outcomes = admin.kv_put(ORDER_TOPIC_CONFIG, &spec.topic, &all).await;
    call.print(format_args!("set {kind} orderConf. isOrder=true, orderConf=[{own}]"));
    conclude("name servers did not take the order", &outcomes)
}
