//! A probe that goes away while probe-rs attaches.

use phonerig_board::probe::{Chip, Probe};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// Says what a probe says until bits are to come from the target, and hangs up then.
fn hang_up_in_the_middle(mut stream: TcpStream) {
    let mut octets = [0; 256];
    while let Ok(length @ 1..) = stream.read(&mut octets) {
        let asked = String::from_utf8_lossy(&octets[..length]).into_owned();
        let answer: &[u8] = match asked {
            asked if asked.contains("!Si") => return,
            asked if asked.contains("!HC") => b"&K3#",
            _ => b"&K0#",
        };
        // Whoever asked may have gone.
        let _ = stream.write_all(answer);
    }
}

#[test]
fn a_probe_that_hangs_up_in_the_middle_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    std::thread::spawn(move || listener.incoming().flatten().for_each(hang_up_in_the_middle));
    let selector = format!("1d50:6018:{address}").parse().expect("a selector");
    let attached = Probe::attach("test", &selector, &Chip::emulated());
    let error = attached.err().expect("the probe has hung up").to_string();
    assert_eq!(
        error,
        "board test: cannot attach: the connection to the probe was lost in the middle"
    );
}
