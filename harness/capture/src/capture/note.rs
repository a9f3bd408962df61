//! Notes of a run between its packets: exported PDUs for Wireshark's `syslog` dissector.

use super::error::Damage;

/// Tag of the dissector's name in an exported PDU (Wireshark's exported_pdu.h).
const DISSECTOR: u16 = 12;

/// The text of an exported PDU; `None` where it is meant for another dissector.
pub(super) fn text(octets: &[u8]) -> Result<Option<&str>, Damage> {
    let mut rest = octets;
    let mut is_note = false;
    loop {
        let [a, b, c, d, behind @ ..] = rest else {
            return Err(Damage::Note("the tags end without an end tag"));
        };
        let (tag, length) = (u16::from_be_bytes([*a, *b]), u16::from_be_bytes([*c, *d]));
        let value = behind
            .get(..usize::from(length))
            .ok_or(Damage::Note("a tag runs past the packet's end"))?;
        rest = &behind[value.len()..];
        match tag {
            0 => break,
            // Writers pad names with zeros to four octets.
            DISSECTOR => is_note = unpadded(value) == b"syslog",
            _ => {}
        }
    }
    if !is_note {
        return Ok(None);
    }
    std::str::from_utf8(rest).map(Some).map_err(|_| Damage::Note("the text is not UTF-8"))
}

/// A name without the zeros that pad it.
fn unpadded(name: &[u8]) -> &[u8] {
    let end = name.iter().rposition(|octet| *octet != 0).map_or(0, |at| at + 1);
    &name[..end]
}
