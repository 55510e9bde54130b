//! Strategies that divide a topic's queues among the members of a consumer group. Every member
//! computes the same division on its own, so a strategy depends on nothing but its arguments.

pub mod averagely;
