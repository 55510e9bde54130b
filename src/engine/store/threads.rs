//! The threads of an open store.

use std::sync::Arc;
use std::thread::JoinHandle;

use super::dispatch::{ArrivalListener, Dispatcher};
use super::error::{IoContext, StoreError};
use super::shared::Shared;
use super::{appender, cleaning, follow, keeper};

/// The threads of an open store.
pub(super) struct Threads {
    append: JoinHandle<()>,
    dispatch: JoinHandle<()>,
    flush: JoinHandle<()>,
    next_file: JoinHandle<()>,
    keeper: JoinHandle<()>,
    cleaning: JoinHandle<()>,
}

impl Threads {
    /// Starts them.
    pub(super) fn start(
        shared: &Arc<Shared>,
        dispatcher: Dispatcher,
        arrivals: Arc<dyn ArrivalListener>,
    ) -> Result<Self, StoreError> {
        let root = shared.config.root_dir.as_path();
        let thread = |name: &'static str, body: Box<dyn FnOnce() + Send>| {
            let builder = std::thread::Builder::new().name(format!("store-{name}"));
            let guard = PanicGuard { name, shared: shared.clone() };
            let guarded = move || {
                let _guard = guard;
                body();
            };
            builder.spawn(guarded).or_io("start a thread for", root)
        };
        let appender = appender::Appender::new(shared.clone());
        let [for_dispatch, for_flush, for_file, for_keeper, for_cleaning] =
            [(); 5].map(|()| shared.clone());
        Ok(Self {
            append: thread("append", Box::new(move || appender.run()))?,
            dispatch: thread(
                "dispatch",
                Box::new(move || follow::run(&for_dispatch, dispatcher, &*arrivals)),
            )?,
            flush: thread("flush", Box::new(move || for_flush.flusher.run(&for_flush)))?,
            next_file: thread("files", Box::new(move || for_file.next_file.run(&for_file)))?,
            keeper: thread("keeper", Box::new(move || keeper::run(&for_keeper)))?,
            cleaning: thread("cleaning", Box::new(move || cleaning::run(&for_cleaning)))?,
        })
    }

    /// Ends the threads, each after the one it takes its work from.
    pub(super) fn stop(self, shared: &Shared) {
        shared.flags.close();
        shared.lane.close();
        join("append", self.append);
        shared.hand_over.stop();
        join("dispatch", self.dispatch);
        shared.flusher.stop();
        join("flush", self.flush);
        shared.next_file.stop();
        join("next file", self.next_file);
        shared.cleaning.bell.stop();
        join("cleaning", self.cleaning);
        shared.bell.stop();
        join("keeper", self.keeper);
    }
}

/// Keeps a store from going on without one of its threads.
struct PanicGuard {
    name: &'static str,
    shared: Arc<Shared>,
}

impl Drop for PanicGuard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.shared.flags.poison(format!("the {} thread panicked", self.name));
        }
    }
}

fn join(name: &str, thread: JoinHandle<()>) {
    if thread.join().is_err() {
        tracing::error!(name, "a thread of the store panicked");
    }
}
