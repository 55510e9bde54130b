//! `statsAll`: what goes through each topic and to each group.

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::{flag, value};
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::front;
use crate::engine::admin::outcome::Failure;
use crate::engine::admin::view::TopicTraffic;

/// The command.
pub const SPEC: Spec = Spec {
    name: "statsAll",
    alias: "",
    about: "Show what goes through each topic, and how far its groups are behind",
    options: &[
        flag('a', "activeTopic", "Only where there was any message"),
        value('t', "topic", "One topic only"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let only = call.get('t').filter(|topic| !topic.is_empty());
    call.line(format_args!(
        "{:<64}  {:<64} {:>12} {:>11} {:>11} {:>14} {:>14}",
        "#Topic",
        "#Consumer Group",
        "#Accumulation",
        "#InTPS",
        "#OutTPS",
        "#InMsg24Hour",
        "#OutMsg24Hour"
    ));
    let topics = call.with_admin(async |admin| Ok(admin.traffic(only).await?))?;
    let mut failures = Vec::new();
    for (topic, traffic) in &topics {
        let traffic = traffic.as_ref();
        failures.push((topic.as_str(), traffic.err().map(Failure::from)));
        if let Ok(traffic) = traffic {
            print(call, traffic, call.has('a'));
        }
    }
    let asked = failures.iter().map(|(topic, failure)| (*topic, failure.as_ref()));
    changes::conclude("topics have no figures", asked)
}

fn print(call: &Call<'_>, traffic: &TopicTraffic, active_only: bool) {
    let TopicTraffic { in_tps, in_day, .. } = traffic;
    let topic = front(&traffic.topic, 64);
    if traffic.groups.is_empty() && (!active_only || *in_day > 0) {
        let (none, nobody) = ("", "NO_CONSUMER");
        call.line(format_args!(
            "{topic:<64}  {none:<64} {:>12} {in_tps:>11.2} {none:>11} {in_day:>14} {nobody:>14}",
            0
        ));
    }
    for group in &traffic.groups {
        let (behind, out_tps, out_day) = (group.behind, group.out_tps, group.out_day);
        if active_only && *in_day <= 0 && out_day <= 0 {
            continue;
        }
        let name = front(&group.group, 64);
        call.line(format_args!(
            "{topic:<64}  {name:<64} {behind:>12} {in_tps:>11.2} {out_tps:>11.2} {in_day:>14} {out_day:>14}"
        ));
    }
}
