//! `cloneGroupOffset`: one group goes where another is.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::protocol::names::{GroupName, TopicName};

/// The command.
pub const SPEC: Spec = Spec {
    name: "cloneGroupOffset",
    alias: "",
    about: "Let a group go on where another one is",
    options: &[
        value('s', "srcGroup", "The group to copy from").required(),
        value('d', "destGroup", "The group to copy to").required(),
        value('t', "topic", "The topic").required(),
        value('o', "offline", "No effect; Apache's command has it"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let (source, target) = (GroupName::from(call.required('s')?), call.required('d')?);
    let topic = TopicName::from(call.required('t')?);
    let group = GroupName::from(target);
    call.with_admin(async |admin| {
        let progress = admin.group_progress(&source, Some(&topic)).await?;
        for queue in progress.queues.iter().filter(|queue| queue.topic == topic) {
            admin.session().commit_offset(&group, &queue.queue(), queue.consumer_offset).await?;
        }
        call.print(format_args!(
            "clone group offset success. srcGroup[{source}], destGroup=[{target}], topic[{topic}]"
        ));
        crate::commands::mqadmin::conclude(
            "brokers did not tell how far the group is",
            &progress.failures,
        )
    })
}
