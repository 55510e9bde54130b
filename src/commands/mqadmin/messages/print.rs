//! `printMsg` and `printMsgByQueue`: the messages of a topic, or of one of its queues.

use std::collections::HashMap;

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::messages::reading::{ends, print, status_name, time_option};
use crate::commands::mqadmin::options::{Opt, value};
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::queue_text;
use crate::engine::client::pull::{PullConsumer, PullStatus};
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::name_rules::TOOLS_GROUP;
use crate::engine::protocol::names::{MessageQueue, QueueId, TopicName};

const TOPIC: Opt = value('t', "topic", "The topic").required();
const BEGIN: Opt =
    value('b', "beginTimestamp ", "From this time on: milliseconds, or yyyy-MM-dd#HH:mm:ss:SSS");
const END: Opt =
    value('e', "endTimestamp ", "Up to this time: milliseconds, or yyyy-MM-dd#HH:mm:ss:SSS");
const CHARSET: Opt =
    value('c', "charsetName ", "Character set of the bodies; they are shown as UTF-8");
const TAGS: Opt = value('s', "subExpression ", "Tags, for example TagA || TagB");

/// A whole topic.
pub const TOPIC_SPEC: Spec = Spec {
    name: "printMsg",
    alias: "",
    about: "Print the messages of a topic",
    options: &[
        TOPIC,
        CHARSET,
        TAGS,
        BEGIN,
        END,
        value('d', "printBody ", "Whether bodies are shown: true (default) or false"),
    ],
    run: topic,
};

/// One queue.
pub const QUEUE_SPEC: Spec = Spec {
    name: "printMsgByQueue",
    alias: "",
    about: "Print the messages of a queue, or count them by tag",
    options: &[
        TOPIC,
        value('a', "brokerName ", "The broker's name").required(),
        value('i', "queueId ", "The queue").required(),
        CHARSET,
        TAGS,
        BEGIN,
        END,
        value('p', "print msg", "Whether messages are shown: true or false (default)"),
        value('d', "printBody ", "Whether bodies are shown: true or false (default)"),
        value('f', "calculate", "Whether they are counted by tag: true or false (default)"),
    ],
    run: queue,
};

/// Most messages of one pull.
const AT_ONCE: i32 = 32;

fn topic(call: &Call<'_>) -> CommandResult {
    let topic = TopicName::from(call.required('t')?);
    let filter = Filter::tags(call.get('s').unwrap_or("*"))?;
    let (begin, end) = (time_option(call, 'b')?, time_option(call, 'e')?);
    let with_body = call.truth('d').unwrap_or(true);
    let config = call.client_config()?;
    call.cli.block_on(async {
        let consumer = PullConsumer::start(config, TOOLS_GROUP);
        for queue in consumer.queues(&topic).await? {
            let (mut offset, max) = ends(&consumer, &queue, begin, end).await?;
            let text = queue_text(&queue);
            call.line(format_args!("minOffset={offset}, maxOffset={max}, {text}"));
            while offset < max {
                let result = consumer.pull(&queue, offset, AT_ONCE, &filter, None).await?;
                offset = result.next_offset;
                let status = status_name(result.status);
                match result.status {
                    PullStatus::Found => print(call, &queue, &result, with_body),
                    PullStatus::NoMatchedMessage => call.line(format_args!(
                        "{text} no matched msg. status={status}, offset={offset}"
                    )),
                    PullStatus::NoNewMessage | PullStatus::OffsetIllegal => {
                        call.line(format_args!(
                            "{text} print msg finished. status={status}, offset={offset}"
                        ));
                        break;
                    }
                }
                call.flush()?;
            }
            call.line(format_args!("{}", "-".repeat(56)));
        }
        consumer.shutdown().await;
        Ok(())
    })
}

fn queue(call: &Call<'_>) -> CommandResult {
    let queue = MessageQueue {
        topic: call.required('t')?.into(),
        broker_name: call.required('a')?.into(),
        queue_id: QueueId(call.parsed('i', "the number of a queue")?.unwrap_or_default()),
    };
    let filter = Filter::tags(call.get('s').unwrap_or("*"))?;
    let (begin, end) = (time_option(call, 'b')?, time_option(call, 'e')?);
    let with_body = call.truth('d').unwrap_or(false);
    let prints = call.truth('p').unwrap_or(false);
    let counts = call.truth('f').unwrap_or(false);
    let config = call.client_config()?;
    let mut tags: HashMap<String, usize> = HashMap::new();
    call.cli.block_on(async {
        let consumer = PullConsumer::start(config, TOOLS_GROUP);
        let (mut offset, max) = ends(&consumer, &queue, begin, end).await?;
        while offset < max {
            let result = consumer.pull(&queue, offset, AT_ONCE, &filter, None).await?;
            offset = result.next_offset;
            if result.status != PullStatus::Found {
                break;
            }
            for tag in result.messages.iter().filter_map(|message| message.tags()) {
                *tags.entry(tag.to_owned()).or_default() += 1;
            }
            if prints {
                print(call, &queue, &result, with_body);
                call.flush()?;
            }
        }
        consumer.shutdown().await;
        Ok(())
    })?;
    if counts {
        let mut tags: Vec<(String, usize)> = tags.into_iter().collect();
        tags.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for (tag, count) in tags {
            call.line(format_args!("Tag: {tag:<30} Count: {count}"));
        }
    }
    Ok(())
}
