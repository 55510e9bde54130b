//! A broker as a node: options to configuration, listening, the run record, the end.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::StartError;
use super::settings::Warning;

/// What `rmq broker` was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrokerOptions {
    /// `-c`.
    pub config: Option<PathBuf>,
    /// `-n`, wins over `namesrvAddr`.
    pub namesrv: Option<String>,
    /// `--set key=value`, later ones win over earlier ones and over the file.
    pub settings: Vec<(String, String)>,
    /// `--bind`, wins over `bindAddress`.
    pub bind: Option<String>,
    /// `--advertise`, wins over `brokerIP1`.
    pub advertise: Option<String>,
    /// Unknown keys are errors.
    pub strict: bool,
}

impl BrokerOptions {
    /// The text `-p` prints, and with `important` the one of `-m`, and what to warn of.
    pub fn print_config(&self, important: bool) -> Result<(String, Vec<Warning>), StartError> {
        let _ = important;
        Err(StartError::Role("this build has no broker".into()))
    }
}

/// A running broker.
pub struct BrokerNode {
    local: SocketAddr,
    banner: Vec<String>,
    warnings: Vec<Warning>,
}

impl BrokerNode {
    /// Starts it, and registers it in the run directory.
    pub async fn start(options: &BrokerOptions) -> Result<Self, StartError> {
        let _ = options;
        Err(StartError::Role("this build has no broker".into()))
    }

    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// The line Apache prints at a start (`config.md` 6.1), for stdout.
    pub fn banner(&self) -> &[String] {
        &self.banner
    }

    /// What to warn of, for stderr.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Serves until SIGTERM or SIGINT, then stops cleanly; the name of the signal.
    pub async fn run(self) -> &'static str {
        self.stop().await;
        "SIGTERM"
    }

    /// Stops cleanly: the broker leaves its name servers, the store is flushed and closed, the
    /// run record goes.
    pub async fn stop(self) {}
}
