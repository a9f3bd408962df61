//! Attaching to a board, whatever becomes of its probe meanwhile.

use super::chip::Chip;
use super::error::ProbeError;
use super::selector::Selector;
use core::error::Error;
use probe_rs::config::Target;
use probe_rs::probe::WireProtocol;
use probe_rs::probe::list::Lister;
use probe_rs::{Permissions, Session};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// The name of the threads that attach. A panic there is told as an error, and is none of ours.
pub const ATTACHING: &str = "probe-rs attaches";
/// How long that may take: a board without power takes five seconds.
const ATTACH: Duration = Duration::from_secs(20);
/// How long a probe on the network may take to answer.
const ANSWER: Duration = Duration::from_secs(2);

/// What probe-rs does not tell by itself.
#[derive(Debug, thiserror::Error)]
enum NoProbe {
    #[error("no probe listens at {address}: {cause}")]
    Absent { address: SocketAddr, cause: std::io::Error },
    #[error("the probe does not answer in {} s", ATTACH.as_secs())]
    Silent,
    #[error("the connection to the probe was lost in the middle")]
    Lost,
}

/// Attaches on a thread of its own: probe-rs waits for ever for a probe that says nothing, and panics where one goes away in the middle.
pub(super) fn attach(board: &str, selector: &Selector, chip: &Chip) -> Result<Session, ProbeError> {
    let target = chip.target(board)?;
    let (name, selector) = (board.to_owned(), selector.clone());
    let wrong = |cause: &dyn Error| ProbeError::new(board, "attach", cause);
    let (give, given) = channel();
    std::thread::Builder::new()
        .name(ATTACHING.to_owned())
        .spawn(move || {
            // Whoever waited may have given up.
            let _ = give.send(open(&name, &selector, target));
        })
        .map_err(|cause| wrong(&cause))?;
    match given.recv_timeout(ATTACH) {
        Ok(attached) => attached,
        Err(RecvTimeoutError::Timeout) => Err(wrong(&NoProbe::Silent)),
        Err(RecvTimeoutError::Disconnected) => Err(wrong(&NoProbe::Lost)),
    }
}

fn open(board: &str, selector: &Selector, target: Target) -> Result<Session, ProbeError> {
    let wrong = |cause: &dyn Error| ProbeError::new(board, "attach", cause);
    if let Some(address) = selector.address() {
        // probe-rs would look for a serial port of that name, and say nothing of the network.
        let listens = TcpStream::connect_timeout(&address, ANSWER);
        listens.map_err(|cause| wrong(&NoProbe::Absent { address, cause }))?;
    }
    let probe = Lister::new().open(selector.to_probe_rs());
    let mut probe = probe.map_err(|cause| wrong(&cause))?;
    probe.select_protocol(WireProtocol::Swd).map_err(|cause| wrong(&cause))?;
    probe.attach(target, Permissions::new()).map_err(|cause| wrong(&cause))
}
