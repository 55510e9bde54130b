//! `rmq acl list`: the accounts of brokers.

use serde::Serialize;

use super::{accounts, conclude_asked, or_deny};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::commands::values::or_dash;
use crate::commands::view::{Column, View};
use crate::engine::admin::servers::BrokerAt;
use crate::engine::protocol::bodies::acl::PlainAccessConfig;
use crate::engine::protocol::names::BrokerName;

/// List the accounts of brokers
///
/// TOPICS and GROUPS are what an account may do with those that it has no right of its own in, whose
/// number is NAMED. An account that is not listed may do nothing. Secrets are not shown.
#[derive(Debug, clap::Args)]
pub struct AclList {
    #[command(flatten)]
    target: TargetArgs,
}

impl Command for AclList {
    const EXAMPLES: &'static [&'static str] =
        &["rmq acl list", "rmq acl list --broker broker-a -o json"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<AccountRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let brokers = cli.with_admin(async |admin| {
            Ok(admin.acl_configs_of(self.target.brokers(&admin).await?).await)
        })?;
        let rows: Vec<AccountRow> = brokers
            .iter()
            .flat_map(|row| accounts(row).map(|account| AccountRow::new(&row.broker, account)))
            .collect();
        cli.out.list(&rows)?;
        conclude_asked(&brokers)
    }
}

/// An account on one broker, without its secret.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AccountRow {
    /// Its access key.
    account: String,
    /// The broker's name.
    broker_name: BrokerName,
    /// The broker's id; 0 is the master.
    broker_id: i64,
    /// `ip:port`.
    address: String,
    /// Whether it may change the cluster.
    admin: bool,
    /// Its right in topics that it has no right of its own in; null is DENY.
    default_topic_perm: Option<String>,
    /// The same for groups.
    default_group_perm: Option<String>,
    /// `TOPIC=RIGHT` each.
    topic_perms: Vec<String>,
    /// `GROUP=RIGHT` each.
    group_perms: Vec<String>,
    /// Addresses from which it needs no signature.
    white_remote_address: Option<String>,
}

impl AccountRow {
    fn new(broker: &BrokerAt, account: &PlainAccessConfig) -> Self {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        Self {
            account: account.access_key.clone().unwrap_or_default(),
            broker_name: broker.name.clone(),
            broker_id: broker.id,
            address: broker.address.clone(),
            admin: account.admin,
            default_topic_perm: said(&account.default_topic_perm),
            default_group_perm: said(&account.default_group_perm),
            topic_perms: account.topic_perms.clone().unwrap_or_default(),
            group_perms: account.group_perms.clone().unwrap_or_default(),
            white_remote_address: said(&account.white_remote_address),
        }
    }
}

impl View for AccountRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("ACCOUNT", |r: &Self| r.account.clone()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::number("ID", |r| r.broker_id.to_string()),
            Column::text("ADMIN", |r| if r.admin { "yes" } else { "no" }.to_owned()),
            Column::text("TOPICS", |r| or_deny(r.default_topic_perm.as_deref()).to_owned()),
            Column::text("GROUPS", |r| or_deny(r.default_group_perm.as_deref()).to_owned()),
            Column::number("NAMED", |r| (r.topic_perms.len() + r.group_perms.len()).to_string()),
            Column::text("UNSIGNED FROM", |r| or_dash(r.white_remote_address.as_ref())),
            Column::text("ADDRESS", |r: &Self| r.address.clone()).wide(),
        ]
    }

    fn name(&self) -> String {
        self.account.clone()
    }
}
