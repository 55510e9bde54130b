//! Why a client gets no route of a topic: the five causes, looked at one after the other.

use serde::Serialize;

use super::facts::NameServer;
use super::gather::name_servers;
use crate::engine::admin::servers::BrokerAt;
use crate::engine::admin::{Admin, for_all};
use crate::engine::client::error::ClientError;
use crate::engine::protocol::bodies::route::TopicRouteData;
use crate::engine::protocol::bodies::topic_config::{PERM_READ, PERM_WRITE};
use crate::engine::protocol::name_rules::AUTO_CREATE_TOPIC;
use crate::engine::protocol::names::TopicName;

/// What came of one look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is as it should be.
    Ok,
    /// This keeps clients from the topic.
    Cause,
    /// It cannot be told, because of a cause before it.
    Unknown,
}

/// One look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What was looked at.
    pub check: &'static str,
    /// What came of it.
    pub verdict: Verdict,
    /// What was found; empty when nothing was looked at.
    pub found: String,
    /// What to type; null when nothing has to be done.
    pub fix: Option<String>,
}

/// What is looked at, in this order.
const CHECKS: [&str; 5] = [
    "the name servers answer",
    "a broker is registered",
    "the topic has a route",
    "its queues can be read and written",
    "its brokers answer at their addresses",
];

/// What a look found: all is well, or this and its fix.
type Look = Result<String, (String, String)>;

/// Looks at each cause until nothing more can be told; one step for each.
///
/// # Errors
/// No name server answers.
pub async fn walk(admin: &Admin, topic: &TopicName) -> Result<Vec<Step>, ClientError> {
    let servers = name_servers(admin).await?;
    let routes = routes(admin, &servers, topic).await;
    let has_brokers =
        |server: &NameServer| server.known.as_ref().is_ok_and(|known| !known.brokers.is_empty());
    let mut looks = vec![answering(&servers)];
    let registered = registered(&servers);
    looks.push(registered);
    if servers.iter().any(has_brokers) {
        looks.push(routed(admin, &servers, &routes, topic).await);
    }
    let found: Vec<&TopicRouteData> = routes.iter().filter_map(|(_, r)| r.as_ref()).collect();
    if let Some(route) = found.first() {
        looks.push(permitted(route, topic));
        looks.push(reachable(admin, &found).await);
    }
    Ok(steps(looks))
}

/// The error's step when no name server answers.
pub fn without_name_server(error: &ClientError) -> Vec<Step> {
    let fix =
        "start one (`rmq up`, `rmq namesrv`), or name others: -n, NAMESRV_ADDR, `rmq context list`";
    steps(vec![Err((error.to_string(), fix.to_owned()))])
}

fn steps(looks: Vec<Look>) -> Vec<Step> {
    let mut looks = looks.into_iter();
    let step = |check| match looks.next() {
        Some(Ok(found)) => Step { check, verdict: Verdict::Ok, found, fix: None },
        Some(Err((found, fix))) => Step { check, verdict: Verdict::Cause, found, fix: Some(fix) },
        None => Step { check, verdict: Verdict::Unknown, found: String::new(), fix: None },
    };
    CHECKS.map(step).into()
}

/// The route of the topic at each name server that answers.
async fn routes(
    admin: &Admin,
    servers: &[NameServer],
    topic: &TopicName,
) -> Vec<(String, Option<TopicRouteData>)> {
    let answering = servers.iter().filter(|server| server.known.is_ok());
    let addresses: Vec<String> = answering.map(|server| server.address.clone()).collect();
    let routes = for_all(addresses, |address| {
        let (admin, topic) = (admin.clone(), topic.clone());
        async move {
            let route = admin.route_at(&address, &topic).await.ok().flatten();
            (address, route)
        }
    });
    routes.await
}

fn answering(servers: &[NameServer]) -> Look {
    let silent: Vec<&str> = servers
        .iter()
        .filter_map(|server| Some(server.known.as_ref().err()?.message.as_str()))
        .collect();
    if silent.is_empty() {
        let addresses: Vec<&str> = servers.iter().map(|server| server.address.as_str()).collect();
        return Ok(addresses.join(", "));
    }
    let fix = "start it, or take it out of namesrvAddr and NAMESRV_ADDR everywhere";
    Err((silent.join("; "), fix.to_owned()))
}

fn registered(servers: &[NameServer]) -> Look {
    let known = servers
        .iter()
        .filter_map(|server| Some((server.address.as_str(), server.known.as_ref().ok()?)));
    let empty: Vec<&str> = known
        .clone()
        .filter(|(_, known)| known.brokers.is_empty())
        .map(|(address, _)| address)
        .collect();
    if empty.is_empty() {
        let count = known.map(|(_, known)| known.brokers.len()).max().unwrap_or_default();
        return Ok(format!("{count} registered"));
    }
    let fix = format!(
        "start one (`rmq broker -n '{}'`); compare with namesrvAddr of brokers that run",
        empty.join(";")
    );
    Err((format!("none at {}", empty.join(", ")), fix))
}

async fn routed(
    admin: &Admin,
    servers: &[NameServer],
    routes: &[(String, Option<TopicRouteData>)],
    topic: &TopicName,
) -> Look {
    let without: Vec<&str> =
        routes.iter().filter(|(_, r)| r.is_none()).map(|(at, _)| at.as_str()).collect();
    if without.is_empty() {
        return Ok("at every name server that answers".to_owned());
    }
    if without.len() < routes.len() {
        let found = format!("not at {}, but at the others", without.join(", "));
        let fix =
            "list every name server in namesrvAddr of the topic's brokers; `rmq doctor` names them";
        return Err((found, fix.to_owned()));
    }
    let holders = holders(admin, servers, topic).await;
    if !holders.is_empty() {
        let found = format!("{} has the topic, and has not registered it", holders.join(", "));
        let fix = "`rmq broker config get namesrvAddr`; the broker's log says why";
        return Err((found, fix.to_owned()));
    }
    let create = format!("`rmq topic create {topic}`");
    match admin.route_at(without[0], &TopicName::from(AUTO_CREATE_TOPIC)).await {
        Ok(Some(_)) => Err((
            "nobody has created the topic; the first send will, a consumer cannot".to_owned(),
            create,
        )),
        _ => Err((
            "nobody has created the topic, and brokers make none by themselves \
             (autoCreateTopicEnable=false)"
                .to_owned(),
            create,
        )),
    }
}

/// The masters that have the topic, whether a name server knows that or not.
async fn holders(admin: &Admin, servers: &[NameServer], topic: &TopicName) -> Vec<String> {
    let known = servers.iter().filter_map(|server| server.known.as_ref().ok());
    let masters: std::collections::BTreeSet<BrokerAt> =
        known.flat_map(|k| k.brokers.iter().filter(|b| b.is_master()).cloned()).collect();
    let asked = for_all(masters, |master| {
        let (admin, topic) = (admin.clone(), topic.clone());
        async move {
            let ends = admin.topic_ends_at(&master.address, &topic).await;
            matches!(ends, Ok(Some(_))).then(|| master.name.to_string())
        }
    });
    asked.await.into_iter().flatten().collect()
}

fn permitted(route: &TopicRouteData, topic: &TopicName) -> Look {
    let can = |bit: i32, count: i32, perm: i32| perm & bit != 0 && count > 0;
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    for queues in &route.queue_datas {
        let reads = can(PERM_READ, queues.read_queue_nums, queues.perm);
        let writes = can(PERM_WRITE, queues.write_queue_nums, queues.perm);
        let lack = match (reads, writes) {
            (true, true) => {
                open.push(queues.broker_name.to_string());
                continue;
            }
            (true, false) => "no writing",
            (false, true) => "no reading",
            (false, false) => "neither",
        };
        closed.push((&queues.broker_name, lack));
    }
    match (open.is_empty(), closed.first()) {
        (false, None) => Ok(format!("on {}", open.join(", "))),
        (true, None) => {
            let fix = format!("`rmq topic create {topic} --update`");
            Err(("the route has no queue at all".to_owned(), fix))
        }
        (_, Some((first, _))) => {
            let fix = format!(
                "`rmq topic perm {topic} rw`; `rmq broker add-write {first}` if it was taken from \
                 the whole broker"
            );
            let closed: Vec<String> =
                closed.iter().map(|(name, lack)| format!("{name} ({lack})")).collect();
            Err((format!("not on {}", closed.join(", ")), fix))
        }
    }
}

/// Whether the brokers of the routes, slaves too, answer here.
async fn reachable(admin: &Admin, routes: &[&TopicRouteData]) -> Look {
    let mut addresses: Vec<String> = routes
        .iter()
        .flat_map(|route| &route.broker_datas)
        .flat_map(|broker| broker.broker_addrs.values().cloned())
        .collect();
    addresses.sort();
    addresses.dedup();
    let asked = for_all(addresses.clone(), |address| {
        let admin = admin.clone();
        async move {
            let failed = admin.broker_runtime(&address, None).await.err();
            failed.filter(ClientError::is_unreachable)
        }
    });
    let failed: Vec<String> =
        asked.await.into_iter().flatten().map(|error| error.to_string()).collect();
    if failed.is_empty() {
        return Ok(addresses.join(", "));
    }
    let fix = "start the broker; or have it advertise an address that is reached from here: \
               brokerIP1 in its file, or --advertise";
    Err((failed.join("; "), fix.to_owned()))
}
