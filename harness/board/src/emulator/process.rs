//! QEMU as a process.

use super::error::EmulatorError;
use super::stderr::LastLines;
use super::warden::Warden;
use std::net::UdpSocket;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long QEMU may take to open its ports.
const START: Duration = Duration::from_secs(10);
/// How often they are tried meanwhile.
const TRY: Duration = Duration::from_millis(5);

/// A running QEMU; it ends with its value, and with this process.
#[derive(Debug)]
pub(super) struct Process {
    running: Mutex<Running>,
    stderr: LastLines,
}

/// A child, and who ends it should this process be killed. The warden goes first: once a child was waited for, its number may be another's.
#[derive(Debug)]
struct Running {
    child: Child,
    warden: Option<Warden>,
}

/// QEMU's ports, as streams.
#[derive(Debug)]
pub(super) struct Ports {
    /// The debugger's.
    pub(super) gdb: UnixStream,
    /// The machine's.
    pub(super) qmp: UnixStream,
    /// The memory bus's.
    pub(super) qtest: UnixStream,
}

impl Process {
    /// Starts a board without an image; it stands still until it is told to run.
    ///
    /// Its ports are sockets in a folder of its own and a socket that it inherits, so there is no number that two boards could both choose.
    ///
    /// # Errors
    /// Why it does not start.
    pub(super) fn start(ethernet: &UdpSocket) -> Result<(Self, Ports), EmulatorError> {
        let folder = tempfile::Builder::new()
            .prefix("phonerig-")
            .tempdir()
            .map_err(EmulatorError::system("no folder for QEMU's ports"))?;
        let ethernet = ethernet.try_clone().map_err(EmulatorError::system("no Ethernet port"))?;
        let mut child = spawn(folder.path(), ethernet.into())?;
        let stderr = child.stderr.take().map(LastLines::of).unwrap_or_default();
        let warden = Warden::over(&child).inspect_err(|_| end(&mut child));
        let warden = Some(warden.map_err(EmulatorError::system("no warden for QEMU"))?);
        let process = Self { running: Mutex::new(Running { child, warden }), stderr };
        let ports = Ports {
            gdb: process.open(folder.path(), "gdb")?,
            qmp: process.open(folder.path(), "qmp")?,
            qtest: process.open(folder.path(), "qtest")?,
        };
        // Once opened they need no names: the folder goes, and a killed rig leaves none behind.
        Ok((process, ports))
    }

    fn open(&self, folder: &Path, port: &'static str) -> Result<UnixStream, EmulatorError> {
        let deadline = Instant::now() + START;
        loop {
            match UnixStream::connect(folder.join(port)) {
                Ok(stream) => return Ok(stream),
                Err(cause) if Instant::now() > deadline => {
                    return Err(EmulatorError::Port { port, cause });
                }
                Err(_) => std::thread::sleep(TRY),
            }
            if let Some(error) = self.ended() {
                return Err(error);
            }
        }
    }

    /// What it ended with, if it has ended by itself.
    pub(super) fn ended(&self) -> Option<EmulatorError> {
        let mut running = self.running();
        let status: ExitStatus = running.child.try_wait().ok().flatten()?;
        running.warden = None;
        Some(EmulatorError::Ended { status: status.to_string(), stderr: self.stderr.text() })
    }

    /// What it ended with; waits a moment for it, for whoever saw a line to it end.
    pub(super) fn ending(&self) -> Option<EmulatorError> {
        let deadline = Instant::now() + Duration::from_millis(500);
        loop {
            let ended = self.ended();
            if ended.is_some() || Instant::now() > deadline {
                return ended;
            }
            std::thread::sleep(TRY);
        }
    }

    /// Its process number.
    pub(super) fn id(&self) -> u32 {
        self.running().child.id()
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let mut running = self.running();
        running.warden = None;
        end(&mut running.child);
    }
}

fn end(child: &mut Child) {
    // It may have ended by itself; it is reaped either way.
    let _ = child.kill();
    let _ = child.wait();
}

fn spawn(folder: &Path, ethernet: OwnedFd) -> Result<Child, EmulatorError> {
    let port = |name: &str| format!("unix:{},server=on,wait=off", folder.join(name).display());
    Command::new("qemu-system-arm")
        .args(["-M", "lm3s6965evb", "-S", "-display", "none", "-monitor", "none"])
        .args(["-serial", "pty"])
        // The Ethernet port is QEMU's standard input: a bound and connected datagram socket.
        .args(["-netdev", "dgram,id=net,local.type=fd,local.str=0"])
        .args(["-net", "nic,netdev=net,model=stellaris"])
        .args(["-gdb", &port("gdb"), "-qmp", &port("qmp")])
        .args(["-qtest", &port("qtest"), "-qtest-log", "/dev/null"])
        .stdin(Stdio::from(ethernet))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        // A signal from the terminal is for the rig alone.
        .process_group(0)
        .spawn()
        .map_err(EmulatorError::Start)
}
