//! The remote protocol: requests are `!..#`, answers are `&K..#`. Numbers are hexadecimal, words of registers little-endian.

/// The longest request: 1 KiB at the Black Magic Probe, and a little more for whoever counts otherwise.
const LONGEST: usize = 4096;

/// A register of the debug port, or of an access port.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// Of the debug port, by its address.
    Dp(u8),
    /// Of an access port: its number, and the address with bank.
    Ap(u8, u8),
}

/// What a probe is asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Request {
    /// `!GA#`: who it is.
    Name,
    /// `!HC#`: which version of the high-level protocol it speaks.
    Version,
    /// `!Gf#`: the clock's frequency.
    Frequency,
    /// What needs no doing here: the clock's frequency and output, power for the target.
    Accepted,
    /// `!GZ`: holds the target in reset, or lets it go.
    Reset(bool),
    /// `!SS#`: SWD is spoken from now on.
    SwdInit,
    /// `!So`, `!SO`: bits to the target, the first one lowest, with parity where asked.
    SwdOut {
        /// The bits.
        bits: u32,
        /// How many, up to 32.
        count: u8,
        /// Whether a parity bit follows.
        parity: bool,
    },
    /// `!Si`, `!SI`: bits from the target.
    SwdIn {
        /// How many, up to 32.
        count: u8,
        /// Whether a parity bit follows, which the probe checks.
        parity: bool,
    },
    /// `!Ad`, `!Aa`, `!AR` for reading.
    ReadRegister(Access),
    /// `!AA`, `!AR` for writing.
    WriteRegister(Access, u32),
    /// `!Am`: memory behind access port 0.
    ReadMemory {
        /// The access port.
        ap: u8,
        /// The first address.
        address: u32,
        /// How many octets.
        length: u32,
    },
    /// `!AM`: memory behind access port 0.
    WriteMemory {
        /// The access port.
        ap: u8,
        /// The first address.
        address: u32,
        /// What to write.
        octets: Vec<u8>,
    },
    /// One that this probe does not know.
    Unknown,
    /// One whose parameters are wrong.
    Malformed,
}

/// What a probe answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reply {
    /// It is done.
    Done,
    /// A number.
    Number(u32),
    /// A register's value.
    Word(u32),
    /// Text.
    Text(&'static str),
    /// Memory.
    Octets(Vec<u8>),
    /// It was asked something that it does not know.
    Unsupported,
    /// It was asked with wrong parameters, or the parity was wrong.
    Parameters,
    /// The target does not answer.
    Error,
}

impl Reply {
    /// The octets of the answer.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Done => b"&K0#".to_vec(),
            Self::Number(number) => format!("&K{number:x}#").into_bytes(),
            Self::Word(word) => format!("&K{:08x}#", word.swap_bytes()).into_bytes(),
            Self::Text(text) => format!("&K{text}#").into_bytes(),
            Self::Octets(octets) => {
                let hex = octets.iter().map(|octet| format!("{octet:02x}"));
                format!("&K{}#", hex.collect::<String>()).into_bytes()
            }
            Self::Unsupported => b"&N0#".to_vec(),
            Self::Parameters => b"&P0#".to_vec(),
            Self::Error => b"&E1#".to_vec(),
        }
    }
}

/// Takes requests out of a stream.
#[derive(Debug, Default)]
pub struct Reader(Vec<u8>);

impl Reader {
    /// Adds what came.
    pub fn push(&mut self, octets: &[u8]) {
        self.0.extend_from_slice(octets);
    }

    /// The next whole request; what stands before its `!` is passed over, as the probe does.
    pub fn next_request(&mut self) -> Option<Request> {
        let Some(start) = self.0.iter().position(|octet| *octet == b'!') else {
            self.0.clear();
            return None;
        };
        self.0.drain(..start);
        match self.0.iter().position(|octet| *octet == b'#') {
            Some(end) => {
                let request = Request::parse(&self.0[1..end]);
                self.0.drain(..=end);
                Some(request)
            }
            None if self.0.len() > LONGEST => {
                self.0.clear();
                Some(Request::Malformed)
            }
            None => None,
        }
    }
}

impl Request {
    /// Reads what stands between `!` and `#`.
    fn parse(body: &[u8]) -> Self {
        let Some((kind, rest)) = body.split_at_checked(2) else { return Self::Unknown };
        let mut digits = Digits(rest);
        let request = match kind {
            b"GA" => Some(Self::Name),
            b"HC" => Some(Self::Version),
            b"Gf" => Some(Self::Frequency),
            b"GF" | b"GP" | b"GE" => Some(Self::Accepted),
            b"GZ" => digits.number(1).map(|held| Self::Reset(held != 0)),
            b"SS" => Some(Self::SwdInit),
            b"So" => digits.swd_out(false),
            b"SO" => digits.swd_out(true),
            b"Si" => digits.swd_in(false),
            b"SI" => digits.swd_in(true),
            b"Ad" | b"Aa" => digits.access().map(Self::ReadRegister),
            b"AA" => digits.write_ap(),
            b"AR" => digits.raw_access(),
            b"Am" => digits.read_memory(),
            b"AM" => digits.write_memory(),
            _ => Some(Self::Unknown),
        };
        request.unwrap_or(Self::Malformed)
    }
}

/// Parameters: hexadecimal digits of fixed widths.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn number(&mut self, width: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(width)?;
        self.0 = rest;
        let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
        let text = std::str::from_utf8(digits).ok().filter(|_| is_hex)?;
        u32::from_str_radix(text, 16).ok()
    }

    fn octet(&mut self) -> Option<u8> {
        self.number(2).and_then(|number| number.try_into().ok())
    }

    fn swd_out(&mut self, parity: bool) -> Option<Request> {
        let count = self.octet().filter(|count| *count <= 32)?;
        let bits = self.number(self.0.len())?;
        Some(Request::SwdOut { bits, count, parity })
    }

    fn swd_in(&mut self, parity: bool) -> Option<Request> {
        let count = self.octet().filter(|count| *count <= 32)?;
        Some(Request::SwdIn { count, parity })
    }

    /// Device, access port (`ff` for none) and address; bit 8 of the address is set for an access port.
    fn access(&mut self) -> Option<Access> {
        let (_device, ap, address) = (self.octet()?, self.octet()?, self.number(4)?);
        let [register, page] = u16::try_from(address).ok()?.to_le_bytes();
        Some(if page & 1 == 0 { Access::Dp(register) } else { Access::Ap(ap, register) })
    }

    fn write_ap(&mut self) -> Option<Request> {
        let (access, value) = (self.access()?, self.number(8)?);
        Some(Request::WriteRegister(access, value.swap_bytes()))
    }

    /// Device, 1 for reading, address, value as a plain number; of the debug port, or of the selected access port 0.
    fn raw_access(&mut self) -> Option<Request> {
        let (_device, reads) = (self.octet()?, self.octet()?);
        let [register, page] = u16::try_from(self.number(4)?).ok()?.to_le_bytes();
        let value = self.number(8)?;
        let access = if page & 1 == 0 { Access::Dp(register) } else { Access::Ap(0, register) };
        Some(match reads {
            0 => Request::WriteRegister(access, value),
            _ => Request::ReadRegister(access),
        })
    }

    /// Device, access port, CSW (whose width is that of an octet), address, length.
    fn read_memory(&mut self) -> Option<Request> {
        let (_device, ap, _csw) = (self.octet()?, self.octet()?, self.number(8)?);
        let (address, length) = (self.number(8)?, self.number(8)?);
        let fits = length as usize <= LONGEST;
        fits.then_some(Request::ReadMemory { ap, address, length })
    }

    /// Device, access port, CSW, alignment, address, length, octets.
    fn write_memory(&mut self) -> Option<Request> {
        let (_device, ap, _csw, _align) =
            (self.octet()?, self.octet()?, self.number(8)?, self.octet()?);
        let (address, length) = (self.number(8)?, self.number(8)?);
        let octets = self.0.len() / 2;
        if length as usize != octets || !self.0.len().is_multiple_of(2) {
            return None;
        }
        let octets = (0..octets).map(|_| self.octet()).collect::<Option<Vec<u8>>>()?;
        Some(Request::WriteMemory { ap, address, octets })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(octets: &[u8]) -> Vec<Request> {
        let mut reader = Reader::default();
        reader.push(octets);
        std::iter::from_fn(|| reader.next_request()).collect()
    }

    #[test]
    fn a_handshake_is_understood() {
        let expected = [Request::Name, Request::Version, Request::Reset(false), Request::Unknown];
        assert_eq!(requests(b"+#!GA#!HC#!GZ0# !GV#"), expected);
        assert_eq!(requests(b"!GF003d0900#!Gf#"), [Request::Accepted, Request::Frequency]);
    }

    #[test]
    fn registers_of_both_ports_are_told_apart() {
        let read =
            [Request::ReadRegister(Access::Dp(4)), Request::ReadRegister(Access::Ap(1, 0xfc))];
        assert_eq!(requests(b"!Ad00ff0004#!Aa000101fc#"), read);
    }

    #[test]
    fn words_for_access_ports_are_little_endian_and_raw_ones_are_not() {
        let tar = Request::WriteRegister(Access::Ap(0, 4), 0x2000_0010);
        assert_eq!(requests(b"!AA0000010410000020#"), [tar]);
        let ctrl = Request::WriteRegister(Access::Dp(4), 0x5000_0f00);
        assert_eq!(requests(b"!AR0000000450000f00#"), [ctrl]);
    }

    #[test]
    fn memory_comes_in_octets() {
        let read = Request::ReadMemory { ap: 0, address: 0x2000_0000, length: 4 };
        assert_eq!(requests(b"!Am0000230000522000000000000004#"), [read]);
        let octets = vec![0xde, 0xad];
        let write = Request::WriteMemory { ap: 0, address: 0x2000_0000, octets };
        assert_eq!(requests(b"!AM000023000052002000000000000002dead#"), [write]);
    }

    #[test]
    fn a_length_that_is_not_that_of_the_octets_is_malformed() {
        assert_eq!(requests(b"!AM000023000052002000000000000003dead#"), [Request::Malformed]);
        assert_eq!(requests(b"!Am00002300005220000000ffffffff#"), [Request::Malformed]);
        assert_eq!(requests(b"!Ad00#!So21ffffffff#!GZ+#"), vec![Request::Malformed; 3]);
    }

    #[test]
    fn swd_bits_have_a_count() {
        let out = Request::SwdOut { bits: 0xa5, count: 8, parity: false };
        assert_eq!(requests(b"!So08a5#!Si03#"), [out, Request::SwdIn { count: 3, parity: false }]);
    }

    #[test]
    fn a_request_may_come_in_pieces() {
        let mut reader = Reader::default();
        reader.push(b"!H");
        assert_eq!(reader.next_request(), None);
        reader.push(b"C#");
        assert_eq!(reader.next_request(), Some(Request::Version));
    }

    #[test]
    fn a_request_without_end_is_given_up() {
        assert_eq!(requests(&[b'!'; 5000]), [Request::Malformed]);
    }

    #[test]
    fn answers_are_what_the_probe_sends() {
        assert_eq!(Reply::Done.encode(), b"&K0#");
        assert_eq!(Reply::Number(3).encode(), b"&K3#");
        assert_eq!(Reply::Word(0x2477_0011).encode(), b"&K11007724#");
        assert_eq!(Reply::Octets(vec![0, 0xff]).encode(), b"&K00ff#");
        assert_eq!(Reply::Error.encode(), b"&E1#");
    }
}
