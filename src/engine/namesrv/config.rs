//! Configuration of a name server: the key table, and requests 318 and 319.
//!
//! Keys, defaults and order of Apache's `NamesrvConfig` and `NettyServerConfig` (`config.md` 6.3,
//! 6.6). Those that size Netty's threads and buffers are kept and shown, and change nothing here.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::NameServer;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::remoting::tls::TlsSettings;
use crate::engine::util::{properties, text_file};

/// Why a setting was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// Not a key of a name server.
    #[error("unknown key `{0}`")]
    UnknownKey(String),
    /// The value does not have the key's type.
    #[error("`{key}` must be {expected}, found `{found}`")]
    Value {
        /// The key.
        key: &'static str,
        /// What it takes.
        expected: &'static str,
        /// What was given.
        found: String,
    },
}

/// A type a setting can have.
trait Setting: Sized {
    const EXPECTED: &'static str;
    fn parse(text: &str) -> Option<Self>;
    fn text(&self) -> String;
}

macro_rules! plain_setting {
    ($($type:ty: $expected:literal),*) => {$(
        impl Setting for $type {
            const EXPECTED: &'static str = $expected;
            fn parse(text: &str) -> Option<Self> {
                text.parse().ok()
            }
            fn text(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

plain_setting!(u16: "a port", i32: "a number", String: "text", bool: "true or false");

impl Setting for PathBuf {
    const EXPECTED: &'static str = "a path";
    fn parse(text: &str) -> Option<Self> {
        Some(PathBuf::from(text))
    }
    fn text(&self) -> String {
        self.display().to_string()
    }
}

macro_rules! namesrv_config {
    ($( $owner:ident $field:ident: $type:ty = $key:literal, $default:expr; $doc:literal )*) => {
        /// Every setting of a name server.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct NamesrvConfig {
            $( #[doc = $doc] pub $field: $type, )*
            /// The keys that begin with `tls.`: in Apache they are no keys of a name server, and
            /// requests neither show nor change them.
            pub tls: TlsSettings,
        }

        impl Default for NamesrvConfig {
            fn default() -> Self {
                Self { $( $field: $default, )* tls: TlsSettings::default() }
            }
        }

        impl NamesrvConfig {
            /// Every key, with what it is for.
            pub const KEYS: &[(&'static str, &'static str)] = &[$( ($key, $doc), )*];

            /// Gives `key` the value `text` spells.
            pub fn set(&mut self, key: &str, text: &str) -> Result<(), SetError> {
                match key {
                    $( $key => {
                        self.$field = Setting::parse(text.trim()).ok_or_else(|| SetError::Value {
                            key: $key,
                            expected: <$type as Setting>::EXPECTED,
                            found: text.to_owned(),
                        })?;
                    } )*
                    other => return Err(SetError::UnknownKey(other.to_owned())),
                }
                Ok(())
            }

            /// Every key with its value, in the table's order.
            pub fn entries(&self) -> Vec<(&'static str, String)> {
                vec![$( ($key, self.$field.text()), )*]
            }
        }

        const OWNED: &[(&str, Owner)] = &[$( ($key, Owner::$owner), )*];
    };
}

/// Which of Apache's classes has a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Namesrv,
    Netty,
    Ours,
}

namesrv_config! {
    Namesrv rocketmq_home: String = "rocketmqHome", home_of_apache(); "Apache's home directory; only shown."
    Namesrv kv_config_path: PathBuf = "kvConfigPath", user_home().join("namesrv/kvConfig.json"); "File of the key-value configuration."
    Namesrv config_store_path: PathBuf = "configStorePath", user_home().join("namesrv/namesrv.properties"); "File that keeps what is changed at run time; the -c file when one is given."
    Namesrv product_env_name: String = "productEnvName", "center".to_owned(); "Name of the environment; only shown."
    Namesrv cluster_test: bool = "clusterTest", false; "Look up unknown topics in another environment; not supported, only shown."
    Namesrv order_message_enable: bool = "orderMessageEnable", false; "Routes carry the topic's order configuration. Changes at run time."
    Netty listen_port: u16 = "listenPort", 9876; "Port to listen on. Changes take a restart."
    Netty server_worker_threads: i32 = "serverWorkerThreads", 8; "Only shown."
    Netty server_callback_executor_threads: i32 = "serverCallbackExecutorThreads", 0; "Only shown."
    Netty server_selector_threads: i32 = "serverSelectorThreads", 3; "Only shown."
    Netty server_oneway_semaphore_value: i32 = "serverOnewaySemaphoreValue", 256; "Only shown."
    Netty server_async_semaphore_value: i32 = "serverAsyncSemaphoreValue", 64; "Only shown."
    Netty server_channel_max_idle_time_seconds: i32 = "serverChannelMaxIdleTimeSeconds", 120; "A connection idle so long is closed. Changes take a restart."
    Netty server_socket_snd_buf_size: i32 = "serverSocketSndBufSize", 0; "Only shown."
    Netty server_socket_rcv_buf_size: i32 = "serverSocketRcvBufSize", 0; "Only shown."
    Netty write_buffer_high_water_mark: i32 = "writeBufferHighWaterMark", 0; "Only shown."
    Netty write_buffer_low_water_mark: i32 = "writeBufferLowWaterMark", 0; "Only shown."
    Netty server_socket_backlog: i32 = "serverSocketBacklog", 1024; "Only shown."
    Netty server_pooled_byte_buf_allocator_enable: bool = "serverPooledByteBufAllocatorEnable", true; "Only shown."
    Netty use_epoll_native_selector: bool = "useEpollNativeSelector", false; "Only shown."
    Ours bind_address: String = "bindAddress", ANY_ADDRESS.to_owned(); "Address to listen on. Changes take a restart."
}

/// The default of `bindAddress`.
const ANY_ADDRESS: &str = "0.0.0.0";

fn home_of_apache() -> String {
    std::env::var("ROCKETMQ_HOME").unwrap_or_default()
}

fn user_home() -> PathBuf {
    std::env::var_os("HOME").map(PathBuf::from).unwrap_or_else(std::env::temp_dir)
}

impl NamesrvConfig {
    /// Whether only a name server has `key`; the Netty keys are a broker's as well.
    pub fn is_own_key(key: &str) -> bool {
        OWNED.iter().any(|(owned, owner)| *owned == key && *owner == Owner::Namesrv)
    }

    /// `key=value` lines as 319 answers them. Left out: what is empty, as Apache leaves out
    /// null, and the keys Apache does not know while they have their default.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (key, value) in self.entries() {
            let ours = key == "bindAddress" && value == ANY_ADDRESS;
            if !value.is_empty() && !ours {
                text.push_str(key);
                text.push('=');
                text.push_str(&value);
                text.push('\n');
            }
        }
        text
    }
}

/// Keys that 318 does not change, with Apache's words: 4.9.7 says them of the two paths.
const FIXED_KEYS: &[(&str, &str)] = &[
    ("configStorePath", "Can not update config path"),
    ("kvConfigPath", "Can not update config path"),
    ("configBlackList", "Can not update config in black list."),
    ("rocketmqHome", "Can not update config in black list."),
];

/// GET_NAMESRV_CONFIG.
pub fn get(server: &NameServer, _: &Arc<Connection>, _: &Frame) -> Reply {
    Reply::with_body(server.config.read().to_text())
}

/// UPDATE_NAMESRV_CONFIG: takes the keys it knows, and keeps them in `configStorePath`. A value
/// that does not fit its key is refused, where Apache says yes and drops it.
pub fn update(server: &NameServer, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let given = properties::parse(&String::from_utf8_lossy(request.body()));
    for (key, remark) in FIXED_KEYS {
        if given.iter().any(|property| property.key == *key) {
            return Reply::refuse(ResponseCode::NoPermission, *remark);
        }
    }
    let _one_at_a_time = server.changing_config.lock();
    let mut next = server.config.read().clone();
    let mut changes = Vec::new();
    for property in given {
        match next.set(&property.key, &property.value) {
            Ok(()) => changes.push((property.key, property.value)),
            Err(SetError::UnknownKey(key)) => {
                tracing::warn!(%key, peer = %connection.peer(), "unknown key in a configuration");
            }
            Err(error) => return Reply::refuse(ResponseCode::SystemError, error.to_string()),
        }
    }
    if let Err(error) = keep(&next, &changes) {
        let path = next.config_store_path.display();
        return Reply::refuse(ResponseCode::SystemError, format!("cannot write {path}: {error}"));
    }
    for (key, value) in &changes {
        tracing::info!(%key, %value, peer = %connection.peer(), "configuration changed");
    }
    *server.config.write() = next;
    // Routes carry the order configuration or not.
    server.routes.write().touch();
    Reply::success()
}

/// Writes the changed lines of the configuration's file, or the whole of it when there is none.
fn keep(config: &NamesrvConfig, changes: &[(String, String)]) -> io::Result<()> {
    let path: &Path = &config.config_store_path;
    let text = match fs::read(path) {
        Ok(bytes) => properties::with_values(&String::from_utf8_lossy(&bytes), changes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => config.to_text(),
        Err(error) => return Err(error),
    };
    text_file::replace(path, &text)
}
