//! rmq: Apache RocketMQ 4.9 as one small, fast binary.
