#![allow(missing_docs, clippy::print_stdout, clippy::all)]
use rmq::engine::client::{
    config::*, outgoing::Message, producer::*, push::*, subscription::Filter,
};
use std::time::*;
fn cfg() -> ClientConfig {
    ClientConfig::new(NamesrvAddrs::parse("127.0.0.1:9976").unwrap())
}
#[tokio::main]
async fn main() {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let a: Vec<String> = std::env::args().collect();
    let (mode, topic, group, n) =
        (a[1].as_str(), a[2].clone(), a[3].clone(), a[4].parse::<usize>().unwrap());
    match mode {
        "send" => {
            let p = Producer::start(ProducerConfig::new(cfg(), group));
            let t = Instant::now();
            let size: usize = a.get(5).map_or(0, |s| s.parse().unwrap());
            let mut pipe = p.pipeline(a.get(6).map_or(128, |s| s.parse().unwrap()));
            let (mut ok, mut bad) = (0, 0);
            let mut note = |r: Result<SendResult, _>| match r {
                Ok(_) => ok += 1,
                Err(e) => {
                    bad += 1;
                    if bad < 4 {
                        let e: rmq::engine::client::error::ClientError = e;
                        println!("{e}")
                    }
                }
            };
            for i in 0..n {
                let (_, e) = pipe
                    .send(
                        Message::new(topic.as_str(), format!("{i:0size$}"))
                            .with_tag("T")
                            .with_keys(["k1", "k2"]),
                        QueueChoice::Any,
                    )
                    .await;
                if let Some((_, r)) = e {
                    note(r)
                }
            }
            while let Some((_, r)) = pipe.next().await {
                note(r)
            }
            println!("sent {ok} failed {bad} in {:?}", t.elapsed());
            p.shutdown().await;
        }
        _ => {
            let secs: u64 = n as u64;
            let mut c = PushConsumer::start(
                PushConfig { start_at: StartAt::First, ..PushConfig::new(cfg(), group) }
                    .subscribe(topic.as_str(), Filter::All),
            )
            .await
            .unwrap();
            let end = Instant::now() + Duration::from_secs(secs);
            let (mut n, mut seen) = (0, std::collections::HashSet::new());
            let mut first = None;
            let mut last = Instant::now();
            while let Ok(Some(d)) = tokio::time::timeout_at(end.into(), c.next()).await {
                first.get_or_insert_with(Instant::now);
                last = Instant::now();
                n += 1;
                seen.insert(d.message.body.clone());
                d.ack();
            }
            println!(
                "RMQ consumed {n} distinct {} queues {:?} span {:?}",
                seen.len(),
                c.queues().len(),
                first.map(|f| last - f)
            );
            c.shutdown().await;
        }
    }
}
