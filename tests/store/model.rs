//! Random messages, restarts and losses of derived files against a model in memory.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use rmq::engine::protocol::names::QueueId;
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{AppendStatus, ReadLimits, Store, StoreConfig};

use crate::support::{Message, open, small_config};
use crate::waiting::{append, wait_dispatched};

#[derive(Clone, Debug)]
enum Step {
    Append(Vec<Message>),
    CloseAndOpen,
    DropAndOpen,
    LoseQueues,
    LoseOneQueue(i32),
    LoseIndex,
    DeleteTopic(&'static str),
}

const TOPICS: [&str; 3] = ["A", "B", "%RETRY%g"];

fn messages() -> impl Strategy<Value = Vec<Message>> {
    let message = (0..TOPICS.len(), 0..3, 0usize..1500, any::<bool>(), 0..10).prop_map(
        |(topic, queue, len, joined, kind)| Message {
            joined,
            kind_flag: if kind == 0 { 4 } else { 0 },
            ..Message::new(TOPICS[topic], queue, vec![b'x'; len])
        },
    );
    prop::collection::vec(message, 1..8)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => messages().prop_map(Step::Append),
        1 => Just(Step::CloseAndOpen),
        1 => Just(Step::DropAndOpen),
        1 => Just(Step::LoseQueues),
        1 => (0..3).prop_map(Step::LoseOneQueue),
        1 => Just(Step::LoseIndex),
        1 => (0..TOPICS.len()).prop_map(|topic| Step::DeleteTopic(TOPICS[topic])),
    ]
}

type Model = BTreeMap<(String, i32), Vec<Vec<u8>>>;

fn contents(store: &Store) -> Model {
    let mut model = Model::new();
    for (topic, queues) in store.topics() {
        for id in queues {
            let mut at = store.min_offset(&topic, id);
            let mut bodies = Vec::new();
            while at < store.max_offset(&topic, id) {
                let read = store.read(&topic, id, at, &ReadLimits::default(), &|_| true);
                assert!(!read.records.is_empty(), "{topic}-{id} at {at}: {:?}", read.status);
                for bytes in read.records {
                    let record = Record::decode(&bytes).unwrap();
                    assert_eq!((record.queue_offset, record.queue_id), (at, id));
                    bodies.push(record.body.to_vec());
                    at = at.plus(1);
                }
            }
            if !bodies.is_empty() {
                model.insert((topic.to_string(), id.0), bodies);
            }
        }
    }
    model
}

fn config(root: &Path) -> StoreConfig {
    StoreConfig {
        commit_log_file_size: 8192,
        consume_queue_file_size: 200,
        max_open_queue_files: 4,
        max_waiting_dispatch: 16,
        ..small_config(root)
    }
}

fn run(steps: Vec<Step>) {
    let dir = tempfile::tempdir().unwrap();
    let config = config(dir.path());
    let mut store = open(config.clone());
    let mut model = Model::new();
    for (number, step) in steps.into_iter().enumerate() {
        let reopen = |store: std::sync::Arc<Store>| {
            store.close().unwrap();
            drop(store);
        };
        match step {
            Step::Append(mut messages) => {
                for (at, message) in messages.iter_mut().enumerate() {
                    message.body.splice(0..0, format!("{number}.{at} ").into_bytes());
                }
                let mut together = 0;
                for message in &mut messages {
                    together = if message.joined { together + message.body.len() + 100 } else { 0 };
                    message.joined &= together < 5000;
                }
                for (message, result) in messages.iter().zip(append(&store, &config, &messages)) {
                    assert_eq!(result.status, AppendStatus::Stored);
                    if message.kind_flag == 0 {
                        let key = (message.topic.clone(), message.queue);
                        let queue = model.entry(key).or_default();
                        assert_eq!(result.queue_offset.0 as usize, queue.len());
                        queue.push(message.body.clone());
                    }
                }
            }
            Step::CloseAndOpen => {
                reopen(store);
                store = open(config.clone());
            }
            Step::DropAndOpen => {
                drop(store);
                store = open(config.clone());
            }
            Step::LoseQueues => {
                reopen(store);
                std::fs::remove_dir_all(dir.path().join("consumequeue")).unwrap();
                store = open(config.clone());
            }
            Step::LoseOneQueue(queue) => {
                drop(store);
                let lost = dir.path().join(format!("consumequeue/A/{queue}"));
                let _ = std::fs::remove_dir_all(lost);
                store = open(config.clone());
            }
            Step::LoseIndex => {
                reopen(store);
                std::fs::remove_dir_all(dir.path().join("index")).unwrap();
                store = open(config.clone());
            }
            Step::DeleteTopic(topic) => {
                wait_dispatched(&store);
                store.delete_topic(topic).unwrap();
                model.retain(|(of, _), _| of != topic);
            }
        }
        wait_dispatched(&store);
        assert_eq!(contents(&store), model);
        for ((topic, queue), bodies) in &model {
            let id = QueueId(*queue);
            assert_eq!(store.max_offset(topic, id).0 as usize, bodies.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_store_holds_what_was_appended(steps in prop::collection::vec(step(), 1..30)) {
        run(steps);
    }
}
