//! Headers of the name server's key-value configuration: 100, 101, 102, 219.

use crate::engine::protocol::header_macro::header;

header! {
    /// PUT_KV_CONFIG (100). Apache refuses an absent namespace or key itself, so both stay optional.
    PutKvConfigHeader {
        /// Namespace.
        namespace: Option<String> = "namespace",
        /// Key within the namespace.
        key: Option<String> = "key",
        /// Value to keep.
        value: Option<String> = "value",
    }
}

header! {
    /// GET_KV_CONFIG (101) and DELETE_KV_CONFIG (102).
    KvConfigKeyHeader {
        /// Namespace.
        namespace: String = "namespace",
        /// Key within the namespace.
        key: String = "key",
    }
}

header! {
    /// Answer to GET_KV_CONFIG.
    GetKvConfigReply {
        /// The value; absent when there is none.
        value: Option<String> = "value",
    }
}

header! {
    /// GET_KVLIST_BY_NAMESPACE (219).
    KvNamespaceHeader {
        /// Namespace.
        namespace: String = "namespace",
    }
}
