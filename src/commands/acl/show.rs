//! `rmq acl show`: what one account may do.

use serde::Serialize;

use super::{account, conclude_asked, or_deny};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::commands::values::or_dash;
use crate::commands::view::{Column, View};
use crate::engine::admin::servers::BrokerAt;
use crate::engine::protocol::bodies::acl::PlainAccessConfig;
use crate::engine::protocol::names::BrokerName;

/// Show what an account may do, right by right
///
/// A right without a NAME is for all that have none of their own. Its secret is not shown.
#[derive(Debug, clap::Args)]
pub struct AclShow {
    /// The account (its access key)
    account: String,
    #[command(flatten)]
    target: TargetArgs,
}

impl Command for AclShow {
    const EXAMPLES: &'static [&'static str] =
        &["rmq acl show my-account", "rmq acl show my-account --broker broker-a -o json"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<RightRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let brokers = cli.with_admin(async |admin| {
            Ok(admin.acl_configs_of(self.target.brokers(&admin).await?).await)
        })?;
        let name = &self.account;
        let rows: Vec<RightRow> = brokers
            .iter()
            .filter_map(|row| Some(rights(&row.broker, account(row, name)?)))
            .flatten()
            .collect();
        if !rows.is_empty() {
            cli.out.list(&rows)?;
        }
        conclude_asked(&brokers)?;
        match rows.is_empty() {
            false => Ok(()),
            true => Err(CommandError::not_found(format!("no broker has an account {name}"))
                .hint("rmq acl list")),
        }
    }
}

/// What an account may use.
#[derive(Clone, Copy, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Resource {
    /// Topics.
    Topic,
    /// Consumer groups.
    Group,
    /// Changes of the cluster.
    Administration,
    /// Requests without a signature.
    Address,
}

/// One right of an account on one broker.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RightRow {
    /// Its access key.
    account: String,
    /// The broker's name.
    broker_name: BrokerName,
    /// The broker's id; 0 is the master.
    broker_id: i64,
    /// `ip:port`.
    address: String,
    /// What the right is about.
    resource: Resource,
    /// The topic, group or addresses; null for all that have no right of their own.
    name: Option<String>,
    /// DENY, PUB, SUB or PUB|SUB; `yes` or `no` for administration, `unsigned` for addresses.
    right: String,
}

fn rights(broker: &BrokerAt, account: &PlainAccessConfig) -> Vec<RightRow> {
    let row = |resource, name: Option<&str>, right: &str| RightRow {
        account: account.access_key.clone().unwrap_or_default(),
        broker_name: broker.name.clone(),
        broker_id: broker.id,
        address: broker.address.clone(),
        resource,
        name: name.map(str::to_owned),
        right: right.to_owned(),
    };
    let admin = if account.admin { "yes" } else { "no" };
    let mut rows = vec![row(Resource::Administration, None, admin)];
    let from = account.white_remote_address.as_deref().filter(|from| !from.is_empty());
    rows.extend(from.map(|from| row(Resource::Address, Some(from), "unsigned")));
    for (resource, default, named) in [
        (Resource::Topic, &account.default_topic_perm, &account.topic_perms),
        (Resource::Group, &account.default_group_perm, &account.group_perms),
    ] {
        rows.push(row(resource, None, or_deny(default.as_deref())));
        let named = named.iter().flatten().filter_map(|right| right.split_once('='));
        rows.extend(named.map(|(name, right)| row(resource, Some(name), right)));
    }
    rows
}

impl View for RightRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("BROKER", |r: &Self| r.broker_name.to_string()),
            Column::number("ID", |r| r.broker_id.to_string()),
            Column::text("ON", |r| {
                let on = match r.resource {
                    Resource::Topic => "topic",
                    Resource::Group => "group",
                    Resource::Administration => "administration",
                    Resource::Address => "address",
                };
                on.to_owned()
            }),
            Column::text("NAME", |r| or_dash(r.name.as_ref())),
            Column::text("RIGHT", |r| r.right.clone()),
            Column::text("ADDRESS", |r: &Self| r.address.clone()).wide(),
        ]
    }

    fn name(&self) -> String {
        self.name.clone().unwrap_or_default()
    }
}
