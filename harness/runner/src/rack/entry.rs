//! What a bench file says of one board.

use core::fmt;
use core::net::IpAddr;
use core::str::FromStr;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// A board of a bench file, checked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Its name, which messages, locks and logs call it by.
    pub name: BoardName,
    /// Where it runs.
    pub kind: Kind,
    /// The chip, by its name at probe-rs.
    pub chip: Option<String>,
    /// The debug probe. An emulated board brings its own.
    pub probe: Option<ProbeSelector>,
    /// The console. An emulated board brings its own.
    pub serial: Option<SerialLine>,
    /// The way to its network. An emulated board brings its own.
    pub network: Option<Network>,
    /// The firmware, as an ELF file.
    pub image: Option<PathBuf>,
    /// What its firmware says of itself.
    pub declaration: PathBuf,
    /// The commands of its power switch.
    pub power: Option<Power>,
    /// How far its times may be off, if the file says so.
    pub slack: Option<Duration>,
    /// What the rig can do with it: of [`CAPABILITIES`], stated or implied.
    pub capabilities: BTreeSet<&'static str>,
    /// Whatever else tells boards apart.
    pub tags: BTreeSet<String>,
    /// The line of the bench file where it begins, counted from 1.
    pub line: usize,
}

/// What a rig may be able to do with a board.
pub const CAPABILITIES: [&str; 5] = ["carrier", "flash", "log", "power", "reset"];

impl Entry {
    /// What stands of a scenario's wishes for its bench that this board does not meet.
    pub fn lacks<'w>(&self, wishes: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
        wishes.into_iter().find(|wish| !self.capabilities.contains(wish) && !self.has_tag(wish))
    }

    /// How much it has to offer: capabilities and tags.
    pub(super) fn offers(&self) -> usize {
        self.capabilities.len() + self.tags.len()
    }

    fn has_tag(&self, tag: &str) -> bool {
        self.tags.contains(tag)
    }
}

/// A board's name: small letters, digits and hyphens.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct BoardName(String);

impl BoardName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of emulated boards that have none.
    pub(super) fn emulated() -> Self {
        Self("emulated".to_owned())
    }

    /// The name of one of several equal boards, counted from 1.
    pub(super) fn numbered(&self, number: u32) -> Self {
        Self(format!("{}-{number}", self.0))
    }
}

impl FromStr for BoardName {
    type Err = String;

    /// Reads a name.
    ///
    /// # Errors
    /// Says what a name looks like.
    fn from_str(text: &str) -> Result<Self, String> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.is_empty() || !text.chars().all(fits) {
            return Err(format!("`{text}` is no name: small letters, digits and hyphens are"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for BoardName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Where a board runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// In QEMU.
    Qemu,
    /// On a table, with a probe, a serial line and a network cable.
    Board,
}

impl Kind {
    /// The words of bench files.
    pub const WORDS: [&str; 2] = ["qemu", "board"];

    /// The word of bench files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Qemu => "qemu",
            Self::Board => "board",
        }
    }
}

impl FromStr for Kind {
    type Err = String;

    /// Reads a kind.
    ///
    /// # Errors
    /// Says which kinds there are.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "qemu" => Ok(Self::Qemu),
            "board" => Ok(Self::Board),
            _ => Err(format!("`{text}` is no kind of board")),
        }
    }
}

/// A debug probe as probe-rs selects it: `VID:PID`, or `VID:PID:SERIAL`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(into = "String")]
pub struct ProbeSelector {
    /// The USB vendor.
    pub vendor: u16,
    /// The USB product.
    pub product: u16,
    /// The serial number; `HOST:PORT` for a probe that is reached over TCP.
    pub serial: Option<String>,
}

impl FromStr for ProbeSelector {
    type Err = String;

    /// Reads a selector.
    ///
    /// # Errors
    /// Says what a selector looks like.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` selects no probe; write `VID:PID` or `VID:PID:SERIAL`, for example `0483:374b:066DFF`"
            )
        };
        let mut parts = text.splitn(3, ':');
        let mut id = || u16::from_str_radix(parts.next()?, 16).ok();
        let (vendor, product) = id().zip(id()).ok_or_else(wrong)?;
        let serial = parts.next().map(ToOwned::to_owned);
        if serial.as_deref() == Some("") {
            return Err(wrong());
        }
        Ok(Self { vendor, product, serial })
    }
}

impl fmt::Display for ProbeSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}:{:04x}", self.vendor, self.product)?;
        self.serial.as_ref().map_or(Ok(()), |serial| write!(f, ":{serial}"))
    }
}

impl From<ProbeSelector> for String {
    fn from(selector: ProbeSelector) -> Self {
        selector.to_string()
    }
}

/// A serial line.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct SerialLine {
    /// The port, such as `/dev/serial/by-id/usb-STMicroelectronics_STLINK-V3_0042-if02`.
    pub port: String,
    /// Bits a second.
    pub speed: u32,
}

/// How the rig reaches a board's network.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Network {
    /// The host's interface on the board's side, such as `enp3s0`.
    pub interface: String,
    /// The board's own address.
    pub dut: IpAddr,
    /// How many bits of the address name its network.
    pub bits: u8,
    /// The addresses of the interface that the ends which the rig plays may use.
    pub rig: Vec<IpAddr>,
}

/// The commands of a power switch: program and arguments.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Power {
    /// Switches power on.
    pub on: Vec<String>,
    /// Switches power off.
    pub off: Vec<String>,
}
