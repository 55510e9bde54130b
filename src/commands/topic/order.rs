//! `rmq topic order`: the order configuration of a topic.

use serde::Serialize;

use crate::commands::changes::ChangeRow;
use crate::commands::changes::{Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::namesrv_config::plan;
use crate::commands::view::{Column, View};
use crate::engine::admin::namesrv::ORDER_TOPIC_CONFIG;

/// Show, set or delete how many queues an ordered topic has on each broker
///
/// With an order, producers keep to these queues also while a broker is away, so that messages of one
/// key stay in one queue. Without --set and --delete the order is shown.
#[derive(Debug, clap::Args)]
pub struct TopicOrder {
    /// The topic
    topic: String,
    /// Queues of each broker
    #[arg(long, value_name = "BROKER:QUEUES;...", value_parser = order)]
    set: Option<String>,
    /// Delete the order
    #[arg(long, conflicts_with = "set")]
    delete: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// `broker-a:4;broker-b:4`.
fn order(text: &str) -> Result<String, String> {
    let is_part = |part: &str| {
        part.split_once(':').is_some_and(|(broker, queues)| {
            !broker.is_empty() && queues.parse::<u16>().is_ok_and(|queues| queues > 0)
        })
    };
    if text.split(';').all(is_part) {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is no order; write broker-a:4;broker-b:4"))
    }
}

impl Command for TopicOrder {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq topic order TopicTest",
        "rmq topic order TopicTest --set 'broker-a:4;broker-b:4'",
        "rmq topic order TopicTest --delete --yes",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable];
    const JSON: &'static [JsonForm] =
        &[JsonForm::one::<OrderRow>(""), JsonForm::rows::<ChangeRow>("with --set or --delete")];

    fn run(self, cli: &Cli) -> CommandResult {
        let Self { topic, set, delete, dry_run } = self;
        cli.with_admin(async |admin| {
            let before = admin.kv_get(ORDER_TOPIC_CONFIG, &topic).await?;
            if let Some(after) = set {
                let plan = plan(&admin, before.as_deref(), Some(&after)).await?;
                let act = async { Ok(admin.kv_put(ORDER_TOPIC_CONFIG, &topic, &after).await) };
                return carry_out(cli, plan, Way { dry_run, question: None }, act).await;
            }
            let Some(order) = before else {
                return Err(CommandError::not_found(format!("topic {topic} has no order"))
                    .hint(format!("rmq topic order {topic} --set 'broker-a:4;broker-b:4'")));
            };
            if delete {
                let plan = plan(&admin, Some(&order), None).await?;
                let question = format!("Delete the order of topic {topic}?");
                let act = async { Ok(admin.kv_delete(ORDER_TOPIC_CONFIG, &topic).await) };
                let way = Way { dry_run, question: Some(&question) };
                return carry_out(cli, plan, way, act).await;
            }
            let text = order.clone();
            cli.out.item(&OrderRow { topic, order }, || text)
        })
    }
}

/// The order of a topic.
#[derive(Serialize, schemars::JsonSchema)]
struct OrderRow {
    /// The topic.
    topic: String,
    /// `BROKER:QUEUES` with `;` between them; null when the topic is not ordered.
    order: String,
}

impl View for OrderRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("TOPIC", |r: &Self| r.topic.clone()),
            Column::text("ORDER", |r| r.order.clone()),
        ]
    }

    fn name(&self) -> String {
        self.topic.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn an_order_names_brokers_and_queues() {
        assert!(order("broker-a:4").is_ok() && order("a:1;b:2").is_ok());
        for wrong in ["", "broker-a", "broker-a:0", ":4", "a:1;", "a:b"] {
            assert!(order(wrong).is_err(), "{wrong}");
        }
    }
}
