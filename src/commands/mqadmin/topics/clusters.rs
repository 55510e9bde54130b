//! `topicClusterList`: the clusters that hold a topic.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::protocol::names::TopicName;

/// The command.
pub const SPEC: Spec = Spec {
    name: "topicClusterList",
    alias: "",
    about: "Show which clusters hold a topic",
    options: &[value('t', "topic", "The topic").required()],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let topic = TopicName::from(call.required('t')?);
    for cluster in call.with_admin(async |admin| Ok(admin.topic_clusters(&topic).await?))? {
        call.line(format_args!("{cluster}"));
    }
    Ok(())
}
