//! RFC 5456 8.6: how each information element is laid out.

use super::rule::{Cite, RuleInfo, must, should};
use super::s8_6_28_datetime::{self, DATETIME};
use super::scene::Scene;
use iax2_wire::{Format, IaxCode, IeCode, RawIe};

const CHAIN: Cite = must("IAX2-8.6-02");
const LENGTH_OCTET: Cite = must("IAX2-8.6-03");
const TEXT: Cite = must("IAX2-8.6-04");
const RESERVED: Cite = must("IAX2-8.6-06");
const PASSWORD: Cite = must("IAX2-8.6-07");
const PLAINTEXT: Cite = must("IAX2-10-01");
const OSP_IN_NEW: Cite = must("IAX2-8.6.42-01").read_as(21);
const OSP_INDEX: Cite = must("IAX2-8.6.42-02").read_as(21);
const CAPABILITY: Cite = must("IAX2-8.6.7-01");
const FORMAT: Cite = must("IAX2-8.6.8-01");
const VERSION: Cite = must("IAX2-8.6.10-02");
const METHODS: Cite = must("IAX2-8.6.13-01");
const ADDRESS_4: Cite = must("IAX2-8.6.17-05");
const ADDRESS_6: Cite = must("IAX2-8.6.17-06");
const DPSTATUS: Cite = must("IAX2-8.6.19-01");
const DPSTATUS_ONE: Cite = must("IAX2-8.6.19-02");
const CALLNO: Cite = must("IAX2-8.6.20-01");
const PRES: Cite = must("IAX2-8.6.29-01");
const TON: Cite = must("IAX2-8.6.30-01");
const TNS: Cite = must("IAX2-8.6.31-01");
const ENCRYPTION: Cite = must("IAX2-8.6.34-01").read_as(20);
const LOSS: Cite = must("IAX2-8.6.37-01");

/// Elements of one fixed length, and the requirement that says so.
const LENGTHS: &[(IeCode, usize, Cite)] = &[
    (IeCode::CAPABILITY, 4, CAPABILITY),
    (IeCode::FORMAT, 4, FORMAT),
    (IeCode::VERSION, 2, VERSION),
    (IeCode::ADSICPE, 2, must("IAX2-8.6.11-01")),
    (IeCode::AUTHMETHODS, 2, METHODS),
    (IeCode::REFRESH, 2, must("IAX2-8.6.18-01")),
    (IeCode::DPSTATUS, 2, DPSTATUS),
    (IeCode::CALLNO, 2, CALLNO),
    (IeCode::IAX_UNKNOWN, 1, must("IAX2-8.6.22-01")),
    (IeCode::MSGCOUNT, 2, must("IAX2-8.6.23-01")),
    (IeCode::TRANSFERID, 4, should("IAX2-8.6.26-01")),
    (IeCode::DATETIME, 4, DATETIME),
    (IeCode::CALLINGPRES, 1, PRES),
    (IeCode::CALLINGTON, 1, TON),
    (IeCode::CALLINGTNS, 2, TNS),
    (IeCode::ENCRYPTION, 2, ENCRYPTION),
    (IeCode::RR_JITTER, 4, must("IAX2-8.6.36-01")),
    (IeCode::RR_LOSS, 4, LOSS),
    (IeCode::RR_PKTS, 4, must("IAX2-8.6.38-01")),
    (IeCode::RR_DELAY, 2, must("IAX2-8.6.39-02")),
    (IeCode::RR_DROPPED, 4, must("IAX2-8.6.40-01")),
    (IeCode::RR_OOO, 4, must("IAX2-8.6.41-01")),
];

/// Elements that are UTF-8 text, and the requirement that says so.
const TEXTS: &[(IeCode, Cite)] = &[
    (IeCode::CALLED_NUMBER, must("IAX2-8.6.1-01")),
    (IeCode::CALLING_NUMBER, must("IAX2-8.6.2-01")),
    (IeCode::CALLING_NAME, must("IAX2-8.6.4-01")),
    (IeCode::RDNIS, must("IAX2-8.6.27-01")),
    (IeCode::CALLING_ANI, TEXT),
    (IeCode::CALLED_CONTEXT, TEXT),
    (IeCode::USERNAME, TEXT),
    (IeCode::LANGUAGE, TEXT),
    (IeCode::DNID, TEXT),
    (IeCode::CAUSE, TEXT),
    (IeCode::MUSICONHOLD, TEXT),
    (IeCode::CODEC_PREFS, TEXT),
];

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "elements-fill-the-frame",
        requirements: &["IAX2-8.6-02", "IAX2-8.6-03"],
        summary: "The chain of elements ends where the datagram ends, and length octets count the data only.",
    },
    RuleInfo {
        name: "elements-have-their-length",
        requirements: &[
            "IAX2-8.6.7-01",
            "IAX2-8.6.8-01",
            "IAX2-8.6.10-02",
            "IAX2-8.6.11-01",
            "IAX2-8.6.13-01",
            "IAX2-8.6.18-01",
            "IAX2-8.6.19-01",
            "IAX2-8.6.20-01",
            "IAX2-8.6.22-01",
            "IAX2-8.6.23-01",
            "IAX2-8.6.26-01",
            "IAX2-8.6.28-01",
            "IAX2-8.6.29-01",
            "IAX2-8.6.30-01",
            "IAX2-8.6.31-01",
            "IAX2-8.6.34-01",
            "IAX2-8.6.36-01",
            "IAX2-8.6.37-01",
            "IAX2-8.6.38-01",
            "IAX2-8.6.39-02",
            "IAX2-8.6.40-01",
            "IAX2-8.6.41-01",
        ],
        summary: "Elements of a fixed length have it.",
    },
    RuleInfo {
        name: "text-elements-are-utf-8",
        requirements: &[
            "IAX2-8.6.1-01",
            "IAX2-8.6.2-01",
            "IAX2-8.6.4-01",
            "IAX2-8.6.27-01",
            "IAX2-8.6-04",
        ],
        summary: "Numbers, names and other text are UTF-8.",
    },
    RuleInfo {
        name: "elements-have-values-that-exist",
        requirements: &["IAX2-8.6.19-02", "IAX2-8.6.17-05", "IAX2-8.6.17-06"],
        summary: "Masks, presentation values, dates and addresses are made as their sections say.",
    },
    RuleInfo {
        name: "reserved-elements-are-not-sent",
        requirements: &["IAX2-8.6-06", "IAX2-8.6-07", "IAX2-10-01"],
        summary: "Reserved element numbers, and PASSWORD, are not sent.",
    },
    RuleInfo {
        name: "osptoken-only-in-new",
        requirements: &["IAX2-8.6.42-01", "IAX2-8.6.42-02"],
        summary: "OSPTOKEN stands in NEW alone, its blocks counted from 0.",
    },
];

/// Judges the elements of a message one by one.
pub(super) fn check(scene: &mut Scene<'_>) {
    if scene.message.iax().is_none() {
        return;
    }
    let mut blocks = 0;
    for element in scene.ies().iter() {
        match element {
            Ok(element) => one(scene, element, &mut blocks),
            Err(error) => broken(scene, error.offset, error.need, error.have),
        }
    }
}

fn broken(scene: &mut Scene<'_>, offset: usize, need: usize, have: usize) {
    let words = format!(
        "{} ends inside the element at octet {}: it takes {need} octets, {have} are left",
        scene.message,
        offset + crate::header::LENGTH
    );
    scene.fail(if have < 2 { CHAIN } else { LENGTH_OCTET }, words);
}

fn one(scene: &mut Scene<'_>, element: RawIe<'_>, blocks: &mut u8) {
    let (code, data) = (element.code, element.data);
    let named = format!("{code} in {}", scene.message);
    if let Some((_, length, cite)) = LENGTHS.iter().find(|(each, ..)| *each == code)
        && data.len() != *length
    {
        let words = format!("{named} has {} octets instead of {length}", data.len());
        let shown_so = code == IeCode::ENCRYPTION && data.len() == 1;
        if shown_so {
            scene.warn(*cite, words)
        } else {
            scene.fail(*cite, words)
        }
        return;
    }
    if let Some((_, cite)) = TEXTS.iter().find(|(each, _)| *each == code) {
        text(scene, *cite, &named, data);
    }
    match code {
        IeCode::OSPTOKEN => osp(scene, data, blocks),
        IeCode::PASSWORD => {
            scene.fail(PASSWORD, format!("{} has PASSWORD", scene.message));
            if scene.is(IaxCode::AUTHREP) {
                scene.fail(PLAINTEXT, "AUTHREP has a password in the clear".to_owned());
            }
        }
        IeCode(0x1d | 0x1e | 0x20..=0x25 | 0x2c) => {
            scene.fail(RESERVED, format!("{} has the reserved element {code}", scene.message));
        }
        _ => value(scene, code, &named, data),
    }
}

fn text(scene: &mut Scene<'_>, cite: Cite, named: &str, data: &[u8]) {
    let control =
        data.iter().any(|octet| octet.is_ascii_control() && *octet != b'\n' && *octet != b'\t');
    if core::str::from_utf8(data).is_err() {
        scene.fail(cite, format!("{named} is no UTF-8 text"));
        if cite.id != TEXT.id {
            scene.fail(TEXT, format!("{named} is no UTF-8 text"));
        }
    } else if cite.id == "IAX2-8.6.1-01" && control {
        scene.fail(cite, format!("{named} is no text but \"{}\"", data.escape_ascii()));
    }
}

fn osp(scene: &mut Scene<'_>, data: &[u8], blocks: &mut u8) {
    if !scene.is(IaxCode::NEW) {
        scene.fail(OSP_IN_NEW, format!("{} has OSPTOKEN", scene.message));
    } else if data.first() != Some(blocks) {
        scene.fail(OSP_INDEX, format!("block {blocks} of OSPTOKEN has another index"));
    }
    *blocks = blocks.saturating_add(1);
}

fn value(scene: &mut Scene<'_>, code: IeCode, named: &str, data: &[u8]) {
    let number = data.iter().fold(0_u64, |number, &octet| number << 8 | u64::from(octet));
    match code {
        IeCode::VERSION if number != 2 => {
            scene.fail(VERSION, format!("{named} is {number}, not 2"))
        }
        IeCode::CAPABILITY => capability(scene, named, Format(number)),
        IeCode::FORMAT => format_element(scene, named, Format(number)),
        IeCode::AUTHMETHODS => methods(scene, named, number),
        IeCode::DPSTATUS => dpstatus(scene, named, number),
        IeCode::CALLNO if number >= 0x8000 => {
            scene.warn(CALLNO, format!("{named} has its top bit set: 0x{number:04x}"));
        }
        IeCode::APPARENT_ADDR => address(scene, named, data),
        IeCode::DATETIME => s8_6_28_datetime::check(scene, named, data),
        IeCode::CALLINGPRES if !matches!(number, 0..=3 | 0x20..=0x23 | 0x43) => {
            scene.fail(PRES, format!("{named} is 0x{number:02x}, which is no presentation"));
        }
        IeCode::CALLINGTON if !matches!(number, 0 | 0x10 | 0x20 | 0x30 | 0x40 | 0x60 | 0x70) => {
            scene.fail(TON, format!("{named} is 0x{number:02x}, which is no type of number"));
        }
        IeCode::CALLINGTNS => network(scene, named, data),
        IeCode::RR_LOSS if data.first().is_some_and(|&share| share > 100) => {
            scene.warn(LOSS, format!("{named} tells a loss of {} %", data[0]));
        }
        _ => {}
    }
}

fn capability(scene: &mut Scene<'_>, named: &str, formats: Format) {
    let unknown = formats.iter().any(|format| format.name().is_none());
    if unknown {
        scene.warn(CAPABILITY, format!("{named} has bits that stand for no format: {formats}"));
    }
}

fn format_element(scene: &mut Scene<'_>, named: &str, format: Format) {
    if format.is_empty() && scene.has(IeCode::FORMAT2) {
        scene.warn(FORMAT, format!("{named} names no codec, only FORMAT2 does"));
    } else if format.single().is_none() {
        scene.fail(FORMAT, format!("{named} must name one codec; it names {format}"));
    }
}

fn methods(scene: &mut Scene<'_>, named: &str, mask: u64) {
    if mask & 6 == 0 {
        scene.fail(METHODS, format!("{named} is 0x{mask:04x}: neither MD5 nor RSA"));
    } else if mask & !6 != 0 {
        scene.warn(METHODS, format!("{named} is 0x{mask:04x}, with bits beside MD5 and RSA"));
    }
}

fn dpstatus(scene: &mut Scene<'_>, named: &str, mask: u64) {
    if mask & !0xc007 != 0 {
        scene.fail(DPSTATUS, format!("{named} is 0x{mask:04x}, with bits that mean nothing"));
    }
    if (mask & 7).count_ones() != 1 {
        scene.fail(DPSTATUS_ONE, format!("{named} is 0x{mask:04x}: one of 1, 2, 4 must be set"));
    }
}

fn address(scene: &mut Scene<'_>, named: &str, data: &[u8]) {
    let (cite, family) = match data {
        [high, low, ..] if data.len() == 16 => (ADDRESS_4, [*high, *low] == [2, 0]),
        [high, low, ..] if data.len() == 28 => (ADDRESS_6, [*high, *low] == [0x0a, 0]),
        _ => {
            scene.fail(ADDRESS_4, format!("{named} has {} octets, not 16 or 28", data.len()));
            return;
        }
    };
    let padded = data.len() == 28 || data[8..].iter().all(|&octet| octet == 0);
    if !family || !padded {
        let what = if family { "padding is not zero" } else { "family is not as Linux has it" };
        scene.warn(cite, format!("the address in {named}: {what}"));
    }
}

fn network(scene: &mut Scene<'_>, named: &str, data: &[u8]) {
    let [first, second] = *data else { return };
    let plan = matches!(first & 0x0f, 0 | 1 | 3);
    let kind = matches!(first >> 4, 0 | 2 | 3);
    if !plan || !kind || second >= 0x80 {
        scene.fail(TNS, format!("{named} is 0x{first:02x}{second:02x}, which is no network"));
    }
}
