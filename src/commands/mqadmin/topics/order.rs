//! `updateOrderConf`: how many queues an ordered topic has on each broker.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::conclude;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::admin::namesrv::ORDER_TOPIC_CONFIG;

/// The command.
pub const SPEC: Spec = Spec {
    name: "updateOrderConf",
    alias: "",
    about: "Show, set or delete the order of a topic",
    options: &[
        value('t', "topic", "The topic").required(),
        value('v', "orderConf", "Queues of each broker, for example broker-a:4;broker-b:4"),
        value('m', "method", "What to do: get, put or delete").required(),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let topic = call.required('t')?;
    let method = call.required('m')?;
    call.with_admin(async |admin| match method {
        "get" => {
            let order = admin.kv_get(ORDER_TOPIC_CONFIG, topic).await?;
            let Some(order) = order else {
                let headline = format!("topic {topic} has no order configuration");
                return Err(CommandError::not_found(headline)
                    .hint("-m put -v 'broker-a:4;broker-b:4' makes one"));
            };
            call.print(format_args!(
                "get orderConf success. topic=[{topic}], orderConf=[{order}] "
            ));
            Ok(())
        }
        "put" => {
            let order = call.get('v').filter(|order| !order.is_empty());
            let order = order.ok_or_else(|| CommandError::usage("-m put needs -v"))?;
            let outcomes = admin.kv_put(ORDER_TOPIC_CONFIG, topic, order).await;
            conclude("name servers did not take the order", &outcomes)?;
            call.print(format_args!(
                "update orderConf success. topic=[{topic}], orderConf=[{order}]"
            ));
            Ok(())
        }
        "delete" => {
            let outcomes = admin.kv_delete(ORDER_TOPIC_CONFIG, topic).await;
            conclude("name servers did not delete the order", &outcomes)?;
            call.print(format_args!("delete orderConf success. topic=[{topic}]"));
            Ok(())
        }
        other => {
            Err(CommandError::usage(format!("-m must be get, put or delete, found `{other}`")))
        }
    })
}
