//! A proxy between two programs: a link that can stall, delay, refuse and break.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long the far end keeps a connection whose near end is gone.
const HALF_OPEN: Duration = Duration::from_secs(4);
/// Bytes that are carried at once.
const STEP: usize = 16 << 10;

/// How a link is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// Each piece is late by so much.
    pub delay: Duration,
    /// Nothing, and no end of a connection, gets through to the server.
    pub no_way_there: bool,
    /// Nothing, and no end of a connection, gets back from it.
    pub no_way_back: bool,
    /// New connections are closed at once.
    pub refuses: bool,
}

/// How connections end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Both,
    /// The client's end only: the server holds it, and soon a second one of the same client.
    NearEnd,
}

/// A link from an address of its own to the server at another one.
pub struct Link {
    weather: watch::Sender<Weather>,
    cuts: watch::Sender<(u64, Cut)>,
    accepting: JoinHandle<()>,
}

impl Link {
    pub async fn new(near: SocketAddr, far: SocketAddr) -> Self {
        let listener = TcpListener::bind(near).await.unwrap();
        let (weather, sky) = watch::channel(Weather::default());
        let (cuts, knife) = watch::channel((0, Cut::Both));
        let accepting = tokio::spawn(async move {
            loop {
                let Ok((near, _)) = listener.accept().await else { continue };
                if sky.borrow().refuses {
                    continue;
                }
                tokio::spawn(connect(near, far, sky.clone(), knife.clone()));
            }
        });
        Self { weather, cuts, accepting }
    }

    pub fn set(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// Ends every connection.
    pub fn cut(&self) {
        self.cuts.send_modify(|(times, how)| (*times, *how) = (*times + 1, Cut::Both));
    }

    /// Ends every connection for the client; the server does not learn of it yet.
    pub fn cut_near_end(&self) {
        self.cuts.send_modify(|(times, how)| (*times, *how) = (*times + 1, Cut::NearEnd));
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

async fn connect(
    mut near: TcpStream,
    far: SocketAddr,
    mut sky: watch::Receiver<Weather>,
    mut knife: watch::Receiver<(u64, Cut)>,
) {
    knife.mark_unchanged();
    // Who cannot get there does not learn either whether somebody listens.
    clears(&mut sky, |weather| weather.no_way_there || weather.no_way_back).await;
    let Ok(mut far) = TcpStream::connect(far).await else { return };
    if near.set_nodelay(true).and_then(|()| far.set_nodelay(true)).is_err() {
        return;
    }
    let how = {
        let (near_in, near_out) = near.split();
        let (far_in, far_out) = far.split();
        tokio::select! {
            () = carry(near_in, far_out, sky.clone(), |weather| weather.no_way_there) => Cut::Both,
            () = carry(far_in, near_out, sky, |weather| weather.no_way_back) => Cut::Both,
            // The link is gone when this fails.
            changed = knife.changed() => changed.map_or(Cut::Both, |()| knife.borrow().1),
        }
    };
    drop(near);
    if how == Cut::NearEnd {
        let mut ignored = vec![0; STEP];
        let swallow = async { while far.read(&mut ignored).await.is_ok_and(|len| len > 0) {} };
        // The time is what ends it.
        let _ = tokio::time::timeout(HALF_OPEN, swallow).await;
    }
}

/// Carries bytes one way until either end is gone.
async fn carry(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut sky: watch::Receiver<Weather>,
    blocked: impl Fn(&Weather) -> bool,
) {
    let mut piece = vec![0; STEP];
    loop {
        let len = from.read(&mut piece).await.unwrap_or(0);
        let delay = sky.borrow().delay;
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        // The end of a connection is held up too.
        clears(&mut sky, &blocked).await;
        if len == 0 || to.write_all(&piece[..len]).await.is_err() {
            return;
        }
    }
}

/// Waits until `blocked` does not hold any more.
async fn clears(sky: &mut watch::Receiver<Weather>, blocked: impl Fn(&Weather) -> bool) {
    // Should the link be gone, its connections end soon.
    let _ = sky.wait_for(|weather| !blocked(weather)).await;
}
