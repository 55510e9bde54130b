//! `benchmark.Producer` and `benchmark.BatchProducer`.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::options::Call;
use super::window::{Look, Since, Window};
use crate::commands::bench::running::Running;
use crate::commands::cli::Cli;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::options::{Opt, value};
use crate::commands::mqadmin::text::time_ms;
use crate::commands::shims::java::Java;
use crate::engine::bench::load::{Limit, Load};
use crate::engine::bench::measure::{self, Live};
use crate::engine::bench::senders::{Producers, Senders, Template, Way};
use crate::engine::util::clock::TimestampMs;

const THREADS: Opt = value('w', "threadCount", "Messages on their way at a time, 64 by default");
const SIZE: Opt = value('s', "messageSize", "Bytes of a body, 128 by default");
const KEYS: Opt = value('k', "keyEnable", "Whether messages have keys, false by default");
const TAGS: Opt = value('l', "tagCount", "Number of tags, 0 by default");
const PROPERTIES: Opt = value('p', "propertySize", "Bytes of properties, 0 by default");
/// Messages that an asynchronous producer has on their way.
const ASYNC_WINDOW: usize = 1024;
const SECOND: Duration = Duration::from_secs(1);

/// What both classes print and do.
struct Run {
    heading: String,
    group: &'static str,
    way: Way,
    window: usize,
    limit: Limit,
    template: Template,
    line: fn(&Since, u64) -> String,
}

/// `producer.sh`.
pub fn producer(cli: &Cli, java: &Java, words: &[String]) -> CommandResult {
    java.tell_client(&cli.out);
    let own = [
        THREADS,
        SIZE,
        KEYS,
        TAGS,
        PROPERTIES,
        value('q', "messageQuantity", "Messages to send, 0 (without end) by default"),
        value('d', "delayEnable", "Whether messages are delayed, false by default"),
        value('e', "delayLevel", "Level of the delay, 1 by default"),
        value('y', "asyncEnable", "Whether to send without waiting, false by default"),
    ];
    let Some(call) = Call::parse(cli, "benchmarkProducer", &own, words)? else { return Ok(()) };
    let (is_async, delayed) = (call.is('y'), call.is('d'));
    let threads = if is_async { 1 } else { call.number('w', 64)? };
    let (quantity, level): (u64, i32) = (call.number('q', 0)?, call.number('e', 1)?);
    let mut template = template(&call)?;
    template.delay_level = if delayed { level } else { 0 };
    let heading = format!(
        "{} messageQuantity: {quantity}\ndelayEnable: {delayed} delayLevel: {level}\nasyncEnable: {is_async}",
        heading(&call, &template, threads, "")
    );
    let run = Run {
        heading,
        group: "benchmark_producer",
        way: Way::Single,
        window: if is_async { ASYNC_WINDOW } else { threads },
        limit: Limit { time: None, requests: (quantity > 0).then_some(quantity) },
        template,
        line: |since, slowest| {
            format!(
                "Send TPS: {} Max RT(ms): {slowest} Average RT(ms): {:7.3} Send Failed: {} Response Failed: {}",
                since.requests_a_second, since.average_ms, since.end.failed, since.end.refused
            )
        },
    };
    run.run(cli, &call)
}

/// `batchproducer.sh`.
pub fn batch_producer(cli: &Cli, java: &Java, words: &[String]) -> CommandResult {
    java.tell_client(&cli.out);
    let batch = value('b', "batchSize", "Messages of a request, 16 by default");
    // Here two options of all classes have letters of their own.
    let (account, secret) =
        (value('c', "accessKey", "Account"), value('e', "secretKey", "Its secret"));
    let own = [THREADS, SIZE, KEYS, TAGS, PROPERTIES, batch, account, secret];
    let Some(call) = Call::parse(cli, "benchmarkBatchProducer", &own, words)? else {
        return Ok(());
    };
    let (threads, batch) = (call.number('w', 64)?, call.number('b', 16)?);
    let template = template(&call)?;
    let run = Run {
        heading: heading(&call, &template, threads, &format!("batchSize: {batch} ")),
        group: "benchmark_batch_producer",
        way: Way::Batch(batch),
        window: threads,
        limit: Limit::default(),
        template,
        line: |since, slowest| {
            let failed = since.end.failed + since.end.refused;
            format!(
                "Send TPS: {} Send MPS: {} Max RT(ms): {slowest} Average RT(ms): {:7.3} Average Message RT(ms): \
                 {:7.3} Send Failed: {failed} Send Message Failed: {}",
                since.requests_a_second,
                since.messages_a_second,
                since.average_ms,
                since.average_message_ms,
                failed * (since.end.messages / since.end.requests.max(1)),
            )
        },
    };
    run.run(cli, &call)
}

/// What both classes print first; `more` is what only one of them has in the middle.
fn heading(call: &Call, template: &Template, threads: usize, more: &str) -> String {
    format!(
        "topic: {} threadCount: {threads} messageSize: {} {more}keyEnable: {} propertySize: {} \
         tagCount: {} traceEnable: {} aclEnable: {}",
        call.topic(),
        call.text('s', "128"),
        template.keys,
        template.property_bytes,
        template.tags,
        call.is('m'),
        call.is('a'),
    )
}

fn template(call: &Call) -> CommandResult<Template> {
    let mut template = Template::new(call.topic(), call.body_size(128)?);
    template.keys = call.is('k');
    template.tags = call.number('l', 0)?;
    template.property_bytes = call.number('p', 0)?;
    Ok(template)
}

impl Run {
    fn run(self, cli: &Cli, call: &Call) -> CommandResult {
        let client = call.client(cli)?;
        cli.out.text(&self.heading)?;
        let load =
            Load { window: self.window, rate: None, warm_up: Duration::ZERO, limit: self.limit };
        let producers = Producers {
            group: self.group.to_owned(),
            connections: 1,
            way: self.way,
            trace: call.trace(),
        };
        cli.serve(async {
            let mut running = Running::start()?;
            let senders = Senders::start(&client, &producers, self.template);
            senders.connect().await?;
            let lanes = senders.clone();
            let request = move |lane, _| {
                let senders = lanes.clone();
                async move { senders.send(lane, None).await }
            };
            let live = running.live.clone();
            let mut window = Window::default();
            let measured = running
                .watch_with(
                    SECOND,
                    |live| match window.tick(live) {
                        Some(since) => line_now(cli, &(self.line)(&since, slowest(live))),
                        None => Ok(()),
                    },
                    async |live, stop| measure::run(load, &live, request, stop).await,
                )
                .await;
            senders.shutdown().await;
            measured?;
            let total = Look::at(&live);
            let end = match window.since() {
                Some(since) => (self.line)(&since, slowest(&live)),
                None => format!("Send Failed: {} Response Failed: {}", total.failed, total.refused),
            };
            let sent = total.requests + total.failed + total.refused;
            cli.out.text(&format!("[Complete] Send Total: {sent} {end}"))?;
            if self.limit.requests.is_some() { running.was_left_early() } else { Ok(()) }
        })
    }
}

fn slowest(live: &Live) -> u64 {
    live.slowest_ms.load(Ordering::Relaxed)
}

fn line_now(cli: &Cli, figures: &str) -> CommandResult {
    cli.out.text(&format!("Current Time: {} {figures}", time_ms(TimestampMs::now())))
}
