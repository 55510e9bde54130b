//! Admin operations when some servers answer and some do not.

use rmq::engine::admin::Admin;
use rmq::engine::admin::servers::Target;
use rmq::engine::admin::topic_change::TopicSpec;
use rmq::engine::client::error::ClientError;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lists::KvTable;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::frame::Reply;

use crate::fake::{Fake, config, field, route};

/// A name server that knows brokers `a` and `b` of cluster `C`, in the words of 4.9.7.
async fn name_server(a: String, b: String) -> Fake {
    Fake::start(move |request| {
        Some(match request.request_code() {
            RequestCode::GetBrokerClusterInfo => Reply::with_body(format!(
                "{{\"brokerAddrTable\":{{\"a\":{{\"brokerAddrs\":{{0:\"{a}\"}},\"brokerName\":\"a\",\
                 \"cluster\":\"C\"}},\"b\":{{\"brokerAddrs\":{{0:\"{b}\"}},\"brokerName\":\"b\",\
                 \"cluster\":\"C\"}}}},\"clusterAddrTable\":{{\"C\":[\"b\",\"a\"]}}}}"
            )),
            RequestCode::GetRouteInfoByTopic => {
                let brokers = [("a", a.clone()), ("b", b.clone())];
                Reply::with_body(route(&brokers, 8).encode())
            }
            _ => Reply::success(),
        })
    })
    .await
}

async fn broker() -> Fake {
    Fake::start(|request| {
        Some(match request.request_code() {
            RequestCode::GetBrokerRuntimeInfo => {
                let table = [
                    ("brokerVersionDesc", "V4_9_7"),
                    ("putTps", "7046.57 10.0 1.0"),
                    ("getTransferedTps", "0.5 "),
                    ("sendThreadPoolQueueSize", "3"),
                    ("commitLogDiskRatio", "0.16"),
                    ("msgPutTotalTodayMorning", "10"),
                    ("msgPutTotalTodayNow", "610859"),
                ];
                let table = table.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
                Reply::with_body(KvTable { table }.encode())
            }
            RequestCode::GetTopicStatsInfo => Reply::with_body(
                "{\"offsetTable\":{{\"brokerName\":\"a\",\"queueId\":3,\"topic\":\"T\"}:\
                 {\"lastUpdateTimestamp\":0,\"maxOffset\":7,\"minOffset\":2}}}",
            ),
            _ => Reply::success(),
        })
    })
    .await
}

async fn gone() -> String {
    broker().await.stop().await
}

#[tokio::test]
async fn a_broker_that_is_gone_is_a_row() {
    let (a, b) = (broker().await, gone().await);
    let namesrv = name_server(a.address(), b.clone()).await;
    let admin = Admin::with_config(config(&[namesrv.address()]));
    let rows = admin.cluster_list().await.unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row.broker_name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    let load = rows[0].load.as_ref().unwrap();
    assert_eq!((load.in_tps, load.out_tps), (Some(7046.57), Some(0.5)));
    assert_eq!((load.send_queue_size, load.in_total_today), (Some(3), Some(610_849)));
    assert_eq!(load.pull_queue_size, None, "not in the table");
    let failure = rows[1].error.as_ref().unwrap();
    assert!(failure.unreachable && failure.message.contains(&b), "{failure:?}");
    let json = serde_json::to_value(&rows).unwrap();
    assert_eq!(json[0]["load"]["inTotalToday"], 610_849);
    assert_eq!(json[1]["load"], serde_json::Value::Null);
}

#[tokio::test]
async fn a_topic_made_on_one_of_two_brokers_says_so() {
    let a = broker().await;
    let b = Fake::start(|_| Some(Reply::refuse(ResponseCode::SystemError, "scripted"))).await;
    let namesrv = name_server(a.address(), b.address()).await;
    let admin = Admin::with_config(config(&[namesrv.address()]));
    let spec = TopicSpec::new("T");
    let made = admin.topic_create(&spec, &Target::Cluster("C".into())).await.unwrap();
    let done: Vec<bool> = made.brokers.iter().map(|outcome| outcome.is_done()).collect();
    assert_eq!((done, made.in_route), (vec![true, false], true));
    assert_eq!(made.brokers[1].error.as_ref().unwrap().code, Some(1));
    let request = &a.seen(RequestCode::UpdateAndCreateTopic)[0];
    for (name, expected) in [
        ("topic", "T"),
        ("defaultTopic", "TBW102"),
        ("readQueueNums", "8"),
        ("writeQueueNums", "8"),
        ("perm", "6"),
        ("topicFilterType", "SINGLE_TAG"),
        ("topicSysFlag", "0"),
        ("order", "false"),
    ] {
        assert_eq!(field(request, name), expected, "{name}");
    }
    let error = admin.topic_create(&spec, &Target::Cluster("D".into())).await.unwrap_err();
    assert!(matches!(&error, ClientError::NoCluster { known, .. } if known == &["C"]), "{error}");
}

#[tokio::test]
async fn deleting_asks_masters_and_every_name_server() {
    let (a, b) = (broker().await, broker().await);
    let first = name_server(a.address(), b.address()).await;
    let second = name_server(a.address(), b.address()).await;
    let dead = gone().await;
    let addresses = [first.address(), second.address(), dead.clone()];
    let admin = Admin::with_config(config(&addresses));
    let deleted = admin.topic_delete(&"T".into(), Some(&"C".into())).await.unwrap();
    assert!(deleted.brokers.iter().all(|outcome| outcome.is_done()));
    let failed: Vec<&str> = deleted
        .name_servers
        .iter()
        .filter(|outcome| !outcome.is_done())
        .map(|outcome| outcome.address.as_str())
        .collect();
    assert_eq!(failed, [dead]);
    for namesrv in [&first, &second] {
        let request = &namesrv.seen(RequestCode::DeleteTopicInNamesrv)[0];
        assert_eq!(
            (field(request, "topic"), field(request, "clusterName")),
            ("T".into(), "C".into())
        );
    }
    for broker in [&a, &b] {
        assert_eq!(broker.seen(RequestCode::DeleteTopicInBroker).len(), 1);
    }
}

#[tokio::test]
async fn the_status_of_a_topic_keeps_what_it_got() {
    let (a, b) = (broker().await, gone().await);
    let namesrv = name_server(a.address(), b).await;
    let admin = Admin::with_config(config(&[namesrv.address()]));
    let status = admin.topic_status(&"T".into()).await.unwrap();
    assert_eq!(status.queues.len(), 1);
    assert_eq!((status.queues[0].queue_id.0, status.queues[0].max_offset.0), (3, 7));
    assert_eq!(status.queues[0].last_updated, None);
    assert_eq!(status.failures[0].broker_name.as_deref(), Some("b"));
}

#[tokio::test]
async fn no_name_server_is_an_error() {
    let dead = gone().await;
    let error = Admin::with_config(config(&[dead])).cluster_list().await.unwrap_err();
    assert!(matches!(error, ClientError::NoNameServer { .. }) && error.is_unreachable());
}
