//! Encoded routes, kept while the tables do not change: thousands of clients ask for the same few
//! every 30 s.
//!
//! Derived state. Every entry is of one generation of the tables; a newer one empties the cache.

use std::collections::HashMap;

use bytes::Bytes;
use parking_lot::Mutex;

use crate::engine::protocol::bodies::fastjson::Form;
use crate::engine::protocol::names::TopicName;

#[derive(Debug, Default)]
struct Kept {
    generation: u64,
    compact: HashMap<TopicName, Bytes>,
    strict: HashMap<TopicName, Bytes>,
}

impl Kept {
    fn of(&mut self, form: Form) -> &mut HashMap<TopicName, Bytes> {
        if form == Form::Strict { &mut self.strict } else { &mut self.compact }
    }
}

/// The cache.
#[derive(Debug, Default)]
pub(super) struct Answers(Mutex<Kept>);

impl Answers {
    /// The body for `topic` as of `generation`, if it was made already.
    pub fn get(&self, generation: u64, topic: &str, form: Form) -> Option<Bytes> {
        let mut kept = self.0.lock();
        if kept.generation != generation {
            return None;
        }
        kept.of(form).get(topic).cloned()
    }

    /// Keeps a body made from `generation`.
    pub fn put(&self, generation: u64, topic: TopicName, form: Form, body: Bytes) {
        let mut kept = self.0.lock();
        if generation > kept.generation {
            *kept = Kept { generation, ..Kept::default() };
        }
        if generation == kept.generation {
            kept.of(form).insert(topic, body);
        }
    }
}
