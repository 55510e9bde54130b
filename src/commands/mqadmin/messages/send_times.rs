//! `sendMsgStatus`, `checkMsgSendRT` and `clusterRT`: how long sending takes.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::messages::unique_group;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::send_view::SendView;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::{Producer, ProducerConfig, QueueChoice};
use crate::engine::protocol::names::TopicName;

/// To one broker.
pub const STATUS: Spec = Spec {
    name: "sendMsgStatus",
    alias: "",
    about: "Send messages to a broker, and show how long each took",
    options: &[
        value('b', "brokerName", "The broker's name, which is a topic too").required(),
        value('s', "messageSize", "Bytes of each body (128)"),
        value('c', "count", "How many messages (50)"),
    ],
    run: status,
};

/// To each queue of a topic in turn.
pub const TOPIC: Spec = Spec {
    name: "checkMsgSendRT",
    alias: "",
    about: "Send messages to the queues of a topic, and show how long each took",
    options: &[
        value('t', "topic", "The topic").required(),
        value('a', "amount", "How many messages (100)"),
        value('s', "size", "Bytes of each body (128)"),
    ],
    run: topic,
};

/// To each broker of a cluster, again and again.
pub const CLUSTER: Spec = Spec {
    name: "clusterRT",
    alias: "",
    about: "Send messages to every broker again and again, and show how long they take",
    options: &[
        value('a', "amount", "How many messages to each broker (100)"),
        value('s', "size", "Bytes of each body (128)"),
        value('c', "cluster", "One cluster only"),
        value('p', "print log", "As lines for a log: true or false"),
        value('m', "machine room", "Name of the room, for the log"),
        value('i', "interval", "Seconds between two rounds (10)"),
    ],
    run: cluster,
};

/// A group of Apache's command.
const STATUS_GROUP: &str = "PID_SMSC";
/// Size of a message that is not measured: it opens the connection.
const FIRST_SIZE: usize = 16;

fn body(size: usize) -> Vec<u8> {
    vec![b'a'; size]
}

fn status(call: &Call<'_>) -> CommandResult {
    let topic = TopicName::from(call.required('b')?);
    let size = call.parsed('s', "a number of bytes")?.unwrap_or(128);
    let count = call.parsed::<u64>('c', "a number of messages")?.unwrap_or(50);
    let config = call.client_config()?;
    call.cli.block_on(async {
        let producer = Producer::start(ProducerConfig::new(config, STATUS_GROUP));
        producer.send(&Message::new(topic.clone(), body(FIRST_SIZE))).await?;
        for _ in 0..count {
            let began = Instant::now();
            let result = producer.send(&Message::new(topic.clone(), body(size))).await?;
            let took = began.elapsed().as_millis();
            let text = SendView::from(result).line();
            call.line(format_args!("rt={took}ms, SendResult={}", text.trim_end()));
            call.flush()?;
        }
        producer.shutdown().await;
        Ok(())
    })
}

fn topic(call: &Call<'_>) -> CommandResult {
    let topic = TopicName::from(call.required('t')?);
    let amount = call.parsed::<usize>('a', "a number of messages")?.unwrap_or(100);
    let size = call.parsed('s', "a number of bytes")?.unwrap_or(128);
    let config = call.client_config()?;
    let row = |cells: [&str; 4]| {
        let [broker, queue, sent, took] = cells;
        call.line(format_args!("{broker:<32}  {queue:<4}  {sent:<20}    {took}"));
    };
    call.cli.block_on(async {
        let producer = Producer::start(ProducerConfig::new(config, unique_group()));
        let queues = producer.queues(&topic).await?;
        row(["#Broker Name", "#QID", "#Send Result", "#RT"]);
        let mut measured = Duration::ZERO;
        let mut failed = None;
        for at in 0..amount {
            let Some(queue) = queues.get(at % queues.len().max(1)) else { break };
            let began = Instant::now();
            let message = Message::new(topic.clone(), body(size));
            let sent = producer.send_to(&message, &QueueChoice::Queue(queue.clone())).await;
            let took = began.elapsed();
            // The first one opens the connection.
            if at != 0 {
                measured += took;
            }
            let ok = sent.is_ok().to_string();
            row([
                &queue.broker_name,
                &queue.queue_id.to_string(),
                &ok,
                &took.as_millis().to_string(),
            ]);
            call.flush()?;
            failed = sent.err().or(failed);
        }
        producer.shutdown().await;
        call.line(format_args!("Avg RT: {:.2}", average_ms(measured, amount)));
        failed.map_or(Ok(()), |error| Err(error.into()))
    })
}

fn average_ms(measured: Duration, amount: usize) -> f64 {
    measured.as_secs_f64() * 1000.0 / amount.saturating_sub(1) as f64
}

fn cluster(call: &Call<'_>) -> CommandResult {
    let amount = call.parsed::<usize>('a', "a number of messages")?.unwrap_or(100);
    let size = call.parsed('s', "a number of bytes")?.unwrap_or(128);
    let pause = Duration::from_secs(call.parsed('i', "a number of seconds")?.unwrap_or(10));
    let as_log = call.truth('p').unwrap_or(false);
    let room = call.get('m').unwrap_or("noname");
    let config = call.client_config()?;
    call.with_admin(async |admin| {
        let mut brokers = match call.get('c') {
            Some(_) => admin.masters_of(&call.target()?).await?,
            None => admin.all_brokers().await?,
        };
        brokers.retain(|broker| broker.is_master());
        let producer = Producer::start(ProducerConfig::new(config, unique_group()));
        if !as_log {
            call.line(format_args!(
                "{:<24}  {:<24}  {:<4}  {:<8}  {:<8}",
                "#Cluster Name", "#Broker Name", "#RT", "#successCount", "#failCount"
            ));
        }
        loop {
            for broker in &brokers {
                let (mut measured, mut failures) = (Duration::ZERO, 0);
                for at in 0..amount {
                    let began = Instant::now();
                    let message = Message::new(broker.name.as_str(), body(size));
                    failures += usize::from(producer.send(&message).await.is_err());
                    if at != 0 {
                        measured += began.elapsed();
                    }
                }
                let average = average_ms(measured, amount);
                let (cluster, name) = (&broker.cluster, &broker.name);
                if as_log {
                    let time = beijing_time();
                    call.line(format_args!("{time}|{room}|{cluster}|{name}|{average:.0}"));
                } else {
                    call.line(format_args!(
                        "{:<24}  {:<24}  {:<8}  {:<16}  {:<16}",
                        cluster.as_str(),
                        name.as_str(),
                        format!("{average:.2}"),
                        amount - failures,
                        failures
                    ));
                }
                call.flush()?;
            }
            tokio::time::sleep(pause).await;
        }
    })
}

/// The time of mqadmin's log lines, which is that of Beijing everywhere.
fn beijing_time() -> String {
    let zone = TimeZone::fixed(offset(8));
    Timestamp::now().to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
