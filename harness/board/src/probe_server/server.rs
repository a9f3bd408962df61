//! The probe on the network: connections of debuggers to one target.

use super::core_debug::CoreDebug;
use super::remote::{Reader, Reply, Request};
use super::session::Session;
use crate::target::Core;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// A target with a power switch: there is a core only while it has power.
pub type Target<C> = Arc<Mutex<Option<CoreDebug<C>>>>;

/// A probe that listens on a port of this host, for as long as it lives, whether its target has power or not.
#[derive(Debug)]
pub struct ProbeServer {
    address: SocketAddr,
    listener: TcpListener,
    connections: Connections,
}

/// Open connections, to be closed with the probe.
type Connections = Arc<Mutex<Vec<TcpStream>>>;

impl ProbeServer {
    /// Listens for debuggers, on a port that is free or on a given one. Several may come; they share the core.
    ///
    /// # Errors
    /// Where the port cannot be had.
    pub fn start<C: Core + Send + 'static>(port: u16, target: Target<C>) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let connections = Connections::default();
        let (ours, theirs) = (listener.try_clone()?, Arc::clone(&connections));
        std::thread::Builder::new()
            .name("probe".to_owned())
            .spawn(move || accept(&ours, &target, &theirs))?;
        Ok(Self { address, listener, connections })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Drops every connection, as a probe does whose cable is pulled; who comes anew is served.
    pub fn disconnect(&self) {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        for connection in connections.drain(..) {
            // The other side may have gone first.
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for ProbeServer {
    fn drop(&mut self) {
        // Wakes the thread that accepts: it sees a socket that does not block and nobody there, and ends.
        let _ = self.listener.set_nonblocking(true);
        let _ = TcpStream::connect(self.address);
        self.disconnect();
    }
}

fn accept<C: Core + Send + 'static>(
    listener: &TcpListener,
    target: &Target<C>,
    connections: &Connections,
) {
    while let Ok((stream, _)) = listener.accept() {
        let Ok(kept) = stream.try_clone() else { return };
        let mut open = connections.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|one| one.peer_addr().is_ok());
        open.push(kept);
        drop(open);
        let target = Arc::clone(target);
        std::thread::spawn(move || {
            // A connection that ends is the debugger's affair; it hears of it on its own side.
            let _ = serve(&stream, &target);
            let _ = stream.shutdown(Shutdown::Both);
        });
    }
}

fn serve<C: Core>(mut stream: &TcpStream, target: &Target<C>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, mut session) = (Reader::default(), Session::default());
    let mut octets = [0; 4096];
    loop {
        let length = stream.read(&mut octets)?;
        if length == 0 {
            return Ok(());
        }
        reader.push(&octets[..length]);
        while let Some(request) = reader.next_request() {
            let reply = answer(request, &mut session, target);
            stream.write_all(&reply.encode())?;
        }
    }
}

fn answer<C: Core>(request: Request, session: &mut Session, target: &Target<C>) -> Reply {
    let mut target = target.lock().unwrap_or_else(PoisonError::into_inner);
    match target.as_mut() {
        Some(core) => session.handle(request, core),
        None => Session::unpowered(&request),
    }
}
