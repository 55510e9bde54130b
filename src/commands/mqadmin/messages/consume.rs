//! `consumeMessage`: reads some messages of a topic, or of one of its queues.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::messages::reading::{ends, print, status_name, time_option};
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::queue_text;
use crate::engine::client::pull::{PullConsumer, PullStatus};
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::name_rules::TOOLS_GROUP;
use crate::engine::protocol::names::{MessageQueue, QueueId, QueueOffset, TopicName};
use crate::engine::util::clock::TimestampMs;

/// The command.
pub const SPEC: Spec = Spec {
    name: "consumeMessage",
    alias: "",
    about: "Read messages of a topic",
    options: &[
        value('t', "topic", "The topic").required(),
        value('b', "brokerName", "The broker's name, with -i"),
        value('i', "queueId", "One queue only"),
        value('o', "offset", "From this place of the queue on"),
        value('g', "consumerGroup", "The group to read as (TOOLS_CONSUMER)"),
        value(
            's',
            "beginTimestamp ",
            "From this time on: milliseconds, or yyyy-MM-dd#HH:mm:ss:SSS",
        ),
        value('e', "endTimestamp ", "Up to this time: milliseconds, or yyyy-MM-dd#HH:mm:ss:SSS"),
        value('c', "MessageNumber", "How many messages (128)"),
    ],
    run,
};

/// How many messages without `-c`.
const COUNT: i64 = 128;

/// What to read.
struct Wanted {
    topic: TopicName,
    queue: Option<MessageQueue>,
    offset: QueueOffset,
    begin: Option<TimestampMs>,
    end: Option<TimestampMs>,
    count: i64,
}

fn run(call: &Call<'_>) -> CommandResult {
    let wanted = wanted(call)?;
    let config = call.client_config()?;
    let group = call.get('g').unwrap_or(TOOLS_GROUP);
    call.cli.block_on(async {
        let consumer = PullConsumer::start(config, group);
        let result = match &wanted.queue {
            Some(queue) => one_queue(call, &consumer, &wanted, queue).await,
            None => all_queues(call, &consumer, &wanted).await,
        };
        consumer.shutdown().await;
        result
    })
}

/// The options, with mqadmin's words on what is wrong with them.
fn wanted(call: &Call<'_>) -> CommandResult<Wanted> {
    let wrong = |words: &str| {
        call.print(format_args!("{words}"));
        Err(CommandError::usage(words))
    };
    let topic = TopicName::from(call.required('t')?);
    let count = call.parsed('c', "a number of messages")?.unwrap_or(COUNT);
    if count <= 0 {
        return wrong("Please input a positive messageNumber!");
    }
    let id = call.parsed::<i32>('i', "the number of a queue")?;
    let queue = match (call.get('b'), id) {
        (Some(broker), Some(id)) => Some(MessageQueue {
            topic: topic.clone(),
            broker_name: broker.into(),
            queue_id: QueueId(id),
        }),
        (None, Some(_)) => return wrong("Please set the brokerName before queueId!"),
        (_, None) => None,
    };
    let offset = call.parsed('o', "an offset")?;
    if offset.is_some() && queue.is_none() {
        return wrong("Please set queueId before offset!");
    }
    let (begin, end) = (time_option(call, 's')?, time_option(call, 'e')?);
    let now = TimestampMs::now();
    if begin.is_some_and(|begin| begin > now) {
        return wrong("Please set the beginTimestamp before now!");
    }
    if end.is_some_and(|end| end > now) {
        return wrong("Please set the endTimestamp before now!");
    }
    if end.is_some_and(|end| begin.is_some_and(|begin| begin > end)) {
        return wrong(
            "Please make sure that the beginTimestamp is less than or equal to the endTimestamp",
        );
    }
    Ok(Wanted { topic, queue, offset: QueueOffset(offset.unwrap_or(0)), begin, end, count })
}

async fn all_queues(call: &Call<'_>, consumer: &PullConsumer, wanted: &Wanted) -> CommandResult {
    let mut left = wanted.count;
    for queue in consumer.queues(&wanted.topic).await? {
        if left <= 0 {
            break;
        }
        let (min, mut max) = ends(consumer, &queue, wanted.begin, wanted.end).await?;
        if max.since(min) > left {
            call.line(format_args!(
                "The older {left} message of the {} queue will be provided",
                queue.queue_id
            ));
            max = min.plus(left - 1);
            left = 0;
        } else {
            left -= max.since(min) + 1;
        }
        read(call, consumer, &queue, min, max).await?;
    }
    Ok(())
}

async fn one_queue(
    call: &Call<'_>,
    consumer: &PullConsumer,
    wanted: &Wanted,
    queue: &MessageQueue,
) -> CommandResult {
    let (min, mut max) = ends(consumer, queue, wanted.begin, wanted.end).await?;
    if wanted.offset > max {
        let (queue, offset) = (queue_text(queue), wanted.offset);
        call.line(format_args!("{queue} no matched msg, offset={offset}"));
        return Ok(());
    }
    let min = min.max(wanted.offset);
    if max.since(min) > wanted.count {
        call.line(format_args!("The oldler {} message will be provided", wanted.count));
        max = min.plus(wanted.count - 1);
    }
    read(call, consumer, queue, min, max).await
}

/// Reads `queue` from `min` up to and with `max`.
async fn read(
    call: &Call<'_>,
    consumer: &PullConsumer,
    queue: &MessageQueue,
    min: QueueOffset,
    max: QueueOffset,
) -> CommandResult {
    let text = queue_text(queue);
    let mut offset = min;
    while offset <= max {
        let most = i32::try_from(max.since(offset) + 1).unwrap_or(i32::MAX);
        let result = consumer.pull(queue, offset, most, &Filter::All, None).await?;
        offset = result.next_offset;
        let status = status_name(result.status);
        match result.status {
            PullStatus::Found => {
                call.line(format_args!("Consume ok"));
                print(call, queue, &result, true);
            }
            PullStatus::NoMatchedMessage => {
                call.line(format_args!("{text} no matched msg. status={status}, offset={offset}"));
            }
            PullStatus::NoNewMessage | PullStatus::OffsetIllegal => {
                call.line(format_args!(
                    "{text} print msg finished. status={status}, offset={offset}"
                ));
                return Ok(());
            }
        }
        call.flush()?;
    }
    Ok(())
}
