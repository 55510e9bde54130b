//! The brokers of a topology or of a folder of configuration files: who is master, who is slave.
//! Pure.

use super::spec::{ConfFile, PlanError, Spec, Topology};
use crate::engine::broker::config::{BrokerConfig, BrokerRole, ConfigValue};

/// One broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    /// Its name in the cluster.
    pub node: String,
    /// `brokerName`.
    pub broker_name: String,
    /// `brokerId`.
    pub broker_id: i64,
    /// `brokerRole`.
    pub role: BrokerRole,
    /// Path of its file under `conf/`.
    pub config: String,
    /// What its file sets besides.
    pub keys: Vec<(String, String)>,
}

impl Spec {
    /// The brokers, masters before the slaves of a topology, a folder's in the order of their names.
    pub(super) fn seats(&self) -> Result<Vec<Seat>, PlanError> {
        let (masters, with_slaves) = match self.topology {
            Topology::Single => {
                return Ok(vec![seat("broker-a", 0, BrokerRole::AsyncMaster, "broker.conf")]);
            }
            Topology::TwoMasters => (BrokerRole::AsyncMaster, false),
            Topology::TwoMastersTwoSlavesAsync => (BrokerRole::AsyncMaster, true),
            Topology::TwoMastersTwoSlavesSync => (BrokerRole::SyncMaster, true),
            Topology::Folder => return seats_of_folder(&self.conf),
        };
        let folder = self.topology.name();
        let of = |name: &str, suffix: &str, id, role| {
            seat(name, id, role, &format!("{folder}/{name}{suffix}.properties"))
        };
        let names = ["broker-a", "broker-b"];
        let mut seats: Vec<Seat> = names.iter().map(|name| of(name, "", 0, masters)).collect();
        if with_slaves {
            seats.extend(names.iter().map(|name| Seat {
                node: format!("{name}-s"),
                ..of(name, "-s", 1, BrokerRole::Slave)
            }));
        }
        Ok(seats)
    }
}

fn seat(name: &str, broker_id: i64, role: BrokerRole, config: &str) -> Seat {
    let (node, broker_name) = (name.to_owned(), name.to_owned());
    Seat { node, broker_name, broker_id, role, config: config.to_owned(), keys: Vec::new() }
}

/// The brokers of a folder, if their roles fit each other.
fn seats_of_folder(files: &[ConfFile]) -> Result<Vec<Seat>, PlanError> {
    if files.is_empty() {
        return Err(PlanError::NoConf);
    }
    let mut seats: Vec<Seat> = Vec::new();
    for file in files {
        let seat = seat_of_file(file)?;
        let refuse = |problem| Err(PlanError::ConfFile { file: file.file.clone(), problem });
        if let Some(other) = seats.iter().find(|other| other.node == seat.node) {
            return refuse(format!("{} is named like it; rename one of them", other.config));
        }
        let same = |other: &&Seat| {
            (&other.broker_name, other.broker_id) == (&seat.broker_name, seat.broker_id)
        };
        if let Some(other) = seats.iter().find(same) {
            let (name, id) = (&seat.broker_name, seat.broker_id);
            let fix = match id {
                0 => {
                    "give each master a brokerName of its own, or make one of them a slave with \
                      brokerRole=SLAVE and brokerId=1"
                }
                _ => "give each slave of a master a brokerId of its own",
            };
            return refuse(format!(
                "{} is brokerName={name} brokerId={id} too; {fix}",
                other.config
            ));
        }
        seats.push(seat);
    }
    for slave in seats.iter().filter(|seat| seat.role == BrokerRole::Slave) {
        let name = &slave.broker_name;
        if !seats.iter().any(|seat| seat.role != BrokerRole::Slave && seat.broker_name == *name) {
            return Err(PlanError::ConfFile {
                file: slave.config.clone(),
                problem: format!(
                    "no master has brokerName={name}; set the brokerName of its master"
                ),
            });
        }
    }
    Ok(seats)
}

fn seat_of_file(file: &ConfFile) -> Result<Seat, PlanError> {
    let refuse = |problem| Err(PlanError::ConfFile { file: file.file.clone(), problem });
    let value = |key: &str| {
        let found = file.keys.iter().rev().find(|(known, _)| known == key);
        found.map(|(_, value)| value.as_str())
    };
    let node = file.file.rsplit_once('.').map_or(file.file.as_str(), |(stem, _)| stem);
    let broker_name = value("brokerName").unwrap_or(node).to_owned();
    let defaults = BrokerConfig::default();
    let role = match value("brokerRole") {
        None => defaults.broker_role,
        Some(text) => match BrokerRole::parse(text) {
            Some(role) => role,
            None => {
                let expected = <BrokerRole as ConfigValue>::EXPECTED;
                return refuse(format!("brokerRole must be {expected}, found `{text}`"));
            }
        },
    };
    let broker_id = match value("brokerId").map(str::parse::<i64>) {
        None => defaults.broker_id,
        Some(Ok(id)) => id,
        Some(Err(_)) => return refuse("brokerId must be a number".to_owned()),
    };
    match (role, broker_id) {
        (BrokerRole::Slave, ..=0) => refuse(format!(
            "a slave needs a brokerId above 0, found {broker_id}; set brokerId=1, or \
             brokerRole=ASYNC_MASTER for a master"
        )),
        (BrokerRole::AsyncMaster | BrokerRole::SyncMaster, id) if id != 0 => refuse(format!(
            "a master has brokerId 0, found {id}; set brokerId=0, or brokerRole=SLAVE for a slave"
        )),
        _ => Ok(Seat {
            node: node.to_owned(),
            broker_name,
            broker_id,
            role,
            config: file.file.clone(),
            keys: file.keys.clone(),
        }),
    }
}
