//! What is done to whom and when: a list made of the seed alone, and its carrying out.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use nix::sys::signal::Signal;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::link::Weather;
use crate::world::{Names, World};

/// Mean time from one fault to the next.
const PAUSE: Duration = Duration::from_millis(500);
/// Most faults last as long as this; one in twenty lasts longer than every patience of a client.
const MOST: Duration = Duration::from_millis(1500);
const LONG: Duration = Duration::from_secs(9);

/// One thing that goes wrong, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `kill -9`; started again at the end.
    Kill,
    /// A clean stop; started again at the end.
    Stop,
    /// `SIGSTOP`, and `SIGCONT` at the end.
    Freeze,
    /// A link is like this until the end.
    Weather(Weather),
    /// Every connection of a link breaks.
    Cut,
    /// The same, but the server does not learn of it, so that clients have two there.
    CutNearEnd,
}

impl Fault {
    fn name(&self) -> &'static str {
        match self {
            Self::Kill => "kills",
            Self::Stop => "stops",
            Self::Freeze => "freezes",
            Self::Weather(weather) if weather.refuses => "refusals",
            Self::Weather(weather) if weather.delay > Duration::ZERO => "delays",
            Self::Weather(weather) if weather.no_way_there && weather.no_way_back => "partitions",
            Self::Weather(_) => "one-way partitions",
            Self::Cut => "cuts",
            Self::CutNearEnd => "doubled connections",
        }
    }
}

/// A fault, whose and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    at: Duration,
    lasts: Duration,
    whom: String,
    what: Fault,
}

/// The faults of a run of this `length`, in their order.
pub fn plan(seed: u64, length: Duration, names: &Names) -> Vec<Planned> {
    let mut random = StdRng::seed_from_u64(seed);
    let (mut at, mut planned) = (Duration::ZERO, Vec::new());
    loop {
        at += PAUSE.mul_f64(random.random_range(0.0..2.0));
        if at >= length {
            return planned;
        }
        let is_long = length > LONG * 4 && random.random_bool(0.05);
        let most = if is_long { LONG } else { MOST };
        let lasts = most.mul_f64(random.random_range(0.0..1.0));
        let hits_node = random.random_bool(0.3);
        let among = if hits_node { &names.nodes } else { &names.links };
        let whom = among[random.random_range(0..among.len())].clone();
        let what = if hits_node { hit_node(&mut random) } else { hit_link(&mut random) };
        planned.push(Planned { at, lasts, whom, what });
    }
}

fn hit_node(random: &mut StdRng) -> Fault {
    match random.random_range(0..4) {
        0 => Fault::Stop,
        1 => Fault::Freeze,
        _ => Fault::Kill,
    }
}

fn hit_link(random: &mut StdRng) -> Fault {
    let fine = Weather::default();
    match random.random_range(0..7) {
        0 => Fault::Weather(Weather { no_way_there: true, no_way_back: true, ..fine }),
        1 => Fault::Weather(Weather { no_way_there: true, ..fine }),
        2 => Fault::Weather(Weather { no_way_back: true, ..fine }),
        3 => Fault::Weather(Weather { refuses: true, ..fine }),
        4 => {
            let delay = Duration::from_millis(random.random_range(1..200));
            Fault::Weather(Weather { delay, ..fine })
        }
        5 => Fault::CutNearEnd,
        _ => Fault::Cut,
    }
}

/// How often each kind of fault was carried out.
pub struct Done(BTreeMap<&'static str, usize>);

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.0.iter().map(|(name, times)| format!("{times} {name}")).collect();
        f.write_str(&words.join(", "))
    }
}

/// Does everything of `plan` at its time. Two faults of one node or link never overlap: the second
/// waits. In the end all nodes run and all links are fine.
pub async fn carry_out(world: &Arc<World>, plan: Vec<Planned>) -> Done {
    let (began, mut running, mut done) = (Instant::now(), JoinSet::new(), BTreeMap::new());
    for planned in plan {
        tokio::time::sleep_until(began + planned.at).await;
        *done.entry(planned.what.name()).or_default() += 1;
        let world = world.clone();
        running.spawn(async move { do_one(&world, &planned).await });
    }
    running.join_all().await;
    Done(done)
}

async fn do_one(world: &World, planned: &Planned) {
    let Planned { lasts, whom, what, .. } = planned;
    if let Some(link) = world.links.get(whom) {
        let link = link.lock().await;
        match what {
            Fault::Weather(weather) => {
                link.set(*weather);
                if weather.refuses {
                    link.cut();
                }
                tokio::time::sleep(*lasts).await;
                link.set(Weather::default());
            }
            Fault::CutNearEnd => link.cut_near_end(),
            _ => link.cut(),
        }
        return;
    }
    let mut node = world.nodes[whom].lock().await;
    match what {
        Fault::Freeze => {
            node.signal(Signal::SIGSTOP);
            tokio::time::sleep(*lasts).await;
            node.signal(Signal::SIGCONT);
        }
        _ => {
            if *what == Fault::Stop {
                node.stop().await;
            } else {
                node.kill();
            }
            tokio::time::sleep(*lasts).await;
            node.start();
        }
    }
}

#[test]
fn a_seed_is_a_plan() {
    let names = || Names { nodes: vec!["a".into(), "b".into()], links: vec!["c".into()] };
    let plan_of = |seed| plan(seed, Duration::from_secs(100), &names());
    assert_eq!(plan_of(1), plan_of(1));
    assert_ne!(plan_of(1), plan_of(2));
    assert!(plan_of(3).is_sorted_by_key(|planned| planned.at));
}
