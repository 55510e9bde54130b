//! `benchmark.TransactionProducer`.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;

use super::options::Call;
use super::window::Window;
use crate::commands::bench::running::Running;
use crate::commands::cli::Cli;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::options::{Opt, value};
use crate::commands::shims::java::Java;
use crate::engine::bench::load::{Limit, Load};
use crate::engine::bench::measure;
use crate::engine::bench::senders::Template;
use crate::engine::client::producer::ProducerConfig;
use crate::engine::client::transaction::{LocalState, TransactionProducer};
use crate::engine::protocol::message::property;
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;

/// Undecided messages and checks that are remembered.
const REMEMBERED: usize = 200_000;

/// How often a transaction ends otherwise than with a commit.
#[derive(Clone, Copy)]
struct Rates {
    rollback: f64,
    unknown: f64,
}

impl Rates {
    fn draw(self) -> LocalState {
        if rand::random::<f64>() < self.rollback {
            LocalState::Rollback
        } else if rand::random::<f64>() < self.unknown {
            LocalState::Unknown
        } else {
            LocalState::Commit
        }
    }
}

/// What brokers asked.
#[derive(Default)]
struct Checks {
    asked: AtomicU64,
    unexpected: AtomicU64,
    duplicated: AtomicU64,
    /// Messages that were left undecided.
    undecided: Mutex<HashSet<String>>,
    /// Messages and how often they had been asked about.
    seen: Mutex<HashSet<(String, String)>>,
}

impl Checks {
    fn asked_about(&self, message: &ReceivedMessage) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let id = message.message_id();
        if !self.undecided.lock().contains(&id) {
            self.unexpected.fetch_add(1, Ordering::Relaxed);
        }
        let times = message.property(property::TRANSACTION_CHECK_TIMES).unwrap_or_default();
        if !remember(&mut self.seen.lock(), (id, times.to_owned())) {
            self.duplicated.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What happened since the last line.
    fn line(&self) -> String {
        let taken = |count: &AtomicU64| count.swap(0, Ordering::Relaxed);
        format!(
            "check: {} unexpectedCheck: {} duplicatedCheck: {} ",
            taken(&self.asked),
            taken(&self.unexpected),
            taken(&self.duplicated)
        )
    }
}

/// Puts `what` into `set`, which forgets everything when it is full; false when it was there.
fn remember<T: Eq + std::hash::Hash>(set: &mut HashSet<T>, what: T) -> bool {
    if set.len() >= REMEMBERED {
        set.clear();
    }
    set.insert(what)
}

/// What `tproducer.sh` takes besides what all of them do.
fn options() -> [Opt; 8] {
    [
        value('w', "threadCount", "Transactions at a time, 32 by default"),
        value('s', "messageSize", "Bytes of a body, 2048 by default"),
        value('R', "sr", "Share that is rolled back, 0 by default"),
        value('U', "su", "Share that is left undecided, 0 by default"),
        value('C', "cr", "Share that a check rolls back, 0 by default"),
        value('V', "cu", "Share that a check leaves undecided, 0 by default"),
        value('b', "batchId", "Number of the run, which has no effect here"),
        value('i', "sendInterval", "Milliseconds between two messages of a thread, 0 by default"),
    ]
}

/// `tproducer.sh`.
pub fn transaction_producer(cli: &Cli, java: &Java, words: &[String]) -> CommandResult {
    java.tell_client(&cli.out);
    let Some(call) = Call::parse(cli, "TransactionProducer", &options(), words)? else {
        return Ok(());
    };
    let sends = Rates { rollback: call.number('R', 0.0)?, unknown: call.number('U', 0.0)? };
    let answers = Rates { rollback: call.number('C', 0.0)?, unknown: call.number('V', 0.0)? };
    let pause = Duration::from_millis(call.number('i', 0)?);
    let template = Arc::new(Template::new(call.topic(), call.body_size(2048)?));
    let window = call.number('w', 32)?;
    let load = Load { window, rate: None, warm_up: Duration::ZERO, limit: Limit::default() };
    let mut config = ProducerConfig::new(call.client(cli)?, "benchmark_transaction_producer");
    config.trace = call.trace();
    cli.serve(async {
        let mut running = Running::start()?;
        let checks = Arc::new(Checks::default());
        let asked = checks.clone();
        let producer = TransactionProducer::start(config, move |message| {
            asked.asked_about(&message);
            async move { answers.draw() }
        });
        let producer = Arc::new(producer);
        producer.producer().announce(template.topic()).await?;
        let (sender, open) = (producer.clone(), checks.clone());
        let request = move |_, _| {
            let (producer, template, checks) = (sender.clone(), template.clone(), open.clone());
            async move {
                let state = sends.draw();
                let message = template.message(None)?;
                let sent = producer.send(&message, |half| async move {
                    if state == LocalState::Unknown {
                        remember(&mut checks.undecided.lock(), half.msg_id);
                    }
                    state
                });
                sent.await?.ended?;
                if !pause.is_zero() {
                    tokio::time::sleep(pause).await;
                }
                Ok(1)
            }
        };
        let mut window = Window::default();
        let measured = running
            .watch_with(
                Duration::from_secs(1),
                |live| match window.tick(live) {
                    Some(since) => cli.out.text(&format!(
                        "Current Time: {} Send TPS:{:5} Max RT(ms):{:5} AVG RT(ms):{:3.1} Send Failed: {} {}",
                        TimestampMs::now().0,
                        since.requests_a_second,
                        live.slowest_ms.swap(0, Ordering::Relaxed),
                        since.average_ms,
                        since.end.failed + since.end.refused - since.begin.failed - since.begin.refused,
                        checks.line()
                    )),
                    None => Ok(()),
                },
                async |live, stop| measure::run(load, &live, request, stop).await,
            )
            .await;
        // Brokers may still ask; whoever is in the group answers.
        producer.producer().clone().shutdown().await;
        measured.map(drop)
    })
}
