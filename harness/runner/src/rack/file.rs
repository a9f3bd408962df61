//! Bench files: which boards there are, in TOML. Every value is checked, and every mistake is told with its place.

use super::entry::{
    BoardName, CAPABILITIES, Entry, Kind, Network, Power, ProbeSelector, SerialLine,
};
use super::kinds::implied;
use super::raw;
use core::net::IpAddr;
use core::ops::Range;
use core::str::FromStr;
use phonerig_judge::network::Span;
use phonerig_judge::notation::diagnostic::{Diagnostic, Problem};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The speeds of serial lines, in bits a second.
const SPEEDS: core::ops::RangeInclusive<u32> = 300..=12_000_000;
/// The most equal boards that one entry stands for.
const MOST: u32 = 64;
/// The most that times may be off: beyond it no window would mean anything.
const MOST_SLACK: Span = Span(core::time::Duration::from_secs(2));

/// A bench file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BenchFile {
    /// Where it stands.
    pub path: PathBuf,
    /// Its boards; an entry with a `count` has become as many of them, with numbered names.
    pub boards: Vec<Entry>,
}

/// A bench file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BenchFileError {
    /// It cannot be read.
    #[error("cannot read the bench file {path}: {cause}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// There are mistakes in it.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    Mistakes(Vec<Diagnostic>),
}

impl BenchFile {
    /// Reads a bench file. Paths in it are meant from its own folder.
    ///
    /// # Errors
    /// Where it cannot be read, or every mistake in it.
    pub fn read(path: &Path) -> Result<Self, BenchFileError> {
        let text = std::fs::read_to_string(path)
            .map_err(|cause| BenchFileError::Read { path: path.to_owned(), cause })?;
        Self::parse(path, &text).map_err(BenchFileError::Mistakes)
    }

    /// Equal emulated boards that no file tells of: they boot from this image.
    pub fn emulated(image: &Path, count: u32) -> Self {
        let entry = Entry {
            name: BoardName::emulated(),
            kind: Kind::Qemu,
            chip: None,
            probe: None,
            serial: None,
            network: None,
            image: Some(image.to_owned()),
            declaration: PathBuf::new(),
            power: None,
            slack: None,
            capabilities: CAPABILITIES.into(),
            tags: BTreeSet::new(),
            line: 0,
        };
        Self { path: PathBuf::new(), boards: equal_boards(entry, Some(count)) }
    }

    /// Reads the text of a bench file; `path` names it in messages, and its folder is where paths begin.
    ///
    /// # Errors
    /// Every mistake, with its place in the file.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut reading = Reading { path, text, mistakes: Vec::new() };
        let Some(file) = reading.toml() else { return Err(reading.mistakes) };
        if file.boards.is_empty() {
            reading.wrong(0..0, Problem::new(0..0, "there is no `[[board]]` in it"));
        }
        let mut boards = Vec::new();
        for raw in &file.boards {
            let count = reading.count(raw.get_ref());
            if let Some(entry) = reading.entry(raw) {
                boards.extend(equal_boards(entry, count));
            }
        }
        reading.names(&file, &boards);
        if reading.mistakes.is_empty() {
            Ok(Self { path: path.to_owned(), boards })
        } else {
            Err(reading.mistakes)
        }
    }
}

/// As many boards as the entry stands for; one keeps its name, several are numbered.
fn equal_boards(entry: Entry, count: Option<u32>) -> Vec<Entry> {
    let Some(count) = count else { return vec![entry] };
    let numbered = |number| Entry { name: entry.name.numbered(number), ..entry.clone() };
    (1..=count).map(numbered).collect()
}

/// A file that is being read, and what was wrong so far.
pub(super) struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
    mistakes: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn toml(&mut self) -> Option<raw::File> {
        match toml::from_str(self.text) {
            Ok(file) => Some(file),
            Err(error) => {
                let problem = Problem::new(0..0, error.message());
                self.wrong(error.span().unwrap_or(0..0), problem);
                None
            }
        }
    }

    pub(super) fn wrong(&mut self, span: Range<usize>, problem: Problem) {
        let file = self.path.display().to_string();
        self.mistakes.push(Diagnostic::new(&file, self.text, span, problem));
    }

    /// Reads a value from its text, or tells what is wrong with it.
    fn value<T: FromStr<Err = String>>(&mut self, text: &Spanned<String>) -> Option<T> {
        let value = text.get_ref().parse();
        value.map_err(|error| self.wrong(text.span(), Problem::new(0..0, error))).ok()
    }

    fn count(&mut self, raw: &raw::Board) -> Option<u32> {
        let count = raw.count.as_ref()?;
        if raw.kind.get_ref() == "board" {
            let problem = Problem::new(0..0, "a board on a table is there once");
            self.wrong(count.span(), problem.help("write a `[[board]]` for each"));
        } else if !(1..=MOST).contains(count.get_ref()) {
            self.wrong(count.span(), Problem::new(0..0, format!("`count` is 1 to {MOST}")));
        }
        // What is told already need not be told of every board that it would make.
        Some((*count.get_ref()).clamp(1, MOST))
    }

    fn entry(&mut self, spanned: &Spanned<raw::Board>) -> Option<Entry> {
        let raw = spanned.get_ref();
        let name = self.value(&raw.name);
        let kind = self.kind(&raw.kind);
        let probe = raw.probe.as_ref().and_then(|probe| self.value::<ProbeSelector>(probe));
        let serial = raw.serial.as_ref().and_then(|serial| self.serial(serial));
        let network = raw.network.as_ref().and_then(|network| self.network(network));
        let power = raw.power.as_ref().and_then(|power| self.power(power));
        let slack = raw.slack.as_ref().and_then(|slack| self.slack(slack));
        let tags = raw.tags.iter().map(|tag| tag.get_ref().clone()).collect();
        let stated = self.capabilities(raw);
        let kind = kind?;
        self.belongs_together(raw, kind, spanned.span());
        Some(Entry {
            name: name?,
            kind,
            chip: raw.chip.as_ref().map(|chip| chip.get_ref().clone()),
            capabilities: stated.into_iter().chain(implied(raw, kind)).collect(),
            probe,
            serial,
            network,
            image: raw.image.as_ref().map(|image| self.place(image)),
            declaration: self.place(&raw.declaration),
            power,
            slack,
            tags,
            line: self.text[..spanned.span().start].matches('\n').count() + 1,
        })
    }

    fn kind(&mut self, text: &Spanned<String>) -> Option<Kind> {
        let kind = text.get_ref().parse();
        let wrong = |error: String| Problem::new(0..0, error).suggest(text.get_ref(), Kind::WORDS);
        kind.map_err(|error| self.wrong(text.span(), wrong(error))).ok()
    }

    fn serial(&mut self, raw: &Spanned<raw::Serial>) -> Option<SerialLine> {
        let raw::Serial { port, speed } = raw.get_ref();
        if !SPEEDS.contains(speed.get_ref()) {
            let problem = format!("no serial line has {} bits a second", speed.get_ref());
            self.wrong(speed.span(), Problem::new(0..0, problem).help("115200 is usual"));
            return None;
        }
        Some(SerialLine { port: port.get_ref().clone(), speed: *speed.get_ref() })
    }

    fn network(&mut self, raw: &Spanned<raw::Network>) -> Option<Network> {
        let raw::Network { interface, dut, rig } = raw.get_ref();
        let Subnet { address, bits } = self.value(dut)?;
        let rig: Vec<IpAddr> = rig
            .iter()
            .map(|address| self.value::<Address>(address))
            .collect::<Vec<_>>()
            .into_iter()
            .flatten()
            .map(|Address(address)| address)
            .collect();
        if rig.is_empty() {
            let problem = Problem::new(0..0, "the rig has no address on the board's network");
            self.wrong(raw.span(), problem.help("`rig = [\"192.168.77.1\"]`, of the interface"));
        }
        Some(Network { interface: interface.get_ref().clone(), dut: address, bits, rig })
    }

    fn power(&mut self, raw: &Spanned<raw::Power>) -> Option<Power> {
        let on = self.words(&raw.get_ref().on);
        let off = self.words(&raw.get_ref().off);
        Some(Power { on: on?, off: off? })
    }

    /// Splits a command as a shell would; no shell runs it.
    fn words(&mut self, text: &Spanned<String>) -> Option<Vec<String>> {
        let words = shlex::split(text.get_ref()).filter(|words| !words.is_empty());
        if words.is_none() {
            let problem = Problem::new(0..0, "this is no command: a program and its arguments");
            self.wrong(text.span(), problem.help("quotes come in pairs"));
        }
        words
    }

    fn slack(&mut self, text: &Spanned<String>) -> Option<core::time::Duration> {
        let slack: Span = self.value(text)?;
        if slack > MOST_SLACK {
            let problem = format!("a slack of {slack} hides everything; at most {MOST_SLACK}");
            self.wrong(text.span(), Problem::new(0..0, problem));
        }
        Some(slack.0)
    }

    fn capabilities(&mut self, raw: &raw::Board) -> Vec<&'static str> {
        let mut stated = Vec::new();
        for word in &raw.capabilities {
            match CAPABILITIES.iter().find(|known| *known == word.get_ref()) {
                Some(known) => stated.push(*known),
                None => {
                    let problem =
                        format!("`{}` is nothing that a rig can do with a board", word.get_ref());
                    let problem = Problem::new(0..0, problem).suggest(word.get_ref(), CAPABILITIES);
                    self.wrong(word.span(), problem);
                }
            }
        }
        stated
    }

    /// A path in the file, meant from the file's folder.
    fn place(&self, path: &Spanned<String>) -> PathBuf {
        self.path.parent().unwrap_or(Path::new("")).join(path.get_ref())
    }

    fn names(&mut self, file: &raw::File, boards: &[Entry]) {
        let mut seen = BTreeSet::new();
        for board in boards {
            if !seen.insert(&board.name) {
                let mut named = file.boards.iter().map(|raw| &raw.get_ref().name);
                let of = |name: &&Spanned<String>| {
                    board.name.as_str().starts_with(name.get_ref().as_str())
                };
                let span = named.rfind(of).map_or(0..0, Spanned::span);
                let problem = format!("there are two boards called `{}`", board.name);
                self.wrong(span, Problem::new(0..0, problem));
            }
        }
    }
}

/// An address.
struct Address(IpAddr);

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("`{text}` is no IP address"))
    }
}

/// An address with the size of its network.
struct Subnet {
    address: IpAddr,
    bits: u8,
}

impl FromStr for Subnet {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is no address with its network, such as `192.168.77.10/24`");
        let (address, bits) = text.split_once('/').ok_or_else(wrong)?;
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.parse().ok().filter(|bits| *bits <= most).ok_or_else(wrong)?;
        Ok(Self { address, bits })
    }
}
