//! The key-value configuration: requests 100, 101, 102 and 219, and `kvConfig.json`.
//!
//! Ground state. A change is on the disk before it is answered or seen by a reader.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};

use super::NameServer;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::fastjson::{self, Form};
use crate::engine::protocol::bodies::lists::{KvConfigFile, KvTable};
use crate::engine::protocol::ext::FieldList;
use crate::engine::protocol::headers::kv::{
    GetKvConfigReply, KvConfigKeyHeader, KvNamespaceHeader, PutKvConfigHeader,
};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::util::text_file;

/// Namespace of the ordered topics: topic to `brokerA:4;brokerB:4`.
pub const ORDER_NAMESPACE: &str = "ORDER_TOPIC_CONFIG";

/// The configuration and its file.
#[derive(Debug)]
pub struct KvConfig {
    path: PathBuf,
    current: RwLock<Arc<KvConfigFile>>,
    /// Held over a change, which writes a file; readers do not wait for it.
    changing: Mutex<()>,
}

impl KvConfig {
    /// Reads the file at `path`; without one the configuration is empty.
    pub fn load(path: PathBuf) -> io::Result<Self> {
        let file = text_file::load(&path, |text| KvConfigFile::decode(text.as_bytes()))?;
        let current = RwLock::new(Arc::new(file.unwrap_or_default()));
        Ok(Self { path, current, changing: Mutex::default() })
    }

    /// One value.
    pub fn get(&self, namespace: &str, key: &str) -> Option<String> {
        self.current.read().config_table.get(namespace)?.get(key).cloned()
    }

    /// Every key of a namespace; `None` when it never had any.
    pub fn list(&self, namespace: &str) -> Option<KvTable> {
        let table = self.current.read().config_table.get(namespace)?.clone();
        Some(KvTable { table })
    }

    fn change(&self, change: impl FnOnce(&mut KvConfigFile)) -> io::Result<()> {
        let _one_at_a_time = self.changing.lock();
        let mut next = KvConfigFile::clone(&self.current.read());
        change(&mut next);
        let text = fastjson::write(&next, Form::Compact).map_err(io::Error::other)?;
        text_file::replace(&self.path, &String::from_utf8_lossy(&text))?;
        *self.current.write() = Arc::new(next);
        Ok(())
    }
}

/// PUT_KV_CONFIG. Without a value the key has none from now on.
pub fn put(server: &NameServer, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header = match request.header::<PutKvConfigHeader>() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let (Some(namespace), Some(key)) = (header.namespace, header.key) else {
        return Reply::refuse(ResponseCode::SystemError, "namespace or key is null");
    };
    let changed = server.kv.change(|file| {
        let table = file.config_table.entry(namespace).or_default();
        match header.value {
            Some(value) => drop(table.insert(key, value)),
            None => drop(table.remove(&key)),
        }
    });
    answer_change(server, changed)
}

/// DELETE_KV_CONFIG. That there was nothing to delete is no error.
pub fn delete(server: &NameServer, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header = match request.header::<KvConfigKeyHeader>() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let changed = server.kv.change(|file| {
        if let Some(table) = file.config_table.get_mut(&header.namespace) {
            table.remove(&header.key);
        }
    });
    answer_change(server, changed)
}

fn answer_change(server: &NameServer, changed: io::Result<()>) -> Reply {
    match changed {
        Ok(()) => {
            // Routes carry the order configuration.
            server.routes.write().touch();
            Reply::success()
        }
        Err(error) => {
            let path = server.kv.path.display();
            Reply::refuse(ResponseCode::SystemError, format!("cannot write {path}: {error}"))
        }
    }
}

/// GET_KV_CONFIG.
pub fn get(server: &NameServer, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header = match request.header::<KvConfigKeyHeader>() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    match server.kv.get(&header.namespace, &header.key) {
        Some(value) => Reply::with_header(&GetKvConfigReply { value: Some(value) }),
        None => {
            let KvConfigKeyHeader { namespace, key } = header;
            let remark = format!("No config item, Namespace: {namespace} Key: {key}");
            Reply::refuse(ResponseCode::QueryNotFound, remark).and_fields(FieldList::default())
        }
    }
}

/// GET_KVLIST_BY_NAMESPACE.
pub fn list(server: &NameServer, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header = match request.header::<KvNamespaceHeader>() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    match server.kv.list(&header.namespace) {
        Some(table) => Reply::with_body(table.encode()),
        None => {
            let remark = format!("No config item, Namespace: {}", header.namespace);
            Reply::refuse(ResponseCode::QueryNotFound, remark)
        }
    }
}
