//! Apache's benchmark scripts: `org.apache.rocketmq.example.benchmark`, their options, and the lines
//! they print every ten seconds until they are stopped.

mod consumer;
mod options;
mod producers;
mod transactions;
mod window;

pub use consumer::consumer;
pub use producers::{batch_producer, producer};
pub use transactions::transaction_producer;
