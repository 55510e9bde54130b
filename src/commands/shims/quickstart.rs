//! The quickstart examples of Apache's manual, `org.apache.rocketmq.example.quickstart`: what they
//! send, consume and print.

use std::time::Duration;

use super::java::Java;
use crate::commands::cli::{Cli, interrupted};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::mqadmin::text;
use crate::commands::send_view::SendView;
use crate::commands::stopping::Stopping;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::{Producer, ProducerConfig};
use crate::engine::client::push::Delivery;
use crate::engine::client::push::{PushConfig, PushConsumer, StartAt};
use crate::engine::client::subscription::Filter;
use crate::engine::util::clock::TimestampMs;

const TOPIC: &str = "TopicTest";
const TAG: &str = "TagA";
const MESSAGES: u32 = 1000;
const PRODUCER_GROUP: &str = "please_rename_unique_group_name";
const CONSUMER_GROUP: &str = "please_rename_unique_group_name_4";
/// Pause after a send that failed.
const PAUSE: Duration = Duration::from_secs(1);
/// Threads of a Java consumer.
const THREADS: u64 = 20;

/// `Producer`: sends 1000 messages one after the other and prints where each is.
pub fn producer(cli: &Cli, java: &Java, _: &[String]) -> CommandResult {
    java.tell_client(&cli.out);
    let config = ProducerConfig::new(cli.client_config()?, PRODUCER_GROUP);
    cli.run_to_end(async {
        let producer = Producer::start(config);
        let outcome = send_all(cli, &producer).await;
        producer.shutdown().await;
        outcome
    })
}

async fn send_all(cli: &Cli, producer: &Producer) -> CommandResult {
    let mut stopping = Stopping::listen()?;
    let (mut stored, mut failed) = (0, 0);
    for number in 0..MESSAGES {
        let message = Message::new(TOPIC, format!("Hello RocketMQ {number}")).with_tag(TAG);
        let sent = tokio::select! {
            biased;
            () = stopping.asked() => return Err(interrupted()),
            sent = producer.send(&message) => sent,
        };
        match sent {
            Ok(result) => {
                stored += 1;
                cli.out.text(SendView::from(result).line().trim_end())?;
            }
            // What never worked will not.
            Err(error) if stored == 0 => return Err(error.into()),
            Err(error) => {
                failed += 1;
                cli.out.error(&error.into());
                tokio::select! {
                    () = stopping.asked() => return Err(interrupted()),
                    () = tokio::time::sleep(PAUSE) => {}
                }
            }
        }
    }
    match failed {
        0 => Ok(()),
        _ => Err(CommandError::new(Kind::Partial, format!("{failed} messages were not stored"))),
    }
}

/// `Consumer`: prints every message of the topic until it is stopped.
pub fn consumer(cli: &Cli, java: &Java, _: &[String]) -> CommandResult {
    java.tell_client(&cli.out);
    let mut config = PushConfig::new(cli.client_config()?, CONSUMER_GROUP);
    config.start_at = StartAt::First;
    let config = config.subscribe(TOPIC, Filter::All);
    cli.run_to_end(async {
        let mut stopping = Stopping::listen()?;
        let mut consumer = PushConsumer::start(config).await?;
        cli.out.text("Consumer Started.")?;
        let mut outcome = Ok(());
        let mut number = 0;
        while outcome.is_ok() {
            let delivery = tokio::select! {
                biased;
                () = stopping.asked() => break,
                delivery = consumer.next() => delivery,
            };
            let Some(delivery) = delivery else { break };
            outcome = cli.out.text(&received(&delivery, number));
            number += 1;
            if outcome.is_ok() {
                delivery.ack();
            }
        }
        consumer.shutdown().await;
        outcome
    })
}

/// The line of the `number`th message, from 0.
fn received(delivery: &Delivery, number: u64) -> String {
    let thread = number % THREADS + 1;
    let (min, max) = delivery.queue_ends();
    let [min, max] = text::ends_of_queue(min, max);
    let added = [min, max, ("CONSUME_START_TIME", TimestampMs::now().0.to_string())];
    let broker = &delivery.queue().broker_name;
    let message = text::message_ext(&delivery.message, broker, &added);
    format!("ConsumeMessageThread_{CONSUMER_GROUP}_{thread} Receive New Messages: [{message}] ")
}
