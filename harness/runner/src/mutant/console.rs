//! A console that prints what a peer sent as it stands.

use std::collections::VecDeque;

/// The lines that a terminal shows where a sign's quoted texts are not escaped.
pub(super) fn raw(sign: &str) -> VecDeque<String> {
    let (mut octets, mut rest) = (Vec::new(), sign.as_bytes());
    while let [octet, after @ ..] = rest {
        let (octet, after) = if *octet == b'\\' { unescaped(after) } else { (*octet, after) };
        octets.push(octet);
        rest = after;
    }
    let text = String::from_utf8_lossy(&octets);
    text.lines().map(str::to_owned).collect()
}

/// What stands behind a backslash: `x0d`, or the octet itself.
fn unescaped(rest: &[u8]) -> (u8, &[u8]) {
    let hex = rest.strip_prefix(b"x").and_then(|rest| rest.split_at_checked(2));
    let octet = hex.and_then(|(digits, rest)| {
        let digits = core::str::from_utf8(digits).ok()?;
        Some((u8::from_str_radix(digits, 16).ok()?, rest))
    });
    octet
        .or_else(|| rest.split_first().map(|(octet, rest)| (*octet, rest)))
        .unwrap_or((b'\\', rest))
}

#[cfg(test)]
mod tests {
    use super::raw;

    #[test]
    fn a_line_end_in_a_name_ends_the_line() {
        let sign = r#"rings src=7 name="A\x0d\x0adigit \"9\"\x0d\x0aB""#;
        assert_eq!(raw(sign), [r#"rings src=7 name="A"#, r#"digit "9""#, r#"B""#]);
    }
}
