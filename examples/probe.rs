#![allow(missing_docs, clippy::print_stdout, clippy::all)]
use rmq::engine::admin::topic_change::*;
use rmq::engine::admin::*;
use rmq::engine::client::config::*;
use rmq::engine::client::outgoing::Message;
use rmq::engine::client::producer::*;
use rmq::engine::client::pull::*;
use rmq::engine::client::push::*;
use rmq::engine::client::subscription::Filter;
use rmq::engine::protocol::names::*;
use std::collections::*;
use std::time::*;

fn cfg() -> ClientConfig {
    ClientConfig::new(
        NamesrvAddrs::parse(&std::env::var("NS").unwrap_or("127.0.0.1:9976".into())).unwrap(),
    )
}
async fn drain(
    c: &mut PushConsumer,
    want: usize,
    idle: Duration,
) -> Vec<(MessageQueue, i64, String, i32)> {
    let mut got = vec![];
    while got.len() < want {
        match tokio::time::timeout(idle, c.next()).await {
            Ok(Some(d)) => {
                got.push((
                    d.queue().clone(),
                    d.message.queue_offset.0,
                    String::from_utf8_lossy(&d.message.body).into_owned(),
                    d.message.reconsume_times,
                ));
                d.ack();
            }
            _ => break,
        }
    }
    got
}
fn check(got: &[(MessageQueue, i64, String, i32)]) -> (usize, bool) {
    let set: HashSet<_> = got.iter().map(|g| &g.2).collect();
    let mut last: HashMap<&MessageQueue, i64> = HashMap::new();
    let mut ordered = true;
    for g in got {
        if let Some(l) = last.insert(&g.0, g.1) {
            if g.1 <= l {
                ordered = false;
            }
        }
    }
    (set.len(), ordered)
}
#[tokio::main]
async fn main() {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let admin = Admin::new(cfg().namesrv);
    let t0 = Instant::now();
    let tag = std::process::id();
    let topic = format!("Probe{tag}");
    let group = format!("probe-g{tag}");
    println!(
        "cluster list: {}",
        serde_json::to_string(&admin.cluster_list().await.unwrap()).unwrap()
    );
    let made = admin
        .topic_create(
            &TopicSpec { read_queues: 4, write_queues: 4, ..TopicSpec::new(topic.as_str()) },
            &Target::Cluster("DefaultCluster".into()),
        )
        .await
        .unwrap();
    println!("create: {} {:?}", serde_json::to_string(&made).unwrap(), t0.elapsed());
    println!(
        "bad cluster: {}",
        admin
            .topic_create(&TopicSpec::new("x"), &Target::Cluster("Nope".into()))
            .await
            .unwrap_err()
    );

    let p = Producer::start(ProducerConfig::new(cfg(), "probe-p"));
    let r =
        p.send(&Message::new(topic.as_str(), "m0").with_tag("A").with_keys(["k0"])).await.unwrap();
    println!("send: {r:?}");
    let mut pipe = p.pipeline(64);
    let t = Instant::now();
    let mut ok = 0;
    for i in 1..1000 {
        let (_, e) = pipe
            .send(Message::new(topic.as_str(), format!("m{i}")).with_tag("A"), QueueChoice::Any)
            .await;
        if let Some((_, r)) = e {
            r.unwrap();
            ok += 1;
        }
    }
    while let Some((_, r)) = pipe.next().await {
        r.unwrap();
        ok += 1;
    }
    println!("pipelined {ok} in {:?}", t.elapsed());

    let mk = || {
        PushConfig { start_at: StartAt::First, ..PushConfig::new(cfg(), group.as_str()) }
            .subscribe(topic.as_str(), Filter::All)
    };
    let t = Instant::now();
    let mut c = PushConsumer::start(mk()).await.unwrap();
    let got = drain(&mut c, 1001, Duration::from_secs(4)).await;
    println!("consumed {} distinct/ordered {:?} in {:?}", got.len(), check(&got), t.elapsed());

    // restart continues
    c.shutdown().await;
    for i in 1000..1010 {
        p.send(&Message::new(topic.as_str(), format!("m{i}"))).await.unwrap();
    }
    let mut c = PushConsumer::start(mk()).await.unwrap();
    let got = drain(&mut c, 11, Duration::from_secs(4)).await;
    println!("after restart {} distinct/ordered {:?}", got.len(), check(&got));

    // two consumers share
    let mut c2 = PushConsumer::start(mk()).await.unwrap();
    let t = Instant::now();
    while c.queues().iter().filter(|q| q.topic.as_str() == topic).count() != 2
        || c2.queues().iter().filter(|q| q.topic.as_str() == topic).count() != 2
    {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if t.elapsed() > Duration::from_secs(30) {
            break;
        }
    }
    println!("two members after {:?}: {:?} {:?}", t.elapsed(), c.queues().len(), c2.queues().len());
    let mut pipe = p.pipeline(64);
    for i in 2000..3000 {
        pipe.send(Message::new(topic.as_str(), format!("m{i}")), QueueChoice::Any).await;
    }
    while pipe.next().await.is_some() {}
    let (a, b) = tokio::join!(
        drain(&mut c, 1001, Duration::from_secs(4)),
        drain(&mut c2, 1001, Duration::from_secs(4))
    );
    let mut all = a.clone();
    all.extend(b.clone());
    println!("shared: {} + {} distinct/ordered {:?}", a.len(), b.len(), check(&all));
    let t = Instant::now();
    c2.shutdown().await;
    while c.queues().iter().filter(|q| q.topic.as_str() == topic).count() != 4 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if t.elapsed() > Duration::from_secs(30) {
            break;
        }
    }
    println!("one member again after {:?}: {}", t.elapsed(), c.queues().len());

    // retry
    let t = Instant::now();
    p.send(&Message::new(topic.as_str(), "again").with_keys(["kk"])).await.unwrap();
    let d = c.next().await.unwrap();
    println!("first {} {}", d.message.topic, d.message.reconsume_times);
    d.retry(1).await.unwrap();
    let d = tokio::time::timeout(Duration::from_secs(20), c.next()).await;
    match d {
        Ok(Some(d)) => {
            println!(
                "redelivered after {:?}: topic {} queue {:?} times {} props {:?}",
                t.elapsed(),
                d.message.topic,
                d.queue(),
                d.message.reconsume_times,
                d.message.properties().collect::<Vec<_>>()
            );
            d.ack();
        }
        _ => println!("NOT redelivered"),
    }
    // batch, compress, hash, delay
    let batch: Vec<_> = (0..5).map(|i| Message::new(topic.as_str(), format!("b{i}"))).collect();
    println!("batch {:?}", p.send_batch(&batch, &QueueChoice::Any).await.unwrap());
    let big = "x".repeat(100_000);
    p.send(&Message::new(topic.as_str(), big.clone())).await.unwrap();
    let h1 = p
        .send_to(&Message::new(topic.as_str(), "h1"), &QueueChoice::HashKey("order-7".into()))
        .await
        .unwrap();
    let h2 = p
        .send_to(&Message::new(topic.as_str(), "h2"), &QueueChoice::HashKey("order-7".into()))
        .await
        .unwrap();
    println!("hash {} {}", h1.queue.queue_id, h2.queue.queue_id);
    println!(
        "id 9: {}",
        p.send_to(&Message::new(topic.as_str(), "h2"), &QueueChoice::Id(QueueId(9)))
            .await
            .unwrap_err()
    );
    p.send_oneway(&Message::new(topic.as_str(), "oneway"), &QueueChoice::Any).await.unwrap();
    let t = Instant::now();
    p.send(&Message::new(topic.as_str(), "delayed").with_delay_level(1)).await.unwrap();
    let got = drain(&mut c, 10, Duration::from_secs(4)).await;
    println!(
        "got {:?} in {:?}",
        got.iter()
            .map(|g| if g.2.len() > 20 { format!("{}x", g.2.len()) } else { g.2.clone() })
            .collect::<Vec<_>>(),
        t.elapsed()
    );
    // auto create + tag filter
    let auto = format!("Auto{tag}");
    println!(
        "auto {:?}",
        p.send(&Message::new(auto.as_str(), "a").with_tag("T1")).await.unwrap().queue
    );
    p.send(&Message::new(auto.as_str(), "b").with_tag("T2")).await.unwrap();
    p.send(&Message::new(auto.as_str(), "c")).await.unwrap();
    let mut f = PushConsumer::start(
        PushConfig { start_at: StartAt::First, ..PushConfig::new(cfg(), format!("f{tag}")) }
            .subscribe(auto.as_str(), Filter::tags("T2 || T9").unwrap()),
    )
    .await
    .unwrap();
    println!("filtered {:?}", drain(&mut f, 5, Duration::from_secs(3)).await);
    // broadcast
    let dir = std::env::temp_dir().join(format!("probe-off-{tag}"));
    let bc = || {
        PushConfig {
            start_at: StartAt::First,
            model: rmq::engine::protocol::bodies::heartbeat::MessageModel::Broadcasting,
            local_offsets: Some(dir.clone()),
            ..PushConfig::new(cfg(), format!("bc{tag}"))
        }
        .subscribe(auto.as_str(), Filter::All)
    };
    let mut b1 = PushConsumer::start(bc()).await.unwrap();
    println!("broadcast {:?}", drain(&mut b1, 5, Duration::from_secs(3)).await.len());
    b1.shutdown().await;
    let mut b1 = PushConsumer::start(bc()).await.unwrap();
    println!("broadcast again {:?}", drain(&mut b1, 5, Duration::from_secs(3)).await.len());
    b1.shutdown().await;
    f.shutdown().await;
    // pull
    let pc = PullConsumer::start(cfg(), "probe-pull");
    let qs = pc.queues(&topic.as_str().into()).await.unwrap();
    let mut n = 0;
    for q in &qs {
        let mut at = pc.min_offset(q).await.unwrap();
        loop {
            let r = pc.pull(q, at, 32, &Filter::All, None).await.unwrap();
            if r.messages.is_empty() {
                break;
            }
            n += r.messages.len();
            at = r.next_offset;
        }
        assert_eq!(at, pc.max_offset(q).await.unwrap());
        pc.commit(q, at).await.unwrap();
        assert_eq!(pc.committed(q).await.unwrap(), Some(at));
    }
    println!(
        "pulled {n} from {} queues; search now -> {}",
        qs.len(),
        pc.search_offset(&qs[0], rmq::engine::util::clock::TimestampMs::now()).await.unwrap()
    );
    println!(
        "beyond: {:?}",
        pc.pull(&qs[0], QueueOffset(1_000_000), 1, &Filter::All, None)
            .await
            .map(|r| (r.status, r.next_offset))
    );
    println!("no topic: {}", pc.queues(&"Nope".into()).await.unwrap_err());
    pc.shutdown().await;
    println!(
        "status: {}",
        serde_json::to_string(&admin.topic_status(&topic.as_str().into()).await.unwrap()).unwrap()
    );
    println!(
        "progress: {}",
        serde_json::to_string(&admin.group_progress(&group.as_str().into(), None).await.unwrap())
            .unwrap()
    );
    println!("groups: {}", serde_json::to_string(&admin.group_list().await.unwrap()).unwrap());
    println!(
        "topics: {}",
        serde_json::to_string(&admin.topic_list_with_groups().await.unwrap()).unwrap()
    );
    let t = Instant::now();
    c.shutdown().await;
    println!("shutdown in {:?}", t.elapsed());
    println!(
        "delete: {}",
        serde_json::to_string(
            &admin
                .topic_delete(&topic.as_str().into(), Some(&"DefaultCluster".into()))
                .await
                .unwrap()
        )
        .unwrap()
    );
    println!(
        "route after delete: {}",
        admin.topic_route(&topic.as_str().into()).await.unwrap_err()
    );
    println!(
        "connections after: {:?}",
        admin
            .group_connections(&group.as_str().into())
            .await
            .map(|c| c.map(|c| c.connection_set.len()))
    );
    p.shutdown().await;
    admin.shutdown().await;
}
