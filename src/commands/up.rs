//! `rmq up`: a local cluster in one command.

use std::path::PathBuf;

use super::cli::{Cli, interrupted};
use super::command::{Command, JsonForm};
use super::context::{Context, Contexts};
use super::error::{CommandResult, Kind};
use super::nodes::NodeRow;
use super::progress;
use super::values::pair;
use super::view::{Column, View};
use crate::engine::cluster::conf_dir;
use crate::engine::cluster::state::UpRequest;
use crate::engine::cluster::{ClusterView, Clusters, Place, TailFrom, Topology, UpView};

/// With --foreground, how many lines of each log are shown at first.
const SHOWN_AT_FIRST: usize = 5;

/// Start a local cluster: a name server and brokers, one process each
///
/// Waits until every broker is registered and writable, shows the nodes, makes the cluster the
/// current context and returns; the nodes go on. What runs already is left alone. Options that are
/// left out stay as they were when the cluster was made. The nodes listen on 127.0.0.1.
#[derive(Debug, clap::Args)]
pub struct Up {
    /// Name of the local cluster [default: default]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Directory of the local cluster, instead of one in the user's state directory
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Layout, by the name of Apache's conf/ folder: single, 2m-noslave, 2m-2s-async or 2m-2s-sync
    #[arg(long, value_name = "NAME")]
    topology: Option<Topology>,
    /// A folder with a .properties file for each broker, such as Apache's conf/2m-2s-sync, instead
    #[arg(long, value_name = "DIR", conflicts_with = "topology")]
    conf: Option<PathBuf>,
    /// Port of the first broker; it takes this one, the next and the second before [default: 10911]
    #[arg(long, value_name = "PORT", env = "RMQ_BASE_PORT", hide_env_values = true)]
    base_port: Option<u16>,
    /// Port of the first name server [default: 9876]
    #[arg(long, value_name = "PORT", env = "RMQ_NAMESRV_PORT", hide_env_values = true)]
    namesrv_port: Option<u16>,
    /// How many name servers [default: 1]
    #[arg(long, value_name = "N")]
    namesrvs: Option<usize>,
    /// A setting of the nodes, by its key in Apache's .properties files; can be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = pair)]
    settings: Vec<(String, String)>,
    /// Stay, show the logs of the nodes, and stop them on Ctrl-C
    #[arg(long)]
    foreground: bool,
}

impl Command for Up {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq up",
        "rmq up --name pair --topology 2m-2s-sync --namesrvs 2 --base-port 12911 --namesrv-port 29876",
        "rmq up --foreground --set flushDiskType=SYNC_FLUSH",
    ];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::Unreachable, Kind::Interrupted];
    const JSON: &'static [JsonForm] = &[JsonForm::one::<UpView>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let conf = self.conf.as_deref().map(conf_dir::read).transpose()?;
        let request = UpRequest {
            place: Place { name: self.name, dir: self.dir },
            topology: self.topology,
            conf,
            base_port: self.base_port,
            namesrv_port: self.namesrv_port,
            namesrvs: self.namesrvs,
            settings: self.settings,
        };
        let clusters = Clusters::from_env();
        let view = cli.block_on(async {
            let _spinner = progress::spinner(&cli.out, "starting the nodes");
            Ok(clusters.up(&request).await?)
        })?;
        let mut contexts = Contexts::load()?;
        let namesrv = view.cluster.namesrv.clone();
        let known = contexts.contexts.get(&view.cluster.name).cloned().unwrap_or_default();
        let mut context = Context { namesrv, ..known };
        if view.insists_on_tls {
            context.tls = true;
            context.insecure = context.ca.is_none() && view.shows_test_certificate;
        }
        contexts.set_current(&view.cluster.name, context);
        contexts.save()?;
        cli.out.item(&view, || cli.out.table(&NodeRow::all_of(&view.cluster)))?;
        cli.out.note(&summary(&view));
        if self.foreground { stay(cli, &clusters, &view.cluster) } else { Ok(()) }
    }
}

impl View for UpView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLUSTER", |v: &Self| v.cluster.name.clone()),
            Column::text("NAMESRV", |v| v.cluster.namesrv.clone()),
        ]
    }

    fn name(&self) -> String {
        self.cluster.name.clone()
    }
}

fn summary(view: &UpView) -> String {
    let state = match view.started.as_slice() {
        [] => "everything was up already".to_owned(),
        started => format!("{} up in {} ms", started.join(", "), view.took_ms),
    };
    let name = &view.cluster.name;
    format!(
        "\n{state}; context `{name}` -> {}\n\nNext:\n  rmq produce TopicTest 'hello %i' --count 3\n  \
         rmq consume TopicTest --from first --exit-at-end\n  rmq cluster list\n  rmq logs -f\n  rmq down",
        view.cluster.namesrv
    )
}

/// Shows what the nodes log until Ctrl-C, then stops them.
fn stay(cli: &Cli, clusters: &Clusters, cluster: &ClusterView) -> CommandResult {
    let place = Place { name: Some(cluster.name.clone()), dir: Some(cluster.dir.clone()) };
    let shown = cli.block_on(async {
        let mut tail = clusters.logs(&place, None, TailFrom::Last(SHOWN_AT_FIRST))?;
        loop {
            super::logs::print_lines(cli, &tail.next().await.map_err(super::logs::unreadable)?)?;
        }
    });
    let stopped = cli.block_on(async {
        let _spinner = progress::spinner(&cli.out, "stopping the nodes");
        Ok(clusters.down(&place, false).await?)
    })?;
    cli.out.note(&format!("stopped {}", stopped.stopped.join(", ")));
    match shown {
        Err(error) if error.kind == interrupted().kind => Ok(()),
        other => other,
    }
}
