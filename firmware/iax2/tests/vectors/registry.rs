//! The IANA registry "iax-parameters" of 2011-12-07, line by line: what it assigns we name, what it does not we do not.

use iax2_wire::code::{
    AuthMethods, CauseCode, ControlCode, DialStatus, EncryptionMethods, FrameType, HtmlCode,
    IaxCode, IeCode, MetaCommand, NetworkPlan, NetworkType, Presentation, TypeOfNumber,
};
use iax2_wire::format::Format;

const REGISTRY: &str = include_str!("iana-iax-parameters.csv");

/// Lines that assign a meaning: the rest of the file is free or reserved.
const ASSIGNED: usize = 237;

/// What is in use without being registered, and has a name here because calls of today carry it.
const DEPLOYED: &[(&str, u64)] = &[("IAX Frame Types", 0x0c), ("IAX Information Elements", 0x39)];

fn binary(registry: &str) -> bool {
    matches!(registry, "IAX Transit Network Identification Plan" | "IAX Type of Network")
}

fn number(registry: &str, text: &str) -> u64 {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None if binary(registry) => u64::from_str_radix(text, 2),
        None => text.parse(),
    };
    parsed.expect("a number of the registry")
}

/// Whether the alphabet gives this value of this registry a name or a bit.
fn named(registry: &str, value: u64) -> bool {
    let code = u8::try_from(value);
    let mask = u16::try_from(value).unwrap_or(0);
    match (registry, code) {
        ("IAX Meta Commands", Ok(code)) => MetaCommand(code).name().is_some(),
        ("IAX Frame Types", Ok(code)) => FrameType(code).name().is_some(),
        ("IAX Control Frame Subclass", Ok(code)) => ControlCode(code).name().is_some(),
        ("IAX Control Frames", Ok(code)) => IaxCode(code).name().is_some(),
        ("IAX HTML Command Subclasses", Ok(code)) => HtmlCode(code).name().is_some(),
        ("IAX Information Elements", Ok(code)) => IeCode(code).name().is_some(),
        ("IAX Calling Presentation", Ok(code)) => Presentation(code).name().is_some(),
        ("IAX Calling Type of Number", Ok(code)) => TypeOfNumber(code).name().is_some(),
        ("IAX Transit Network Identification Plan", Ok(code)) => NetworkPlan(code).name().is_some(),
        ("IAX Type of Network", Ok(code)) => NetworkType(code).name().is_some(),
        ("IAX Cause Codes", Ok(code)) => CauseCode(code).name().is_some(),
        ("IAX Authentication Methods", _) => AuthMethods(mask).unassigned() == 0,
        ("IAX Dialplan Status Flags", _) => DialStatus(mask).unassigned() == 0,
        ("IAX Encryption Methods", _) => EncryptionMethods(mask).unassigned() == 0,
        ("IAX Media Formats", _) => Format(value).name().is_some(),
        (other, _) => panic!("no code space for {other}"),
    }
}

/// A line's registry, its first value, its last, and whether it says that they are free or reserved without a meaning.
fn line(text: &str) -> (&str, u64, u64, bool) {
    let mut columns = text.split(',');
    let registry = columns.next().expect("a registry");
    let values = columns.next().expect("a value");
    let (first, last) = values.split_once('-').unwrap_or((values, values));
    let rest = [columns.next(), columns.next()].map(|it| it.unwrap_or(""));
    let free = rest.contains(&"Unassigned");
    let reserved = rest[0] == "Reserved";
    (registry, number(registry, first), number(registry, last), free || reserved)
}

#[test]
fn what_the_registry_assigns_has_a_name() {
    let assigned = REGISTRY.lines().skip(1).map(line).filter(|(.., free)| !free);
    let mut count = 0;
    for (registry, value, ..) in assigned {
        assert!(named(registry, value), "{registry} {value:#x}");
        count += 1;
    }
    assert_eq!(count, ASSIGNED);
}

#[test]
fn what_the_registry_leaves_free_or_reserves_has_no_name() {
    // A mask's values between two bits are sums of bits, no codes.
    let codes = |registry: &str| !registry.ends_with("Methods") && !registry.ends_with("Flags");
    let free =
        REGISTRY.lines().skip(1).map(line).filter(|(registry, .., free)| *free && codes(registry));
    for (registry, first, last, _) in free {
        for value in first..=last {
            let deployed = DEPLOYED.contains(&(registry, value));
            assert_eq!(named(registry, value), deployed, "{registry} {value:#x}");
        }
    }
}

#[test]
fn an_unassigned_bit_of_a_mask_is_told() {
    assert_eq!(AuthMethods(0x000e).unassigned(), 0x0008);
    assert_eq!(EncryptionMethods(0x8003).unassigned(), 0x0002);
    assert_eq!(DialStatus(0xc00f).unassigned(), 0x0008);
}

#[test]
fn messages_and_elements_bear_the_registry_s_own_names() {
    for text in REGISTRY.lines().skip(1) {
        let (registry, value, _, free) = line(text);
        let name = text.split(',').nth(2).expect("a name").replace('_', " ");
        let ours = match (registry, u8::try_from(value)) {
            ("IAX Control Frames", Ok(code)) => IaxCode(code).name(),
            ("IAX Information Elements", Ok(code)) => IeCode(code).name(),
            _ => continue,
        };
        if !free {
            assert_eq!(ours.map(|ours| ours.replace('-', " ")), Some(name));
        }
    }
}
