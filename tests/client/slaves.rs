//! Slaves and administrators: consumers read a slave while the master is gone, and do what a
//! broker tells them.

use std::time::Duration;

use rmq::engine::client::pull::{PullConsumer, PullStatus};
use rmq::engine::client::push::{PushConfig, PushConsumer};
use rmq::engine::client::subscription::Filter;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::offsets::{ConsumerStatusBody, ResetOffsetBody};
use rmq::engine::protocol::bodies::running_info::{
    ConsumerRunningInfo, DirectConsumeOutcome, DirectConsumeResult,
};
use rmq::engine::protocol::headers::clients::{
    ConsumeMessageDirectlyHeader, ConsumerRunningInfoHeader, ConsumerStatusHeader,
};
use rmq::engine::protocol::headers::offsets::ResetOffsetHeader;
use rmq::engine::protocol::names::{MessageQueue, QueueId, QueueOffset};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::frame::{Frame, Request};

use crate::fake::{Fake, broker, config, field, name_server, pulled, record, route, until};

const PATIENCE: Duration = Duration::from_secs(20);

fn three(offset: i64) -> Option<rmq::engine::remoting::frame::Reply> {
    let rest: Vec<u8> = (offset..3).flat_map(|n| record("T", n, &n.to_string(), "")).collect();
    (offset < 3).then(|| pulled(ResponseCode::Success, 3, rest))
}

/// A name server that lists a master that is gone beside the slave `slave`.
async fn name_server_with(slave: &Fake) -> Fake {
    let gone = Fake::start(|_| None).await.stop().await;
    let mut topics = route(&[("a", gone)], 1);
    topics.broker_datas[0].broker_addrs.insert(1, slave.address());
    name_server(vec![("T", topics)]).await
}

#[tokio::test]
async fn a_push_consumer_reads_the_slave_of_a_master_that_is_gone() {
    let slave = broker("T", three, |_| None).await;
    let namesrv = name_server_with(&slave).await;
    let settings = PushConfig::new(config(&[namesrv.address()]), "G").subscribe("T", Filter::All);
    let mut consumer = PushConsumer::start(settings).await.unwrap();
    for expected in ["0", "1", "2"] {
        let delivery = tokio::time::timeout(PATIENCE, consumer.next()).await.unwrap().unwrap();
        assert_eq!(delivery.message.body, expected);
        delivery.ack();
    }
    consumer.shutdown().await;
    let with_offset = |request: &&Frame| field(request, "sysFlag").parse::<i32>().unwrap() & 1 != 0;
    let pulls = slave.seen(RequestCode::PullMessage);
    assert_eq!(pulls.iter().filter(with_offset).count(), 0, "a slave stores no offsets by pulls");
    let committed = slave.seen(RequestCode::UpdateConsumerOffset);
    assert_eq!(field(committed.last().unwrap(), "commitOffset"), "3");
}

#[tokio::test]
async fn a_pull_consumer_does_too() {
    let slave = broker("T", three, |_| None).await;
    let namesrv = name_server_with(&slave).await;
    let consumer = PullConsumer::start(config(&[namesrv.address()]), "G");
    let queues = consumer.queues(&"T".into()).await.unwrap();
    let found = consumer.pull(&queues[0], QueueOffset(1), 32, &Filter::All, None).await.unwrap();
    assert_eq!((found.status, found.messages.len()), (PullStatus::Found, 2));
    assert_eq!(consumer.committed(&queues[0]).await.unwrap(), Some(QueueOffset(0)));
}

#[tokio::test]
async fn a_consumer_answers_for_itself() {
    let broker = broker("T", three, |_| None).await;
    let namesrv = name_server(vec![("T", route(&[("a", broker.address())], 1))]).await;
    let settings = PushConfig::new(config(&[namesrv.address()]), "G").subscribe("T", Filter::All);
    let mut consumer = PushConsumer::start(settings).await.unwrap();
    let queue = MessageQueue { topic: "T".into(), broker_name: "a".into(), queue_id: QueueId(0) };
    for _ in 0..2 {
        tokio::time::timeout(PATIENCE, consumer.next()).await.unwrap().unwrap().ack();
    }
    let ask = |request: Request| {
        let connection = broker.connections()[0].clone();
        async move { connection.call(&request, PATIENCE).await.unwrap() }
    };

    let header = ConsumerStatusHeader { topic: "T".into(), group: "G".into(), client_addr: None };
    let request = Request::new(RequestCode::GetConsumerStatusFromClient, &header);
    let status = ConsumerStatusBody::decode(ask(request).await.body()).unwrap();
    assert_eq!(status.message_queue_table.get(&queue), Some(&QueueOffset(2)));

    let header = ConsumerRunningInfoHeader {
        consumer_group: "G".into(),
        client_id: consumer.client_id().clone(),
        jstack_enable: false,
    };
    let request = Request::new(RequestCode::GetConsumerRunningInfo, &header);
    let info = ConsumerRunningInfo::decode(ask(request).await.body()).unwrap();
    let held = info.mq_table.get(&queue).unwrap();
    assert_eq!((held.cached_msg_count, held.commit_offset), (1, QueueOffset(2)));
    assert_eq!(info.properties["PROP_CLIENT_VERSION"], "V4_9_7");
    let header = ConsumerRunningInfoHeader { consumer_group: "H".into(), ..header };
    let request = Request::new(RequestCode::GetConsumerRunningInfo, &header);
    assert_eq!(ask(request).await.response_code(), ResponseCode::SystemError);

    let header = ConsumeMessageDirectlyHeader {
        consumer_group: "G".into(),
        client_id: None,
        msg_id: None,
        broker_name: Some("a".into()),
    };
    let request = Request::new(RequestCode::ConsumeMessageDirectly, &header)
        .with_body(record("T", 900, "at once", ""));
    let asked = tokio::spawn(ask(request));
    tokio::time::timeout(PATIENCE, consumer.next()).await.unwrap().unwrap().ack();
    let directly = tokio::time::timeout(PATIENCE, consumer.next()).await.unwrap().unwrap();
    assert_eq!(directly.message.body, "at once");
    directly.ack();
    let result = DirectConsumeResult::decode(asked.await.unwrap().body()).unwrap();
    assert_eq!(result.consume_result, Some(DirectConsumeOutcome::Success));

    let mut body = ResetOffsetBody::default();
    body.offset_table.insert(queue, QueueOffset(0));
    let header = ResetOffsetHeader { topic: "T".into(), group: "G".into(), ..Default::default() };
    let request =
        Request::new(RequestCode::ResetConsumerClientOffset, &header).with_body(body.encode());
    broker.push(&request);
    let told = RequestCode::UpdateConsumerOffset;
    until("the broker knows", || {
        let last = broker.seen(told).into_iter().next_back()?;
        (field(&last, "commitOffset") == "0").then_some(())
    })
    .await;
    let again = tokio::time::timeout(PATIENCE, consumer.next()).await.unwrap().unwrap();
    assert_eq!(again.message.body, "0");
}
