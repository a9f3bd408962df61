//! Whether what a bench file says of a board is there.

use super::entry::{Entry, Kind, Network, Power, ProbeSelector, SerialLine};
use phonerig_board::probe::{Chip, Probe};
use phonerig_judge::declaration::Declaration;
use std::fs::File;
use std::io::Read as _;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The program that emulates boards.
const EMULATOR: &str = "qemu-system-arm";
/// What an ELF file begins with: its magic number, 32 bits, little-endian.
const ELF: [u8; 6] = *b"\x7fELF\x01\x01";
/// The machine of an ELF file, at octets 18 and 19: ARM.
const ARM: [u8; 2] = [40, 0];

/// Everything that is wrong with a board as far as it shows without using it; empty where all is there.
///
/// `is_free` is false where somebody else uses the board: its serial port and its probe are left alone then.
pub fn inspect(entry: &Entry, is_free: bool) -> Vec<String> {
    let checks = [
        declaration(&entry.declaration),
        entry.image.as_deref().and_then(image),
        (entry.kind == Kind::Qemu).then(emulator).flatten(),
        entry.chip.as_deref().and_then(chip),
        entry.probe.as_ref().filter(|_| is_free).and_then(|selector| probe(entry, selector)),
        entry.serial.as_ref().filter(|_| is_free).and_then(serial),
        entry.network.as_ref().and_then(network),
        entry.power.as_ref().and_then(power),
    ];
    checks.into_iter().flatten().collect()
}

fn declaration(path: &Path) -> Option<String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) => {
            return Some(format!("its declaration {} is not read: {cause}", path.display()));
        }
    };
    let mistakes = Declaration::parse(&path.display().to_string(), &text).err()?;
    mistakes.first().map(|first| {
        format!(
            "its declaration has a mistake: {}:{}:{}: {}",
            first.file, first.line, first.column, first.message
        )
    })
}

fn image(path: &Path) -> Option<String> {
    let mut head = [0; 20];
    let place = path.display();
    match File::open(path).and_then(|mut file| file.read_exact(&mut head)) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            Some(format!("there is no image {place}; `ci/board` builds those of this project"))
        }
        Err(cause) if cause.kind() != std::io::ErrorKind::UnexpectedEof => {
            Some(format!("its image {place} is not read: {cause}"))
        }
        _ if !head.starts_with(&ELF) => {
            Some(format!("its image {place} is no ELF file of 32 bits"))
        }
        _ if head[18..20] != ARM => Some(format!("its image {place} is not for ARM")),
        _ => None,
    }
}

fn emulator() -> Option<String> {
    let mut version = Command::new(EMULATOR);
    version.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match version.status() {
        Ok(status) if status.success() => None,
        Ok(status) => Some(format!("{EMULATOR} is of no use: it ends with {status}")),
        Err(cause) => {
            Some(format!("{EMULATOR} does not start: {cause}; Debian's package has its name"))
        }
    }
}

fn chip(name: &str) -> Option<String> {
    let unknown = name.parse::<Chip>().err()?;
    Some(format!("its chip {name} is not known: {unknown}"))
}

/// Attaches to the board for a moment; its core goes on with what it does.
fn probe(entry: &Entry, selector: &ProbeSelector) -> Option<String> {
    // A chip that is not known is told of already.
    let chip: Chip = entry.chip.as_deref()?.parse().ok()?;
    let text = selector.to_string();
    let attached =
        text.parse().map(|selector| Probe::attach(entry.name.as_str(), &selector, &chip));
    match attached {
        Ok(Ok(probe)) => {
            probe.leave();
            None
        }
        Ok(Err(error)) => Some(format!("its probe {text} does not answer: {}", error.cause)),
        Err(wrong) => Some(wrong),
    }
}

fn serial(line: &SerialLine) -> Option<String> {
    let port = serialport::new(&line.port, line.speed).timeout(Duration::from_secs(1)).open();
    port.err().map(|cause| {
        let known = serialport::available_ports().unwrap_or_default();
        let known: Vec<String> = known.into_iter().map(|port| port.port_name).collect();
        let there = if known.is_empty() { "none".to_owned() } else { known.join(" ") };
        format!(
            "its serial port {} does not open: {cause}; ports that there are: {there}",
            line.port
        )
    })
}

/// The rig's addresses are usable where a socket takes them.
fn network(network: &Network) -> Option<String> {
    network.rig.iter().find_map(|address| {
        let cause = UdpSocket::bind((*address, 0)).err()?;
        Some(format!("the rig cannot use {address} on {}: {cause}", network.interface))
    })
}

fn power(power: &Power) -> Option<String> {
    let programs = [&power.on[0], &power.off[0]];
    let missing = programs.into_iter().find(|program| !is_program(program))?;
    Some(format!("the program {missing} of its power switch is not found"))
}

/// Whether a command line would find a program: by its path, or in one of the folders of `PATH`.
fn is_program(name: &str) -> bool {
    if name.contains('/') {
        return Path::new(name).is_file();
    }
    let folders: Vec<PathBuf> =
        std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
    folders.iter().any(|folder| folder.join(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rack::file::BenchFile;

    fn told(path: &Path) -> String {
        image(path).expect("something is wrong")
    }

    #[test]
    fn an_image_is_an_elf_file_for_arm() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("image");
        assert!(told(&path).contains("there is no image"));
        for (octets, wrong) in [
            (&b"#!/bin/sh"[..], "no ELF"),
            (b"\x7fELF\x01\x01\0\0\0\0\0\0\0\0\0\0\x02\0\x3e\0", "not for ARM"),
        ] {
            std::fs::write(&path, octets).expect("written");
            assert!(told(&path).contains(wrong), "{}", told(&path));
        }
        std::fs::write(&path, b"\x7fELF\x01\x01\0\0\0\0\0\0\0\0\0\0\x02\0\x28\0").expect("written");
        assert_eq!(image(&path), None);
    }

    #[test]
    fn a_chip_that_probe_rs_does_not_know_is_named() {
        assert_eq!(chip("STM32F767ZI"), None);
        assert_eq!(chip("LM3S6965-emulated"), None);
        assert!(chip("STM32F7767").expect("not known").contains("STM32F7767"));
    }

    #[test]
    fn a_probe_that_is_not_there_is_named() {
        let text = "[[board]]\nname = 'desk'\nkind = 'board'\ndeclaration = 'd'\nchip = 'STM32F767ZI'\nprobe = '1d50:6018:127.0.0.1:1'\nserial = { port = '/dev/x', speed = 9600 }\nnetwork = { interface = 'lo', dut = '127.0.0.2/8', rig = ['127.0.0.1'] }\n";
        let bench = BenchFile::parse(Path::new("x.toml"), text).expect("well formed");
        let problems = inspect(&bench.boards[0], true).join("\n");
        assert!(problems.contains("its probe 1d50:6018:127.0.0.1:1 does not answer"), "{problems}");
        let problems = inspect(&bench.boards[0], false).join("\n");
        assert!(!problems.contains("does not answer"), "somebody uses it: {problems}");
    }

    #[test]
    fn a_serial_port_that_is_not_there_is_named() {
        let line = SerialLine { port: "/dev/no-such-port".to_owned(), speed: 115_200 };
        assert!(
            serial(&line).expect("it is not there").contains("/dev/no-such-port does not open")
        );
    }

    #[test]
    fn an_address_of_another_host_is_none_of_the_rigs() {
        let network = |address: &str| Network {
            interface: "lo".to_owned(),
            dut: [127, 0, 0, 2].into(),
            bits: 8,
            rig: vec![address.parse().expect("an address")],
        };
        assert_eq!(super::network(&network("127.0.0.1")), None);
        assert!(super::network(&network("192.0.2.77")).is_some());
    }

    #[test]
    fn a_power_switch_needs_its_program() {
        let words = |word: &str| vec![word.to_owned()];
        let switch = |on: &str| Power { on: words(on), off: words("sh") };
        assert_eq!(power(&switch("sh")), None);
        assert!(power(&switch("no-such-switch")).expect("not found").contains("no-such-switch"));
    }
}
