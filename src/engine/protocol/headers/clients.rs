//! Headers about connected clients: 35, 38, 203, 204, and what a broker relays to one (221, 223, 307, 309).

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{BrokerName, ClientId, GroupName, TopicName};

header! {
    /// UNREGISTER_CLIENT (35).
    UnregisterClientHeader {
        /// The client that leaves.
        client_id: ClientId = "clientID",
        /// Producer group it leaves.
        producer_group: Option<GroupName> = "producerGroup",
        /// Consumer group it leaves.
        consumer_group: Option<GroupName> = "consumerGroup",
    }
}

header! {
    /// GET_CONSUMER_LIST_BY_GROUP (38), GET_CONSUMER_CONNECTION_LIST (203),
    /// NOTIFY_CONSUMER_IDS_CHANGED (40).
    ConsumerGroupHeader {
        /// Group.
        consumer_group: GroupName = "consumerGroup",
    }
}

header! {
    /// GET_PRODUCER_CONNECTION_LIST (204).
    ProducerGroupHeader {
        /// Group.
        producer_group: GroupName = "producerGroup",
    }
}

header! {
    /// INVOKE_BROKER_TO_GET_CONSUMER_STATUS (223) and GET_CONSUMER_STATUS_FROM_CLIENT (221).
    ConsumerStatusHeader {
        /// Topic.
        topic: TopicName = "topic",
        /// Group.
        group: GroupName = "group",
        /// One client only, by its id, despite the field's name.
        client_addr: Option<ClientId> = "clientAddr",
    }
}

header! {
    /// GET_CONSUMER_RUNNING_INFO (307).
    ConsumerRunningInfoHeader {
        /// Group.
        consumer_group: GroupName = "consumerGroup",
        /// Client asked.
        client_id: ClientId = "clientId",
        /// Whether it shall add a stack dump.
        jstack_enable: bool = "jstackEnable",
    }
}

header! {
    /// CONSUME_MESSAGE_DIRECTLY (309).
    ConsumeMessageDirectlyHeader {
        /// Group.
        consumer_group: GroupName = "consumerGroup",
        /// Client that shall consume.
        client_id: Option<ClientId> = "clientId",
        /// Offset message id.
        msg_id: Option<String> = "msgId",
        /// Broker of the message; the broker sets it when it relays.
        broker_name: Option<BrokerName> = "brokerName",
    }
}
